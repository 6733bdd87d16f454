// Fence: which of many areas hold a point.
#pragma once

#include <array>
#include <bit>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "geo/contains.h"
#include "geo/fence_lists.h"
#include "geo/grid.h"
#include "geo/point.h"

namespace tocsin::geo {

// A grid of cells of 0.05 degrees in squares of 8 by 8 and tiles of 32 by 32. An area stands in the list of
// each whole tile, square or cell that it surely holds, and in that of each cell along its edges with the few
// edges that decide there. So a question reads three short lists.
//
// One thread may change it while no other reads; any number may read while none changes it. Costs memory for
// each cell along an area's edges (about 100 bytes) and the prepared areas.
class Fence {
 public:
  // A cell with more edges of one area asks the area itself, whose first question costs the making of its
  // bands.
  static constexpr std::size_t cell_edges_max = 16;

  Fence();
  ~Fence();
  Fence(Fence&&) noexcept;
  Fence& operator=(Fence&&) noexcept;

  // False, and nothing changes, when the id is there. An empty area is never met. Cost: the area's edges in
  // each row of cells that they cross, and its cells.
  bool add(std::uint64_t id, std::shared_ptr<const PreparedArea> area);
  bool add(std::uint64_t id, const Area& area) { return add(id, std::make_shared<const PreparedArea>(area)); }
  // False when the id is not there.
  bool remove(std::uint64_t id);
  std::size_t size() const { return slot_of_.size(); }
  std::size_t memory_bytes() const;

  // Calls back with (std::uint64_t id) once for each area for which contains(point), in an unspecified order.
  // `point` must be valid. The callback must not change the fence.
  template <class Callback>
  void query(const Point& point, Callback&& callback) const {
    const Spot spot = spot_of(point);
    if (spot.tile != nullptr) query_spot(spot, point, callback);
  }

  // The same for many points, calling back with (std::size_t index, std::uint64_t id): faster, because the
  // memory for the next points is asked for in advance.
  template <class Callback>
  void query_all(std::span<const Point> points, Callback&& callback) const {
    constexpr std::size_t ahead = 16;
    std::array<Spot, ahead> spots;
    for (std::size_t begin = 0; begin < points.size(); begin += ahead) {
      const std::size_t count = std::min(ahead, points.size() - begin);
      for (std::size_t i = 0; i < count; ++i) spots[i] = spot_of(points[begin + i]);
      for (std::size_t i = 0; i < count; ++i) prefetch_lists(spots[i]);
      for (std::size_t i = 0; i < count; ++i) prefetch_entries(spots[i]);
      for (std::size_t i = 0; i < count; ++i) prefetch_tests(spots[i]);
      for (std::size_t i = 0; i < count; ++i) {
        if (spots[i].tile == nullptr) continue;
        query_spot(spots[i], points[begin + i], [&](std::uint64_t id) { callback(begin + i, id); });
      }
    }
  }

  // Calls back with (std::uint64_t id) once for each area for which touches(point, radius_m). Costs the cells
  // near the disc, and touches() for the areas there.
  template <class Callback>
  void query_disc(const Point& point, double radius_m, Callback&& callback) const {
    for (const std::uint32_t slot : near(point, radius_m)) {
      if (slots_[slot].area->touches(point, radius_m)) callback(slots_[slot].id);
    }
  }

 private:
  static constexpr int square_side = 8;
  static constexpr int squares = grid::tile_side / square_side;
  struct Tile {
    FenceLists::List whole;
    std::array<FenceLists::List, squares * squares> of_square;
    std::array<FenceLists::List, grid::tile_side * grid::tile_side> of_cell;
    std::size_t entries = 0;
  };
  struct Slot {
    std::uint64_t id = 0;
    std::shared_ptr<const PreparedArea> area;
    std::vector<std::uint32_t> places;  // the lists that it stands in
  };
  struct Spot {
    const Tile* tile = nullptr;
    std::uint32_t square = 0;
    std::uint32_t cell = 0;
  };
  class Builder;

  // A place is a tile, and in it a list: the whole tile, a square or a cell.
  static constexpr std::uint32_t lists_per_tile = 1 + squares * squares + grid::tile_side * grid::tile_side;
  static std::uint32_t place_of_tile(std::uint32_t tile) { return tile * lists_per_tile; }
  static FenceLists::List& list_at(Tile& tile, std::uint32_t within);
  void put(std::uint32_t place, std::uint32_t slot, std::uint32_t test);
  std::vector<std::uint32_t> near(const Point& point, double radius_m) const;

  Spot spot_of(const Point& point) const {
    const auto row = static_cast<std::uint32_t>(grid::row_of(point.lat));
    const auto column = static_cast<std::uint32_t>(grid::column_of(point.lon));
    constexpr std::uint32_t side = grid::tile_side, square = square_side;
    const Tile* const tile = tiles_[row / side * grid::tile_columns + column / side].get();
    return {tile, row % side / square * squares + column % side / square, row % side * side + column % side};
  }
  void prefetch_lists(const Spot& spot) const {
    if (spot.tile == nullptr) return;
    __builtin_prefetch(&spot.tile->whole);
    __builtin_prefetch(&spot.tile->of_square[spot.square]);
    __builtin_prefetch(&spot.tile->of_cell[spot.cell]);
  }
  void prefetch_entries(const Spot& spot) const {
    if (spot.tile == nullptr) return;
    lists_.prefetch(spot.tile->of_cell[spot.cell]);
    lists_.prefetch(spot.tile->of_square[spot.square]);
    lists_.prefetch(spot.tile->whole);
  }
  void prefetch_tests(const Spot& spot) const {
    if (spot.tile != nullptr) lists_.prefetch_tests(spot.tile->of_cell[spot.cell]);
  }
  template <class Callback>
  void query_spot(const Spot& spot, const Point& point, Callback&& callback) const {
    for (const FenceLists::Entry& entry : lists_.entries(spot.tile->whole)) callback(slots_[entry.slot].id);
    for (const FenceLists::Entry& entry : lists_.entries(spot.tile->of_square[spot.square]))
      callback(slots_[entry.slot].id);
    for (const FenceLists::Entry& entry : lists_.entries(spot.tile->of_cell[spot.cell])) {
      if (holds(entry, point)) callback(slots_[entry.slot].id);
    }
  }
  bool holds(const FenceLists::Entry& entry, const Point& point) const {
    if (entry.test == FenceLists::surely) return true;
    if (entry.test == FenceLists::ask_area) return slots_[entry.slot].area->contains(point);
    const CellTest::Verdict verdict = lists_.judge(entry.test, point);
    return verdict == CellTest::Verdict::inside ||
           (verdict == CellTest::Verdict::circles && slots_[entry.slot].area->in_circle(point));
  }

  FenceLists lists_;
  std::vector<std::unique_ptr<Tile>> tiles_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> slot_of_;
};

}  // namespace tocsin::geo
