#include <algorithm>

#include "geo/bounds.h"
#include "geo/grid.h"
#include "geo/point_index.h"
#include "geo/raster.h"

namespace tocsin::geo {

using grid::tile_columns;
using grid::tile_side;

class PointIndex::CountSink : public Sink {
 public:
  void take(const Run& run) override { count_ += run.keys.size(); }
  bool take_count(std::size_t count) override {
    count_ += count;
    return true;
  }
  std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

// Hands the points of the raster's cells to a sink.
class PointIndex::Query : public Raster::Visitor {
 public:
  Query(const PointIndex& index, const PreparedArea& area, Sink& sink)
      : index_(index), area_(area), sink_(sink) {}

  bool wanted(int row, int first, int last, std::uint32_t* bits) override {
    const std::unique_ptr<Tile>* const tiles = tile_row(row);
    std::uint32_t any = 0;
    for (int tile = first; tile <= last; ++tile) {
      bits[tile] = tiles[tile] ? tiles[tile]->bits[static_cast<std::size_t>(row % tile_side)] : 0;
      any |= bits[tile];
    }
    return any != 0;
  }

  std::size_t points_of(int row, int column) override {
    const Cell& cell = cell_at(row, column);
    index_.blocks_.prefetch(cell.first);
    return cell.size;
  }

  void inside(int row, int first_column, int last_column) override {
    const std::unique_ptr<Tile>* const tiles = tile_row(row);
    const auto row_within = static_cast<std::uint32_t>(row % tile_side);
    for (int tile = first_column / tile_side; tile <= last_column / tile_side; ++tile) {
      if (!tiles[tile] || tiles[tile]->bits[row_within] == 0) continue;
      const Tile& here = *tiles[tile];
      const int west = std::max(first_column - tile * tile_side, 0);
      const int east = std::min(last_column - tile * tile_side, tile_side - 1);
      const std::size_t begin = here.rank(row_within, static_cast<std::uint32_t>(west));
      const std::size_t end = here.rank(row_within, static_cast<std::uint32_t>(east)) +
                              here.holds(row_within, static_cast<std::uint32_t>(east));
      for (std::size_t i = begin; i < end; ++i) add(here.cells[i]);
    }
  }

  void by_edges(int row, int column, const CellTest& test) override {
    filter(cell_at(row, column), [&](const Point& point) {
      const CellTest::Verdict verdict = test.judge(point);
      return verdict == CellTest::Verdict::inside ||
             (verdict == CellTest::Verdict::circles && area_.in_circle(point));
    });
  }

  void by_area(int row, int column) override {
    filter(cell_at(row, column), [&](const Point& point) { return area_.contains(point); });
  }

  void by_bounds(int row, int column, const Bounds& bounds) {
    filter(cell_at(row, column), [&](const Point& point) { return bounds.contains(point); });
  }

  template <class Test>
  void filter(const Cell& cell, const Test& test) {
    PointBlocks::Ref block = cell.first;
    for (std::size_t count = cell.in_first(); block != PointBlocks::none; count = PointBlocks::capacity_max) {
      const PointBlocks::View view = index_.blocks_.view(block);
      block = index_.blocks_.header(block).next;
      if (block != PointBlocks::none) index_.blocks_.prefetch(block);
      std::size_t kept = 0;
      for (std::size_t i = 0; i < count; ++i) {
        keys_[kept] = view.keys[i];
        lats_[kept] = view.lats[i];
        lons_[kept] = view.lons[i];
        kept += test(Point{view.lats[i], view.lons[i]}) ? 1 : 0;
      }
      if (kept > 0) sink_.take({{keys_.data(), kept}, lats_.data(), lons_.data()});
    }
  }

  // Blocks lie anywhere in memory: each is asked for some cells before it is read.
  void add(const Cell& cell) {
    if (sink_.take_count(cell.size)) return;
    index_.blocks_.prefetch(cell.first);
    if (added_ >= waiting_.size()) take_all(waiting_[added_ % waiting_.size()]);
    waiting_[added_++ % waiting_.size()] = cell;
  }

  void finish() {
    for (std::size_t i = added_ - std::min(added_, waiting_.size()); i < added_; ++i)
      take_all(waiting_[i % waiting_.size()]);
    added_ = 0;
  }

 private:
  const std::unique_ptr<Tile>* tile_row(int row) const {
    return index_.tiles_.data() + row / tile_side * tile_columns;
  }
  const Cell& cell_at(int row, int column) const {
    const Tile& tile = *tile_row(row)[column / tile_side];
    return tile.cells[tile.rank(static_cast<std::uint32_t>(row % tile_side),
                                static_cast<std::uint32_t>(column % tile_side))];
  }

  void take_all(const Cell& cell) {
    PointBlocks::Ref block = cell.first;
    for (std::size_t count = cell.in_first(); block != PointBlocks::none; count = PointBlocks::capacity_max) {
      const PointBlocks::View view = index_.blocks_.view(block);
      block = index_.blocks_.header(block).next;
      if (block != PointBlocks::none) index_.blocks_.prefetch(block);
      sink_.take({{view.keys, count}, view.lats, view.lons});
    }
  }

  const PointIndex& index_;
  const PreparedArea& area_;
  Sink& sink_;
  std::array<std::uint32_t, PointBlocks::capacity_max> keys_;
  std::array<double, PointBlocks::capacity_max> lats_, lons_;
  std::array<Cell, 16> waiting_;
  std::size_t added_ = 0;
};

void PointIndex::visit_inside(const PreparedArea& area, Sink& sink) const {
  if (size_ == 0 || area.empty()) return;
  Query query(*this, area, sink);
  Raster(area).visit(query);
  query.finish();
}

std::size_t PointIndex::count_inside(const PreparedArea& area) const {
  CountSink sink;
  visit_inside(area, sink);
  return sink.count();
}

void PointIndex::visit_in_bounds(const Bounds& bounds, Sink& sink) const {
  if (size_ == 0 || bounds.empty()) return;
  static const PreparedArea nowhere{Area{}};
  Query query(*this, nowhere, sink);
  const bool is_wide = bounds.west > bounds.east || bounds.west <= -180 || bounds.east >= 180;
  const int first = is_wide ? 0 : grid::column_of(bounds.west) / tile_side;
  const int last = is_wide ? tile_columns - 1 : grid::column_of(bounds.east) / tile_side;
  std::array<std::uint32_t, tile_columns> bits;
  const int last_row = grid::row_within(bounds.north + grid::slack);
  for (int row = grid::row_within(bounds.south - grid::slack); row <= last_row; ++row) {
    if (!query.wanted(row, first, last, bits.data())) continue;
    for (int tile = first; tile <= last; ++tile) {
      for (std::uint32_t word = bits[static_cast<std::size_t>(tile)]; word != 0; word &= word - 1) {
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
