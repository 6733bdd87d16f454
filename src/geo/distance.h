// Lengths on the sphere, in metres.
#pragma once

#include <numbers>

#include "geo/point.h"

namespace tocsin::geo {

// Mean radius R1 = (2a + b) / 3 of the WGS 84 ellipsoid (IUGG 1980; H. Moritz, "Geodetic Reference System
// 1980", Journal of Geodesy 74, 2000). The sphere is wrong by at most 0.56 % of a distance.
constexpr double earth_radius_m = 6371008.8;
constexpr double radians_per_degree = std::numbers::pi / 180;
constexpr double degrees_per_m = 1 / (earth_radius_m * radians_per_degree);

// Great-circle distance by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and
// Telescope 68, 1984). Rounding is below a micrometre for near places and below 0.2 m for antipodes. Exactly
// 0 for equal points, and the same in both directions.
double distance_m(const Point& a, const Point& b);

// Finite, latitude within [-90, 90] and longitude within [-180, 180].
bool is_valid(const Point& point);

// The same meridian within [-180, 180]; a longitude already there is unchanged.
double normalised_lon(double lon);

}  // namespace tocsin::geo
