#include "bench/audience_floor.h"

#include <algorithm>
#include <cmath>

#include "geo/distance.h"

namespace tocsin::bench {
namespace {

constexpr int per_degree = 20;
constexpr int rows = 180 * per_degree;
constexpr int columns = 360 * per_degree;

int row_of(double lat) { return std::clamp(static_cast<int>((lat + 90) * per_degree), 0, rows - 1); }
int column_of(double lon) { return std::clamp(static_cast<int>((lon + 180) * per_degree), 0, columns - 1); }

template <class Visit>
void for_each_edge(const geo::Area& area, Visit visit) {
  const auto ring_edges = [&](const std::vector<geo::Point>& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const geo::Point& a = ring[i];
      const geo::Point& b = ring[i + 1 == ring.size() ? 0 : i + 1];
      if (a.lat < b.lat) visit(a, b);
      if (b.lat < a.lat) visit(b, a);
    }
  };
  for (const auto& polygon : area.polygons) {
    ring_edges(polygon.outer);
    for (const auto& hole : polygon.holes) ring_edges(hole);
  }
}

bool is_east(double low_lat, double low_lon, double high_lat, double high_lon, double lat, double lon) {
  return (high_lon - low_lon) * (lat - low_lat) > (high_lat - low_lat) * (lon - low_lon);
}

}  // namespace

StaticGrid::StaticGrid(const std::vector<geo::Point>& people) {
  begins_.resize(std::size_t{rows} * columns + 1);
  const auto cell_of = [](const geo::Point& p) {
    return static_cast<std::size_t>(row_of(p.lat)) * columns + static_cast<std::size_t>(column_of(p.lon));
  };
  for (const geo::Point& p : people) ++begins_[cell_of(p) + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  keys_.resize(people.size());
  points_.resize(people.size());
  std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::uint32_t at = next[cell_of(people[i])]++;
    keys_[at] = static_cast<std::uint32_t>(i);
    points_[at] = people[i];
  }
}

void StaticGrid::take(int row, int first, int last, std::vector<std::uint32_t>& keys) const {
  if (first > last) return;
  const auto at = static_cast<std::size_t>(row) * columns;
  keys.insert(keys.end(), keys_.begin() + begins_[at + static_cast<std::size_t>(first)],
              keys_.begin() + begins_[at + static_cast<std::size_t>(last) + 1]);
}

void StaticGrid::collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const {
  keys.clear();
  if (!area.polygons.empty()) collect_rings(area, keys);
  if (!area.circles.empty()) collect_circle(area.circles[0], keys);
}

void StaticGrid::collect_rings(const geo::Area& area, std::vector<std::uint32_t>& keys) const {
  // Slabs: the edges of each row of cells.
  int first_row = rows, last_row = -1;
  for_each_edge(area, [&](const geo::Point& low, const geo::Point& high) {
    first_row = std::min(first_row, row_of(low.lat));
    last_row = std::max(last_row, row_of(high.lat));
  });
  if (last_row < first_row) return;
  std::vector<std::vector<StaticEdge>> slabs(static_cast<std::size_t>(last_row - first_row + 1));
  for_each_edge(area, [&](const geo::Point& low, const geo::Point& high) {
    for (int row = row_of(low.lat); row <= row_of(high.lat); ++row)
      slabs[static_cast<std::size_t>(row - first_row)].push_back({low.lat, low.lon, high.lat, high.lon});
  });
  struct Range {
    int first, last;
  };
  std::vector<Range> ranges;
  for (int row = first_row; row <= last_row; ++row) {
    const auto& slab = slabs[static_cast<std::size_t>(row - first_row)];
    const double south = static_cast<double>(row) / per_degree - 90 - 1e-9;
    const double north = south + 1.0 / per_degree + 2e-9;
    ranges.clear();
    for (const StaticEdge& e : slab) {
      const double slope = (e.high_lon - e.low_lon) / (e.high_lat - e.low_lat);
      const double a = e.low_lon + (std::max(south, e.low_lat) - e.low_lat) * slope;
      const double b = e.low_lon + (std::min(north, e.high_lat) - e.low_lat) * slope;
      ranges.push_back({column_of(std::min(a, b) - 1e-9), column_of(std::max(a, b) + 1e-9)});
    }
    std::ranges::sort(ranges, {}, &Range::first);
    const auto odd = [&](double lat, double lon) {
      bool inside = false;
      for (const StaticEdge& e : slab)
        inside ^= e.low_lat <= lat && lat < e.high_lat &&
                  is_east(e.low_lat, e.low_lon, e.high_lat, e.high_lon, lat, lon);
      return inside;
    };
    int column = ranges.empty() ? columns : ranges[0].first;
    for (const Range& range : ranges) {
      if (range.first > column) {
        const double middle = static_cast<double>(column) / per_degree - 180 + 0.5 / per_degree;
        if (odd((south + north) / 2, middle)) take(row, column, range.first - 1, keys);
        column = range.first;
      }
      if (range.last < column) continue;
      const auto at = static_cast<std::size_t>(row) * columns;
      const std::uint32_t end = begins_[at + static_cast<std::size_t>(range.last) + 1];
      for (std::uint32_t i = begins_[at + static_cast<std::size_t>(column)]; i < end; ++i) {
        if (odd(points_[i].lat, points_[i].lon)) keys.push_back(keys_[i]);
      }
      column = range.last + 1;
    }
  }
}

void StaticGrid::collect_circle(const geo::Circle& circle, std::vector<std::uint32_t>& keys) const {
  const double reach = circle.radius_m * geo::degrees_per_m;
  const double wide = reach / std::cos((std::abs(circle.center.lat) + reach) * geo::radians_per_degree);
  const double center_cosine = std::cos(circle.center.lat * geo::radians_per_degree);
  const double sine = std::sin(circle.radius_m / geo::earth_radius_m / 2);
  for (int row = row_of(circle.center.lat - reach); row <= row_of(circle.center.lat + reach); ++row) {
    const auto at = static_cast<std::size_t>(row) * columns;
    const std::uint32_t end = begins_[at + static_cast<std::size_t>(column_of(circle.center.lon + wide)) + 1];
    for (std::uint32_t i = begins_[at + static_cast<std::size_t>(column_of(circle.center.lon - wide))];
         i < end; ++i) {
      const double y = std::sin((points_[i].lat - circle.center.lat) * geo::radians_per_degree / 2);
      const double x = std::sin((points_[i].lon - circle.center.lon) * geo::radians_per_degree / 2);
      const double h = y * y + center_cosine * std::cos(points_[i].lat * geo::radians_per_degree) * x * x;
      if (h <= sine * sine) keys.push_back(keys_[i]);
    }
  }
}

BruteScan::BruteScan(const std::vector<geo::Point>& people) {
  for (const geo::Point& p : people)
    points_.push_back({static_cast<float>(p.lat), static_cast<float>(p.lon)});
}

void BruteScan::collect(const geo::Area& area, std::vector<std::uint32_t>& keys) const {
  keys.clear();
  const geo::Bounds box = geo::bounds(area);
  const auto south = static_cast<float>(box.south), north = static_cast<float>(box.north);
  const auto west = static_cast<float>(box.west), east = static_cast<float>(box.east);
  // Slabs of latitude, four a vertex.
  std::size_t edges = 0;
  for_each_edge(area, [&](const geo::Point&, const geo::Point&) { ++edges; });
  const std::size_t slabs = std::clamp<std::size_t>(edges, 1, 4096);
  std::vector<std::vector<StaticEdge>> by_slab(slabs);
  const double per_slab = static_cast<double>(slabs) / std::max(1e-9, box.north - box.south);
  const auto slab_of = [&](double lat) {
    return static_cast<std::size_t>(
        std::clamp((lat - box.south) * per_slab, 0.0, static_cast<double>(slabs - 1)));
  };
  for_each_edge(area, [&](const geo::Point& low, const geo::Point& high) {
    for (std::size_t i = slab_of(low.lat); i <= slab_of(high.lat); ++i)
      by_slab[i].push_back({low.lat, low.lon, high.lat, high.lon});
  });
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const Small p = points_[i];
    if (!((p.lat >= south) & (p.lat <= north) & (p.lon >= west) & (p.lon <= east))) continue;
    const geo::Point at{p.lat, p.lon};
    bool inside = false;
    if (edges > 0) {
      for (const StaticEdge& e : by_slab[slab_of(at.lat)])
        inside ^= e.low_lat <= at.lat && at.lat < e.high_lat &&
                  is_east(e.low_lat, e.low_lon, e.high_lat, e.high_lon, at.lat, at.lon);
    }
    for (const geo::Circle& circle : area.circles)
      inside = inside || geo::distance_m(at, circle.center) <= circle.radius_m;
    if (inside) keys.push_back(static_cast<std::uint32_t>(i));
  }
}

}  // namespace tocsin::bench
