// Libraries that could say which of many areas hold a point: the peers of section B inside one process, and
// the floor.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::bench {

// One S2 shape index over all polygons, asked by S2ContainsPointQuery with closed edges. `edges_per_cell` is
// the index's own option; S2's default is 10.
class S2Fence {
 public:
  S2Fence(const std::vector<geo::Area>& areas, int edges_per_cell);
  ~S2Fence();
  std::size_t count(const std::vector<geo::Point>& points) const;
  std::size_t polygons() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// GEOS's STR tree of envelopes, prepared geometry behind it.
class GeosFence {
 public:
  explicit GeosFence(const std::vector<geo::Area>& areas);
  ~GeosFence();
  std::size_t count(const std::vector<geo::Point>& points) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tocsin::bench
