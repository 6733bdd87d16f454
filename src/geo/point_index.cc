#include "geo/point_index.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "geo/distance.h"
#include "geo/grid.h"

namespace tocsin::geo {
namespace {

using grid::tile_columns;
using grid::tile_side;

constexpr std::uint32_t tile_cells = tile_side * tile_side;

std::uint32_t cell_of(const Point& point) {
  TOCSIN_CHECK(is_valid(point));
  const int row = grid::row_of(point.lat);
  const int column = grid::column_of(point.lon);
  const int tile = (row / tile_side) * tile_columns + column / tile_side;
  return static_cast<std::uint32_t>(tile) * tile_cells +
         static_cast<std::uint32_t>((row % tile_side) * tile_side + column % tile_side);
}

std::size_t position_of(const std::uint32_t* keys, std::size_t count, std::uint32_t key) {
  std::size_t i = 0;
  while (i < count && keys[i] != key) ++i;
  return i;
}

}  // namespace

PointIndex::PointIndex() : tiles_(grid::tile_rows * tile_columns) {}
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex&&) noexcept = default;
PointIndex& PointIndex::operator=(PointIndex&&) noexcept = default;

PointIndex::Cell* PointIndex::find_cell(std::uint32_t cell_id) const {
  Tile* const tile = tiles_[cell_id / tile_cells].get();
  if (tile == nullptr) return nullptr;
  const std::uint32_t within = cell_id % tile_cells;
  if (!tile->holds(within / tile_side, within % tile_side)) return nullptr;
  return &tile->cells[tile->rank(within / tile_side, within % tile_side)];
}

PointIndex::Cell& PointIndex::make_cell(std::uint32_t cell_id) {
  std::unique_ptr<Tile>& tile = tiles_[cell_id / tile_cells];
  if (!tile) tile = std::make_unique<Tile>();
  const std::uint32_t row = cell_id % tile_cells / tile_side;
  const std::uint32_t column = cell_id % tile_side;
  const std::size_t rank = tile->rank(row, column);
  if (!tile->holds(row, column)) {
    // Room for an eighth more, because a vector would double.
    if (tile->cells.size() == tile->cells.capacity())
      tile->cells.reserve(tile->cells.size() + tile->cells.size() / 8 + 2);
    tile->cells.insert(tile->cells.begin() + static_cast<std::ptrdiff_t>(rank), {PointBlocks::none, 0});
    tile->bits[row] |= std::uint32_t{1} << column;
    for (std::size_t later = row + 1; later < tile_side; ++later) ++tile->before[later];
  }
  return tile->cells[rank];
}

void PointIndex::drop_cell(std::uint32_t cell_id) {
  std::unique_ptr<Tile>& tile = tiles_[cell_id / tile_cells];
  const std::uint32_t row = cell_id % tile_cells / tile_side;
  const std::uint32_t column = cell_id % tile_side;
  tile->cells.erase(tile->cells.begin() + static_cast<std::ptrdiff_t>(tile->rank(row, column)));
  tile->bits[row] &= ~(std::uint32_t{1} << column);
  for (std::size_t later = row + 1; later < tile_side; ++later) --tile->before[later];
  if (tile->cells.empty()) tile.reset();
}

PointIndex::Found PointIndex::locate(std::uint32_t key) const {
  if (key >= block_of_.size() || block_of_[key] == PointBlocks::none) return {PointBlocks::none, 0};
  const PointBlocks::Ref block = block_of_[key];
  // What lies past a block's last point may be an old copy of a key, but the key itself comes first.
  const std::size_t capacity = PointBlocks::capacity_of(block);
  const std::size_t position = position_of(blocks_.view(block).keys, capacity, key);
  TOCSIN_CHECK(position < capacity);
  return {block, position};
}

// Gives a block back; whoever referred to the block that moves into its place learns of it.
void PointIndex::release(PointBlocks::Ref block) {
  blocks_.release(block, [this](PointBlocks::Ref from, PointBlocks::Ref to) {
    const PointBlocks::Header header = blocks_.header(to);
    std::size_t count = PointBlocks::capacity_max;
    if (header.is_first()) {
      Cell& cell = *find_cell(header.owner());
      cell.first = to;
      count = cell.in_first();
    } else {
      blocks_.header(header.previous()).next = to;
    }
    if (header.next != PointBlocks::none) blocks_.header(header.next).set_previous(to);
    const std::uint32_t* const keys = blocks_.view(to).keys;
    for (std::size_t i = 0; i < count; ++i) {
      TOCSIN_CHECK(block_of_[keys[i]] == from);
      block_of_[keys[i]] = to;
    }
  });
}

// Moves the first `count` points of a cell's first block to one of another size.
void PointIndex::resize_first(Cell& cell, std::size_t count, std::size_t size_class) {
  const PointBlocks::Ref from = cell.first;
  const PointBlocks::Ref to = blocks_.allocate(size_class);
  blocks_.header(to) = blocks_.header(from);
  const PointBlocks::View source = blocks_.view(from);
  const PointBlocks::View target = blocks_.view(to);
  std::copy_n(source.keys, count, target.keys);
  std::copy_n(source.lats, count, target.lats);
  std::copy_n(source.lons, count, target.lons);
  for (std::size_t i = 0; i < count; ++i) block_of_[target.keys[i]] = to;
  if (const PointBlocks::Ref next = blocks_.header(to).next; next != PointBlocks::none)
    blocks_.header(next).set_previous(to);
  cell.first = to;
  release(from);
}

void PointIndex::put(std::uint32_t key, const Point& point, std::uint32_t cell_id) {
  Cell& cell = make_cell(cell_id);
  const std::size_t held = cell.size == 0 ? PointBlocks::capacity_max : cell.in_first();
  if (held == PointBlocks::capacity_max) {
    const PointBlocks::Ref block = blocks_.allocate(PointBlocks::class_for(1));
    blocks_.header(block) = PointBlocks::Header::first_of(cell_id, cell.first);
    if (cell.first != PointBlocks::none) blocks_.header(cell.first).set_previous(block);
    cell.first = block;
  } else if (held == PointBlocks::capacity_of(cell.first)) {
    resize_first(cell, held, PointBlocks::class_for(held + 1));
  }
  const std::size_t position = held % PointBlocks::capacity_max;
  const PointBlocks::View view = blocks_.view(cell.first);
  view.keys[position] = key;
  view.lats[position] = point.lat;
  view.lons[position] = point.lon;
  ++cell.size;
  block_of_[key] = cell.first;
}

void PointIndex::take(const Found& found, std::uint32_t cell_id) {
  Cell& cell = *find_cell(cell_id);
  const std::size_t last = cell.in_first() - 1;
  const PointBlocks::View first = blocks_.view(cell.first);
  const PointBlocks::View hole = blocks_.view(found.block);
  hole.keys[found.position] = first.keys[last];
  hole.lats[found.position] = first.lats[last];
  hole.lons[found.position] = first.lons[last];
  block_of_[hole.keys[found.position]] = found.block;
  --cell.size;
  if (last == 0) {
    const PointBlocks::Ref gone = cell.first;
    cell.first = blocks_.header(gone).next;
    if (cell.first == PointBlocks::none) {
      drop_cell(cell_id);
    } else {
      blocks_.header(cell.first).set_owner(cell_id);
    }
    release(gone);
    return;
  }
  // Two sizes below at once, so that coming and going at a size's border costs nothing.
  const std::size_t wanted = PointBlocks::class_for(std::min(last + last / 2 + 1, PointBlocks::capacity_max));
  if (wanted < PointBlocks::class_of(cell.first)) resize_first(cell, last, wanted);
}

bool PointIndex::insert(std::uint32_t key, const Point& point) {
  TOCSIN_CHECK(key < key_end);
  const std::uint32_t cell_id = cell_of(point);
  if (key >= block_of_.size()) {
    // A quarter more, because a vector would double.
    if (key >= block_of_.capacity()) block_of_.reserve(key + key / 4 + 16);
    block_of_.resize(std::size_t{key} + 1, PointBlocks::none);
  }
  if (block_of_[key] != PointBlocks::none) return false;
  put(key, point, cell_id);
  ++size_;
  return true;
}

bool PointIndex::update(std::uint32_t key, const Point& point) {
  const std::uint32_t cell_id = cell_of(point);
  const Found found = locate(key);
  if (found.block == PointBlocks::none) return false;
  const PointBlocks::View view = blocks_.view(found.block);
  const std::uint32_t old_id = cell_of({view.lats[found.position], view.lons[found.position]});
  if (old_id == cell_id) {
    view.lats[found.position] = point.lat;
    view.lons[found.position] = point.lon;
    return true;
  }
  take(found, old_id);
  put(key, point, cell_id);
  return true;
}

bool PointIndex::erase(std::uint32_t key) {
  const Found found = locate(key);
  if (found.block == PointBlocks::none) return false;
  const PointBlocks::View view = blocks_.view(found.block);
  const std::uint32_t cell_id = cell_of({view.lats[found.position], view.lons[found.position]});
  take(found, cell_id);
  block_of_[key] = PointBlocks::none;
  --size_;
  return true;
}

std::optional<Point> PointIndex::find(std::uint32_t key) const {
  const Found found = locate(key);
  if (found.block == PointBlocks::none) return std::nullopt;
  const PointBlocks::View view = blocks_.view(found.block);
  return Point{view.lats[found.position], view.lons[found.position]};
}

std::size_t PointIndex::memory_bytes() const {
  std::size_t bytes = blocks_.memory_bytes() + block_of_.capacity() * sizeof(block_of_[0]) +
                      tiles_.capacity() * sizeof(tiles_[0]);
  for (const auto& tile : tiles_) {
    if (tile) bytes += sizeof(Tile) + tile->cells.capacity() * sizeof(Cell);
  }
  return bytes;
}

}  // namespace tocsin::geo
