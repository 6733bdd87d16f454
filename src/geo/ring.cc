#include "geo/ring.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tocsin::geo {
namespace {

int turns_between(const Point& from, const Point& to) {
  const double step = to.lon - from.lon;
  return step > 180 ? -1 : step < -180 ? 1 : 0;
}

// All longitudes meet at a pole, so there a ring may turn once round without leaving its place.
void turn_at_pole(UnwrappedRing& ring) {
  const auto pole =
      std::ranges::find_if(ring.points, [](const UnwrappedPoint& p) { return std::abs(p.at.lat) == 90; });
  if (std::abs(ring.winding) != 1 || pole == ring.points.end()) return;
  const auto after = ring.points.insert(pole + 1, *pole);
  for (auto point = after; point != ring.points.end(); ++point) point->turns -= ring.winding;
  ring.winding = 0;
}

}  // namespace

UnwrappedRing unwrap(std::span<const Point> ring) {
  UnwrappedRing result;
  result.points.reserve(ring.size() + 1);
  for (const Point& point : ring) {
    if (result.points.empty()) {
      result.points.push_back({point, 0});
      continue;
    }
    const UnwrappedPoint& last = result.points.back();
    if (last.at == point) continue;
    result.points.push_back({point, last.turns + turns_between(last.at, point)});
  }
  if (result.points.empty()) return result;
  // A closing point that repeats the first may have come round the Earth; only a ring that did not loses it
  // here.
  const Point first = result.points.front().at;
  result.winding = result.points.back().turns + turns_between(result.points.back().at, first);
  if (result.points.size() > 1 && result.points.back().at == first) result.points.pop_back();
  turn_at_pole(result);
  const auto by_lon = [](const UnwrappedPoint& a, const UnwrappedPoint& b) { return a.lon() < b.lon(); };
  const auto [west, east] = std::ranges::minmax_element(result.points, by_lon);
  result.west = west->lon();
  result.east = east->lon();
  return result;
}

bool touches_pole(std::span<const Point> ring, double pole_lat) {
  return std::ranges::any_of(ring, [pole_lat](const Point& p) { return p.lat == pole_lat; });
}

}  // namespace tocsin::geo
