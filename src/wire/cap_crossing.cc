// Self-intersection by a uniform grid: edges that share a cell are tried against each other.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "wire/cap_ring.h"

namespace tocsin::wire::cap {
namespace {

struct Edge {
  double x1, y1, x2, y2;
};

// Sign of the turn a-b-c. Long double holds the products of two coordinates of up to 9 decimals without
// rounding.
int turn(double ax, double ay, double bx, double by, double cx, double cy) {
  const long double area = (static_cast<long double>(bx) - ax) * (static_cast<long double>(cy) - ay) -
                           (static_cast<long double>(by) - ay) * (static_cast<long double>(cx) - ax);
  return area > 0 ? 1 : area < 0 ? -1 : 0;
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
  return turn(a.x1, a.y1, a.x2, a.y2, b.x2, b.y2) == 0 &&
         (a.x2 - a.x1) * (b.x2 - b.x1) + (a.y2 - a.y1) * (b.y2 - b.y1) < 0;
}

// The ring's edges in longitudes that do not jump.
std::vector<Edge> unroll(std::span<const geo::Point> ring) {
  std::vector<Edge> edges;
  edges.reserve(ring.size());
  double shift = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const geo::Point& from = ring[i];
    const geo::Point& to = ring[(i + 1) % ring.size()];
    const double begin = from.lon + shift;
    if (to.lon - from.lon > 180) shift -= 360;
    if (to.lon - from.lon < -180) shift += 360;
    edges.push_back({begin, from.lat, to.lon + shift, to.lat});
  }
  return edges;
}

// Cells of about one edge each; an edge is listed in every cell that its box meets.
class Grid {
 public:
  explicit Grid(const std::vector<Edge>& edges) : edges_(edges) {
    for (const Edge& e : edges) {
      west_ = std::min({west_, e.x1, e.x2}), east_ = std::max({east_, e.x1, e.x2});
      south_ = std::min({south_, e.y1, e.y2}), north_ = std::max({north_, e.y1, e.y2});
    }
    side_ = std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(static_cast<double>(edges.size()))), 1,
                                    512);
  }

  // False when the lists would be longer than `entries_max`.
  bool fill(std::size_t entries_max) {
    begins_.assign(side_ * side_ + 1, 0);
    std::size_t total = 0;
    for (const Edge& e : edges_) {
      const Range r = range(e);
      total += (r.x2 - r.x1 + 1) * (r.y2 - r.y1 + 1);
      if (total > entries_max) return false;
      visit(r, [&](std::size_t cell) { ++begins_[cell + 1]; });
    }
    for (std::size_t cell = 0; cell < side_ * side_; ++cell) begins_[cell + 1] += begins_[cell];
    entries_.resize(total);
    std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
    for (std::size_t i = 0; i < edges_.size(); ++i)
      visit(range(edges_[i]),
            [&](std::size_t cell) { entries_[next[cell]++] = static_cast<std::uint32_t>(i); });
    return true;
  }

  std::size_t entries() const { return entries_.size(); }
  std::size_t cells() const { return side_ * side_; }
  std::span<const std::uint32_t> cell(std::size_t i) const {
    return std::span(entries_).subspan(begins_[i], begins_[i + 1] - begins_[i]);
  }

 private:
  struct Range {
    std::size_t x1, x2, y1, y2;
  };

  std::size_t index(double value, double low, double high) const {
    if (high <= low) return 0;
    const double at = (value - low) / (high - low) * static_cast<double>(side_);
    return std::min(static_cast<std::size_t>(std::max(at, 0.0)), side_ - 1);
  }
  Range range(const Edge& e) const {
    return {index(std::min(e.x1, e.x2), west_, east_), index(std::max(e.x1, e.x2), west_, east_),
            index(std::min(e.y1, e.y2), south_, north_), index(std::max(e.y1, e.y2), south_, north_)};
  }
  template <class F>
  void visit(const Range& r, F&& f) const {
    for (std::size_t y = r.y1; y <= r.y2; ++y) {
      for (std::size_t x = r.x1; x <= r.x2; ++x) f(y * side_ + x);
    }
  }

  const std::vector<Edge>& edges_;
  double west_ = 1e9, east_ = -1e9, south_ = 1e9, north_ = -1e9;
  std::size_t side_ = 1;
  std::vector<std::uint32_t> begins_, entries_;
};

}  // namespace

Crossing find_crossing(std::span<const geo::Point> ring, std::size_t& work_left) {
  const std::size_t count = ring.size();
  if (count < 3) return Crossing::none;
  const std::vector<Edge> edges = unroll(ring);
  Grid grid(edges);
  if (!grid.fill(work_left)) return Crossing::not_checked;
  work_left -= grid.entries();
  Crossing worst = Crossing::none;
  for (std::size_t i = 0; i < count; ++i) {
    if (goes_back(edges[i], edges[(i + 1) % count])) worst = Crossing::touches;
  }
  for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
    const auto list = grid.cell(cell);
    for (std::size_t a = 0; a < list.size(); ++a) {
      const std::size_t work = list.size() - a - 1;
      if (work > work_left) return Crossing::not_checked;
      work_left -= work;
      for (std::size_t b = a + 1; b < list.size(); ++b) {
        const std::size_t gap = list[b] - list[a];
        if (gap == 1 || gap == count - 1) continue;
        const Crossing found = compare(edges[list[a]], edges[list[b]]);
        if (found == Crossing::crosses) return found;
        if (found == Crossing::touches) worst = found;
      }
    }
  }
  return worst;
}

}  // namespace tocsin::wire::cap
