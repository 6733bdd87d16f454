#include "geo/area.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "geo/ring.h"

namespace tocsin::geo {
namespace {

// Where a ring stands in its area, in words and as a JSON Pointer.
struct Place {
  std::string words;
  std::string pointer;
};

Result<> validate_ring(std::span<const Point> ring, const Place& place) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (is_valid(ring[i])) continue;
    return fail(
        Errc::invalid,
        fmt::format(
            "{}, point {}: {},{} is not a latitude within [-90, 90] and a longitude within [-180, 180]",
            place.words, i, ring[i].lat, ring[i].lon),
        fmt::format("{}/{}", place.pointer, i));
  }
  const auto same_place = [](const Point& a, const Point& b) {
    return a.lat == b.lat && (a.lon == b.lon || std::abs(a.lon - b.lon) == 360);
  };
  std::vector<Point> distinct;
  for (const Point& point : ring) {
    if (std::ranges::any_of(distinct, [&](const Point& seen) { return same_place(seen, point); })) continue;
    distinct.push_back(point);
    if (distinct.size() == 3) break;
  }
  if (distinct.size() < 3) {
    return fail(Errc::invalid,
                fmt::format("{}: {} distinct points of at least 3 (longitudes 180 and -180 are the same)",
                            place.words, distinct.size()),
                place.pointer);
  }
  const UnwrappedRing unwrapped = unwrap(ring);
  if (unwrapped.winding != 0) {
    return fail(
        Errc::invalid,
        fmt::format("{}: goes round a pole without a point on it, so its inside is not known", place.words),
        place.pointer);
  }
  if (unwrapped.east - unwrapped.west > 360) {
    return fail(Errc::invalid, fmt::format("{}: is wider than the Earth", place.words), place.pointer);
  }
  return {};
}

std::size_t count_vertices(std::span<const Polygon> polygons) {
  std::size_t count = 0;
  for (const Polygon& polygon : polygons) {
    count += polygon.outer.size();
    for (const auto& hole : polygon.holes) count += hole.size();
  }
  return count;
}

Result<> validate_polygons(std::span<const Polygon> polygons, const char* name, const char* member) {
  for (std::size_t i = 0; i < polygons.size(); ++i) {
    const Place place{fmt::format("{} {}", name, i), fmt::format("/{}/{}", member, i)};
    TOCSIN_TRY_VOID(
        validate_ring(polygons[i].outer, {place.words + ", outer ring", place.pointer + "/outer"}));
    for (std::size_t hole = 0; hole < polygons[i].holes.size(); ++hole) {
      TOCSIN_TRY_VOID(validate_ring(
          polygons[i].holes[hole],
          {fmt::format("{}, hole {}", place.words, hole), fmt::format("{}/holes/{}", place.pointer, hole)}));
    }
  }
  return {};
}

Result<> validate_circle(const Circle& circle, std::size_t index) {
  if (!is_valid(circle.center)) {
    return fail(
        Errc::invalid,
        fmt::format("circle {}: center {},{} is not a latitude within [-90, 90] and a longitude within "
                    "[-180, 180]",
                    index, circle.center.lat, circle.center.lon),
        fmt::format("/circles/{}/center", index));
  }
  if (!(circle.radius_m >= 0 && circle.radius_m <= radius_max_m)) {
    return fail(
        Errc::invalid,
        fmt::format("circle {}: radius {} m is not within [0, {}]", index, circle.radius_m, radius_max_m),
        fmt::format("/circles/{}/radius_m", index));
  }
  return {};
}

// The integral of sin(latitude) over longitude along straight edges, times R squared. Latitude runs linearly
// in longitude, so an edge gives dlon * (cos lat0 - cos lat1) / (lat1 - lat0); sin at the middle is its limit
// for short edges, where the quotient would cancel.
double ring_km2(std::span<const Point> ring) {
  const UnwrappedRing unwrapped = unwrap(ring);
  double sum = 0;
  for (std::size_t i = 0; i < unwrapped.points.size(); ++i) {
    const UnwrappedPoint& a = unwrapped.points[i];
    const UnwrappedPoint& b = unwrapped.points[(i + 1) % unwrapped.points.size()];
    const double lat_a = a.at.lat * radians_per_degree;
    const double lat_b = b.at.lat * radians_per_degree;
    const double dlon = (b.lon() - a.lon()) * radians_per_degree;
    const double mean_sine = std::abs(lat_b - lat_a) < 1e-4
                                 ? std::sin((lat_a + lat_b) / 2)
                                 : (std::cos(lat_a) - std::cos(lat_b)) / (lat_b - lat_a);
    sum += dlon * mean_sine;
  }
  return std::abs(sum) * earth_radius_m * earth_radius_m / 1e6;
}

double polygons_km2(std::span<const Polygon> polygons) {
  double sum = 0;
  for (const Polygon& polygon : polygons) {
    double km2 = ring_km2(polygon.outer);
    for (const auto& hole : polygon.holes) km2 -= ring_km2(hole);
    sum += std::max(0.0, km2);
  }
  return sum;
}

// West and east in degrees, west <= east <= west + 360.
using Span = std::pair<double, double>;
constexpr Span all_lon{-180, 180};

Span circle_lons(const Circle& circle, double reach_degrees) {
  const double cosine = std::cos(circle.center.lat * radians_per_degree);
  const double sine = std::sin(reach_degrees * radians_per_degree);
  if (std::abs(circle.center.lat) + reach_degrees >= 90 || sine >= cosine) return all_lon;
  const double reach_lon = std::asin(sine / cosine) / radians_per_degree + 1e-9;
  return {circle.center.lon - reach_lon, circle.center.lon + reach_lon};
}

// The smallest span of longitudes that holds all `spans`: the circle of longitudes without its widest gap.
Span join_lons(std::vector<Span> spans) {
  for (auto& [west, east] : spans) {
    if (east - west >= 360) return all_lon;
    const double turn = west < -180 ? 360 : west >= 180 ? -360 : 0;
    west += turn;
    east += turn;
  }
  std::ranges::sort(spans);
  double gap_max = 0;
  double gap_west = 0;
  double gap_east = 0;
  double reach = spans.front().second;
  for (std::size_t i = 1; i <= spans.size(); ++i) {
    const double next = i < spans.size() ? spans[i].first : spans.front().first + 360;
    if (next - reach > gap_max) {
      gap_max = next - reach;
      gap_west = reach;
      gap_east = spans[i % spans.size()].first;
    }
    if (i < spans.size()) reach = std::max(reach, spans[i].second);
  }
  if (gap_max <= 0) return all_lon;
  return {gap_east, gap_west};
}

}  // namespace

Result<> validate(const Area& area) {
  const std::size_t vertices = count_vertices(area.polygons) + count_vertices(area.excluded);
  if (vertices > vertices_max) {
    return fail(Errc::too_large, fmt::format("area: {} points of at most {}", vertices, vertices_max),
                "/polygons");
  }
  if (area.circles.size() > circles_max) {
    return fail(Errc::too_large,
                fmt::format("area: {} circles of at most {}", area.circles.size(), circles_max), "/circles");
  }
  TOCSIN_TRY_VOID(validate_polygons(area.polygons, "polygon", "polygons"));
  TOCSIN_TRY_VOID(validate_polygons(area.excluded, "excluded polygon", "excluded"));
  for (std::size_t i = 0; i < area.circles.size(); ++i) TOCSIN_TRY_VOID(validate_circle(area.circles[i], i));
  return {};
}

double area_km2(const Area& area) {
  double sum = polygons_km2(area.polygons) - polygons_km2(area.excluded);
  for (const Circle& circle : area.circles) {
    // A cap is 2 pi R^2 (1 - cos angle); written with sin^2 it does not cancel for small angles.
    const double half = std::min(circle.radius_m / earth_radius_m, std::numbers::pi) / 2;
    sum += 4 * std::numbers::pi * earth_radius_m * earth_radius_m / 1e6 * std::sin(half) * std::sin(half);
  }
  return std::max(0.0, sum);
}

Bounds bounds(const Area& area) {
  if (area.empty()) return {};
  Bounds box{.south = 90, .west = 0, .north = -90, .east = 0};
  std::vector<Span> spans;
  for (const Polygon& polygon : area.polygons) {
    for (const Point& point : polygon.outer) {
      box.south = std::min(box.south, point.lat);
      box.north = std::max(box.north, point.lat);
    }
    const UnwrappedRing ring = unwrap(polygon.outer);
    // Adding and taking away whole turns rounds.
    const double slack = ring.west < -180 || ring.east > 180 ? 1e-12 : 0;
    const bool pole = touches_pole(polygon.outer, 90) || touches_pole(polygon.outer, -90);
    spans.push_back(pole ? all_lon : Span{ring.west - slack, ring.east + slack});
  }
  for (const Circle& circle : area.circles) {
    const double reach_degrees = circle.radius_m * degrees_per_m + 1e-9;
    box.south = std::min(box.south, std::max(-90.0, circle.center.lat - reach_degrees));
    box.north = std::max(box.north, std::min(90.0, circle.center.lat + reach_degrees));
    spans.push_back(circle_lons(circle, reach_degrees));
  }
  const Span lons = join_lons(std::move(spans));
  box.west = normalised_lon(lons.first);
  box.east = normalised_lon(lons.second);
  return box;
}

}  // namespace tocsin::geo
