// Bounds: a box of latitudes and longitudes, closed, possibly across the antimeridian.
#pragma once

#include "geo/point.h"

namespace tocsin::geo {

// `west` greater than `east` means that the box crosses the antimeridian (RFC 7946 section 5.2). `south`
// greater than `north` means that it holds nothing; a default one does.
struct Bounds {
  double south = 1;
  double west = 0;
  double north = -1;
  double east = 0;

  bool empty() const { return south > north; }
  // The edges are inside; 180 and -180 are one meridian.
  bool contains(const Point& point) const;

  bool operator==(const Bounds&) const = default;
};

// What a region holds of a box: nothing, everything, or neither is sure.
enum class Cover { none, some, all };

// What `bounds` holds of `box`, which must not cross the antimeridian. "some" may be said in place of "none"
// and "all".
Cover cover(const Bounds& bounds, const Bounds& box);

}  // namespace tocsin::geo
