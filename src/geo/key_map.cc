#include "geo/key_map.h"

#include <bit>
#include <utility>

#include "base/check.h"

namespace tocsin::geo {

void KeyMap::reserve(std::size_t count) {
  const std::size_t slot_count = std::bit_ceil(count * 10 / 7 + 1);
  if (slot_count > slots_.size()) grow(slot_count);
}

// The finaliser of MurmurHash3 (Austin Appleby, public domain): keys that count up must spread.
std::size_t KeyMap::home_of(std::uint64_t key) const {
  key ^= key >> 33;
  key *= 0xFF51AFD7ED558CCDull;
  key ^= key >> 33;
  key *= 0xC4CEB9FE1A85EC53ull;
  key ^= key >> 33;
  return static_cast<std::size_t>(key) & (slots_.size() - 1);
}

// The slot that has `key`, or the empty one where it would be.
std::size_t KeyMap::slot_of(std::uint64_t key) const {
  std::size_t slot = home_of(key);
  while (slots_[slot].place.cell != no_cell && slots_[slot].key != key)
    slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

const KeyMap::Place* KeyMap::find(std::uint64_t key) const {
  if (slots_.empty()) return nullptr;
  const Place& place = slots_[slot_of(key)].place;
  return place.cell == no_cell ? nullptr : &place;
}

void KeyMap::insert(std::uint64_t key, Place place) {
  TOCSIN_CHECK(place.cell != no_cell);
  if ((size_ + 1) * 10 > slots_.size() * 7) grow(slots_.empty() ? 16 : slots_.size() * 2);
  Slot& slot = slots_[slot_of(key)];
  TOCSIN_CHECK(slot.place.cell == no_cell);
  slot = {key, place};
  ++size_;
}

void KeyMap::erase(std::uint64_t key) {
  TOCSIN_CHECK(!slots_.empty());
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot_of(key);
  TOCSIN_CHECK(slots_[hole].place.cell != no_cell);
  // Algorithm R: whoever may not be found past the hole moves into it.
  for (std::size_t slot = (hole + 1) & mask; slots_[slot].place.cell != no_cell; slot = (slot + 1) & mask) {
    const std::size_t home = home_of(slots_[slot].key);
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    slots_[hole] = slots_[slot];
    hole = slot;
  }
  slots_[hole] = {};
  --size_;
}

void KeyMap::grow(std::size_t slot_count) {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slot_count));
  for (const Slot& slot : old) {
    if (slot.place.cell != no_cell) slots_[slot_of(slot.key)] = slot;
  }
}

}  // namespace tocsin::geo
