#include "engine/runner.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "engine/engine_testing.h"

namespace tocsin::engine {
namespace {

// Every question is a millisecond later than the one before.
class StepClock final : public Clock {
 public:
  Instant now() const override { return world::evening + ticks_.fetch_add(1); }

 private:
  mutable std::atomic<std::int64_t> ticks_{0};
};

world::Tick no_tick(const world::World&, Instant) { return {}; }

struct RunnerTest : testing::Test {
  RunnerTest() {
    std::vector<Posted> batch;
    batch.push_back({create_realm(), {}});
    EXPECT_TRUE(engine.step(batch));
  }

  RecordingLog log;
  world::World world;
  Engine engine{world, log, {}};
  StepClock clock;
};

TEST_F(RunnerTest, AnswersEverybodyWhoPostsFromManyThreads) {
  constexpr int threads = 6, each = 300;
  std::atomic<int> replied{0}, refused{0};
  std::atomic<Seq> highest{0};
  {
    Runner runner(engine, clock, no_tick);
    runner.start();
    std::vector<std::thread> doors;
    for (int door = 0; door < threads; ++door) {
      doors.emplace_back([&, door] {
        for (int i = 0; i < each; ++i) {
          const auto number = static_cast<std::uint64_t>(door * each + i + 1);
          const bool posted = runner.post(register_person(number), [&](Result<Outcome> outcome) {
            ++replied;
            if (outcome && outcome->seq > highest) highest = outcome->seq;
          });
          if (!posted) ++refused;
          if (i % 50 == 0) (void)runner.ask([](const world::World& now) { EXPECT_GE(now.seq(), 1u); });
        }
      });
    }
    for (auto& door : doors) door.join();
    runner.stop();
  }
  EXPECT_EQ(replied + refused, threads * each);
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(world.people().size(), static_cast<std::size_t>(threads * each));
  EXPECT_EQ(highest, world.seq());
  EXPECT_EQ(log.durable(), world.seq()) << "everything that was answered is durable";
}

TEST_F(RunnerTest, TakesAllThatWaitAsOneBatch) {
  Runner runner(engine, clock, no_tick);
  std::latch done(100);
  for (std::uint64_t number = 1; number <= 100; ++number) {
    ASSERT_TRUE(runner.post(register_person(number), [&](const auto&) { done.count_down(); }));
  }
  EXPECT_EQ(runner.waiting(), 100u);
  const int before = log.syncs;
  runner.start();
  done.wait();
  runner.stop();
  EXPECT_LE(log.syncs - before, 3) << "group commit: one for the batch, and the ticks";
}

world::Command answer(std::uint64_t number) {
  return {
      world::evening,
      world::Actor::of(world::person(number)),
      {},
      world::GiveAnswer{
          world::check_id(1), world::person(number), world::Answer::safe, world::AnswerChannel::page, {}, 0}};
}
world::Command open_nothing(std::uint64_t number) {
  return {world::evening, world::Actor::local(), {}, world::CloseCheck{world::check_id(number)}};
}

// EVIDENCE-OF: runner.h "a full lane refuses only itself"
TEST_F(RunnerTest, AFullLaneRefusesOnlyItselfAndDoesNotReply) {
  std::atomic<std::size_t> replies{0};
  const auto count = [&](const auto&) { ++replies; };
  const auto never = [](const auto&) { ADD_FAILURE() << "refused, and yet answered"; };
  Runner runner(engine, clock, no_tick);
  for (std::size_t i = 0; i < rest_waiting_max; ++i)
    ASSERT_TRUE(runner.post(register_person(i % 100 + 1), count));
  EXPECT_FALSE(runner.post(register_person(1), never));
  for (std::size_t i = 0; i < answers_waiting_max; ++i) ASSERT_TRUE(runner.post(answer(1), count));
  EXPECT_FALSE(runner.post(answer(1), never));
  for (std::size_t i = 0; i < urgent_waiting_max; ++i) ASSERT_TRUE(runner.post(open_nothing(1), count));
  EXPECT_FALSE(runner.post(open_nothing(1), never));
  EXPECT_EQ(runner.waiting(), rest_waiting_max + answers_waiting_max + urgent_waiting_max);
  EXPECT_EQ(runner.waiting(Lane::answers), answers_waiting_max);
  runner.start();
  runner.stop();
  EXPECT_EQ(replies, rest_waiting_max + answers_waiting_max + urgent_waiting_max);
  EXPECT_EQ(runner.waiting(), 0u);
}

TEST_F(RunnerTest, ABatchIsTakenAsFarAsThereIsRoom) {
  std::atomic<std::size_t> replies{0};
  Runner runner(engine, clock, no_tick);
  std::vector<Posted> batch;
  for (std::size_t i = 0; i < answers_waiting_max - 1; ++i)
    batch.push_back({answer(1), [&](const auto&) { ++replies; }});
  EXPECT_EQ(runner.post(Lane::answers, batch), answers_waiting_max - 1);
  std::vector<Posted> two;
  for (int i = 0; i < 2; ++i) two.push_back({answer(1), [&](const auto&) { ++replies; }});
  EXPECT_EQ(runner.post(Lane::answers, two), 1u);
  EXPECT_TRUE(two[1].reply) << "what was not taken is left as it was";
  runner.start();
  runner.stop();
  EXPECT_EQ(replies, answers_waiting_max);
}

TEST_F(RunnerTest, UrgentCommandsGoFirstAndTheRestLast) {
  std::vector<std::string> order;
  Runner runner(engine, clock, no_tick);
  for (std::uint64_t i = 0; i < rest_per_step_max + 1; ++i) {
    ASSERT_TRUE(runner.post(register_person(i + 1), [&, i](const auto&) {
      if (i == 0 || i == rest_per_step_max) order.push_back(fmt::format("rest {}", i));
    }));
  }
  ASSERT_TRUE(runner.ask([&](const world::World&) { order.push_back("question"); }));
  ASSERT_TRUE(runner.post(answer(1), [&](const auto&) { order.push_back("answer"); }));
  ASSERT_TRUE(runner.post(open_nothing(1), [&](const auto&) { order.push_back("urgent"); }));
  const int before = log.syncs;
  runner.start();
  runner.stop();
  const std::vector<std::string> wanted = {"urgent", "answer", "rest 0",
                                           fmt::format("rest {}", rest_per_step_max), "question"};
  EXPECT_EQ(order, wanted);
  EXPECT_GE(log.syncs - before, 2) << "one more of the rest than a step takes";
}

TEST_F(RunnerTest, TooManyQuestionsAreRefused) {
  std::size_t asked = 0;
  Runner runner(engine, clock, no_tick);
  for (std::size_t i = 0; i < questions_max; ++i)
    ASSERT_TRUE(runner.ask([&](const world::World&) { ++asked; }));
  EXPECT_FALSE(runner.ask([&](const world::World&) { ++asked; }));
  runner.start();
  runner.stop();
  EXPECT_EQ(asked, questions_max);
}

TEST_F(RunnerTest, StoppingFinishesWhatWasPostedAndTakesNoMore) {
  int replies = 0;
  Runner runner(engine, clock, no_tick);
  for (std::uint64_t number = 1; number <= 50; ++number)
    ASSERT_TRUE(runner.post(register_person(number), [&](const auto&) { ++replies; }));
  runner.start();
  runner.stop();
  EXPECT_EQ(replies, 50);
  EXPECT_FALSE(runner.post(register_person(51), {}));
  EXPECT_FALSE(runner.ask([](const world::World&) {}));
  runner.stop();
}

TEST_F(RunnerTest, AQuestionSeesTheCommandsPostedBeforeIt) {
  Runner runner(engine, clock, no_tick);
  std::promise<std::size_t> people;
  runner.start();
  ASSERT_TRUE(runner.post(register_person(1), {}));
  ASSERT_TRUE(runner.ask([&](const world::World& now) { people.set_value(now.people().size()); }));
  EXPECT_EQ(people.get_future().get(), 1u);
}

TEST_F(RunnerTest, AFailedSyncIsTheEnd) {
  std::promise<Error> failed;
  std::atomic<int> replies{0}, failures{0};
  log.fail_next_sync = true;
  Runner runner(engine, clock, no_tick, [&](const Error& error) {
    if (++failures == 1) failed.set_value(error);
  });
  ASSERT_TRUE(runner.post(register_person(1), [&](const auto&) { ++replies; }));
  runner.start();
  EXPECT_EQ(failed.get_future().get().detail, "the disk is full");
  std::this_thread::sleep_for(std::chrono::milliseconds(3 * pulse_ms));
  EXPECT_FALSE(runner.post(register_person(2), [&](const auto&) { ++replies; }))
      << "memory is ahead of the disk";
  runner.stop();
  EXPECT_EQ(replies, 0);
  EXPECT_EQ(failures, 1) << "nothing is tried after it";
  EXPECT_EQ(log.durable(), 1u);
}

TEST_F(RunnerTest, TimeIsToldWhenNothingElseHappens) {
  std::promise<void> twice;
  int ticks = 0;
  Runner runner(engine, clock, [&](const world::World&, Instant now) {
    EXPECT_GE(now, world::evening);
    if (++ticks == 2) twice.set_value();
    return world::Tick{};
  });
  runner.start();
  twice.get_future().wait();
  runner.stop();
  EXPECT_EQ(log.last(), 1u) << "a tick is journalled only when it decides something";
}

// EVIDENCE-OF: runner.h "so that time does not run backwards in the journal"
TEST_F(RunnerTest, TimeNeverRunsBackwardsInTheJournal) {
  // An open check, so that ticks leave events.
  world::Scene scene;
  scene.people(1, 400);
  scene.open();
  world::World open_world;
  RecordingLog open_log;
  for (const auto& event : scene.journal)
    open_log.append(static_cast<std::uint8_t>(world::stream_of(event.body)), world::encode(event));
  ASSERT_TRUE(open_log.sync());
  Engine open_engine(open_world, open_log, {});
  ASSERT_TRUE(open_engine.recover());
  const Seq before = open_log.last();

  Runner* posting = nullptr;
  std::uint64_t next = 1;
  std::promise<void> enough;
  Runner runner(open_engine, clock, [&](const world::World&, Instant) {
    // Somebody posts while the tick gathers its facts.
    (void)posting->post(register_person(1000 + next), {});
    if (next == 50) enough.set_value();
    const std::uint64_t number = next++;
    return world::Tick{{world::Scene::candidates(world::check_id(1), number, number)}};
  });
  posting = &runner;
  runner.start();
  enough.get_future().wait();
  runner.stop();

  const auto events = open_log.events();
  EXPECT_GT(events.size(), before + 50);
  for (std::size_t i = before + 1; i < events.size(); ++i) {
    EXPECT_LE(events[i - 1].at, events[i].at)
        << world::kind_of(events[i - 1].body) << " before " << world::kind_of(events[i].body);
  }
}

}  // namespace
}  // namespace tocsin::engine
