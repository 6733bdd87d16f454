// Vault: everything that could find a person. Keys, sealed profiles and notes, last known places, and the
// ledger of those who were forgotten.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "vault/keys.h"
#include "vault/places.h"
#include "vault/profile.h"
#include "vault/profile_store.h"
#include "vault/reservations.h"
#include "vault/snapshot.h"
#include "vault/source_table.h"

namespace tocsin::vault {

// The parts a vault stands on: files in a server, memory in a simulation.
struct Parts {
  std::unique_ptr<SlotStore> keys;   // key_slot_bytes
  std::unique_ptr<SlotStore> fixes;  // fix_slot_bytes
  std::unique_ptr<ProfileStore> profiles;
  // Appends one forgotten person to the erasure ledger, durably.
  std::function<Result<>(const Id&)> write_erasure;
  Bytes secret;  // 32 bytes: signs links, blinds look-ups
  // Bits of a look-up's hash that are used. Fewer let a test make hashes meet.
  std::uint64_t look_up_mask = ~std::uint64_t{0};
};

// nonce 24, sealed (latitude, longitude, accuracy, time) 32, tag 16, zeros 8.
constexpr std::size_t fix_slot_bytes = 80;

// Opens or makes DIR/keys.bin, fixes.bin, profiles.sqlite, erased.txt and secret.key.
Result<Parts> open_parts(const std::string& directory, Random& random);

// Keeps memory as it was for a snapshot. Destroy it in the parent when the child has ended; until then nobody
// new gets the row of somebody forgotten. Shorter than the vault lives. One thread.
class SnapshotHold {
 public:
  ~SnapshotHold();
  SnapshotHold(const SnapshotHold&) = delete;
  SnapshotHold& operator=(const SnapshotHold&) = delete;
  // The child has its copy of memory: writers may go on.
  void forked();

 private:
  friend class Vault;
  SnapshotHold(Keys& keys, std::shared_mutex& places_mutex) : keys_(keys), places_(places_mutex) {
    keys_.rest_freed_slots(true);
    keys_lock_ = keys_.lock();
  }
  Keys& keys_;
  std::shared_lock<std::shared_mutex> places_, keys_lock_;
  std::optional<SnapshotRoom> room_;
};

// Bytes on the heap, by what they are for.
struct VaultMemory {
  std::size_t keys = 0;          // the way from ids to rows
  std::size_t place_index = 0;   // points
  std::size_t places = 0;        // what else is known of places and groups
  std::size_t sources = 0;       // the way from sources' own ids to rows
  std::size_t reservations = 0;  // ids promised
};

struct SealedNote {
  Bytes sealed;
  std::uint64_t mark = 0;  // a hash of the note that only this server can make; never 0
};

// Any thread may call, except where a function names one. Writers of what the journal says are the engine's
// thread alone.
class Vault {
 public:
  // Reads keys, and takes places from `snapshot`; without one, or when it cannot be used, opens every
  // profile. Then reads the fixes. The journal must be replayed from applied_seq() on. Cost: some 250 ns a
  // person with a snapshot, some 10 microseconds without, and one more for a fix.
  static Result<std::unique_ptr<Vault>> open(Parts parts, Random& random,
                                             const SectionReader* snapshot = nullptr);
  // Why open() made no use of the snapshot that it was given: damaged, or ahead of the profiles.
  const std::optional<Error>& snapshot_refused() const { return snapshot_refused_; }

  // --- before a command: sealing ---
  // The id of (source, source_id), or a new random one that the same call gives again, so that two imports at
  // once agree.
  Id find_or_reserve(std::string_view source, std::string_view source_id);
  std::optional<Id> find(std::string_view source, std::string_view source_id) const;
  Result<Bytes> seal_profile(const Id& person, const Profile& profile);
  // Nothing when the person has no key: whoever was forgotten must not get a new one.
  std::optional<SealedNote> seal_note(const Id& person, std::string_view note);
  // A key for one purpose, derived from the realm's secret.
  Bytes derive_key(std::string_view purpose) const;

  // --- reading ---
  std::optional<Profile> profile(const Id& person) const;
  // The same for many, in their order; cheaper than one by one.
  std::vector<std::optional<Profile>> profiles(std::span<const Id> people) const;
  // The person is known and was not forgotten. Some nanoseconds.
  bool has_key(const Id& person) const { return keys_->has(person); }
  // What seal_note() sealed; nothing when the key is gone.
  std::optional<std::string> open_note(const Id& person, std::string_view sealed) const;
  // Runs `look` while places stand still. Must not call back into the vault's writers.
  template <class Look>
  auto with_places(Look&& look) const {
    const std::shared_lock lock(mutex_);
    return look(places_);
  }

  // --- the engine's thread: what the journal says ---
  // Durable keys for everything sealed so far; before the journal's own sync.
  Result<> sync_keys() { return keys_->sync(); }
  // Everything up to this sequence is in. Never ahead of the journal.
  std::uint64_t applied_seq() const { return applied_seq_; }
  // Takes in a profile. One whose key was destroyed is passed over.
  Result<> record(const Id& person, std::string_view sealed);
  // Destroys the key, erases what was sealed under it and writes the ledger. May be repeated.
  Result<> forget(const Id& person);
  // Everything up to `seq` is in.
  Result<> commit(std::uint64_t seq);
  // Frees keys that no event refers to, and drops what they kept. At start, after replay. Asks about those
  // alone of whom no profile is recorded.
  Result<> forget_unless(const std::function<bool(const Id&)>& known);

  // --- snapshots: the engine's thread, and the child that it forks ---
  // Makes what the child needs and holds all writers of places and keys off until forked(). `seq`: the last
  // sequence that was committed.
  std::unique_ptr<SnapshotHold> hold_for_snapshot(std::uint64_t seq);
  // In the child: writes the sections of vault/snapshot.h and makes sure that the profiles they stand on are
  // on the disk. Once a hold.
  Result<> write_snapshot(SnapshotHold& hold, SectionWriter& writer) const;

  // --- fixes: input, not history ---
  // Overwrites the person's one slot. Not synced: a fix lost in a power cut is replaced by the next.
  Result<> put_fix(const Id& person, const Fix& fix);

  VaultMemory memory_bytes() const;

 private:
  Vault(Parts parts, std::unique_ptr<Keys> keys, Random& random);
  // A keyed hash of (source, source_id).
  Id look_up_key(std::string_view source, std::string_view source_id) const;
  std::uint64_t look_up_hash(const Id& key) const;
  // The people whose sources have this hash; `mutex_` is held.
  std::vector<Id> candidates(std::uint64_t hash) const;
  bool is_of(const Id& person, std::string_view source, std::string_view source_id) const;
  std::optional<Profile> open_profile(const Id& person, std::string_view sealed) const;
  // Makes (source, source_id) lead to the row and to no other.
  void index_source(const Profile& profile, std::uint32_t row);
  Result<> load(const SectionReader* snapshot);
  Result<> load_snapshot(const SectionReader& snapshot);
  Result<> load_profiles();
  Result<> load_fixes();

  std::unique_ptr<Keys> keys_;
  std::unique_ptr<SlotStore> fixes_;
  std::unique_ptr<ProfileStore> profiles_;
  std::function<Result<>(const Id&)> write_erasure_;
  Bytes secret_;
  std::uint64_t look_up_mask_;
  Random& random_;
  std::optional<Error> snapshot_refused_;
  std::uint64_t applied_seq_ = 0;
  mutable std::shared_mutex mutex_;  // of what follows
  Places places_;
  SourceTable sources_;
  Reservations reservations_;
};

}  // namespace tocsin::vault
