#include "geo/raster.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tocsin::geo {
namespace {

using grid::columns;
using grid::slack;
using grid::tile_side;

// Less rise than this is level: no parameter along it can be trusted.
constexpr double rise_min = 1e-12;

// Half the width in degrees of longitude of a circle at one latitude, from sin^2 of half its radius as an
// angle, which may be widened or narrowed by `margin`. Negative where it has none.
double half_width(const CircleTest& test, double haversine, double lat, double margin) {
  const double center = test.circle().center.lat;
  const double sine = std::sin((lat - center) * radians_per_degree / 2);
  const double cosines = std::cos(center * radians_per_degree) * std::cos(lat * radians_per_degree);
  const double square = (haversine + margin - sine * sine) / std::max(cosines, 1e-12);
  if (square < 0) return -1;
  return square >= 1 ? 180 : 2 * std::asin(std::sqrt(square)) / radians_per_degree;
}

}  // namespace

Raster::Raster(const PreparedArea& area) : area_(area) {
  if (area.empty()) return;
  const PreparedArea::Outline& outline = area.outline();
  double south = 90, north = -90, west = 180, east = -180;
  const std::size_t count = outline.edges.size();
  per_rise_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const PreparedArea::Edge& edge = outline.edges[i];
    south = std::min(south, edge.low.lat);
    north = std::max(north, edge.high.lat);
    west = std::min({west, edge.low.lon, edge.high.lon});
    east = std::max({east, edge.low.lon, edge.high.lon});
    const double rise = edge.high.lat - edge.low.lat;
    per_rise_[i] = rise < rise_min ? 0 : 1 / rise;
  }
  for (const CircleTest& test : area.circles()) {
    const double reach = test.circle().radius_m * degrees_per_m + 1e-9;
    south = std::min(south, test.circle().center.lat - reach);
    north = std::max(north, test.circle().center.lat + reach);
  }
  first_row_ = grid::row_within(std::max(-90.0, south - slack));
  last_row_ = grid::row_within(std::min(90.0, north + slack));
  const bool is_wide = !area.circles().empty() || area.bounds().west > area.bounds().east;
  first_tile_ = is_wide ? 0 : std::clamp(grid::column_beyond(west - slack), 0, columns - 1) / tile_side;
  last_tile_ = is_wide ? grid::tile_columns - 1
                       : std::clamp(grid::column_beyond(east + slack), 0, columns - 1) / tile_side;
  if (area.bounds().west <= area.bounds().east && !area.circles().empty()) {
    // The bounds hold the circles too. A point on either side of the antimeridian is on both.
    const bool to_edge = area.bounds().west <= -180 + slack || area.bounds().east >= 180 - slack;
    if (!to_edge) {
      first_tile_ = grid::column_of(std::max(-180.0, std::min(west, area.bounds().west) - slack)) / tile_side;
      last_tile_ = grid::column_of(std::min(180.0, std::max(east, area.bounds().east) + slack)) / tile_side;
    }
  }
  one_loop_ = outline.loops.size() == 1;
  if (!one_loop_) {
    loop_of_.resize(count);
    for (std::uint32_t loop = 0; loop < outline.loops.size(); ++loop) {
      for (std::uint32_t i = outline.loops[loop].begin; i < outline.loops[loop].end; ++i) loop_of_[i] = loop;
    }
  }
  ring_odd_.resize(area.rings().size());
  for (const PreparedArea::Ring& ring : area.rings()) {
    if (ring.polygon >= polygons_.size()) polygons_.resize(ring.polygon + 1);
    polygons_[ring.polygon].is_excluded = ring.is_excluded;
  }
}

Raster::Columns Raster::columns_of(std::size_t index, int row) const {
  const PreparedArea::Edge& edge = area_.outline().edges[index];
  const double south = grid::south_of(row) - slack;
  const double north = grid::south_of(row + 1) + slack;
  double from = edge.low.lon;
  double to = edge.high.lon;
  if (per_rise_[index] > 0) {
    const double run = edge.high.lon - edge.low.lon;
    if (north < edge.high.lat) to = from + (north - edge.low.lat) * per_rise_[index] * run;
    if (south > edge.low.lat) from += (south - edge.low.lat) * per_rise_[index] * run;
  }
  if (from > to) std::swap(from, to);
  return {grid::column_beyond(from - slack), grid::column_beyond(to + slack)};
}

void Raster::set_edges(int first_row, int last_row) {
  for (auto& spans : spans_) spans.clear();
  const auto& edges = area_.outline().edges;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const int first = std::max(first_row, grid::row_within(std::max(-90.0, edges[i].low.lat - slack)));
    const int last = std::min(last_row, grid::row_within(std::min(90.0, edges[i].high.lat + slack)));
    for (int row = first; row <= last; ++row) {
      if (!wanted_rows_[static_cast<std::size_t>(row - first_row)]) continue;
      const Columns at = columns_of(i, row);
      // Shifted by one, so that -1 sorts below 0.
      spans_[static_cast<std::size_t>(row - first_row)].push_back(
          static_cast<std::uint64_t>(at.last + 1) << 48 | static_cast<std::uint64_t>(at.first + 1) << 32 | i);
    }
  }
  for (auto& spans : spans_) std::sort(spans.begin(), spans.end(), std::greater<>());
}

void Raster::visit(Visitor& visitor) {
  if (area_.empty()) return;
  // Aligned to tiles: visitors may work tile by tile.
  for (int strip = first_row_ - first_row_ % tile_side; strip <= last_row_; strip += tile_side) {
    const int last = std::min(strip + tile_side - 1, last_row_);
    bool any = false;
    for (int row = strip; row <= last; ++row) {
      const std::uint32_t* const bits = visitor.wanted(row);
      const bool is_wanted =
          std::any_of(bits + first_tile_, bits + last_tile_ + 1, [](auto word) { return word != 0; });
      strip_bits_[static_cast<std::size_t>(row - strip)] = bits;
      wanted_rows_[static_cast<std::size_t>(row - strip)] = is_wanted;
      any = any || is_wanted;
    }
    if (!any) continue;
    set_edges(strip, last);
    for (int row = strip; row <= last; ++row) {
      const auto at = static_cast<std::size_t>(row - strip);
      if (!wanted_rows_[at]) continue;
      bits_ = strip_bits_[at];
      if (row == 0 || row == grid::rows - 1) {
        visit_pole_row(visitor, row);
      } else {
        visit_row(visitor, row, spans_[at]);
      }
    }
  }
}

// The last wanted column up to this one; -1 when there is none among the tiles of the area.
int Raster::wanted_before(int column) const {
  if (column < first_tile_ * tile_side) return -1;
  int tile = column / tile_side;
  std::uint32_t word = bits_[tile] & (~std::uint32_t{0} >> (tile_side - 1 - column % tile_side));
  while (word == 0) {
    if (tile == first_tile_) return -1;
    word = bits_[--tile];
  }
  return tile * tile_side + tile_side - 1 - std::countl_zero(word);
}

// At a pole longitudes mean nothing, so its cells follow a rule of their own.
void Raster::visit_pole_row(Visitor& visitor, int row) {
  for (int tile = first_tile_; tile <= last_tile_; ++tile) {
    for (std::uint32_t word = bits_[tile]; word != 0; word &= word - 1)
      visitor.by_area(row, tile * tile_side + std::countr_zero(word));
  }
}

void Raster::retire(std::size_t edge, int row) {
  const PreparedArea::Edge& at = area_.outline().edges[edge];
  const double reference = grid::south_of(row) - slack / 2;
  if (!(at.low.lat <= reference && reference < at.high.lat)) return;
  const std::uint32_t ring = area_.outline().loops[loop_of(edge)].ring;
  const PreparedArea::Ring& kind = area_.rings()[ring];
  PolygonState& polygon = polygons_[kind.polygon];
  int& counter = polygon.is_excluded ? polygons_removed_ : polygons_in_;
  turned_.push_back(ring);
  counter -= polygon.holds();
  ring_odd_[ring] ^= 1;
  if (kind.is_hole) {
    polygon.holes_odd += ring_odd_[ring] ? 1 : -1u;
  } else {
    polygon.outer_odd = ring_odd_[ring];
  }
  counter += polygon.holds();
}

void Raster::visit_row(Visitor& visitor, int row, std::span<const std::uint64_t> spans) {
  circle_columns_.clear();
  for (const CircleTest& test : area_.circles()) add_circle(test, row);
  met_.clear();
  std::size_t next = 0;
  const int lowest = first_tile_ * tile_side;
  int column = wanted_before(last_tile_ * tile_side + tile_side - 1);
  while (column >= lowest) {
    for (; next < spans.size(); ++next) {
      const int last = static_cast<int>(spans[next] >> 48) - 1;
      if (last < column) break;
      const int first = static_cast<int>((spans[next] >> 32) & 0xFFFF) - 1;
      met_.push_back({first, static_cast<std::uint32_t>(spans[next])});
    }
    std::erase_if(met_, [&](const Met& met) {
      if (met.first <= column) return false;
      retire(met.edge, row);
      return true;
    });
    if (!met_.empty()) {
      visit_edge_cell(visitor, row, column);
      column = wanted_before(column - 1);
      continue;
    }
    const int first = next < spans.size() ? std::max(lowest, static_cast<int>(spans[next] >> 48)) : lowest;
    if (polygons_removed_ == 0) {
      if (polygons_in_ > 0) {
        visitor.inside(row, first, column);
      } else if (!circle_columns_.empty()) {
        visit_circles(visitor, row, first, column);
      }
    }
    column = wanted_before(first - 1);
  }
  // What is left lies west of every wanted cell; the sums start anew in the next row.
  for (const std::uint32_t ring : turned_) {
    ring_odd_[ring] = 0;
    PolygonState& polygon = polygons_[area_.rings()[ring].polygon];
    polygon.outer_odd = false, polygon.holes_odd = 0;
  }
  turned_.clear();
  polygons_in_ = polygons_removed_ = 0;
}

void Raster::visit_circles(Visitor& visitor, int row, int first, int last) {
  int lowest = columns, highest = -1;
  for (const CircleColumns& circle : circle_columns_) {
    lowest = std::min(lowest, circle.first);
    highest = std::max(highest, circle.last);
  }
  first = std::max(first, lowest);
  for (int column = wanted_before(std::min(last, highest)); column >= first;
       column = wanted_before(column - 1)) {
    const Held held = circles_hold(column);
    if (held == Held::all) visitor.inside(row, column, column);
    if (held == Held::some) visitor.by_area(row, column);
  }
}

Raster::Held Raster::circles_hold(int column) const {
  Held held = Held::no;
  for (const CircleColumns& circle : circle_columns_) {
    if (circle.first_inside <= column && column <= circle.last_inside) return Held::all;
    if (circle.first <= column && column <= circle.last) held = Held::some;
  }
  return held;
}

// The width of a circle changes one way between the row's borders but for the latitude where meridians touch
// it (sin lat = sin center / cos radius), so three latitudes bound it.
void Raster::add_circle(const CircleTest& test, int row) {
  const Circle& circle = test.circle();
  const double south = std::max(-90.0, grid::south_of(row) - slack);
  const double north = std::min(90.0, grid::south_of(row + 1) + slack);
  const double reach = circle.radius_m * degrees_per_m + slack;
  if (south > circle.center.lat + reach || north < circle.center.lat - reach) return;
  const double angle = circle.radius_m / earth_radius_m;
  const double haversine = std::sin(angle / 2) * std::sin(angle / 2);
  const double margin = 1e-13 + 1e-9 * haversine;
  const double touching = std::sin(circle.center.lat * radians_per_degree) / std::cos(angle);
  double lats[3] = {south, north, south};
  if (std::abs(touching) <= 1) lats[2] = std::clamp(std::asin(touching) / radians_per_degree, south, north);
  double widest = -1, narrowest = 180;
  for (const double lat : lats) {
    widest = std::max(widest, half_width(test, haversine, lat, margin));
    narrowest = std::min(narrowest, half_width(test, haversine, lat, -margin));
  }
  // A circle so small that it lies between the row's borders has its own latitude as the widest.
  if (circle.center.lat >= south && circle.center.lat <= north)
    widest = std::max(widest, half_width(test, haversine, circle.center.lat, margin));
  if (widest < 0) return;
  if (widest >= 179.9) {
    const bool all = narrowest >= 180;
    circle_columns_.push_back({0, columns - 1, all ? 0 : 1, all ? columns - 1 : 0});
    return;
  }
  for (const double turn : {-360.0, 0.0, 360.0}) {
    const double center = circle.center.lon + turn;
    const int first = grid::column_beyond(center - widest - slack);
    const int last = grid::column_beyond(center + widest + slack);
    if (last < 0 || first >= columns) continue;
    CircleColumns found{std::max(0, first), std::min(columns - 1, last), 1, 0};
    if (narrowest > 0) {
      found.first_inside = grid::column_beyond(center - narrowest + slack) + 1;
      found.last_inside = std::min(columns, grid::column_beyond(center + narrowest - slack)) - 1;
    }
    circle_columns_.push_back(found);
  }
}

// Whether the edge beyond that end of `edge` lies east of the cell, so that what lies east turns there.
bool Raster::turns_at(std::size_t index, bool low, int row, int column) const {
  const PreparedArea::Outline& outline = area_.outline();
  const PreparedArea::Edge& edge = outline.edges[index];
  const double lat = low ? edge.low.lat : edge.high.lat;
  if (lat <= grid::south_of(row) - slack / 2 || lat > grid::south_of(row + 1) + slack / 2) return false;
  const PreparedArea::Loop& loop = outline.loops[loop_of(index)];
  const bool before = low != (outline.is_turned[index] != 0);
  std::size_t other = before ? index - 1 : index + 1;
  if (before && index == loop.begin) other = loop.end - 1;
  if (!before && other == loop.end) other = loop.begin;
  return columns_of(other, row).first > column;
}

// Fills `test` when a single ring meets the cell.
bool Raster::make_test(int row, int column, CellTest& test) {
  const auto& outline = area_.outline();
  const std::uint32_t ring = outline.loops[loop_of(met_.front().edge)].ring;
  for (const Met& met : met_) {
    if (outline.loops[loop_of(met.edge)].ring != ring) return false;
  }
  cell_edges_.clear();
  for (const Met& met : met_) {
    const PreparedArea::Edge& edge = outline.edges[met.edge];
    cell_edges_.push_back({.low = edge.low,
                           .high_lat = edge.high.lat,
                           .rise = edge.high.lat - edge.low.lat,
                           .run = edge.high.lon - edge.low.lon,
                           .high_lon = edge.high.lon,
                           .turns_at_low = turns_at(met.edge, true, row, column),
                           .turns_at_high = turns_at(met.edge, false, row, column)});
  }
  test.edges = cell_edges_;
  test.is_odd = ring_odd_[ring] != 0;
  const PreparedArea::Ring& kind = area_.rings()[ring];
  const PolygonState& polygon = polygons_[kind.polygon];
  const int others_in = polygons_in_ - (!polygon.is_excluded && polygon.holds());
  const int others_removed = polygons_removed_ - (polygon.is_excluded && polygon.holds());
  const bool in_other_hole = polygon.holes_odd > (kind.is_hole && ring_odd_[ring] ? 1u : 0u);
  const CellTest::Verdict without =
      circles_hold(column) == Held::no ? CellTest::Verdict::outside : CellTest::Verdict::circles;
  for (std::size_t side = 0; side < 3; ++side) {  // outside, on it, inside
    bool in = false, removed = others_removed > 0;
    const bool in_outer = kind.is_hole ? polygon.outer_odd : side > 0;
    const bool in_hole = in_other_hole || (kind.is_hole && side == 2);
    if (polygon.is_excluded) {
      const bool strictly = kind.is_hole ? polygon.outer_odd && side == 0 : side == 2;
      removed = removed || (strictly && !in_other_hole);
    } else {
      in = in_outer && !in_hole;
    }
    test.verdicts[side] = removed               ? CellTest::Verdict::outside
                          : in || others_in > 0 ? CellTest::Verdict::inside
                                                : without;
  }
  return true;
}

// Edges over a latitude of the row: as many as the area looks at to decide about a point.
std::size_t Raster::crossings(int row) {
  if (crossings_row_ != row) {
    crossings_row_ = row;
    crossings_ = 0;
    const double reference = grid::south_of(row) - slack / 2;
    for (const std::uint64_t span : spans_[static_cast<std::size_t>(row % tile_side)]) {
      const PreparedArea::Edge& edge = area_.outline().edges[static_cast<std::uint32_t>(span)];
      crossings_ += edge.low.lat <= reference && reference < edge.high.lat;
    }
  }
  return crossings_;
}

void Raster::visit_edge_cell(Visitor& visitor, int row, int column) {
  // Few points are not worth a test of many edges.
  const std::size_t points = visitor.points_of(row, column);
  const std::size_t edges = met_.size();
  if (edges > visitor.edges_max()) return visitor.by_area(row, column);
  if (edges > 4 && points * (crossings(row) + 16) < edges * (points + 8)) return visitor.by_area(row, column);
  CellTest test;
  if (!make_test(row, column, test)) return visitor.by_area(row, column);
  visitor.by_edges(row, column, test);
}

}  // namespace tocsin::geo
