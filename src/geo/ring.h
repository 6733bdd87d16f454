// Unwrapped rings: the one place that knows the antimeridian and the poles. For the inside of this room.
#pragma once

#include <span>
#include <vector>

#include "geo/point.h"

namespace tocsin::geo {

// A point of a ring cut open along no meridian: it lies at `at.lon + 360 * turns`. The longitude as it was
// written is kept, because adding 360 rounds.
struct UnwrappedPoint {
  Point at;
  int turns = 0;

  double lon(int shift = 0) const { return at.lon + 360.0 * (turns + shift); }
};

// Neighbours (the last and the first too) are joined by straight edges in unwrapped longitude when `winding`
// is 0. Otherwise the ring goes round a pole and has no inside.
struct UnwrappedRing {
  std::vector<UnwrappedPoint> points;  // without equal neighbours
  int winding = 0;
  double west = 0;
  double east = 0;

  // Shifts by whole turns that bring a part of the ring to longitudes within [-180, 180] lie within these.
  static constexpr int shift_max = 2;
  bool meets_earth(int shift) const { return west + 360.0 * shift <= 180 && east + 360.0 * shift >= -180; }
};

UnwrappedRing unwrap(std::span<const Point> ring);

bool touches_pole(std::span<const Point> ring, double pole_lat);

}  // namespace tocsin::geo
