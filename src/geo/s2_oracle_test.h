// The oracle of the tests of this room: Google's S2, which knows only great-circle edges. Test code only.
#pragma once
#pragma GCC system_header  // S2 and Abseil do not meet our warnings

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

// Debian's libs2 is built without sanitizers, and Abseil lays out its B-trees differently when it sees one:
// S2 then runs for ever. So S2's headers must not see it.
#pragma push_macro("__SANITIZE_ADDRESS__")
#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_ADDRESS__
#undef __SANITIZE_THREAD__
#include <s2/s1angle.h>
#include <s2/s2cap.h>
#include <s2/s2debug.h>
#include <s2/s2latlng.h>
#include <s2/s2loop.h>
#pragma pop_macro("__SANITIZE_ADDRESS__")
#pragma pop_macro("__SANITIZE_THREAD__")

#include "geo/distance.h"
#include "geo/point.h"

namespace tocsin::geo::oracle {

inline S2Point to_s2(const Point& p) { return S2LatLng::FromDegrees(p.lat, normalised_lon(p.lon)).ToPoint(); }

// A ring that S2 can take, its edges cut into pieces of at most 0.02 degrees so that great circles stay
// within centimetres of them. Null when S2 calls the ring invalid. Takes the smaller side of the sphere.
class Loop {
 public:
  static std::unique_ptr<Loop> make(const std::vector<Point>& ring) {
    std::vector<S2Point> vertices;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point a = ring[i];
      const Point b = ring[(i + 1) % ring.size()];
      double dlon = b.lon - a.lon;
      if (dlon > 180) dlon -= 360;
      if (dlon < -180) dlon += 360;
      const double dlat = b.lat - a.lat;
      const int pieces =
          std::max(1, static_cast<int>(std::ceil(std::max(std::abs(dlat), std::abs(dlon)) / 0.02)));
      for (int piece = 0; piece < pieces; ++piece) {
        const double t = static_cast<double>(piece) / pieces;
        const S2Point next = to_s2({a.lat + t * dlat, a.lon + t * dlon});
        if (vertices.empty() || (next != vertices.back() && next != vertices.front()))
          vertices.push_back(next);
      }
    }
    auto loop = std::make_unique<S2Loop>(vertices, S2Debug::DISABLE);
    S2Error error;
    if (loop->FindValidationError(&error)) return nullptr;
    loop->Normalize();
    return std::unique_ptr<Loop>(new Loop(std::move(loop)));
  }

  bool contains(const Point& p) const { return loop_->Contains(to_s2(p)); }
  double metres_to_boundary(const Point& p) const {
    return loop_->GetDistanceToBoundary(to_s2(p)).radians() * earth_radius_m;
  }
  double metres_to(const Point& p) const { return loop_->GetDistance(to_s2(p)).radians() * earth_radius_m; }
  double km2() const { return loop_->GetArea() * earth_radius_m * earth_radius_m / 1e6; }

 private:
  explicit Loop(std::unique_ptr<S2Loop> loop) : loop_(std::move(loop)) {}
  std::unique_ptr<S2Loop> loop_;
};

inline bool cap_contains(const Point& center, double radius_m, const Point& p) {
  return S2Cap(to_s2(center), S1Angle::Radians(radius_m / earth_radius_m)).Contains(to_s2(p));
}

inline double distance_m(const Point& a, const Point& b) {
  return S1Angle(to_s2(a), to_s2(b)).radians() * earth_radius_m;
}

}  // namespace tocsin::geo::oracle
