#include <sodium.h>

#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <cstring>
#include <mutex>

#include "base/check.h"
#include "base/varint.h"
#include "geo/distance.h"
#include "vault/snapshot.h"
#include "vault/two_threads.h"

namespace tocsin::vault {
namespace {

struct ReadPerson {
  std::uint32_t row = 0;
  std::uint32_t set = 0;
  std::uint64_t hash = no_look_up_hash;
};

struct ReadChunk {
  std::vector<ReadPerson> people;
  std::vector<Places::Standing> places;  // in the order that the index likes
};

void put_in_order(std::vector<Places::Standing>& places) {
  std::vector<std::uint64_t> order;  // and in the lower half where it is now
  order.reserve(places.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    order.push_back(std::uint64_t{geo::PointIndex::order_of(places[i].point)} << 32 | i);
  boost::sort::spreadsort::integer_sort(order.begin(), order.end());
  std::vector<Places::Standing> ordered;
  ordered.reserve(places.size());
  for (const std::uint64_t at : order) ordered.push_back(places[static_cast<std::uint32_t>(at)]);
  places = std::move(ordered);
}

// Takes a T from the front of `in`; false when it is cut.
template <class T>
bool take_value(std::string_view& in, T& value) {
  if (in.size() < sizeof value) return false;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return true;
}

bool take_place(std::string_view& in, Places::Standing& place) {
  std::uint8_t kind = 0;
  if (!take_value(in, kind) || kind < 1 || kind > 3) return false;
  place.kind = static_cast<PlaceKind>(kind);
  if (!take_value(in, place.point.lat) || !take_value(in, place.point.lon)) return false;
  if (!geo::is_valid(place.point)) return false;
  return place.kind != PlaceKind::trip || (take_value(in, place.from.ms) && take_value(in, place.to.ms));
}

// The whole of a deciphered block whose check word is right; false when it is not as it is written.
bool take_person(std::string_view block, std::size_t sets, ReadPerson& person,
                 std::vector<Places::Standing>& places) {
  if (block.size() < 6) return false;
  person.hash = 0;
  std::memcpy(&person.hash, block.data(), 6);
  block.remove_prefix(6);
  const auto set = take_varint(block), count = take_varint(block);
  if (!set || !count || *set >= sets) return false;
  person.set = static_cast<std::uint32_t>(*set);
  for (std::uint64_t i = 0; i < *count; ++i) {
    if (!take_place(block, places.emplace_back(Places::Standing{.row = person.row}))) return false;
  }
  return block.empty();
}

class ChunkReader {
 public:
  ChunkReader(const Keys& keys, const SnapshotHead& head, std::string_view people,
              std::span<const std::uint64_t> chunks, std::size_t sets)
      : keys_(keys), head_(head), people_(people), chunks_(chunks), sets_(sets), key_rows_(keys.row_end()) {}

  Result<ReadChunk> read(std::size_t chunk) const {
    ReadChunk out;
    const std::uint64_t end = chunk + 1 < chunks_.size() ? chunks_[chunk + 1] : people_.size();
    if (chunks_[chunk] > end || end > people_.size())
      return SectionReader::damaged("vault.chunks", "its offsets do not fit");
    std::string_view in = people_.substr(chunks_[chunk], end - chunks_[chunk]);
    const auto first = static_cast<std::uint32_t>(chunk * snapshot_chunk_rows);
    const std::uint32_t last = std::min(first + snapshot_chunk_rows, head_.rows);
    out.people.reserve(last - first);
    out.places.reserve((last - first) * 3 / 2);
    Bytes block;
    for (std::uint32_t row = first; row < last; ++row) {
      const auto size = take_varint(in);
      if (!size || *size > in.size()) return SectionReader::damaged("vault.people", "a block is cut");
      block.assign(in.substr(0, *size));
      in.remove_prefix(*size);
      if (!block.empty() && !read_block(row, block, out))
        return SectionReader::damaged("vault.people", "a block is not as it is written");
    }
    if (!in.empty()) return SectionReader::damaged("vault.people", "it holds more rows than it says");
    put_in_order(out.places);
    return out;
  }

 private:
  // True without a person when the block cannot be read under the key that the row has now.
  bool read_block(std::uint32_t row, Bytes& block, ReadChunk& out) const {
    std::uint32_t check = 0;
    if (block.size() < sizeof check) return false;
    if (row >= key_rows_ || keys_.person_of(row).is_zero()) return true;
    keys_.stream_xor(row, head_.nonce, block);
    std::memcpy(&check, block.data(), sizeof check);
    const std::string_view body = std::string_view(block).substr(sizeof check);
    if (crc32c(body, crc32c(as_chars(keys_.person_of(row).bytes))) != check) return true;
    ReadPerson person{.row = row};
    if (!take_person(body, sets_, person, out.places)) return false;
    out.people.push_back(person);
    return true;
  }

  const Keys& keys_;
  const SnapshotHead& head_;
  std::string_view people_;
  std::span<const std::uint64_t> chunks_;
  std::size_t sets_;
  std::uint32_t key_rows_;
};

// By the set numbers of the snapshot, the numbers here.
Result<std::vector<std::uint32_t>> read_groups(std::string_view section, std::string_view key,
                                               const StreamNonce& nonce, Groups& groups) {
  TOCSIN_CHECK(key.size() == key_bytes);
  Bytes text(section);
  auto* const data = reinterpret_cast<unsigned char*>(text.data());
  crypto_stream_chacha20_ietf_xor(data, data, text.size(), nonce.data(), as_u8(key).data());
  std::vector<std::uint32_t> sets{0};
  std::vector<std::string> names;
  const auto cut = [] { return SectionReader::damaged("vault.groups", "it is not as it is written"); };
  for (std::string_view in = text; !in.empty();) {
    const auto count = take_varint(in);
    if (!count || *count > in.size()) return cut();
    names.clear();
    for (std::uint64_t i = 0; i < *count; ++i) {
      const auto size = take_varint(in);
      if (!size || *size > in.size()) return cut();
      names.emplace_back(in.substr(0, *size));
      in.remove_prefix(*size);
    }
    sets.push_back(groups.make_set(names));
  }
  return sets;
}

void index_sources(const ReadChunk& chunk, SourceTable& sources) {
  constexpr std::size_t ahead = 48;  // far enough to hide the way to memory
  for (std::size_t i = 0; i < chunk.people.size(); ++i) {
    if (i + ahead < chunk.people.size()) sources.prefetch(chunk.people[i + ahead].hash);
    const ReadPerson& person = chunk.people[i];
    if (person.hash != no_look_up_hash) sources.insert(person.hash, person.row);
  }
}

void take_chunk(const ReadChunk& chunk, const std::vector<std::uint32_t>& sets, Places& places) {
  for (const ReadPerson& person : chunk.people) {
    places.set_recorded(person.row);
    if (person.set != 0) places.groups().assign_set(person.row, sets[person.set]);
  }
  places.add_all(chunk.places);
}

}  // namespace

Result<SnapshotHead> read_snapshot(const Keys& keys, const SectionReader& reader, std::string_view group_key,
                                   Places& places, SourceTable& sources) {
  TOCSIN_TRY(const auto heads, reader.array<SnapshotHead>("vault.head"));
  if (heads.size() != 1 || heads[0].version != snapshot_version)
    return SectionReader::damaged("vault.head", "it is of another version");
  const SnapshotHead& head = heads[0];
  TOCSIN_TRY(const std::string_view groups, reader.find("vault.groups"));
  TOCSIN_TRY(const auto sets, read_groups(groups, group_key, head.nonce, places.groups()));
  TOCSIN_TRY(const auto chunks, reader.array<std::uint64_t>("vault.chunks"));
  TOCSIN_TRY(const std::string_view people, reader.find("vault.people"));
  if (head.rows > slots_max || chunks.size() != (head.rows + snapshot_chunk_rows - 1) / snapshot_chunk_rows)
    return SectionReader::damaged("vault.chunks", "there are not as many as the head says");
  sources.reserve(head.people);
  places.reserve(head.people);
  const ChunkReader chunk_reader(keys, head, people, chunks, sets.size());
  // Taking is the longer half, so the sources go with the reading; in which order does not matter to them.
  std::mutex sources_mutex;
  const auto read = [&](std::size_t number) {
    auto chunk = chunk_reader.read(number);
    if (chunk) {
      const std::lock_guard lock(sources_mutex);
      index_sources(*chunk, sources);
    }
    return chunk;
  };
  TOCSIN_TRY_VOID(prepare_and_take<ReadChunk>(
      chunks.size(), read, [&](const ReadChunk& chunk) { take_chunk(chunk, sets, places); }));
  return head;
}

}  // namespace tocsin::vault
