#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "geo/contains.h"
#include "geo/ring.h"

namespace tocsin::geo {

class PreparedArea::Builder {
 public:
  explicit Builder(PreparedArea& area) : area_(area) {}

  void add(const Polygon& polygon, bool is_excluded) {
    add_ring(polygon.outer, {.polygon = polygons_, .is_hole = false, .is_excluded = is_excluded});
    for (const auto& hole : polygon.holes) {
      add_ring(hole, {.polygon = polygons_, .is_hole = true, .is_excluded = is_excluded});
    }
    ++polygons_;
  }

  void finish() {
    if (area_.outline_.edges.empty()) return;
    choose_bands();
    std::vector<std::uint32_t> ends(area_.run_ends_.size() + 1);
    for_each_place([&](std::size_t band, const Edge&, std::uint32_t) { ++ends[band + 1]; });
    for (std::size_t band = 1; band < ends.size(); ++band) ends[band] += ends[band - 1];
    area_.edges_.resize(ends.back());
    std::vector<std::uint32_t> rings(ends.back());
    std::vector<std::uint32_t> next(ends.begin(), ends.end() - 1);
    // Edges come ring by ring, so each band has its rings in order.
    for_each_place([&](std::size_t band, const Edge& edge, std::uint32_t ring) {
      rings[next[band]] = ring;
      area_.edges_[next[band]++] = edge;
    });
    for (std::size_t band = 0; band + 1 < ends.size(); ++band) {
      for (std::uint32_t i = ends[band]; i < ends[band + 1]; ++i) {
        if (i == ends[band] || rings[i] != rings[i - 1]) area_.runs_.push_back({rings[i], i});
        area_.runs_.back().end = i + 1;
      }
      area_.run_ends_[band] = static_cast<std::uint32_t>(area_.runs_.size());
    }
  }

 private:
  void add_ring(const std::vector<Point>& points, const Ring& ring) {
    const auto id = static_cast<std::uint32_t>(area_.rings_.size());
    area_.rings_.push_back(ring);
    const UnwrappedRing unwrapped = unwrap(points);
    TOCSIN_CHECK(unwrapped.winding == 0);
    // Every copy that meets [-180, 180] is kept, so that a question need not be asked on several turns. The
    // insides of two copies never overlap, since no ring is wider than 360 degrees.
    for (int shift = -UnwrappedRing::shift_max; shift <= UnwrappedRing::shift_max; ++shift) {
      if (!unwrapped.meets_earth(shift)) continue;
      Outline& outline = area_.outline_;
      const auto begin = static_cast<std::uint32_t>(outline.edges.size());
      for (std::size_t i = 0; i < unwrapped.points.size(); ++i) {
        const UnwrappedPoint& a = unwrapped.points[i];
        const UnwrappedPoint& b = unwrapped.points[(i + 1) % unwrapped.points.size()];
        Edge edge{{a.at.lat, a.lon(shift)}, {b.at.lat, b.lon(shift)}};
        const bool swap =
            edge.low.lat != edge.high.lat ? edge.low.lat > edge.high.lat : edge.low.lon > edge.high.lon;
        if (swap) std::swap(edge.low, edge.high);
        outline.edges.push_back(edge);
        outline.is_turned.push_back(swap);
      }
      outline.loops.push_back({begin, static_cast<std::uint32_t>(outline.edges.size()), id});
    }
    if (!ring.is_hole && !ring.is_excluded) {
      area_.pole_[0] = area_.pole_[0] || touches_pole(points, -90);
      area_.pole_[1] = area_.pole_[1] || touches_pole(points, 90);
    }
  }

  std::span<const Edge> edges() const { return area_.outline_.edges; }

  // An edge has a place in one band and in one more for every border that it crosses: E edges in bands of
  // height h have E + rise / h places. With h >= rise / 2E that is 3 E at most.
  void choose_bands() {
    area_.south_ = 90;
    area_.north_ = -90;
    double rise = 0;
    for (const Edge& edge : edges()) {
      area_.south_ = std::min(area_.south_, edge.low.lat);
      area_.north_ = std::max(area_.north_, edge.high.lat);
      rise += edge.high.lat - edge.low.lat;
    }
    const double height = area_.north_ - area_.south_;
    const double bands_max = 2 * static_cast<double>(edges().size());
    const double bands = rise > height ? std::floor(bands_max * (height / rise)) : bands_max;
    area_.run_ends_.resize(static_cast<std::size_t>(std::max(1.0, bands)));
    area_.bands_per_degree_ = height > 0 ? static_cast<double>(area_.run_ends_.size()) / height : 0;
    if (!std::isfinite(area_.bands_per_degree_)) area_.bands_per_degree_ = 0;
  }

  template <class Callback>
  void for_each_place(Callback callback) const {
    for (const Loop& loop : area_.outline_.loops) {
      for (const Edge& edge : edges().subspan(loop.begin, loop.end - loop.begin)) {
        const std::size_t last = area_.band_of(edge.high.lat);
        for (std::size_t band = area_.band_of(edge.low.lat); band <= last; ++band)
          callback(band, edge, loop.ring);
      }
    }
  }

  PreparedArea& area_;
  std::uint32_t polygons_ = 0;
};

PreparedArea::PreparedArea(const Area& area) {
  const Result<> valid = validate(area);
  TOCSIN_CHECK(valid.has_value(), "{}", valid.error().field);
  bounds_ = geo::bounds(area);
  for (const Circle& circle : area.circles) circles_.emplace_back(circle);
  has_excluded_ = !area.excluded.empty();
  is_cut_ =
      has_excluded_ || std::ranges::any_of(area.polygons, [](const Polygon& p) { return !p.holes.empty(); });
  Builder builder(*this);
  for (const Polygon& polygon : area.polygons) builder.add(polygon, false);
  for (const Polygon& polygon : area.excluded) builder.add(polygon, true);
  builder.finish();
}

// Monotonic in `lat`, which is all that the bands need: an edge is in every band between those of its ends.
std::size_t PreparedArea::band_of(double lat) const {
  const double band = (lat - south_) * bands_per_degree_;
  if (!(band > 0)) return 0;
  return std::min(static_cast<std::size_t>(std::min(band, 1e9)), run_ends_.size() - 1);
}

std::size_t PreparedArea::edges_at(double lat) const {
  if (runs_.empty()) return 0;
  const std::size_t band = band_of(lat);
  const std::size_t last = run_ends_[band];
  return (last == 0 ? 0 : runs_[last - 1].end) - first_edge_of(band);
}

std::size_t PreparedArea::first_edge_of(std::size_t band) const {
  const std::size_t run = band == 0 ? 0 : run_ends_[band - 1];
  return run == 0 ? 0 : runs_[run - 1].end;
}

}  // namespace tocsin::geo
