// Vault: everything that could find a person. Keys, sealed profiles and notes, last known places, and the
// ledger of those who were forgotten.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>

#include "vault/keys.h"
#include "vault/places.h"
#include "vault/profile.h"
#include "vault/profile_store.h"

namespace tocsin::vault {

// The parts a vault stands on: files in a server, memory in a simulation.
struct Parts {
  std::unique_ptr<SlotStore> keys;   // key_slot_bytes
  std::unique_ptr<SlotStore> fixes;  // fix_slot_bytes
  std::unique_ptr<ProfileStore> profiles;
  // Appends one forgotten person to the erasure ledger, durably.
  std::function<Result<>(const Id&)> write_erasure;
  Bytes secret;  // 32 bytes: signs links, blinds look-ups
};

// nonce 24, sealed (latitude, longitude, accuracy, time) 32, tag 16, zeros 8.
constexpr std::size_t fix_slot_bytes = 80;

// Opens or makes DIR/keys.bin, fixes.bin, profiles.sqlite, erased.txt and secret.key.
Result<Parts> open_parts(const std::string& directory, Random& random);

// Any thread may call, except where a function names one. Writers of what the journal says are the engine's
// thread alone.
class Vault {
 public:
  // Reads keys and rebuilds places from profiles and fixes. Cost: some microseconds a person.
  static Result<std::unique_ptr<Vault>> open(Parts parts, Random& random);

  // --- before a command: sealing ---
  // The id of (source, source_id), or a new random one that the same call gives again, so that two imports at
  // once agree.
  Id find_or_reserve(std::string_view source, std::string_view source_id);
  std::optional<Id> find(std::string_view source, std::string_view source_id) const;
  Result<Bytes> seal_profile(const Id& person, const Profile& profile);
  Result<Bytes> seal_note(const Id& person, std::string_view note);
  // A hash of the note that only this server can make; never 0.
  std::uint64_t mark_note(const Id& person, std::string_view note) const;
  // A key for one purpose, derived from the realm's secret.
  Bytes derive_key(std::string_view purpose) const;

  // --- reading ---
  std::optional<Profile> profile(const Id& person) const;
  // The person is known and was not forgotten. Some nanoseconds.
  bool has_key(const Id& person) const { return keys_->has(person); }
  std::optional<std::string> note(const Id& check, const Id& person, const Id& author) const;
  // Runs `look` while places stand still. Must not call back into the vault's writers.
  template <class Look>
  auto with_places(Look&& look) const {
    const std::shared_lock lock(mutex_);
    return look(places_);
  }

  // --- the engine's thread: what the journal says ---
  // Durable keys for everything sealed so far; before the journal's own sync.
  Result<> sync_keys() { return keys_->sync(); }
  std::uint64_t applied_seq() const { return profiles_->applied_seq(); }
  // Takes in a profile. One whose key was destroyed is passed over.
  Result<> record(const Id& person, std::string_view sealed);
  Result<> record_note(const Id& check, const Id& person, const Id& author, std::string_view sealed);
  // Destroys the key, erases what was sealed under it and writes the ledger. May be repeated.
  Result<> forget(const Id& person);
  Result<> commit(std::uint64_t seq);
  // Frees keys that no event refers to, and drops what they kept. At start, after replay.
  Result<> forget_unless(const std::function<bool(const Id&)>& known);

  // --- fixes: input, not history ---
  // Overwrites the person's one slot. Not synced: a fix lost in a power cut is replaced by the next.
  Result<> put_fix(const Id& person, const Fix& fix);

 private:
  Vault(Parts parts, std::unique_ptr<Keys> keys, Random& random);
  Id look_up_key(std::string_view source, std::string_view source_id) const;
  Result<> load();

  std::unique_ptr<Keys> keys_;
  std::unique_ptr<SlotStore> fixes_;
  std::unique_ptr<ProfileStore> profiles_;
  std::function<Result<>(const Id&)> write_erasure_;
  Bytes secret_;
  Random& random_;
  mutable std::shared_mutex mutex_;  // of what follows
  Places places_;
  boost::unordered_flat_map<Id, Id, IdHash> by_source_;  // a keyed hash of (source, source_id) to the person
};

}  // namespace tocsin::vault
