#include "vault/keys.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "vault/two_threads.h"

namespace tocsin::vault {
namespace {

constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonce_bytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
              nonce_bytes + tag_bytes == seal_overhead);
static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(key_bytes == crypto_stream_chacha20_ietf_KEYBYTES);
static_assert(sizeof(StreamNonce) == crypto_stream_chacha20_ietf_NONCEBYTES);
static_assert(alignof(Id) == 1, "ids are read where they lie in the slots");

// The context of what is sealed, in front of which stands the person: bound to the sealed bytes.
struct Binding {
  static constexpr std::size_t context_max = 48;
  Binding(const Id& person, std::string_view context) : size(person.bytes.size() + context.size()) {
    TOCSIN_CHECK(context.size() <= context_max);
    std::memcpy(bytes, person.bytes.data(), person.bytes.size());
    std::memcpy(bytes + person.bytes.size(), context.data(), context.size());
  }
  unsigned char bytes[16 + context_max];
  std::size_t size;
};

const unsigned char* key_in(std::string_view slot) {
  return reinterpret_cast<const unsigned char*>(slot.data()) + 16;
}

// A copy of a key that leaves nothing on the stack.
struct KeyCopy {
  explicit KeyCopy(std::string_view slot) { std::memcpy(bytes, key_in(slot), key_bytes); }
  KeyCopy(const KeyCopy&) = delete;
  KeyCopy& operator=(const KeyCopy&) = delete;
  ~KeyCopy() { sodium_memzero(bytes, key_bytes); }
  unsigned char bytes[key_bytes];
};

std::optional<Bytes> open_with(const unsigned char* key, const Id& person, std::string_view context,
                               std::string_view sealed) {
  if (sealed.size() < seal_overhead) return std::nullopt;
  const Binding binding(person, context);
  const auto in = as_u8(sealed);
  Bytes plain(sealed.size() - seal_overhead, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, in.data() + nonce_bytes,
      in.size() - nonce_bytes, binding.bytes, binding.size, in.data(), key);
  if (failed != 0) return std::nullopt;
  return plain;
}

constexpr std::size_t checked_bytes = 60;

std::uint32_t crc_in(std::string_view slot) {
  std::uint32_t crc = 0;
  for (unsigned i = 0; i < 4; ++i)
    crc |= std::uint32_t{static_cast<std::uint8_t>(slot[checked_bytes + i])} << (8 * i);
  return crc;
}

bool is_free(std::string_view slot) { return sodium_is_zero(as_u8(slot).data(), slot.size()) == 1; }

bool is_whole(const Id& person, std::string_view slot) {
  return !person.is_zero() && crc32c(slot.substr(0, checked_bytes)) == crc_in(slot) &&
         sodium_is_zero(as_u8(slot).data() + 48, 12) == 1;
}

const Bytes& free_slot() {
  static const Bytes zeros(key_slot_bytes, '\0');
  return zeros;
}

}  // namespace

Result<std::unique_ptr<Keys>> Keys::open(std::unique_ptr<SlotStore> store, Random& random) {
  TOCSIN_CHECK(store->slot_bytes() == key_slot_bytes);
  std::unique_ptr<Keys> keys(new Keys(std::move(store), random));
  TOCSIN_TRY_VOID(keys->check_slots());
  in_two(keys->next_, [&](std::size_t table) { keys->fill_table(table); });
  return keys;
}

Result<> Keys::check_slots() {
  const std::uint32_t count = next_ = store_->count();
  std::array<std::vector<std::uint32_t>, 2> free, torn;
  in_two(count, [&](std::size_t half) {
    const std::uint32_t middle = count / 2;
    for (std::uint32_t row = half == 0 ? 0 : middle; row < (half == 0 ? middle : count); ++row) {
      const std::string_view slot = store_->slot(row);
      if (is_whole(person_of(row), slot)) continue;
      (is_free(slot) ? free : torn)[half].push_back(row);
    }
  });
  for (const auto& rows : free) free_.insert(free_.end(), rows.begin(), rows.end());
  torn[0].insert(torn[0].end(), torn[1].begin(), torn[1].end());
  if (torn[0].size() > torn_slots_max) {
    return fail(Errc::corrupt,
                fmt::format("{} key slots are damaged, the first is {}", torn[0].size(), torn[0].front()));
  }
  // A slot torn while it was made was never synced, so no event refers to it. One torn while it was destroyed
  // may still hold the better part of the key.
  for (const std::uint32_t row : torn[0]) {
    TOCSIN_TRY_VOID(store_->write(row, free_slot()));
    free_.push_back(row);
  }
  if (!torn[0].empty()) TOCSIN_TRY_VOID(store_->sync());
  return {};
}

void Keys::fill_table(std::size_t table) {
  RowTable& rows = tables_[table];
  rows.reserve((next_ - free_.size()) / tables, id_at());
  // Enough to hide the way to memory, few enough to stay in the cache.
  constexpr std::size_t ahead = 32;
  std::array<std::uint32_t, ahead> fetched{};
  std::size_t count = 0;
  const auto insert = [&] {
    for (std::size_t i = 0; i < count; ++i) {
      const Id& person = person_of(fetched[i]);
      if (rows.find(person, id_at()) == RowTable::none) rows.insert(person, fetched[i], id_at());
    }
    count = 0;
  };
  for (std::uint32_t row = 0; row < next_; ++row) {
    const Id& person = person_of(row);
    if (table_of(person) != table || person.is_zero()) continue;
    rows.prefetch(person);
    fetched[count++] = row;
    if (count == ahead) insert();
  }
  insert();
}

Result<> Keys::make_key(const Id& person) {
  TOCSIN_CHECK(!person.is_zero());
  const std::unique_lock lock(mutex_);
  if (find(person) != RowTable::none) return {};
  std::uint32_t row = next_;
  if (free_.empty()) {
    ++next_;
  } else {
    row = free_.back();
    free_.pop_back();
  }
  std::array<char, key_slot_bytes> slot{};
  std::memcpy(slot.data(), person.bytes.data(), 16);
  {
    const std::lock_guard random_lock(random_mutex_);
    random_.fill({reinterpret_cast<std::uint8_t*>(slot.data()) + 16, key_bytes});
  }
  const std::uint32_t crc = crc32c({slot.data(), checked_bytes});
  for (unsigned i = 0; i < 4; ++i) slot[checked_bytes + i] = static_cast<char>(crc >> (8 * i));
  const auto written = store_->write(row, {slot.data(), slot.size()});
  sodium_memzero(slot.data(), slot.size());
  if (!written) return std::unexpected(written.error());
  tables_[table_of(person)].insert(person, row, id_at());
  unsynced_ = true;
  return {};
}

void Keys::draw_nonce(unsigned char* out) {
  const std::lock_guard lock(random_mutex_);
  if (nonces_left_ == 0) {
    random_.fill(nonces_);
    nonces_left_ = nonces_drawn;
  }
  std::memcpy(out, nonces_.data() + --nonces_left_ * nonce_bytes, nonce_bytes);
}

std::optional<Bytes> Keys::seal_if_known(const Id& person, std::string_view context, std::string_view plain) {
  Bytes sealed(nonce_bytes + plain.size() + tag_bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  draw_nonce(out);
  const Binding binding(person, context);
  const std::shared_lock lock(mutex_);
  const std::uint32_t row = find(person);
  if (row == RowTable::none) return std::nullopt;
  const KeyCopy key(store_->slot(row));
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, nullptr, as_u8(plain).data(), plain.size(),
                                             binding.bytes, binding.size, nullptr, out, key.bytes);
  return sealed;
}

Result<Bytes> Keys::seal(const Id& person, std::string_view context, std::string_view plain) {
  for (;;) {
    if (auto sealed = seal_if_known(person, context, plain)) return std::move(*sealed);
    // Again when the person is forgotten in between.
    TOCSIN_TRY_VOID(make_key(person));
  }
}

std::optional<Bytes> Keys::open_sealed(const Id& person, std::string_view context,
                                       std::string_view sealed) const {
  const std::shared_lock lock(mutex_);
  const std::uint32_t row = find(person);
  return row == RowTable::none ? std::nullopt : open_in_row(row, context, sealed);
}

std::optional<Bytes> Keys::open_in_row(std::uint32_t row, std::string_view context,
                                       std::string_view sealed) const {
  const KeyCopy key(store_->slot(row));
  return open_with(key.bytes, person_of(row), context, sealed);
}

void Keys::stream_xor(std::uint32_t row, const StreamNonce& nonce, std::span<char> bytes) const {
  auto* const data = reinterpret_cast<unsigned char*>(bytes.data());
  crypto_stream_chacha20_ietf_xor(data, data, bytes.size(), nonce.data(), key_in(store_->slot(row)));
}

std::optional<std::uint32_t> Keys::row_of(const Id& person) const {
  const std::shared_lock lock(mutex_);
  const std::uint32_t row = find(person);
  return row == RowTable::none ? std::nullopt : std::optional(row);
}

std::uint32_t Keys::row_end() const {
  const std::shared_lock lock(mutex_);
  return next_;
}

std::size_t Keys::size() const {
  const std::shared_lock lock(mutex_);
  return tables_[0].size() + tables_[1].size();
}

Result<> Keys::sync() {
  const std::unique_lock lock(mutex_);
  if (!unsynced_) return {};
  TOCSIN_TRY_VOID(store_->sync());
  unsynced_ = false;
  return {};
}

Result<> Keys::destroy_all(std::span<const std::uint32_t> rows) {
  if (rows.empty()) return {};
  for (const std::uint32_t row : rows) {
    // Before the slot loses the id by which the table finds it.
    const Id person = person_of(row);
    tables_[table_of(person)].erase(person, id_at());
    TOCSIN_TRY_VOID(store_->write(row, free_slot()));
  }
  TOCSIN_TRY_VOID(store_->sync());
  auto& freed = rests_ > 0 ? resting_ : free_;
  freed.insert(freed.end(), rows.begin(), rows.end());
  return {};
}

Result<> Keys::destroy(const Id& person) {
  const std::unique_lock lock(mutex_);
  const std::uint32_t row = find(person);
  if (row == RowTable::none) return {};
  return destroy_all({&row, 1});
}

Result<std::vector<std::uint32_t>> Keys::destroy_unless(
    const std::function<bool(const Id&, std::uint32_t)>& keep) {
  const std::unique_lock lock(mutex_);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < next_; ++row) {
    const Id& person = person_of(row);
    if (!person.is_zero() && !keep(person, row)) rows.push_back(row);
  }
  TOCSIN_TRY_VOID(destroy_all(rows));
  return rows;
}

void Keys::rest_freed_slots(bool resting) {
  const std::unique_lock lock(mutex_);
  rests_ += resting ? 1 : -1;
  TOCSIN_CHECK(rests_ >= 0);
  if (rests_ > 0) return;
  free_.insert(free_.end(), resting_.begin(), resting_.end());
  resting_.clear();
}

std::size_t Keys::memory_bytes() const {
  const std::shared_lock lock(mutex_);
  return tables_[0].memory_bytes() + tables_[1].memory_bytes() +
         (free_.capacity() + resting_.capacity()) * sizeof(std::uint32_t);
}

}  // namespace tocsin::vault
