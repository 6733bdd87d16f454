#include "geo/strip_store.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace tocsin::geo {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t large_page_bytes = std::size_t{1} << 21;
// From here on large pages cost little beside what they hold, and save the processor most of its look-ups.
constexpr std::size_t large_pages_from_bytes = 4 * large_page_bytes;

std::size_t rounded_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

}  // namespace

StripStore::~StripStore() {
  for (const Arena& arena : arenas_) {
    if (arena.bytes != nullptr) munmap(arena.bytes, arena.mapped);
  }
}

std::uint32_t StripStore::class_for(std::size_t count) {
  TOCSIN_CHECK(count <= std::size_t{1} << 30);
  if (count <= 16) return count == 0 ? 0 : static_cast<std::uint32_t>((count - 1) / 2);
  // Of 2^k < count <= 2^(k+1), eighths.
  const auto octave = static_cast<std::uint32_t>(std::bit_width(count - 1) - 1);
  const auto eighth = static_cast<std::uint32_t>((count - 1) >> (octave - 3)) - 8;
  return 8 * (octave - 3) + eighth;
}

StripStore::Ref StripStore::allocate(std::uint32_t owner, std::size_t count) {
  const std::uint32_t size_class = class_for(count);
  Arena& arena = arenas_[size_class];
  TOCSIN_CHECK(arena.count < (1u << 24) - 1, "blocks of class {}", size_class);
  const std::size_t needed = bytes_of(size_class) * (arena.count + std::size_t{1});
  if (needed > arena.mapped) {
    const std::size_t wanted = needed + needed / 2;
    const std::size_t mapped =
        rounded_up(wanted, wanted >= large_pages_from_bytes ? large_page_bytes : page_bytes);
    // Moving a mapping copies no bytes, and what was never touched takes no memory.
    void* const bytes = arena.bytes == nullptr ? mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                                                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                                               : mremap(arena.bytes, arena.mapped, mapped, MREMAP_MAYMOVE);
    TOCSIN_CHECK(bytes != MAP_FAILED, "out of memory");
    arena.bytes = static_cast<std::byte*>(bytes);
    arena.mapped = mapped;
    if (mapped >= large_pages_from_bytes) madvise(bytes, mapped, MADV_HUGEPAGE);
  }
  const Ref ref = ++arena.count << 8 | size_class;
  *view(ref).header = {owner, 0};
  return ref;
}

StripStore::Moved StripStore::release(Ref ref) {
  const std::uint32_t size_class = class_of(ref);
  Arena& arena = arenas_[size_class];
  const Ref last = arena.count-- << 8 | size_class;
  Moved moved{0, none};
  if (last != ref) {
    std::memcpy(at(ref), at(last), bytes_of(size_class));
    moved = {view(ref).header->owner, ref};
  }
  // Pages past the last block go back some at a time.
  constexpr std::size_t spare_bytes = 16 * large_page_bytes;
  const std::size_t used = bytes_of(size_class) * arena.count;
  const std::size_t kept = rounded_up(used, large_page_bytes) + spare_bytes;
  if (kept + spare_bytes < arena.mapped) {
    munmap(arena.bytes + kept, arena.mapped - kept);
    arena.mapped = kept;
  }
  return moved;
}

std::size_t StripStore::memory_bytes() const {
  std::size_t bytes = sizeof(*this);
  for (std::uint32_t size_class = 0; size_class < classes; ++size_class) {
    const Arena& arena = arenas_[size_class];
    const std::size_t unit = arena.mapped >= large_pages_from_bytes ? large_page_bytes : page_bytes;
    bytes += std::min(arena.mapped, rounded_up(bytes_of(size_class) * arena.count, unit));
  }
  return bytes;
}

}  // namespace tocsin::geo
