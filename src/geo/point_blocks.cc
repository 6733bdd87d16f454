#include "geo/point_blocks.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace tocsin::geo {

const std::uint32_t PointBlocks::shifts[] = {
    block_shift_of(0), block_shift_of(1), block_shift_of(2), block_shift_of(3), block_shift_of(4),
    block_shift_of(5), block_shift_of(6), block_shift_of(7), block_shift_of(8), block_shift_of(9)};

std::size_t PointBlocks::class_for(std::size_t count) {
  TOCSIN_CHECK(count <= capacity_max);
  return static_cast<std::size_t>(std::lower_bound(capacities, capacities + classes, count) - capacities);
}

PointBlocks::Ref PointBlocks::allocate(std::size_t size_class) {
  Pool& pool = pools_[size_class];
  TOCSIN_CHECK(pool.count < number_end - 1, "blocks of class {}", size_class);
  if (pool.count >> shifts[size_class] == pool.pages.size()) {
    void* const page = std::aligned_alloc(page_bytes, page_bytes);
    TOCSIN_CHECK(page != nullptr, "out of memory");
    // A small index takes the pages that it touches; a large one saves the processor most of its look-ups.
    if (pool.pages.size() >= 2) madvise(page, page_bytes, MADV_HUGEPAGE);
    pool.pages.emplace_back(static_cast<std::byte*>(page));
  }
  return ref_of(size_class, pool.count++);
}

void PointBlocks::copy(Ref from, Ref to) { std::memcpy(at(to), at(from), bytes_of(class_of(from))); }

void PointBlocks::drop_last(Ref of_class) {
  const std::size_t size_class = class_of(of_class);
  Pool& pool = pools_[size_class];
  --pool.count;
  // One page is kept in hand, so that coming and going at its border costs nothing.
  const std::size_t pages = (pool.count >> shifts[size_class]) + 2;
  if (pool.pages.size() > pages) pool.pages.resize(pages);
}

std::size_t PointBlocks::memory_bytes() const {
  std::size_t bytes = 0;
  for (std::size_t size_class = 0; size_class < classes; ++size_class) {
    const Pool& pool = pools_[size_class];
    // Of the last pages only what was touched is in memory, but a large pool is counted by whole pages.
    const std::size_t used = pool.count * (page_bytes >> shifts[size_class]);
    bytes += std::max(std::min(used, page_bytes * pool.pages.size()),
                      pool.pages.size() > 2 ? page_bytes * pool.pages.size() : 0);
    bytes += pool.pages.capacity() * sizeof(pool.pages[0]);
  }
  return bytes;
}

}  // namespace tocsin::geo
