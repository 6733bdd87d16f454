// The oracle of straight edges in longitude and latitude: GEOS, which is planar and exact. Test code only.
#pragma once

#include <geos_c.h>

#include <memory>
#include <vector>

#include "geo/area.h"

namespace tocsin::geo::oracle {

// One polygon that does not cross the antimeridian.
class PlanarPolygon {
 public:
  explicit PlanarPolygon(const Polygon& polygon) : context_(GEOS_init_r()) {
    std::vector<GEOSGeometry*> holes;
    for (const auto& hole : polygon.holes) holes.push_back(ring(hole));
    polygon_ = GEOSGeom_createPolygon_r(context_, ring(polygon.outer), holes.data(),
                                        static_cast<unsigned>(holes.size()));
    prepared_ = GEOSPrepare_r(context_, polygon_);
  }
  ~PlanarPolygon() {
    GEOSPreparedGeom_destroy_r(context_, prepared_);
    GEOSGeom_destroy_r(context_, polygon_);
    GEOS_finish_r(context_);
  }
  PlanarPolygon(const PlanarPolygon&) = delete;
  PlanarPolygon& operator=(const PlanarPolygon&) = delete;

  // What crosses itself is not defined there.
  bool is_valid() const { return GEOSisValid_r(context_, polygon_) == 1; }
  // The boundary is inside.
  bool contains(const Point& p) const {
    GEOSGeometry* const point = GEOSGeom_createPointFromXY_r(context_, p.lon, p.lat);
    const bool result = GEOSPreparedCovers_r(context_, prepared_, point) == 1;
    GEOSGeom_destroy_r(context_, point);
    return result;
  }

 private:
  GEOSGeometry* ring(const std::vector<Point>& points) const {
    const bool is_closed = points.front() == points.back();
    const auto count = static_cast<unsigned>(points.size() + (is_closed ? 0 : 1));
    GEOSCoordSequence* const sequence = GEOSCoordSeq_create_r(context_, count, 2);
    for (unsigned i = 0; i < count; ++i)
      GEOSCoordSeq_setXY_r(context_, sequence, i, points[i % points.size()].lon,
                           points[i % points.size()].lat);
    return GEOSGeom_createLinearRing_r(context_, sequence);
  }

  GEOSContextHandle_t context_;
  GEOSGeometry* polygon_ = nullptr;
  const GEOSPreparedGeometry* prepared_ = nullptr;
};

}  // namespace tocsin::geo::oracle
