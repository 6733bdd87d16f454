// The gazetteer's table, read in place: no parsing, no memory of its own, any thread.
#pragma once

#include <cstring>
#include <optional>
#include <string_view>

#include "reading/gazetteer_layout.h"
#include "reading/places.h"

namespace tocsin::reading {

// What one name can mean: postings [first, first + count), the greatest place first.
struct NameEntry {
  std::uint32_t first = 0;
  std::uint16_t count = 0;
  std::uint8_t lengths = 0;  // bit n - 1: a name of n tokens begins with this word
  std::uint8_t flags = 0;    // layout::WordFlag
};

class GazetteerTable {
 public:
  static const GazetteerTable& built_in();
  // `bytes` must outlive the table. A table that is not one is our own mistake and ends the process.
  explicit GazetteerTable(std::string_view bytes);

  // Nothing: no name and no word. Cost: one probe, mostly.
  NameEntry find(std::uint64_t key) const;
  std::uint32_t posting(std::uint32_t at) const {
    return load<std::uint32_t>(postings_ + at * sizeof(std::uint32_t));
  }
  layout::PlaceRow row(std::uint32_t place) const {
    return load<layout::PlaceRow>(places_ + place * sizeof(layout::PlaceRow));
  }
  std::uint32_t country_row(std::string_view iso) const;  // 0: none
  Place place(std::uint32_t row) const;
  std::string_view text(std::uint32_t offset) const { return std::string_view(text_ + offset); }
  std::uint32_t divisions() const { return header_.divisions; }
  std::uint32_t places() const { return header_.places; }

 private:
  template <typename T>
  static T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
  }

  layout::Header header_;
  const char* places_ = nullptr;
  const char* slots_ = nullptr;
  const char* postings_ = nullptr;
  const char* text_ = nullptr;
};

}  // namespace tocsin::reading
