// Areas and points by text, for tests only: a mistake in the text ends the process.
#pragma once

#include <string_view>

#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::geo {

// point("48.85,2.35"): latitude, longitude.
Point point(std::string_view text);

// Parts between semicolons, each of points between white space:
//   "48.85,2.35 48.86,2.40 48.80,2.41"   a polygon
//   "hole 48.84,2.36 ..."                a hole of the polygon (or excluded polygon) before it
//   "circle 48.8,2.3 5000"               center and radius in metres
//   "exclude 48.84,2.36 ..."             an excluded polygon
// An empty text is an empty area. The result is valid.
Area area(std::string_view text);

}  // namespace tocsin::geo
