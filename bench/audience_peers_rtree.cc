// Others' headers do not meet our warnings.
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <geos_c.h>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/iterator/function_output_iterator.hpp>

#include "bench/audience_peers.h"
#include "geo/bounds.h"
#include "geo/distance.h"

namespace tocsin::bench {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;
using RtreePoint = bg::model::point<double, 2, bg::cs::cartesian>;
using RtreeValue = std::pair<RtreePoint, std::uint32_t>;

struct RtreePeer::State {
  bgi::rtree<RtreeValue, bgi::linear<32>> tree;
  GEOSContextHandle_t geos = nullptr;
};

RtreePeer::RtreePeer(const std::vector<geo::Point>& people) : state_(std::make_unique<State>()) {
  std::vector<RtreeValue> values(people.size());
  for (std::uint32_t i = 0; i < people.size(); ++i) values[i] = {RtreePoint(people[i].lon, people[i].lat), i};
  state_->tree = decltype(state_->tree)(values);
  state_->geos = GEOS_init_r();
}
RtreePeer::~RtreePeer() { GEOS_finish_r(state_->geos); }

namespace {

GEOSGeometry* ring_of(GEOSContextHandle_t geos, const std::vector<geo::Point>& ring) {
  const auto count = static_cast<unsigned>(ring.size() + 1);
  GEOSCoordSequence* const sequence = GEOSCoordSeq_create_r(geos, count, 2);
  for (unsigned i = 0; i < count; ++i)
    GEOSCoordSeq_setXY_r(geos, sequence, i, ring[i % ring.size()].lon, ring[i % ring.size()].lat);
  return GEOSGeom_createLinearRing_r(geos, sequence);
}

}  // namespace

void RtreePeer::collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const {
  keys.clear();
  GEOSContextHandle_t geos = state_->geos;
  if (!area.circles.empty()) {
    const geo::Circle& circle = area.circles[0];
    const geo::Bounds box = geo::bounds(area);
    const bg::model::box<RtreePoint> wanted(RtreePoint(box.west, box.south), RtreePoint(box.east, box.north));
    for (auto at = state_->tree.qbegin(bgi::intersects(wanted)); at != state_->tree.qend(); ++at) {
      const geo::Point p{bg::get<1>(at->first), bg::get<0>(at->first)};
      if (geo::distance_m(p, circle.center) <= circle.radius_m) keys.push_back(at->second);
    }
    return;
  }
  for (const auto& polygon : area.polygons) {
    std::vector<GEOSGeometry*> holes;
    for (const auto& hole : polygon.holes) holes.push_back(ring_of(geos, hole));
    GEOSGeometry* const shape = GEOSGeom_createPolygon_r(geos, ring_of(geos, polygon.outer), holes.data(),
                                                         static_cast<unsigned>(holes.size()));
    const GEOSPreparedGeometry* const prepared = GEOSPrepare_r(geos, shape);
    const geo::Bounds box = geo::bounds({.polygons = {{polygon.outer, {}}}, .circles = {}, .excluded = {}});
    const bg::model::box<RtreePoint> wanted(RtreePoint(box.west, box.south), RtreePoint(box.east, box.north));
    state_->tree.query(bgi::intersects(wanted),
                       boost::make_function_output_iterator([&](const RtreeValue& at) {
                         GEOSGeometry* const point =
                             GEOSGeom_createPointFromXY_r(geos, bg::get<0>(at.first), bg::get<1>(at.first));
                         if (GEOSPreparedIntersects_r(geos, prepared, point) == 1) keys.push_back(at.second);
                         GEOSGeom_destroy_r(geos, point);
                       }));
    GEOSPreparedGeom_destroy_r(geos, prepared);
    GEOSGeom_destroy_r(geos, shape);
  }
}

}  // namespace tocsin::bench
