// CircleTest: a circle made ready for many points. For the inside of this room.
#pragma once

#include <cmath>

#include "geo/area.h"
#include "geo/distance.h"
#include "geo/point.h"

namespace tocsin::geo {

// Says exactly what distance_m(point, center) <= radius_m says. Most points are decided by polynomials of the
// same haversine, which are wrong by less than 1e-12 of it; those within 1e-9 of the rim are asked again.
class CircleTest {
 public:
  explicit CircleTest(const Circle& circle)
      : circle_(circle),
        lat_max_(circle.radius_m * degrees_per_m + 1e-9),
        center_sine_(std::sin(circle.center.lat * radians_per_degree)),
        center_cosine_(std::cos(circle.center.lat * radians_per_degree)) {
    const double sine = std::sin(circle.radius_m / earth_radius_m / 2);
    haversine_ = sine * sine;
    is_near_ = circle.radius_m < near_max_m;
  }

  const Circle& circle() const { return circle_; }

  bool contains(const Point& point) const {
    const double dlat = point.lat - circle_.center.lat;
    // No place within the circle differs by more latitude than its radius; the rest is for rounding.
    if (std::abs(dlat) > lat_max_) return false;
    double dlon = std::abs(point.lon - circle_.center.lon);
    if (dlon > 180) dlon = 360 - dlon;
    if (is_near_ && dlon < lon_max_degrees) {
      const double y = dlat * radians_per_degree;
      const double x = sine_of(dlon * radians_per_degree / 2);
      const double half = sine_of(y / 2);
      // cos(center + y), of the sum of two angles; cos y = 1 - 2 sin^2(y / 2).
      const double cosine = center_cosine_ * (1 - 2 * half * half) - center_sine_ * sine_of(y);
      const double haversine = half * half + center_cosine_ * cosine * x * x;
      if (haversine < haversine_ * (1 - 1e-9)) return true;
      if (haversine > haversine_ * (1 + 1e-9)) return false;
    }
    return distance_m(point, circle_.center) <= circle_.radius_m;
  }

 private:
  // Up to these the Taylor polynomial below is exact to rounding: 0.3^13 / 13! is below 1e-16.
  static constexpr double near_max_m = 1'500'000;
  static constexpr double lon_max_degrees = 30;
  static double sine_of(double x) {
    const double s = x * x;
    return x * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110)))));
  }

  Circle circle_;
  double lat_max_;
  double center_sine_, center_cosine_;
  double haversine_;  // sin^2 of half the radius as an angle
  bool is_near_;
};

}  // namespace tocsin::geo
