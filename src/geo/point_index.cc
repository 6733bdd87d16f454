#include "geo/point_index.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "geo/distance.h"

namespace tocsin::geo {
namespace {

constexpr std::size_t cells_per_degree = 20;
constexpr std::size_t rows = 180 * cells_per_degree;
constexpr std::size_t columns = 360 * cells_per_degree;
constexpr std::size_t tile_side = 32;
constexpr std::size_t tile_cells = tile_side * tile_side;
constexpr std::size_t tile_rows = (rows + tile_side - 1) / tile_side;
constexpr std::size_t tile_columns = (columns + tile_side - 1) / tile_side;
static_assert(tile_rows * tile_columns * tile_cells < KeyMap::no_cell);

// So few points are tested sooner than their square.
constexpr std::size_t few_points = 8;

std::size_t line_of(double offset, std::size_t lines) {
  return std::min(static_cast<std::size_t>(offset * static_cast<double>(cells_per_degree)), lines - 1);
}

std::uint32_t cell_of(const Point& point) {
  TOCSIN_CHECK(is_valid(point));
  const std::size_t row = line_of(point.lat + 90, rows);
  const std::size_t column = line_of(point.lon + 180, columns);
  const std::size_t tile = (row / tile_side) * tile_columns + column / tile_side;
  return static_cast<std::uint32_t>(tile * tile_cells + (row % tile_side) * tile_side + column % tile_side);
}

}  // namespace

struct PointIndex::Tile {
  std::size_t size = 0;
  std::array<Cell, tile_cells> cells;

  const Cell& at(std::size_t row, std::size_t column) const {
    return cells[(row % tile_side) * tile_side + column % tile_side];
  }
};

PointIndex::PointIndex() : tiles_(tile_rows * tile_columns) {}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex&&) noexcept = default;
PointIndex& PointIndex::operator=(PointIndex&&) noexcept = default;

PointIndex::Cell& PointIndex::cell(std::uint32_t id) {
  return tiles_[id / tile_cells]->cells[id % tile_cells];
}

void PointIndex::put(std::uint32_t key, const Point& point, std::uint32_t cell_id) {
  std::unique_ptr<Tile>& tile = tiles_[cell_id / tile_cells];
  if (!tile) tile = std::make_unique<Tile>();
  ++tile->size;
  Cell& entries = tile->cells[cell_id % tile_cells];
  const auto position = static_cast<std::uint32_t>(entries.size());
  entries.push_back({key, point});
  if (KeyMap::Place* place = keys_.find(key)) {
    *place = {cell_id, position};
  } else {
    keys_.insert(key, {cell_id, position});
  }
}

void PointIndex::take(const KeyMap::Place& place) {
  Cell& entries = cell(place.cell);
  TOCSIN_CHECK(place.position < entries.size());
  if (place.position + 1 != entries.size()) {
    entries[place.position] = entries.back();
    keys_.find(entries.back().key)->position = place.position;
  }
  entries.pop_back();
  // Crowds leave: a cell gives back what it no longer needs.
  if (entries.empty() || entries.size() * 4 < entries.capacity()) entries.shrink_to_fit();
  Tile& tile = *tiles_[place.cell / tile_cells];
  if (--tile.size == 0) tiles_[place.cell / tile_cells].reset();
}

bool PointIndex::insert(std::uint32_t key, const Point& point) {
  const std::uint32_t cell_id = cell_of(point);
  if (keys_.find(key)) return false;
  put(key, point, cell_id);
  return true;
}

bool PointIndex::update(std::uint32_t key, const Point& point) {
  const std::uint32_t cell_id = cell_of(point);
  const KeyMap::Place* place = keys_.find(key);
  if (!place) return false;
  if (place->cell == cell_id) {
    cell(cell_id)[place->position].point = point;
    return true;
  }
  take(*place);
  put(key, point, cell_id);
  return true;
}

bool PointIndex::erase(std::uint32_t key) {
  const KeyMap::Place* place = keys_.find(key);
  if (!place) return false;
  take(*place);
  keys_.erase(key);
  return true;
}

std::optional<Point> PointIndex::find(std::uint32_t key) const {
  const KeyMap::Place* place = keys_.find(key);
  if (!place) return std::nullopt;
  const Entry& entry = tiles_[place->cell / tile_cells]->cells[place->cell % tile_cells][place->position];
  TOCSIN_CHECK(entry.key == key);
  return entry.point;
}

std::size_t PointIndex::memory_bytes() const {
  std::size_t bytes = keys_.memory_bytes() + tiles_.capacity() * sizeof(tiles_[0]);
  for (const auto& tile : tiles_) {
    if (!tile) continue;
    bytes += sizeof(Tile);
    for (const Cell& entries : tile->cells) bytes += entries.capacity() * sizeof(Entry);
  }
  return bytes;
}

// Widened, because a point on the border of a cell may be put on either side by rounding.
Bounds PointIndex::box_of(const Square& square) {
  constexpr double slack = 1e-9;
  const auto degrees = [](std::size_t line) { return static_cast<double>(line) / cells_per_degree; };
  return {.south = degrees(square.row) - 90 - slack,
          .west = degrees(square.column) - 180 - slack,
          .north = std::min(90.0, degrees(square.row + square.size) - 90) + slack,
          .east = std::min(180.0, degrees(square.column + square.size) - 180) + slack};
}

std::vector<PointIndex::Found> PointIndex::find_cells(const Bounds& bounds, const CoverOf& cover_of) const {
  std::vector<Found> found;
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
    if (!tiles_[tile]) continue;
    const Square square{(tile / tile_columns) * tile_side, (tile % tile_columns) * tile_side, tile_side};
    if (cover(bounds, box_of(square)) == Cover::none) continue;
    descend(*tiles_[tile], square, cover_of, found);
  }
  return found;
}

void PointIndex::add_all(const Tile& tile, const Square& square, bool certain, std::vector<Found>& found) {
  for (std::size_t row = square.row; row < square.row + square.size; ++row) {
    for (std::size_t column = square.column; column < square.column + square.size; ++column) {
      const Cell& entries = tile.at(row, column);
      if (!entries.empty()) found.push_back({entries, certain});
    }
  }
}

void PointIndex::descend(const Tile& tile, const Square& square, const CoverOf& cover_of,
                         std::vector<Found>& found) {
  if (square.row >= rows || square.column >= columns) return;  // tiles reach past the Earth's last lines
  const std::size_t points = square.size == 1 ? tile.at(square.row, square.column).size() : tile.size;
  if (points <= few_points) return add_all(tile, square, false, found);
  const Cover held = cover_of(box_of(square));
  if (held == Cover::none) return;
  if (held == Cover::all || square.size == 1) return add_all(tile, square, held == Cover::all, found);
  const std::size_t half = square.size / 2;
  for (const std::size_t row : {square.row, square.row + half}) {
    for (const std::size_t column : {square.column, square.column + half}) {
      descend(tile, {row, column, half}, cover_of, found);
    }
  }
}

}  // namespace tocsin::geo
