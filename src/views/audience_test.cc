#include "views/audience.h"

#include <gtest/gtest.h>

#include "views/views_testing.h"

namespace tocsin::views {
namespace {

using world::Band;
using world::Candidate;
using world::Reason;

Preview look(Town& town) { return preview(*town.vault, geo::area(world::saint_denis), town.now); }

// EVIDENCE-OF: CONTRACT "{"people","by_place":{"home","work","trip","last_known"},"by_group":{}"
TEST(Preview, CountsPeopleOnceAndTheirPlacesEach) {
  Town town;
  town.settle(1, {town.place(PlaceKind::home, inside), town.place(PlaceKind::work, inside)},
              {"School 7", "Choir"});
  town.settle(2, {town.place(PlaceKind::home, in_lyon), town.place(PlaceKind::work, inside)}, {"School 7"});
  town.settle(3, {town.place(PlaceKind::trip, inside, evening + -1, evening + 1)}, {"Choir"});
  town.settle(4, in_lyon);
  town.fix(4, inside);
  town.settle(5, {town.place(PlaceKind::home, in_lyon)}, {"School 9"});
  const Preview preview = look(town);
  EXPECT_EQ(preview.people, 4u);
  EXPECT_EQ(preview.home, 1u);
  EXPECT_EQ(preview.work, 2u);
  EXPECT_EQ(preview.trip, 1u);
  EXPECT_EQ(preview.last_known, 1u);
  EXPECT_EQ(preview.by_group, (std::map<std::string, std::uint64_t>{{"Choir", 2}, {"School 7", 2}}));
  EXPECT_EQ(preview.as_of, evening);
}

TEST(Preview, CountsWhatHoldsNow) {
  Town town;
  town.settle(1, {town.place(PlaceKind::trip, inside, evening + hour_ms, evening + 2 * hour_ms)});
  town.settle(2, in_lyon);
  town.fix(2, inside, 20, vault::fix_stale_ms + 1);
  EXPECT_EQ(look(town).people, 0u) << "a later trip, a fix of last week";
  town.now = evening + hour_ms;
  EXPECT_EQ(look(town).trip, 1u);
  town.now = evening + 2 * hour_ms;
  EXPECT_EQ(look(town).people, 0u);
  EXPECT_EQ(preview(*town.vault, {}, town.now).people, 0u) << "no area, nobody";
}

TEST(Preview, CountsTheRimOfACoarseFix) {
  Town town;
  town.settle(1, in_lyon);
  town.fix(1, "48.90,2.36", 1500);
  EXPECT_EQ(look(town).last_known, 1u);
}

// One person, as the audience would ask them.
std::optional<Candidate> proposed(const std::function<void(Town&)>& prepare) {
  Town town;
  prepare(town);
  town.open();
  const auto people = town.propose_asks();
  EXPECT_LE(people.size(), 1u);
  if (people.empty()) return std::nullopt;
  EXPECT_EQ(people[0].person, person(1));
  return people[0];
}

TEST(Bands, AFreshFixOrATripOfNowInsideMeansThere) {
  const auto fix = proposed([](Town& town) {
    town.settle(1, inside);
    town.fix(1, inside, 20, vault::fix_fresh_ms);
  });
  EXPECT_EQ(fix, (Candidate{person(1), Reason::last_known, Band::there}));
  const auto trip = proposed([](Town& town) {
    town.settle(1, {town.place(PlaceKind::home, in_lyon),
                    town.place(PlaceKind::trip, inside, evening, evening + hour_ms)});
  });
  EXPECT_EQ(trip, (Candidate{person(1), Reason::trip, Band::there}));
}

TEST(Bands, AStandingPlaceInsideMeansLikely) {
  const auto home = proposed([](Town& town) {
    town.settle(1, {town.place(PlaceKind::work, inside), town.place(PlaceKind::home, inside)});
  });
  EXPECT_EQ(home, (Candidate{person(1), Reason::home, Band::likely}));
  const auto work = proposed([](Town& town) {
    town.settle(1, {town.place(PlaceKind::home, in_lyon), town.place(PlaceKind::work, inside)});
  });
  EXPECT_EQ(work, (Candidate{person(1), Reason::work, Band::likely}));
}

TEST(Bands, WhoSeemsElsewhereIsPossible) {
  const auto fix = proposed([](Town& town) {
    town.settle(1, inside);
    town.fix(1, in_lyon);
  });
  EXPECT_EQ(fix, (Candidate{person(1), Reason::home, Band::possible}));
  const auto trip = proposed([](Town& town) {
    town.settle(1, {town.place(PlaceKind::home, inside),
                    town.place(PlaceKind::trip, in_lyon, evening, evening + hour_ms)});
  });
  EXPECT_EQ(trip, (Candidate{person(1), Reason::home, Band::possible}));
  const auto old_fix = proposed([](Town& town) {
    town.settle(1, inside);
    town.fix(1, in_lyon, 20, vault::fix_fresh_ms + 1);
  });
  EXPECT_EQ(old_fix, (Candidate{person(1), Reason::home, Band::likely}))
      << "an old fix does not say where they are";
}

TEST(Bands, AnOldFixOrOnlyARimIsPossible) {
  const auto old_fix = proposed([](Town& town) {
    town.settle(1, in_lyon);
    town.fix(1, inside, 20, vault::fix_stale_ms);
  });
  EXPECT_EQ(old_fix, (Candidate{person(1), Reason::last_known, Band::possible}));
  const auto rim = proposed([](Town& town) {
    town.settle(1, in_lyon);
    town.fix(1, "48.90,2.36", 1500);
  });
  EXPECT_EQ(rim, (Candidate{person(1), Reason::last_known, Band::possible}));
}

TEST(Bands, NothingInsideMeansNotAsked) {
  EXPECT_FALSE(proposed([](Town& town) { town.settle(1, paris); }));
  EXPECT_FALSE(proposed([](Town& town) {
    town.settle(1, in_lyon);
    town.fix(1, inside, 20, vault::fix_stale_ms + 1);
  }));
  EXPECT_FALSE(proposed([](Town& town) {
    town.settle(1, {town.place(PlaceKind::trip, inside, evening + -hour_ms, evening)});
  })) << "over";
}

TEST(Audience, ProposesTheSurestFirst) {
  Town town;
  town.settle(1, inside);
  town.fix(1, in_lyon);
  town.settle(2, inside);
  town.settle(3, in_lyon);
  town.fix(3, inside);
  town.settle(4, inside);
  town.open();
  std::vector<world::PersonId> order;
  for (const auto& candidate : town.propose_asks()) order.push_back(candidate.person);
  EXPECT_EQ(order, (std::vector{person(3), person(2), person(4), person(1)}));
}

TEST(Audience, AsksALargeAreaInGroupsAndEverybodyOnce) {
  Town town;
  constexpr std::size_t people = world::asks_per_tick_max + 10;
  for (std::uint64_t number = 1; number <= people; ++number) town.settle(number, inside);
  town.open();
  EXPECT_EQ(town.pulse(), world::asks_per_tick_max);
  EXPECT_EQ(town.audience.waiting(), people);
  EXPECT_EQ(town.pulse(), 10u);
  EXPECT_EQ(town.audience.waiting(), 10u);
  EXPECT_EQ(town.pulse(), 0u);
  EXPECT_EQ(town.audience.waiting(), 0u);
  EXPECT_EQ(town.asks().asked(), people);
}

TEST(Audience, ACheckThatIsNotOpenProposesNobody) {
  Town town;
  town.settle(1, inside);
  town.propose();
  EXPECT_TRUE(town.propose_asks().empty());
  town.must(town.bruno, world::ApproveCheck{check_id(1), 1});
  town.must(town.anne, world::CloseCheck{check_id(1)});
  EXPECT_TRUE(town.propose_asks().empty());
}

TEST(Audience, EndsWithTheAsking) {
  Town town;
  town.settle(1, inside);
  town.open();
  town.now = evening + world::asking_ms;
  EXPECT_TRUE(town.propose_asks().empty());
}

// EVIDENCE-OF: DESIGN 2.11 "A restored or long-stopped server ... sends nothing until an approver releases"
TEST(Audience, WhoWaitedWhileTheRealmWasHeldIsAskedAfterwards) {
  Town town;
  town.settle(1, inside);
  town.open();
  town.must(world::Actor::system(), world::StartServing{.last_alive_at = {}, .restored = true});
  EXPECT_EQ(town.pulse(), 0u);
  EXPECT_EQ(town.audience.waiting(), 1u);
  town.must(town.bruno, world::ReleaseRealm{});
  EXPECT_EQ(town.pulse(), 1u);
}

TEST(Audience, AfterARestartProposesOnlyWhoWasNotAsked) {
  Town town;
  town.settle(1, inside);
  town.settle(2, inside);
  town.open();
  town.ask(check_id(1), 1, 1);
  Audience rebuilt(*town.vault);
  const auto tick = rebuilt.next(town.world, town.now);
  ASSERT_EQ(tick.candidates.size(), 1u);
  EXPECT_EQ(tick.candidates[0].people, (std::vector<Candidate>{{person(2), Reason::home, Band::likely}}));
}

TEST(Audience, EachOpenCheckAsks) {
  Town town;
  town.settle(1, inside);
  town.open(1);
  town.open(2);
  EXPECT_EQ(town.pulse(), 2u);
}

}  // namespace
}  // namespace tocsin::views
