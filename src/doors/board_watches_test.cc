#include "doors/board_watches.h"

#include <gtest/gtest.h>

#include <thread>

#include "world/world_testing.h"

namespace tocsin::doors {
namespace {

using world::numbered;

class HandClock final : public Clock {
 public:
  Instant now() const override { return {ms.load()}; }
  std::atomic<std::int64_t> ms{world::evening.ms};
};

// A desk and the readers of its board.
class BoardWatchesTest : public testing::Test {
 protected:
  void SetUp() override {
    scene_.must(scene_.anne, world::RegisterSource{source_,
                                                   {.name = "Wire",
                                                    .aliases = {},
                                                    .kind = world::SourceKind::agency,
                                                    .official_for = {},
                                                    .language = {},
                                                    .feed_url = {},
                                                    .grade = 0,
                                                    .stale_after_ms = 0}});
    watches_.start([this](const std::function<void(const world::World&)>& question) {
      const std::lock_guard lock(mutex_);
      question(scene_.world);
      return true;
    });
  }

  // Two people put it on the board; the watches hear of it as from the engine.
  void publish(std::uint64_t number, std::string iso, bool claim = false) {
    const std::lock_guard lock(mutex_);
    const std::size_t before = scene_.journal.size();
    scene_.now = clock_.now();
    world::DraftEntry draft;
    draft.id = world::EntryId(numbered(number));
    draft.statement.statement_class = claim ? world::StatementClass::claim : world::StatementClass::measure;
    draft.statement.kind = claim ? "claim_of_responsibility" : "closure";
    if (!claim) draft.statement.code = "CLOSURE";
    draft.statement.jurisdiction = {std::move(iso), "", "", world::Basis::person};
    draft.statement.status = world::Status::in_force;
    draft.statement.as_of = clock_.now();
    draft.statement.words = fmt::format("words of {}", number);
    draft.source = source_;
    draft.chain = {{"Wire", world::PartyRole::publisher, world::PartyType::agency, false, {}, {}}};
    scene_.must(scene_.anne, draft);
    scene_.must(scene_.bruno, world::PublishEntry{draft.id});
    std::vector<engine::Applied> batch;
    for (std::size_t i = before; i < scene_.journal.size(); ++i) batch.push_back({i + 1, scene_.journal[i]});
    ASSERT_TRUE(watches_.durable(scene_.world, batch));
  }

  // What comes within some time, until `wanted` is in it.
  static std::string read(http::Subscription& stream, std::string_view wanted, int milliseconds = 5000) {
    std::string out;
    for (int i = 0; i < milliseconds / 10; ++i) {
      out += stream.take();
      if (!wanted.empty() && out.find(wanted) != std::string::npos) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return out;
  }

  static Watch of(std::string iso, std::int64_t bundle_ms = 0) {
    Watch watch;
    if (!iso.empty()) watch.filter.jurisdictions = {std::move(iso)};
    watch.bundle_ms = bundle_ms;
    return watch;
  }

  const world::SourceId source_{numbered(500)};
  HandClock clock_;
  std::mutex mutex_;
  world::Scene scene_;
  BoardWatches watches_{clock_};
};

TEST_F(BoardWatchesTest, TellsWhatTheFilterMatchesAndNothingElse) {
  const auto france = watches_.join("FR", of("FR"));
  const auto all = watches_.join("", of(""));
  ASSERT_TRUE(france && all);
  publish(1, "BE");
  publish(2, "FR");
  const std::string heard = read(*france->stream, "words of 2");
  EXPECT_NE(heard.find("words of 2"), std::string::npos) << heard;
  EXPECT_EQ(heard.find("words of 1"), std::string::npos) << heard;
  const std::string both = read(*all->stream, "words of 2");
  EXPECT_NE(both.find("words of 1"), std::string::npos) << both;
}

TEST_F(BoardWatchesTest, AClaimIsNeverInAPush) {
  const auto all = watches_.join("", of(""));
  ASSERT_TRUE(all);
  publish(1, "FR", true);
  const std::string heard = read(*all->stream, "\"claim\":true");
  EXPECT_NE(heard.find("\"claim\":true"), std::string::npos) << heard;
  EXPECT_EQ(heard.find("words of"), std::string::npos) << heard;
  EXPECT_EQ(heard.find("Wire"), std::string::npos) << "nor who repeated it: " << heard;
  EXPECT_EQ(heard.find("responsibility"), std::string::npos) << heard;
}

TEST_F(BoardWatchesTest, ACursorSaysWhereTheStreamBegins) {
  publish(1, "FR");
  const auto joined = watches_.join("FR", of("FR"));
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->until, scene_.journal.size()) << "what came before is told from the World";
  publish(2, "FR");
  const std::string heard = read(*joined->stream, "words of 2");
  EXPECT_EQ(heard.find("words of 1"), std::string::npos);
  EXPECT_NE(heard.find("id: " + watch_cursor(scene_.journal.size())), std::string::npos) << heard;
}

TEST_F(BoardWatchesTest, ABundleWaitsForTheEndOfItsInterval) {
  clock_.ms = clock_.ms - clock_.ms % minute_ms + 1000;
  const auto quiet = watches_.join("quiet", of("", minute_ms));
  ASSERT_TRUE(quiet);
  publish(1, "FR");
  publish(2, "BE");
  EXPECT_EQ(read(*quiet->stream, "words", 1200).find("words"), std::string::npos);
  // Somebody who joins meanwhile is not told of the two twice.
  const auto late = watches_.join("quiet", of("", minute_ms));
  ASSERT_TRUE(late);
  EXPECT_LT(late->until, scene_.journal.size());
  clock_.ms += minute_ms;
  const std::string heard = read(*quiet->stream, "words of 2");
  EXPECT_NE(heard.find("event: bundle"), std::string::npos) << heard;
  EXPECT_NE(heard.find("words of 1"), std::string::npos) << "one frame for both: " << heard;
  EXPECT_EQ(heard.find("event: bundle"), heard.rfind("event: bundle")) << heard;
}

TEST_F(BoardWatchesTest, TakesItsLimitOfFiltersAndNoMore) {
  std::vector<std::shared_ptr<http::Subscription>> kept;
  for (std::size_t i = 0; i < watches_max; ++i) {
    auto joined = watches_.join(fmt::format("{}", i), of(""));
    ASSERT_TRUE(joined) << i;
    kept.push_back(joined->stream);
  }
  EXPECT_TRUE(watches_.join("0", of(""))) << "another reader of the same";
  EXPECT_EQ(watches_.join("one more", of("")).error().code, Errc::unavailable);
  kept.pop_back();
  EXPECT_TRUE(watches_.join("one more", of(""))) << "a filter that nobody reads any more makes room";
}

TEST_F(BoardWatchesTest, EndsItsStreamsWhenItStops) {
  const auto joined = watches_.join("", of(""));
  ASSERT_TRUE(joined);
  watches_.stop();
  EXPECT_EQ(joined->stream->end(), http::Subscription::End::hub_closed);
  EXPECT_EQ(watches_.join("", of("")).error().code, Errc::unavailable);
}

TEST(WatchCursor, ComesBackAsItWent) {
  for (const world::Seq seq : {world::Seq{0}, world::Seq{1}, world::Seq{47}, ~world::Seq{0}})
    EXPECT_EQ(parse_watch_cursor(watch_cursor(seq)), seq);
  for (const char* bad : {"", "b", "e1", "bxyz", "b-1", "b11112222333344445"})
    EXPECT_FALSE(parse_watch_cursor(bad)) << bad;
}

}  // namespace
}  // namespace tocsin::doors
