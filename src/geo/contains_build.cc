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
        area_.south_ = std::min(area_.south_, edge.low.lat);
        area_.north_ = std::max(area_.north_, edge.high.lat);
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

  PreparedArea& area_;
  std::uint32_t polygons_ = 0;
};

class PreparedArea::BandsBuilder {
 public:
  BandsBuilder(const Outline& outline, Bands& bands) : outline_(outline), bands_(bands) {}

  void build() {
    if (outline_.edges.empty()) return;
    choose_bands();
    std::vector<std::uint32_t> ends(bands_.run_ends.size() + 1);
    for_each_place([&](std::size_t band, const Edge&, std::uint32_t) { ++ends[band + 1]; });
    for (std::size_t band = 1; band < ends.size(); ++band) ends[band] += ends[band - 1];
    bands_.edges.resize(ends.back());
    std::vector<std::uint32_t> rings(ends.back());
    std::vector<std::uint32_t> next(ends.begin(), ends.end() - 1);
    // Edges come ring by ring, so each band has its rings in order.
    for_each_place([&](std::size_t band, const Edge& edge, std::uint32_t ring) {
      rings[next[band]] = ring;
      bands_.edges[next[band]++] = edge;
    });
    for (std::size_t band = 0; band + 1 < ends.size(); ++band) {
      for (std::uint32_t i = ends[band]; i < ends[band + 1]; ++i) {
        if (i == ends[band] || rings[i] != rings[i - 1]) bands_.runs.push_back({rings[i], i});
        bands_.runs.back().end = i + 1;
      }
      bands_.run_ends[band] = static_cast<std::uint32_t>(bands_.runs.size());
    }
  }

 private:
  // An edge has a place in one band and in one more for every border that it crosses: E edges in bands of
  // height h have E + rise / h places. With h >= rise / 2E that is 3 E at most.
  void choose_bands() {
    double rise = 0;
    for (const Edge& edge : outline_.edges) rise += edge.high.lat - edge.low.lat;
    const double height = bands_.north - bands_.south;
    const double bands_max = 2 * static_cast<double>(outline_.edges.size());
    const double bands = rise > height ? std::floor(bands_max * (height / rise)) : bands_max;
    bands_.run_ends.resize(static_cast<std::size_t>(std::max(1.0, bands)));
    bands_.per_degree = height > 0 ? static_cast<double>(bands_.run_ends.size()) / height : 0;
    if (!std::isfinite(bands_.per_degree)) bands_.per_degree = 0;
  }

  template <class Callback>
  void for_each_place(Callback callback) const {
    for (const Loop& loop : outline_.loops) {
      for (const Edge& edge : std::span(outline_.edges).subspan(loop.begin, loop.end - loop.begin)) {
        const std::size_t last = bands_.of(edge.high.lat);
        for (std::size_t band = bands_.of(edge.low.lat); band <= last; ++band)
          callback(band, edge, loop.ring);
      }
    }
  }

  const Outline& outline_;
  Bands& bands_;
};

PreparedArea::PreparedArea(const Area& area) {
  const Result<> valid = validate(area);
  TOCSIN_CHECK(valid.has_value(), "{}", valid.error().field);
  bounds_ = geo::bounds(area);
  for (const Circle& circle : area.circles) circles_.emplace_back(circle);
  has_excluded_ = !area.excluded.empty();
  is_cut_ =
      has_excluded_ || std::ranges::any_of(area.polygons, [](const Polygon& p) { return !p.holes.empty(); });
  std::size_t vertices = 0;
  for (const auto* polygons : {&area.polygons, &area.excluded}) {
    for (const Polygon& polygon : *polygons) {
      vertices += polygon.outer.size();
      for (const auto& hole : polygon.holes) vertices += hole.size();
    }
  }
  if (vertices > 0) south_ = 90, north_ = -90;
  outline_.edges.reserve(vertices);
  outline_.is_turned.reserve(vertices);
  Builder builder(*this);
  for (const Polygon& polygon : area.polygons) builder.add(polygon, false);
  for (const Polygon& polygon : area.excluded) builder.add(polygon, true);
}

const PreparedArea::Bands& PreparedArea::bands() const {
  if (lazy_->ready.load(std::memory_order_acquire)) return lazy_->bands;
  std::call_once(lazy_->once, [this] {
    lazy_->bands.south = south_;
    lazy_->bands.north = north_;
    BandsBuilder(outline_, lazy_->bands).build();
    lazy_->ready.store(true, std::memory_order_release);
  });
  return lazy_->bands;
}

// Monotonic in `lat`, which is all that the bands need: an edge is in every band between those of its ends.
std::size_t PreparedArea::Bands::of(double lat) const {
  const double band = (lat - south) * per_degree;
  if (!(band > 0)) return 0;
  return std::min(static_cast<std::size_t>(std::min(band, 1e9)), run_ends.size() - 1);
}

std::size_t PreparedArea::Bands::first_edge_of(std::size_t band) const {
  const std::size_t run = band == 0 ? 0 : run_ends[band - 1];
  return run == 0 ? 0 : runs[run - 1].end;
}

}  // namespace tocsin::geo
