#include "geo/bounds.h"

#include "base/check.h"

namespace tocsin::geo {

bool Bounds::contains(const Point& point) const {
  if (!(south <= point.lat && point.lat <= north)) return false;
  const auto holds = [this](double lon) {
    return west <= east ? west <= lon && lon <= east : lon >= west || lon <= east;
  };
  return holds(point.lon) || ((point.lon == 180 || point.lon == -180) && holds(-point.lon));
}

Cover cover(const Bounds& bounds, const Bounds& box) {
  TOCSIN_CHECK(box.west <= box.east);
  if (bounds.empty() || box.north < bounds.south || box.south > bounds.north) return Cover::none;
  const bool lat_all = bounds.south <= box.south && box.north <= bounds.north;
  const double east = bounds.west <= bounds.east ? bounds.east : bounds.east + 360;
  bool met = false;
  for (const double turn : {-360.0, 0.0, 360.0}) {
    const double box_west = box.west + turn;
    const double box_east = box.east + turn;
    if (box_east < bounds.west || box_west > east) continue;
    if (lat_all && bounds.west <= box_west && box_east <= east) return Cover::all;
    met = true;
  }
  return met ? Cover::some : Cover::none;
}

}  // namespace tocsin::geo
