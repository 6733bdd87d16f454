// Goal: the server goes on while a snapshot is written, and comes back from it as from the whole journal.
#include "engine/snapshot_writer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/files_testing.h"
#include "engine/engine_testing.h"

namespace tocsin::engine {
namespace {

struct SnapshotWriterTest : testing::Test {
  TempDirectory directory;
  std::string path = directory.file("snapshot.bin");
  RecordingLog log;
  world::World world;
  Engine engine{world, log, {}};

  void SetUp() override {
    step(create_realm());
    for (unsigned i = 1; i <= 20; ++i) step(register_person(i));
  }
  void step(world::Command command) {
    std::vector<Posted> batch;
    batch.push_back({std::move(command), {}});
    ASSERT_TRUE(engine.step(batch));
  }
  SnapshotWriter writer() { return SnapshotWriter(engine, path, 0); }
  static void wait(SnapshotWriter& writer) {
    while (!writer.settle()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  // How many events a recovery from what lies at `path` had to read again.
  std::size_t expect_recovers() {
    const auto snapshot = SectionReader::open(path);
    if (!snapshot) {
      ADD_FAILURE() << snapshot.error().detail;
      return 0;
    }
    world::World again;
    struct Counter final : Follower {
      std::size_t people_events = 0;
      void applied(const world::World&, const Applied& event) override {
        people_events += world::stream_of(event.event.body) == world::Stream::people;
      }
    } counter;
    Engine other(again, log, {&counter});
    const auto recovered = other.recover(&**snapshot);
    EXPECT_TRUE(recovered) << recovered.error().detail;
    EXPECT_EQ(again.digest(), world.digest());
    EXPECT_EQ(again.seq(), world.seq());
    return counter.people_events;
  }
};

TEST_F(SnapshotWriterTest, AChildWritesWhatWasTrueWhenItWasForked) {
  SnapshotWriter writer = this->writer();
  writer.begin();
  // The engine goes on meanwhile; the snapshot is of before.
  for (unsigned i = 21; i <= 25; ++i) step(register_person(i));
  wait(writer);
  EXPECT_EQ(writer.facts().seq, 21u);
  EXPECT_EQ(writer.facts().failures, 0u);
  EXPECT_EQ(writer.facts().bytes, std::filesystem::file_size(path));
  EXPECT_EQ(expect_recovers(), 5u);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(SnapshotWriterTest, TheNextReplacesTheLast) {
  SnapshotWriter writer = this->writer();
  writer.begin();
  writer.begin();  // one is under way: nothing
  wait(writer);
  step(register_person(30));
  writer.begin();
  wait(writer);
  EXPECT_EQ(writer.facts().seq, 22u);
  EXPECT_EQ(expect_recovers(), 0u);
  step(register_person(31));
  ASSERT_TRUE(writer.write_now());
  EXPECT_EQ(expect_recovers(), 0u);
}

TEST_F(SnapshotWriterTest, OneThatCannotBeWrittenLeavesTheLastAndIsCounted) {
  {
    SnapshotWriter writer = this->writer();
    ASSERT_TRUE(writer.write_now());
  }
  std::filesystem::create_directory(path + ".new");
  step(register_person(40));
  SnapshotWriter writer = this->writer();
  testing::internal::CaptureStderr();
  writer.begin();
  wait(writer);
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(writer.facts().failures, 1u);
  EXPECT_EQ(expect_recovers(), 1u) << "the old one and the rest of the journal";
}

TEST_F(SnapshotWriterTest, IsDueAfterSoManyEvents) {
  SnapshotWriter fresh = writer();
  EXPECT_FALSE(fresh.is_due());
  step({world::evening, world::Actor::local(), {}, [] {
          world::RecordPeople many;
          for (unsigned i = 0; i < world::people_batch_max; ++i)
            many.people.push_back({world::person(1000 + i), {}, 0, "s"});
          return many;
        }()});
  EXPECT_FALSE(fresh.is_due()) << "few events wait for their time";
  for (Seq round = 0; round * world::people_batch_max < snapshot_events_max; ++round) {
    world::RecordPeople again;
    for (unsigned i = 0; i < world::people_batch_max; ++i)
      again.people.push_back({world::person(1000 + i), {}, 0, "s"});
    step({world::evening, world::Actor::local(), {}, std::move(again)});
  }
  EXPECT_TRUE(fresh.is_due());
}

TEST_F(SnapshotWriterTest, ADamagedOrForeignSnapshotIsRefused) {
  SnapshotWriter writer = this->writer();
  ASSERT_TRUE(writer.write_now());
  const auto recover = [&](const journal::Log& other_log) {
    const auto snapshot = SectionReader::open(path);
    if (!snapshot) return snapshot.error().code;
    world::World again;
    Engine other(again, const_cast<journal::Log&>(other_log), {});
    const auto recovered = other.recover(&**snapshot);
    return recovered ? Errc{} : recovered.error().code;
  };
  EXPECT_EQ(recover(log), Errc{});
  RecordingLog empty;
  EXPECT_EQ(recover(empty), Errc::corrupt) << "a journal that ends before the snapshot";
  // Another journal of the same length.
  RecordingLog forked;
  world::World fork_world;
  Engine fork(fork_world, forked, {});
  for (std::size_t i = 0; i < log.durable(); ++i) {
    std::vector<Posted> batch;
    batch.push_back({i == 0 ? create_realm() : register_person(500 + i), {}});
    ASSERT_TRUE(fork.step(batch));
  }
  ASSERT_EQ(forked.last(), log.last());
  EXPECT_EQ(recover(forked), Errc::corrupt);
  // One byte in the middle of each section.
  std::string bytes;
  {
    std::ifstream in(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  int refused = 0, flipped = 0;
  for (std::size_t at = section_align; at < bytes.size(); at += section_align) {
    std::string spoilt = bytes;
    spoilt[at] = static_cast<char>(spoilt[at] ^ 1);
    std::ofstream(path, std::ios::binary) << spoilt;
    ++flipped;
    refused += recover(log) == Errc::corrupt;
  }
  EXPECT_GE(refused, flipped - 2) << "the zeros between sections belong to nobody";
}

}  // namespace
}  // namespace tocsin::engine
