// PointBlocks: keys and points in blocks of some sizes, packed without holes. For the inside of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace tocsin::geo {

// A block belongs to one owner (a cell) as a link of its chain: the first block of a chain may be of any
// size, those behind it are full and of the greatest size. Blocks of one size lie packed in pages: when one
// is given back, the last of its size moves into its place, so that no memory is lost however owners grow and
// shrink. Whoever holds a reference learns of a move by a callback.
class PointBlocks {
 public:
  // Number and size class, in one word of at most 31 bits.
  using Ref = std::uint32_t;
  static constexpr Ref none = 0xFFFFFFFF;
  static constexpr std::size_t capacity_max = 64;

  // Arrays of one block, each of its capacity.
  struct View {
    std::uint32_t* keys;
    double* lats;
    double* lons;
  };
  // The first block of a chain knows its owner, the others know the block before them.
  struct Header {
    Ref next = none;
    std::uint32_t owner_or_previous = 0;

    static constexpr std::uint32_t owner_bit = 0x80000000;
    static Header first_of(std::uint32_t owner, Ref next) { return {next, owner | owner_bit}; }
    bool is_first() const { return (owner_or_previous & owner_bit) != 0; }
    std::uint32_t owner() const { return owner_or_previous & ~owner_bit; }
    Ref previous() const { return owner_or_previous; }
    void set_owner(std::uint32_t owner) { owner_or_previous = owner | owner_bit; }
    void set_previous(Ref block) { owner_or_previous = block; }
  };

  static std::size_t class_of(Ref ref) { return ref & (class_end - 1); }
  static std::size_t capacity_of(Ref ref) { return capacities[class_of(ref)]; }
  // The least capacity of at least `count`, which must not exceed capacity_max.
  static std::size_t class_for(std::size_t count);

  Header& header(Ref ref) { return *reinterpret_cast<Header*>(at(ref)); }
  const Header& header(Ref ref) const { return *reinterpret_cast<const Header*>(at(ref)); }
  View view(Ref ref) const {
    std::byte* const block = at(ref) + sizeof(Header);
    const std::size_t capacity = capacity_of(ref);
    return {reinterpret_cast<std::uint32_t*>(block), reinterpret_cast<double*>(block + 4 * capacity),
            reinterpret_cast<double*>(block + 12 * capacity)};
  }
  void prefetch(Ref ref) const {
    const std::byte* const block = at(ref);
    __builtin_prefetch(block);
    __builtin_prefetch(block + 64);
  }

  Ref allocate(std::size_t size_class);
  // Calls moved(from, to) when another block took the number of this one; that block is already in its new
  // place.
  template <class Moved>
  void release(Ref ref, Moved&& moved) {
    const Ref last = last_of(ref);
    if (last != ref) {
      copy(last, ref);
      drop_last(ref);
      moved(last, ref);
    } else {
      drop_last(ref);
    }
  }

  std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t class_end = 16;
  static constexpr std::uint32_t number_end = (1u << 31) / class_end;
  static constexpr std::size_t classes = 10;
  static constexpr std::size_t capacities[classes] = {2, 4, 6, 8, 12, 16, 24, 32, 48, capacity_max};
  static constexpr std::size_t bytes_of(std::size_t size_class) {
    return sizeof(Header) + capacities[size_class] * (sizeof(std::uint32_t) + 2 * sizeof(double));
  }
  // Two megabytes a page, the size that the processor translates in one entry.
  static constexpr std::size_t page_bytes = std::size_t{1} << 21;
  static constexpr Ref ref_of(std::size_t size_class, std::uint32_t number) {
    return number * class_end + static_cast<Ref>(size_class);
  }
  struct FreePage {
    void operator()(std::byte* page) const { std::free(page); }
  };
  struct Pool {
    std::vector<std::unique_ptr<std::byte[], FreePage>> pages;
    std::uint32_t count = 0;
  };
  static constexpr std::uint32_t block_shift_of(std::size_t size_class) {
    std::uint32_t shift = 0;
    while ((bytes_of(size_class) << (shift + 1)) <= page_bytes) ++shift;
    return shift;
  }
  static const std::uint32_t shifts[classes];
  std::byte* at(Ref ref) const {
    const std::size_t size_class = class_of(ref);
    const std::uint32_t number = ref / class_end;
    const std::uint32_t shift = shifts[size_class];
    return pools_[size_class].pages[number >> shift].get() +
           (number & ((1u << shift) - 1)) * bytes_of(size_class);
  }
  Ref last_of(Ref ref) const { return ref_of(class_of(ref), pools_[class_of(ref)].count - 1); }
  void copy(Ref from, Ref to);
  void drop_last(Ref of_class);

  Pool pools_[classes];
};

}  // namespace tocsin::geo
