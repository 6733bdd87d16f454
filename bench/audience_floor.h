// The floors of section A: the leanest programs that say which of N people who never move are in an area.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::bench {

struct StaticEdge {
  double low_lat, low_lon, high_lat, high_lon;
};

// People sorted by cells of a grid once and for all. Asked about rings alone or one circle, even-odd: no
// exclusions, no antimeridian, no poles, and no two ways to be on an edge.
class StaticGrid {
 public:
  explicit StaticGrid(const std::vector<geo::Point>& people);

  void collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const;

 private:
  void collect_rings(const geo::Area& area, std::vector<std::uint32_t>& keys) const;
  void collect_circle(const geo::Circle& circle, std::vector<std::uint32_t>& keys) const;
  void take(int row, int first, int last, std::vector<std::uint32_t>& keys) const;

  std::vector<std::uint32_t> begins_;  // by cell, row by row
  std::vector<std::uint32_t> keys_;
  std::vector<geo::Point> points_;
};

// Eight bytes a person, two floats, all read: the bound by memory. It may be wrong about who stands within a
// metre of an edge.
class BruteScan {
 public:
  explicit BruteScan(const std::vector<geo::Point>& people);

  void collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const;

 private:
  struct Small {
    float lat, lon;
  };
  std::vector<Small> points_;
};

}  // namespace tocsin::bench
