// RowTable: finds which row of a table holds an Id. The Ids themselves stay in the table: this is only the
// way in.
//
// Costs 5 bytes a slot at 64 to 80 % full, so 6.3 to 7.8 bytes an entry, and 100 kB when empty. It is cut
// into segments that grow one by one: no insert pauses for more than a segment (some 20,000 entries at 66
// million). Open addressing with linear probing (D. E. Knuth, "The Art of Computer Programming" volume 3,
// section 6.4); a byte of the hash beside each row keeps wrong rows from being looked at.
//
// `id_at(row)` gives the Id of a row; it must be right for every row in the table. One thread may change it
// while no other reads; any number may read while none changes it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/id.h"

namespace tocsin {

class RowTable {
 public:
  using Row = std::uint32_t;
  static constexpr Row none = std::numeric_limits<Row>::max();

  RowTable() : segments_(segment_count) {}

  std::size_t size() const { return size_; }

  // `none` when absent.
  template <class IdAt>
  Row find(const Id& id, IdAt&& id_at) const {
    const Hash hash(id);
    const Segment& segment = segments_[hash.segment];
    if (segment.capacity == 0) return none;
    for (std::uint32_t slot = segment.home(hash.place); segment.tags()[slot] != 0;
         slot = segment.after(slot)) {
      if (segment.tags()[slot] == hash.tag && id_at(segment.rows()[slot]) == id) return segment.rows()[slot];
    }
    return none;
  }

  // Fetches the memory that find() will need first.
  void prefetch(const Id& id) const {
    const Hash hash(id);
    const Segment& segment = segments_[hash.segment];
    if (segment.capacity == 0) return;
    const std::uint32_t slot = segment.home(hash.place);
    __builtin_prefetch(segment.tags() + slot);
    __builtin_prefetch(segment.rows() + slot);
  }

  // `id` must be absent.
  template <class IdAt>
  void insert(const Id& id, Row row, IdAt&& id_at) {
    TOCSIN_CHECK(row != none);
    const Hash hash(id);
    Segment& segment = segments_[hash.segment];
    if ((segment.size + 1) * 5ull > segment.capacity * 4ull) grow(segment, id_at);
    segment.put(hash, row);
    ++size_;
  }

  // `id` must be present.
  template <class IdAt>
  void erase(const Id& id, IdAt&& id_at) {
    const Hash hash(id);
    Segment& segment = segments_[hash.segment];
    TOCSIN_CHECK(segment.capacity > 0);
    std::uint32_t hole = segment.home(hash.place);
    while (segment.tags()[hole] != hash.tag || id_at(segment.rows()[hole]) != id) {
      TOCSIN_CHECK(segment.tags()[hole] != 0);
      hole = segment.after(hole);
    }
    // Moves back what would not be found past the hole (Knuth's algorithm R).
    for (std::uint32_t slot = segment.after(hole); segment.tags()[slot] != 0; slot = segment.after(slot)) {
      const std::uint32_t home = segment.home(Hash(id_at(segment.rows()[slot])).place);
      const bool stays = hole < slot ? home > hole && home <= slot : home > hole || home <= slot;
      if (stays) continue;
      segment.rows()[hole] = segment.rows()[slot];
      segment.tags()[hole] = segment.tags()[slot];
      hole = slot;
    }
    segment.tags()[hole] = 0;
    --segment.size;
    --size_;
  }

  // Room for `count` entries without growing, when their Ids are random.
  template <class IdAt>
  void reserve(std::size_t count, IdAt&& id_at) {
    const auto each = static_cast<std::uint32_t>(count / segment_count * 21 / 16 + 16);
    for (Segment& segment : segments_) {
      if (segment.capacity < each) rebuild(segment, each, id_at);
    }
  }

  // All of it, for a snapshot: each segment's capacity and size, then their bytes. Passes on the failure of
  // `write`, which takes std::string_view.
  template <class Write>
  Result<> write(Write&& write) const {
    for (const Segment& segment : segments_) {
      const std::uint32_t shape[] = {segment.capacity, segment.size};
      TOCSIN_TRY_VOID(write(std::string_view(reinterpret_cast<const char*>(shape), sizeof shape)));
    }
    for (const Segment& segment : segments_) {
      TOCSIN_TRY_VOID(write(std::string_view(reinterpret_cast<const char*>(segment.bytes.get()),
                                             segment.capacity * slot_bytes)));
    }
    return {};
  }
  // What write() gave, in place of what is here. Errc::corrupt when it is no table of rows below `row_end`.
  Result<> read(std::string_view bytes, Row row_end) {
    std::vector<Segment> read(segment_count);
    std::size_t total = 0;
    std::string_view rest = bytes.substr(std::min(bytes.size(), segment_count * 2 * sizeof(std::uint32_t)));
    for (std::size_t i = 0; i < segment_count; ++i) {
      std::uint32_t shape[2];
      if (bytes.size() < (i + 1) * sizeof shape) return fail(Errc::corrupt, "a table of rows ends too soon");
      std::memcpy(shape, bytes.data() + i * sizeof shape, sizeof shape);
      Segment& segment = read[i];
      segment.capacity = shape[0];
      segment.size = shape[1];
      const std::size_t size = segment.capacity * slot_bytes;
      if (segment.size > segment.capacity || rest.size() < size)
        return fail(Errc::corrupt, "a table of rows ends too soon");
      segment.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(size);
      std::memcpy(segment.bytes.get(), rest.data(), size);
      rest.remove_prefix(size);
      std::uint32_t used = 0;
      for (std::uint32_t slot = 0; slot < segment.capacity; ++slot) {
        if (segment.tags()[slot] == 0) continue;
        ++used;
        if (segment.rows()[slot] >= row_end)
          return fail(Errc::corrupt, "a table of rows names a row that is not there");
      }
      if (used != segment.size || (used > 0 && used == segment.capacity))
        return fail(Errc::corrupt, "a table of rows is miscounted");
      total += used;
    }
    if (!rest.empty()) return fail(Errc::corrupt, "a table of rows goes on after its end");
    segments_ = std::move(read);
    size_ = total;
    return {};
  }

  std::size_t memory_bytes() const {
    std::size_t bytes = segments_.size() * sizeof(Segment);
    for (const Segment& segment : segments_) bytes += segment.capacity * slot_bytes;
    return bytes;
  }

 private:
  static constexpr std::size_t segment_count = 4096;
  static constexpr std::size_t slot_bytes = sizeof(Row) + 1;

  struct Hash {
    explicit Hash(const Id& id) {
      std::uint64_t low = 0, high = 0;
      std::memcpy(&low, id.bytes.data(), sizeof low);
      std::memcpy(&high, id.bytes.data() + 8, sizeof high);
      std::uint64_t bits = (low ^ std::rotl(high, 29)) * 0x9E3779B97F4A7C15;
      bits = (bits ^ (bits >> 32)) * 0xD6E8FEB86659FD93;
      segment = bits >> 52;
      place = static_cast<std::uint32_t>(bits >> 20);
      tag = static_cast<std::uint8_t>((bits & 0xFF) | 1);
    }
    std::size_t segment;
    std::uint32_t place;
    std::uint8_t tag;  // never 0, which is an empty slot
  };

  struct Segment {
    std::unique_ptr<std::uint8_t[]> bytes;  // rows, then tags
    std::uint32_t capacity = 0;
    std::uint32_t size = 0;

    Row* rows() const { return reinterpret_cast<Row*>(bytes.get()); }
    std::uint8_t* tags() const { return bytes.get() + capacity * sizeof(Row); }
    // Fair over any capacity (D. Lemire, "Fast random integer generation in an interval", 2019).
    std::uint32_t home(std::uint32_t place) const {
      return static_cast<std::uint32_t>((std::uint64_t{place} * capacity) >> 32);
    }
    std::uint32_t after(std::uint32_t slot) const { return slot + 1 == capacity ? 0 : slot + 1; }
    void put(const Hash& hash, Row row) {
      std::uint32_t slot = home(hash.place);
      while (tags()[slot] != 0) slot = after(slot);
      rows()[slot] = row;
      tags()[slot] = hash.tag;
      ++size;
    }
  };

  template <class IdAt>
  void grow(Segment& segment, IdAt&& id_at) {
    rebuild(segment, std::max<std::uint32_t>(8, segment.capacity + segment.capacity / 4), id_at);
  }

  template <class IdAt>
  void rebuild(Segment& segment, std::uint32_t capacity, IdAt&& id_at) {
    Segment wider;
    wider.bytes = std::make_unique<std::uint8_t[]>(capacity * slot_bytes);
    wider.capacity = capacity;
    for (std::uint32_t slot = 0; slot < segment.capacity; ++slot) {
      if (segment.tags()[slot] != 0) wider.put(Hash(id_at(segment.rows()[slot])), segment.rows()[slot]);
    }
    segment = std::move(wider);
  }

  std::vector<Segment> segments_;
  std::size_t size_ = 0;
};

}  // namespace tocsin
