// Keys: one key a person. What is sealed under it can be read until the key is destroyed, and never after.
//
//   slot (64 bytes) = person id (16)  key (32)  zeros (12)  CRC-32C of the first 60 bytes (4, little-endian)
//
// A slot of zeros is free. The number of a person's slot is their row in every store that lies beside this
// one. Ids and keys stay in the slots, which the store maps; on the heap is only the way to find them: 6 to
// 8 bytes a person.
//
// Any number of threads may use one Keys.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/random.h"
#include "base/row_table.h"
#include "vault/slots.h"

namespace tocsin::vault {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t key_slot_bytes = 64;
constexpr std::size_t nonce_bytes = 24;
// Bytes that sealing adds: a random nonce of 24 and a tag of 16 (XChaCha20-Poly1305).
constexpr std::size_t seal_overhead = 40;
// A power cut tears at most the keys that one import left unsynced, wherever their slots are; more is another
// damage.
constexpr std::size_t torn_slots_max = 4096;
// A nonce of ChaCha20 (RFC 8439).
using StreamNonce = std::array<std::uint8_t, 12>;

class Keys {
 public:
  // Checks all slots and clears those that a power cut tore; Errc::corrupt when more are damaged than it
  // could have torn. Cost: some 50 ns a person, on two threads.
  static Result<std::unique_ptr<Keys>> open(std::unique_ptr<SlotStore> store, Random& random);

  // Seals `plain` under the person's key, which is made when there is none. `context` says what it is
  // ("profile", "note"): bytes sealed as one cannot be opened as the other. Durable keys need sync() before
  // the sealed bytes are stored.
  Result<Bytes> seal(const Id& person, std::string_view context, std::string_view plain);
  // The same under a key that is there; nothing when there is none.
  std::optional<Bytes> seal_if_known(const Id& person, std::string_view context, std::string_view plain);
  // Nothing when there is no key or the bytes were not sealed under it and as this.
  std::optional<Bytes> open_sealed(const Id& person, std::string_view context, std::string_view sealed) const;

  bool has(const Id& person) const { return row_of(person).has_value(); }
  // The number of the person's slot.
  std::optional<std::uint32_t> row_of(const Id& person) const;
  // Whose slot `row` is; zero when it is free. Takes no lock: the caller keeps the row from being destroyed
  // meanwhile.
  const Id& person_of(std::uint32_t row) const { return id_of(*store_, row); }
  // One past the last slot that was ever used.
  std::uint32_t row_end() const;
  std::size_t size() const;

  // Opens what was sealed under the key in `row`. Nothing when that key cannot open it. No lock, as
  // person_of().
  std::optional<Bytes> open_in_row(std::uint32_t row, std::string_view context,
                                   std::string_view sealed) const;
  // Turns `bytes` into their cipher text under the key in `row`, or back (ChaCha20, RFC 8439 section 2.4).
  // Nothing tells a wrong key: put a check word in. Never give one key the same nonce for other bytes. No
  // lock, as person_of().
  void stream_xor(std::uint32_t row, const StreamNonce& nonce, std::span<char> bytes) const;

  // Makes all keys used so far durable; cheap when none is new.
  Result<> sync();
  // Overwrites the slot with zeros and syncs. No error when there is none.
  Result<> destroy(const Id& person);
  // Frees the slots of all persons that `keep` does not want, with one sync: keys made for commands that
  // never became events. Gives their rows. `keep(person, row)` must not call back.
  Result<std::vector<std::uint32_t>> destroy_unless(
      const std::function<bool(const Id& person, std::uint32_t row)>& keep);

  // While `resting`, slots that become free are not given to anybody else, so that a row means the same
  // person to whoever looks through an older copy of memory.
  void rest_freed_slots(bool resting);
  // Held by a thread that must find no other in the middle of a change.
  std::shared_lock<std::shared_mutex> lock() const { return std::shared_lock(mutex_); }

  // Bytes on the heap.
  std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t tables = 2;

  Keys(std::unique_ptr<SlotStore> store, Random& random) : store_(std::move(store)), random_(random) {}
  static const Id& id_of(const SlotStore& store, std::uint32_t row) {
    return *reinterpret_cast<const Id*>(store.slot(row).data());
  }
  auto id_at() const {
    return [this](std::uint32_t row) -> const Id& { return id_of(*store_, row); };
  }
  // Each table has its half of all ids, so that two threads can fill them.
  static std::size_t table_of(const Id& person) { return person.bytes[15] % tables; }

  Result<> check_slots();
  void fill_table(std::size_t table);
  std::uint32_t find(const Id& person) const { return tables_[table_of(person)].find(person, id_at()); }
  Result<> make_key(const Id& person);
  Result<> destroy_all(std::span<const std::uint32_t> rows);

  std::unique_ptr<SlotStore> store_;
  // Nonces are drawn many at once: a system call each costs as much as the sealing. A forked child must not
  // seal, as it would draw those that its parent draws.
  static constexpr std::size_t nonces_drawn = 64;
  void draw_nonce(unsigned char* out);

  Random& random_;
  std::mutex random_mutex_;  // the generator of a simulation is not for many threads
  std::array<std::uint8_t, nonces_drawn * nonce_bytes> nonces_{};
  std::size_t nonces_left_ = 0;
  mutable std::shared_mutex mutex_;
  std::array<RowTable, tables> tables_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> resting_;  // free, but not to be used yet
  int rests_ = 0;
  std::uint32_t next_ = 0;
  bool unsynced_ = false;
};

}  // namespace tocsin::vault
