// A town: a World and a vault that know the same people.
#pragma once

#include <gtest/gtest.h>

#include "vault/vault_testing.h"
#include "views/audience.h"
#include "world/world_testing.h"

namespace tocsin::views {

inline constexpr std::string_view inside = "48.93,2.36";  // of world::saint_denis
inline constexpr std::string_view in_lyon = "45.76,4.83";
inline constexpr std::string_view paris = "48.8566,2.3522";  // outside, near

using vault::PlaceKind;
using world::check_id;
using world::evening;
using world::person;

class Town : public world::Scene {
 public:
  vault::Place place(PlaceKind kind, std::string_view where, Instant from = {}, Instant to = {}) {
    return {kind, geo::point(where), "", from, to};
  }
  // Registers person `number` with these places.
  void settle(std::uint64_t number, std::vector<vault::Place> places, std::vector<std::string> groups = {}) {
    vault::Profile profile = vault::profile_of(number);
    profile.places = std::move(places);
    profile.groups = std::move(groups);
    vault::record(*vault, person(number).id, profile);
    people(number, number);
    audience.person_changed(person(number).id);
  }
  void settle(std::uint64_t number, std::string_view home) { settle(number, {place(PlaceKind::home, home)}); }
  void fix(std::uint64_t number, std::string_view where, double accuracy_m = 20, std::int64_t age_ms = 0) {
    ASSERT_TRUE(vault->put_fix(person(number).id, {geo::point(where), accuracy_m, now + -age_ms}));
    audience.person_changed(person(number).id);
  }
  // What the audience proposes now, as the engine would ask for it.
  std::vector<world::Candidate> propose_asks() {
    const auto tick = audience.next(world, now);
    std::vector<world::Candidate> people;
    for (const auto& list : tick.candidates)
      people.insert(people.end(), list.people.begin(), list.people.end());
    return people;
  }
  // Proposes, decides and applies; how many were asked.
  std::size_t pulse() {
    const std::size_t before = asked();
    must(world::Actor::system(), audience.next(world, now));
    return asked() - before;
  }
  std::size_t asked() const {
    std::size_t count = 0;
    for (const auto& [id, check] : world.checks().all()) count += check.asks.asked();
    return count;
  }
  std::vector<world::PersonId> asked_people(world::CheckId id = check_id(1)) const {
    const auto asked = world.checks().find(id)->asks.in_order();
    std::vector<world::PersonId> people(asked.begin(), asked.end());
    std::sort(people.begin(), people.end());
    return people;
  }

  TempDirectory directory;
  SeededRandom random{3};
  std::unique_ptr<vault::Vault> vault = vault::open_vault(directory, random);
  Audience audience{*vault};
};

}  // namespace tocsin::views
