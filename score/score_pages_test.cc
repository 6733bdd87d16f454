#include <gtest/gtest.h>

#include <cstdlib>

#include "score/score.h"

namespace tocsin::score {
namespace {

std::string shared_folder() {
  const char* shared = std::getenv("TOCSIN_SHARED");
  return shared != nullptr ? shared : TOCSIN_SOURCE_DIR "/../shared";
}

TEST(ScorePages, TheBodyOfRealPagesIsFound) {
  const auto goals = score_pages(shared_folder());
  ASSERT_FALSE(goals.empty());
  if (goals[0].skipped) GTEST_SKIP() << goals[0].note;
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
  if (goals[0].skipped) GTEST_SKIP() << goals[0].note;
  EXPECT_GE(strip_mb_s(shared_folder(), 1), 5.0);
}

TEST(ScorePages, SaysWhatIsNotThere) {
  const auto goals = score_pages("/nowhere");
  ASSERT_EQ(goals.size(), 1U);
  EXPECT_TRUE(goals[0].skipped);
}

}  // namespace
}  // namespace tocsin::score
