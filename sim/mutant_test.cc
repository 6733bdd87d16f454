// Goal: the simulator sees a server that answers before the disk has what it says.
// Method: this program holds src/engine/engine.cc compiled with TOCSIN_RELEASE_BEFORE_SYNC, and passes only
// if it is found.
#include <gtest/gtest.h>

#include "lives.h"

namespace tocsin::sim {
namespace {

constexpr std::uint64_t lives_max = 200;

TEST(Mutant, ThatAnswersBeforeTheSyncIsFound) {
  const auto report = live_many(1, lives_max, 1);
  ASSERT_FALSE(report.findings.empty()) << "200 lives saw nothing wrong with it";
  const auto invariant = report.findings.front().second.invariant;
  EXPECT_TRUE(invariant == Invariant::acknowledged_kept ||
              invariant == Invariant::nothing_leaves_before_durable)
      << describe(report.findings.front().first, report.findings.front().second);
}

}  // namespace
}  // namespace tocsin::sim
