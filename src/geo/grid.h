// The grid of cells that the point index and the fence share. For the inside of this room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "geo/point.h"

namespace tocsin::geo::grid {

// Cells of 0.05 degrees: 5.6 km on the equator. Of 10 million people in the world's towns a settled cell then
// holds about ten; smaller cells cost more memory a person, larger ones more exact tests along an edge.
constexpr int cells_per_degree = 20;
constexpr int rows = 180 * cells_per_degree;
constexpr int columns = 360 * cells_per_degree;
// A tile is as wide as a word of bits.
constexpr int tile_side = 32;
constexpr int tile_rows = (rows + tile_side - 1) / tile_side;
constexpr int tile_columns = columns / tile_side;
static_assert(columns % tile_side == 0);

// Degrees. Rounding may put a point on a border into either cell; whatever comes so near to a cell counts as
// being in it.
constexpr double slack = 2e-9;

// Of a valid latitude or longitude. Monotonic.
inline int row_of(double lat) { return std::min(static_cast<int>((lat + 90) * cells_per_degree), rows - 1); }
inline int column_of(double lon) {
  return std::min(static_cast<int>((lon + 180) * cells_per_degree), columns - 1);
}
inline double south_of(int row) { return static_cast<double>(row) / cells_per_degree - 90; }
inline double west_of(int column) { return static_cast<double>(column) / cells_per_degree - 180; }

// Of any longitude within some turns: -1 for all west of the grid, `columns` for all east of it.
inline int column_beyond(double lon) {
  const double offset = (lon + 180) * cells_per_degree;
  return offset < 0 ? -1 : offset > columns ? columns : static_cast<int>(offset);
}
inline int row_within(double lat) {
  return std::clamp(static_cast<int>((lat + 90) * cells_per_degree), 0, rows - 1);
}

}  // namespace tocsin::geo::grid
