#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/varint.h"
#include "vault/snapshot.h"

namespace tocsin::vault {
namespace {

constexpr std::size_t cipher_block_bytes = 64;

// Encrypts a long text piece by piece.
class StreamCipher {
 public:
  StreamCipher(std::string_view key, const StreamNonce& nonce, SectionWriter& writer)
      : key_(as_u8(key).data()), nonce_(nonce), writer_(writer) {
    TOCSIN_CHECK(key.size() == key_bytes);
  }
  Bytes& text() { return text_; }
  Result<> flush_some() { return text_.size() < 1 << 16 ? Result<>() : flush(); }
  Result<> flush_all() { return text_.empty() ? Result<>() : pass_on(text_.size()); }

 private:
  Result<> flush() { return pass_on(text_.size() / cipher_block_bytes * cipher_block_bytes); }
  Result<> pass_on(std::size_t size) {
    auto* const data = reinterpret_cast<unsigned char*>(text_.data());
    crypto_stream_chacha20_ietf_xor_ic(data, data, size, nonce_.data(), block_, key_);
    block_ += static_cast<std::uint32_t>(size / cipher_block_bytes);
    TOCSIN_TRY_VOID(writer_.write(std::string_view(text_).substr(0, size)));
    text_.erase(0, size);
    return {};
  }

  const unsigned char* key_;
  StreamNonce nonce_;
  SectionWriter& writer_;
  Bytes text_;
  std::uint32_t block_ = 0;
};

template <class T>
void put_value(Bytes& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Result<> write_groups(const Groups& groups, std::string_view key, const StreamNonce& nonce,
                      SectionWriter& writer) {
  TOCSIN_TRY_VOID(writer.begin("vault.groups"));
  StreamCipher cipher(key, nonce, writer);
  for (std::uint32_t set = 1; set < groups.set_count(); ++set) {
    put_varint(cipher.text(), groups.set(set).size());
    for (const std::uint32_t group : groups.set(set)) {
      const std::string& name = groups.names()[group];
      put_varint(cipher.text(), name.size());
      cipher.text() += name;
    }
    TOCSIN_TRY_VOID(cipher.flush_some());
  }
  TOCSIN_TRY_VOID(cipher.flush_all());
  return writer.end();
}

}  // namespace

SnapshotRoom::SnapshotRoom(const Places& places, std::uint64_t seq, std::uint64_t profiles_seq,
                           Random& random) {
  head_.seq = seq;
  head_.profiles_seq = profiles_seq;
  head_.rows = places.row_end();
  random.fill(head_.nonce);
  hashes_ = std::make_unique_for_overwrite<std::uint64_t[]>(std::min(head_.rows, rows_a_pass));
  chunks_.reserve(head_.rows / snapshot_chunk_rows + 1);
  block_.reserve(1 << 16);
}

class SnapshotWriter {
 public:
  SnapshotWriter(const Keys& keys, const Places& places, const SourceTable& sources, SnapshotRoom& room,
                 SectionWriter& writer)
      : keys_(keys), places_(places), sources_(sources), room_(room), writer_(writer) {}

  Result<> write(std::string_view group_key) {
    // A nonce that encrypts twice under a key gives both texts away.
    TOCSIN_CHECK(!std::exchange(room_.used_, true));
    TOCSIN_TRY_VOID(write_groups(places_.groups(), group_key, room_.head_.nonce, writer_));
    TOCSIN_TRY_VOID(writer_.begin("vault.people"));
    for (std::uint32_t row = 0; row < room_.head_.rows; ++row) {
      if (row % SnapshotRoom::rows_a_pass == 0) find_hashes(row);
      if (row % snapshot_chunk_rows == 0) room_.chunks_.push_back(offset_);
      TOCSIN_TRY_VOID(write_row(row));
    }
    TOCSIN_TRY_VOID(writer_.end());
    TOCSIN_TRY_VOID(writer_.put("vault.chunks", room_.chunks_));
    TOCSIN_TRY_VOID(writer_.begin("vault.head"));
    TOCSIN_TRY_VOID(writer_.write_value(room_.head_));
    return writer_.end();
  }

 private:
  // The table leads from hashes to rows: reads all of it for the rows of one pass.
  void find_hashes(std::uint32_t first) {
    const std::uint32_t count = std::min(SnapshotRoom::rows_a_pass, room_.head_.rows - first);
    std::fill_n(room_.hashes_.get(), count, no_look_up_hash);
    sources_.for_each([&](std::uint64_t hash, std::uint32_t row) {
      if (row >= first && row - first < count) room_.hashes_[row - first] = hash;
    });
  }

  Result<> write_row(std::uint32_t row) {
    Bytes& block = room_.block_;
    // After the fork the slot may have been cleared: who is forgotten is left out.
    const Id person = places_.is_recorded(row) ? keys_.person_of(row) : Id();
    block.clear();
    if (!person.is_zero()) {
      fill(row, person);
      ++room_.head_.people;
    }
    length_.clear();
    put_varint(length_, block.size());
    offset_ += length_.size() + block.size();
    TOCSIN_TRY_VOID(writer_.write(length_));
    return writer_.write(block);
  }

  void fill(std::uint32_t row, const Id& person) {
    Bytes& block = room_.block_;
    block.assign(4, '\0');
    const std::uint64_t hash = room_.hashes_[row % SnapshotRoom::rows_a_pass];
    block.append(reinterpret_cast<const char*>(&hash), 6);
    put_varint(block, places_.groups().set_of(row));
    std::uint64_t count = 0;
    places_.for_each_standing(row, [&](PlaceKind, const geo::Point&, Instant, Instant) { ++count; });
    put_varint(block, count);
    places_.for_each_standing(row, [&](PlaceKind kind, const geo::Point& point, Instant from, Instant to) {
      block += static_cast<char>(kind);
      put_value(block, point.lat);
      put_value(block, point.lon);
      if (kind != PlaceKind::trip) return;
      put_value(block, from.ms);
      put_value(block, to.ms);
    });
    const std::uint32_t check = crc32c(std::string_view(block).substr(4), crc32c(as_chars(person.bytes)));
    std::memcpy(block.data(), &check, sizeof check);
    keys_.stream_xor(row, room_.head_.nonce, block);
  }

  const Keys& keys_;
  const Places& places_;
  const SourceTable& sources_;
  SnapshotRoom& room_;
  SectionWriter& writer_;
  std::uint64_t offset_ = 0;
  Bytes length_;
};

Result<> write_snapshot(const Keys& keys, const Places& places, const SourceTable& sources,
                        std::string_view group_key, SnapshotRoom& room, SectionWriter& writer) {
  return SnapshotWriter(keys, places, sources, room, writer).write(group_key);
}

}  // namespace tocsin::vault
