#include <algorithm>
#include <array>
#include <bit>

#include "geo/bounds.h"
#include "geo/dense_cell.h"
#include "geo/grid.h"
#include "geo/point_index.h"
#include "geo/raster.h"

namespace tocsin::geo {
namespace {

// From here on it pays to sort a cell's edges.
constexpr std::size_t dense_edges_min = 48;
constexpr std::size_t dense_points_min = 24;

}  // namespace

using grid::tile_columns;
using grid::tile_side;

// Hands the points of the raster's cells to a sink.
class PointIndex::Query : public Raster::Visitor {
 public:
  Query(const PointIndex& index, const PreparedArea& area, Sink& sink)
      : index_(index), area_(area), sink_(sink) {}

  const std::uint32_t* wanted(int row) override { return index_.bits_.data() + strip_of(row, 0); }

  std::size_t points_of(int row, int column) override {
    const Cells cells = cells_at(row, column);
    __builtin_prefetch(cells.view.lats + cells.begin);
    __builtin_prefetch(cells.view.lons + cells.begin);
    return cells.end - cells.begin;
  }

  void inside(int row, int first_column, int last_column) override {
    const int last_tile = last_column / tile_side;
    for (int tile = first_column / tile_side; tile <= last_tile; ++tile) {
      const std::size_t strip = strip_of(row, tile);
      const int first = std::max(first_column - tile * tile_side, 0);
      const int last = std::min(last_column - tile * tile_side, tile_side - 1);
      const std::uint32_t columns = ~std::uint32_t{0} >> (tile_side - 1 - last) & ~std::uint32_t{0} << first;
      if ((index_.bits_[strip] & columns) != 0) add({index_.strips_[strip], first, last});
    }
  }

  void by_edges(int row, int column, const CellTest& test) override {
    const Cells cells = cells_at(row, column);
    if (test.edges.size() < dense_edges_min || cells.end - cells.begin < dense_points_min)
      return filter_by(row, column, test);
    const auto [south, north] =
        std::minmax_element(cells.view.lats + cells.begin, cells.view.lats + cells.end);
    filter_by(row, column, DenseCell(test, *south, *north));
  }

  void by_area(int row, int column) override {
    filter(row, column, [&](const Point& point) { return area_.contains(point); });
  }

  void by_bounds(int row, int column, const Bounds& bounds) {
    filter(row, column, [&](const Point& point) { return bounds.contains(point); });
  }

  void finish() {
    for (std::size_t i = added_ - std::min(added_, waiting_.size()); i < added_; ++i)
      take(waiting_[i % waiting_.size()]);
    added_ = 0;
  }

 private:
  struct Cells {
    StripStore::View view;
    std::uint32_t begin, end;
  };
  struct Piece {
    StripStore::Ref block;
    int first, last;
  };

  static std::size_t strip_of(int row, int tile) {
    return static_cast<std::size_t>(row) * tile_columns + static_cast<std::size_t>(tile);
  }
  Cells cells_at(int row, int column) const {
    const StripStore::View view = index_.store_.view(index_.strips_[strip_of(row, column / tile_side)]);
    return {view, view.begin(column % tile_side), view.begin(column % tile_side + 1)};
  }

  template <class Test>
  void filter_by(int row, int column, const Test& test) {
    filter(row, column, [&](const Point& point) {
      const CellTest::Verdict verdict = test.judge(point);
      return verdict == CellTest::Verdict::inside ||
             (verdict == CellTest::Verdict::circles && area_.in_circle(point));
    });
  }
  template <class Test>
  void filter(int row, int column, const Test& test) {
    const Cells cells = cells_at(row, column);
    for (std::uint32_t at = cells.begin; at < cells.end;) {
      const std::uint32_t end = std::min(cells.end, at + static_cast<std::uint32_t>(keys_.size()));
      std::size_t kept = 0;
      for (; at < end; ++at) {
        const Point point{cells.view.lats[at], cells.view.lons[at]};
        keys_[kept] = cells.view.keys[at];
        lats_[kept] = point.lat;
        lons_[kept] = point.lon;
        kept += test(point) ? 1 : 0;
      }
      if (kept > 0) sink_.take({{keys_.data(), kept}, lats_.data(), lons_.data()});
    }
  }

  // Blocks lie anywhere in memory: each is asked for some pieces before it is read.
  void add(const Piece& piece) {
    index_.store_.prefetch(piece.block);
    Piece& slot = waiting_[added_ % waiting_.size()];
    if (added_ >= waiting_.size()) take(slot);
    slot = piece;
    ++added_;
  }

  void take(const Piece& piece) {
    const StripStore::View view = index_.store_.view(piece.block);
    const std::uint32_t begin = view.begin(piece.first);
    const std::size_t count = view.begin(piece.last + 1) - begin;
    sink_.take({{view.keys + begin, count}, view.lats + begin, view.lons + begin});
  }

  const PointIndex& index_;
  const PreparedArea& area_;
  Sink& sink_;
  std::array<std::uint32_t, 64> keys_;
  std::array<double, 64> lats_, lons_;
  std::array<Piece, 16> waiting_;
  std::size_t added_ = 0;
};

void PointIndex::visit_inside(const PreparedArea& area, Sink& sink) const {
  if (size_ == 0 || area.empty()) return;
  Query query(*this, area, sink);
  Raster(area).visit(query);
  query.finish();
}

std::size_t PointIndex::count_inside(const PreparedArea& area) const {
  std::size_t count = 0;
  for_each_run_inside(area, [&count](std::span<const std::uint32_t> keys) { count += keys.size(); });
  return count;
}

void PointIndex::visit_in_bounds(const Bounds& bounds, Sink& sink) const {
  if (size_ == 0 || bounds.empty()) return;
  static const PreparedArea nowhere{Area{}};
  Query query(*this, nowhere, sink);
  const bool is_wide = bounds.west > bounds.east || bounds.west <= -180 || bounds.east >= 180;
  const int first = is_wide ? 0 : grid::column_of(bounds.west) / tile_side;
  const int last = is_wide ? tile_columns - 1 : grid::column_of(bounds.east) / tile_side;
  const int last_row = grid::row_within(std::min(90.0, bounds.north));
  for (int row = grid::row_within(std::max(-90.0, bounds.south)); row <= last_row; ++row) {
    const std::uint32_t* const bits = query.wanted(row);
    for (int tile = first; tile <= last; ++tile) {
      for (std::uint32_t word = bits[tile]; word != 0; word &= word - 1) {
        const int column = tile * tile_side + std::countr_zero(word);
        const Bounds cell{grid::south_of(row) - grid::slack, grid::west_of(column) - grid::slack,
                          grid::south_of(row + 1) + grid::slack, grid::west_of(column + 1) + grid::slack};
        const Cover held = cover(bounds, cell);
        if (held == Cover::all) query.inside(row, column, column);
        if (held == Cover::some) query.by_bounds(row, column, bounds);
      }
    }
  }
  query.finish();
}

}  // namespace tocsin::geo
