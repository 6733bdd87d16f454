#include "geo/distance.h"

#include <algorithm>
#include <cmath>

namespace tocsin::geo {

double distance_m(const Point& a, const Point& b) {
  const double lat_sine = std::sin((b.lat - a.lat) * radians_per_degree / 2);
  const double lon_sine = std::sin((b.lon - a.lon) * radians_per_degree / 2);
  const double cosines = std::cos(a.lat * radians_per_degree) * std::cos(b.lat * radians_per_degree);
  const double h = lat_sine * lat_sine + cosines * lon_sine * lon_sine;
  return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, h)));
}

bool is_valid(const Point& point) {
  // Comparisons with NaN are false.
  return std::abs(point.lat) <= 90 && std::abs(point.lon) <= 180;
}

double normalised_lon(double lon) { return std::abs(lon) <= 180 ? lon : std::remainder(lon, 360.0); }

}  // namespace tocsin::geo
