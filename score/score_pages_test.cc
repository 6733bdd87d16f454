#include <gtest/gtest.h>

#include <cstdlib>

#include "base/shared_testing.h"
#include "score/score.h"

namespace tocsin::score {
namespace {

std::string shared_folder() { return shared_path("").string(); }

TEST(ScorePages, TheBodyOfRealPagesIsFound) {
  const auto goals = score_pages(shared_folder());
  ASSERT_FALSE(goals.empty());
  TOCSIN_NEED_SHARED(shared_path("data/pages"));
  for (const Goal& goal : goals) {
    EXPECT_TRUE(goal.met()) << goal.what << ' ' << goal.reached;
    RecordProperty(goal.what, std::to_string(goal.reached));
  }
  // rules that fit one half only would show here
  EXPECT_NEAR(goals[3].reached, goals[4].reached, 0.03);
}

// A wide margin: machines differ, and a test shares its own with others. ./x score holds the goal.
TEST(ScorePages, PagesAreStrippedFast) {
  const auto goals = score_pages(shared_folder());
  TOCSIN_NEED_SHARED(shared_path("data/pages"));
  EXPECT_GE(strip_mb_s(shared_folder(), 1), 5.0);
}

TEST(ScorePages, SaysWhatIsNotThere) {
  const auto goals = score_pages("/nowhere");
  ASSERT_EQ(goals.size(), 1U);
  EXPECT_TRUE(goals[0].skipped);
}

}  // namespace
}  // namespace tocsin::score
