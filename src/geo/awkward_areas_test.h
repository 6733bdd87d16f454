// Areas and points where geometry goes wrong first. Test code only.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/random.h"
#include "geo/area.h"
#include "geo/distance.h"
#include "geo/text_format.h"

namespace tocsin::geo {

inline Area of_ring(std::vector<Point> ring) {
  return {.polygons = {{std::move(ring), {}}}, .circles = {}, .excluded = {}};
}

// A star round `center`, of any size, wound either way.
inline std::vector<Point> star(SeededRandom& random, const Point& center, double size, std::size_t count) {
  std::vector<Point> ring;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle =
        2 * std::numbers::pi * (static_cast<double>(i) + 0.8 * random.unit()) / static_cast<double>(count);
    const double reach = size * (0.4 + 0.6 * random.unit());
    ring.push_back({std::clamp(center.lat + reach * std::sin(angle), -90.0, 90.0),
                    normalised_lon(center.lon + reach * std::cos(angle))});
  }
  if (random.chance(0.5)) std::ranges::reverse(ring);
  return ring;
}

// Teeth side by side; `slant` moves their tips to the east.
inline std::vector<Point> comb(const Point& corner, double size, std::size_t teeth, double slant) {
  std::vector<Point> ring{{corner.lat - 0.01, corner.lon}};
  for (std::size_t i = 0; i < teeth; ++i) {
    const double lon = corner.lon + size * static_cast<double>(i) / static_cast<double>(teeth);
    ring.push_back({corner.lat + size, lon + slant});
    ring.push_back({corner.lat, lon + size / static_cast<double>(teeth) / 2});
  }
  ring.push_back({corner.lat - 0.01, corner.lon + size});
  return ring;
}

// A band that winds inwards.
inline std::vector<Point> spiral(const Point& center, double size, std::size_t points) {
  std::vector<Point> ring;
  for (const double inset : {0.0, 0.35}) {
    std::vector<Point> arm;
    for (std::size_t i = 0; i < points / 2; ++i) {
      const double turn = 24.0 * static_cast<double>(i) / static_cast<double>(points / 2);
      const double reach = size * (1 - (turn + inset) / 26);
      const double angle = 2 * std::numbers::pi * turn;
      arm.push_back({center.lat + reach * std::sin(angle), center.lon + reach * std::cos(angle)});
    }
    if (inset > 0) std::ranges::reverse(arm);
    ring.insert(ring.end(), arm.begin(), arm.end());
  }
  return ring;
}

// Areas of every kind that validate() takes.
inline std::vector<Area> awkward_areas(SeededRandom& random) {
  std::vector<Area> areas;
  for (const char* text :
       {"48.5,2 48.5,2.7 49.1,2.6 49,2.1",
        "circle 48.85,2.35 9000",
        "circle 48.85,2.35 0",
        "-17,178 -17,-179 -19,-179 -19,178",
        "circle -18,-179.95 40000",
        "circle -18,180 900000",
        "89,-180 89,-60 89,60 89,180 90,180 90,-180",
        "circle 89.9,0 60000",
        "circle 90,0 3000000",
        "-70,-180 -70,-60 -70,60 -70,180 -90,180 -90,-180",
        "circle 10,20 12000000",
        "circle -60,0 9000000",
        "-1,-1 -1,1 1,1 1,-1; hole -0.1,-0.1 -0.1,0.1 0.1,0.1 0.1,-0.1; exclude 0,0.5 0,1 1,1 1,0.5",
        "-35,150 -35,152 -33,152 -33,150; exclude -33.95,151.1 -33.95,151.3 -33.85,151.3 -33.85,151.1",
        "48,2 48,3 49,3 49,2; 49,2 49,3 50,3 50,2; 48.4,2.4 48.4,3.5 48.6,3.5 48.6,2.4",
        "48,2 48,3 49,3 49,2; hole 48.2,2.2 48.2,2.5 48.5,2.5 48.5,2.2; hole 48.4,2.4 48.4,2.7 48.7,2.7 "
        "48.7,2.4; circle 48.3,2.3 5000; circle 48.9,3.05 20000; exclude 48.1,2.1 48.1,2.9 48.15,2.9 "
        "48.15,2.1; hole 48.12,2.3 48.12,2.5 48.14,2.5 48.14,2.3",
        "0,170 0,180 1,180 1,170",
        "0,-170 0,-180 1,-180 1,-170",
        "0,-90 0,90 10,0",
        "-90,-180 -90,-60 -90,60 -90,180 90,180 90,60 90,-60 90,-180",
        "0,2 4,3.2 1,0 1,4 4,0.8",
        "48.85,2.35 48.85,2.4 48.9,2.4 48.9,2.35",
        "10,10 10,10.0000001 10.0000001,10",
        "10,10 10.0000000000001,11 10,12",
        "48.7,2.35 48.7,2.35000000001 49,2.35000000001 49,2.35"}) {
    areas.push_back(area(text));
  }
  for (const Point& center : {Point{48.85, 2.35}, Point{-18, 179.9}, Point{0, 0}, Point{-33.9, 151.2}}) {
    for (int i = 0; i < 6; ++i)
      areas.push_back(of_ring(star(random, center, std::exp(random.unit() * 5 - 3), 3 + random.below(60))));
    Area crossing;
    for (int i = 0; i < 3; ++i) {
      std::vector<Point> ring(3 + random.below(40));
      for (Point& p : ring)
        p = {center.lat + random.unit() - 0.5, normalised_lon(center.lon + random.unit() - 0.5)};
      crossing.polygons.push_back({ring, {star(random, center, 0.2, 9), star(random, center, 0.3, 7)}});
    }
    crossing.excluded.push_back({star(random, center, 0.4, 12), {star(random, center, 0.1, 5)}});
    crossing.circles.push_back({center, 8'000});
    areas.push_back(std::move(crossing));
  }
  areas.push_back(of_ring(comb({48.5, 2}, 0.7, 400, 0)));
  areas.push_back(of_ring(comb({48.5, 2}, 0.7, 400, 0.4)));
  areas.push_back(of_ring(spiral({48.85, 2.35}, 0.5, 3'000)));
  return areas;
}

// A place near an area: on its vertices, edges and latitudes, on borders of cells, on the antimeridian and
// the poles too.
inline Point awkward_point(SeededRandom& random, const Area& area) {
  const auto near = [&](double lat, double lon) {
    return Point{std::clamp(lat, -90.0, 90.0), normalised_lon(lon)};
  };
  if (random.chance(0.03)) return {random.chance(0.5) ? 90.0 : -90.0, random.unit() * 360 - 180};
  if (random.chance(0.03)) return {random.unit() * 180 - 90, random.chance(0.5) ? 180.0 : -180.0};
  Point at;
  double size = 0.3;
  if (!area.polygons.empty() && (area.circles.empty() || random.chance(0.6))) {
    const Polygon& polygon = area.polygons[random.below(area.polygons.size())];
    const bool in_hole = !polygon.holes.empty() && random.chance(0.3);
    const auto& ring = in_hole ? polygon.holes[random.below(polygon.holes.size())] : polygon.outer;
    const std::size_t i = random.below(ring.size());
    const Point a = ring[i], b = ring[(i + 1) % ring.size()];
    if (random.chance(0.1)) return a;
    const double t = random.unit();
    const double dlon = std::remainder(b.lon - a.lon, 360.0);
    at = near(a.lat + t * (b.lat - a.lat), a.lon + t * dlon);
    if (random.chance(0.1)) return at;
    if (random.chance(0.1)) return near(a.lat, at.lon + random.normal() * 0.1);
    size = std::min(5.0, std::hypot(b.lat - a.lat, dlon) + 0.01);
  } else {
    const Circle& circle = area.circles[random.below(area.circles.size())];
    const double angle = 2 * std::numbers::pi * random.unit();
    const double reach = circle.radius_m * degrees_per_m;
    at = near(circle.center.lat + reach * std::sin(angle),
              circle.center.lon +
                  reach * std::cos(angle) / std::max(0.05, std::cos(circle.center.lat * radians_per_degree)));
    if (random.chance(0.05)) return circle.center;
    size = std::min(20.0, reach + 0.01);
  }
  at = near(at.lat + random.normal() * size * 0.3, at.lon + random.normal() * size * 0.3);
  if (random.chance(0.1)) at = near(std::round(at.lat * 20) / 20, at.lon);
  if (random.chance(0.1)) at = near(at.lat, std::round(at.lon * 20) / 20);
  return at;
}

}  // namespace tocsin::geo
