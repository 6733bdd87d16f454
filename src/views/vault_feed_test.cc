#include "views/vault_feed.h"

#include <gtest/gtest.h>

#include "engine/engine_testing.h"
#include "vault/vault_testing.h"

namespace tocsin::views {
namespace {

using engine::Posted;
using world::person;

struct VaultFeedTest : testing::Test {
  VaultFeedTest() { run(engine::create_realm()); }

  void run(world::Command command) {
    std::vector<Posted> batch;
    batch.push_back(
        {std::move(command), [](const Result<engine::Outcome>& outcome) { EXPECT_TRUE(outcome); }});
    ASSERT_TRUE(engine.step(batch));
  }
  void record(std::uint64_t number) {
    const auto sealed = vault->seal_profile(person(number).id, vault::profile_of(number));
    run({world::evening, world::Actor::local(), {}, world::RecordPeople{{{person(number), {}, 0, *sealed}}}});
  }
  void forget(std::uint64_t number) {
    run({world::evening, world::Actor::of(person(number)), {}, world::ForgetPerson{person(number)}});
  }

  TempDirectory directory;
  SeededRandom random{4};
  engine::RecordingLog log;
  world::World world;
  std::unique_ptr<vault::Vault> vault = vault::open_vault(directory, random);
  std::vector<Id> changed;
  VaultFeed feed{*vault, [this](const Id& id) { changed.push_back(id); }};
  engine::Engine engine{world, log, {&feed}};
};

TEST_F(VaultFeedTest, WhatTheJournalSaysOfPeopleReachesTheVault) {
  record(1);
  EXPECT_TRUE(vault->profile(person(1).id) == vault::profile_of(1));
  EXPECT_EQ(changed, std::vector{person(1).id});
  EXPECT_EQ(vault->applied_seq(), world.seq());
}

TEST_F(VaultFeedTest, AForgottenPersonIsGoneWithTheReply) {
  record(1);
  forget(1);
  EXPECT_FALSE(vault->profile(person(1).id));
}

// A forgetting that a power cut undid must leave the person readable.
TEST_F(VaultFeedTest, NothingIsDestroyedBeforeTheJournalIsDurable) {
  record(1);
  log.fail_next_sync = true;
  std::vector<Posted> batch;
  batch.push_back({{world::evening, world::Actor::of(person(1)), {}, world::ForgetPerson{person(1)}}, {}});
  ASSERT_FALSE(engine.step(batch));
  EXPECT_TRUE(vault->profile(person(1).id));
}

// EVIDENCE-OF: DESIGN 5 "Replay with a destroyed key must equal live after the forgetting"
TEST_F(VaultFeedTest, ReplayAfterAForgettingEqualsLive) {
  for (std::uint64_t number = 1; number <= 5; ++number) record(number);
  forget(2);
  forget(4);
  record(6);
  vault.reset();
  // Profiles can be rebuilt from the journal; keys cannot.
  std::filesystem::remove(directory.file("vault/profiles.sqlite"));
  std::filesystem::remove(directory.file("vault/profiles.sqlite-wal"));
  std::filesystem::remove(directory.file("vault/profiles.sqlite-shm"));
  const auto rebuilt = vault::open_vault(directory, random);
  EXPECT_EQ(rebuilt->applied_seq(), 0u);
  VaultFeed again_feed(*rebuilt, {});
  world::World again;
  ASSERT_TRUE(engine::Engine(again, log, {&again_feed}).recover());
  EXPECT_EQ(again.digest(), world.digest());
  for (std::uint64_t number = 1; number <= 6; ++number) {
    const bool gone = number == 2 || number == 4;
    EXPECT_EQ(rebuilt->profile(person(number).id).has_value(), !gone) << number;
  }
  EXPECT_EQ(rebuilt->with_places([](const vault::Places& places) { return places.size(); }), 4u);
  EXPECT_EQ(rebuilt->applied_seq(), again.seq());
}

TEST_F(VaultFeedTest, AfterACleanStopReplayBringsNothingAgain) {
  record(1);
  vault.reset();
  const auto reopened = vault::open_vault(directory, random);
  std::vector<Id> changed_again;
  VaultFeed again_feed(*reopened, [&](const Id& id) { changed_again.push_back(id); });
  world::World again;
  ASSERT_TRUE(engine::Engine(again, log, {&again_feed}).recover());
  EXPECT_TRUE(changed_again.empty());
  EXPECT_TRUE(reopened->profile(person(1).id));
}

// The power was cut after the journal's sync and before the keys were destroyed: the replay forgets.
TEST_F(VaultFeedTest, AForgettingIsFinishedAfterAPowerCut) {
  record(1);
  const auto decided =
      world.decide({world::evening, world::Actor::of(person(1)), {}, world::ForgetPerson{person(1)}});
  ASSERT_TRUE(decided);
  log.append(1, world::encode(decided->events.at(0)));
  ASSERT_TRUE(log.sync());
  ASSERT_TRUE(vault->profile(person(1).id));
  vault.reset();
  const auto reopened = vault::open_vault(directory, random);
  VaultFeed again_feed(*reopened, {});
  world::World again;
  ASSERT_TRUE(engine::Engine(again, log, {&again_feed}).recover());
  EXPECT_FALSE(reopened->profile(person(1).id));
  EXPECT_EQ(reopened->with_places([](const vault::Places& places) { return places.size(); }), 0u);
}

}  // namespace
}  // namespace tocsin::views
