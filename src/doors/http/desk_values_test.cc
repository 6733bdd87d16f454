#include "doors/http/desk_values.h"

#include <gtest/gtest.h>

#include "doors/pages/desk_testing.h"

namespace tocsin::doors::http {
namespace {

namespace samples = pages::testing;

TEST(AsPublic, NothingThatWaitsAndNobodysName) {
  const auto entry = as_public(samples::waiting_entry(), samples::now);
  EXPECT_FALSE(entry.pending);
  EXPECT_TRUE(entry.pending_support.empty());
  EXPECT_TRUE(entry.drafted_by.is_zero());
  ASSERT_EQ(entry.revisions.size(), 2u);
  for (const auto& revision : entry.revisions)
    EXPECT_TRUE(revision.proposed_by.is_zero() && revision.approved_by.is_zero());
  ASSERT_EQ(entry.support.size(), 1u);
  EXPECT_TRUE(entry.support[0].by.is_zero());
  EXPECT_EQ(entry.confirmations.size(), 1u);
  EXPECT_TRUE(entry.confirmations[0].by.is_zero());
}

// The sample was published two hours ago, changed one hour ago, supported and confirmed 50 minutes ago.
TEST(AsPublic, ThePastDoesNotKnowTheFuture) {
  const auto known = [](std::int64_t ago_ms) {
    return as_public(samples::board_entry(), samples::now + -ago_ms);
  };
  EXPECT_EQ(known(0).revisions.size(), 2u);
  EXPECT_EQ(known(hour_ms).revisions.size(), 2u);
  EXPECT_EQ(known(hour_ms + 1).revisions.size(), 1u);
  EXPECT_EQ(known(2 * hour_ms + 1).revisions.size(), 0u);
  EXPECT_EQ(known(50 * minute_ms).support.size(), 1u);
  EXPECT_EQ(known(50 * minute_ms + 1).support.size(), 0u);
  EXPECT_EQ(known(50 * minute_ms).confirmations.size(), 1u);
  EXPECT_EQ(known(50 * minute_ms + 1).confirmations.size(), 0u);
}

}  // namespace
}  // namespace tocsin::doors::http
