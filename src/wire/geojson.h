// GeoJSON (RFC 7946): areas in and out. Longitude first.
#pragma once

#include <boost/json/fwd.hpp>

#include "base/result.h"
#include "geo/area.h"

namespace tocsin::wire {

// Reads a Polygon, MultiPolygon, GeometryCollection of them, or a Feature or FeatureCollection around one.
// Beyond the RFC a Point with a member "radius_m" (in the geometry or the Feature's properties) is a circle.
// Errors have a JSON Pointer below `field`. The result is checked with geo::validate.
Result<geo::Area> area_from_geojson(const boost::json::value& value, const std::string& field);

// A MultiPolygon; circles become polygons of 64 sides. Exclusions are written as holes of every polygon,
// which a reader takes as even-odd only when they lie inside; use for showing.
boost::json::object area_to_geojson(const geo::Area& area);

}  // namespace tocsin::wire
