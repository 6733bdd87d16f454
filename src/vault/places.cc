#include "vault/places.h"

#include <algorithm>
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

}  // namespace

std::uint32_t Places::row_for(const Id& person) {
  const auto [it, inserted] = row_of_.try_emplace(person, 0);
  if (!inserted) return it->second;
  if (free_rows_.empty()) {
    it->second = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back({person, none, {}});
  } else {
    it->second = free_rows_.back();
    free_rows_.pop_back();
    rows_[it->second] = {person, none, {}};
  }
  return it->second;
}

void Places::add_slot(std::uint32_t row, Slot slot) {
  slot.row = row;
  slot.next = rows_[row].first;
  std::uint32_t number = 0;
  if (free_slots_.empty()) {
    number = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back(slot);
  } else {
    number = free_slots_.back();
    free_slots_.pop_back();
    slots_[number] = slot;
  }
  rows_[row].first = number;
  points_.insert(number, slot.point);
  if (slot.accuracy_m > coarse_above_m) coarse_.insert(number, slot.point);
}

void Places::remove_slots(std::uint32_t row, bool fixes) {
  std::uint32_t* link = &rows_[row].first;
  while (*link != none) {
    const std::uint32_t number = *link;
    Slot& slot = slots_[number];
    if ((slot.kind == PlaceKind::last_known) != fixes) {
      link = &slot.next;
      continue;
    }
    *link = slot.next;
    points_.erase(number);
    coarse_.erase(number);
    slot = {};
    free_slots_.push_back(number);
  }
}

void Places::set_groups(std::uint32_t row, const std::vector<std::string>& groups) {
  for (const std::uint32_t group : rows_[row].groups) std::erase(group_rows_[group], row);
  rows_[row].groups.clear();
  for (const auto& name : groups) {
    const auto [it, inserted] =
        group_numbers_.try_emplace(name, static_cast<std::uint32_t>(group_names_.size()));
    if (inserted) {
      group_names_.push_back(name);
      group_rows_.emplace_back();
    }
    auto& own = rows_[row].groups;
    if (std::find(own.begin(), own.end(), it->second) != own.end()) continue;
    own.push_back(it->second);
    group_rows_[it->second].push_back(row);
  }
}

void Places::put(const Id& person, const Profile& profile) {
  const std::uint32_t row = row_for(person);
  remove_slots(row, false);
  for (const auto& place : profile.places) {
    add_slot(row,
             {.kind = place.kind, .point = place.point, .accuracy_m = 0, .from = place.from, .to = place.to});
  }
  set_groups(row, profile.groups);
}

void Places::put_fix(const Id& person, const Fix& fix) {
  const std::uint32_t row = row_for(person);
  remove_slots(row, true);
  add_slot(row, {.kind = PlaceKind::last_known,
                 .point = fix.point,
                 .accuracy_m = fix.accuracy_m,
                 .from = fix.at,
                 .to = {}});
}

void Places::erase(const Id& person) {
  const auto it = row_of_.find(person);
  if (it == row_of_.end()) return;
  const std::uint32_t row = it->second;
  remove_slots(row, false);
  remove_slots(row, true);
  set_groups(row, {});
  rows_[row] = {};
  free_rows_.push_back(row);
  row_of_.erase(it);
}

PlaceHit Places::hit_of(const Slot& slot, bool rim) {
  const bool is_fix = slot.kind == PlaceKind::last_known;
  return {slot.row, slot.kind, rim, is_fix ? Instant{} : slot.from, slot.to, is_fix ? slot.from : Instant{}};
}

void Places::for_each_inside(const geo::PreparedArea& area,
                             const std::function<void(const PlaceHit&)>& visit) const {
  points_.for_each_inside(area, [&](std::uint64_t number, const geo::Point&) {
    const Slot& slot = slots_[number];
    // A coarse place whose middle is inside may still be outside.
    visit(hit_of(slot, slot.accuracy_m > coarse_above_m));
  });
  if (coarse_.size() == 0 || area.empty()) return;
  const auto visit_rim = [&](std::uint64_t number, const geo::Point& point) {
    const Slot& slot = slots_[number];
    if (!area.contains(point) && area.touches(point, slot.accuracy_m)) visit(hit_of(slot, true));
  };
  coarse_.for_each_in_bounds(widened(area.bounds()), visit_rim);
}

void Places::for_each_of(const Id& person, const geo::PreparedArea& area,
                         const std::function<void(const PlaceHit&)>& visit) const {
  const auto it = row_of_.find(person);
  if (it == row_of_.end()) return;
  for (std::uint32_t number = rows_[it->second].first; number != none; number = slots_[number].next) {
    const Slot& slot = slots_[number];
    const bool coarse = slot.accuracy_m > coarse_above_m;
    if (area.contains(slot.point) || (coarse && area.touches(slot.point, slot.accuracy_m)))
      visit(hit_of(slot, coarse));
  }
}

std::vector<Id> Places::members(std::string_view group) const {
  std::vector<Id> ids;
  const auto it = group_numbers_.find(std::string(group));
  if (it == group_numbers_.end()) return ids;
  for (const std::uint32_t row : group_rows_[it->second]) ids.push_back(rows_[row].person);
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool Places::is_located(std::uint32_t handle, Instant now) const {
  for (std::uint32_t number = rows_[handle].first; number != none; number = slots_[number].next) {
    const Slot& slot = slots_[number];
    if (slot.kind == PlaceKind::last_known && now - slot.from <= fix_fresh_ms) return true;
    if (slot.kind == PlaceKind::trip && slot.from <= now && now < slot.to) return true;
  }
  return false;
}

}  // namespace tocsin::vault
