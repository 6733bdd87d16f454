// Goal: the false disk loses what its fault model says, and nothing that was synced.
#include "disk.h"

#include <gtest/gtest.h>

namespace tocsin::sim {
namespace {

struct Disks {
  SeededRandom random{1};
  Power power{random};
  Notebook notebook;
  LogDisk disk;

  std::unique_ptr<MemoryLog> open() {
    auto log = MemoryLog::open(disk, power, random, notebook);
    return log ? std::move(*log) : nullptr;
  }
  static std::vector<Bytes> records(const journal::Log& log) {
    std::vector<Bytes> all;
    const auto read = log.read(0, [&](const journal::Record& record) {
      all.emplace_back(record.bytes);
      return true;
    });
    EXPECT_TRUE(read.has_value());
    return all;
  }
};

TEST(MemoryLog, CutAtEveryByteKeepsWholeBatchesOnly) {
  Disks disks;
  auto log = disks.open();
  log->append(0, "one");
  log->append(1, "two");
  ASSERT_TRUE(log->sync());
  const std::size_t first = disks.disk.bytes.size();
  log->append(0, "three");
  ASSERT_TRUE(log->sync());
  const Bytes whole = disks.disk.bytes;
  for (std::size_t size = whole.size() + 1; size-- > 0;) {
    disks.disk.bytes = whole.substr(0, size);
    auto again = disks.open();
    ASSERT_NE(again, nullptr);
    const std::size_t expected = size == whole.size() ? 3 : size >= first ? 2 : 0;
    EXPECT_EQ(Disks::records(*again).size(), expected) << "at byte " << size;
    EXPECT_EQ(again->last(), expected);
  }
}

TEST(MemoryLog, DamageBeforeTheLastBatchIsSaid) {
  Disks disks;
  auto log = disks.open();
  log->append(0, "one");
  ASSERT_TRUE(log->sync());
  log->append(0, "two");
  ASSERT_TRUE(log->sync());
  disks.disk.bytes[26] ^= 1;
  EXPECT_EQ(disks.open(), nullptr);
}

TEST(SlotDisk, LosesOnlyWhatWasNotSynced) {
  Disks disks;
  SlotDisk disk(4);
  auto store = disk.open(disks.power);
  ASSERT_TRUE(store->write(0, "aaaa"));
  ASSERT_TRUE(store->sync());
  ASSERT_TRUE(store->write(1, "bbbb"));
  disk.lose_power(disks.random, disks.notebook);
  EXPECT_EQ(disk.image().substr(0, 4), "aaaa");
  const Bytes rest = disk.image().substr(4);
  EXPECT_EQ(rest, Bytes("bbbb")
                      .substr(0, rest.find_first_not_of('b'))
                      .append(rest.size() - std::min(rest.size(), rest.find_first_not_of('b')), '\0'));
}

TEST(Power, OnceArmedFailsAndStaysOff) {
  SeededRandom random(3);
  Power power(random);
  power.arm(5);
  int done = 0;
  while (power.spend() == Power::Fate::done) ++done;
  EXPECT_LT(done, 5);
  EXPECT_FALSE(power.on());
  EXPECT_EQ(power.spend(), Power::Fate::lost);
  power.restore();
  EXPECT_EQ(power.spend(), Power::Fate::done);
}

}  // namespace
}  // namespace tocsin::sim
