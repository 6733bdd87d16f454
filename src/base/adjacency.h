// Adjacency: who points at whom, for up to half a billion rows and billions of edges, in about 4.3 bytes an
// edge.
//
// Each row has a list of words in the order they were appended; a word is another row (29 bits) and a label
// (3 bits) whose meaning is the caller's. Lists of equal capacity stand side by side in pages: when one moves
// out, the last of that capacity moves into its place, so there are no holes to collect and no operation
// costs more than its own list and one other. Unused words are zero: what was erased is not in a snapshot.
//
// One thread changes it; many may read while none does.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace tocsin {

class Adjacency {
 public:
  using Row = std::uint32_t;

  // 29 bits: what a word leaves beside its label. Eight times the nation that one machine is to hold.
  static constexpr Row rows_max = Row{1} << 29;
  static constexpr unsigned labels_max = 8;
  // One list. Erasing its first word moves all the others: 64 MB, some milliseconds.
  static constexpr std::uint32_t list_max = std::uint32_t{1} << 24;

  class Word {
   public:
    Word() = default;
    constexpr Word(Row other, unsigned label) : bits_(other << 3 | label) {}
    constexpr Row other() const { return bits_ >> 3; }
    constexpr unsigned label() const { return bits_ & 7; }
    bool operator==(const Word&) const = default;

   private:
    std::uint32_t bits_;
  };

  Adjacency() = default;
  Adjacency(Adjacency&&) = default;
  Adjacency& operator=(Adjacency&&) = default;

  // Words in the order they were appended. Valid until the next change of any list. Empty for a row that was
  // never used.
  std::span<const Word> list(Row row) const {
    const Entry* entry = find(row);
    return entry == nullptr ? std::span<const Word>() : words_of(*entry);
  }
  std::uint32_t degree(Row row) const {
    const Entry* entry = find(row);
    return entry == nullptr ? 0 : entry->size;
  }
  // The label of the first word that names `other`. Cost: the list.
  std::optional<unsigned> label(Row row, Row other) const;

  // Adds at the end; does not look whether `other` is in the list. Below rows_max, labels_max and list_max,
  // or the process stops. Amortised constant, with a copy of the list at some appends.
  void append(Row row, Row other, unsigned label);
  // Adds all at the end, with at most one copy of the list.
  void append(Row row, std::span<const Word> words);
  // Of the first word that names `other`; false when there is none. Cost: the list.
  bool set_label(Row row, Row other, unsigned label);
  bool erase(Row row, Row other);
  // Cost: the list.
  void clear(Row row);

  // To be called some lists ahead in a loop over scattered rows: first the one, a few rounds later the other.
  void prefetch_row(Row row) const {
    if (const Entry* entry = find(row)) __builtin_prefetch(entry);
  }
  void prefetch_list(Row row) const {
    const Entry* entry = find(row);
    if (entry != nullptr && entry->size > 1) __builtin_prefetch(words_of(*entry).data());
  }

  // One more than the last row that has a place here; rows beyond it have no edges.
  Row row_end() const { return static_cast<Row>(chunks_.size() * chunk_rows); }
  std::uint64_t edge_count() const { return edges_; }
  // Rows, lists and tables, mapped or not.
  std::size_t memory_bytes() const;

  // --- snapshot ---
  // Pieces of a form that is this machine's own (little-endian), in order; their total is a multiple of 4096.
  // Must not run beside a change. Passes on the sink's failure.
  using Sink = std::function<Result<>(std::string_view bytes)>;
  Result<> write(const Sink& sink) const;
  // What write() gave, mapped privately: lists are read where they lie in the file, changed ones become this
  // process's own by 4 kB, and the file must not change. `offset` is a multiple of 4096. Cost: a look at each
  // page's place, not at the lists, so a damaged file is found only by verify() or a checksum of the caller.
  // Errc::corrupt when the header does not fit the size.
  static Result<Adjacency> map(const File& file, std::uint64_t offset, std::uint64_t size);
  // The same from memory, copied and verified.
  static Result<Adjacency> from_bytes(std::string_view bytes);
  // Errc::corrupt when a row's list does not lie where it should. Cost: every list's head.
  Result<> verify() const;

 private:
  // Of one row. size 0: none; 1: `place` is the word itself; to paged_max: the slot among those of its
  // capacity; beyond: the index in large_.
  struct Entry {
    std::uint32_t place;
    std::uint32_t size;
  };
  static constexpr std::uint32_t chunk_rows = 1 << 16;
  static constexpr std::uint32_t paged_max = 512;
  // 32 kB: what does not divide is below 6 % (15 lists of the longest kind), and a page begun for each
  // capacity below 2 MB.
  static constexpr std::uint32_t page_words = 1 << 13;
  static constexpr std::size_t class_count = 57;

  // Eight capacities for each doubling: on average 6 % of a list is room to grow, at most 12.5 %.
  struct Shape {
    std::uint32_t index;
    std::uint32_t capacity;
  };
  static constexpr Shape shape_of(std::uint32_t size) {
    const std::uint32_t width = static_cast<std::uint32_t>(std::bit_width(size - 1));
    const std::uint32_t shift = width > 4 ? width - 4 : 0;
    const std::uint32_t steps = ((size - 1) >> shift) + 1;
    return {shift * 8 + steps, steps << shift};
  }
  // All lists of one capacity. A slot is the row it belongs to, then the words.
  struct Class {
    std::uint32_t slots = 0;
    std::vector<Word*> pages;
  };
  struct Unmap {
    std::size_t bytes;
    void operator()(void* data) const;
  };
  using Region = std::unique_ptr<void, Unmap>;
  struct Free {
    void operator()(void* data) const;
  };
  struct Large {
    std::unique_ptr<Word, Free> words;
    std::uint32_t capacity = 0;
    Row owner = 0;
  };
  struct Header;

  const Entry* find(Row row) const {
    const std::size_t chunk = row / chunk_rows;
    return chunk < chunks_.size() && chunks_[chunk] != nullptr ? chunks_[chunk] + row % chunk_rows : nullptr;
  }
  Entry* find(Row row) { return const_cast<Entry*>(std::as_const(*this).find(row)); }
  Word* slot(std::uint32_t index, std::uint32_t capacity, std::uint32_t place) const {
    const std::uint32_t a_page = page_words / (capacity + 1);
    return classes_[index].pages[place / a_page] + place % a_page * std::size_t{capacity + 1};
  }
  std::span<const Word> words_of(const Entry& entry) const;
  std::span<Word> words_of(Entry& entry);
  Entry& entry_for_change(Row row);
  // Gives the row's list a place for `size` words and moves what it keeps of the old ones; the rest is zero.
  void resize(Row row, Entry& entry, std::uint32_t size);
  std::uint32_t take_place(Row row, std::uint32_t size);
  void release_place(const Entry& old);
  void grow_large(Large& large, std::uint32_t size);
  Word* take_page();
  static Region map_memory(std::size_t bytes);
  static Result<Adjacency> adopt(Region region, std::uint64_t size);
  Result<> adopt_large(const Header& header, std::string_view bytes);

  std::vector<Entry*> chunks_;
  std::array<Class, class_count> classes_;
  std::vector<Large> large_;
  std::vector<Word*> free_pages_;
  std::span<Word> new_pages_;    // of the newest region, never used
  std::vector<Region> regions_;  // what chunks and pages lie in
  std::size_t page_count_ = 0, chunk_count_ = 0;
  std::uint64_t edges_ = 0;
};

}  // namespace tocsin
