// Truth: where people are, decided by the slowest and plainest means there are. Shares no code with geo/.
#pragma once

#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::sim {

// `edge`: too near to a boundary to hold anybody to it.
enum class Where { outside, edge, inside };

// Ray casting in long double over every edge of every ring, straight in longitude and latitude; haversine for
// circles. For areas smaller than 90 degrees that hold no pole. They may cross the antimeridian.
Where where(const geo::Area& area, const geo::Point& point);

// True only when no place within `radius_m` of the point is in the area, exclusions and holes not counted.
// May be false within some hundred metres of the border.
bool surely_away(const geo::Area& area, const geo::Point& point, double radius_m);

long double haversine_m(const geo::Point& a, const geo::Point& b);

}  // namespace tocsin::sim
