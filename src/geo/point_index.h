// PointIndex: many points that come, move and go, and which of them an area holds.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "geo/contains.h"
#include "geo/point.h"
#include "geo/point_blocks.h"

namespace tocsin::geo {

// A grid of cells of 0.05 degrees, in tiles of 32 by 32 cells that exist once a point fell into them. The
// points of a cell lie in blocks (geo/point_blocks), keys, latitudes and longitudes each together. Costs
// about 28 bytes a point where many live together: 20 in a block, 4 in a table by key that says which block,
// the rest for room to grow.
//
// One thread may change it while no other reads; any number may read while none changes it. Points must be
// valid (is_valid() of geo/distance.h); an invalid one ends the process.
//
// Keys are small dense numbers that the caller chooses: the table by key is as long as the greatest one.
//
// Queries visit points in an unspecified order. It follows from the calls made so far alone, not from
// addresses or chance, but it is not the order of keys: whatever must be reproducible across histories sorts.
class PointIndex {
 public:
  PointIndex();
  ~PointIndex();
  PointIndex(PointIndex&&) noexcept;
  PointIndex& operator=(PointIndex&&) noexcept;

  // Keys must be below this.
  static constexpr std::uint32_t key_end = 0xFFFFFFFF;

  // False, and nothing changes, when the key is already there. Constant time but for the moments when the
  // table by key grows.
  bool insert(std::uint32_t key, const Point& point);
  // False, and nothing changes, when the key is not there.
  bool update(std::uint32_t key, const Point& point);
  // False when the key is not there.
  bool erase(std::uint32_t key);
  // The very numbers that were put in.
  std::optional<Point> find(std::uint32_t key) const;
  std::size_t size() const { return size_; }
  // Makes room for keys below `count` in the table by key, so that it does not grow before.
  void reserve(std::size_t count) { block_of_.reserve(count); }
  // Bytes taken, but for the allocator's own.
  std::size_t memory_bytes() const;

  // Calls back with (std::uint32_t key, const Point& point) for every point for which area.contains(point),
  // and no other. The callback must not change the index. Costs the area's edges in each row of cells that
  // they cross, an exact test for the points in the cells along them, and the points found.
  template <class Callback>
  void for_each_inside(const PreparedArea& area, Callback&& callback) const {
    CallbackSink sink([&callback](const Run& run) {
      for (std::size_t i = 0; i < run.keys.size(); ++i)
        callback(run.keys[i], Point{run.lats[i], run.lons[i]});
    });
    visit_inside(area, sink);
  }

  // The same keys in runs: calls back with (std::span<const std::uint32_t> keys), up to 64 at once. A span is
  // good until the callback returns.
  template <class Callback>
  void for_each_run_inside(const PreparedArea& area, Callback&& callback) const {
    CallbackSink sink([&callback](const Run& run) { callback(run.keys); });
    visit_inside(area, sink);
  }

  // How many points for_each_inside() would visit. Cells deep inside cost one addition.
  std::size_t count_inside(const PreparedArea& area) const;

  // As for_each_inside(), for bounds.contains(point).
  template <class Callback>
  void for_each_in_bounds(const Bounds& bounds, Callback&& callback) const {
    CallbackSink sink([&callback](const Run& run) {
      for (std::size_t i = 0; i < run.keys.size(); ++i)
        callback(run.keys[i], Point{run.lats[i], run.lons[i]});
    });
    visit_in_bounds(bounds, sink);
  }

 private:
  // Points that lie together, at most PointBlocks::capacity_max.
  struct Run {
    std::span<const std::uint32_t> keys;
    const double* lats;
    const double* lons;
  };
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void take(const Run& run) = 0;
    // True when it took a cell by its number of points alone.
    virtual bool take_count(std::size_t) { return false; }
  };
  template <class Callback>
  class CallbackSink : public Sink {
   public:
    explicit CallbackSink(Callback callback) : callback_(std::move(callback)) {}
    void take(const Run& run) override { callback_(run); }

   private:
    Callback callback_;
  };
  class CountSink;
  class Query;

  struct Cell {
    PointBlocks::Ref first;
    std::uint32_t size;
    // Points in its first block; the others are full.
    std::size_t in_first() const { return (size - 1) % PointBlocks::capacity_max + 1; }
  };
  // Only cells that hold points have an entry; those of one row of the tile lie together.
  struct Tile {
    std::array<std::uint32_t, 32> bits = {};    // by row: which columns hold points
    std::array<std::uint16_t, 32> before = {};  // by row: entries of the rows before it
    std::vector<Cell> cells;

    bool holds(std::uint32_t row, std::uint32_t column) const { return (bits[row] >> column & 1) != 0; }
    std::size_t rank(std::uint32_t row, std::uint32_t column) const {
      const std::uint32_t west = bits[row] & ((std::uint32_t{1} << column) - 1);
      return before[row] + static_cast<std::size_t>(std::popcount(west));
    }
  };
  struct Found {
    PointBlocks::Ref block;
    std::size_t position;
  };

  Cell* find_cell(std::uint32_t cell_id) const;
  Cell& make_cell(std::uint32_t cell_id);
  void drop_cell(std::uint32_t cell_id);
  Found locate(std::uint32_t key) const;
  void put(std::uint32_t key, const Point& point, std::uint32_t cell_id);
  void take(const Found& found, std::uint32_t cell_id);
  void release(PointBlocks::Ref block);
  void resize_first(Cell& cell, std::size_t count, std::size_t size_class);
  void visit_inside(const PreparedArea& area, Sink& sink) const;
  void visit_in_bounds(const Bounds& bounds, Sink& sink) const;

  std::size_t size_ = 0;
  PointBlocks blocks_;
  std::vector<PointBlocks::Ref> block_of_;    // by key; none: no such key
  std::vector<std::unique_ptr<Tile>> tiles_;  // of the whole Earth, row by row
};

}  // namespace tocsin::geo
