#include "geo/contains.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace tocsin::geo {
namespace {

// Degrees. A point of a box may lie past the box's edge by the rounding of that edge.
constexpr double box_slack = 1e-9;

// Exact in sign for vertices and vertical edges: a factor is zero, or both products are the same. Positive
// when the line lies east of the point.
double east_of(const Point& low, const Point& high, double lat, double lon) {
  return (high.lon - low.lon) * (lat - low.lat) - (high.lat - low.lat) * (lon - low.lon);
}

// At least the length of the path that is straight in longitude and latitude between two places that differ
// so.
double path_max_m(double lat_a, double lat_b, double dlon) {
  const double nearest_equator = lat_a * lat_b <= 0 ? 0 : std::min(std::abs(lat_a), std::abs(lat_b));
  const double cosine = std::cos(nearest_equator * radians_per_degree);
  return earth_radius_m * radians_per_degree * std::hypot(lat_b - lat_a, dlon * cosine);
}

bool meets(const Point& low, const Point& high, const Bounds& box) {
  if (high.lat < box.south || low.lat > box.north) return false;
  if (std::max(low.lon, high.lon) < box.west || std::min(low.lon, high.lon) > box.east) return false;
  int east = 0;
  int west = 0;
  for (const double lat : {box.south, box.north}) {
    for (const double lon : {box.west, box.east}) {
      const double side = east_of(low, high, lat, lon);
      east += side > 0;
      west += side < 0;
    }
  }
  return east != 4 && west != 4;
}

struct Vector {
  double x, y, z;
};

Vector to_vector(const Point& p) {
  const double lat = p.lat * radians_per_degree;
  const double lon = p.lon * radians_per_degree;
  return {std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
}

// The place `along_m` from `from` on the great circle to `to`, which is `whole_m` away.
Point point_towards(const Point& from, const Point& to, double along_m, double whole_m) {
  const double angle = whole_m / earth_radius_m;
  const double sine = std::sin(angle);
  if (sine < 1e-12) return from;
  const double a = std::sin(angle - along_m / earth_radius_m) / sine;
  const double b = std::sin(along_m / earth_radius_m) / sine;
  const Vector u = to_vector(from);
  const Vector v = to_vector(to);
  const Vector w{a * u.x + b * v.x, a * u.y + b * v.y, a * u.z + b * v.z};
  return {std::atan2(w.z, std::hypot(w.x, w.y)) / radians_per_degree,
          std::atan2(w.y, w.x) / radians_per_degree};
}

}  // namespace

// Even-odd, with the half-open rule at vertices: an edge counts on latitudes [low, high).
PreparedArea::Side PreparedArea::side_of(std::span<const Edge> run, const Point& point) {
  bool inside = false;
  for (const Edge& edge : run) {
    if (point.lat < edge.low.lat || point.lat > edge.high.lat) continue;
    if (edge.low.lat == edge.high.lat) {
      if (point.lon >= edge.low.lon && point.lon <= edge.high.lon) return Side::boundary;
      continue;
    }
    const double side = east_of(edge.low, edge.high, point.lat, point.lon);
    if (side == 0) return Side::boundary;
    if (side > 0 && point.lat < edge.high.lat) inside = !inside;
  }
  return inside ? Side::inside : Side::outside;
}

// Collects what the rings of one polygon after another say about one point.
class PreparedArea::Judge {
 public:
  // False when the ring cannot matter any more.
  bool wants(const Ring& ring) {
    if (ring.polygon != polygon_) {
      settle();
      polygon_ = ring.polygon;
      is_excluded_ = ring.is_excluded;
      outer_ = Side::outside;
      hole_ = Side::outside;
    }
    return !ring.is_hole || outer_ != Side::outside;
  }

  void add(const Ring& ring, Side side) {
    if (ring.is_hole) {
      hole_ = std::max(hole_, side);
    } else {
      outer_ = side;
    }
  }

  Verdict settle() {
    if (is_excluded_) {
      verdict_.removed = verdict_.removed || (outer_ == Side::inside && hole_ == Side::outside);
    } else {
      verdict_.in_polygon = verdict_.in_polygon || (outer_ != Side::outside && hole_ != Side::inside);
    }
    return verdict_;
  }

 private:
  std::uint32_t polygon_ = no_ring;
  bool is_excluded_ = false;
  Side outer_ = Side::outside;
  Side hole_ = Side::outside;
  Verdict verdict_;
};

PreparedArea::Verdict PreparedArea::judge(const Point& point, std::uint32_t on_ring) const {
  if (std::abs(point.lat) == 90) return {.in_polygon = pole_[point.lat > 0 ? 1 : 0], .removed = false};
  if (!(point.lat >= south_ && point.lat <= north_)) return {};
  const std::size_t band = band_of(point.lat);
  std::size_t begin = first_edge_of(band);
  Judge judge;
  for (std::size_t i = band == 0 ? 0 : run_ends_[band - 1]; i < run_ends_[band]; ++i) {
    const Run& run = runs_[i];
    const Ring& ring = rings_[run.ring];
    if (judge.wants(ring)) {
      const std::span<const Edge> edges(edges_.data() + begin, run.end - begin);
      judge.add(ring, run.ring == on_ring ? Side::boundary : side_of(edges, point));
    }
    begin = run.end;
  }
  return judge.settle();
}

bool PreparedArea::in_circle(const Point& point) const {
  return std::ranges::any_of(circles_, [&point](const CircleTest& circle) { return circle.contains(point); });
}

bool PreparedArea::contains(const Point& point) const {
  const Verdict verdict = judge(point);
  return !verdict.removed && (verdict.in_polygon || in_circle(point));
}

bool PreparedArea::circle_touches(const Circle& circle, const Disc& disc) const {
  const double distance = distance_m(circle.center, disc.center);
  if (distance > circle.radius_m + disc.radius_m + touch_tolerance_m) return false;
  if (!has_excluded_) return true;
  const Point nearest = distance <= circle.radius_m
                            ? disc.center
                            : point_towards(circle.center, disc.center, circle.radius_m, distance);
  // When the nearest place is removed but another is not, the disc meets the exclusion's edge inside the
  // circle.
  return !judge(nearest).removed;
}

// Halves the edge until a piece is near enough or surely too far. No formula gives the distance to an edge
// that is straight in longitude and latitude; that half a piece's length bounds how far its ends are from its
// middle holds anywhere.
bool PreparedArea::edge_touches(const Edge& edge, std::uint32_t ring, const Disc& disc,
                                std::vector<Edge>& pieces) const {
  pieces.assign(1, edge);
  while (!pieces.empty()) {
    const Edge piece = pieces.back();
    pieces.pop_back();
    const Point middle{std::midpoint(piece.low.lat, piece.high.lat),
                       std::midpoint(piece.low.lon, piece.high.lon)};
    const double half_m = path_max_m(piece.low.lat, piece.high.lat, piece.high.lon - piece.low.lon) / 2;
    const double distance = distance_m(middle, disc.center);
    if (distance - half_m > disc.radius_m) continue;
    const bool near = distance <= disc.radius_m + touch_tolerance_m;
    if (near) {
      if (!is_cut_) return true;
      const Point place{middle.lat, normalised_lon(middle.lon)};
      const Verdict verdict = judge(place, ring);
      if (!verdict.removed && (verdict.in_polygon || in_circle(place))) return true;
    }
    if (half_m <= (near ? std::max(touch_tolerance_m, disc.radius_m / 64) : touch_tolerance_m)) continue;
    pieces.push_back({piece.low, middle});
    pieces.push_back({middle, piece.high});
  }
  return false;
}

bool PreparedArea::any_edge_touches(const Disc& disc) const {
  const double reach = (disc.radius_m + touch_tolerance_m) * degrees_per_m;
  const double south = disc.center.lat - reach;
  const double north = disc.center.lat + reach;
  if (runs_.empty() || north < south_ || south > north_) return false;
  const std::size_t first = band_of(south);
  std::size_t begin = first_edge_of(first);
  std::vector<Edge> pieces;
  for (std::size_t band = first; band <= band_of(north); ++band) {
    for (std::size_t run = band == 0 ? 0 : run_ends_[band - 1]; run < run_ends_[band]; ++run) {
      for (std::size_t i = begin; i < runs_[run].end; ++i) {
        const Edge& edge = edges_[i];
        if (edge.high.lat < south || edge.low.lat > north) continue;
        if (band != std::max(first, band_of(edge.low.lat))) continue;  // seen in a band before
        if (edge_touches(edge, runs_[run].ring, disc, pieces)) return true;
      }
      begin = runs_[run].end;
    }
  }
  return false;
}

bool PreparedArea::touches(const Point& point, double radius_m) const {
  TOCSIN_CHECK(radius_m >= 0, "radius {}", radius_m);
  if (empty()) return false;
  if (contains(point)) return true;
  const Disc disc{point, radius_m};
  return std::ranges::any_of(circles_,
                             [&](const CircleTest& test) { return circle_touches(test.circle(), disc); }) ||
         any_edge_touches(disc);
}

bool PreparedArea::any_edge_meets(const Bounds& box) const {
  if (runs_.empty() || box.north < south_ || box.south > north_) return false;
  const std::size_t begin = first_edge_of(band_of(box.south));
  const std::size_t last = band_of(box.north);
  const std::size_t end = runs_[run_ends_[last] - 1].end;
  return std::any_of(edges_.begin() + static_cast<std::ptrdiff_t>(begin),
                     edges_.begin() + static_cast<std::ptrdiff_t>(end),
                     [&box](const Edge& edge) { return meets(edge.low, edge.high, box); });
}

Cover PreparedArea::cover(const Bounds& box) const {
  TOCSIN_CHECK(box.west <= box.east && box.south <= box.north);
  if (empty()) return Cover::none;
  const Bounds wide{box.south - box_slack, box.west - box_slack, box.north + box_slack, box.east + box_slack};
  if (wide.south <= -90 || wide.north >= 90 || any_edge_meets(wide)) return Cover::some;
  // No edge meets the box, so polygons hold and exclusions remove all of it or nothing.
  const Point middle{std::midpoint(box.south, box.north), std::midpoint(box.west, box.east)};
  const Verdict verdict = judge(middle);
  if (verdict.removed) return Cover::none;
  if (verdict.in_polygon) return Cover::all;
  const double reach_m = path_max_m(wide.south, wide.north, wide.east - wide.west) / 2;
  bool met = false;
  for (const CircleTest& test : circles_) {
    const Circle& circle = test.circle();
    const double distance = distance_m(middle, circle.center);
    if (distance + reach_m + touch_tolerance_m <= circle.radius_m) return Cover::all;
    met = met || distance - reach_m - touch_tolerance_m <= circle.radius_m;
  }
  return met ? Cover::some : Cover::none;
}

}  // namespace tocsin::geo
