// Paged: an array that grows by pages and never moves, so that growing neither doubles memory nor pauses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tocsin::vault {

template <class T>
class Paged {
 public:
  static constexpr std::uint32_t page_bits = 16;
  static constexpr std::uint32_t page_size = 1u << page_bits;

  // One past the last index that has memory.
  std::size_t end() const { return pages_.size() * page_size; }
  // `index` must have been made.
  const T& operator[](std::uint32_t index) const { return pages_[index >> page_bits][index % page_size]; }
  T& operator[](std::uint32_t index) { return pages_[index >> page_bits][index % page_size]; }
  // A T{} where its page has no memory yet.
  T get(std::uint32_t index) const { return has(index) ? (*this)[index] : T{}; }
  bool has(std::uint32_t index) const {
    return index >> page_bits < pages_.size() && pages_[index >> page_bits] != nullptr;
  }
  // Makes the page of `index` alone; those before it that nobody asked for stay without memory.
  T& make(std::uint32_t index) {
    const std::size_t page = index >> page_bits;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) pages_[page] = std::make_unique<T[]>(page_size), ++made_;
    return (*this)[index];
  }

  std::size_t memory_bytes() const {
    return made_ * page_size * sizeof(T) + pages_.capacity() * sizeof(pages_[0]);
  }

 private:
  std::vector<std::unique_ptr<T[]>> pages_;
  std::size_t made_ = 0;
};

}  // namespace tocsin::vault
