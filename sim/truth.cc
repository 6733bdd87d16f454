#include "truth.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace tocsin::sim {
namespace {

using Real = long double;
constexpr Real degree = std::numbers::pi_v<Real> / 180;
constexpr Real radius_m = 6371008.8L;
// Degrees; a tenth of a millimetre.
constexpr Real slack = 1e-9L;

struct Flat {
  Real x, y;
};

// Longitudes counted from the point in question, each corner the short way from the one before: no meridian
// is special.
std::vector<Flat> seen_from(const geo::Point& eye, const std::vector<geo::Point>& ring) {
  std::vector<Flat> corners;
  Real before = eye.lon;
  Real x = 0;
  for (const auto& corner : ring) {
    x += std::remainder(static_cast<Real>(corner.lon) - before, 360.0L);
    before = corner.lon;
    corners.push_back({x, corner.lat});
  }
  return corners;
}

Real distance_to_segment(const Flat& p, const Flat& a, const Flat& b) {
  const Real dx = b.x - a.x;
  const Real dy = b.y - a.y;
  const Real length2 = dx * dx + dy * dy;
  const Real t = length2 == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0L, 1.0L);
  return std::hypot(a.x + t * dx - p.x, a.y + t * dy - p.y);
}

Where in_ring(const std::vector<geo::Point>& ring, const geo::Point& point) {
  bool inside = false;
  const auto corners = seen_from(point, ring);
  const Flat p{0, point.lat};
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Flat& a = corners[i];
    const Flat& b = corners[(i + 1) % corners.size()];
    if (distance_to_segment(p, a, b) < slack) return Where::edge;
    if ((a.y > p.y) == (b.y > p.y)) continue;
    if (a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) > 0) inside = !inside;
  }
  return inside ? Where::inside : Where::outside;
}

Where in_polygon(const geo::Polygon& polygon, const geo::Point& point) {
  const Where outer = in_ring(polygon.outer, point);
  if (outer != Where::inside) return outer;
  for (const auto& hole : polygon.holes) {
    const Where in_hole = in_ring(hole, point);
    if (in_hole != Where::outside) return in_hole == Where::edge ? Where::edge : Where::outside;
  }
  return Where::inside;
}

// The nearest of many places along each edge, less what lies between two of them.
Real distance_to_ring_m(const std::vector<geo::Point>& ring, const geo::Point& point) {
  constexpr int pieces = 64;
  Real nearest = 1e9L;
  const auto corners = seen_from(point, ring);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Flat& a = corners[i];
    const Flat& b = corners[(i + 1) % corners.size()];
    const Real spacing = std::hypot(b.x - a.x, b.y - a.y) / pieces * degree * radius_m;
    for (int k = 0; k <= pieces; ++k) {
      const Real t = static_cast<Real>(k) / pieces;
      const geo::Point place{static_cast<double>(a.y + t * (b.y - a.y)),
                             static_cast<double>(static_cast<Real>(point.lon) + a.x + t * (b.x - a.x))};
      nearest = std::min(nearest, haversine_m(place, point) - spacing);
    }
  }
  return nearest;
}

}  // namespace

long double haversine_m(const geo::Point& a, const geo::Point& b) {
  const Real lat_a = a.lat * degree;
  const Real lat_b = b.lat * degree;
  const Real dlat = std::sin((lat_b - lat_a) / 2);
  const Real dlon = std::sin((static_cast<Real>(b.lon) - static_cast<Real>(a.lon)) * degree / 2);
  const Real h = dlat * dlat + std::cos(lat_a) * std::cos(lat_b) * dlon * dlon;
  return 2 * radius_m * std::asin(std::sqrt(std::clamp(h, 0.0L, 1.0L)));
}

Where where(const geo::Area& area, const geo::Point& point) {
  Where best = Where::outside;
  for (const auto& polygon : area.polygons) best = std::max(best, in_polygon(polygon, point));
  for (const auto& circle : area.circles) {
    const Real beyond = haversine_m(circle.center, point) - static_cast<Real>(circle.radius_m);
    best = std::max(best, std::abs(beyond) < 0.01L ? Where::edge
                          : beyond < 0             ? Where::inside
                                                   : Where::outside);
  }
  if (best == Where::outside) return best;
  for (const auto& excluded : area.excluded) {
    const Where in = in_polygon(excluded, point);
    if (in == Where::inside) return Where::outside;
    if (in == Where::edge) best = Where::edge;
  }
  return best;
}

bool surely_away(const geo::Area& area, const geo::Point& point, double reach_m) {
  const auto reach = static_cast<Real>(reach_m) + 1;
  for (const auto& circle : area.circles) {
    if (haversine_m(circle.center, point) <= static_cast<Real>(circle.radius_m) + reach) return false;
  }
  return std::none_of(area.polygons.begin(), area.polygons.end(), [&](const geo::Polygon& polygon) {
    return in_ring(polygon.outer, point) != Where::outside ||
           distance_to_ring_m(polygon.outer, point) <= reach;
  });
}

}  // namespace tocsin::sim
