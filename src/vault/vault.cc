#include "vault/vault.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <bit>
#include <cstring>
#include <mutex>

#include "base/check.h"
#include "base/files.h"

namespace tocsin::vault {
namespace {

constexpr std::string_view profile_context = "profile";
constexpr std::string_view note_context = "note";
constexpr std::string_view fix_context = "fix";
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
      random_(random) {}

Result<std::unique_ptr<Vault>> Vault::open(Parts parts, Random& random) {
  TOCSIN_TRY(auto keys, Keys::open(std::move(parts.keys), random));
  std::unique_ptr<Vault> vault(new Vault(std::move(parts), std::move(keys), random));
  TOCSIN_TRY_VOID(vault->load());
  return vault;
}

Result<> Vault::load() {
  TOCSIN_TRY_VOID(profiles_->for_each([&](const Id& person, std::string_view sealed) {
    const auto plain = keys_->open_sealed(person, profile_context, sealed);
    const auto profile = plain ? decode_profile(*plain) : Result<Profile>(fail(Errc::corrupt, ""));
    if (!profile) return;
    const Id key = look_up_key(profile->source, profile->source_id);
    by_source_.insert_or_assign(key, person);
    places_.put(person, *profile);
  }));
  // By keys, not by profiles: those may still have to be rebuilt from the journal, which holds no fixes.
  boost::unordered_flat_map<std::uint32_t, Id> person_of_slot;
  keys_->for_each([&](const Id& person, std::uint32_t slot) { person_of_slot.emplace(slot, person); });
  return fixes_->read_all([&](std::uint32_t slot, std::string_view bytes) {
    const auto it = person_of_slot.find(slot);
    if (it == person_of_slot.end()) return;
    if (const auto plain = keys_->open_sealed(it->second, fix_context, bytes.substr(0, 72)))
      places_.put_fix(it->second, decode_fix(*plain));
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

Id Vault::find_or_reserve(std::string_view source, std::string_view source_id) {
  const Id key = look_up_key(source, source_id);
  const std::unique_lock lock(mutex_);
  const auto [it, inserted] = by_source_.try_emplace(key, Id());
  if (inserted) it->second = random_.id();
  return it->second;
}

std::optional<Id> Vault::find(std::string_view source, std::string_view source_id) const {
  const Id key = look_up_key(source, source_id);
  const std::shared_lock lock(mutex_);
  const auto it = by_source_.find(key);
  return it == by_source_.end() ? std::nullopt : std::optional(it->second);
}

Result<Bytes> Vault::seal_profile(const Id& person, const Profile& profile) {
  return keys_->seal(person, profile_context, encode(profile));
}

Result<Bytes> Vault::seal_note(const Id& person, std::string_view note) {
  return keys_->seal(person, note_context, note);
}

std::uint64_t Vault::mark_note(const Id& person, std::string_view note) const {
  const Bytes hash = blake2b(fmt::format("note {} {}", to_hex(person), note), secret_);
  return std::max<std::uint64_t>(1, take_u64(hash, 0));
}

std::optional<Profile> Vault::profile(const Id& person) const {
  const auto sealed = profiles_->profile(person);
  if (!sealed || !*sealed) return std::nullopt;
  const auto plain = keys_->open_sealed(person, profile_context, **sealed);
  if (!plain) return std::nullopt;
  auto profile = decode_profile(*plain);
  return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

std::optional<std::string> Vault::note(const Id& check, const Id& person, const Id& author) const {
  const auto sealed = profiles_->note(check, person, author);
  if (!sealed || !*sealed) return std::nullopt;
  return keys_->open_sealed(person, note_context, **sealed);
}

Result<> Vault::record(const Id& person, std::string_view sealed) {
  const auto plain = keys_->open_sealed(person, profile_context, sealed);
  if (!plain) return {};
  TOCSIN_TRY(const Profile profile, decode_profile(*plain));
  TOCSIN_TRY_VOID(profiles_->put_profile(person, sealed));
  const Id key = look_up_key(profile.source, profile.source_id);
  const std::unique_lock lock(mutex_);
  by_source_.insert_or_assign(key, person);
  places_.put(person, profile);
  return {};
}

Result<> Vault::record_note(const Id& check, const Id& person, const Id& author, std::string_view sealed) {
  if (!keys_->has(person)) return {};
  return profiles_->put_note(check, person, author, sealed);
}

Result<> Vault::forget(const Id& person) {
  // Held throughout: a fix that came in between would make the person a new key.
  const std::unique_lock lock(mutex_);
  const auto known = profile(person);
  if (const auto slot = keys_->slot_of(person); slot && *slot < fixes_->count()) {
    TOCSIN_TRY_VOID(fixes_->write(*slot, Bytes(fix_slot_bytes, '\0')));
    TOCSIN_TRY_VOID(fixes_->sync());
  }
  const bool had_key = keys_->has(person);
  if (had_key) TOCSIN_TRY_VOID(write_erasure_(person));
  TOCSIN_TRY_VOID(keys_->destroy(person));
  TOCSIN_TRY_VOID(profiles_->erase(person));
  if (known) {
    const Id key = look_up_key(known->source, known->source_id);
    by_source_.erase(key);
  }
  places_.erase(person);
  return {};
}

Result<> Vault::forget_unless(const std::function<bool(const Id&)>& known) {
  std::vector<Id> gone;
  TOCSIN_TRY_VOID(keys_->destroy_unless([&](const Id& person) {
    if (known(person)) return true;
    gone.push_back(person);
    return false;
  }));
  const std::unique_lock lock(mutex_);
  for (const Id& person : gone) places_.erase(person);
  return {};
}

Result<> Vault::commit(std::uint64_t seq) { return profiles_->commit(seq); }

Result<> Vault::put_fix(const Id& person, const Fix& fix) {
  const std::unique_lock lock(mutex_);
  if (!keys_->has(person)) return fail(Errc::not_found, "no such person");
  TOCSIN_TRY(Bytes sealed, keys_->seal(person, fix_context, encode_fix(fix)));
  sealed.resize(fix_slot_bytes, '\0');
  const auto slot = keys_->slot_of(person);
  if (!slot) return fail(Errc::not_found, "no such person");
  TOCSIN_TRY_VOID(fixes_->write(*slot, sealed));
  places_.put_fix(person, fix);
  return {};
}

}  // namespace tocsin::vault
