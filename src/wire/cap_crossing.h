// Whether a ring crosses itself. For the inside of this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/point.h"
#include "wire/cap.h"

namespace tocsin::wire::cap {

enum class Crossing { none, touches, crosses, not_checked };

// An edge in longitudes that do not jump.
struct Edge {
  double x1, y1, x2, y2;
};

// Looks for edges of a closed ring that share more than the vertices of neighbours. Edges over more than 180
// degrees of longitude go the short way. Keeps its working memory from ring to ring.
class CrossingFinder {
 public:
  explicit CrossingFinder(std::size_t work_left = crossing_work_max) : work_left_(work_left) {}

  // Few edges are all tried against each other; more are listed and tried over a grid, at most `work_left`
  // times over all rings; `not_checked` when that runs out.
  Crossing find(std::span<const geo::Point> ring);

 private:
  void unroll(std::span<const geo::Point> ring);
  Crossing find_among_all() const;
  Crossing find_over_grid();

  std::size_t work_left_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> begins_, entries_, next_;  // of the grid's cells
};

}  // namespace tocsin::wire::cap
