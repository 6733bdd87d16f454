// FenceLists: the lists of the fence and the tests of its cells, each kind in one piece of memory. For the
// inside of this room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/point.h"
#include "geo/raster.h"

namespace tocsin::geo {

class FenceLists {
 public:
  struct Entry {
    std::uint32_t slot;  // of an area
    std::uint32_t test;  // its number, or one of the two below
  };
  static constexpr std::uint32_t surely = 0xFFFFFFFF;    // all of the cell is inside
  static constexpr std::uint32_t ask_area = 0xFFFFFFFE;  // only the area can tell
  static constexpr std::size_t test_edges_max = 16;

  // Room is 2^`room` entries when there are any.
  struct List {
    std::uint32_t begin = 0;
    std::uint32_t count : 27 = 0;
    std::uint32_t room : 5 = 0;
  };

  std::span<const Entry> entries(const List& list) const {
    return {entries_.data() + list.begin, list.count};
  }
  void add(List& list, const Entry& entry);
  // Takes the entry of that area out, and its test. Costs the list's length.
  void remove(List& list, std::uint32_t slot);

  // At most test_edges_max edges.
  std::uint32_t add_test(const CellTest& test);

  // As CellTest::judge().
  CellTest::Verdict judge(std::uint32_t number, const Point& point) const {
    const double* const words = tests_.data() + number;
    const TestHeader& header = *reinterpret_cast<const TestHeader*>(words);
    bool odd = header.is_odd;
    const auto* edge = reinterpret_cast<const PreparedArea::Edge*>(words + 1);
    std::uint32_t turns = header.turns;
    for (const auto* const end = edge + header.edges; edge != end; ++edge, turns >>= 2) {
      const double rise = edge->high.lat - edge->low.lat;
      const double side =
          (edge->high.lon - edge->low.lon) * (point.lat - edge->low.lat) - rise * (point.lon - edge->low.lon);
      const bool above_low = edge->low.lat <= point.lat;
      const bool above_high = edge->high.lat <= point.lat;
      if (side == 0 && above_low && point.lat <= edge->high.lat &&
          (rise != 0 || (edge->low.lon <= point.lon && point.lon <= edge->high.lon)))
        return header.verdicts[1];
      odd ^= (above_low & !above_high & (side > 0)) ^ (above_low & ((turns & 1) != 0)) ^
             (above_high & ((turns & 2) != 0));
    }
    return header.verdicts[odd ? 2 : 0];
  }

  void prefetch(const List& list) const {
    if (list.count != 0) __builtin_prefetch(entries_.data() + list.begin);
  }
  // Those of the first entries.
  void prefetch_tests(const List& list) const {
    constexpr std::size_t some = 4;
    for (std::size_t i = 0; i < list.count && i < some; ++i) {
      const std::uint32_t test = entries_[list.begin + i].test;
      if (test < ask_area) __builtin_prefetch(tests_.data() + test);
    }
  }
  std::size_t memory_bytes() const {
    return entries_.capacity() * sizeof(Entry) + tests_.capacity() * sizeof(double);
  }

 private:
  // One word, followed by four a edge.
  struct TestHeader {
    std::uint32_t turns;  // two bits an edge: at its low end, at its high end
    std::uint8_t edges : 7;
    std::uint8_t is_odd : 1;
    std::array<CellTest::Verdict, 3> verdicts;
  };
  static_assert(sizeof(TestHeader) == sizeof(double) && test_edges_max <= 16);

  void remove_test(std::uint32_t number);

  std::vector<Entry> entries_;
  std::array<std::vector<std::uint32_t>, 28> free_lists_;  // by room
  std::vector<double> tests_;
  std::array<std::vector<std::uint32_t>, test_edges_max + 1> free_tests_;  // by edges
};

}  // namespace tocsin::geo
