#include "views/circle_live.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "views/person_views.h"
#include "world/world_testing.h"

namespace tocsin::views {
namespace {

using world::Answer;
using world::check_id;
using world::CircleView;
using world::person;
using world::PersonId;

struct Told {
  PersonId watcher;
  bool forgotten = false;
  CircleChange change;
};

// A World whose batches are handed on as the engine does.
class LiveScene : public world::Scene {
 public:
  void settle() {
    std::vector<engine::Applied> batch;
    for (; handed_ < journal.size(); ++handed_) batch.push_back({handed_ + 1, journal[handed_]});
    ASSERT_TRUE(live.durable(world, batch));
  }
  void join(std::uint64_t subject, std::uint64_t viewer, CircleView view = CircleView::status) {
    must(person(subject), world::JoinCircle{person(subject), person(viewer), view});
  }
  void leave(std::uint64_t subject, std::uint64_t viewer) {
    must(person(subject), world::LeaveCircle{person(subject), person(viewer)});
  }
  // 5 people are asked; the first three let person 5 see them: all, all, and only "safe".
  void start() {
    people(1, 5);
    open();
    join(1, 5);
    join(2, 5);
    join(3, 5, CircleView::safe_only);
    ask(check_id(1), 1, 4);
    settle();
  }
  std::vector<Told> take_told() { return std::exchange(told, {}); }

  std::vector<Told> told;
  CircleLive live{[this](PersonId watcher, const CircleChange* change) {
    told.push_back({watcher, change == nullptr, change == nullptr ? CircleChange{} : *change});
  }};

 private:
  std::size_t handed_ = 0;
};

// The counters as the page shows them.
CircleCounts on_page(const world::World& world, PersonId watcher, world::CheckId check, Instant now) {
  CircleCounts counts;
  const auto page = circle_page(world, watcher, now);
  if (!page) return counts;
  for (const auto& group : page->checks) {
    if (group.check.id != check) continue;
    for (const auto& item : group.items) {
      if (!item.visible) continue;
      if (item.current.answer == Answer::none) ++counts.no_answer;
      if (item.current.answer == Answer::safe) ++counts.safe;
      if (item.current.answer == Answer::need_help) ++counts.need_help;
      if (item.current.answer == Answer::not_there || item.current.answer == Answer::wrong) ++counts.other;
    }
  }
  return counts;
}

TEST(CircleLive, TellsTheConnectedWhatTheyMaySee) {
  LiveScene scene;
  scene.start();
  ASSERT_TRUE(scene.live.connect(scene.world, person(5)));
  EXPECT_EQ(scene.live.counts(person(5), check_id(1)), (CircleCounts{0, 0, 0, 2}));
  scene.answer(1, Answer::need_help);
  scene.answer(3, Answer::need_help);
  scene.answer(4, Answer::need_help);
  EXPECT_TRUE(scene.told.empty()) << "not durable yet";
  scene.settle();
  auto told = scene.take_told();
  ASSERT_EQ(told.size(), 1u) << "person 3 shows only \"safe\", person 4 nothing";
  EXPECT_EQ(told[0].watcher, person(5));
  EXPECT_EQ(told[0].change.check, check_id(1));
  EXPECT_EQ(told[0].change.subject, person(1));
  EXPECT_EQ(told[0].change.answer, Answer::need_help);
  EXPECT_EQ(told[0].change.counts, (CircleCounts{0, 1, 0, 1}));
  scene.answer(3, Answer::safe);
  scene.settle();
  told = scene.take_told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].change.subject, person(3));
  EXPECT_EQ(told[0].change.counts, (CircleCounts{1, 1, 0, 1}));
  // No longer safe: that is not theirs to know.
  scene.answer(3, Answer::need_help);
  scene.settle();
  EXPECT_TRUE(scene.take_told().empty());
  EXPECT_EQ(scene.live.counts(person(5), check_id(1)), (CircleCounts{0, 1, 0, 1}));
}

TEST(CircleLive, LeavingIsImmediateAndSilent) {
  LiveScene scene;
  scene.start();
  ASSERT_TRUE(scene.live.connect(scene.world, person(5)));
  scene.answer(1, Answer::safe);
  scene.leave(1, 5);
  scene.settle();
  EXPECT_TRUE(scene.take_told().empty()) << "the link was gone before anything left the building";
  EXPECT_EQ(scene.live.counts(person(5), check_id(1)), (CircleCounts{0, 0, 0, 1}));
  scene.answer(1, Answer::need_help);
  scene.settle();
  EXPECT_TRUE(scene.take_told().empty());
}

TEST(CircleLive, AnOutrankedAnswerIsNoNews) {
  LiveScene scene;
  scene.start();
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::status, true});
  ASSERT_TRUE(scene.live.connect(scene.world, person(5)));
  scene.answer(1, Answer::safe);
  scene.settle();
  EXPECT_EQ(scene.take_told().size(), 1u);
  scene.now = scene.now + minute_ms;
  scene.answer_for(world::Actor::of(person(2)), 1, Answer::need_help);
  scene.settle();
  EXPECT_TRUE(scene.take_told().empty());
  EXPECT_EQ(scene.live.counts(person(5), check_id(1)), (CircleCounts{1, 0, 0, 1}));
}

TEST(CircleLive, AForgottenWatcherIsConnectedNoMore) {
  LiveScene scene;
  scene.start();
  ASSERT_TRUE(scene.live.connect(scene.world, person(5)));
  scene.must(person(5), world::ForgetPerson{person(5)});
  scene.settle();
  const auto told = scene.take_told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].forgotten);
  EXPECT_EQ(scene.live.connected(), 0u);
  EXPECT_EQ(scene.live.connect(scene.world, person(5)).error().code, Errc::not_found);
}

TEST(CircleLive, AsksOfOneBatchAreToldOnceAndTheEndOfACheck) {
  LiveScene scene;
  scene.people(1, 5);
  scene.open();
  for (std::uint64_t subject = 1; subject <= 4; ++subject) scene.join(subject, 5);
  scene.settle();
  ASSERT_TRUE(scene.live.connect(scene.world, person(5)));
  EXPECT_FALSE(scene.live.counts(person(5), check_id(1)));
  scene.ask(check_id(1), 1, 4);
  scene.settle();
  auto told = scene.take_told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_TRUE(told[0].change.subject.is_zero());
  EXPECT_EQ(told[0].change.counts, (CircleCounts{0, 0, 0, 4}));
  scene.must(scene.anne, world::CloseCheck{check_id(1)});
  scene.settle();
  told = scene.take_told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].change.state, world::CheckState::closed);
  EXPECT_FALSE(scene.live.counts(person(5), check_id(1)));
}

TEST(CircleLive, TakesSoManyWatchersAndNoMore) {
  LiveScene scene;
  scene.people(1, live_watchers_max + 1);
  for (std::uint64_t i = 1; i <= live_watchers_max; ++i)
    ASSERT_TRUE(scene.live.connect(scene.world, person(i)));
  EXPECT_TRUE(scene.live.connect(scene.world, person(1))) << "who is connected stays so";
  EXPECT_EQ(scene.live.connect(scene.world, person(live_watchers_max + 1)).error().code, Errc::unavailable);
  scene.live.disconnect(person(1));
  EXPECT_TRUE(scene.live.connect(scene.world, person(live_watchers_max + 1)));
}

TEST(CircleLive, CountsWhatIsNewSinceAMoment) {
  LiveScene scene;
  scene.start();
  const auto& check = [&]() -> const world::Check& { return *scene.world.checks().find(check_id(1)); };
  scene.answer(1, Answer::safe);
  scene.now = scene.now + minute_ms;
  scene.answer(2, Answer::not_there);
  scene.answer(3, Answer::not_there);
  const Instant before_both = scene.now + -2 * minute_ms, between = scene.now + -1;
  EXPECT_EQ(count_news(scene.world, check(), person(5), before_both), 2u);
  EXPECT_EQ(count_news(scene.world, check(), person(5), between), 1u);
  EXPECT_EQ(count_news(scene.world, check(), person(5), scene.now), 0u);
}

// Everything that can happen to people, in batches of any size; after each, every connected watcher's
// counters are those of the page, and nobody was told of what they may not see.
class LiveLife {
 public:
  explicit LiveLife(std::uint64_t seed) : random_(seed) {
    scene_.people(1, people);
    last_ = people;
    for (std::uint64_t check = 1; check <= checks; ++check) scene_.open(check);
    scene_.settle();
  }
  void live(int batches) {
    for (int i = 0; i < batches; ++i) {
      come_and_go();
      const auto steps = 1 + random_.below(random_.chance(0.2) ? 40 : 4);
      for (std::uint64_t k = 0; k < steps; ++k) step();
      scene_.told.clear();
      scene_.settle();
      compare();
      if (::testing::Test::HasFatalFailure()) return;
    }
  }

 private:
  static constexpr std::uint64_t people = 14, checks = 3;

  std::uint64_t somebody() { return 1 + random_.below(last_); }
  bool is_there(std::uint64_t number) const { return scene_.world.people().contains(person(number)); }

  void step() {
    scene_.now = scene_.now + static_cast<std::int64_t>(random_.below(3));
    const auto a = somebody(), b = somebody();
    const auto check = check_id(1 + random_.below(checks));
    if (!is_there(a) || !is_there(b)) return;
    const auto kind = random_.below(100);
    if (kind < 25 && a != b) {
      const auto view = static_cast<CircleView>(1 + random_.below(3));
      scene_.must(person(a), world::JoinCircle{person(a), person(b), view, random_.chance(0.5)});
    } else if (kind < 33 && a != b) {
      scene_.must(person(a), world::LeaveCircle{person(a), person(b)});
    } else if (kind < 48) {
      scene_.must(world::Actor::system(), world::Tick{{{check, {{person(a)}}}}});
    } else if (kind < 80) {
      // One's own word, or somebody's who may answer: what is refused changes nothing.
      try_command(world::Actor::of(person(random_.chance(0.5) ? a : b)),
                  world::give(person(a), static_cast<Answer>(1 + random_.below(4)), check));
    } else if (kind < 86) {
      try_command(world::Actor::local(),
                  world::RecordPeople{{{person(a), random_.chance(0.3) ? PersonId() : person(b), 0, "s"}}});
    } else if (kind < 88) {
      scene_.must(person(a), world::ForgetPerson{person(a)});
      ++last_;
      scene_.people(last_, last_);
    }
  }
  // Between two steps, as the engine answers questions.
  void come_and_go() {
    const auto number = somebody();
    if (!is_there(number)) return;
    if (random_.chance(0.75)) {
      ASSERT_TRUE(scene_.live.connect(scene_.world, person(number)));
      connected_.insert(number);
    } else {
      scene_.live.disconnect(person(number));
      connected_.erase(number);
    }
  }
  void try_command(world::Actor by, world::CommandBody body) {
    if (scene_.decide(by, body)) scene_.must(by, body);
  }
  void compare() {
    std::erase_if(connected_, [&](std::uint64_t number) { return !is_there(number); });
    EXPECT_EQ(scene_.live.connected(), connected_.size());
    for (const auto number : connected_) {
      for (std::uint64_t id = 1; id <= checks; ++id) {
        const auto expected = on_page(scene_.world, person(number), check_id(id), scene_.now);
        ASSERT_EQ(scene_.live.counts(person(number), check_id(id)).value_or(CircleCounts{}), expected)
            << "watcher " << number << " check " << id;
        ASSERT_EQ(count_circle(scene_.world, *scene_.world.checks().find(check_id(id)), person(number)),
                  expected);
      }
    }
    // The tally that a digest would count from, over the World's own circles.
    for (std::uint64_t id = 1; id <= checks; ++id) {
      const auto tally = tally_of(scene_.world, *scene_.world.checks().find(check_id(id)));
      for (std::uint64_t number = 1; number <= last_; ++number) {
        const auto known = scene_.world.people().find(person(number));
        if (!known || !known->wards.empty()) continue;
        const auto row = scene_.world.people().row_of(person(number));
        ASSERT_EQ(tally.counts(scene_.world.people().subjects().list(row)),
                  on_page(scene_.world, person(number), check_id(id), scene_.now));
      }
    }
    for (const auto& told : scene_.told) {
      if (told.forgotten || told.change.subject.is_zero()) continue;
      const auto page = circle_page(scene_.world, told.watcher, scene_.now);
      ASSERT_TRUE(page);
      bool shown = false;
      for (const auto& group : page->checks) {
        for (const auto& item : group.items)
          shown = shown || (group.check.id == told.change.check && item.subject == told.change.subject &&
                            item.visible && item.current.answer == told.change.answer);
      }
      ASSERT_TRUE(shown) << "told of what the page does not show";
    }
  }

  SeededRandom random_;
  LiveScene scene_;
  std::uint64_t last_ = 0;
  std::set<std::uint64_t> connected_;
};

TEST(CircleLive, ItsCountersAreThoseOfThePageThroughALife) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    LiveLife life(seed);
    life.live(300);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace tocsin::views
