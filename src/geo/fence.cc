#include "geo/fence.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tocsin::geo {

using grid::tile_columns;
using grid::tile_side;

static_assert(Fence::cell_edges_max <= FenceLists::test_edges_max);

Fence::Fence() : tiles_(std::size_t{grid::tile_rows} * tile_columns) {}
Fence::~Fence() = default;
Fence::Fence(Fence&&) noexcept = default;
Fence& Fence::operator=(Fence&&) noexcept = default;

FenceLists::List& Fence::list_at(Tile& tile, std::uint32_t within) {
  if (within == 0) return tile.whole;
  if (within <= squares * squares) return tile.of_square[within - 1];
  return tile.of_cell[within - 1 - squares * squares];
}

void Fence::put(std::uint32_t place, std::uint32_t slot, std::uint32_t test) {
  std::unique_ptr<Tile>& tile = tiles_[place / lists_per_tile];
  if (!tile) tile = std::make_unique<Tile>();
  lists_.add(list_at(*tile, place % lists_per_tile), {slot, test});
  ++tile->entries;
  slots_[slot].places.push_back(place);
}

// Takes the cells of one area, a row of tiles at a time: what is surely inside is joined into squares and
// tiles.
class Fence::Builder : public Raster::Visitor {
 public:
  Builder(Fence& fence, std::uint32_t slot) : fence_(fence), slot_(slot) { inside_.resize(tile_columns); }

  const std::uint32_t* wanted(int) override {
    static const auto all = [] {
      std::array<std::uint32_t, tile_columns> words;
      words.fill(~std::uint32_t{0});
      return words;
    }();
    return all.data();
  }

  // As if many would ask, so that tests are made wherever they are short.
  std::size_t points_of(int, int) override { return 1'000'000; }
  std::size_t edges_max() const override { return cell_edges_max; }

  void inside(int row, int first_column, int last_column) override {
    start(row);
    const int first_tile = first_column / tile_side, last_tile = last_column / tile_side;
    for (int tile = first_tile; tile <= last_tile; ++tile) {
      const int first = std::max(first_column - tile * tile_side, 0);
      const int last = std::min(last_column - tile * tile_side, tile_side - 1);
      inside_[static_cast<std::size_t>(tile)][static_cast<std::size_t>(row % tile_side)] |=
          ~std::uint32_t{0} >> (tile_side - 1 - last) & ~std::uint32_t{0} << first;
    }
    first_tile_ = std::min(first_tile_, first_tile);
    last_tile_ = std::max(last_tile_, last_tile);
  }

  void by_edges(int row, int column, const CellTest& test) override {
    fence_.put(place_of(row, column), slot_, fence_.lists_.add_test(test));
  }

  void by_area(int row, int column) override {
    fence_.put(place_of(row, column), slot_, FenceLists::ask_area);
  }

  void finish() {
    for (int tile = first_tile_; tile <= last_tile_; ++tile) {
      auto& rows = inside_[static_cast<std::size_t>(tile)];
      put_inside(static_cast<std::uint32_t>(tile_row_ * tile_columns + tile), rows);
      rows.fill(0);
    }
    first_tile_ = tile_columns, last_tile_ = -1;
  }

 private:
  using Rows = std::array<std::uint32_t, tile_side>;

  void start(int row) {
    if (row / tile_side == tile_row_) return;
    finish();
    tile_row_ = row / tile_side;
  }

  static std::uint32_t place_of(int row, int column) {
    const auto tile = static_cast<std::uint32_t>(row / tile_side * tile_columns + column / tile_side);
    return place_of_tile(tile) + 1 + squares * squares +
           static_cast<std::uint32_t>(row % tile_side * tile_side + column % tile_side);
  }

  void put_inside(std::uint32_t tile, const Rows& rows) {
    const std::uint32_t place = place_of_tile(tile);
    if (std::ranges::all_of(rows, [](std::uint32_t row) { return row == ~std::uint32_t{0}; }))
      return fence_.put(place, slot_, FenceLists::surely);
    Rows left = rows;
    for (std::uint32_t square = 0; square < squares * squares; ++square) {
      const std::uint32_t columns = std::uint32_t{0xFF} << square % squares * square_side;
      const std::span<std::uint32_t> of_square(left.data() + square / squares * square_side, square_side);
      if (!std::ranges::all_of(of_square, [&](std::uint32_t row) { return (row & columns) == columns; }))
        continue;
      fence_.put(place + 1 + square, slot_, FenceLists::surely);
      for (std::uint32_t& row : of_square) row &= ~columns;
    }
    for (std::uint32_t row = 0; row < tile_side; ++row) {
      for (std::uint32_t word = left[row]; word != 0; word &= word - 1)
        fence_.put(place + 1 + squares * squares + row * tile_side +
                       static_cast<std::uint32_t>(std::countr_zero(word)),
                   slot_, FenceLists::surely);
    }
  }

  Fence& fence_;
  std::uint32_t slot_;
  int tile_row_ = -1;
  int first_tile_ = tile_columns, last_tile_ = -1;
  std::vector<Rows> inside_;
};

bool Fence::add(std::uint64_t id, std::shared_ptr<const PreparedArea> area) {
  const auto [at, is_new] = slot_of_.try_emplace(id, 0);
  if (!is_new) return false;
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  at->second = slot;
  slots_[slot] = {.id = id, .area = std::move(area), .places = {}};
  Builder builder(*this, slot);
  Raster(*slots_[slot].area).visit(builder);
  builder.finish();
  return true;
}

bool Fence::remove(std::uint64_t id) {
  const auto at = slot_of_.find(id);
  if (at == slot_of_.end()) return false;
  const std::uint32_t slot = at->second;
  slot_of_.erase(at);
  for (const std::uint32_t place : slots_[slot].places) {
    std::unique_ptr<Tile>& tile = tiles_[place / lists_per_tile];
    lists_.remove(list_at(*tile, place % lists_per_tile), slot);
    if (--tile->entries == 0) tile.reset();
  }
  slots_[slot] = {};
  free_slots_.push_back(slot);
  return true;
}

// Every area that meets the disc stands in a list of some cell that the disc's box meets.
std::vector<std::uint32_t> Fence::near(const Point& point, double radius_m) const {
  const double reach = (radius_m + PreparedArea::touch_tolerance_m) * degrees_per_m + grid::slack;
  const double south = std::max(-90.0, point.lat - reach), north = std::min(90.0, point.lat + reach);
  // A circle is at most so wide; where it goes over a pole it is as wide as the Earth.
  double wide = 180;
  if (const double highest = std::max(std::abs(south), std::abs(north)); highest < 89 && reach < 80)
    wide = std::asin(std::min(
               1.0, std::sin(reach * radians_per_degree) / std::cos(point.lat * radians_per_degree))) /
               radians_per_degree +
           grid::slack;
  std::vector<std::uint32_t> found;
  const auto collect = [&](const FenceLists::List& list) {
    for (const FenceLists::Entry& entry : lists_.entries(list)) found.push_back(entry.slot);
  };
  const auto scan = [&](double west, double east) {
    const int first_row = grid::row_of(south), last_row = grid::row_of(north);
    const int first_column = grid::column_of(std::max(-180.0, west));
    const int last_column = grid::column_of(std::min(180.0, east));
    for (int row = first_row / tile_side; row <= last_row / tile_side; ++row) {
      for (int column = first_column / tile_side; column <= last_column / tile_side; ++column) {
        const Tile* const tile = tiles_[static_cast<std::size_t>(row * tile_columns + column)].get();
        if (tile == nullptr) continue;
        collect(tile->whole);
        const int south_in = std::max(0, first_row - row * tile_side);
        const int north_in = std::min(tile_side - 1, last_row - row * tile_side);
        const int west_in = std::max(0, first_column - column * tile_side);
        const int east_in = std::min(tile_side - 1, last_column - column * tile_side);
        for (int y = south_in / square_side; y <= north_in / square_side; ++y) {
          for (int x = west_in / square_side; x <= east_in / square_side; ++x)
            collect(tile->of_square[static_cast<std::size_t>(y * squares + x)]);
        }
        for (int y = south_in; y <= north_in; ++y) {
          for (int x = west_in; x <= east_in; ++x)
            collect(tile->of_cell[static_cast<std::size_t>(y * tile_side + x)]);
        }
      }
    }
  };
  if (wide >= 180) {
    scan(-180, 180);
  } else {
    for (const double turn : {-360.0, 0.0, 360.0}) {
      const double west = point.lon - wide + turn, east = point.lon + wide + turn;
      if (east >= -180 && west <= 180) scan(west, east);
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::size_t Fence::memory_bytes() const {
  std::size_t bytes = lists_.memory_bytes() + tiles_.capacity() * sizeof(tiles_[0]);
  for (const auto& tile : tiles_) bytes += tile ? sizeof(Tile) : 0;
  for (const Slot& slot : slots_) bytes += sizeof(Slot) + slot.places.capacity() * sizeof(std::uint32_t);
  return bytes;
}

}  // namespace tocsin::geo
