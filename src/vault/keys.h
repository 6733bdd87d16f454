// Keys: one key a person. What is sealed under it can be read until the key is destroyed, and never after.
//
//   slot (64 bytes) = person id (16)  key (32)  zeros (12)  CRC-32C of the first 60 bytes (4, little-endian)
//
// A slot of zeros is free. Any number of threads may use one Keys.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/random.h"
#include "vault/slots.h"

namespace tocsin::vault {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t key_slot_bytes = 64;
// Bytes that sealing adds: a random nonce of 24 and a tag of 16 (XChaCha20-Poly1305).
constexpr std::size_t seal_overhead = 40;
// A power cut tears at most the keys that one import left unsynced, wherever their slots are; more is another
// damage.
constexpr std::size_t torn_slots_max = 4096;

class Keys {
 public:
  // Reads all slots and clears those that a power cut tore; Errc::corrupt when more are damaged than it could
  // have torn. Cost: 64 bytes a person from disk.
  static Result<std::unique_ptr<Keys>> open(std::unique_ptr<SlotStore> store, Random& random);

  // Seals `plain` under the person's key, which is made when there is none. `context` says what it is
  // ("profile", "note"): bytes sealed as one cannot be opened as the other. Durable keys need sync() before
  // the sealed bytes are stored.
  Result<Bytes> seal(const Id& person, std::string_view context, std::string_view plain);
  // Nothing when there is no key or the bytes were not sealed under it and as this.
  std::optional<Bytes> open_sealed(const Id& person, std::string_view context, std::string_view sealed) const;

  bool has(const Id& person) const;
  // The number of the person's slot, for stores that lie beside this one.
  std::optional<std::uint32_t> slot_of(const Id& person) const;
  // Visits everybody who has a key, with the number of their slot, in an unspecified order. Must not call
  // back.
  void for_each(const std::function<void(const Id& person, std::uint32_t slot)>& visit) const;
  std::size_t size() const;

  // Makes all keys used so far durable; cheap when none is new.
  Result<> sync();
  // Overwrites the slot with zeros and syncs. No error when there is none.
  Result<> destroy(const Id& person);
  // Frees the slots of all persons that `keep` does not want: keys made for commands that never became
  // events.
  Result<> destroy_unless(const std::function<bool(const Id&)>& keep);

 private:
  struct Slot {
    std::uint32_t number;
    std::array<std::uint8_t, key_bytes> key;
  };
  Keys(std::unique_ptr<SlotStore> store, Random& random) : store_(std::move(store)), random_(random) {}
  Result<Slot> key_for(const Id& person);

  std::unique_ptr<SlotStore> store_;
  Random& random_;
  mutable std::shared_mutex mutex_;
  boost::unordered_flat_map<Id, Slot, IdHash> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_ = 0;
  bool unsynced_ = false;
};

}  // namespace tocsin::vault
