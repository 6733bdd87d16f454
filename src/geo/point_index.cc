#include "geo/point_index.h"

#include <algorithm>

#include "base/check.h"
#include "geo/distance.h"
#include "geo/grid.h"

namespace tocsin::geo {
namespace {

constexpr std::uint32_t strip_cells = StripStore::cells;
static_assert(grid::tile_side == StripStore::cells);
constexpr std::size_t strip_count = std::size_t{grid::rows} * grid::tile_columns;

}  // namespace

std::uint32_t PointIndex::order_of(const Point& point) {
  TOCSIN_CHECK(is_valid(point));
  return static_cast<std::uint32_t>(grid::row_of(point.lat)) * grid::columns +
         static_cast<std::uint32_t>(grid::column_of(point.lon));
}

PointIndex::Words::Words()
    : words_(static_cast<std::uint32_t*>(std::calloc(strip_count, sizeof(std::uint32_t)))) {
  TOCSIN_CHECK(words_ != nullptr, "out of memory");
}

PointIndex::PointIndex() = default;
PointIndex::~PointIndex() = default;
PointIndex::PointIndex(PointIndex&&) noexcept = default;
PointIndex& PointIndex::operator=(PointIndex&&) noexcept = default;

PointIndex::Found PointIndex::locate(std::uint32_t key) const {
  const std::uint32_t cell_id = cell_of_[key] - 1;
  const std::uint32_t strip = cell_id / strip_cells;
  const auto cell = static_cast<int>(cell_id % strip_cells);
  const StripStore::View view = store_.view(strips_[strip]);
  std::uint32_t position = view.begin(cell);
  const std::uint32_t end = view.begin(cell + 1);
  if (end - position >= crowd_min) return {strip, cell, crowds_.find(key)->second};
  while (position < end && view.keys[position] != key) ++position;
  TOCSIN_CHECK(position < end);
  return {strip, cell, position};
}

void PointIndex::move_points(const StripStore::View& view, std::uint32_t from, std::uint32_t to,
                             std::uint32_t count, bool is_crowd) {
  std::copy_n(view.keys + from, count, view.keys + to);
  std::copy_n(view.lats + from, count, view.lats + to);
  std::copy_n(view.lons + from, count, view.lons + to);
  if (!is_crowd) return;
  for (std::uint32_t at = to; at < to + count; ++at) crowds_[view.keys[at]] = at;
}

// A cell becomes a crowd, or is none any more.
void PointIndex::follow_crowd(const StripStore::View& view, int cell, bool is_crowd) {
  for (std::uint32_t at = view.begin(cell); at < view.begin(cell + 1); ++at) {
    if (is_crowd) {
      crowds_[view.keys[at]] = at;
    } else {
      crowds_.erase(view.keys[at]);
    }
  }
}

// Moves a strip to a block with room for `count`.
void PointIndex::resize(std::uint32_t strip, std::size_t count) {
  const StripStore::Ref from = strips_[strip];
  const StripStore::Ref to = store_.allocate(strip, count);
  strips_[strip] = to;
  const StripStore::View target = store_.view(to);
  if (from == StripStore::none) {
    for (int cell = 0; cell < StripStore::cells; ++cell) target.set_begin(cell, 0);
    return;
  }
  const StripStore::View source = store_.view(from);
  target.header->size = source.header->size;
  for (int cell = 0; cell < StripStore::cells; ++cell) target.set_begin(cell, source.begin(cell));
  std::copy_n(source.keys, source.header->size, target.keys);
  std::copy_n(source.lats, source.header->size, target.lats);
  std::copy_n(source.lons, source.header->size, target.lons);
  const StripStore::Moved moved = store_.release(from);
  if (moved.ref != StripStore::none) strips_[moved.owner] = moved.ref;
}

// From the last cell to the first: as many of a cell's first points as come before it now move behind its
// last, and its new ones follow them.
void PointIndex::put(std::uint32_t strip, std::span<const Keyed> points) {
  const StripStore::Ref ref = strips_[strip];
  const std::uint32_t before = ref == StripStore::none ? 0 : store_.view(ref).header->size;
  const std::size_t after = before + points.size();
  if (ref == StripStore::none || after > store_.view(ref).capacity) resize(strip, after);
  const StripStore::View view = store_.view(strips_[strip]);
  view.header->size = static_cast<std::uint32_t>(after);
  std::uint32_t end = before;
  auto left = static_cast<std::uint32_t>(points.size());
  const auto cell_of = [&](std::uint32_t count) {  // of the last of so many
    return count == 0 ? -1 : static_cast<int>(order_of(points[count - 1].point) % strip_cells);
  };
  int next = cell_of(left);
  for (int cell = StripStore::cells - 1; left > 0; --cell) {
    const std::uint32_t begin = view.begin(cell), count = end - begin;
    std::uint32_t first = left;  // of the points that are put here
    while (next == cell) next = cell_of(--first);
    const std::uint32_t moved = std::min(first, count), put = left - first;
    const std::uint32_t to = begin + std::max(first, count);
    const bool was_crowd = count >= crowd_min, is_crowd = count + put >= crowd_min;
    if (moved > 0) move_points(view, begin, to, moved, was_crowd);
    for (std::uint32_t i = 0, at = to + moved; i < put; ++i, ++at) {
      const Keyed& one = points[first + i];
      view.keys[at] = one.key;
      view.lats[at] = one.point.lat;
      view.lons[at] = one.point.lon;
      if (was_crowd) crowds_[one.key] = at;
    }
    view.set_begin(cell, begin + first);
    if (is_crowd && !was_crowd) follow_crowd(view, cell, true);
    if (put > 0) bits_[strip] |= std::uint32_t{1} << cell;
    end = begin;
    left = first;
  }
}

// The last point of each later cell moves before that cell's first.
void PointIndex::take(const Found& found) {
  const StripStore::View view = store_.view(strips_[found.strip]);
  std::uint32_t end = view.begin(found.cell + 1);
  const std::uint32_t count = end - view.begin(found.cell);
  if (count == crowd_min) follow_crowd(view, found.cell, false);
  if (count > crowd_min) crowds_.erase(view.keys[found.position]);
  if (count == 1) bits_[found.strip] &= ~(std::uint32_t{1} << found.cell);
  if (found.position != end - 1) move_points(view, end - 1, found.position, 1, count > crowd_min);
  for (int later = found.cell + 1; later < StripStore::cells; ++later) {
    const std::uint32_t begin = end;
    end = view.begin(later + 1);
    if (begin != end) move_points(view, end - 1, begin - 1, 1, end - begin >= crowd_min);
    view.set_begin(later, begin - 1);
  }
  const std::uint32_t size = --view.header->size;
  if (size == 0) {
    const StripStore::Moved moved = store_.release(strips_[found.strip]);
    strips_[found.strip] = StripStore::none;
    if (moved.ref != StripStore::none) strips_[moved.owner] = moved.ref;
  } else if (StripStore::class_for(size) + 2 < StripStore::class_of(strips_[found.strip])) {
    // Three sizes at once, so that coming and going at a size's border costs nothing.
    resize(found.strip, size);
  }
}

void PointIndex::make_room_for_key(std::uint32_t key) {
  TOCSIN_CHECK(key < key_end);
  if (key < cell_of_.size()) return;
  // An eighth more, because a vector would double.
  if (key >= cell_of_.capacity()) cell_of_.reserve(key + key / 8 + 16);
  cell_of_.resize(std::size_t{key} + 1);
}

bool PointIndex::insert(std::uint32_t key, const Point& point) {
  make_room_for_key(key);
  if (cell_of_[key] != 0) return false;
  const Keyed one{key, point};
  insert_all({&one, 1});
  return true;
}

void PointIndex::insert_all(std::span<const Keyed> points) {
  std::size_t begin = 0;  // of those of one strip, in order
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::uint32_t key = points[i].key, cell_id = order_of(points[i].point);
    make_room_for_key(key);
    TOCSIN_CHECK(cell_of_[key] == 0);
    cell_of_[key] = cell_id + 1;
    if (i > begin && (cell_id / strip_cells != last / strip_cells || cell_id < last)) {
      put(last / strip_cells, points.subspan(begin, i - begin));
      begin = i;
    }
    last = cell_id;
  }
  if (begin < points.size()) put(last / strip_cells, points.subspan(begin));
  size_ += points.size();
}

bool PointIndex::update(std::uint32_t key, const Point& point) {
  const std::uint32_t cell_id = order_of(point);
  if (!contains(key)) return false;
  const Found found = locate(key);
  if (cell_of_[key] == cell_id + 1) {
    const StripStore::View view = store_.view(strips_[found.strip]);
    view.lats[found.position] = point.lat;
    view.lons[found.position] = point.lon;
    return true;
  }
  take(found);
  cell_of_[key] = cell_id + 1;
  const Keyed one{key, point};
  put(cell_id / strip_cells, {&one, 1});
  return true;
}

bool PointIndex::erase(std::uint32_t key) {
  if (!contains(key)) return false;
  take(locate(key));
  cell_of_[key] = 0;
  --size_;
  return true;
}

std::optional<Point> PointIndex::find(std::uint32_t key) const {
  if (!contains(key)) return std::nullopt;
  const Found found = locate(key);
  const StripStore::View view = store_.view(strips_[found.strip]);
  return Point{view.lats[found.position], view.lons[found.position]};
}

std::size_t PointIndex::memory_bytes() const {
  return store_.memory_bytes() + cell_of_.capacity() * sizeof(cell_of_[0]) +
         2 * strip_count * sizeof(std::uint32_t) + crowds_.bucket_count() * 9;
}

}  // namespace tocsin::geo
