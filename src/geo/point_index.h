// PointIndex: many points that come, move and go, and which of them an area holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "geo/contains.h"
#include "geo/point.h"
#include "geo/strip_store.h"

namespace tocsin::geo {

// A grid of cells of 0.05 degrees. The points of 32 cells side by side lie in one block (geo/strip_store),
// cell by cell. Costs about 27 bytes a point where many live together: 20 in a block, 4 in a table by key
// that says which cell, the rest for room to grow; and 6 MB for the Earth.
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
  // As insert() of each, for keys that are not there; one that is ends the process. Points of one strip of
  // cells that stand together in `points` cost one pass over the strip and not one each: order them by
  // order_of().
  struct Keyed {
    std::uint32_t key;
    Point point;
  };
  void insert_all(std::span<const Keyed> points);
  static std::uint32_t order_of(const Point& point);
  // False, and nothing changes, when the key is not there.
  bool update(std::uint32_t key, const Point& point);
  // False when the key is not there.
  bool erase(std::uint32_t key);
  // The very numbers that were put in.
  std::optional<Point> find(std::uint32_t key) const;
  std::size_t size() const { return size_; }
  // Makes room for keys below `count` in the table by key, so that it does not grow before.
  void reserve(std::size_t count) { cell_of_.reserve(count); }
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

  // The same keys in runs: calls back with (std::span<const std::uint32_t> keys), whole cells at once where
  // they surely lie inside. A span is good until the callback returns.
  template <class Callback>
  void for_each_run_inside(const PreparedArea& area, Callback&& callback) const {
    CallbackSink sink([&callback](const Run& run) { callback(run.keys); });
    visit_inside(area, sink);
  }

  // How many points for_each_inside() would visit.
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
  // Points that lie together.
  struct Run {
    std::span<const std::uint32_t> keys;
    const double* lats;
    const double* lons;
  };
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual void take(const Run& run) = 0;
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

  // A cell is a strip and one of its 32 cells, in one number. 0 in the table by key: no such key.
  struct Found {
    std::uint32_t strip;
    int cell;
    std::uint32_t position;
  };

  bool contains(std::uint32_t key) const { return key < cell_of_.size() && cell_of_[key] != 0; }
  Found locate(std::uint32_t key) const;
  void make_room_for_key(std::uint32_t key);
  // `points`: of one strip, their cells in order.
  void put(std::uint32_t strip, std::span<const Keyed> points);
  void take(const Found& found);
  void resize(std::uint32_t strip, std::size_t count);
  void move_points(const StripStore::View& view, std::uint32_t from, std::uint32_t to, std::uint32_t count,
                   bool is_crowd);
  void follow_crowd(const StripStore::View& view, int cell, bool is_crowd);
  void visit_inside(const PreparedArea& area, Sink& sink) const;
  void visit_in_bounds(const Bounds& bounds, Sink& sink) const;

  // A word for each strip of the Earth, row by row, 0 at first: memory that is never touched is never taken.
  class Words {
   public:
    Words();
    std::uint32_t& operator[](std::size_t strip) { return words_[strip]; }
    std::uint32_t operator[](std::size_t strip) const { return words_[strip]; }
    const std::uint32_t* data() const { return words_.get(); }

   private:
    struct Free {
      void operator()(std::uint32_t* words) const { std::free(words); }
    };
    std::unique_ptr<std::uint32_t[], Free> words_;
  };
  // So many points in one cell are a crowd: a table says where each of them lies.
  static constexpr std::uint32_t crowd_min = 1'024;

  std::size_t size_ = 0;
  StripStore store_;
  std::vector<std::uint32_t> cell_of_;                              // by key, plus one
  Words strips_;                                                    // its block
  Words bits_;                                                      // which of its cells hold points
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> crowds_;  // by key: the place in its block
};

}  // namespace tocsin::geo
