#include "wire/cap_crossing.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tocsin::wire::cap {
namespace {

using Edge = CrossingFinder::Edge;

// Edges in the smallest box.
constexpr std::size_t leaf_edges = 8;
// Up to so many edges, trying every pair costs less than boxes do.
constexpr std::size_t edges_without_boxes_max = 24;

// Sign of the turn a-b-c. Long double holds the products of two coordinates of up to 9 decimals without
// rounding; where double is far enough from 0 it has the same sign (the bound is twice that of J. Shewchuk,
// "Adaptive Precision Floating-Point Arithmetic", 1997, section 4.3).
int turn(double ax, double ay, double bx, double by, double cx, double cy) {
  const double left = (bx - ax) * (cy - ay), right = (by - ay) * (cx - ax), area = left - right;
  if (std::abs(area) > 7e-16 * (std::abs(left) + std::abs(right))) return area > 0 ? 1 : -1;
  const long double exact = (static_cast<long double>(bx) - ax) * (static_cast<long double>(cy) - ay) -
                            (static_cast<long double>(by) - ay) * (static_cast<long double>(cx) - ax);
  return exact > 0 ? 1 : exact < 0 ? -1 : 0;
}

bool in_box(const Edge& e, double x, double y) {
  return x >= std::min(e.x1, e.x2) && x <= std::max(e.x1, e.x2) && y >= std::min(e.y1, e.y2) &&
         y <= std::max(e.y1, e.y2);
}

Crossing compare(const Edge& a, const Edge& b) {
  if (std::max(a.x1, a.x2) < std::min(b.x1, b.x2) || std::max(b.x1, b.x2) < std::min(a.x1, a.x2) ||
      std::max(a.y1, a.y2) < std::min(b.y1, b.y2) || std::max(b.y1, b.y2) < std::min(a.y1, a.y2)) {
    return Crossing::none;
  }
  const int a1 = turn(b.x1, b.y1, b.x2, b.y2, a.x1, a.y1), a2 = turn(b.x1, b.y1, b.x2, b.y2, a.x2, a.y2);
  const int b1 = turn(a.x1, a.y1, a.x2, a.y2, b.x1, b.y1), b2 = turn(a.x1, a.y1, a.x2, a.y2, b.x2, b.y2);
  if (a1 * a2 < 0 && b1 * b2 < 0) return Crossing::crosses;
  const bool touches = (a1 == 0 && in_box(b, a.x1, a.y1)) || (a2 == 0 && in_box(b, a.x2, a.y2)) ||
                       (b1 == 0 && in_box(a, b.x1, b.y1)) || (b2 == 0 && in_box(a, b.x2, b.y2));
  return touches ? Crossing::touches : Crossing::none;
}

// Neighbours share a point; they touch beyond it only when the second goes back over the first.
bool goes_back(const Edge& a, const Edge& b) {
  return (a.x2 - a.x1) * (b.x2 - b.x1) + (a.y2 - a.y1) * (b.y2 - b.y1) < 0 &&
         turn(a.x1, a.y1, a.x2, a.y2, b.x2, b.y2) == 0;
}

bool meet(const CrossingFinder::Box& a, const CrossingFinder::Box& b) {
  // No short-circuits: which of the four fails cannot be foretold.
  return (a.west <= b.east) & (b.west <= a.east) & (a.south <= b.north) & (b.south <= a.north);
}

CrossingFinder::Box box_of(const Edge& e) {
  return {std::min(e.x1, e.x2), std::max(e.x1, e.x2), std::min(e.y1, e.y2), std::max(e.y1, e.y2)};
}

CrossingFinder::Box join(const CrossingFinder::Box& a, const CrossingFinder::Box& b) {
  return {std::min(a.west, b.west), std::max(a.east, b.east), std::min(a.south, b.south),
          std::max(a.north, b.north)};
}

}  // namespace

void CrossingFinder::unroll(std::span<const geo::Point> closed) {
  unrolled_.assign(closed.begin(), closed.end());
  double shift = 0;
  for (std::size_t i = 1; i < closed.size(); ++i) {
    if (closed[i].lon - closed[i - 1].lon > 180) shift -= 360;
    if (closed[i].lon - closed[i - 1].lon < -180) shift += 360;
    unrolled_[i].lon = closed[i].lon + shift;
  }
  points_ = unrolled_;
}

bool CrossingFinder::any_goes_back() const {
  if (goes_back(edge(edges_ - 1), edge(0))) return true;
  for (std::size_t i = 0; i + 1 < edges_; ++i) {
    if (goes_back(edge(i), edge(i + 1))) return true;
  }
  return false;
}

Crossing CrossingFinder::find_among_all() const {
  Crossing worst = Crossing::none;
  for (std::size_t a = 0; a < edges_; ++a) {
    const std::size_t end = a == 0 ? edges_ - 1 : edges_;  // the last is the first's neighbour
    for (std::size_t b = a + 2; b < end; ++b) {
      const Crossing found = compare(edge(a), edge(b));
      if (found == Crossing::crosses) return found;
      if (found == Crossing::touches) worst = found;
    }
  }
  return worst;
}

// What lies around the edges from `begin` to `end`, and the ways that they all go.
void CrossingFinder::build_leaf(std::size_t leaf, std::size_t begin, std::size_t end) {
  geo::Point from = points_[begin];
  Box box{from.lon, from.lon, from.lat, from.lat}, steps{1e9, -1e9, 1e9, -1e9};
  for (std::size_t i = begin; i < end; ++i) {
    const geo::Point to = points_[i + 1];
    const double x = to.lon - from.lon, y = to.lat - from.lat;
    box = join(box, {to.lon, to.lon, to.lat, to.lat});
    steps = join(steps, {x, x, y, y});
    from = to;
  }
  boxes_[leaf] = box;
  ways_[leaf] = static_cast<std::uint8_t>((steps.west > 0 ? 1 : 0) | (steps.east < 0 ? 2 : 0) |
                                          (steps.south > 0 ? 4 : 0) | (steps.north < 0 ? 8 : 0));
}

void CrossingFinder::build_boxes() {
  leaves_ = std::bit_ceil((edges_ + leaf_edges - 1) / leaf_edges);
  boxes_.assign(2 * leaves_, {1e9, -1e9, 1e9, -1e9});
  ways_.assign(2 * leaves_, 15);
  for (std::size_t begin = 0; begin < edges_; begin += leaf_edges)
    build_leaf(leaves_ + begin / leaf_edges, begin, std::min(begin + leaf_edges, edges_));
  for (std::size_t node = leaves_ - 1; node > 0; --node) {
    boxes_[node] = join(boxes_[2 * node], boxes_[2 * node + 1]);
    ways_[node] = ways_[2 * node] & ways_[2 * node + 1];
  }
}

// Every edge of leaf `a` against every later one of leaf `b`. False when the search is over.
bool CrossingFinder::try_leaves(std::size_t a, std::size_t b) {
  const std::size_t a_begin = (a - leaves_) * leaf_edges, a_end = std::min(a_begin + leaf_edges, edges_);
  const std::size_t b_begin = (b - leaves_) * leaf_edges, b_end = std::min(b_begin + leaf_edges, edges_);
  Box boxes[leaf_edges];
  for (std::size_t j = b_begin; j < b_end; ++j) boxes[j - b_begin] = box_of(edge(j));
  for (std::size_t i = a_begin; i < a_end; ++i) {
    const Box box = box_of(edge(i));
    if (a != b && !meet(box, boxes_[b])) continue;
    for (std::size_t j = std::max(b_begin, i + 2); j < b_end; ++j) {
      if (!meet(box, boxes[j - b_begin]) || j - i == edges_ - 1) continue;
      const Crossing found = compare(edge(i), edge(j));
      if (found == Crossing::none) continue;
      worst_ = found;
      if (found == Crossing::crosses) return false;
    }
  }
  return true;
}

// The edges below `a` against those below `b`, nodes of one level; those below `a` among each other when they
// are the same. False when the search is over.
bool CrossingFinder::try_nodes(std::size_t a, std::size_t b) {
  if (b - a < 2 && (ways_[a] & ways_[b]) != 0) return true;
  if (!meet(boxes_[a], boxes_[b])) return true;
  const std::size_t work = a < leaves_ ? 4 : leaf_edges * leaf_edges;
  if (work > work_left_) {
    worst_ = Crossing::not_checked;
    return false;
  }
  work_left_ -= work;
  if (a >= leaves_) return try_leaves(a, b);
  const std::size_t left = 2 * a, right = left + 1, other_left = 2 * b, other_right = other_left + 1;
  if (!try_nodes(left, other_left) || !try_nodes(left, other_right)) return false;
  return (a == b || try_nodes(right, other_left)) && try_nodes(right, other_right);
}

Crossing CrossingFinder::find(std::span<const geo::Point> closed, bool jumps) {
  if (closed.size() < 4) return Crossing::none;
  points_ = closed;
  if (jumps) unroll(closed);
  edges_ = closed.size() - 1;
  worst_ = Crossing::none;
  if (edges_ <= edges_without_boxes_max) {
    worst_ = find_among_all();
  } else {
    build_boxes();
    try_nodes(1, 1);
  }
  if (worst_ != Crossing::none) return worst_;
  return any_goes_back() ? Crossing::touches : Crossing::none;
}

}  // namespace tocsin::wire::cap
