#include "base/adjacency.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "base/check.h"

namespace tocsin {
namespace {

// Pages are taken from the system by so many: few mappings, and large pages of the processor where it has
// them.
constexpr std::size_t region_pages = 512;

}  // namespace

void Adjacency::Unmap::operator()(void* data) const { ::munmap(data, bytes); }
void Adjacency::Free::operator()(void* data) const { std::free(data); }

Adjacency::Region Adjacency::map_memory(std::size_t bytes) {
  void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TOCSIN_CHECK(data != MAP_FAILED, "no memory for {} bytes of lists", bytes);
  return Region(data, Unmap{bytes});
}

std::span<const Adjacency::Word> Adjacency::words_of(const Entry& entry) const {
  if (entry.size == 0) return {};
  if (entry.size == 1) return {reinterpret_cast<const Word*>(&entry.place), 1};
  if (entry.size > paged_max) return {large_[entry.place].words.get(), entry.size};
  const Shape shape = shape_of(entry.size);
  return {slot(shape.index, shape.capacity, entry.place) + 1, entry.size};
}

std::span<Adjacency::Word> Adjacency::words_of(Entry& entry) {
  const auto words = std::as_const(*this).words_of(entry);
  return {const_cast<Word*>(words.data()), words.size()};
}

std::optional<unsigned> Adjacency::label(Row row, Row other) const {
  for (const Word word : list(row)) {
    if (word.other() == other) return word.label();
  }
  return std::nullopt;
}

Adjacency::Entry& Adjacency::entry_for_change(Row row) {
  TOCSIN_CHECK(row < rows_max, "row {} of {}", row, rows_max);
  const std::size_t chunk = row / chunk_rows;
  if (chunks_.size() <= chunk) chunks_.resize(chunk + 1);
  if (chunks_[chunk] == nullptr) {
    regions_.push_back(map_memory(chunk_rows * sizeof(Entry)));
    chunks_[chunk] = static_cast<Entry*>(regions_.back().get());
    ++chunk_count_;
  }
  return chunks_[chunk][row % chunk_rows];
}

Adjacency::Word* Adjacency::take_page() {
  ++page_count_;
  if (!free_pages_.empty()) {
    Word* page = free_pages_.back();
    free_pages_.pop_back();
    return page;
  }
  if (new_pages_.empty()) {
    const std::size_t bytes = region_pages * page_words * sizeof(Word);
    regions_.push_back(map_memory(bytes));
    // A small server should not pay two megabytes a capacity; a large one saves most misses of its page
    // table.
    if (page_count_ > 1) ::madvise(regions_.back().get(), bytes, MADV_HUGEPAGE);
    new_pages_ = {static_cast<Word*>(regions_.back().get()), region_pages * page_words};
  }
  Word* page = new_pages_.data();
  new_pages_ = new_pages_.subspan(page_words);
  return page;
}

std::uint32_t Adjacency::take_place(Row row, std::uint32_t size) {
  if (size > paged_max) {
    large_.push_back({nullptr, 0, row});
    grow_large(large_.back(), size);
    return static_cast<std::uint32_t>(large_.size() - 1);
  }
  const Shape shape = shape_of(size);
  Class& lists = classes_[shape.index];
  const std::uint32_t place = lists.slots++;
  if (place / (page_words / (shape.capacity + 1)) == lists.pages.size()) lists.pages.push_back(take_page());
  *slot(shape.index, shape.capacity, place) = Word(row, 0);
  return place;
}

void Adjacency::release_place(const Entry& old) {
  if (old.size > paged_max) {
    if (old.place + 1 != large_.size()) {
      large_[old.place] = std::move(large_.back());
      find(large_[old.place].owner)->place = old.place;
    }
    large_.pop_back();
    return;
  }
  const Shape shape = shape_of(old.size);
  Class& lists = classes_[shape.index];
  const std::uint32_t last = --lists.slots;
  Word* const hole = slot(shape.index, shape.capacity, old.place);
  Word* const moved = slot(shape.index, shape.capacity, last);
  const std::size_t bytes = (shape.capacity + 1) * sizeof(Word);
  if (last != old.place) {
    std::memcpy(hole, moved, bytes);
    find(hole->other())->place = old.place;
  }
  std::memset(static_cast<void*>(moved), 0, bytes);
  if (last % (page_words / (shape.capacity + 1)) == 0) {
    free_pages_.push_back(lists.pages.back());
    lists.pages.pop_back();
    --page_count_;
  }
}

void Adjacency::grow_large(Large& large, std::uint32_t size) {
  const std::uint32_t capacity = std::min(size + size / 8, list_max);
  // The C library moves large blocks by their page tables: no copy of the list.
  void* words = std::realloc(large.words.get(), capacity * sizeof(Word));
  TOCSIN_CHECK(words != nullptr, "no memory for a list of {} words", capacity);
  static_cast<void>(large.words.release());
  large.words.reset(static_cast<Word*>(words));
  large.capacity = capacity;
}

void Adjacency::resize(Row row, Entry& entry, std::uint32_t size) {
  const Entry old = entry;
  if (old.size > paged_max && size > paged_max) {
    Large& large = large_[old.place];
    if (size > large.capacity || size < large.capacity / 2) grow_large(large, size);
    entry.size = size;
    return;
  }
  const bool paged = old.size > 1 && old.size <= paged_max && size > 1 && size <= paged_max;
  if (paged && shape_of(old.size).index == shape_of(size).index) {
    auto words = words_of(entry);
    for (std::uint32_t i = size; i < old.size; ++i) words[i] = Word(0, 0);
    entry.size = size;
    return;
  }
  Entry next{0, size};
  if (size > 1) next.place = take_place(row, size);
  const auto from = words_of(entry);
  const auto to = words_of(next);
  std::copy_n(from.begin(), std::min(from.size(), to.size()), to.begin());
  // The old place is given back last: that may move another row's list, and its entry with it.
  entry = next;
  if (old.size > 1) release_place(old);
}

void Adjacency::append(Row row, Row other, unsigned label) {
  TOCSIN_CHECK(other < rows_max && label < labels_max, "row {} with label {}", other, label);
  Entry& entry = entry_for_change(row);
  TOCSIN_CHECK(entry.size < list_max, "a list of {} words is full", entry.size);
  resize(row, entry, entry.size + 1);
  words_of(entry).back() = Word(other, label);
  ++edges_;
}

void Adjacency::append(Row row, std::span<const Word> words) {
  if (words.empty()) return;
  Entry& entry = entry_for_change(row);
  const std::uint32_t before = entry.size;
  TOCSIN_CHECK(words.size() <= list_max - before, "a list of {} words is full", before);
  resize(row, entry, before + static_cast<std::uint32_t>(words.size()));
  std::copy(words.begin(), words.end(), words_of(entry).begin() + before);
  edges_ += words.size();
}

bool Adjacency::set_label(Row row, Row other, unsigned label) {
  TOCSIN_CHECK(label < labels_max, "label {}", label);
  Entry* entry = find(row);
  if (entry == nullptr) return false;
  const auto words = words_of(*entry);
  const auto it = std::find_if(words.begin(), words.end(), [&](Word word) { return word.other() == other; });
  if (it == words.end()) return false;
  *it = Word(other, label);
  return true;
}

bool Adjacency::erase(Row row, Row other) {
  Entry* entry = find(row);
  if (entry == nullptr) return false;
  const auto words = words_of(*entry);
  const auto it = std::find_if(words.begin(), words.end(), [&](Word word) { return word.other() == other; });
  if (it == words.end()) return false;
  std::copy(it + 1, words.end(), it);
  resize(row, *entry, entry->size - 1);
  --edges_;
  return true;
}

void Adjacency::clear(Row row) {
  Entry* entry = find(row);
  if (entry == nullptr) return;
  edges_ -= entry->size;
  resize(row, *entry, 0);
}

std::size_t Adjacency::memory_bytes() const {
  std::size_t bytes = sizeof(*this) + chunks_.capacity() * sizeof(Entry*) +
                      chunk_count_ * chunk_rows * sizeof(Entry) + large_.capacity() * sizeof(Large) +
                      (page_count_ + free_pages_.size()) * page_words * sizeof(Word) +
                      free_pages_.capacity() * sizeof(Word*);
  for (const auto& lists : classes_) bytes += lists.pages.capacity() * sizeof(Word*);
  for (const auto& large : large_) bytes += large.capacity * sizeof(Word);
  return bytes;
}

}  // namespace tocsin
