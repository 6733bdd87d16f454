// Goal: who comes into an area while a check asks is asked, and who has left it is not.
#include <gtest/gtest.h>

#include "views/views_testing.h"

namespace tocsin::views {
namespace {

using world::Band;
using world::Candidate;
using world::Reason;

TEST(Moves, WhoMovesInIsAsked) {
  Town town;
  town.settle(1, in_lyon);
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.now = evening + minute_ms;
  town.fix(1, inside);
  EXPECT_EQ(town.propose_asks(), (std::vector<Candidate>{{person(1), Reason::last_known, Band::there}}));
}

TEST(Moves, WhoRegistersInsideLaterIsAsked) {
  Town town;
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.settle(1, inside);
  EXPECT_EQ(town.pulse(), 1u);
}

TEST(Moves, WhoWasAskedIsNotAskedAgainForMoving) {
  Town town;
  town.settle(1, inside);
  town.open();
  EXPECT_EQ(town.pulse(), 1u);
  for (const auto where : {in_lyon, inside, paris, inside}) {
    town.fix(1, where);
    EXPECT_EQ(town.pulse(), 0u);
  }
}

TEST(Moves, ATripThatBeginsLaterIsAskedWhenItBegins) {
  Town town;
  town.settle(1, {town.place(PlaceKind::trip, inside, evening + hour_ms, evening + 3 * hour_ms)});
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.now = evening + hour_ms + -1;
  EXPECT_EQ(town.pulse(), 0u);
  town.now = evening + hour_ms;
  EXPECT_EQ(town.propose_asks(), (std::vector<Candidate>{{person(1), Reason::trip, Band::there}}));
}

TEST(Moves, ATripThatIsTakenBackIsNotAsked) {
  Town town;
  town.settle(1, {town.place(PlaceKind::trip, inside, evening + hour_ms, evening + 3 * hour_ms)});
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.settle(1, in_lyon);
  town.now = evening + hour_ms;
  EXPECT_EQ(town.pulse(), 0u);
}

TEST(Moves, ATripAddedLaterIsAskedWhenItBegins) {
  Town town;
  town.settle(1, in_lyon);
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.settle(1, {town.place(PlaceKind::trip, inside, evening + hour_ms, evening + 3 * hour_ms)});
  EXPECT_EQ(town.pulse(), 0u);
  town.now = evening + hour_ms;
  EXPECT_EQ(town.pulse(), 1u);
}

// EVIDENCE-OF: DESIGN 5 "each Tick decides the next at most 4,096 of (inside now, not yet asked)"
TEST(Moves, WhoLeftWhileWaitingIsNotAsked) {
  Town town;
  town.settle(1, inside);
  town.settle(2, {town.place(PlaceKind::trip, inside, evening, evening + hour_ms)});
  town.settle(3, inside);
  town.open();
  town.must(world::Actor::system(), world::StartServing{.last_alive_at = {}, .restored = true});
  EXPECT_EQ(town.pulse(), 0u) << "held: all three wait";
  town.settle(1, in_lyon);
  town.now = evening + 2 * hour_ms;
  town.must(town.bruno, world::ReleaseRealm{});
  EXPECT_EQ(town.pulse(), 1u);
  EXPECT_EQ(town.asked_people(), std::vector{person(3)}) << "one moved away, one's trip is over";
}

// Everybody's phone reports while the realm is held: waiting must not grow with the reports.
TEST(Moves, ReportingOftenDoesNotQueueOften) {
  Town town;
  town.settle(1, in_lyon);
  town.open();
  EXPECT_EQ(town.pulse(), 0u);
  town.must(world::Actor::system(), world::StartServing{.last_alive_at = {}, .restored = true});
  for (int report = 0; report < 50; ++report) {
    town.fix(1, inside);
    EXPECT_EQ(town.pulse(), 0u);
  }
  EXPECT_EQ(town.audience.waiting(), 1u);
  town.must(town.bruno, world::ReleaseRealm{});
  EXPECT_EQ(town.pulse(), 1u);
}

// EVIDENCE-OF: CONTRACT "PUT /v1/checks/{id}/area  asks only the difference"
TEST(AreaChange, AsksOnlyTheDifference) {
  Town town;
  town.settle(1, inside);
  town.settle(2, paris);
  town.settle(3, in_lyon);
  town.open(1, 1);
  EXPECT_EQ(town.pulse(), 1u);
  const geo::Area wide = geo::area("48.80,2.20 48.80,2.50 48.99,2.50 48.99,2.20");
  town.must(town.anne, world::ChangeArea{check_id(1), wide, 2});
  EXPECT_EQ(town.pulse(), 0u) << "not approved yet";
  town.must(town.bruno, world::ApproveCheck{check_id(1), 2});
  EXPECT_EQ(town.propose_asks(), (std::vector<Candidate>{{person(2), Reason::home, Band::likely}}));
}

TEST(AreaChange, AShrunkenAreaAsksNobodyOutsideIt) {
  Town town;
  town.settle(1, inside);
  town.settle(2, "48.915,2.345");
  town.open(1, 10);
  town.must(town.anne, world::ChangeArea{
                           check_id(1), geo::area("48.925,2.355 48.925,2.365 48.935,2.365 48.935,2.355"), 1});
  EXPECT_EQ(town.pulse(), 1u);
  EXPECT_EQ(town.asked_people(), std::vector{person(1)});
}

TEST(Moves, AForgottenPersonWhoWaitsIsNotAsked) {
  Town town;
  town.settle(1, inside);
  town.settle(2, inside);
  town.open();
  town.must(world::Actor::system(), world::StartServing{.last_alive_at = {}, .restored = true});
  EXPECT_EQ(town.pulse(), 0u);
  town.must(person(1), world::ForgetPerson{person(1)});
  ASSERT_TRUE(town.vault->forget(person(1).id));
  town.must(town.bruno, world::ReleaseRealm{});
  EXPECT_EQ(town.pulse(), 1u);
  EXPECT_EQ(town.asked_people(), std::vector{person(2)});
}

// A key's slot is used again: whoever has it now must not be asked for where the one before them lived.
TEST(Moves, WhoTakesTheRowOfAForgottenPersonIsAskedOnlyWhereTheyAre) {
  Town town;
  constexpr std::uint64_t first = world::asks_per_tick_max + 1;  // waits while the others are asked
  for (std::uint64_t number = 1; number <= first + 1; ++number) town.settle(number, inside);
  town.open();
  EXPECT_EQ(town.pulse(), world::asks_per_tick_max);
  const auto row_of = [&](std::uint64_t number) {
    return *town.vault->with_places([&](const auto& places) { return places.row_of(person(number).id); });
  };
  const std::uint32_t row = row_of(first), other_row = row_of(first + 1);
  for (const std::uint64_t number : {first + 1, first}) {
    town.must(person(number), world::ForgetPerson{person(number)});
    ASSERT_TRUE(town.vault->forget(person(number).id));
  }
  town.settle(first + 2, in_lyon);
  town.settle(first + 3, inside);
  EXPECT_EQ((std::set{row_of(first + 2), row_of(first + 3)}), (std::set{row, other_row}));
  EXPECT_EQ(town.pulse(), 1u);
  EXPECT_TRUE(town.asks().contains(person(first + 3)));
  EXPECT_FALSE(town.asks().contains(person(first + 2)));
  EXPECT_EQ(town.pulse(), 0u);
}

}  // namespace
}  // namespace tocsin::views
