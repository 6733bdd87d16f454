#include "geo/simplify.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

#include "geo/ring.h"

namespace tocsin::geo {
namespace {

struct Vertex {
  UnwrappedPoint point;
  std::uint32_t ring;
  std::uint32_t before;
  std::uint32_t after;
  std::uint32_t version = 0;
  bool kept = true;
};

struct Ring {
  std::uint32_t first;
  std::uint32_t count;
  std::uint32_t outer;  // itself, or the ring whose hole it is
  bool is_excluded;
};

struct Candidate {
  double triangle;
  std::uint32_t vertex;
  std::uint32_t version;

  // The vertex decides between equal triangles, so that the same area always gives the same picture.
  bool operator>(const Candidate& other) const {
    return triangle != other.triangle ? triangle > other.triangle : vertex > other.vertex;
  }
};

class Simplifier {
 public:
  explicit Simplifier(const Area& area) {
    for (const Polygon& polygon : area.polygons) add(polygon, false);
    for (const Polygon& polygon : area.excluded) add(polygon, true);
    for (std::uint32_t vertex = 0; vertex < vertices_.size(); ++vertex) offer(vertex);
  }

  void reduce_to(std::size_t points_max) {
    while (kept_ > points_max && !queue_.empty()) {
      const Candidate candidate = queue_.top();
      queue_.pop();
      const Vertex& vertex = vertices_[candidate.vertex];
      if (!vertex.kept || vertex.version != candidate.version) continue;
      if (rings_[vertex.ring].count > 3) {
        remove_vertex(candidate.vertex);
      } else {
        remove_ring(vertex.ring);
      }
    }
  }

  void write_to(Area& area) const {
    area.polygons.clear();
    area.excluded.clear();
    for (const Ring& ring : rings_) {
      if (ring.count == 0) continue;
      std::vector<Polygon>& polygons = ring.is_excluded ? area.excluded : area.polygons;
      const bool is_outer = &ring == &rings_[ring.outer];
      if (is_outer) polygons.emplace_back();
      std::vector<Point>& points = is_outer ? polygons.back().outer : polygons.back().holes.emplace_back();
      for (std::uint32_t i = 0, vertex = ring.first; i < ring.count; ++i, vertex = vertices_[vertex].after) {
        points.push_back(vertices_[vertex].point.at);
      }
    }
  }

 private:
  void add(const Polygon& polygon, bool is_excluded) {
    const auto outer = static_cast<std::uint32_t>(rings_.size());
    outer_count_ += !is_excluded;
    add_ring(polygon.outer, outer, is_excluded);
    for (const auto& hole : polygon.holes) add_ring(hole, outer, is_excluded);
  }

  void add_ring(const std::vector<Point>& points, std::uint32_t outer, bool is_excluded) {
    const UnwrappedRing unwrapped = unwrap(points);
    const auto first = static_cast<std::uint32_t>(vertices_.size());
    const auto count = static_cast<std::uint32_t>(unwrapped.points.size());
    const auto ring = static_cast<std::uint32_t>(rings_.size());
    rings_.push_back({first, count, outer, is_excluded});
    for (std::uint32_t i = 0; i < count; ++i) {
      vertices_.push_back(
          {unwrapped.points[i], ring, first + (i + count - 1) % count, first + (i + 1) % count});
    }
    kept_ += count;
  }

  void offer(std::uint32_t index) {
    const Vertex& vertex = vertices_[index];
    const UnwrappedPoint& a = vertices_[vertex.before].point;
    const UnwrappedPoint& b = vertex.point;
    const UnwrappedPoint& c = vertices_[vertex.after].point;
    // A ring of three goes whole, so the width of its edges does not matter.
    if (rings_[vertex.ring].count > 3 && std::abs(c.lon() - a.lon()) > 180) return;
    const double twice_area =
        (b.lon() - a.lon()) * (c.at.lat - a.at.lat) - (c.lon() - a.lon()) * (b.at.lat - a.at.lat);
    queue_.push({std::abs(twice_area) * std::cos(b.at.lat * radians_per_degree), index, vertex.version});
  }

  void remove_vertex(std::uint32_t index) {
    Vertex& vertex = vertices_[index];
    Ring& ring = rings_[vertex.ring];
    vertex.kept = false;
    vertices_[vertex.before].after = vertex.after;
    vertices_[vertex.after].before = vertex.before;
    if (ring.first == index) ring.first = vertex.after;
    --ring.count;
    --kept_;
    for (const std::uint32_t neighbour : {vertex.before, vertex.after}) {
      ++vertices_[neighbour].version;
      offer(neighbour);
    }
  }

  void remove_ring(std::uint32_t index) {
    const bool is_outer = rings_[index].outer == index;
    if (is_outer && !rings_[index].is_excluded) {
      if (outer_count_ == 1) return;
      --outer_count_;
    }
    for (std::uint32_t ring = index; ring < rings_.size() && (ring == index || rings_[ring].outer == index);
         ++ring) {
      for (std::uint32_t i = 0, vertex = rings_[ring].first; i < rings_[ring].count; ++i) {
        vertices_[vertex].kept = false;
        vertex = vertices_[vertex].after;
      }
      kept_ -= rings_[ring].count;
      rings_[ring].count = 0;
    }
  }

  std::vector<Vertex> vertices_;
  std::vector<Ring> rings_;
  std::size_t kept_ = 0;
  std::size_t outer_count_ = 0;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue_;
};

}  // namespace

Area simplify_for_display(const Area& area, std::size_t points_max) {
  std::size_t count = 0;
  for (const auto* polygons : {&area.polygons, &area.excluded}) {
    for (const Polygon& polygon : *polygons) {
      count += polygon.outer.size();
      for (const auto& hole : polygon.holes) count += hole.size();
    }
  }
  if (count <= points_max) return area;
  Simplifier simplifier(area);
  simplifier.reduce_to(points_max);
  Area result = area;
  simplifier.write_to(result);
  return result;
}

}  // namespace tocsin::geo
