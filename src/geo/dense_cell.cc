#include "geo/dense_cell.h"

#include <algorithm>

namespace tocsin::geo {

DenseCell::DenseCell(const CellTest& test, double south, double north) : test_(test) {
  for (const CellTest::Edge& edge : test.edges) {
    if (edge.turns_at_low) turns_.push_back(edge.low.lat);
    if (edge.turns_at_high) turns_.push_back(edge.high_lat);
    if (!(edge.low.lat <= south && north < edge.high_lat)) {
      others_.push_back(edge);
      continue;
    }
    const double at_south = edge.low.lon + (south - edge.low.lat) / edge.rise * edge.run;
    const double at_north = edge.low.lon + (north - edge.low.lat) / edge.rise * edge.run;
    reaches_.push_back({std::min(at_south, at_north), std::max(at_south, at_north), edge});
    width_max_ = std::max(width_max_, reaches_.back().east - reaches_.back().west);
  }
  std::ranges::sort(turns_);
  std::ranges::sort(reaches_, {}, &Reach::west);
  for (const Reach& reach : reaches_) wests_.push_back(reach.west);
}

CellTest::Verdict DenseCell::judge(const Point& point) const {
  const auto index = [](const auto& list, auto at) { return static_cast<std::size_t>(at - list.begin()); };
  bool odd = test_.is_odd;
  odd ^= index(turns_, std::ranges::upper_bound(turns_, point.lat)) % 2 == 1;
  const std::size_t first =
      index(wests_, std::ranges::lower_bound(wests_, point.lon - width_max_ - grid::slack));
  const std::size_t end = index(wests_, std::ranges::upper_bound(wests_, point.lon + grid::slack));
  odd ^= (reaches_.size() - end) % 2 == 1;
  for (std::size_t i = first; i < end; ++i) {
    const double side = side_of(reaches_[i].edge, point);
    if (side == 0) return test_.verdicts[1];
    odd ^= side > 0;
  }
  for (const CellTest::Edge& edge : others_) {
    if (point.lat < edge.low.lat || point.lat > edge.high_lat) continue;
    const double side = side_of(edge, point);
    if (side == 0 && (edge.rise != 0 || (edge.low.lon <= point.lon && point.lon <= edge.high_lon)))
      return test_.verdicts[1];
    odd ^= side > 0 && point.lat < edge.high_lat;
  }
  return test_.verdicts[odd ? 2 : 0];
}

}  // namespace tocsin::geo
