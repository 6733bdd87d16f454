#include "engine/engine.h"

#include <gtest/gtest.h>

#include "engine/engine_testing.h"

namespace tocsin::engine {
namespace {

struct EngineTest : testing::Test {
  Trace trace;
  RecordingLog log{&trace};
  RecordingFollower vault{trace, "vault"}, feed{trace, "feed"};
  world::World world;
  Engine engine{world, log, {&vault, &feed}};
  std::vector<Result<Outcome>> replies;

  Posted posted(world::Command command, std::string name = "reply") {
    return {std::move(command), [this, name](Result<Outcome> outcome) {
              trace.push_back(name);
              replies.push_back(std::move(outcome));
            }};
  }
  Result<std::size_t> step(std::vector<Posted> batch) { return engine.step(batch); }
};

// EVIDENCE-OF: DESIGN 5 "decide -> append -> apply -> one sync -> publish views -> release"
TEST_F(EngineTest, OneBatchHasOneOrder) {
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm(), "reply 1"));
  batch.push_back(posted(register_person(1), "reply 2"));
  EXPECT_EQ(step(std::move(batch)), 2u);
  EXPECT_EQ(trace,
            (Trace{"append", "vault applied RealmCreated", "feed applied RealmCreated", "append",
                   "vault applied PersonRecorded", "feed applied PersonRecorded", "vault before_sync",
                   "feed before_sync", "sync", "vault durable 2", "feed durable 2", "reply 1", "reply 2"}));
  EXPECT_EQ(log.last_of(0), 1u) << "the record stream";
  EXPECT_EQ(log.last_of(1), 1u) << "the people stream";
}

TEST_F(EngineTest, AReplySaysWhereItStands) {
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  world::Command two = register_person(1);
  std::get<world::RecordPeople>(two.body).people.push_back({world::person(2), {}, 0, "s"});
  batch.push_back(posted(two));
  batch.push_back(posted(join(1, 2)));
  batch.push_back(posted(join(1, 2)));
  ASSERT_TRUE(step(std::move(batch)));
  ASSERT_EQ(replies.size(), 4u);
  EXPECT_EQ(replies[1]->seq, 3u) << "the last of two events";
  EXPECT_EQ(replies[2]->seq, 4u);
  EXPECT_EQ(replies[2]->subject, world::person(1).id);
  EXPECT_FALSE(replies[2]->repeated);
  EXPECT_TRUE(replies[3]->repeated) << "a later command sees what the earlier one did";
  EXPECT_EQ(replies[3]->seq, 4u) << "nothing was left to do";
  EXPECT_EQ(log.last(), 4u);
}

TEST_F(EngineTest, ARefusalLeavesNoEventAndIsAnswered) {
  std::vector<Posted> batch;
  batch.push_back(posted(register_person(1)));
  batch.push_back(posted(create_realm()));
  batch.push_back(posted(create_realm()));
  batch.push_back({create_realm(), {}});  // refused, and nobody waits for it
  EXPECT_EQ(step(std::move(batch)), 4u);
  ASSERT_EQ(replies.size(), 3u);
  EXPECT_EQ(replies[0].error().detail, "this data directory holds no realm");
  EXPECT_TRUE(replies[1]);
  EXPECT_EQ(replies[2].error().code, Errc::conflict);
  EXPECT_EQ(log.last(), 1u);
}

// EVIDENCE-OF: DESIGN 5 "Nothing leaves the building before it is durable. A failed sync ends the process"
TEST_F(EngineTest, AFailedSyncReleasesNothing) {
  log.fail_next_sync = true;
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  batch.push_back(posted(create_realm()));
  const auto stepped = step(std::move(batch));
  ASSERT_FALSE(stepped);
  EXPECT_EQ(stepped.error().detail, "the disk is full");
  EXPECT_TRUE(replies.empty()) << "refusals neither: they were decided on what is not durable";
  EXPECT_EQ(trace.back(), "sync") << "no follower hears that it is durable";
}

TEST_F(EngineTest, AFollowerThatFailsEndsTheStep) {
  vault.refuse_before_sync = true;
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  EXPECT_EQ(step(std::move(batch)).error().detail, "keys cannot be synced");
  EXPECT_EQ(std::ranges::count(trace, "sync"), 0) << "the journal must not rely on keys that are not there";
  EXPECT_TRUE(replies.empty());
}

TEST_F(EngineTest, AFollowerThatCannotKeepWhatIsDurableEndsTheStepToo) {
  vault.refuse_durable = true;
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  EXPECT_EQ(step(std::move(batch)).error().detail, "profiles cannot be written");
  EXPECT_TRUE(replies.empty());
}

TEST_F(EngineTest, ABatchEndsWhenItIsFull) {
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  ASSERT_TRUE(step(std::move(batch)));
  std::vector<Posted> many;
  for (std::uint64_t number = 1; number <= 200; ++number)
    many.push_back(posted(register_person(number, world::sealed_bytes_max)));
  const auto taken = engine.step(many);
  ASSERT_TRUE(taken);
  // 64 kB each and a little: the 128th makes 8 MB full.
  EXPECT_EQ(taken, step_bytes_max / world::sealed_bytes_max);
  EXPECT_EQ(replies.size(), 1 + *taken);
  EXPECT_EQ(engine.step(std::span(many).subspan(*taken)), 200 - *taken);
}

TEST_F(EngineTest, AnEmptyStepIsAllowed) {
  EXPECT_EQ(step({}), 0u);
  EXPECT_EQ(log.last(), 0u);
}

// EVIDENCE-OF: DESIGN 5 "Replay gives the same World digest"
TEST_F(EngineTest, RecoveryGivesTheWorldThatWas) {
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  for (std::uint64_t number = 1; number <= 100; ++number) batch.push_back(posted(register_person(number)));
  for (std::uint64_t number = 2; number <= 100; ++number) batch.push_back(posted(join(1, number)));
  ASSERT_TRUE(step(std::move(batch)));

  Trace again_trace;
  RecordingFollower follower(again_trace, "vault");
  world::World again;
  Engine recovered(again, log, {&follower});
  ASSERT_TRUE(recovered.recover());
  EXPECT_EQ(again.digest(), world.digest());
  EXPECT_EQ(again.seq(), 200u);
  ASSERT_EQ(again_trace.size(), 201u) << "every event once, then one durable()";
  EXPECT_EQ(again_trace.front(), "vault applied RealmCreated");
  EXPECT_EQ(again_trace.back(), "vault durable 0");
}

TEST_F(EngineTest, RecoveryNamesTheSequenceItCannotRead) {
  std::vector<Posted> batch;
  batch.push_back(posted(create_realm()));
  batch.push_back(posted(register_person(1)));
  batch.push_back(posted(register_person(2)));
  ASSERT_TRUE(step(std::move(batch)));
  log.damage(1);
  world::World again;
  const auto recovered = Engine(again, log, {}).recover();
  ASSERT_FALSE(recovered);
  EXPECT_EQ(recovered.error().code, Errc::corrupt);
  EXPECT_EQ(recovered.error().detail, "journal sequence 2: these bytes are no event");
  EXPECT_EQ(again.seq(), 1u);
}

}  // namespace
}  // namespace tocsin::engine
