#include "vault/places.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace tocsin::vault {
namespace {

// A box that holds the middle of every disc of accuracy_max_m that touches `bounds`.
geo::Bounds widened(const geo::Bounds& bounds) {
  constexpr double metres_a_degree =
      111'000;  // a little less than anywhere on the Earth, so the box errs to the wide side
  const double lat_margin = accuracy_max_m / metres_a_degree;
  geo::Bounds wide{std::max(-90.0, bounds.south - lat_margin), -180,
                   std::min(90.0, bounds.north + lat_margin), 180};
  const double highest = std::max(std::abs(wide.south), std::abs(wide.north));
  if (highest > 85) return wide;
  const double lon_margin = lat_margin / std::cos(highest * std::numbers::pi / 180);
  const double width = bounds.east - bounds.west + (bounds.west > bounds.east ? 360 : 0);
  if (width + 2 * lon_margin >= 360) return wide;
  const auto wrap = [](double lon) { return lon < -180 ? lon + 360 : lon > 180 ? lon - 360 : lon; };
  wide.west = wrap(bounds.west - lon_margin);
  wide.east = wrap(bounds.east + lon_margin);
  return wide;
}

// A number that is free in a paged array: one given back, or the next.
std::uint32_t take_number(std::vector<std::uint32_t>& free, std::uint32_t& end) {
  if (free.empty()) return end++;
  const std::uint32_t number = free.back();
  free.pop_back();
  return number;
}

}  // namespace

void Places::make_block(std::vector<std::uint32_t>& blocks, std::uint32_t page, bool homes) {
  if (page >= blocks.size()) blocks.resize(page + 1, no_block);
  if (blocks[page] != no_block) return;
  blocks[page] = static_cast<std::uint32_t>(key_blocks_.size());
  key_blocks_.push_back({homes, page});
  // Four thousand million places want more memory than any machine this runs on.
  TOCSIN_CHECK(key_blocks_.size() < (std::size_t{1} << (32 - block_bits)));
}

void Places::set_known(std::uint32_t row) {
  Head& head = heads_.make(row);
  row_end_ = std::max(row_end_, row + 1);
  if (head.is_known()) return;
  head.word |= Head::known_bit;
  ++size_;
}

void Places::set_recorded(std::uint32_t row) {
  set_known(row);
  heads_[row].word |= Head::recorded_bit;
}

double Places::accuracy_of(std::uint32_t node) const { return std::bit_cast<double>(detail_of(node).second); }

PlaceHit Places::hit_of(std::uint32_t node, bool rim) const {
  PlaceHit hit{.person = nodes_[node].row, .kind = kind_of(node), .rim = rim};
  if (hit.kind == PlaceKind::trip) {
    hit.from = {detail_of(node).first};
    hit.to = {detail_of(node).second};
  } else if (hit.kind == PlaceKind::last_known) {
    hit.at = {detail_of(node).first};
  }
  return hit;
}

std::uint32_t Places::make_home(std::uint32_t row) {
  make_block(home_blocks_, row >> block_bits, true);
  heads_.make(row).word |= Head::home_bit;
  return home_key(row);
}

void Places::set_home(std::uint32_t row, const geo::Point& point) {
  if (head_of(row).has_home()) {
    points_.update(home_key(row), point);
  } else {
    points_.insert(make_home(row), point);
  }
}

std::uint32_t Places::make_node(std::uint32_t row, PlaceKind kind, const Detail& detail) {
  const std::uint32_t number = take_number(free_nodes_, node_end_);
  TOCSIN_CHECK(number < Head::first_mask);
  Node& node = nodes_.make(number);
  Head& head = heads_.make(row);
  node = {row, head.first(), static_cast<std::uint32_t>(kind) << detail_bits};
  head.set_first(number + 1);
  if (kind == PlaceKind::trip || kind == PlaceKind::last_known) {
    const std::uint32_t at = take_number(free_details_, detail_end_);
    TOCSIN_CHECK(at < 1u << detail_bits);
    details_.make(at) = detail;
    node.kind_detail |= at;
  }
  make_block(node_blocks_, number >> block_bits, false);
  return number;
}

std::uint32_t Places::add_node(std::uint32_t row, PlaceKind kind, const geo::Point& point,
                               const Detail& detail) {
  const std::uint32_t number = make_node(row, kind, detail);
  points_.insert(node_key(number), point);
  return number;
}

void Places::set_coarse(std::uint32_t node, const geo::Point& point, bool coarse) {
  const auto it = coarse_of_node_.find(node);
  if (it != coarse_of_node_.end()) {
    if (coarse) {
      coarse_.update(it->second, point);
      return;
    }
    coarse_.erase(it->second);
    free_coarse_.push_back(it->second);
    coarse_of_node_.erase(it);
  } else if (coarse) {
    auto end = static_cast<std::uint32_t>(coarse_nodes_.size());
    const std::uint32_t number = take_number(free_coarse_, end);
    coarse_nodes_.resize(end);
    coarse_nodes_[number] = node;
    coarse_of_node_.emplace(node, number);
    coarse_.insert(number, point);
  }
}

void Places::remove_nodes(std::uint32_t row, bool fixes) {
  std::uint32_t before = 0;
  for (std::uint32_t link = head_of(row).first(); link != 0;) {
    Node& node = nodes_[link - 1];
    const PlaceKind kind = kind_of(link - 1);
    const std::uint32_t next = node.next;
    if ((kind == PlaceKind::last_known) != fixes) {
      before = std::exchange(link, next);
      continue;
    }
    if (before == 0) {
      heads_[row].set_first(next);
    } else {
      nodes_[before - 1].next = next;
    }
    points_.erase(node_key(link - 1));
    if (fixes) set_coarse(link - 1, {}, false);
    if (kind == PlaceKind::trip || fixes) {
      const std::uint32_t detail = node.kind_detail & ((1u << detail_bits) - 1);
      details_[detail] = {};
      free_details_.push_back(detail);
    }
    node = {};
    free_nodes_.push_back(link - 1);
    link = next;
  }
}

void Places::add_all(std::span<const Standing> places) {
  std::vector<geo::PointIndex::Keyed> points;
  points.reserve(places.size());
  for (const Standing& place : places) {
    const bool is_home = place.kind == PlaceKind::home && !head_of(place.row).has_home();
    const std::uint32_t key = is_home
                                  ? make_home(place.row)
                                  : node_key(make_node(place.row, place.kind, {place.from.ms, place.to.ms}));
    points.push_back({key, place.point});
  }
  points_.insert_all(points);
}

void Places::put(std::uint32_t row, const Profile& profile) {
  set_recorded(row);
  remove_nodes(row, false);
  const Place* const home = profile.find(PlaceKind::home);
  if (home != nullptr) {
    set_home(row, home->point);
  } else if (heads_[row].has_home()) {
    points_.erase(home_key(row));
    heads_[row].word &= ~Head::home_bit;
  }
  for (const Place& place : profile.places) {
    if (&place != home) add_node(row, place.kind, place.point, {place.from.ms, place.to.ms});
  }
  groups_.assign(row, profile.groups);
}

void Places::put_fix(std::uint32_t row, const Fix& fix) {
  set_known(row);
  const Detail detail{fix.at.ms, std::bit_cast<std::int64_t>(fix.accuracy_m)};
  std::uint32_t link = head_of(row).first();
  while (link != 0 && kind_of(link - 1) != PlaceKind::last_known) link = nodes_[link - 1].next;
  if (link == 0) {
    link = add_node(row, PlaceKind::last_known, fix.point, detail) + 1;
  } else {
    points_.update(node_key(link - 1), fix.point);
    details_[nodes_[link - 1].kind_detail & ((1u << detail_bits) - 1)] = detail;
  }
  set_coarse(link - 1, fix.point, fix.accuracy_m > coarse_above_m);
}

void Places::erase(std::uint32_t row) {
  if (!head_of(row).is_known()) return;
  remove_nodes(row, false);
  remove_nodes(row, true);
  if (heads_[row].has_home()) points_.erase(home_key(row));
  heads_[row] = {};
  groups_.assign(row, {});
  --size_;
}

std::vector<std::uint32_t> Places::touching(const geo::PreparedArea& area) const {
  std::vector<std::uint32_t> found;
  if (coarse_.size() == 0 || area.empty()) return found;
  coarse_.for_each_in_bounds(widened(area.bounds()), [&](std::uint32_t key, const geo::Point& point) {
    const std::uint32_t node = coarse_nodes_[key];
    if (!area.contains(point) && area.touches(point, accuracy_of(node))) found.push_back(node);
  });
  return found;
}

std::vector<Id> Places::members(std::string_view group) const {
  std::vector<Id> ids;
  for (const std::uint32_t row : groups_.rows_of(group)) ids.push_back(person_of(row));
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool Places::is_located(std::uint32_t row, Instant now) const {
  for (std::uint32_t link = head_of(row).first(); link != 0; link = nodes_[link - 1].next) {
    const PlaceHit hit = hit_of(link - 1, false);
    if (hit.kind == PlaceKind::last_known && now - hit.at <= fix_fresh_ms) return true;
    if (hit.kind == PlaceKind::trip && hit.from <= now && now < hit.to) return true;
  }
  return false;
}

std::size_t Places::memory_bytes() const {
  std::size_t numbers = 0;
  for (const auto* list :
       {&free_nodes_, &free_details_, &home_blocks_, &node_blocks_, &coarse_nodes_, &free_coarse_})
    numbers += list->capacity();
  return heads_.memory_bytes() + nodes_.memory_bytes() + details_.memory_bytes() + numbers * 4 +
         key_blocks_.capacity() * sizeof(KeyBlock) + coarse_of_node_.bucket_count() * 9 +
         groups_.memory_bytes();
}

}  // namespace tocsin::vault
