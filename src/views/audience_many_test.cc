// Goal: with as many checks open as there may be, a moment costs what changed, and everybody is found by
// exactly the checks that hold one of their places.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "views/views_testing.h"

namespace tocsin::views {
namespace {

using world::Candidate;

double us_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

geo::Area square(double lat, double lon, double half) {
  return {.polygons = {{{{lat - half, lon - half},
                         {lat - half, lon + half},
                         {lat + half, lon + half},
                         {lat + half, lon - half}},
                        {}}},
          .circles = {},
          .excluded = {}};
}

TEST(ManyChecks, OnlyThoseThatHoldAPlaceAreAsked) {
  Town town;
  constexpr std::uint64_t checks = world::open_checks_max, people = 300;
  std::vector<geo::Area> areas(checks + 1);
  for (std::uint64_t number = 1; number <= checks; ++number) {
    areas[number] =
        square(40 + town.random.unit() * 10, town.random.unit() * 10, 0.05 + town.random.unit() * 0.3);
    town.must(town.anne, world::DraftCheck{.id = check_id(number),
                                           .alert = {},
                                           .incident = {},
                                           .new_incident = world::incident_id(number),
                                           .area = areas[number],
                                           .text = world::good_text()});
    town.must(town.anne, world::ProposeCheck{check_id(number), 10});
    town.must(town.bruno, world::ApproveCheck{check_id(number), 10});
  }
  for (std::uint64_t number = 1; number <= people; ++number) town.settle(number, "-30,150");
  const double first_us = us_of([&] { EXPECT_EQ(town.pulse(), 0u); });
  const double idle_us =
      us_of([&] { EXPECT_TRUE(town.audience.next(town.world, town.now).candidates.empty()); });

  std::vector<std::string> at(people + 1);
  std::vector<double> accuracy_m(people + 1);
  for (std::uint64_t number = 1; number <= people; ++number) {
    at[number] = fmt::format("{:.4f},{:.4f}", 40 + town.random.unit() * 10, town.random.unit() * 10);
    accuracy_m[number] = town.random.chance(0.3) ? 20'000 : 20;
    town.fix(number, at[number], accuracy_m[number]);
  }
  // More than one tick may ask: the others wait for the next ones.
  std::vector<world::CheckCandidates> lists;
  const double moved_us = us_of([&] {
    for (;;) {
      world::Tick tick = town.audience.next(town.world, town.now);
      if (tick.candidates.empty()) break;
      std::move(tick.candidates.begin(), tick.candidates.end(), std::back_inserter(lists));
    }
  });
  std::size_t expected = 0, found = 0;
  for (std::uint64_t check = 1; check <= checks; ++check) {
    const geo::PreparedArea area(areas[check]);
    for (std::uint64_t number = 1; number <= people; ++number) {
      const geo::Point point = geo::point(at[number]);
      expected += area.contains(point) ||
                  (accuracy_m[number] > vault::coarse_above_m && area.touches(point, accuracy_m[number]));
    }
  }
  for (const auto& list : lists) {
    const geo::PreparedArea area(areas[list.check.id.bytes[15] + 256u * list.check.id.bytes[14]]);
    for (const Candidate& candidate : list.people) {
      const std::uint64_t number =
          candidate.person.id.bytes[15] + 256u * std::uint64_t{candidate.person.id.bytes[14]};
      EXPECT_TRUE(area.touches(geo::point(at[number]), accuracy_m[number]));
      ++found;
    }
  }
  EXPECT_EQ(found, expected);
  EXPECT_GT(found, people / 10);
  std::printf("%zu open checks: opened in %.0f us, an idle moment %.1f us, %zu who moved %.0f us\n",
              static_cast<std::size_t>(checks), first_us, idle_us, static_cast<std::size_t>(people),
              moved_us);
}

TEST(ManyChecks, AClosedCheckAsksNobody) {
  Town town;
  town.settle(1, in_lyon);
  town.open(1);
  town.open(2);
  EXPECT_EQ(town.pulse(), 0u);
  town.must(town.bruno, world::CloseCheck{check_id(1)});
  town.settle(1, inside);
  EXPECT_EQ(town.pulse(), 1u);
  EXPECT_EQ(town.check(check_id(1)).asks.asked(), 0u);
  EXPECT_EQ(town.check(check_id(2)).asks.asked(), 1u);
  town.now = town.check(check_id(2)).asks_until;
  town.settle(2, inside);
  EXPECT_EQ(town.pulse(), 0u) << "its time is over";
}

}  // namespace
}  // namespace tocsin::views
