// Reservations: ids promised to people of whom nothing is recorded yet, so that two imports at once agree.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>

#include "base/id.h"

namespace tocsin::vault {

// Reservations kept at least: many times what imports under way can hold. Those of refused imports and of dry
// runs are never taken up; the oldest go when twice as many have come since.
constexpr std::size_t reservations_min = 1u << 20;

// One thread at a time.
class Reservations {
 public:
  explicit Reservations(std::size_t keep = reservations_min) : keep_(keep) {}

  // By a blind hash of who is meant.
  std::optional<Id> find(const Id& key) const {
    for (const Map* map : {&young_, &old_}) {
      if (const auto it = map->find(key); it != map->end()) return it->second;
    }
    return std::nullopt;
  }
  // `key` must be absent.
  void add(const Id& key, const Id& person) {
    if (young_.size() >= keep_) {
      old_ = std::move(young_);
      young_ = {};
    }
    young_.emplace(key, person);
  }
  void erase(const Id& key) {
    young_.erase(key);
    old_.erase(key);
  }
  std::size_t size() const { return young_.size() + old_.size(); }
  std::size_t memory_bytes() const { return (young_.bucket_count() + old_.bucket_count()) * 33; }

 private:
  using Map = boost::unordered_flat_map<Id, Id, IdHash>;
  std::size_t keep_;
  Map young_, old_;
};

}  // namespace tocsin::vault
