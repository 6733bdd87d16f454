#include "vault/slots.h"

#include <gtest/gtest.h>

#include "base/files_testing.h"

namespace tocsin::vault {
namespace {

std::vector<Bytes> all_slots(const SlotStore& store) {
  std::vector<Bytes> slots;
  for (std::uint32_t slot = 0; slot < store.count(); ++slot) slots.emplace_back(store.slot(slot));
  return slots;
}

TEST(Slots, ReadBackInOrderAfterReopening) {
  const TempDirectory directory;
  {
    const auto store = *open_slot_file(directory.file("s"), 32);
    EXPECT_EQ(store->count(), 0u);
    ASSERT_TRUE(store->write(0, Bytes(32, 'a')));
    ASSERT_TRUE(store->write(2, Bytes(32, 'c')));
    ASSERT_TRUE(store->sync());
    EXPECT_EQ(store->count(), 3u);
  }
  const auto store = *open_slot_file(directory.file("s"), 32);
  EXPECT_EQ(store->slot_bytes(), 32u);
  EXPECT_EQ(all_slots(*store), (std::vector{Bytes(32, 'a'), Bytes(32, '\0'), Bytes(32, 'c')}))
      << "growth is zeros";
}

TEST(Slots, AreOverwrittenInPlace) {
  const TempDirectory directory;
  const auto store = *open_slot_file(directory.file("s"), 32);
  ASSERT_TRUE(store->write(0, Bytes(32, 'a')));
  ASSERT_TRUE(store->write(0, Bytes(32, 'b')));
  const Bytes file = bytes_of_file(directory.file("s"));
  EXPECT_EQ(file.size(), 64u);
  EXPECT_EQ(file.find("aaaa"), Bytes::npos) << "what was overwritten is gone";
}

TEST(Slots, StayWhereTheyAreWhileTheFileGrows) {
  const TempDirectory directory;
  const auto store = *open_slot_file(directory.file("s"), 32);
  ASSERT_TRUE(store->write(0, Bytes(32, 'a')));
  const std::string_view first = store->slot(0);
  ASSERT_TRUE(store->write(40'000, Bytes(32, 'z')));
  EXPECT_EQ(store->slot(0).data(), first.data());
  ASSERT_TRUE(store->write(0, Bytes(32, 'b')));
  EXPECT_EQ(first, Bytes(32, 'b')) << "and show what was written last";
  const auto slots = all_slots(*store);
  ASSERT_EQ(slots.size(), 40'001u);
  EXPECT_EQ(slots.back(), Bytes(32, 'z'));
}

TEST(Slots, AFileCutAtEveryByteLosesOnlyWhatWasCut) {
  const TempDirectory directory;
  const std::string path = directory.file("s");
  {
    const auto store = *open_slot_file(path, 32);
    for (std::uint32_t slot = 0; slot < 3; ++slot)
      ASSERT_TRUE(store->write(slot, Bytes(32, static_cast<char>('a' + slot))));
  }
  const Bytes whole = bytes_of_file(path);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    put_file(path, std::string_view(whole).substr(0, size));
    const auto store = open_slot_file(path, 32);
    if (size < 32) {
      ASSERT_FALSE(store) << size;
      EXPECT_EQ(store.error().code, Errc::corrupt);
      continue;
    }
    ASSERT_TRUE(store) << size;
    const auto slots = all_slots(**store);
    ASSERT_EQ(slots.size(), size / 32 - 1) << size;
    for (std::size_t i = 0; i < slots.size(); ++i) EXPECT_EQ(slots[i], Bytes(32, static_cast<char>('a' + i)));
  }
}

TEST(Slots, AreNoMoreThanTheAddressSpaceSetAside) {
  const TempDirectory directory;
  const auto store = *open_slot_file(directory.file("s"), 32);
  ASSERT_TRUE(store->write(slots_max - 1, Bytes(32, 'z'))) << "a file with a hole";
  EXPECT_EQ(store->slot(slots_max - 1), Bytes(32, 'z'));
  EXPECT_EQ(store->write(slots_max, Bytes(32, 'z')).error().code, Errc::too_large);
  EXPECT_EQ(store->count(), slots_max);
}

// Written by another process; read by this one's mapping.
TEST(Slots, AFileOfMoreSlotsIsRefused) {
  const TempDirectory directory;
  open_slot_file(directory.file("s"), 32)->reset();
  std::filesystem::resize_file(directory.file("s"), (std::uint64_t{slots_max} + 2) * 32);
  EXPECT_EQ(open_slot_file(directory.file("s"), 32).error().code, Errc::corrupt);
}

TEST(Slots, AnotherSizeOrAnotherFileIsRefused) {
  const TempDirectory directory;
  {
    ASSERT_TRUE(open_slot_file(directory.file("s"), 32));
  }
  const auto other = open_slot_file(directory.file("s"), 64);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().detail, directory.file("s") + " is not a slot file of 64 bytes a slot");
  put_file(directory.file("x"), std::string(64, 'x'));
  EXPECT_EQ(open_slot_file(directory.file("x"), 32).error().code, Errc::corrupt);
}

}  // namespace
}  // namespace tocsin::vault
