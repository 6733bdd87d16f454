// Goal: no life breaks an invariant, and the lives together reach every rare branch.
// Method: the same 700 seeds in every run, whose probes must all be hit, and 300 that nobody has seen before.
#include <gtest/gtest.h>

#include <chrono>

#include "lives.h"

namespace tocsin::sim {
namespace {

constexpr std::uint64_t fixed_first = 1;
constexpr std::uint64_t fixed_lives = 700;
constexpr std::uint64_t fresh_lives = 300;

void expect_no_finding(const LivesReport& report) {
  for (const auto& [seed, finding] : report.findings) ADD_FAILURE() << describe(seed, finding);
}

TEST(Lives, OfFixedSeedsAreGoodAndReachEveryRareBranch) {
  const auto report = live_many(fixed_first, fixed_lives, 3);
  expect_no_finding(report);
  if (!report.findings.empty()) return;
  for (std::size_t i = 0; i < probes_count; ++i) {
    EXPECT_GT(report.probes[i], 0u) << "no life reached " << to_string(static_cast<Probe>(i));
  }
}

TEST(Lives, OfFreshSeedsAreGood) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto first =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) * 1000;
  std::printf("fresh lives from seed %llu\n", static_cast<unsigned long long>(first));
  expect_no_finding(live_many(first, fresh_lives, 3));
}

TEST(Lives, OfOneSeedAreOneLife) {
  const LifeReport once = Life(42).live();
  const LifeReport again = Life(42).live();
  EXPECT_EQ(once.digest, again.digest);
  EXPECT_EQ(once.probes, again.probes);
  EXPECT_EQ(once.events, again.events);
}

}  // namespace
}  // namespace tocsin::sim
