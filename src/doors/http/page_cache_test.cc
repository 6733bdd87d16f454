#include "doors/http/page_cache.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

namespace tocsin::doors::http {
namespace {

using Taken = HotDesk::Taken;
constexpr std::string_view date_a = "Fri, 13 Nov 2015 21:00:00 GMT", date_b = "Fri, 13 Nov 2015 21:00:01 GMT";

class Answers final : public HotReplies {
 public:
  std::string& open(Ticket ticket) override { return written[ticket]; }
  void finish(Ticket) override { ++finished; }
  void pass_on(Ticket ticket) override { passed.push_back(ticket); }
  std::map<Ticket, std::string> written;
  std::vector<Ticket> passed;
  int finished = 0;
};

struct PageCacheTest : testing::Test {
  Taken get(const std::string& target, int who, const std::string& fields = {}) {
    bytes = "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
    PlainRequest request;
    EXPECT_TRUE(read_plain_request(bytes, 16384, request)) << bytes;
    out.clear();
    if (!PageCache::is_public(request)) return Taken::pass;
    return cache.take(request, ticket(who), date_b, out);
  }
  Ticket ticket(int who) { return &people[static_cast<std::size_t>(who)]; }
  void answer(int who, const std::string& body, int status = 200) {
    Response response;
    response.status = status;
    response.body = body;
    cache.keep(ticket(who), response, "HTTP/1.1 200 OK\r\nDate: " + std::string(date_a) + "\r\n\r\n",
               replies);
  }
  void happen(world::EventBody body) {
    engine::Applied applied;
    applied.event.body = std::move(body);
    ASSERT_TRUE(versions.durable(world, std::span(&applied, 1)));
  }

  world::World world;
  PublicVersions versions;
  PageCache cache{versions};
  Answers replies;
  std::array<char, 8> people{};
  std::string bytes, out;
};

TEST_F(PageCacheTest, AKeptPageIsGivenWithTheDateOfNow) {
  EXPECT_EQ(get("/board", 0), Taken::keep);
  answer(0, "the board");
  EXPECT_EQ(get("/board", 1), Taken::done);
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nDate: " + std::string(date_b) + "\r\n\r\nthe board");
  EXPECT_EQ(get("/board?lang=fr", 1), Taken::keep) << "another address";
  EXPECT_EQ(get("/board", 2, "Accept-Language: fr\r\n"), Taken::keep) << "another language";
  EXPECT_EQ(get("/board", 3, "Accept-Encoding: gzip\r\n"), Taken::keep) << "another coding";
}

TEST_F(PageCacheTest, APageIsMadeAnewWhenTheRecordChanges) {
  EXPECT_EQ(get("/", 0), Taken::keep);
  answer(0, "before");
  happen(world::CheckClosed{});
  EXPECT_EQ(get("/", 1), Taken::keep);
  happen(world::CheckClosed{});
  EXPECT_EQ(get("/", 2), Taken::pass) << "it is being made of what is no longer so";
  answer(1, "after the first");
  EXPECT_EQ(get("/", 3), Taken::keep);
}

TEST_F(PageCacheTest, ThoseWhoComeWhileItIsMadeGetTheSame) {
  EXPECT_EQ(get("/", 0), Taken::keep);
  EXPECT_EQ(get("/", 1), Taken::waits);
  EXPECT_EQ(get("/", 2), Taken::waits);
  answer(0, "made");
  EXPECT_EQ(replies.finished, 2);
  EXPECT_TRUE(replies.written[ticket(1)].ends_with("made"));
  EXPECT_EQ(get("/", 3), Taken::done);
}

TEST_F(PageCacheTest, WhoWaitsForNothingGoesTheLongWay) {
  EXPECT_EQ(get("/", 0), Taken::keep);
  EXPECT_EQ(get("/", 1), Taken::waits);
  cache.lose(ticket(0), replies);
  EXPECT_EQ(replies.passed, std::vector<Ticket>{ticket(1)});
  EXPECT_EQ(get("/i/none", 2), Taken::keep);
  answer(2, "not found", 404);
  EXPECT_EQ(get("/i/none", 3), Taken::keep) << "only what was found is kept";
}

TEST_F(PageCacheTest, NewerAnswersMakeItOldInProportionToItsCost) {
  EXPECT_EQ(get("/", 0), Taken::keep);
  answer(0, "made at once");
  happen(world::AnswerGiven{});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(get("/", 1), Taken::keep) << "it took some microseconds to make";
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  answer(1, "made in 50 ms");
  happen(world::AnswerGiven{});
  EXPECT_EQ(get("/", 2), Taken::done);
}

TEST_F(PageCacheTest, WhatIsSomebodysOwnIsNotKept) {
  EXPECT_EQ(get("/a/token", 0), Taken::pass);
  EXPECT_EQ(get("/console/", 0), Taken::pass);
  EXPECT_EQ(get("/board", 0, "Cookie: tocsin_session=x\r\n"), Taken::pass);
  EXPECT_EQ(get("/v1/board", 0, "Authorization: Bearer x\r\n"), Taken::pass);
  EXPECT_EQ(get("/board", 0, "If-None-Match: \"x\"\r\n"), Taken::pass);
  EXPECT_EQ(get("/v1/board/events", 0), Taken::pass);
}

TEST_F(PageCacheTest, ItHoldsOnlySoManyPages) {
  for (std::size_t i = 0; i < kept_pages_max; ++i) {
    ASSERT_EQ(get("/board?q=" + std::to_string(i), 0), Taken::keep);
    answer(0, "x");
  }
  EXPECT_EQ(cache.size(), kept_pages_max);
  ASSERT_EQ(get("/board?q=more", 0), Taken::keep);
  EXPECT_EQ(cache.size(), 1u) << "the others made room";
}

}  // namespace
}  // namespace tocsin::doors::http
