// Point: a place on the WGS 84 ellipsoid, in degrees.
#pragma once

namespace tocsin::geo {

// Latitude first, as CAP 1.2 writes it. GeoJSON writes longitude first (RFC 7946 section 3.1.1): only
// wire/geojson swaps.
struct Point {
  double lat = 0;
  double lon = 0;

  bool operator==(const Point&) const = default;
};

}  // namespace tocsin::geo
