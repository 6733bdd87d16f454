// KeyMap: from a 64-bit key to where its point lies in a grid. For the inside of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin::geo {

// Open addressing with linear probing (D. E. Knuth, "The Art of Computer Programming" volume 3, section 6.4,
// algorithms L and R): 16 bytes a slot, at most 7 of 10 slots taken. Doubling copies the whole table: a
// moment of O(size).
class KeyMap {
 public:
  struct Place {
    std::uint32_t cell;
    std::uint32_t position;
  };
  static constexpr std::uint32_t no_cell = 0xFFFFFFFF;

  std::size_t size() const { return size_; }
  std::size_t memory_bytes() const { return slots_.capacity() * sizeof(Slot); }
  void reserve(std::size_t count);
  // Null when absent. Good until the next insert or erase.
  Place* find(std::uint64_t key) { return const_cast<Place*>(static_cast<const KeyMap*>(this)->find(key)); }
  const Place* find(std::uint64_t key) const;
  // `key` must be absent.
  void insert(std::uint64_t key, Place place);
  // `key` must be present.
  void erase(std::uint64_t key);

 private:
  struct Slot {
    std::uint64_t key = 0;
    Place place{no_cell, 0};
  };

  std::size_t home_of(std::uint64_t key) const;
  std::size_t slot_of(std::uint64_t key) const;
  void grow(std::size_t slot_count);

  std::vector<Slot> slots_;  // a power of two, or none
  std::size_t size_ = 0;
};

}  // namespace tocsin::geo
