#include "vault/keys.h"

#include <sodium.h>

#include <cstring>
#include <mutex>

#include "base/check.h"

namespace tocsin::vault {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonce_bytes + tag_bytes == seal_overhead);
static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

Bytes additional_data(const Id& person, std::string_view context) {
  return Bytes(as_chars(person.bytes)) + Bytes(context);
}

Bytes slot_bytes_of(const Id& person, const std::array<std::uint8_t, key_bytes>& key) {
  Bytes bytes(as_chars(person.bytes));
  bytes += as_chars(key);
  bytes.resize(60, '\0');
  const std::uint32_t crc = crc32c(bytes);
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(crc >> (8 * i));
  return bytes;
}

}  // namespace

Result<std::unique_ptr<Keys>> Keys::open(std::unique_ptr<SlotStore> store, Random& random) {
  std::unique_ptr<Keys> keys(new Keys(std::move(store), random));
  std::vector<std::uint32_t> torn;
  TOCSIN_TRY_VOID(keys->store_->read_all([&](std::uint32_t number, std::string_view bytes) {
    Id person;
    Slot slot{number, {}};
    std::memcpy(person.bytes.data(), bytes.data(), 16);
    std::memcpy(slot.key.data(), bytes.data() + 16, key_bytes);
    if (bytes.find_first_not_of('\0') == std::string_view::npos) {
      keys->free_.push_back(number);
    } else if (slot_bytes_of(person, slot.key) != bytes) {
      torn.push_back(number);
    } else {
      keys->slots_.emplace(person, slot);
    }
  }));
  keys->next_ = keys->store_->count();
  if (torn.size() > torn_slots_max) {
    return fail(Errc::corrupt,
                fmt::format("{} key slots are damaged, the first is {}", torn.size(), torn.front()));
  }
  // A slot torn while it was made was never synced, so no event refers to it. One torn while it was destroyed
  // may still hold the better part of the key.
  for (const std::uint32_t number : torn) {
    TOCSIN_TRY_VOID(keys->store_->write(number, Bytes(key_slot_bytes, '\0')));
    keys->free_.push_back(number);
  }
  if (!torn.empty()) TOCSIN_TRY_VOID(keys->store_->sync());
  return keys;
}

Result<Keys::Slot> Keys::key_for(const Id& person) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto it = slots_.find(person); it != slots_.end()) return it->second;
  }
  const std::unique_lock lock(mutex_);
  if (const auto it = slots_.find(person); it != slots_.end()) return it->second;
  Slot slot{next_, {}};
  if (free_.empty()) {
    ++next_;
  } else {
    slot.number = free_.back();
    free_.pop_back();
  }
  random_.fill(slot.key);
  TOCSIN_TRY_VOID(store_->write(slot.number, slot_bytes_of(person, slot.key)));
  slots_.emplace(person, slot);
  unsynced_ = true;
  return slot;
}

Result<Bytes> Keys::seal(const Id& person, std::string_view context, std::string_view plain) {
  TOCSIN_TRY(const Slot slot, key_for(person));
  Bytes sealed(nonce_bytes + plain.size() + tag_bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  {
    // The generator of a simulation is not for many threads.
    const std::unique_lock lock(mutex_);
    random_.fill({out, nonce_bytes});
  }
  const Bytes data = additional_data(person, context);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, nullptr, as_u8(plain).data(), plain.size(),
                                             as_u8(data).data(), data.size(), nullptr, out, slot.key.data());
  return sealed;
}

std::optional<Bytes> Keys::open_sealed(const Id& person, std::string_view context,
                                       std::string_view sealed) const {
  if (sealed.size() < seal_overhead) return std::nullopt;
  std::array<std::uint8_t, key_bytes> key{};
  {
    const std::shared_lock lock(mutex_);
    const auto it = slots_.find(person);
    if (it == slots_.end()) return std::nullopt;
    key = it->second.key;
  }
  const Bytes data = additional_data(person, context);
  const auto in = as_u8(sealed);
  Bytes plain(sealed.size() - seal_overhead, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, in.data() + nonce_bytes,
      in.size() - nonce_bytes, as_u8(data).data(), data.size(), in.data(), key.data());
  if (failed != 0) return std::nullopt;
  return plain;
}

bool Keys::has(const Id& person) const {
  const std::shared_lock lock(mutex_);
  return slots_.contains(person);
}

void Keys::for_each(const std::function<void(const Id&, std::uint32_t)>& visit) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [person, slot] : slots_) visit(person, slot.number);
}

std::optional<std::uint32_t> Keys::slot_of(const Id& person) const {
  const std::shared_lock lock(mutex_);
  const auto it = slots_.find(person);
  return it == slots_.end() ? std::nullopt : std::optional(it->second.number);
}

std::size_t Keys::size() const {
  const std::shared_lock lock(mutex_);
  return slots_.size();
}

Result<> Keys::sync() {
  const std::unique_lock lock(mutex_);
  if (!unsynced_) return {};
  TOCSIN_TRY_VOID(store_->sync());
  unsynced_ = false;
  return {};
}

Result<> Keys::destroy(const Id& person) {
  const std::unique_lock lock(mutex_);
  const auto it = slots_.find(person);
  if (it == slots_.end()) return {};
  TOCSIN_TRY_VOID(store_->write(it->second.number, Bytes(key_slot_bytes, '\0')));
  TOCSIN_TRY_VOID(store_->sync());
  free_.push_back(it->second.number);
  sodium_memzero(it->second.key.data(), it->second.key.size());
  slots_.erase(it);
  return {};
}

Result<> Keys::destroy_unless(const std::function<bool(const Id&)>& keep) {
  std::vector<Id> orphans;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [person, slot] : slots_) {
      if (!keep(person)) orphans.push_back(person);
    }
  }
  for (const Id& person : orphans) TOCSIN_TRY_VOID(destroy(person));
  return {};
}

}  // namespace tocsin::vault
