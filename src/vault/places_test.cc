#include "vault/places.h"

#include <gtest/gtest.h>

#include "vault/vault_testing.h"

namespace tocsin::vault {
namespace {

const Id anne = person_id(1), bruno = person_id(2);
constexpr std::string_view elsewhere = "45.76,4.83";  // Lyon

Profile with_places(std::vector<Place> places, std::vector<std::string> groups = {}) {
  Profile profile = profile_of(1);
  profile.places = std::move(places);
  profile.groups = std::move(groups);
  return profile;
}

Place place(PlaceKind kind, std::string_view where, Instant from = {}, Instant to = {}) {
  return {kind, geo::point(where), "", from, to};
}

TEST(Places, OfEveryKindAreFoundInside) {
  Town town;
  const Places& places = town.places;
  town.put(anne, with_places({place(PlaceKind::home, "48.92,2.35"), place(PlaceKind::work, "48.93,2.36"),
                              place(PlaceKind::trip, "48.93,2.37", vault_now, vault_now + day_ms)}));
  town.put_fix(anne, {geo::point("48.935,2.355"), 20, vault_now});
  town.put(bruno, with_places({place(PlaceKind::home, elsewhere)}));
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{anne, PlaceKind::home, false},
                                                             {anne, PlaceKind::work, false},
                                                             {anne, PlaceKind::trip, false},
                                                             {anne, PlaceKind::last_known, false}}));
  places.for_each_inside(geo::PreparedArea(geo::area(around_saint_denis)), [&](const PlaceHit& hit) {
    EXPECT_EQ(places.person_of(hit.person), anne);
    if (hit.kind == PlaceKind::trip) {
      EXPECT_EQ(hit.from, vault_now);
      EXPECT_EQ(hit.to, vault_now + day_ms);
    }
    if (hit.kind == PlaceKind::last_known) {
      EXPECT_EQ(hit.at, vault_now);
    }
  });
  EXPECT_EQ(places.size(), 2u);
}

TEST(Places, OfOnePersonAreTheSameAsInTheWholeIndex) {
  Town town;
  const Places& places = town.places;
  SeededRandom random(5);
  for (std::uint64_t number = 0; number < 300; ++number) {
    const auto point = [&] { return geo::Point{48.85 + random.unit() * 0.15, 2.25 + random.unit() * 0.2}; };
    Profile profile = profile_of(number);
    profile.places = {{PlaceKind::home, point(), "", {}, {}}, {PlaceKind::work, point(), "", {}, {}}};
    town.put(person_id(number), profile);
    if (number % 2 == 0) town.put_fix(person_id(number), {point(), random.unit() * 8000, vault_now});
  }
  const geo::PreparedArea area(geo::area(around_saint_denis));
  std::set<Hit> one_by_one;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const auto row = places.row_of(person_id(number));
    if (!row) continue;
    places.for_each_of(*row, area, [&](const PlaceHit& hit) {
      one_by_one.emplace(places.person_of(hit.person), hit.kind, hit.rim);
    });
  }
  const auto all = hits(places, around_saint_denis);
  EXPECT_GT(all.size(), 40u);
  EXPECT_EQ(all, one_by_one);
}

TEST(Places, OfAProfileReplaceThoseOfTheOneBefore) {
  Town town;
  const Places& places = town.places;
  town.put(anne, with_places({place(PlaceKind::home, "48.93,2.36"), place(PlaceKind::work, "48.93,2.36")}));
  town.put_fix(anne, {geo::point("48.93,2.36"), 20, vault_now});
  town.put(anne, with_places({place(PlaceKind::home, elsewhere)}));
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{anne, PlaceKind::last_known, false}}))
      << "the fix is not of the profile";
  town.put_fix(anne, {geo::point(elsewhere), 20, vault_now});
  EXPECT_TRUE(hits(places, around_saint_denis).empty()) << "one fix a person";
  EXPECT_EQ(places.size(), 1u);
}

// EVIDENCE-OF: DESIGN 7 "A coarse place is a disc: touching is inside, at lower confidence"
TEST(Places, ACoarseFixTouchesWithItsRim) {
  Town town;
  const Places& places = town.places;
  // 48.90 is 1.1 km south of the area.
  town.put_fix(anne, {geo::point("48.90,2.36"), 1000, vault_now});
  EXPECT_TRUE(hits(places, around_saint_denis).empty());
  town.put_fix(anne, {geo::point("48.90,2.36"), 1200, vault_now});
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{anne, PlaceKind::last_known, true}}));
  town.put_fix(anne, {geo::point("48.93,2.36"), coarse_above_m, vault_now});
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{anne, PlaceKind::last_known, false}}))
      << "the width of a street is a point";
  town.put_fix(anne, {geo::point("48.93,2.36"), coarse_above_m + 1, vault_now});
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{anne, PlaceKind::last_known, true}}))
      << "its middle inside says little";
}

TEST(Places, AFixOfTheLargestCircleTouchesFromFarAway) {
  Town town;
  const Places& places = town.places;
  town.put_fix(anne, {{48.925 - 49'500.0 / 111'195, 2.36}, accuracy_max_m, vault_now});
  town.put_fix(bruno, {{48.925, 2.36 + 47'000.0 / (111'195 * std::cos(48.925 * 3.14159265358979 / 180))},
                       accuracy_max_m,
                       vault_now});
  EXPECT_EQ(hits(places, around_saint_denis).size(), 2u);
}

TEST(Places, AcrossTheAntimeridianACoarseFixTouches) {
  Town town;
  const Places& places = town.places;
  town.put_fix(anne, {{-17.0, -179.99}, 5000, vault_now});
  EXPECT_EQ(hits(places, "-17.1,179.9 -17.1,179.98 -16.9,179.98 -16.9,179.9").size(), 1u);
}

TEST(Places, AnErasedPersonIsNowhereAndTheirRoomIsUsedAgain) {
  Town town;
  const Places& places = town.places;
  town.put(anne, with_places({place(PlaceKind::home, "48.93,2.36")}, {"School 7"}));
  town.put_fix(anne, {geo::point("48.90,2.36"), 5000, vault_now});
  town.put(bruno, with_places({place(PlaceKind::home, "48.93,2.36")}, {"School 7"}));
  const std::uint32_t handle = *places.row_of(anne);
  town.erase(anne);
  town.erase(anne);
  EXPECT_EQ(hits(places, around_saint_denis), (std::set<Hit>{{bruno, PlaceKind::home, false}}));
  EXPECT_EQ(places.members("School 7"), std::vector{bruno});
  EXPECT_EQ(places.size(), 1u);
  town.put(person_id(3), with_places({place(PlaceKind::home, "48.93,2.36")}));
  EXPECT_EQ(places.row_of(person_id(3)), handle);
  EXPECT_TRUE(places.groups_of(handle).empty());
}

// Homes, other places and people come and go in any order; a plain list says what must be found.
TEST(Places, AreWhatAListOfThemHolds) {
  Town town;
  std::map<Id, std::vector<Place>> model;
  std::map<Id, Fix> fixes;
  const auto point = [&] {
    return geo::Point{48.85 + town.random.unit() * 0.15, 2.25 + town.random.unit() * 0.2};
  };
  for (int step = 0; step < 4000; ++step) {
    const Id person = person_id(town.random.below(60));
    const auto what = town.random.below(10);
    if (what == 0) {
      town.erase(person);
      model.erase(person), fixes.erase(person);
    } else if (what < 4) {
      fixes[person] = {point(), town.random.unit() * 300, vault_now + step};
      town.put_fix(person, fixes[person]);
    } else {
      std::vector<Place> list;
      for (const auto kind : {PlaceKind::home, PlaceKind::work, PlaceKind::trip, PlaceKind::trip}) {
        if (town.random.chance(0.5)) list.push_back({kind, point(), "", {}, {}});
        if (!list.empty() && list.back().kind == PlaceKind::trip) list.back().to = vault_now + step;
      }
      town.put(person, with_places(list));
      model[person] = list;
    }
    if (step % 50 != 0) continue;
    const geo::PreparedArea area(geo::area(around_saint_denis));
    std::multiset<std::tuple<Id, PlaceKind, Instant, Instant>> expected, found;
    for (const auto& [of, list] : model) {
      for (const Place& place : list) {
        if (area.contains(place.point)) expected.emplace(of, place.kind, place.to, Instant{});
      }
    }
    for (const auto& [of, fix] : fixes) {
      if (area.contains(fix.point) ||
          (fix.accuracy_m > coarse_above_m && area.touches(fix.point, fix.accuracy_m)))
        expected.emplace(of, PlaceKind::last_known, Instant{}, fix.at);
    }
    town.places.for_each_inside(area, [&](const PlaceHit& hit) {
      found.emplace(town.places.person_of(hit.person), hit.kind, hit.to, hit.at);
    });
    ASSERT_EQ(found, expected) << step;
    std::set<Id> known;
    for (const auto& [of, list] : model) known.insert(of);
    for (const auto& [of, fix] : fixes) known.insert(of);
    ASSERT_EQ(town.places.size(), known.size()) << step;
  }
}

TEST(Groups, KnowTheirMembersSorted) {
  Town town;
  const Places& places = town.places;
  for (std::uint64_t number = 1; number <= 20; ++number) {
    town.put(person_id(number), with_places({}, number % 2 == 0 ? std::vector<std::string>{"even", "all"}
                                                                : std::vector<std::string>{"all"}));
  }
  EXPECT_EQ(places.members("all").size(), 20u);
  EXPECT_TRUE(std::ranges::is_sorted(places.members("all")));
  EXPECT_EQ(places.members("even").size(), 10u);
  EXPECT_TRUE(places.members("nobody").empty());
  town.put(person_id(2), with_places({}, {"odd"}));
  EXPECT_EQ(places.members("even").size(), 9u);
  EXPECT_EQ(places.members("odd"), std::vector{person_id(2)});
}

TEST(Groups, NamedTwiceHoldAPersonOnce) {
  Town town;
  const Places& places = town.places;
  town.put(anne, with_places({place(PlaceKind::home, elsewhere)}, {"a", "b", "a"}));
  EXPECT_EQ(places.members("a"), std::vector{anne});
  EXPECT_EQ(places.groups_of(*places.row_of(anne)).size(), 2u);
}

// More than 16 bits count: nobody may turn up on the roster of another group.
TEST(Groups, SeventyThousandStayApart) {
  Town town;
  const Places& places = town.places;
  for (std::uint64_t number = 0; number < 70'000; ++number)
    town.put(person_id(number), with_places({}, {"group " + std::to_string(number)}));
  EXPECT_EQ(places.members("group 0"), std::vector{person_id(0)});
  EXPECT_EQ(places.members("group 65536"), std::vector{person_id(65'536)});
}

TEST(Located, IsWhoHasAFreshFixOrATripOfNow) {
  Town town;
  const Places& places = town.places;
  town.put(anne, with_places({place(PlaceKind::home, elsewhere),
                              place(PlaceKind::trip, elsewhere, vault_now, vault_now + day_ms)}));
  const std::uint32_t handle = *places.row_of(anne);
  EXPECT_FALSE(places.is_located(handle, vault_now + -1));
  EXPECT_TRUE(places.is_located(handle, vault_now));
  EXPECT_TRUE(places.is_located(handle, vault_now + day_ms + -1));
  EXPECT_FALSE(places.is_located(handle, vault_now + day_ms)) << "a trip ends at its end";
  town.put_fix(anne, {geo::point(elsewhere), 10, vault_now + 2 * day_ms});
  EXPECT_TRUE(places.is_located(handle, vault_now + 2 * day_ms + fix_fresh_ms));
  EXPECT_FALSE(places.is_located(handle, vault_now + 2 * day_ms + fix_fresh_ms + 1));
}

}  // namespace
}  // namespace tocsin::vault
