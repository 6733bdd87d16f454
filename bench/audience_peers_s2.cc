// Others' headers do not meet our warnings.
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <s2/mutable_s2shape_index.h>
#include <s2/s2cap.h>
#include <s2/s2cell.h>
#include <s2/s2cell_union.h>
#include <s2/s2error.h>
#include <s2/s2latlng.h>
#include <s2/s2loop.h>
#include <s2/s2polygon.h>
#include <s2/s2region_coverer.h>

#include <algorithm>

#include "bench/audience_peers.h"
#include "geo/distance.h"

namespace tocsin::bench {

struct S2Peer::State {
  std::vector<std::uint64_t> cells;
  std::vector<std::uint32_t> keys;
  std::vector<S2Point> points;
};

S2Peer::S2Peer(const std::vector<geo::Point>& people) : state_(std::make_unique<State>()) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> sorted(people.size());
  for (std::uint32_t i = 0; i < people.size(); ++i)
    sorted[i] = {S2CellId(S2LatLng::FromDegrees(people[i].lat, people[i].lon)).id(), i};
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [cell, key] : sorted) {
    state_->cells.push_back(cell);
    state_->keys.push_back(key);
    state_->points.push_back(S2LatLng::FromDegrees(people[key].lat, people[key].lon).ToPoint());
  }
}
S2Peer::~S2Peer() = default;

namespace {

std::unique_ptr<S2Loop> loop_of(const std::vector<geo::Point>& ring) {
  std::vector<S2Point> vertices;
  for (const geo::Point& p : ring) vertices.push_back(S2LatLng::FromDegrees(p.lat, p.lon).ToPoint());
  auto loop = std::make_unique<S2Loop>(vertices, S2Debug::DISABLE);
  S2Error error;
  if (loop->FindValidationError(&error)) return nullptr;
  loop->Normalize();
  return loop;
}

}  // namespace

bool S2Peer::collect(const geo::Area& area, int cells_max, std::vector<std::uint32_t>& keys) const {
  keys.clear();
  S2RegionCoverer::Options options;
  options.set_max_cells(cells_max);
  S2RegionCoverer coverer(options);
  const auto take = [&](const S2Region& region, const auto& contains) {
    const S2CellUnion covering = coverer.GetCovering(region);
    for (const S2CellId id : covering) {
      const bool whole = region.Contains(S2Cell(id));
      auto i = std::lower_bound(state_->cells.begin(), state_->cells.end(), id.range_min().id()) -
               state_->cells.begin();
      const auto end = std::upper_bound(state_->cells.begin() + i, state_->cells.end(), id.range_max().id()) -
                       state_->cells.begin();
      if (whole) {
        keys.insert(keys.end(), state_->keys.begin() + i, state_->keys.begin() + end);
        continue;
      }
      for (; i < end; ++i) {
        if (contains(state_->points[i])) keys.push_back(state_->keys[i]);
      }
    }
  };
  if (!area.circles.empty()) {
    const geo::Circle& circle = area.circles[0];
    const S2Cap cap(S2LatLng::FromDegrees(circle.center.lat, circle.center.lon).ToPoint(),
                    S1Angle::Radians(circle.radius_m / geo::earth_radius_m));
    take(cap, [&](const S2Point& p) { return cap.Contains(p); });
    return true;
  }
  std::vector<std::unique_ptr<S2Loop>> loops;
  for (const auto& polygon : area.polygons) {
    loops.push_back(loop_of(polygon.outer));
    if (!loops.back()) return false;
    for (const auto& hole : polygon.holes) {
      loops.push_back(loop_of(hole));
      if (!loops.back()) return false;
    }
  }
  S2Polygon polygon;
  polygon.set_s2debug_override(S2Debug::DISABLE);
  polygon.InitNested(std::move(loops));
  take(polygon, [&](const S2Point& p) { return polygon.Contains(p); });
  return true;
}

}  // namespace tocsin::bench
