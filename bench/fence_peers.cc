// Others' headers do not meet our warnings.
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "bench/fence_peers.h"

#include <geos_c.h>
#include <s2/mutable_s2shape_index.h>
#include <s2/s2contains_point_query.h>
#include <s2/s2error.h>
#include <s2/s2latlng.h>
#include <s2/s2lax_polygon_shape.h>
#include <s2/s2loop.h>

#include "geo/bounds.h"

namespace tocsin::bench {

namespace {

S2Point to_s2(const geo::Point& p) { return S2LatLng::FromDegrees(p.lat, p.lon).ToPoint(); }

}  // namespace

struct S2Fence::State {
  MutableS2ShapeIndex index;
  std::size_t polygons = 0;
};

S2Fence::S2Fence(const std::vector<geo::Area>& areas, int edges_per_cell)
    : state_(std::make_unique<State>()) {
  MutableS2ShapeIndex::Options options;
  options.set_max_edges_per_cell(edges_per_cell);
  state_->index.Init(options);
  for (const geo::Area& area : areas) {
    for (const geo::Polygon& polygon : area.polygons) {
      std::vector<S2Point> vertices;
      for (const geo::Point& p : polygon.outer) vertices.push_back(to_s2(p));
      // What S2 calls invalid is left out: it would select the rest of the Earth.
      S2Loop loop(vertices, S2Debug::DISABLE);
      S2Error error;
      if (loop.FindValidationError(&error)) continue;
      loop.Normalize();
      std::vector<std::vector<S2Point>> loops(1);
      for (int i = 0; i < loop.num_vertices(); ++i) loops[0].push_back(loop.vertex(i));
      state_->index.Add(std::make_unique<S2LaxPolygonShape>(loops));
      ++state_->polygons;
    }
  }
  state_->index.ForceBuild();
}
S2Fence::~S2Fence() = default;

std::size_t S2Fence::polygons() const { return state_->polygons; }

std::size_t S2Fence::count(const std::vector<geo::Point>& points) const {
  S2ContainsPointQueryOptions options;
  options.set_vertex_model(S2VertexModel::CLOSED);
  auto query = MakeS2ContainsPointQuery(&state_->index, options);
  std::size_t found = 0;
  for (const geo::Point& p : points) {
    query.VisitContainingShapes(to_s2(p), [&found](S2Shape*) {
      ++found;
      return true;
    });
  }
  return found;
}

struct GeosFence::State {
  GEOSContextHandle_t geos = nullptr;
  GEOSSTRtree* tree = nullptr;
  std::vector<GEOSGeometry*> shapes;
  std::vector<const GEOSPreparedGeometry*> prepared;
  const GEOSGeometry* point = nullptr;
  std::size_t found = 0;
};

GeosFence::GeosFence(const std::vector<geo::Area>& areas) : state_(std::make_unique<State>()) {
  state_->geos = GEOS_init_r();
  GEOSContextHandle_t geos = state_->geos;
  state_->tree = GEOSSTRtree_create_r(geos, 10);
  for (const geo::Area& area : areas) {
    for (const geo::Polygon& polygon : area.polygons) {
      const geo::Bounds box = geo::bounds({.polygons = {polygon}, .circles = {}, .excluded = {}});
      if (box.west > box.east) continue;
      const auto count = static_cast<unsigned>(polygon.outer.size() + 1);
      GEOSCoordSequence* const sequence = GEOSCoordSeq_create_r(geos, count, 2);
      for (unsigned i = 0; i < count; ++i) {
        const geo::Point& p = polygon.outer[i % polygon.outer.size()];
        GEOSCoordSeq_setXY_r(geos, sequence, i, p.lon, p.lat);
      }
      state_->shapes.push_back(
          GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, sequence), nullptr, 0));
      state_->prepared.push_back(GEOSPrepare_r(geos, state_->shapes.back()));
    }
  }
  for (std::size_t i = 0; i < state_->shapes.size(); ++i)
    GEOSSTRtree_insert_r(geos, state_->tree, state_->shapes[i],
                         const_cast<GEOSPreparedGeometry*>(state_->prepared[i]));
}

GeosFence::~GeosFence() {
  for (const auto* prepared : state_->prepared) GEOSPreparedGeom_destroy_r(state_->geos, prepared);
  for (auto* shape : state_->shapes) GEOSGeom_destroy_r(state_->geos, shape);
  GEOSSTRtree_destroy_r(state_->geos, state_->tree);
  GEOS_finish_r(state_->geos);
}

std::size_t GeosFence::count(const std::vector<geo::Point>& points) const {
  State& state = *state_;
  state.found = 0;
  for (const geo::Point& p : points) {
    GEOSGeometry* const point = GEOSGeom_createPointFromXY_r(state.geos, p.lon, p.lat);
    state.point = point;
    GEOSSTRtree_query_r(
        state.geos, state.tree, point,
        [](void* item, void* data) {
          State& at = *static_cast<State*>(data);
          at.found += GEOSPreparedIntersects_r(at.geos, static_cast<const GEOSPreparedGeometry*>(item),
                                               at.point) == 1;
        },
        &state);
    GEOSGeom_destroy_r(state.geos, point);
  }
  return state.found;
}

}  // namespace tocsin::bench
