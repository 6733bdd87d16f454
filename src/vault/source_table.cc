#include "vault/source_table.h"

#include <algorithm>

namespace tocsin::vault {

void SourceTable::Segment::put(const Slot& slot) {
  std::uint32_t at = home(slot.tag);
  while (slots[at].row != none) at = after(at);
  slots[at] = slot;
  ++size;
}

void SourceTable::Segment::resize(std::uint32_t wider_capacity) {
  Segment wider;
  wider.slots = std::make_unique<Slot[]>(wider_capacity);
  wider.capacity = wider_capacity;
  for (std::uint32_t at = 0; at < capacity; ++at) {
    if (slots[at].row != none) wider.put(slots[at]);
  }
  *this = std::move(wider);
}

void SourceTable::insert(std::uint64_t hash, Row row) {
  if (find(hash, [row](Row found) { return found == row; }) != none) return;
  Segment& segment = segments_[segment_of(hash)];
  if ((segment.size + 1) * 5ull > segment.capacity * 4ull)
    segment.resize(std::max<std::uint32_t>(8, segment.capacity + segment.capacity / 4));
  segment.put({static_cast<std::uint32_t>(hash), row});
  ++size_;
}

void SourceTable::erase(std::uint64_t hash, Row row) {
  if (find(hash, [row](Row found) { return found == row; }) == none) return;
  Segment& segment = segments_[segment_of(hash)];
  const auto tag = static_cast<std::uint32_t>(hash);
  std::uint32_t hole = segment.home(tag);
  while (segment.slots[hole].tag != tag || segment.slots[hole].row != row) hole = segment.after(hole);
  // Moves back what would not be found past the hole (Knuth's algorithm R).
  for (std::uint32_t at = segment.after(hole); segment.slots[at].row != none; at = segment.after(at)) {
    const std::uint32_t home = segment.home(segment.slots[at].tag);
    const bool stays = hole < at ? home > hole && home <= at : home > hole || home <= at;
    if (stays) continue;
    segment.slots[hole] = segment.slots[at];
    hole = at;
  }
  segment.slots[hole] = {};
  --segment.size;
  --size_;
}

void SourceTable::erase_row(Row row) {
  std::vector<std::uint64_t> hashes;
  for_each([&](std::uint64_t hash, Row found) {
    if (found == row) hashes.push_back(hash);
  });
  for (const std::uint64_t hash : hashes) erase(hash, row);
}

void SourceTable::reserve(std::size_t count) {
  const auto each = static_cast<std::uint32_t>(count / segment_count * 21 / 16 + 16);
  for (Segment& segment : segments_) {
    if (segment.capacity < each) segment.resize(each);
  }
}

std::size_t SourceTable::memory_bytes() const {
  std::size_t bytes = segments_.size() * sizeof(Segment);
  for (const Segment& segment : segments_) bytes += segment.capacity * sizeof(Slot);
  return bytes;
}

}  // namespace tocsin::vault
