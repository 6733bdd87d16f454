#include "doors/http/event_hub.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace tocsin::doors::http {
namespace {

TEST(EventHub, AFrameCutsDataAtEveryKindOfLineBreak) {
  EXPECT_EQ(make_frame("7", "measure", "a\nb\r\nc\rd"),
            "id: 7\nevent: measure\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(make_frame("", "", "x\n"), "data: x\ndata: \n\n");
}

TEST(EventHub, EmptyDataStillMakesADataLine) { EXPECT_EQ(make_frame("7", "", ""), "id: 7\ndata: \n\n"); }

TEST(EventHub, ANewReaderGetsRetryAndWhatComesAfterIt) {
  EventHub hub;
  hub.publish("1", "", "old");
  const auto reader = hub.subscribe();
  hub.publish("2", "alert", "new");
  hub.publish_transient("counts", "{}");
  EXPECT_EQ(reader->take(), "retry: 3000\n\nid: 2\nevent: alert\ndata: new\n\nevent: counts\ndata: {}\n\n");
  EXPECT_EQ(reader->take(), "");
}

TEST(EventHub, AReaderResumesBehindItsCursor) {
  EventHub hub;
  for (const char* cursor : {"1", "2", "3"}) hub.publish(cursor, "", cursor);
  hub.publish_transient("counts", "not kept");
  EXPECT_EQ(hub.subscribe("1")->take(), "retry: 3000\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n");
  EXPECT_EQ(hub.subscribe("3")->take(), "retry: 3000\n\n");
}

TEST(EventHub, AnUnknownCursorIsResetAndGetsTheNewestCursor) {
  EventHub hub;
  hub.publish("1", "", "1");
  hub.publish("2", "", "2");
  EXPECT_EQ(hub.subscribe("0")->take(), "retry: 3000\n\nid: 2\nevent: reset\ndata: {}\n\n");
}

TEST(EventHub, TheNewestCursorOfTheJournalNeedsNoResetAfterARestart) {
  EventHub hub({.newest_cursor = "41"});
  EXPECT_EQ(hub.subscribe("41")->take(), "retry: 3000\n\n");
  EXPECT_NE(hub.subscribe("40")->take().find("event: reset"), std::string::npos);
}

TEST(EventHub, TheRingForgetsAtItsLimitAndNotBefore) {
  EventHub hub({.kept_max = 3});
  for (const char* cursor : {"1", "2", "3", "4"}) hub.publish(cursor, "", cursor);
  EXPECT_EQ(hub.subscribe("2")->take(), "retry: 3000\n\nid: 3\ndata: 3\n\nid: 4\ndata: 4\n\n");
  EXPECT_NE(hub.subscribe("1")->take().find("event: reset"), std::string::npos);
}

TEST(EventHub, TheRingForgetsByBytesButKeepsTheNewest) {
  EventHub hub({.kept_bytes_max = 100});
  hub.publish("1", "", "small");
  hub.publish("2", "", std::string(200, 'x'));
  EXPECT_NE(hub.subscribe("1")->take().find("event: reset"), std::string::npos);
  EXPECT_EQ(hub.subscribe("2")->take(), "retry: 3000\n\n");
}

TEST(EventHub, AReaderIsDroppedOnePastItsLimitWhileOthersGoOn) {
  const std::string frame = make_frame("1", "", "x");
  EventHub hub({.subscriber_bytes_max = 3 * frame.size()});
  const auto slow = hub.subscribe();
  const auto good = hub.subscribe();
  good->take();
  for (const char* cursor : {"1", "2", "3"}) {
    hub.publish(cursor, "", "x");
    EXPECT_EQ(good->take().size(), frame.size());
  }
  EXPECT_EQ(slow->end(), Subscription::End::open);
  hub.publish("4", "", "x");
  EXPECT_EQ(slow->end(), Subscription::End::too_slow);
  EXPECT_EQ(slow->take(), "");
  EXPECT_EQ(good->take(), "id: 4\ndata: x\n\n");
  EXPECT_EQ(hub.dropped_count(), 1u);
  EXPECT_EQ(hub.subscriber_count(), 1u);
}

TEST(EventHub, ABacklogDoesNotCountAgainstTheLimit) {
  EventHub hub({.subscriber_bytes_max = 40});
  for (int i = 0; i < 100; ++i) hub.publish(std::to_string(i), "", "x");
  const auto reader = hub.subscribe("0");
  hub.publish("100", "", "x");
  EXPECT_EQ(reader->end(), Subscription::End::open);
}

TEST(EventHub, TakeGivesWholeFramesUpToItsSizeAndAtLeastOne) {
  EventHub hub;
  const auto reader = hub.subscribe();
  hub.publish("1", "", "first");
  EXPECT_EQ(reader->take(1), "retry: 3000\n\n");
  EXPECT_EQ(reader->take(1), "id: 1\ndata: first\n\n");
}

TEST(EventHub, NotifyIsCalledOncePerEmptyQueueAndAtTheEnd) {
  EventHub hub;
  const auto reader = hub.subscribe();
  int calls = 0;
  reader->set_notify([&] { ++calls; });
  EXPECT_EQ(calls, 1);
  hub.publish("1", "", "");
  EXPECT_EQ(calls, 1);
  reader->take();
  hub.publish("2", "", "");
  EXPECT_EQ(calls, 2);
  hub.close();
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(reader->end(), Subscription::End::hub_closed);
  EXPECT_EQ(reader->take(), "id: 2\ndata: \n\n");
}

TEST(EventHub, AClosedHubEndsNewReadersAtOnce) {
  EventHub hub;
  hub.close();
  EXPECT_EQ(hub.subscribe()->end(), Subscription::End::hub_closed);
}

TEST(EventHub, ALineBreakInACursorIsOurMistake) {
  EXPECT_DEATH(make_frame("1\ndata: forged", "", ""), "fits_a_line");
}

// Readers come and go while two threads publish; what each reader sees of one publisher must be in order and
// whole.
TEST(EventHub, ManyThreadsKeepTheOrder) {
  EventHub hub({.subscriber_bytes_max = 64 << 20});
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 4; ++r) {
    readers.emplace_back([&] {
      while (!done) {
        const auto reader = hub.subscribe();
        std::atomic<int> woken = 0;
        reader->set_notify([&] { ++woken; });
        int last = -1;
        for (int i = 0; i < 50; ++i) {
          const std::string text = reader->take();
          for (std::size_t at = text.find("data: a"); at != std::string::npos;
               at = text.find("data: a", at + 1)) {
            const int number = std::stoi(text.substr(at + 7));
            EXPECT_TRUE(last < 0 || number == last + 1) << number;
            last = number;
          }
          std::this_thread::yield();
        }
        reader->set_notify({});
      }
    });
  }
  {
    std::jthread a([&] {
      for (int i = 0; i < 3000; ++i) hub.publish(fmt::format("a{}", i), "", fmt::format("a{}", i));
    });
    std::jthread b([&] {
      for (int i = 0; i < 3000; ++i) hub.publish_transient("t", "b");
    });
  }
  done = true;
}

std::string joined(const std::vector<Frame>& frames) {
  std::string out;
  for (const Frame& frame : frames) out += *frame;
  return out;
}

TEST(ReaderGroup, AReaderThatJoinsMissesNothingAndGetsNothingTwice) {
  EventHub hub;
  int wakes = 0;
  const auto group = hub.make_group([&] { ++wakes; });
  hub.publish("1", "", "one");
  EXPECT_EQ(wakes, 0) << "nobody reads";
  const auto first = hub.subscribe();
  const auto first_joined = hub.join(group, *first);
  ASSERT_TRUE(first_joined);
  EXPECT_EQ(joined(first_joined->waiting), "retry: 3000\n\n");
  hub.publish("2", "", "two");
  EXPECT_EQ(wakes, 1);
  // The second comes while frame 2 waits in the group: it resumed after 1, so frame 2 is its own already.
  const auto second = hub.subscribe("1");
  const auto second_joined = hub.join(group, *second);
  ASSERT_TRUE(second_joined);
  EXPECT_EQ(joined(second_joined->waiting), "retry: 3000\n\nid: 2\ndata: two\n\n");
  hub.publish_transient("count", "3");
  const auto news = group->take();
  EXPECT_EQ(joined(news.frames), "id: 2\ndata: two\n\nevent: count\ndata: 3\n\n");
  EXPECT_EQ(first_joined->next, news.first);
  EXPECT_EQ(second_joined->next, news.first + 1);
  EXPECT_EQ(hub.subscriber_count(), 2u);
  hub.leave_reader(*group);
  EXPECT_EQ(hub.subscriber_count(), 1u);
  EXPECT_FALSE(hub.join(group, *second)) << "once";
}

TEST(ReaderGroup, ReadersOfAnotherHubDoNotJoin) {
  EventHub hub, other;
  const auto group = hub.make_group([] {});
  const auto reader = other.subscribe();
  EXPECT_FALSE(hub.join(group, *reader));
  other.publish("1", "", "x");
  EXPECT_TRUE(reader->take().ends_with("data: x\n\n"));
}

TEST(ReaderGroup, AThreadThatStandsStillLosesItsReadersNotItsMemory) {
  EventHub hub;
  const auto group = hub.make_group([] {});
  const auto reader = hub.subscribe();
  ASSERT_TRUE(hub.join(group, *reader));
  for (std::size_t i = 0; i < events_kept_max; ++i) hub.publish_transient("", "x");
  EXPECT_FALSE(group->take().overflowed);
  for (std::size_t i = 0; i <= events_kept_max; ++i) hub.publish_transient("", "x");
  const auto news = group->take();
  EXPECT_TRUE(news.overflowed);
  EXPECT_TRUE(news.frames.empty());
  EXPECT_EQ(news.first, 2 * events_kept_max + 1);
}

TEST(ReaderGroup, TheEndOfTheHubIsTheEndOfItsGroups) {
  EventHub hub;
  int wakes = 0;
  const auto group = hub.make_group([&] { ++wakes; });
  hub.close();
  EXPECT_EQ(wakes, 1);
  EXPECT_TRUE(group->take().closed);
  EXPECT_FALSE(hub.join(group, *hub.subscribe()));
}

}  // namespace
}  // namespace tocsin::doors::http
