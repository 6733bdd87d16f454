// Answers on the short way, with a real vault, journal, World and engine.
#include "doors/http/hot_answers.h"

#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <thread>

#include "doors/http/hot_questions.h"
#include "journal/sqlite_log.h"
#include "views/vault_feed.h"
#include "views/views_testing.h"

namespace tocsin::doors::http {
namespace {

using world::check_id;
using world::evening;
using world::person;

constexpr std::string_view date = "Fri, 13 Nov 2015 21:00:00 GMT";

class EveningClock final : public Clock {
 public:
  Instant now() const override { return evening + 60'000; }
};

class Answers final : public HotReplies {
 public:
  std::string& open(Ticket ticket) override { return written[ticket]; }
  void finish(Ticket) override { ++finished; }
  void pass_on(Ticket ticket) override { passed.push_back(ticket); }
  std::map<Ticket, std::string> written;
  std::vector<Ticket> passed;
  int finished = 0;
};

// People 1 to 3 are asked; 4 is not.
struct HotAnswersTest : testing::Test {
  HotAnswersTest() {
    views::Town town_made;
    for (std::uint64_t number = 1; number <= 4; ++number) {
      vault::record(*vault, person(number).id, vault::profile_of(number));
      town_made.people(number, number);
    }
    town_made.ask(town_made.open(), 1, 3);
    auto opened = journal::SqliteLog::open(directory.file("journal"), true);
    EXPECT_TRUE(opened);
    log = std::move(*opened);
    for (const auto& event : town_made.journal)
      log->append(static_cast<std::uint8_t>(world::stream_of(event.body)), world::encode(event));
    EXPECT_TRUE(log->sync());
    engine = std::make_unique<engine::Engine>(world, *log, std::vector<engine::Follower*>{&feed});
    EXPECT_TRUE(engine->recover());
    runner =
        std::make_unique<engine::Runner>(*engine, clock, [](const auto&, Instant) { return world::Tick{}; });
    texts.emplace(realm);
    hot.emplace(HotParts{*runner, *vault, links, clock, *countries, random, realm}, *texts, [this] {
      const std::lock_guard lock(mutex);
      ++wakes;
      woken.notify_one();
    });
  }
  ~HotAnswersTest() override { runner->stop(); }

  std::string token(std::uint64_t number) const { return links.answer_token(check_id(1), person(number)); }
  // Takes one form, as the reactor would.
  bool take(const std::string& target, const std::string& form, int who = 0) {
    bytes = "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(form.size()) +
            "\r\n\r\n" + form;
    PlainRequest request;
    EXPECT_TRUE(read_plain_request(bytes, 16384, request)) << bytes;
    return hot->take(request, ticket(who));
  }
  Ticket ticket(int who) { return &people[static_cast<std::size_t>(who)]; }
  // Hands over and waits for one batch to come back.
  void go() {
    hot->flush(date, replies);
    runner->start();
    std::unique_lock lock(mutex);
    ASSERT_TRUE(woken.wait_for(lock, std::chrono::seconds(5), [this] { return wakes > 0; }));
    wakes = 0;
    lock.unlock();
    hot->collect(date, replies);
  }
  const std::string& page(int who) { return replies.written[ticket(who)]; }

  TempDirectory directory;
  SecureRandom random;
  std::unique_ptr<vault::Vault> vault = vault::open_vault(directory, random);
  views::VaultFeed feed{*vault, [](const Id&) {}};
  world::World world;
  std::unique_ptr<journal::SqliteLog> log;
  EveningClock clock;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<engine::Runner> runner;
  Links links{Bytes(32, 'k')};
  const views::RealmSummary realm{
      .name = "Paris", .time_zone = "Europe/Paris", .is_drill = true, .held = false, .held_reason = {}};
  const std::unique_ptr<geo::Countries> countries = std::move(*geo::Countries::load_built_in());
  std::optional<AnsweredTexts> texts;
  std::optional<HotAnswers> hot;
  Answers replies;
  std::array<char, 4> people{};
  std::string bytes;
  std::mutex mutex;
  std::condition_variable woken;
  int wakes = 0;
};

TEST_F(HotAnswersTest, AnswersOfARoundAreOneStepAndEachGetsItsPage) {
  ASSERT_TRUE(take("/a/" + token(1) + "?lang=en", "answer=safe&note=At+home%21", 1));
  ASSERT_TRUE(take("/a/" + token(2) + "?lang=fr", "answer=not_there", 2));
  ASSERT_TRUE(take("/a/" + token(3), "answer=wrong&note=", 3));
  go();
  EXPECT_EQ(replies.finished, 3);
  EXPECT_TRUE(page(1).starts_with("HTTP/1.1 200 OK\r\nDate: " + std::string(date) + "\r\n"));
  EXPECT_TRUE(page(1).contains("Your note: <bdi>At home!</bdi>")) << page(1);
  EXPECT_TRUE(page(1).contains("I am safe</b>"));
  EXPECT_TRUE(page(2).contains("<html lang=\"fr\""));
  EXPECT_TRUE(page(3).contains("<html lang=\"fr\"")) << "the language of the profile";
  for (int who : {1, 2, 3}) {
    const std::size_t body = page(who).find("\r\n\r\n") + 4;
    EXPECT_TRUE(page(who).contains("Content-Length: " + std::to_string(page(who).size() - body) + "\r\n"));
  }
  runner->stop();
  const auto& asks = world.checks().find(check_id(1))->asks;
  EXPECT_EQ(asks.counts().safe, 1u);
  EXPECT_EQ(asks.counts().not_there, 1u);
  EXPECT_EQ(asks.counts().wrong, 1u);
  EXPECT_TRUE(asks.find(person(1))->current.has_note);
}

TEST_F(HotAnswersTest, TheSameAnswerAgainGivesTheSamePage) {
  ASSERT_TRUE(take("/a/" + token(1) + "?lang=en", "answer=safe&note=x", 1));
  go();
  const auto seq = world.seq();
  ASSERT_TRUE(take("/a/" + token(1) + "?lang=en", "answer=safe&note=x", 2));
  hot->flush(date, replies);
  for (int i = 0; i < 500 && replies.finished < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    hot->collect(date, replies);
  }
  EXPECT_EQ(page(1), page(2));
  runner->stop();
  EXPECT_EQ(world.seq(), seq) << "nothing new happened";
}

TEST_F(HotAnswersTest, WhatIsNotPlainIsTheHandlers) {
  const std::string path = "/a/" + token(1);
  for (const char* form : {"answer=need_help", "answer=none", "answer=", "", "note=x", "answer=safe&for=1",
                           "answer=safe&answer=wrong", "answer=safe&note=%zz", "answer=safe&note=%ff",
                           "answer=safe&note=%00", "answer=safe&note=%4"}) {
    EXPECT_FALSE(take(path, form)) << form;
  }
  EXPECT_TRUE(take(path, "answer=safe&note=" + std::string(500, 'n')));
  EXPECT_FALSE(take(path, "answer=safe&note=" + std::string(501, 'n')));
  EXPECT_FALSE(take(path + "x", "answer=safe"));
  EXPECT_FALSE(take(path + "?lang=xx", "answer=safe"));
  EXPECT_FALSE(take(path + "?lang=en&x=y", "answer=safe"));
  std::string forged = token(1);
  forged[5] = forged[5] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(take("/a/" + forged, "answer=safe"));
  EXPECT_FALSE(take("/c/" + token(1), "answer=safe"));
}

TEST_F(HotAnswersTest, ARefusalIsThePageOfTheHandler) {
  ASSERT_TRUE(take("/a/" + token(4) + "?lang=en", "answer=safe", 1));
  ASSERT_TRUE(take("/a/" + token(1) + "?lang=en", "answer=safe", 2));
  go();
  EXPECT_EQ(replies.passed, std::vector<Ticket>{ticket(1)}) << "was not asked";
  EXPECT_EQ(replies.finished, 1);
}

TEST_F(HotAnswersTest, AFullLaneSaysComeBackAndTakesNothing) {
  const world::Command filler{
      evening, world::Actor::of(person(1)), {}, world::give(person(1), world::Answer::safe)};
  while (runner->post(filler, {})) {
  }
  ASSERT_TRUE(take("/a/" + token(2) + "?lang=en", "answer=safe", 1));
  hot->flush(date, replies);
  EXPECT_EQ(replies.finished, 1);
  EXPECT_TRUE(page(1).starts_with("HTTP/1.1 503 ")) << page(1);
  EXPECT_TRUE(page(1).contains("\r\nRetry-After: "));
  EXPECT_TRUE(page(1).contains("Your answer is not recorded yet"));
  runner->start();
  runner->stop();
  EXPECT_EQ(world.checks().find(check_id(1))->asks.counts().total(), 1u);
  hot->collect(date, replies);
  EXPECT_EQ(replies.finished, 1) << "told once";
}

TEST_F(HotAnswersTest, WhoWasForgottenGetsNoNewKey) {
  ASSERT_TRUE(vault->forget(person(1).id));
  ASSERT_TRUE(take("/a/" + token(1) + "?lang=en", "answer=safe&note=x", 1));
  EXPECT_FALSE(vault->has_key(person(1).id));
}

TEST_F(HotAnswersTest, TheQuestionIsOnePageForAllButForTheirOwnWords) {
  HotQuestions questions(HotParts{*runner, *vault, links, clock, *countries, random, realm}, [this] {
    const std::lock_guard lock(mutex);
    ++wakes;
    woken.notify_one();
  });
  const auto open = [&](const std::string& target, int who) {
    bytes = "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    PlainRequest request;
    EXPECT_TRUE(read_plain_request(bytes, 16384, request)) << bytes;
    return questions.take(request, ticket(who));
  };
  runner->start();
  std::promise<void> answered;
  ASSERT_TRUE(
      runner->post({evening, world::Actor::of(person(3)), {}, world::give(person(3), world::Answer::safe)},
                   [&](const auto&) { answered.set_value(); }));
  answered.get_future().wait();
  ASSERT_TRUE(open("/a/" + token(1), 1));
  ASSERT_TRUE(open("/a/" + token(2) + "?lang=en", 2));
  ASSERT_TRUE(open("/a/" + token(3), 3));
  EXPECT_FALSE(open("/a/" + token(3) + "?lang=xx", 0));
  EXPECT_FALSE(open("/a/" + std::string(64, 'A'), 0));
  questions.flush(replies);
  std::unique_lock lock(mutex);
  ASSERT_TRUE(woken.wait_for(lock, std::chrono::seconds(5), [this] { return wakes > 0; }));
  lock.unlock();
  questions.collect(date, replies);
  EXPECT_EQ(replies.finished, 2);
  EXPECT_EQ(replies.passed, std::vector<Ticket>{ticket(3)}) << "has answered";
  EXPECT_TRUE(page(1).contains("<html lang=\"fr\"")) << "the person's language";
  EXPECT_TRUE(page(2).contains("You are asked because your place “<bdi>Home</bdi>”")) << page(2);
  EXPECT_TRUE(page(2).contains("href=\"tel:112\""));
  EXPECT_TRUE(page(2).contains("<form method=\"post\" action=\"/a/" + token(2) + "?lang=en\">"));
  std::vector<std::string> nonces;
  for (int who : {1, 2}) {
    const std::size_t at = page(who).find("style-src 'nonce-") + 17;
    nonces.push_back(page(who).substr(at, 22));
    EXPECT_TRUE(page(who).contains("<style nonce=\"" + nonces.back() + "\">"));
    EXPECT_FALSE(page(who).contains("TOKENTOKEN") || page(who).contains("NONCENONCE"));
    EXPECT_FALSE(page(who).contains("\xee\x80\x81"));
    const std::size_t body = page(who).find("\r\n\r\n") + 4;
    EXPECT_TRUE(page(who).contains("Content-Length: " + std::to_string(page(who).size() - body) + "\r\n"));
  }
  EXPECT_NE(nonces[0], nonces[1]);
}

}  // namespace
}  // namespace tocsin::doors::http
