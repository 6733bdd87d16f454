#include "geo/strip_store.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace tocsin::geo {
namespace {

TEST(StripStore, ABlockHasRoomForWhatWasAskedAndAnEighthMoreAtMost) {
  for (std::uint32_t count = 1; count < 70'000; count += count / 50 + 1) {
    const std::uint32_t capacity = StripStore::capacity_of(StripStore::class_for(count));
    ASSERT_GE(capacity, count);
    ASSERT_LE(capacity, std::max(count + 1, count + count / 8 + 1)) << count;
    ASSERT_EQ(StripStore::class_for(capacity), StripStore::class_for(count));
  }
  EXPECT_EQ(StripStore::capacity_of(StripStore::class_for(std::size_t{1} << 30)), 1u << 30);
}

TEST(StripStoreDeathTest, PastTheGreatestSizeItEnds) {
  EXPECT_DEATH(StripStore::class_for((std::size_t{1} << 30) + 1), "");
}

TEST(StripStore, BeginsAreKeptAtEveryWidth) {
  StripStore store;
  for (const std::size_t count : {2, 254, 256, 300, 65'000, 70'000}) {
    const StripStore::View view = store.view(store.allocate(7, count));
    ASSERT_GE(view.capacity, count);
    for (int cell = 0; cell < StripStore::cells; ++cell)
      view.set_begin(cell, static_cast<std::uint32_t>(count * static_cast<std::size_t>(cell) / 32));
    view.header->size = static_cast<std::uint32_t>(count);
    view.keys[count - 1] = 1;
    view.lats[count - 1] = 2;
    view.lons[count - 1] = 3;
    for (int cell = 0; cell < StripStore::cells; ++cell)
      ASSERT_EQ(view.begin(cell), count * static_cast<std::size_t>(cell) / 32);
    EXPECT_EQ(view.begin(StripStore::cells), count);
  }
}

// Blocks come and go; each owner always finds what it wrote, and nothing is left when all are gone.
TEST(StripStore, OwnersFindTheirBlocksHoweverTheyMove) {
  SeededRandom random(1);
  StripStore store;
  constexpr std::uint32_t owners = 400;
  std::vector<StripStore::Ref> refs(owners, StripStore::none);
  const auto release = [&](std::uint32_t owner) {
    const StripStore::Moved moved = store.release(refs[owner]);
    refs[owner] = StripStore::none;
    if (moved.ref != StripStore::none) refs[moved.owner] = moved.ref;
  };
  for (int step = 0; step < 50'000; ++step) {
    const auto owner = static_cast<std::uint32_t>(random.below(owners));
    if (refs[owner] != StripStore::none) {
      release(owner);
    } else {
      const std::size_t count = 1 + random.below(random.chance(0.1) ? 3'000 : 40);
      refs[owner] = store.allocate(owner, count);
      const StripStore::View view = store.view(refs[owner]);
      view.keys[0] = owner;
      view.lons[view.capacity - 1] = owner;
    }
    if (step % 500 != 0) continue;
    for (std::uint32_t i = 0; i < owners; ++i) {
      if (refs[i] == StripStore::none) continue;
      const StripStore::View view = store.view(refs[i]);
      ASSERT_EQ(view.header->owner, i);
      ASSERT_EQ(view.keys[0], i);
      ASSERT_EQ(view.lons[view.capacity - 1], i);
    }
  }
  for (std::uint32_t i = 0; i < owners; ++i) {
    if (refs[i] != StripStore::none) release(i);
  }
  EXPECT_EQ(store.memory_bytes(), sizeof(StripStore));
}

}  // namespace
}  // namespace tocsin::geo
