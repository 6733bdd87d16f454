#include "vault/vault.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>

#include "base/check.h"
#include "base/files.h"
#include "vault/two_threads.h"

namespace tocsin::vault {
namespace {

constexpr std::string_view profile_context = "profile";
constexpr std::string_view note_context = "note";
constexpr std::string_view fix_context = "fix";
constexpr std::string_view group_purpose = "names of groups in snapshots";
constexpr std::size_t secret_bytes = 32;

void put_u64(Bytes& out, std::uint64_t value) {
  for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t take_u64(std::string_view in, std::size_t at) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<std::uint8_t>(in[at + i])} << (8 * i);
  return value;
}

Bytes encode_fix(const Fix& fix) {
  Bytes bytes;
  for (const double value : {fix.point.lat, fix.point.lon, fix.accuracy_m})
    put_u64(bytes, std::bit_cast<std::uint64_t>(value));
  put_u64(bytes, static_cast<std::uint64_t>(fix.at.ms));
  return bytes;
}

Fix decode_fix(std::string_view bytes) {
  const auto number = [&](std::size_t at) { return std::bit_cast<double>(take_u64(bytes, at)); };
  return {{number(0), number(8)}, number(16), {static_cast<std::int64_t>(take_u64(bytes, 24))}};
}

Result<Bytes> open_secret(const std::string& path, Random& random) {
  if (auto found = read_file(path, secret_bytes)) {
    if (found->size() != secret_bytes)
      return fail(Errc::corrupt, fmt::format("{} does not hold {} bytes", path, secret_bytes));
    return found;
  } else if (found.error().code != Errc::not_found) {
    return found;
  }
  Bytes secret(secret_bytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  TOCSIN_TRY_VOID(write_file_atomic(path, secret));
  return secret;
}

}  // namespace

Result<Parts> open_parts(const std::string& directory, Random& random) {
  TOCSIN_TRY_VOID(make_directory(directory));
  Parts parts;
  TOCSIN_TRY(parts.secret, open_secret(directory + "/secret.key", random));
  TOCSIN_TRY(parts.keys, open_slot_file(directory + "/keys.bin", key_slot_bytes));
  TOCSIN_TRY(parts.fixes, open_slot_file(directory + "/fixes.bin", fix_slot_bytes));
  TOCSIN_TRY(parts.profiles, ProfileStore::open(directory + "/profiles.sqlite"));
  TOCSIN_TRY(File ledger, open_file(directory + "/erased.txt", true));
  parts.write_erasure = [file = std::make_shared<File>(std::move(ledger))](const Id& person) -> Result<> {
    TOCSIN_TRY(const std::uint64_t end, file->size());
    TOCSIN_TRY_VOID(file->write_at(end, to_hex(person) + "\n"));
    return file->sync();
  };
  return parts;
}

Vault::Vault(Parts parts, std::unique_ptr<Keys> keys, Random& random)
    : keys_(std::move(keys)),
      fixes_(std::move(parts.fixes)),
      profiles_(std::move(parts.profiles)),
      write_erasure_(std::move(parts.write_erasure)),
      secret_(std::move(parts.secret)),
      look_up_mask_(parts.look_up_mask),
      random_(random),
      places_(*keys_) {}

Result<std::unique_ptr<Vault>> Vault::open(Parts parts, Random& random, const SectionReader* snapshot) {
  TOCSIN_TRY(auto keys, Keys::open(std::move(parts.keys), random));
  std::unique_ptr<Vault> vault(new Vault(std::move(parts), std::move(keys), random));
  TOCSIN_TRY_VOID(vault->load(snapshot));
  return vault;
}

Result<> Vault::load(const SectionReader* snapshot) {
  applied_seq_ = profiles_->applied_seq();
  bool loaded = false;
  if (snapshot != nullptr) {
    if (const auto read = load_snapshot(*snapshot)) {
      loaded = true;
    } else {
      snapshot_refused_ = read.error();
      places_ = Places(*keys_);
      sources_ = {};
    }
  }
  if (!loaded) TOCSIN_TRY_VOID(load_profiles());
  return load_fixes();
}

Result<> Vault::load_snapshot(const SectionReader& snapshot) {
  TOCSIN_TRY(const SnapshotHead head,
             read_snapshot(*keys_, snapshot, derive_key(group_purpose), places_, sources_));
  // A power cut takes the last commits back, and a copy of the files may be older.
  if (profiles_->applied_seq() < head.profiles_seq) {
    return SectionReader::damaged("vault.head", fmt::format("it stands on profiles up to {}, they end at {}",
                                                            head.profiles_seq, profiles_->applied_seq()));
  }
  // What the profiles have beyond it comes by replay.
  applied_seq_ = head.seq;
  return {};
}

Result<> Vault::load_profiles() {
  return profiles_->for_each([&](const Id& person, std::string_view sealed) {
    const auto row = keys_->row_of(person);
    const auto plain = row ? keys_->open_in_row(*row, profile_context, sealed) : std::nullopt;
    const auto profile = plain ? decode_profile(*plain) : Result<Profile>(fail(Errc::corrupt, ""));
    if (!profile) return;
    sources_.insert(look_up_hash(look_up_key(profile->source, profile->source_id)), *row);
    places_.put(*row, *profile);
  });
}

Result<> Vault::load_fixes() {
  // By keys, not by profiles: those may still have to be rebuilt from the journal, which holds no fixes.
  const std::uint32_t rows = std::min(fixes_->count(), keys_->row_end());
  constexpr std::uint32_t chunk_rows = 1u << 14;
  using Fixes = std::vector<std::pair<std::uint32_t, Fix>>;
  const auto read = [&](std::size_t chunk) -> Result<Fixes> {
    Fixes found;
    const auto first = static_cast<std::uint32_t>(chunk * chunk_rows);
    for (std::uint32_t row = first; row < std::min(first + chunk_rows, rows); ++row) {
      const std::string_view slot = fixes_->slot(row);
      if (sodium_is_zero(as_u8(slot).data(), slot.size()) == 1 || keys_->person_of(row).is_zero()) continue;
      if (const auto plain = keys_->open_in_row(row, fix_context, slot.substr(0, 72)))
        found.emplace_back(row, decode_fix(*plain));
    }
    return found;
  };
  return prepare_and_take<Fixes>((rows + chunk_rows - 1) / chunk_rows, read, [&](const Fixes& fixes) {
    for (const auto& [row, fix] : fixes) places_.put_fix(row, fix);
  });
}

Bytes Vault::derive_key(std::string_view purpose) const { return blake2b(purpose, secret_); }

Id Vault::look_up_key(std::string_view source, std::string_view source_id) const {
  // The length keeps ("ab", "c") and ("a", "bc") apart.
  const Bytes hash = blake2b(fmt::format("look-up {} {}{}", source.size(), source, source_id), secret_);
  Id key;
  std::memcpy(key.bytes.data(), hash.data(), key.bytes.size());
  return key;
}

std::uint64_t Vault::look_up_hash(const Id& key) const {
  constexpr std::uint64_t hash_mask = (std::uint64_t{1} << SourceTable::hash_bits) - 1;
  return take_u64(as_chars(key.bytes), 0) & hash_mask & look_up_mask_;
}

std::vector<Id> Vault::candidates(std::uint64_t hash) const {
  std::vector<Id> people;
  sources_.find(hash, [&](std::uint32_t row) {
    people.push_back(keys_->person_of(row));
    return false;
  });
  return people;
}

bool Vault::is_of(const Id& person, std::string_view source, std::string_view source_id) const {
  const auto found = profile(person);
  return found && found->source == source && found->source_id == source_id;
}

Id Vault::find_or_reserve(std::string_view source, std::string_view source_id) {
  const Id key = look_up_key(source, source_id);
  std::vector<Id> others;
  // Profiles are opened while nobody waits; by then somebody else may have been recorded.
  for (;;) {
    std::vector<Id> unseen;
    {
      const std::unique_lock lock(mutex_);
      if (const auto reserved = reservations_.find(key)) return *reserved;
      for (const Id& person : candidates(look_up_hash(key))) {
        if (std::find(others.begin(), others.end(), person) == others.end()) unseen.push_back(person);
      }
      if (unseen.empty()) {
        const Id person = random_.id();
        reservations_.add(key, person);
        return person;
      }
    }
    for (const Id& person : unseen) {
      if (is_of(person, source, source_id)) return person;
      others.push_back(person);
    }
  }
}

std::optional<Id> Vault::find(std::string_view source, std::string_view source_id) const {
  const Id key = look_up_key(source, source_id);
  std::vector<Id> people;
  {
    const std::shared_lock lock(mutex_);
    if (const auto reserved = reservations_.find(key)) return reserved;
    people = candidates(look_up_hash(key));
  }
  for (const Id& person : people) {
    if (is_of(person, source, source_id)) return person;
  }
  return std::nullopt;
}

void Vault::index_source(const Profile& of, std::uint32_t row) {
  const Id key = look_up_key(of.source, of.source_id);
  const std::uint64_t hash = look_up_hash(key);
  reservations_.erase(key);
  // Nearly always empty but for the row itself.
  std::vector<std::uint32_t> others;
  sources_.find(hash, [&](std::uint32_t other) {
    if (other != row) others.push_back(other);
    return false;
  });
  for (const std::uint32_t other : others) {
    if (is_of(keys_->person_of(other), of.source, of.source_id)) sources_.erase(hash, other);
  }
  sources_.insert(hash, row);
}

Result<Bytes> Vault::seal_profile(const Id& person, const Profile& profile) {
  return keys_->seal(person, profile_context, encode(profile));
}

std::optional<SealedNote> Vault::seal_note(const Id& person, std::string_view note) {
  auto sealed = keys_->seal_if_known(person, note_context, note);
  if (!sealed) return std::nullopt;
  std::string marked = "note ";
  marked.reserve(marked.size() + 2 * person.bytes.size() + 1 + note.size());
  marked += to_hex(person);
  marked += ' ';
  marked += note;
  const Bytes hash = blake2b(marked, secret_);
  return SealedNote{std::move(*sealed), std::max<std::uint64_t>(1, take_u64(hash, 0))};
}

std::optional<Profile> Vault::profile(const Id& person) const {
  const auto sealed = profiles_->profile(person);
  return sealed && *sealed ? open_profile(person, **sealed) : std::nullopt;
}

std::vector<std::optional<Profile>> Vault::profiles(std::span<const Id> people) const {
  std::vector<std::optional<Profile>> opened(people.size());
  const auto sealed = profiles_->profiles(people);
  if (!sealed) return opened;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if ((*sealed)[i]) opened[i] = open_profile(people[i], *(*sealed)[i]);
  }
  return opened;
}

std::optional<Profile> Vault::open_profile(const Id& person, std::string_view sealed) const {
  const auto plain = keys_->open_sealed(person, profile_context, sealed);
  if (!plain) return std::nullopt;
  auto profile = decode_profile(*plain);
  return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

std::optional<std::string> Vault::open_note(const Id& person, std::string_view sealed) const {
  return keys_->open_sealed(person, note_context, sealed);
}

Result<> Vault::record(const Id& person, std::string_view sealed) {
  const auto row = keys_->row_of(person);
  const auto plain = keys_->open_sealed(person, profile_context, sealed);
  if (!row || !plain) return {};
  TOCSIN_TRY(const Profile profile, decode_profile(*plain));
  TOCSIN_TRY_VOID(profiles_->put_profile(person, sealed));
  const std::unique_lock lock(mutex_);
  index_source(profile, *row);
  places_.put(*row, profile);
  return {};
}

Result<> Vault::forget(const Id& person) {
  // Held throughout: a fix that came in between would make the person a new key.
  const std::unique_lock lock(mutex_);
  if (const auto row = keys_->row_of(person)) {
    const auto known = profile(person);
    if (*row < fixes_->count()) {
      TOCSIN_TRY_VOID(fixes_->write(*row, Bytes(fix_slot_bytes, '\0')));
      TOCSIN_TRY_VOID(fixes_->sync());
    }
    TOCSIN_TRY_VOID(write_erasure_(person));
    if (known) {
      sources_.erase(look_up_hash(look_up_key(known->source, known->source_id)), *row);
    } else {
      sources_.erase_row(*row);
    }
    places_.erase(*row);
    TOCSIN_TRY_VOID(keys_->destroy(person));
  }
  return profiles_->erase(person);
}

Result<> Vault::forget_unless(const std::function<bool(const Id&)>& known) {
  const std::unique_lock lock(mutex_);
  TOCSIN_TRY(const auto rows, keys_->destroy_unless([&](const Id& person, std::uint32_t row) {
    return places_.is_recorded(row) || known(person);
  }));
  for (const std::uint32_t row : rows) places_.erase(row);
  return {};
}

Result<> Vault::commit(std::uint64_t seq) {
  TOCSIN_TRY_VOID(profiles_->commit(seq));
  applied_seq_ = std::max(applied_seq_, seq);
  return {};
}

Result<> Vault::put_fix(const Id& person, const Fix& fix) {
  const std::unique_lock lock(mutex_);
  const auto row = keys_->row_of(person);
  if (!row) return fail(Errc::not_found, "no such person");
  TOCSIN_TRY(Bytes sealed, keys_->seal(person, fix_context, encode_fix(fix)));
  sealed.resize(fix_slot_bytes, '\0');
  TOCSIN_TRY_VOID(fixes_->write(*row, sealed));
  places_.put_fix(*row, fix);
  return {};
}

SnapshotHold::~SnapshotHold() {
  forked();
  keys_.rest_freed_slots(false);
}

void SnapshotHold::forked() {
  if (keys_lock_) keys_lock_.unlock();
  if (places_) places_.unlock();
}

std::unique_ptr<SnapshotHold> Vault::hold_for_snapshot(std::uint64_t seq) {
  TOCSIN_CHECK(!profiles_->has_uncommitted());
  std::unique_ptr<SnapshotHold> hold(new SnapshotHold(*keys_, mutex_));
  hold->room_.emplace(places_, seq, profiles_->applied_seq(), random_);
  return hold;
}

Result<> Vault::write_snapshot(SnapshotHold& hold, SectionWriter& writer) const {
  TOCSIN_TRY_VOID(profiles_->sync_files());
  return vault::write_snapshot(*keys_, places_, sources_, derive_key(group_purpose), *hold.room_, writer);
}

VaultMemory Vault::memory_bytes() const {
  const std::shared_lock lock(mutex_);
  return {.keys = keys_->memory_bytes(),
          .place_index = places_.index_bytes(),
          .places = places_.memory_bytes(),
          .sources = sources_.memory_bytes(),
          .reservations = reservations_.memory_bytes()};
}

}  // namespace tocsin::vault
