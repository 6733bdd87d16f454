// PointIndex: many points that come, move and go, and which of them an area holds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "geo/contains.h"
#include "geo/key_map.h"
#include "geo/point.h"

namespace tocsin::geo {

// A grid of cells of 0.05 degrees, in tiles of 32 by 32 cells that exist once a point fell into them. Costs
// about 65 to 75 bytes a point (24 in its cell with room to grow, 23 to 46 in the key table) and 24 kB a
// tile.
//
// One thread may change it while no other reads; any number may read while none changes it. Points must be
// valid (is_valid() of geo/distance.h); an invalid one ends the process.
//
// Keys are small dense numbers that the caller chooses: memory may be 8 bytes times the greatest key.
//
// Queries visit points in an unspecified order. It follows from the calls made so far alone, not from
// addresses or chance, but it is not the order of keys: whatever must be reproducible across histories sorts.
class PointIndex {
 public:
  PointIndex();
  ~PointIndex();
  PointIndex(PointIndex&&) noexcept;
  PointIndex& operator=(PointIndex&&) noexcept;

  // False, and nothing changes, when the key is already there. Constant time but for the moments when a table
  // doubles.
  bool insert(std::uint32_t key, const Point& point);
  // False, and nothing changes, when the key is not there.
  bool update(std::uint32_t key, const Point& point);
  // False when the key is not there.
  bool erase(std::uint32_t key);
  std::optional<Point> find(std::uint32_t key) const;
  std::size_t size() const { return keys_.size(); }
  // Makes room for `count` points in the key table, so that it does not double before.
  void reserve(std::size_t count) { keys_.reserve(count); }

  // Calls back with (std::uint32_t key, const Point& point) for every point for which area.contains(point),
  // and no other. The callback must not change the index. Cells deep inside the area are not tested point by
  // point: costs the cells along the area's edge plus the points found.
  template <class Callback>
  void for_each_inside(const PreparedArea& area, Callback&& callback) const {
    for (const Found& found :
         find_cells(area.bounds(), [&area](const Bounds& box) { return area.cover(box); })) {
      for (const Entry& entry : found.entries) {
        if (found.certain || area.contains(entry.point)) callback(entry.key, entry.point);
      }
    }
  }

  // The same keys in runs: calls back with (std::span<const std::uint32_t> keys), whole cells at once where
  // they surely lie inside. A span is good until the callback returns.
  template <class Callback>
  void for_each_run_inside(const PreparedArea& area, Callback&& callback) const {
    std::vector<std::uint32_t> keys;
    for_each_inside(area, [&keys](std::uint32_t key, const Point&) { keys.push_back(key); });
    if (!keys.empty()) callback(std::span<const std::uint32_t>(keys));
  }

  // How many points for_each_inside() would visit.
  std::size_t count_inside(const PreparedArea& area) const {
    std::size_t count = 0;
    for_each_inside(area, [&count](std::uint32_t, const Point&) { ++count; });
    return count;
  }

  // Bytes taken, but for the allocator's own.
  std::size_t memory_bytes() const;

  // The same for bounds.contains(point).
  template <class Callback>
  void for_each_in_bounds(const Bounds& bounds, Callback&& callback) const {
    for (const Found& found :
         find_cells(bounds, [&bounds](const Bounds& box) { return cover(bounds, box); })) {
      for (const Entry& entry : found.entries) {
        if (found.certain || bounds.contains(entry.point)) callback(entry.key, entry.point);
      }
    }
  }

 private:
  struct Entry {
    std::uint32_t key;
    Point point;
  };
  using Cell = std::vector<Entry>;
  struct Tile;
  struct Found {
    std::span<const Entry> entries;
    bool certain;
  };
  using CoverOf = std::function<Cover(const Bounds& box)>;
  // A square of `size` by `size` cells, its south-west one at this row and column of the whole grid.
  struct Square {
    std::size_t row;
    std::size_t column;
    std::size_t size;
  };

  static Bounds box_of(const Square& square);
  Cell& cell(std::uint32_t id);
  void put(std::uint32_t key, const Point& point, std::uint32_t cell_id);
  void take(const KeyMap::Place& place);
  std::vector<Found> find_cells(const Bounds& bounds, const CoverOf& cover_of) const;
  static void descend(const Tile& tile, const Square& square, const CoverOf& cover_of,
                      std::vector<Found>& found);
  static void add_all(const Tile& tile, const Square& square, bool certain, std::vector<Found>& found);

  KeyMap keys_;
  std::vector<std::unique_ptr<Tile>> tiles_;  // of the whole Earth, row by row
};

}  // namespace tocsin::geo
