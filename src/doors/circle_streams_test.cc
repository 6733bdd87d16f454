#include "doors/circle_streams.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::doors {
namespace {

using world::Answer;
using world::check_id;
using world::CircleView;
using world::person;

class Town : public world::Scene {
 public:
  Town() {
    people(1, 3);
    open();
    must(person(1), world::JoinCircle{person(1), person(3), CircleView::status});
    must(person(2), world::JoinCircle{person(2), person(3), CircleView::safe_only});
    ask(check_id(1), 1, 2);
    settle();
  }
  void settle() {
    std::vector<engine::Applied> batch;
    for (; handed_ < journal.size(); ++handed_) batch.push_back({handed_ + 1, journal[handed_]});
    ASSERT_TRUE(streams.durable(world, batch));
  }
  CircleStreams streams;

 private:
  std::size_t handed_ = 0;
};

const std::string check_text = R"("check":"01000000-0000-0000-0000-000000000001")";

TEST(CircleStreams, BeginWithTheCountersAndTellWhatFollows) {
  Town town;
  const auto joined = town.streams.join(town.world, person(3), town.now);
  ASSERT_TRUE(joined) << joined.error().detail;
  EXPECT_EQ(joined->first,
            "event: counts\ndata: {" + check_text +
                R"(,"state":"open","counts":{"safe":0,"need_help":0,"other":0,"no_answer":1},"new":0})" +
                "\n\n");
  EXPECT_EQ(joined->stream->take(), "retry: 3000\n\n") << "nothing has changed yet";
  town.now = town.now + minute_ms;
  town.answer(1, Answer::need_help);
  town.answer(2, Answer::need_help);
  town.settle();
  EXPECT_EQ(
      joined->stream->take(),
      "event: status\ndata: {" + check_text +
          R"(,"state":"open","counts":{"safe":0,"need_help":1,"other":0,"no_answer":0},)"
          R"("person":"01000000000000000000000000000001","answer":"need_help","at":"2015-11-13T20:21:00Z"})"
          "\n\n")
      << "person 2 shows only \"safe\"";
  // A second reader of the same watcher, whose page was made before the answer.
  const auto second = town.streams.join(town.world, person(3), world::evening);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->first.contains(R"("need_help":1)"));
  EXPECT_TRUE(second->first.contains(R"("new":1)"));
  town.answer(2, Answer::safe);
  town.settle();
  EXPECT_TRUE(joined->stream->take().contains(R"("answer":"safe")"));
  EXPECT_TRUE(second->stream->take().contains(R"("answer":"safe")"));
}

TEST(CircleStreams, EndForTheForgottenAndWhenTheServerStops) {
  Town town;
  const auto third = town.streams.join(town.world, person(3), town.now);
  const auto second = town.streams.join(town.world, person(2), town.now);
  ASSERT_TRUE(third && second);
  EXPECT_EQ(second->first, "") << "sees nobody";
  town.must(person(3), world::ForgetPerson{person(3)});
  town.settle();
  EXPECT_EQ(third->stream->end(), http::Subscription::End::hub_closed);
  EXPECT_EQ(second->stream->end(), http::Subscription::End::open);
  EXPECT_EQ(town.streams.join(town.world, person(3), town.now).error().code, Errc::not_found);
  town.streams.stop();
  EXPECT_EQ(second->stream->end(), http::Subscription::End::hub_closed);
  EXPECT_EQ(town.streams.join(town.world, person(2), town.now).error().code, Errc::unavailable);
}

TEST(CircleStreams, WhatNobodyReadsMakesRoom) {
  Town town;
  town.people(4, views::live_watchers_max + 4);
  town.settle();
  std::vector<CircleStreams::Joined> read;
  for (std::uint64_t number = 4; number < views::live_watchers_max + 4; ++number) {
    auto joined = town.streams.join(town.world, person(number), town.now);
    ASSERT_TRUE(joined);
    read.push_back(std::move(*joined));
  }
  EXPECT_EQ(town.streams.join(town.world, person(3), town.now).error().code, Errc::unavailable);
  read.pop_back();
  EXPECT_TRUE(town.streams.join(town.world, person(3), town.now));
}

TEST(CircleStreams, AReaderThatLeftIsForgottenAtTheNextChange) {
  Town town;
  {
    ASSERT_TRUE(town.streams.join(town.world, person(3), town.now));
  }
  town.answer(1, Answer::safe);
  town.settle();
  const auto again = town.streams.join(town.world, person(3), town.now + -1);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->first.contains(R"("safe":1)"));
  town.now = town.now + minute_ms;
  town.answer(1, Answer::wrong);
  town.settle();
  EXPECT_TRUE(again->stream->take().contains(R"("answer":"wrong")"));
}

}  // namespace
}  // namespace tocsin::doors
