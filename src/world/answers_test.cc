// Goal: an answer counts once, can be changed, and is given only by those who may.
#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

// An open check with people 1..`count` asked.
Scene asked_scene(std::uint64_t count) {
  Scene scene;
  scene.people(1, count);
  scene.open();
  scene.ask(check_id(1), 1, count);
  return scene;
}

GivenAnswer current(const Scene& scene, std::uint64_t number) {
  return scene.asks().find(person(number))->current;
}

TEST(Answers, OfSomebodyNotAskedAreRefused) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  EXPECT_EQ(scene.refused(person(2), give(person(2), Answer::safe)).detail, "no such question");
  EXPECT_EQ(scene.refused(person(1), give(person(1), Answer::safe, check_id(9))).code, Errc::not_found);
  EXPECT_EQ(scene.refused(person(1), give(person(1), Answer::none)).field, "/answer");
}

// EVIDENCE-OF: DESIGN 2.5 "Any answer can be changed on any channel; history stays"
TEST(Answers, CanBeChangedAndTheirHistoryStays) {
  Scene scene = asked_scene(1);
  EXPECT_TRUE(scene.asks().history(person(1)).empty());
  for (const Answer answer : {Answer::need_help, Answer::safe, Answer::not_there, Answer::wrong}) {
    scene.now = scene.now + minute_ms;
    scene.answer(1, answer);
    EXPECT_EQ(scene.asks().counts().total(), 1u) << "one person, one answer";
    EXPECT_EQ(scene.asks().answered(), 1u);
    EXPECT_EQ(current(scene, 1).answer, answer);
    EXPECT_EQ(current(scene, 1).at, scene.now);
  }
  EXPECT_EQ(scene.asks().counts().wrong, 1u);
  const auto history = scene.asks().history(person(1));
  ASSERT_EQ(history.size(), 4u);
  EXPECT_EQ(history[0].answer, Answer::need_help);
  EXPECT_EQ(history[3].answer, Answer::wrong);
}

TEST(Answers, TheNewestFiftyOfAHistoryStay) {
  Scene scene = asked_scene(1);
  for (std::size_t i = 0; i < history_max + 3; ++i) {
    scene.now = scene.now + 1;
    scene.answer(1, i % 2 == 0 ? Answer::safe : Answer::need_help);
  }
  const auto history = scene.asks().history(person(1));
  EXPECT_EQ(history.size(), history_max);
  EXPECT_EQ(history.back().at, scene.now);
  EXPECT_EQ(history.front().at, evening + 4);
}

// EVIDENCE-OF: CONTRACT "a repeated POST gives the same page, 200"
TEST(Answers, ARepeatedAnswerIsNoEvent) {
  Scene scene = asked_scene(1);
  const GiveAnswer with_note{check_id(1), person(1), Answer::safe, AnswerChannel::page, "sealed-1", 17};
  scene.must(person(1), with_note);
  GiveAnswer again = with_note;
  again.sealed_note = "sealed-2";  // the same note, sealed again: other bytes, the same mark
  const auto repeated = scene.must(person(1), again);
  EXPECT_TRUE(repeated.repeated);
  EXPECT_TRUE(repeated.events.empty());
  EXPECT_EQ(repeated.subject, person(1).id);
  again.note_mark = 18;
  EXPECT_EQ(scene.must(person(1), again).events.size(), 1u) << "a new note";
  EXPECT_TRUE(current(scene, 1).has_note);
  scene.answer(1, Answer::need_help);
  EXPECT_FALSE(current(scene, 1).has_note);
  EXPECT_EQ(scene.answer(1, Answer::safe).events.size(), 1u) << "back to an earlier answer is a change";
}

// EVIDENCE-OF: DESIGN 7 "Only guardians, roster managers and circle members whom the person allowed answer
// for somebody"
TEST(Answers, ForSomebodyElseAreGivenOnlyByThoseWhoMay) {
  Scene scene = asked_scene(5);
  scene.must(scene.anne, RecordPeople{{{person(1), person(2), 0, "sealed"}}});
  scene.must(person(1), JoinCircle{person(1), person(3), CircleView::status, true});
  scene.must(person(1), JoinCircle{person(1), person(4), CircleView::note, false});
  const GiveAnswer answer = give(person(1), Answer::safe, check_id(1), AnswerChannel::circle);
  EXPECT_TRUE(scene.decide(Actor::of(person(2)), answer)) << "guardian";
  EXPECT_TRUE(scene.decide(Actor::of(person(3)), answer)) << "allowed circle member";
  EXPECT_TRUE(scene.decide(scene.anne, answer)) << "roster manager";
  EXPECT_EQ(scene.refused(person(4), answer).code, Errc::forbidden) << "circle member who may only look";
  EXPECT_EQ(scene.refused(person(5), answer).code, Errc::forbidden) << "a stranger";
  EXPECT_EQ(scene.refused(scene.feed, answer).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::system(), answer).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::local(), answer).code, Errc::forbidden);
  scene.must(person(1), LeaveCircle{person(1), person(3)});
  EXPECT_EQ(scene.refused(person(3), answer).code, Errc::forbidden) << "at once after leaving";
}

// EVIDENCE-OF: DESIGN 7 "one's own answer outranks theirs"
TEST(Answers, OnesOwnOutranksOthers) {
  Scene scene = asked_scene(1);
  scene.answer_for(Actor::of(scene.anne), 1, Answer::need_help);
  EXPECT_EQ(current(scene, 1).answer, Answer::need_help) << "nobody else has spoken";
  scene.answer(1, Answer::safe);
  scene.answer_for(Actor::of(scene.anne), 1, Answer::wrong);
  EXPECT_EQ(current(scene, 1).answer, Answer::safe);
  EXPECT_EQ(scene.asks().counts(), (AnswerCounts{.safe = 1, .need_help = 0, .not_there = 0, .wrong = 0}));
  EXPECT_EQ(scene.asks().history(person(1)).size(), 3u) << "what they said is kept";
  EXPECT_TRUE(scene.answer_for(Actor::of(scene.anne), 1, Answer::wrong).repeated);
  scene.answer(1, Answer::need_help);
  EXPECT_EQ(current(scene, 1).answer, Answer::need_help);
}

TEST(Answers, AnotherOfTheOthersReplacesTheirs) {
  Scene scene = asked_scene(1);
  scene.answer_for(Actor::of(scene.anne), 1, Answer::need_help);
  scene.answer_for(Actor::of(scene.bruno), 1, Answer::safe);
  EXPECT_EQ(current(scene, 1).answer, Answer::safe);
  EXPECT_EQ(current(scene, 1).by, Actor::of(scene.bruno));
}

TEST(Answers, AreNotTakenWhenTheCheckHasEnded) {
  Scene scene = asked_scene(1);
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_EQ(scene.refused(person(1), give(person(1), Answer::safe)).detail, "this check has ended");
  scene.must(scene.bruno, RetractCheck{check_id(1), ""});
  EXPECT_EQ(scene.refused(person(1), give(person(1), Answer::safe)).detail,
            "this check was a mistake and takes no answers");
}

TEST(Pauses, TenWrongOfTheFirst200GoOn) {
  Scene scene = asked_scene(210);
  for (std::uint64_t number = 1; number <= 10; ++number) scene.answer(number, Answer::wrong);
  for (std::uint64_t number = 11; number <= 200; ++number) scene.answer(number, Answer::safe);
  EXPECT_FALSE(scene.check().paused);
  EXPECT_EQ(scene.asks().early_wrong(), 10u);
  for (std::uint64_t number = 201; number <= 210; ++number) scene.answer(number, Answer::wrong);
  EXPECT_FALSE(scene.check().paused) << "later answers do not count";
  EXPECT_EQ(scene.asks().early_wrong(), 10u);
}

// "This is wrong" from more than 5 % of the first 200 who answer stops the asking.
TEST(Pauses, TheEleventhWrongOfTheFirst200StopsTheAsking) {
  Scene scene = asked_scene(200);
  scene.people(201, 201);
  for (std::uint64_t number = 1; number <= 189; ++number) scene.answer(number, Answer::safe);
  for (std::uint64_t number = 190; number <= 199; ++number) scene.answer(number, Answer::wrong);
  EXPECT_FALSE(scene.check().paused);
  const std::uint32_t revision = scene.check().revision;
  const auto decided = scene.answer(200, Answer::wrong);
  ASSERT_EQ(decided.events.size(), 2u);
  EXPECT_EQ(std::get<CheckPaused>(decided.events[1].body).wrong, 11u);
  EXPECT_EQ(std::get<CheckPaused>(decided.events[1].body).answers, 200u);
  EXPECT_TRUE(scene.check().paused);
  EXPECT_EQ(scene.check().revision, revision + 1);
  EXPECT_TRUE(scene.tick({Scene::candidates(check_id(1), 201, 201)}).events.empty());
  scene.answer(200, Answer::safe);
  EXPECT_TRUE(scene.check().paused) << "answers are taken, and a person decides";
}

TEST(Pauses, AChangedAnswerDoesNotCount) {
  Scene scene = asked_scene(20);
  for (std::uint64_t number = 1; number <= 20; ++number) {
    scene.answer(number, Answer::safe);
    scene.answer(number, Answer::wrong);
  }
  EXPECT_FALSE(scene.check().paused);
  EXPECT_EQ(scene.asks().early_wrong(), 0u);
}

TEST(Pauses, AResumedCheckDoesNotPauseAgain) {
  Scene scene = asked_scene(40);
  EXPECT_TRUE(scene.must(scene.bruno, ResumeCheck{check_id(1)}).repeated) << "it is not paused";
  for (std::uint64_t number = 1; number <= 11; ++number) scene.answer(number, Answer::wrong);
  ASSERT_TRUE(scene.check().paused);
  EXPECT_EQ(scene.refused(scene.anne, ResumeCheck{check_id(1)}).code, Errc::forbidden);
  scene.must(scene.bruno, ResumeCheck{check_id(1)});
  EXPECT_FALSE(scene.check().paused);
  for (std::uint64_t number = 12; number <= 40; ++number) scene.answer(number, Answer::wrong);
  EXPECT_FALSE(scene.check().paused);
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_EQ(scene.refused(scene.bruno, ResumeCheck{check_id(1)}).code, Errc::conflict);
}

// EVIDENCE-OF: DESIGN 7 "Need help ... stays open until a named person takes it"
TEST(Help, IsTakenOnceByANamedPerson) {
  Scene scene = asked_scene(2);
  const TakeHelp take{check_id(1), person(1)};
  EXPECT_EQ(scene.refused(scene.anne, take).detail, "this person does not ask for help now");
  scene.answer(1, Answer::need_help);
  EXPECT_FALSE(scene.asks().help_taken_by(person(1)));
  EXPECT_EQ(scene.refused(scene.feed, take).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(person(2), take).code, Errc::unauthorised);
  scene.must(scene.anne, take);
  EXPECT_EQ(scene.asks().help_taken_by(person(1)), scene.anne);
  EXPECT_TRUE(scene.must(scene.anne, take).repeated);
  EXPECT_EQ(scene.refused(scene.bruno, take).detail, "Anne has taken this call");
  EXPECT_EQ(scene.refused(scene.anne, TakeHelp{check_id(1), person(9)}).code, Errc::not_found);
}

TEST(Help, AnotherAnswerEndsTheCallAndANewCallIsOpen) {
  Scene scene = asked_scene(1);
  scene.answer(1, Answer::need_help);
  scene.must(scene.anne, TakeHelp{check_id(1), person(1)});
  scene.answer_for(Actor::of(scene.bruno), 1, Answer::safe);
  EXPECT_EQ(scene.asks().help_taken_by(person(1)), scene.anne) << "others do not end one's own call";
  scene.answer(1, Answer::safe);
  EXPECT_FALSE(scene.asks().help_taken_by(person(1)));
  scene.answer(1, Answer::need_help);
  EXPECT_FALSE(scene.asks().help_taken_by(person(1)));
  EXPECT_TRUE(scene.decide(scene.bruno, TakeHelp{check_id(1), person(1)}));
}

// EVIDENCE-OF: DESIGN 2.10 "drills with times to 25/50/75 % answered"
TEST(AnsweredWithin, IsTheSecondInWhichTheShareWasReached) {
  Scene scene = asked_scene(8);
  EXPECT_FALSE(scene.asks().answered_within_s(0.25));
  const std::int64_t after_ms[] = {0, 1999, 2000, 60'000, 61'000, 3'600'000};
  for (std::uint64_t i = 0; i < 6; ++i) {
    scene.now = evening + after_ms[i];
    scene.answer(i + 1, Answer::safe);
  }
  EXPECT_EQ(scene.asks().answered_within_s(0.125), 0);
  EXPECT_EQ(scene.asks().answered_within_s(0.25), 1);
  EXPECT_EQ(scene.asks().answered_within_s(0.26), 2) << "more than two of eight is three";
  EXPECT_EQ(scene.asks().answered_within_s(0.50), 60);
  EXPECT_EQ(scene.asks().answered_within_s(0.75), 3600);
  EXPECT_FALSE(scene.asks().answered_within_s(0.76));
  scene.now = evening + 2 * hour_ms;
  scene.answer(1, Answer::need_help);
  EXPECT_EQ(scene.asks().answered_within_s(0.125), 0) << "only the first answer of a person counts";
}

TEST(AnsweredWithin, CountsEachPersonFromTheirOwnAsk) {
  Scene scene;
  scene.people(1, 2);
  scene.open();
  scene.ask(check_id(1), 1, 1);
  scene.now = evening + hour_ms;
  scene.ask(check_id(1), 2, 2);
  scene.answer(2, Answer::safe);
  EXPECT_EQ(scene.asks().answered_within_s(0.5), 0);
  EXPECT_FALSE(AskBook(People()).answered_within_s(0.5)) << "of nobody there is no share";
}

TEST(AnsweredWithin, LateAnswersAreCountedAtAWeek) {
  Scene scene = asked_scene(1);
  scene.now = evening + 30 * day_ms;
  scene.answer(1, Answer::safe);
  EXPECT_EQ(scene.asks().answered_within_s(1), 7 * 24 * 3600);
}

// EVIDENCE-OF: DESIGN 7 "counts stay"
TEST(Forgetting, LeavesTheCountsAndTakesThePerson) {
  Scene scene = asked_scene(3);
  scene.answer(1, Answer::need_help);
  scene.answer(1, Answer::safe);
  scene.answer(2, Answer::need_help);
  scene.must(scene.anne, TakeHelp{check_id(1), person(2)});
  scene.must(
      Actor::system(),
      RecordDeliveries{
          check_id(1), DeliveryPurpose::ask, DeliveryChannel::email, {{person(2), DeliveryState::sent}}});
  scene.must(person(1), ForgetPerson{person(1)});
  scene.must(person(2), ForgetPerson{person(2)});
  const AskBook& asks = scene.asks();
  EXPECT_EQ(asks.asked(), 3u);
  EXPECT_EQ(asks.answered(), 2u);
  EXPECT_EQ(asks.counts(), (AnswerCounts{.safe = 1, .need_help = 1, .not_there = 0, .wrong = 0}));
  EXPECT_EQ(asks.answered_within_s(0.66), 0);
  EXPECT_TRUE(std::ranges::equal(asks.in_order(), std::vector{PersonId(), PersonId(), person(3)}));
  for (const std::uint64_t number : {1, 2}) {
    EXPECT_FALSE(asks.find(person(number)));
    EXPECT_TRUE(asks.history(person(number)).empty());
    EXPECT_FALSE(asks.help_taken_by(person(number)));
    EXPECT_TRUE(asks.deliveries(person(number)).empty());
  }
}

TEST(Answers, KnowTheirWords) {
  for (const Answer answer : {Answer::safe, Answer::need_help, Answer::not_there, Answer::wrong}) {
    EXPECT_EQ(parse_answer(to_string(answer)), answer);
  }
  EXPECT_FALSE(parse_answer("none"));
  EXPECT_FALSE(parse_answer("SAFE"));
}

}  // namespace
}  // namespace tocsin::world
