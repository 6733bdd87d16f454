#include "wire/cap_crossing.h"

#include <algorithm>
#include <cmath>

namespace tocsin::wire::cap {
namespace {

// Up to so many edges, trying every pair costs less than laying a grid.
constexpr std::size_t edges_without_grid_max = 40;
// Cells on one side of the grid for so many edges: a ring is a line, so most cells are empty, and the finer
// they are the fewer edges share one.
constexpr std::size_t side_max = 512;
constexpr double cells_per_root = 2.5;

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

bool any_goes_back(std::span<const Edge> edges) {
  if (goes_back(edges.back(), edges.front())) return true;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    if (goes_back(edges[i], edges[i + 1])) return true;
  }
  return false;
}

// Square cells over the box of all edges; an edge is listed in every cell that its own box meets.
class Cells {
 public:
  struct Range {
    std::uint32_t x1, x2, y1, y2;
    std::size_t count() const { return std::size_t{x2 - x1 + 1} * (y2 - y1 + 1); }
  };

  explicit Cells(std::span<const Edge> edges) {
    double east = -1e9, north = -1e9;
    for (const Edge& e : edges) {
      west_ = std::min({west_, e.x1, e.x2}), east = std::max({east, e.x1, e.x2});
      south_ = std::min({south_, e.y1, e.y2}), north = std::max({north, e.y1, e.y2});
    }
    const double root = std::sqrt(static_cast<double>(edges.size()));
    side_ = std::min(static_cast<std::uint32_t>(root * cells_per_root), static_cast<std::uint32_t>(side_max));
    if (east > west_) x_scale_ = side_ / (east - west_);
    if (north > south_) y_scale_ = side_ / (north - south_);
  }

  std::size_t count() const { return std::size_t{side_} * side_; }
  Range range(const Edge& e) const {
    return {
        index((std::min(e.x1, e.x2) - west_) * x_scale_), index((std::max(e.x1, e.x2) - west_) * x_scale_),
        index((std::min(e.y1, e.y2) - south_) * y_scale_), index((std::max(e.y1, e.y2) - south_) * y_scale_)};
  }
  template <class F>
  void visit(const Range& r, F&& f) const {
    for (std::uint32_t y = r.y1; y <= r.y2; ++y) {
      for (std::uint32_t x = r.x1; x <= r.x2; ++x) f(std::size_t{y} * side_ + x);
    }
  }

 private:
  std::uint32_t index(double at) const { return std::min(static_cast<std::uint32_t>(at), side_ - 1); }

  double west_ = 1e9, south_ = 1e9, x_scale_ = 0, y_scale_ = 0;
  std::uint32_t side_ = 1;
};

}  // namespace

void CrossingFinder::unroll(std::span<const geo::Point> ring) {
  edges_.clear();
  edges_.reserve(ring.size());
  double shift = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const geo::Point& from = ring[i];
    const geo::Point& to = ring[i + 1 < ring.size() ? i + 1 : 0];
    const double begin = from.lon + shift;
    if (to.lon - from.lon > 180) shift -= 360;
    if (to.lon - from.lon < -180) shift += 360;
    edges_.push_back({begin, from.lat, to.lon + shift, to.lat});
  }
}

Crossing CrossingFinder::find_among_all() const {
  Crossing worst = Crossing::none;
  for (std::size_t a = 0; a < edges_.size(); ++a) {
    const std::size_t end = a == 0 ? edges_.size() - 1 : edges_.size();  // the last is the first's neighbour
    for (std::size_t b = a + 2; b < end; ++b) {
      const Crossing found = compare(edges_[a], edges_[b]);
      if (found == Crossing::crosses) return found;
      if (found == Crossing::touches) worst = found;
    }
  }
  return worst;
}

Crossing CrossingFinder::find_over_grid() {
  const Cells cells(edges_);
  begins_.assign(cells.count() + 1, 0);
  std::size_t total = 0;
  for (const Edge& e : edges_) {
    const Cells::Range range = cells.range(e);
    total += range.count();
    if (total > work_left_) return Crossing::not_checked;
    cells.visit(range, [&](std::size_t cell) { ++begins_[cell + 1]; });
  }
  work_left_ -= total;
  for (std::size_t cell = 0; cell < cells.count(); ++cell) begins_[cell + 1] += begins_[cell];
  entries_.resize(total);
  next_.assign(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    cells.visit(cells.range(edges_[i]),
                [&](std::size_t cell) { entries_[next_[cell]++] = static_cast<std::uint32_t>(i); });
  }
  Crossing worst = Crossing::none;
  for (std::size_t cell = 0; cell < cells.count(); ++cell) {
    const auto list = std::span(entries_).subspan(begins_[cell], begins_[cell + 1] - begins_[cell]);
    for (std::size_t a = 0; a < list.size(); ++a) {
      const std::size_t work = list.size() - a - 1;
      if (work > work_left_) return Crossing::not_checked;
      work_left_ -= work;
      for (std::size_t b = a + 1; b < list.size(); ++b) {
        const std::size_t gap = list[b] - list[a];
        if (gap == 1 || gap == edges_.size() - 1) continue;
        const Crossing found = compare(edges_[list[a]], edges_[list[b]]);
        if (found == Crossing::crosses) return found;
        if (found == Crossing::touches) worst = found;
      }
    }
  }
  return worst;
}

Crossing CrossingFinder::find(std::span<const geo::Point> ring) {
  if (ring.size() < 3) return Crossing::none;
  unroll(ring);
  const Crossing found = edges_.size() <= edges_without_grid_max ? find_among_all() : find_over_grid();
  if (found != Crossing::none) return found;
  return any_goes_back(edges_) ? Crossing::touches : Crossing::none;
}

}  // namespace tocsin::wire::cap
