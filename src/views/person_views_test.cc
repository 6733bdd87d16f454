#include "views/person_views.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::views {
namespace {

using world::Answer;
using world::check_id;
using world::CircleView;
using world::evening;
using world::person;
using world::Scene;

Scene asked_scene(std::uint64_t count) {
  Scene scene;
  scene.people(1, count);
  scene.open();
  scene.ask(check_id(1), 1, count);
  return scene;
}

TEST(AskView, IsThereForWhoWasAskedAndForNobodyElse) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  EXPECT_TRUE(ask_view(scene.world, check_id(1), person(1)));
  EXPECT_FALSE(ask_view(scene.world, check_id(1), person(2))) << "not asked";
  EXPECT_FALSE(ask_view(scene.world, check_id(9), person(1))) << "no such check";
  scene.must(person(1), world::ForgetPerson{person(1)});
  EXPECT_FALSE(ask_view(scene.world, check_id(1), person(1))) << "forgotten";
}

TEST(AskView, ShowsTheQuestionAndItsAnswers) {
  Scene scene = asked_scene(3);
  scene.must(scene.anne, world::RecordPeople{{{person(2), person(1), 0, "s"}}});
  scene.now = evening + minute_ms;
  scene.answer(1, Answer::safe);
  scene.now = evening + hour_ms;
  scene.answer(1, Answer::need_help);
  scene.must(scene.anne, world::TakeHelp{check_id(1), person(1)});
  scene.answer(2, Answer::not_there);
  const auto view = *ask_view(scene.world, check_id(1), person(1));
  EXPECT_EQ(view.reason, world::Reason::home);
  EXPECT_EQ(view.asked_at, evening);
  EXPECT_EQ(view.current.answer, Answer::need_help);
  EXPECT_EQ(view.current.at, evening + hour_ms);
  ASSERT_EQ(view.history.size(), 2u);
  EXPECT_EQ(view.history[0].answer, Answer::safe);
  EXPECT_EQ(view.help_taken_by, "Anne");
  EXPECT_TRUE(view.takes_answers);
  EXPECT_TRUE(view.answered_by.empty()) << "only the person answered";
  ASSERT_EQ(view.wards.size(), 1u);
  EXPECT_EQ(view.wards[0].person, person(2));
  EXPECT_EQ(view.wards[0].current.answer, Answer::not_there);
  scene.must(scene.anne, world::CloseCheck{check_id(1)});
  EXPECT_FALSE(ask_view(scene.world, check_id(1), person(1))->takes_answers);
}

// EVIDENCE-OF: DESIGN 7 "the page says who was told"
TEST(AskView, NamesWhoIsToldOfACallForHelp) {
  Scene scene = asked_scene(5);
  scene.must(scene.anne, world::RecordPeople{{{person(1), person(2), 0, "s"}}});
  scene.must(person(1), world::JoinCircle{person(1), person(3), CircleView::status});
  scene.must(person(1), world::JoinCircle{person(1), person(4), CircleView::safe_only});
  scene.must(person(1), world::JoinCircle{person(1), person(5), CircleView::note});
  EXPECT_EQ(ask_view(scene.world, check_id(1), person(1))->told,
            (std::vector{person(2), person(3), person(5)}));
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::note});
  EXPECT_EQ(ask_view(scene.world, check_id(1), person(1))->told,
            (std::vector{person(2), person(3), person(5)}))
      << "a guardian in the circle is told once";
}

TEST(AskView, NamesWhoAnsweredForThePerson) {
  Scene scene = asked_scene(2);
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::status, true});
  scene.answer_for(world::Actor::of(person(2)), 1, Answer::safe);
  scene.answer_for(world::Actor::of(scene.anne), 1, Answer::need_help);
  EXPECT_EQ(ask_view(scene.world, check_id(1), person(1))->answered_by, std::vector{person(2)})
      << "operators are no persons";
}

std::optional<CircleItem> item_of(const Scene& scene, std::uint64_t viewer, std::uint64_t subject) {
  const auto page = circle_page(scene.world, person(viewer), scene.now);
  if (!page) return std::nullopt;
  for (const auto& check : page->checks) {
    for (const auto& item : check.items) {
      if (item.subject == person(subject)) return item;
    }
  }
  return std::nullopt;
}

// EVIDENCE-OF: DESIGN 7 "A viewer with safe only sees nothing before "safe""
TEST(CirclePage, SafeOnlySeesNothingBeforeSafe) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::safe_only});
  const auto sees_nothing = [&] {
    const auto item = item_of(scene, 2, 1);
    return !item || (!item->visible && !item->asked_at.known() && item->current == world::GivenAnswer() &&
                     !item->note_shown && item->help_taken_by.empty() && !item->may_answer);
  };
  EXPECT_TRUE(sees_nothing());
  for (const Answer answer : {Answer::need_help, Answer::not_there, Answer::wrong}) {
    scene.answer(1, answer);
    EXPECT_TRUE(sees_nothing()) << world::to_string(answer);
  }
  scene.answer(1, Answer::need_help);
  scene.must(scene.anne, world::TakeHelp{check_id(1), person(1)});
  EXPECT_TRUE(sees_nothing());
  scene.answer(1, Answer::safe);
  EXPECT_EQ(item_of(scene, 2, 1)->current.answer, Answer::safe);
  scene.answer(1, Answer::need_help);
  EXPECT_TRUE(sees_nothing()) << "and nothing of a later call for help";
}

TEST(CirclePage, StatusSeesAnswersAndNoteSeesTheNote) {
  Scene scene = asked_scene(1);
  scene.people(2, 3);
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::status});
  scene.must(person(1), world::JoinCircle{person(1), person(3), CircleView::note, true});
  EXPECT_EQ(item_of(scene, 2, 1)->current.answer, Answer::none);
  EXPECT_EQ(item_of(scene, 2, 1)->asked_at, evening);
  EXPECT_FALSE(item_of(scene, 2, 1)->may_answer);
  EXPECT_TRUE(item_of(scene, 3, 1)->may_answer);
  scene.must(person(1), world::GiveAnswer{check_id(1), person(1), Answer::need_help,
                                          world::AnswerChannel::page, "sealed", 5});
  scene.must(scene.anne, world::TakeHelp{check_id(1), person(1)});
  EXPECT_FALSE(item_of(scene, 2, 1)->note_shown);
  EXPECT_TRUE(item_of(scene, 3, 1)->note_shown);
  EXPECT_EQ(item_of(scene, 2, 1)->help_taken_by, "Anne");
}

// EVIDENCE-OF: DESIGN 7 "Leaving a circle or removing a viewer is immediate and silent"
TEST(CirclePage, AfterLeavingNothingIsSeen) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::note});
  ASSERT_TRUE(item_of(scene, 2, 1));
  scene.must(person(1), world::LeaveCircle{person(1), person(2)});
  EXPECT_FALSE(item_of(scene, 2, 1));
  EXPECT_TRUE(circle_page(scene.world, person(2), scene.now)->checks.empty());
}

TEST(CirclePage, AGuardianSeesTheWardOnce) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  scene.must(scene.anne, world::RecordPeople{{{person(1), person(2), 0, "s"}}});
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::note});
  const auto page = *circle_page(scene.world, person(2), scene.now);
  ASSERT_EQ(page.checks.size(), 1u);
  ASSERT_EQ(page.checks[0].items.size(), 1u);
  EXPECT_TRUE(page.checks[0].items[0].may_answer);
  EXPECT_FALSE(circle_page(scene.world, person(9), scene.now)) << "nobody";
}

TEST(CirclePage, PutsWhoNeedsHelpFirst) {
  Scene scene = asked_scene(6);
  scene.people(7, 7);
  for (std::uint64_t number = 1; number <= 6; ++number) {
    scene.must(person(number), world::JoinCircle{person(number), person(7),
                                                 number == 6 ? CircleView::safe_only : CircleView::status});
  }
  scene.answer(1, Answer::safe);
  scene.answer(2, Answer::wrong);
  scene.answer(4, Answer::not_there);
  scene.answer(5, Answer::need_help);
  scene.answer(6, Answer::need_help);
  std::vector<world::PersonId> order;
  const auto page = *circle_page(scene.world, person(7), scene.now);
  for (const auto& item : page.checks.at(0).items) order.push_back(item.subject);
  EXPECT_EQ(order, (std::vector{person(5), person(3), person(2), person(4), person(1), person(6)}))
      << "who hides their answer stands last, whatever it is";
}

TEST(CirclePage, ShowsOpenedChecksNewestFirstAndEndedOnesForAMonth) {
  Scene scene = asked_scene(1);
  scene.people(2, 2);
  scene.must(person(1), world::JoinCircle{person(1), person(2), CircleView::status});
  scene.now = evening + hour_ms;
  scene.open(2);
  scene.ask(check_id(2), 1, 2);
  scene.propose(3);
  auto page = *circle_page(scene.world, person(2), scene.now);
  ASSERT_EQ(page.checks.size(), 2u);
  EXPECT_EQ(page.checks[0].check.id, check_id(2));
  EXPECT_TRUE(page.viewer_asked);
  scene.must(scene.anne, world::CloseCheck{check_id(2)});
  scene.now = evening + hour_ms + circle_shown_ms + -1;
  EXPECT_EQ(circle_page(scene.world, person(2), scene.now)->checks.size(), 2u);
  scene.now = evening + hour_ms + circle_shown_ms;
  page = *circle_page(scene.world, person(2), scene.now);
  ASSERT_EQ(page.checks.size(), 1u);
  EXPECT_EQ(page.checks[0].check.id, check_id(1)) << "the open one stays";
  EXPECT_FALSE(page.viewer_asked) << "not in an open one";
}

TEST(RollCall, PutsWhoNeedsHelpFirstAndCountsItsOwnPeople) {
  Scene scene = asked_scene(5);
  scene.people(6, 7);
  scene.answer(1, Answer::safe);
  scene.answer(3, Answer::need_help);
  scene.answer(4, Answer::not_there);
  scene.answer(5, Answer::need_help);
  scene.must(scene.anne, world::TakeHelp{check_id(1), person(3)});
  scene.must(world::Actor::system(),
             world::RecordDeliveries{check_id(1),
                                     world::DeliveryPurpose::ask,
                                     world::DeliveryChannel::email,
                                     {{person(2), world::DeliveryState::undeliverable}}});
  std::vector<Id> members;
  for (const std::uint64_t number : {1, 2, 3, 4, 6}) members.push_back(person(number).id);
  const auto call = *roll_call(scene.world, check_id(1), members);
  std::vector<world::PersonId> order;
  for (const auto& row : call.rows) order.push_back(row.person);
  EXPECT_EQ(order, (std::vector{person(3), person(2), person(4), person(1), person(6)}));
  EXPECT_EQ(call.asked, 4u);
  EXPECT_EQ(call.counts, (world::AnswerCounts{.safe = 1, .need_help = 1, .not_there = 1, .wrong = 0}))
      << "person 5 is of another roster";
  EXPECT_EQ(call.check.counts.need_help, 2u);
  EXPECT_EQ(call.rows[0].help_taken_by, "Anne");
  EXPECT_EQ(call.rows[1].deliveries.at(0).state, world::DeliveryState::undeliverable);
  EXPECT_FALSE(call.rows[4].asked);
  EXPECT_EQ(call.rows[4].current.answer, Answer::none);
  EXPECT_FALSE(roll_call(scene.world, check_id(9), members));
}

}  // namespace
}  // namespace tocsin::views
