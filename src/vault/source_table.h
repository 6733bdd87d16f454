// SourceTable: from a blind hash of (source, the source's own id) to the rows that may be meant.
//
// It keeps 44 bits of the hash, so two people may share one (some three pairs among 10 million): whoever asks
// opens the profile of each row found and looks. 8 bytes a slot at 64 to 80 % full, so 10 to 12.5 bytes an
// entry, and 64 kB when empty. It is cut into segments that grow one by one: no insert pauses for more than a
// segment (some 20,000 entries at 66 million). Open addressing with linear probing (D. E. Knuth, "The Art of
// Computer Programming" volume 3, section 6.4).
//
// One thread may change it while no other reads; any number may read while none changes it.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace tocsin::vault {

class SourceTable {
 public:
  using Row = std::uint32_t;
  static constexpr Row none = std::numeric_limits<Row>::max();
  // Only this many low bits of a hash count.
  static constexpr unsigned hash_bits = 44;

  SourceTable() : segments_(segment_count) {}

  std::size_t size() const { return size_; }

  // The first row of this hash that `accept(row)` takes; `none` when it takes none.
  template <class Accept>
  Row find(std::uint64_t hash, Accept&& accept) const {
    const Segment& segment = segments_[segment_of(hash)];
    if (segment.capacity == 0) return none;
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::uint32_t at = segment.home(tag); segment.slots[at].row != none; at = segment.after(at)) {
      if (segment.slots[at].tag == tag && accept(segment.slots[at].row)) return segment.slots[at].row;
    }
    return none;
  }
  void prefetch(std::uint64_t hash) const {
    const Segment& segment = segments_[segment_of(hash)];
    if (segment.capacity == 0) return;
    // A search goes on for some nine slots: often into the next line.
    const Slot* const first = &segment.slots[segment.home(static_cast<std::uint32_t>(hash))];
    __builtin_prefetch(first);
    __builtin_prefetch(first + 8);
  }
  // Adds the pair; nothing changes when it is there.
  void insert(std::uint64_t hash, Row row);
  // Takes the pair out; nothing changes when it is not there.
  void erase(std::uint64_t hash, Row row);
  // Takes out whatever leads to the row. Cost: reads the whole table.
  void erase_row(Row row);
  // Room for `count` entries without growing.
  void reserve(std::size_t count);

  // visit(hash, row) for every entry, in an unspecified order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint64_t number = 0; number < segment_count; ++number) {
      const Segment& segment = segments_[number];
      for (std::uint32_t at = 0; at < segment.capacity; ++at) {
        const Slot& slot = segment.slots[at];
        if (slot.row != none) visit(number << 32 | slot.tag, slot.row);
      }
    }
  }

  std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t segment_count = std::size_t{1} << (hash_bits - 32);
  struct Slot {
    std::uint32_t tag = 0;
    Row row = none;
  };
  struct Segment {
    std::unique_ptr<Slot[]> slots;
    std::uint32_t capacity = 0;
    std::uint32_t size = 0;

    // Fair over any capacity (D. Lemire, "Fast random integer generation in an interval", 2019).
    std::uint32_t home(std::uint32_t tag) const {
      return static_cast<std::uint32_t>((std::uint64_t{tag} * capacity) >> 32);
    }
    std::uint32_t after(std::uint32_t at) const { return at + 1 == capacity ? 0 : at + 1; }
    void put(const Slot& slot);
    void resize(std::uint32_t slots);
  };

  static std::size_t segment_of(std::uint64_t hash) { return hash >> 32 & (segment_count - 1); }

  std::vector<Segment> segments_;
  std::size_t size_ = 0;
};

}  // namespace tocsin::vault
