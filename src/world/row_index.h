// RowIndex: where in a list a row stands. For lists that hold each row at most once.
//
// Open addressing with linear probing (D. E. Knuth, "The Art of Computer Programming" volume 3, section 6.4):
// 4 bytes a slot at 64 to 80 % full. Growing copies all of it; reserve() before a list whose length is known.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace tocsin::world {

class RowIndex {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  // `row_at(position)` gives the row that stands there. `none` when the row stands nowhere.
  template <class RowAt>
  std::uint32_t find(std::uint32_t row, RowAt&& row_at) const {
    if (slots_.empty()) return none;
    for (std::size_t slot = home(row); slots_[slot] != 0; slot = after(slot)) {
      if (row_at(slots_[slot] - 1) == row) return slots_[slot] - 1;
    }
    return none;
  }

  // The row must stand nowhere yet.
  template <class RowAt>
  void insert(std::uint32_t row, std::uint32_t position, RowAt&& row_at) {
    if ((size_ + 1) * 5 > slots_.size() * 4)
      rebuild(std::max<std::size_t>(16, slots_.size() + slots_.size() / 4), row_at);
    put(row, position);
    ++size_;
  }

  // The row must stand somewhere. `row_at` must still know it.
  template <class RowAt>
  void erase(std::uint32_t row, RowAt&& row_at) {
    std::size_t hole = home(row);
    while (row_at(slots_[hole] - 1) != row) hole = after(hole);
    for (std::size_t slot = after(hole); slots_[slot] != 0; slot = after(slot)) {
      const std::size_t wanted = home(row_at(slots_[slot] - 1));
      const bool stays = hole < slot ? wanted > hole && wanted <= slot : wanted > hole || wanted <= slot;
      if (stays) continue;
      slots_[hole] = slots_[slot];
      hole = slot;
    }
    slots_[hole] = 0;
    --size_;
  }

  template <class RowAt>
  void reserve(std::size_t count, RowAt&& row_at) {
    const std::size_t wanted = count + count / 4 + 16;
    if (slots_.size() < wanted) rebuild(wanted, row_at);
  }

  // For a snapshot.
  const std::vector<std::uint32_t>& slots() const { return slots_; }
  // Takes what slots() gave. False, and nothing changes, when they do not name `size` positions below `end`.
  bool adopt(std::vector<std::uint32_t> slots, std::size_t size, std::size_t end) {
    std::size_t used = 0;
    for (const std::uint32_t slot : slots) {
      used += slot != 0;
      if (slot > end) return false;
    }
    if (used != size || (size > 0 && size == slots.size())) return false;
    slots_ = std::move(slots);
    size_ = size;
    return true;
  }

  std::size_t memory_bytes() const { return slots_.size() * sizeof(std::uint32_t); }

 private:
  // Rows come in runs, which multiplying spreads (D. E. Knuth, volume 3, section 6.4, "multiplicative
  // hashing").
  std::size_t home(std::uint32_t row) const {
    const std::uint32_t hash = row * 0x9E3779B1u;
    return static_cast<std::size_t>((std::uint64_t{hash} * slots_.size()) >> 32);
  }
  std::size_t after(std::size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  void put(std::uint32_t row, std::uint32_t position) {
    std::size_t slot = home(row);
    while (slots_[slot] != 0) slot = after(slot);
    slots_[slot] = position + 1;
  }
  template <class RowAt>
  void rebuild(std::size_t slots, RowAt&& row_at) {
    std::vector<std::uint32_t> old(slots);
    old.swap(slots_);
    for (const std::uint32_t slot : old) {
      if (slot != 0) put(row_at(slot - 1), slot - 1);
    }
  }

  std::vector<std::uint32_t> slots_;  // a position and one, 0 for none
  std::size_t size_ = 0;
};

}  // namespace tocsin::world
