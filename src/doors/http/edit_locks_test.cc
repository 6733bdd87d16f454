#include "doors/http/edit_locks.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::doors::http {
namespace {

using world::numbered;
const Id thing = numbered(1), other = numbered(2);
const world::OperatorId anne(numbered(11)), bruno(numbered(12));
constexpr Instant now{1'000'000'000};

TEST(EditLocks, OneEditsAtATime) {
  EditLocks locks;
  EXPECT_TRUE(locks.take(thing, anne, "Anne", false, now).yours);
  const auto second = locks.take(thing, bruno, "Bruno", false, now + 1);
  EXPECT_FALSE(second.yours);
  EXPECT_EQ(second.lock.name, "Anne");
  EXPECT_TRUE(locks.take(other, bruno, "Bruno", false, now + 1).yours);
  locks.release(thing, bruno);
  EXPECT_TRUE(locks.find(thing, now + 1)) << "somebody else's stays";
  locks.release(thing, anne);
  EXPECT_TRUE(locks.take(thing, bruno, "Bruno", false, now + 2).yours);
}

TEST(EditLocks, EndsByItselfAndIsRenewed) {
  EditLocks locks;
  locks.take(thing, anne, "Anne", false, now);
  EXPECT_TRUE(locks.find(thing, now + (edit_lock_ms - 1)));
  EXPECT_FALSE(locks.find(thing, now + edit_lock_ms));
  const auto renewed = locks.take(thing, anne, "Anne", false, now + (edit_lock_ms - 1));
  EXPECT_EQ(renewed.lock.since, now) << "since when she edits";
  EXPECT_FALSE(locks.take(thing, bruno, "Bruno", false, now + edit_lock_ms).yours);
  EXPECT_TRUE(locks.take(thing, bruno, "Bruno", false, now + 2 * edit_lock_ms).yours);
}

TEST(EditLocks, IsTakenOverOnlyWhenAskedFor) {
  EditLocks locks;
  locks.take(thing, anne, "Anne", false, now);
  const auto taken = locks.take(thing, bruno, "Bruno", true, now + 5);
  EXPECT_TRUE(taken.yours);
  EXPECT_EQ(taken.lock.since, now + 5);
  EXPECT_EQ(locks.find(thing, now + 6)->name, "Bruno");
}

TEST(EditLocks, NeverKeepsMoreThanItsLimit) {
  EditLocks locks;
  for (std::size_t i = 0; i <= edit_locks_max; ++i)
    EXPECT_TRUE(locks.take(numbered(i), anne, "Anne", false, now).yours);
  std::size_t kept = 0;
  for (std::size_t i = 0; i <= edit_locks_max; ++i) kept += locks.find(numbered(i), now).has_value();
  EXPECT_EQ(kept, edit_locks_max);
}

}  // namespace
}  // namespace tocsin::doors::http
