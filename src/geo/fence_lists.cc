#include "geo/fence_lists.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace tocsin::geo {

void FenceLists::add(List& list, const Entry& entry) {
  const bool is_new = list.count == 0;
  if (is_new || list.count == std::uint32_t{1} << list.room) {
    const std::uint32_t room = is_new ? 0 : list.room + 1u;
    TOCSIN_CHECK(room < free_lists_.size());
    std::uint32_t begin = 0;
    if (free_lists_[room].empty()) {
      TOCSIN_CHECK(entries_.size() + (std::size_t{1} << room) < surely);
      begin = static_cast<std::uint32_t>(entries_.size());
      entries_.resize(entries_.size() + (std::size_t{1} << room));
    } else {
      begin = free_lists_[room].back();
      free_lists_[room].pop_back();
    }
    std::copy_n(entries_.begin() + list.begin, list.count, entries_.begin() + begin);
    if (!is_new) free_lists_[list.room].push_back(list.begin);
    list.begin = begin;
    list.room = room & 31;
  }
  entries_[list.begin + list.count] = entry;
  list.count = (list.count + 1) & ((1u << 27) - 1);
}

void FenceLists::remove(List& list, std::uint32_t slot) {
  Entry* const begin = entries_.data() + list.begin;
  Entry* const end = begin + list.count;
  Entry* const found = std::find_if(begin, end, [slot](const Entry& entry) { return entry.slot == slot; });
  TOCSIN_CHECK(found != end);
  if (found->test < ask_area) remove_test(found->test);
  *found = end[-1];
  list.count = (list.count - 1) & ((1u << 27) - 1);
  if (list.count == 0) {
    free_lists_[list.room].push_back(list.begin);
    list = {};
  }
}

std::uint32_t FenceLists::add_test(const CellTest& test) {
  const std::size_t edges = test.edges.size();
  TOCSIN_CHECK(edges <= test_edges_max);
  std::uint32_t number = 0;
  if (free_tests_[edges].empty()) {
    TOCSIN_CHECK(tests_.size() + 1 + 4 * edges < ask_area);
    number = static_cast<std::uint32_t>(tests_.size());
    tests_.resize(tests_.size() + 1 + 4 * edges);
  } else {
    number = free_tests_[edges].back();
    free_tests_[edges].pop_back();
  }
  TestHeader header{.turns = 0,
                    .edges = static_cast<std::uint8_t>(edges & 0x7F),
                    .is_odd = test.is_odd,
                    .verdicts = test.verdicts};
  double* words = tests_.data() + number + 1;
  for (std::size_t i = 0; i < edges; ++i) {
    const CellTest::Edge& edge = test.edges[i];
    if (edge.turns_at_low) header.turns |= 1u << (2 * i);
    if (edge.turns_at_high) header.turns |= 2u << (2 * i);
    for (const double value : {edge.low.lat, edge.low.lon, edge.high_lat, edge.high_lon}) *words++ = value;
  }
  std::memcpy(tests_.data() + number, &header, sizeof header);
  return number;
}

void FenceLists::remove_test(std::uint32_t number) {
  TestHeader header;
  std::memcpy(&header, tests_.data() + number, sizeof header);
  free_tests_[header.edges].push_back(number);
}

}  // namespace tocsin::geo
