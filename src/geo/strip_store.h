// StripStore: the memory of the point index, in blocks of many sizes without holes. For the inside of this
// room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tocsin::geo {

// A strip is 32 cells side by side. Its points lie in one block, those of one cell together and the cells in
// order, keys, latitudes and longitudes each in their own array: what lies inside an area is copied in runs.
//
// Blocks of one size lie packed in one mapping. When one is given back, the last of its size moves into its
// place and its owner is told, so that no memory is lost however strips grow and shrink.
class StripStore {
 public:
  // Eight bits of size class below the number, which counts from 1.
  using Ref = std::uint32_t;
  static constexpr Ref none = 0;
  static constexpr int cells = 32;

  struct Header {
    std::uint32_t owner;
    std::uint32_t size;
  };
  struct View {
    Header* header;
    std::uint32_t* keys;
    double* lats;
    double* lons;
    std::byte* begins;
    std::uint32_t capacity;

    // Where the points of a cell begin; those of cell 32 would begin at the strip's size.
    std::uint32_t begin(int cell) const {
      if (cell == cells) return header->size;
      const auto at = static_cast<std::size_t>(cell);
      if (capacity <= 0xFF) return reinterpret_cast<const std::uint8_t*>(begins)[at];
      if (capacity <= 0xFFFF) return reinterpret_cast<const std::uint16_t*>(begins)[at];
      return reinterpret_cast<const std::uint32_t*>(begins)[at];
    }
    void set_begin(int cell, std::uint32_t begin) const {
      const auto at = static_cast<std::size_t>(cell);
      if (capacity <= 0xFF) {
        reinterpret_cast<std::uint8_t*>(begins)[at] = static_cast<std::uint8_t>(begin);
      } else if (capacity <= 0xFFFF) {
        reinterpret_cast<std::uint16_t*>(begins)[at] = static_cast<std::uint16_t>(begin);
      } else {
        reinterpret_cast<std::uint32_t*>(begins)[at] = begin;
      }
    }
  };

  StripStore() = default;
  ~StripStore();
  StripStore(StripStore&& other) noexcept : arenas_(other.arenas_) { other.arenas_ = {}; }
  StripStore& operator=(StripStore&& other) noexcept {
    std::swap(arenas_, other.arenas_);
    return *this;
  }

  View view(Ref ref) const {
    std::byte* const block = at(ref);
    const std::uint32_t capacity = capacity_of(ref);
    std::byte* const keys = block + header_bytes(capacity);
    const std::size_t count = capacity;
    return {reinterpret_cast<Header*>(block),
            reinterpret_cast<std::uint32_t*>(keys),
            reinterpret_cast<double*>(keys + 4 * count),
            reinterpret_cast<double*>(keys + 12 * count),
            block + sizeof(Header),
            capacity};
  }
  // The beginning: header and the first fifty keys.
  void prefetch(Ref ref) const {
    const std::byte* const block = at(ref);
    for (const int line : {0, 64, 128, 192}) __builtin_prefetch(block + line);
  }
  static std::uint32_t capacity_of(Ref ref) { return capacity_of_class(ref & 0xFF); }

  // A block with room for `count` points, an eighth more at most. Its content is undefined but for the owner.
  Ref allocate(std::uint32_t owner, std::size_t count);
  // Gives a block back. The owner of the block that took its place, and that block; a `ref` of none when none
  // moved.
  struct Moved {
    std::uint32_t owner;
    Ref ref;
  };
  Moved release(Ref ref);
  // The size class that allocate() would take, to compare.
  static std::uint32_t class_for(std::size_t count);
  static std::uint32_t class_of(Ref ref) { return ref & 0xFF; }

  // Memory in use; what a mapping has in reserve is not.
  std::size_t memory_bytes() const;

 private:
  struct Arena {
    std::byte* bytes = nullptr;
    std::size_t mapped = 0;
    std::uint32_t count = 0;
  };
  // Eight sizes for each doubling: 2, 4, ... 16, 18, ... 32, 36, ... up to 2^30.
  static constexpr std::uint32_t classes = 8 * 28;
  static constexpr std::uint32_t capacity_of_class(std::uint32_t size_class) {
    return size_class < 8 ? 2 * (size_class + 1) : (9 + size_class % 8) << (size_class / 8);
  }
  static constexpr std::size_t header_bytes(std::uint32_t capacity) {
    return sizeof(Header) + cells * (capacity <= 0xFF ? 1 : capacity <= 0xFFFF ? 2 : 4);
  }
  static constexpr std::size_t bytes_of(std::uint32_t size_class) {
    const std::size_t capacity = capacity_of_class(size_class);
    return header_bytes(capacity_of_class(size_class)) + capacity * (4 + 8 + 8);
  }
  std::byte* at(Ref ref) const {
    return arenas_[class_of(ref)].bytes + bytes_of(class_of(ref)) * ((ref >> 8) - 1);
  }

  std::array<Arena, classes> arenas_ = {};
};

}  // namespace tocsin::geo
