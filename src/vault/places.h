// Places: where people may be, in memory, ready for the question "who is inside?". Rebuilt from profiles and
// fixes at start.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "geo/contains.h"
#include "geo/point_index.h"
#include "vault/profile.h"

namespace tocsin::vault {

// A person's last known place.
struct Fix {
  geo::Point point;
  double accuracy_m = 0;
  Instant at;

  bool operator==(const Fix&) const = default;
};

// A fix this old still says where somebody is; up to the second age it says where they may be.
constexpr std::int64_t fix_fresh_ms = 6 * hour_ms;
constexpr std::int64_t fix_stale_ms = 7 * day_ms;
// A fix whose circle is wider tells a region, not a place, and is not taken.
constexpr double accuracy_max_m = 50'000;
// Below this a place is taken as a point: the width of a street and its houses.
constexpr double coarse_above_m = 100;

// One of a person's places that an area holds.
struct PlaceHit {
  std::uint32_t person = 0;  // a handle for person_of()
  PlaceKind kind = PlaceKind::home;
  bool rim = false;  // only the disc of a coarse place touches
  Instant from, to;  // of a trip
  Instant at;        // of a fix
};

// Changed by one thread while no other reads.
class Places {
 public:
  // Replaces the person's standing places and trips.
  void put(const Id& person, const Profile& profile);
  // Overwrites the last known place.
  void put_fix(const Id& person, const Fix& fix);
  void erase(const Id& person);

  // Calls back for every place inside (or, for coarse ones, touching), in an unspecified order.
  void for_each_inside(const geo::PreparedArea& area,
                       const std::function<void(const PlaceHit&)>& visit) const;
  // The same for one person's places.
  void for_each_of(const Id& person, const geo::PreparedArea& area,
                   const std::function<void(const PlaceHit&)>& visit) const;

  // visit(const geo::Point&, double accuracy_m) for every place of one person, whatever its time; the
  // accuracy of those taken as points is 0.
  template <class Visit>
  void for_each_point_of(const Id& person, Visit&& visit) const {
    const auto it = row_of_.find(person);
    if (it == row_of_.end()) return;
    for (std::uint32_t number = rows_[it->second].first; number != none; number = slots_[number].next) {
      const Slot& slot = slots_[number];
      visit(slot.point, slot.accuracy_m > coarse_above_m ? slot.accuracy_m : 0.0);
    }
  }

  const Id& person_of(std::uint32_t handle) const { return rows_[handle].person; }
  const std::vector<std::uint32_t>& groups_of(std::uint32_t handle) const { return rows_[handle].groups; }
  const std::vector<std::string>& group_names() const { return group_names_; }
  // Everybody of a group, sorted by id; empty when there is no such group.
  std::vector<Id> members(std::string_view group) const;
  // A fresh fix or a trip of now says where this person is.
  bool is_located(std::uint32_t handle, Instant now) const;
  std::size_t size() const { return row_of_.size(); }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct Slot {
    std::uint32_t row = none;
    std::uint32_t next = none;  // of the same person
    PlaceKind kind = PlaceKind::home;
    geo::Point point;
    double accuracy_m = 0;
    Instant from, to;  // a fix has its time in `from`
  };
  struct Row {
    Id person;
    std::uint32_t first = none;
    std::vector<std::uint32_t> groups;
  };

  std::uint32_t row_for(const Id& person);
  void add_slot(std::uint32_t row, Slot slot);
  void remove_slots(std::uint32_t row, bool fixes);
  void set_groups(std::uint32_t row, const std::vector<std::string>& groups);
  static PlaceHit hit_of(const Slot& slot, bool rim);

  boost::unordered_flat_map<Id, std::uint32_t, IdHash> row_of_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_rows_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  geo::PointIndex points_;  // every place, by slot
  geo::PointIndex coarse_;  // those wider than coarse_above_m, by slot
  std::vector<std::string> group_names_;
  boost::unordered_flat_map<std::string, std::uint32_t> group_numbers_;
  std::vector<std::vector<std::uint32_t>> group_rows_;
};

}  // namespace tocsin::vault
