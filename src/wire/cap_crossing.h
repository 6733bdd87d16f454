// Whether a ring crosses itself. For the inside of this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/point.h"
#include "wire/cap.h"

namespace tocsin::wire::cap {

enum class Crossing { none, touches, crosses, not_checked };

// Looks for edges of a ring that share more than the vertices of neighbours. Edges over more than 180 degrees
// of longitude go the short way. Keeps its working memory from ring to ring.
class CrossingFinder {
 public:
  struct Edge {
    double x1, y1, x2, y2;
  };
  struct Box {
    double west, east, south, north;
  };

  explicit CrossingFinder(std::size_t work_left = crossing_work_max) : work_left_(work_left) {}

  // `closed` ends with its first point. Few edges are all tried against each other; more by boxes around ever
  // shorter stretches of the ring, of which only those that meet are opened. Pairs of boxes and of edges in
  // them count against `work_left`, over all rings; `not_checked` when that runs out.
  // `jumps`: whether an edge goes over more than 180 degrees of longitude.
  Crossing find(std::span<const geo::Point> closed, bool jumps);

 private:
  void unroll(std::span<const geo::Point> closed);
  Edge edge(std::size_t i) const {
    return {points_[i].lon, points_[i].lat, points_[i + 1].lon, points_[i + 1].lat};
  }
  bool any_goes_back() const;
  Crossing find_among_all() const;
  void build_leaf(std::size_t leaf, std::size_t begin, std::size_t end);
  void build_boxes();
  bool try_nodes(std::size_t a, std::size_t b);
  bool try_leaves(std::size_t a, std::size_t b);

  std::size_t work_left_;
  Crossing worst_ = Crossing::none;
  std::span<const geo::Point> points_;  // in longitudes that do not jump
  std::vector<geo::Point> unrolled_;    // where the ring's own do
  std::size_t edges_ = 0;
  std::vector<Box> boxes_;  // a heap: those around boxes i * 2 and i * 2 + 1 is i; the leaves are last
  std::vector<std::uint8_t> ways_;  // of the same nodes: the ways that all their edges go
  std::size_t leaves_ = 0;
};

}  // namespace tocsin::wire::cap
