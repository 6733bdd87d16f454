// Area: the part of the Earth that somebody speaks of, as polygons and circles.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "geo/bounds.h"
#include "geo/distance.h"
#include "geo/point.h"

namespace tocsin::geo {

// How a ring is read:
//   * It need not repeat its first point; equal neighbours count once.
//   * Its edges are straight in longitude and latitude (RFC 7946 section 3.1.1), not great circles.
//   * Inside is even-odd: its winding never matters, and it may cross itself.
//   * An edge that spans more than 180 degrees of longitude crosses the antimeridian, the short way. So a box
//     wider than 180 degrees needs points between its corners; without them it means the other side of the
//     Earth.
//   * A ring that goes once round a pole must say which side it means by going over that pole: at least one
//     of its points has latitude 90 or -90 (Antarctica is commonly written so). Without such a point it is
//     refused: no guess between a cap and the rest of the Earth.
struct Polygon {
  std::vector<Point> outer;
  std::vector<std::vector<Point>> holes;  // each is removed but for its boundary; they may overlap

  bool operator==(const Polygon&) const = default;
};

// All places within `radius_m` great-circle metres of `center`. A radius of 0 is the point itself and nothing
// near it: what a bare point should mean is the caller's policy.
struct Circle {
  Point center;
  double radius_m = 0;

  bool operator==(const Circle&) const = default;
};

// The union of polygons and circles, minus the interiors of `excluded` (EXCLUDE_POLYGON of the DWD CAP
// profile). The boundary of an excluded polygon, holes too, is not removed.
struct Area {
  std::vector<Polygon> polygons;
  std::vector<Circle> circles;
  std::vector<Polygon> excluded;

  // True when it names no place. Exclusions alone name none.
  bool empty() const { return polygons.empty() && circles.empty(); }
  bool operator==(const Area&) const = default;
};

// Points of all rings of one area. The most met in a real CAP alert is 41,009 (reference/cap.md); a prepared
// area takes at most some 200 bytes for each.
constexpr std::size_t vertices_max = 50'000;
// Circles of one area. They are tried one by one; the most met in a real CAP alert is below ten.
constexpr std::size_t circles_max = 1'000;
// Half the Earth's equator (pi * 6378137 m, the edge of Web Mercator): a greater circle is a mistake of
// units.
constexpr double radius_max_m = 20'037'508;

// Refuses what the comments above call wrong: points off the Earth, rings of fewer than 3 distinct points,
// rings round a pole that do not go over it, rings wider than the Earth, and anything past the limits. The
// error names ring and point ("polygon 0, hole 1, point 3: ..."), its field is a JSON Pointer
// ("/polygons/0/holes/1/3"). An empty area is valid; whether it is welcome is the caller's policy.
Result<> validate(const Area& area);

// Square kilometres on the sphere, for showing: overlaps count twice, parts of exclusions that lie outside
// are subtracted, lobes of a self-crossing ring may cancel. Never below 0. Needs a valid area.
double area_km2(const Area& area);

// The smallest box round polygons and circles; exclusions do not shrink it. Touching a pole makes it all
// longitudes. Circles are widened by about 0.1 mm, polygons across the antimeridian by 1e-12 degrees, for
// rounding. Needs a valid area.
Bounds bounds(const Area& area);

}  // namespace tocsin::geo
