// Raster: which cells of the grid an area holds surely, and what decides in the others. For the inside of
// this room.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geo/contains.h"
#include "geo/grid.h"

namespace tocsin::geo {

// What decides in one cell that an edge meets. It says exactly what PreparedArea::contains() says, for the
// points of its cell and no others.
//
// How: a point is inside a ring when an odd number of edges lie east of it. Of the edges that do not meet the
// cell, those east of it count as a whole: two of them that share a vertex cancel out at its latitude, so
// their sum changes within the row only at vertices whose other edge meets the cell. So a cell needs its own
// edges, one bit for all others, and two bits an edge that say at which of its ends that bit turns.
struct CellTest {
  struct Edge {
    Point low;
    double high_lat;
    double rise;  // high.lat - low.lat
    double run;   // high.lon - low.lon
    double high_lon;
    bool turns_at_low = false;
    bool turns_at_high = false;
  };
  enum class Verdict : std::uint8_t { outside, circles, inside };  // `circles`: those of the area decide

  std::span<const Edge> edges;           // of one ring
  bool is_odd = false;                   // at the southern end of the cell, by the edges that do not meet it
  std::array<Verdict, 3> verdicts = {};  // for a point outside the ring, on it, inside it

  Verdict judge(const Point& point) const {
    bool odd = is_odd;
    for (const Edge& edge : edges) {
      const bool above_low = edge.low.lat <= point.lat;
      const bool above_high = edge.high_lat <= point.lat;
      // As PreparedArea does it, to the last bit.
      const double side = edge.run * (point.lat - edge.low.lat) - edge.rise * (point.lon - edge.low.lon);
      if (side == 0 && above_low && point.lat <= edge.high_lat &&
          (edge.rise != 0 || (edge.low.lon <= point.lon && point.lon <= edge.high_lon)))
        return verdicts[1];
      odd ^= (above_low & !above_high & (side > 0)) ^ (above_low & edge.turns_at_low) ^
             (above_high & edge.turns_at_high);
    }
    return verdicts[odd ? 2 : 0];
  }
};

// Goes through the cells of one area, row by row from the south, in each row from east to west.
class Raster {
 public:
  class Visitor {
   public:
    virtual ~Visitor() = default;
    // Sets bits[tile] for the tile columns [first, last] to the cells of this row that are wanted: bit i is
    // column 32 * tile + i. False when there are none.
    virtual bool wanted(int row, int first, int last, std::uint32_t* bits) = 0;
    // Points in a cell, to choose how to decide; a guess will do.
    virtual std::size_t points_of(int row, int column) = 0;
    // All wanted cells of these columns lie inside; there may be none.
    virtual void inside(int row, int first_column, int last_column) = 0;
    // The test's edges are good until this returns.
    virtual void by_edges(int row, int column, const CellTest& test) = 0;
    // Only the area itself can tell.
    virtual void by_area(int row, int column) = 0;
  };

  // `area` must outlive it.
  explicit Raster(const PreparedArea& area);

  // Costs the edges in each row that has wanted cells, and the cells visited.
  void visit(Visitor& visitor);

 private:
  enum class Held { no, some, all };
  // Of one circle in one row; first > last: none.
  struct CircleColumns {
    int first, last;
    int first_inside, last_inside;
  };
  struct Columns {
    int first, last;
  };
  // An edge that the sweep is over, and its first column in the row.
  struct Met {
    int first;
    std::uint32_t edge;
  };
  // What the edges east of the sweep say.
  struct PolygonState {
    bool is_excluded = false;
    bool outer_odd = false;
    std::uint32_t holes_odd = 0;
    bool holds() const { return outer_odd && holes_odd == 0; }
  };

  Columns columns_of(std::size_t edge, int row) const;
  void set_edges(int first_row, int last_row);
  void add_circle(const CircleTest& test, int row);
  Held circles_hold(int column) const;
  void visit_pole_row(Visitor& visitor, int row);
  void visit_row(Visitor& visitor, int row, std::span<const std::uint64_t> spans);
  void visit_circles(Visitor& visitor, int row, int first, int last);
  void visit_edge_cell(Visitor& visitor, int row, int column);
  bool make_test(int row, int column, CellTest& test);
  bool turns_at(std::size_t edge, bool low, int row, int column) const;
  void retire(std::size_t edge, int row);
  int wanted_before(int column) const;
  std::uint32_t loop_of(std::size_t edge) const { return one_loop_ ? 0 : loop_of_[edge]; }

  const PreparedArea& area_;
  int first_row_ = 0, last_row_ = -1;
  int first_tile_ = 0, last_tile_ = -1;
  bool one_loop_ = true;
  std::vector<std::uint32_t> loop_of_;  // by edge
  std::vector<double> per_rise_;        // by edge: 1 / rise, or 0 for one as good as level

  // Of the strip of rows at hand. A span is the last column, the first column and the edge, packed so that
  // they sort; in each row those with the greatest last column come first.
  std::array<std::array<std::uint32_t, grid::tile_columns>, grid::tile_side> strip_bits_;
  std::array<bool, grid::tile_side> wanted_rows_ = {};
  std::array<std::vector<std::uint64_t>, grid::tile_side> spans_;

  // Of the row at hand.
  const std::uint32_t* bits_ = nullptr;
  std::vector<CircleColumns> circle_columns_;
  std::vector<Met> met_;
  std::vector<CellTest::Edge> cell_edges_;
  std::vector<std::uint8_t> ring_odd_;
  std::vector<std::uint32_t> turned_;  // rings that may be odd
  std::vector<PolygonState> polygons_;
  int polygons_in_ = 0;
  int polygons_removed_ = 0;
};

}  // namespace tocsin::geo
