// Libraries that could say who of N people is in an area: the peers of section A inside one process.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::bench {

// Google's S2: leaf cells of all people, sorted; the area as a polygon or cap is covered by cells, those
// wholly inside are taken, points of the others are tested exactly.
class S2Peer {
 public:
  explicit S2Peer(const std::vector<geo::Point>& people);
  ~S2Peer();
  // False where S2 calls the area invalid. `cells_max`: of the covering; the best differs by area.
  bool collect(const geo::Area& area, int cells_max, std::vector<std::uint32_t>& keys) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Boost's R-tree, packed, with GEOS's prepared geometry for what the tree's box search finds; circles by the
// haversine.
class RtreePeer {
 public:
  explicit RtreePeer(const std::vector<geo::Point>& people);
  ~RtreePeer();
  void collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tocsin::bench
