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

}  // namespace
}  // namespace tocsin::doors::http
