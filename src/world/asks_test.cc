// Goal: everybody inside is asked exactly once, in bands, and only while asking is allowed.
#include "world/asks.h"

#include <gtest/gtest.h>

#include <set>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

const PeopleAsked& asked_event(const Decided& decided, std::size_t index = 0) {
  return std::get<PeopleAsked>(decided.events.at(index).body);
}

std::size_t asked_count(const Decided& decided) {
  std::size_t count = 0;
  for (const auto& event : decided.events) count += std::get<PeopleAsked>(event.body).people.size();
  return count;
}

TEST(Asks, SayWhoWhyAndUntilWhen) {
  Scene scene;
  scene.people(1, 1);
  scene.open();
  scene.now = evening + minute_ms;
  const auto decided = scene.tick({Scene::candidates(check_id(1), 1, 1, Reason::trip, Band::there)});
  EXPECT_EQ(asked_event(decided).check, check_id(1));
  EXPECT_EQ(decided.events[0].audience, Audience::operators);
  const Ask ask = scene.asks().find(person(1)).value();
  EXPECT_EQ(ask.asked_at, evening + minute_ms);
  EXPECT_EQ(ask.send_before, evening + minute_ms + ask_ttl_ms);
  EXPECT_EQ(ask.reason, Reason::trip);
  EXPECT_EQ(ask.band, Band::there);
  EXPECT_EQ(ask.seq, scene.world.seq());
  EXPECT_EQ(ask.current.answer, Answer::none);
}

// EVIDENCE-OF: DESIGN 2.2 "One ask per person and check, provable from the journal"
TEST(Asks, EachPersonIsAskedOnceHoweverOftenTheyAreOffered) {
  Scene scene;
  scene.people(1, 50);
  scene.open();
  for (int round = 0; round < 5; ++round)
    scene.tick({Scene::candidates(check_id(1), 1, 30 + 5 * static_cast<unsigned>(round))});
  EXPECT_EQ(scene.asks().asked(), 50u);
  std::set<PersonId> seen;
  for (const auto& event : scene.journal) {
    if (const auto* asked = std::get_if<PeopleAsked>(&event.body)) {
      for (const auto who : asked->people) EXPECT_TRUE(seen.insert(who).second);
    }
  }
  EXPECT_EQ(seen.size(), 50u);
  EXPECT_TRUE(scene.tick({Scene::candidates(check_id(1), 1, 50)}).events.empty())
      << "a tick that decides nothing leaves no event";
}

TEST(Asks, TwoChecksAskTheSamePersonOnceEach) {
  Scene scene;
  scene.people(1, 1);
  scene.open(1);
  scene.open(2);
  scene.tick({Scene::candidates(check_id(1), 1, 1), Scene::candidates(check_id(2), 1, 1)});
  EXPECT_EQ(scene.asks(check_id(1)).asked(), 1u);
  EXPECT_EQ(scene.asks(check_id(2)).asked(), 1u);
}

TEST(Asks, APersonOfferedTwiceInOneTickIsAskedForTheBetterReason) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  CheckCandidates list{check_id(1), {}};
  list.people = {{person(1), Reason::home, Band::likely},
                 {person(2), Reason::work, Band::possible},
                 {person(1), Reason::trip, Band::there}};
  const auto decided = scene.tick({list});
  EXPECT_EQ(asked_count(decided), 2u);
  EXPECT_EQ(scene.asks().find(person(1))->band, Band::there);
  EXPECT_EQ(scene.asks().find(person(1))->reason, Reason::trip);
}

TEST(Asks, ACheckListedTwiceInOneTickStillAsksOnce) {
  Scene scene;
  scene.people(1, 3);
  scene.open();
  const auto decided =
      scene.tick({Scene::candidates(check_id(1), 1, 2), Scene::candidates(check_id(1), 2, 3)});
  EXPECT_EQ(asked_count(decided), 3u);
}

// EVIDENCE-OF: DESIGN 5 "each Tick decides the next at most 4,096"
TEST(Asks, OneTickAsksAtMost4096) {
  Scene scene;
  scene.people(1, asks_per_tick_max + 1);
  scene.open();
  const auto all = Scene::candidates(check_id(1), 1, asks_per_tick_max + 1);
  EXPECT_EQ(asked_count(
                *scene.decide(Actor::system(), Tick{{Scene::candidates(check_id(1), 1, asks_per_tick_max)}})),
            asks_per_tick_max);
  EXPECT_EQ(asked_count(scene.tick({all})), asks_per_tick_max);
  EXPECT_EQ(asked_count(scene.tick({all})), 1u);
  EXPECT_EQ(asked_count(scene.tick({all})), 0u);
}

TEST(Asks, TheLimitIsOverAllChecks) {
  Scene scene;
  scene.people(1, 3000);
  scene.open(1);
  scene.open(2);
  const auto decided =
      scene.tick({Scene::candidates(check_id(1), 1, 3000), Scene::candidates(check_id(2), 1, 3000)});
  EXPECT_EQ(asked_count(decided), asks_per_tick_max);
  EXPECT_EQ(scene.asks(check_id(1)).asked(), 3000u);
}

// EVIDENCE-OF: DESIGN 5 "by band of confidence of being there"
TEST(Asks, TheSurestAreAskedFirst) {
  Scene scene;
  scene.people(1, 4);
  scene.open();
  CheckCandidates list{check_id(1), {}};
  list.people = {{person(1), Reason::last_known, Band::possible},
                 {person(2), Reason::work, Band::likely},
                 {person(3), Reason::home, Band::likely},
                 {person(4), Reason::last_known, Band::there}};
  const auto decided = scene.tick({list});
  ASSERT_EQ(decided.events.size(), 4u);
  EXPECT_EQ(asked_event(decided, 0).people, std::vector{person(4)});
  EXPECT_EQ(asked_event(decided, 1).reason, Reason::home);
  EXPECT_EQ(asked_event(decided, 2).reason, Reason::work);
  EXPECT_EQ(asked_event(decided, 3).band, Band::possible);
  EXPECT_TRUE(
      std::ranges::equal(scene.asks().in_order(), std::vector{person(4), person(3), person(2), person(1)}));
}

TEST(Asks, UnknownAndForgottenPeopleAndChecksAreNotAsked) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.must(person(1), ForgetPerson{person(1)});
  const auto decided =
      scene.tick({Scene::candidates(check_id(9), 1, 2), Scene::candidates(check_id(1), 1, 3)});
  EXPECT_EQ(asked_count(decided), 1u);
  EXPECT_TRUE(scene.asks().contains(person(2)));
}

TEST(Asks, ACheckThatIsNotOpenAsksNobody) {
  Scene scene;
  scene.people(1, 1);
  const auto asks_nobody = [&] {
    return scene.decide(Actor::system(), Tick{{Scene::candidates(check_id(1), 1, 1)}})->events.empty();
  };
  scene.draft();
  EXPECT_TRUE(asks_nobody()) << "draft";
  scene.must(scene.anne, ProposeCheck{check_id(1), 1});
  EXPECT_TRUE(asks_nobody()) << "proposed";
  scene.must(scene.bruno, ApproveCheck{check_id(1), 1});
  EXPECT_FALSE(asks_nobody()) << "open";
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_TRUE(asks_nobody()) << "closed";
  scene.must(scene.bruno, RetractCheck{check_id(1), ""});
  EXPECT_TRUE(asks_nobody()) << "retracted";
}

// EVIDENCE-OF: DESIGN 2.11 "takes answers but sends nothing until an approver releases"
TEST(Asks, AHeldRealmAsksNobodyAndTakesAnswers) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.ask(check_id(1), 1, 1);
  scene.must(Actor::system(), StartServing{.last_alive_at = {}, .restored = true});
  EXPECT_TRUE(scene.tick({Scene::candidates(check_id(1), 2, 2)}).events.empty());
  scene.answer(1, Answer::safe);
  EXPECT_EQ(scene.asks().counts().safe, 1u);
  scene.must(scene.bruno, ReleaseRealm{});
  EXPECT_EQ(asked_count(scene.tick({Scene::candidates(check_id(1), 2, 2)})), 1u);
}

// EVIDENCE-OF: DESIGN 2.11 "every ask has a send_before"
TEST(Asks, AskingEndsADayAfterTheOpening) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.now = evening + asking_ms + -hour_ms;
  scene.ask(check_id(1), 1, 1);
  EXPECT_EQ(scene.asks().find(person(1))->send_before, evening + asking_ms) << "never after the asking ended";
  scene.now = evening + asking_ms + -1;
  EXPECT_FALSE(scene.decide(Actor::system(), Tick{{Scene::candidates(check_id(1), 2, 2)}})->events.empty());
  scene.now = evening + asking_ms;
  EXPECT_TRUE(scene.decide(Actor::system(), Tick{{Scene::candidates(check_id(1), 2, 2)}})->events.empty());
}

TEST(Asks, AShrunkenAreaKeepsWhoWasAsked) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.ask(check_id(1), 1, 2);
  scene.must(scene.anne, ChangeArea{check_id(1), geo::area("circle 48.9,2.3 10"), 0});
  EXPECT_EQ(scene.asks().asked(), 2u);
  EXPECT_TRUE(scene.tick({Scene::candidates(check_id(1), 1, 2)}).events.empty());
}

TEST(AsksDeathTest, APersonAskedTwiceInTheJournalEndsTheProcess) {
  People people;
  people.apply(PersonRecorded{person(1), {}, 0, {}});
  AskBook book(people);
  const PeopleAsked event{check_id(1), Reason::home, Band::likely, {}, {person(1)}};
  book.apply(event, evening, 1);
  EXPECT_DEATH(book.apply(event, evening, 2), "somebody would be asked twice at sequence 2");
}

TEST(Deliveries, KeepTheNewestStateOfEachPurpose) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.ask(check_id(1), 1, 1);
  const auto record = [&](DeliveryPurpose purpose, DeliveryState state) {
    return scene.must(
        Actor::system(),
        RecordDeliveries{
            check_id(1), purpose, DeliveryChannel::email, {{person(1), state}, {person(2), state}}});
  };
  EXPECT_EQ(std::get<DeliveriesRecorded>(record(DeliveryPurpose::ask, DeliveryState::sent).events.at(0).body)
                .deliveries.size(),
            1u)
      << "of person 2, who was not asked, nothing is kept";
  EXPECT_TRUE(record(DeliveryPurpose::ask, DeliveryState::sent).repeated);
  scene.now = evening + hour_ms;
  record(DeliveryPurpose::ask, DeliveryState::undeliverable);
  record(DeliveryPurpose::correction, DeliveryState::sent);
  const auto kept = scene.asks().deliveries(person(1));
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].state, DeliveryState::undeliverable);
  EXPECT_EQ(kept[0].at, evening + hour_ms);
  EXPECT_EQ(kept[1].purpose, DeliveryPurpose::correction);
  EXPECT_TRUE(scene.asks().deliveries(person(2)).empty());
  EXPECT_EQ(scene
                .refused(Actor::system(),
                         RecordDeliveries{check_id(9), DeliveryPurpose::ask, DeliveryChannel::email, {}})
                .code,
            Errc::not_found);
}

}  // namespace
}  // namespace tocsin::world
