#include "world/people.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

RecordedPerson recorded(std::uint64_t number, std::uint64_t guardian = 0) {
  return {person(number), guardian == 0 ? PersonId() : person(guardian), channel_email, "sealed"};
}

Person of(const Scene& scene, std::uint64_t number) { return *scene.world.people().find(person(number)); }

TEST(People, AreRegisteredByOperatorsOrTheMachine) {
  Scene scene;
  const RecordPeople command{{recorded(1), recorded(2)}};
  EXPECT_EQ(scene.refused(scene.feed, command).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(person(1), command).code, Errc::unauthorised);
  EXPECT_EQ(scene.must(scene.anne, command).events.size(), 2u);
  EXPECT_EQ(scene.world.people().size(), 2u);
  EXPECT_EQ(of(scene, 1).channels, channel_email);
  EXPECT_FALSE(scene.world.people().contains(person(3)));
}

TEST(People, OneCommandHoldsAtMost4096) {
  Scene scene;
  RecordPeople command;
  for (std::uint64_t number = 1; number <= people_batch_max; ++number)
    command.people.push_back(recorded(number));
  EXPECT_TRUE(scene.decide(scene.anne, command));
  command.people.push_back(recorded(people_batch_max + 1));
  EXPECT_EQ(scene.refused(scene.anne, command).code, Errc::too_large);
}

TEST(People, AWardMayStandBeforeItsGuardian) {
  Scene scene;
  const auto decided = scene.must(scene.anne, RecordPeople{{recorded(1, 2), recorded(2)}});
  EXPECT_EQ(std::get<PersonRecorded>(decided.events[0].body).id, person(2)) << "guardians come first";
  EXPECT_EQ(of(scene, 1).guardian, person(2));
  EXPECT_EQ(of(scene, 2).wards, std::vector{person(1)});
  EXPECT_TRUE(scene.world.people().may_answer_for(person(2), person(1)));
  EXPECT_FALSE(scene.world.people().may_answer_for(person(1), person(2)));
}

TEST(People, AGuardianMustBeKnownAndSomebodyElse) {
  Scene scene;
  const Error unknown = scene.refused(scene.anne, RecordPeople{{recorded(9), recorded(1, 2)}});
  EXPECT_EQ(unknown.detail, "guardian_id names nobody registered before");
  EXPECT_EQ(unknown.field, "/people/1/guardian_id");
  EXPECT_EQ(scene.refused(scene.anne, RecordPeople{{recorded(1, 1)}}).field, "/people/0/guardian_id");
  scene.people(2, 2);
  EXPECT_TRUE(scene.decide(scene.anne, RecordPeople{{recorded(1, 2)}})) << "registered by an earlier command";
}

TEST(People, AnotherGuardianTakesThePlaceOfTheFirst) {
  Scene scene;
  scene.people(2, 3);
  scene.must(scene.anne, RecordPeople{{recorded(1, 2)}});
  scene.must(scene.anne, RecordPeople{{recorded(1, 2)}});
  EXPECT_EQ(of(scene, 2).wards.size(), 1u) << "the same again changes nothing";
  scene.must(scene.anne, RecordPeople{{recorded(1, 3)}});
  EXPECT_TRUE(of(scene, 2).wards.empty());
  EXPECT_EQ(of(scene, 3).wards, std::vector{person(1)});
  scene.must(scene.anne, RecordPeople{{recorded(1)}});
  EXPECT_TRUE(of(scene, 3).wards.empty());
  EXPECT_FALSE(scene.world.people().may_answer_for(person(3), person(1)));
}

TEST(People, RecordingAgainKeepsTheCircle) {
  Scene scene;
  scene.people(1, 2);
  scene.must(person(1), JoinCircle{person(1), person(2), CircleView::note, true});
  scene.people(1, 1);
  EXPECT_EQ(of(scene, 1).viewers.size(), 1u);
}

TEST(Circles, ThePersonLetsSomebodySee) {
  Scene scene;
  scene.people(1, 2);
  const JoinCircle join{person(1), person(2), CircleView::note, true};
  EXPECT_EQ(scene.refused(person(2), join).code, Errc::unauthorised) << "a viewer does not let himself in";
  EXPECT_EQ(scene.refused(scene.feed, join).code, Errc::forbidden);
  scene.must(person(1), join);
  EXPECT_EQ(of(scene, 1).viewers, (std::vector<CircleLink>{{person(2), CircleView::note, true}}));
  EXPECT_EQ(of(scene, 2).subjects, (std::vector<CircleLink>{{person(1), CircleView::note, true}}));
  EXPECT_TRUE(scene.must(person(1), join).repeated);
}

TEST(Circles, JoiningAgainChangesTheRights) {
  Scene scene;
  scene.people(1, 2);
  scene.must(person(1), JoinCircle{person(1), person(2), CircleView::note, true});
  scene.must(person(1), JoinCircle{person(1), person(2), CircleView::safe_only, false});
  EXPECT_EQ(of(scene, 1).viewers, (std::vector<CircleLink>{{person(2), CircleView::safe_only, false}}));
  EXPECT_EQ(of(scene, 2).subjects, (std::vector<CircleLink>{{person(1), CircleView::safe_only, false}}));
  EXPECT_FALSE(scene.world.people().may_answer_for(person(2), person(1)));
}

// EVIDENCE-OF: CONTRACT "401 and 403 never tell whether a person exists"
TEST(Circles, UnknownPeopleAreNotFound) {
  Scene scene;
  scene.people(1, 1);
  EXPECT_EQ(scene.refused(scene.anne, JoinCircle{person(7), person(1)}).field, "/subject");
  EXPECT_EQ(scene.refused(person(1), JoinCircle{person(1), person(7)}).field, "/viewer");
  EXPECT_EQ(scene.refused(person(1), JoinCircle{person(1), person(1)}).code, Errc::invalid);
  EXPECT_EQ(scene.refused(person(1), LeaveCircle{person(7), person(1)}).code, Errc::not_found);
  EXPECT_EQ(scene.refused(person(8), ForgetPerson{person(1)}).detail,
            scene.refused(person(8), ForgetPerson{person(7)}).detail);
}

// EVIDENCE-OF: DESIGN 7 "Leaving a circle or removing a viewer is immediate and silent"
TEST(Circles, EitherSideLeavesAtOnce) {
  for (const std::uint64_t who : {1, 2}) {
    Scene scene;
    scene.people(1, 3);
    scene.must(person(1), JoinCircle{person(1), person(2), CircleView::note, true});
    EXPECT_EQ(scene.refused(person(3), LeaveCircle{person(1), person(2)}).code, Errc::unauthorised);
    const auto decided = scene.must(person(who), LeaveCircle{person(1), person(2)});
    EXPECT_EQ(decided.events.size(), 1u) << "one event, and nobody is told";
    EXPECT_TRUE(of(scene, 1).viewers.empty());
    EXPECT_TRUE(of(scene, 2).subjects.empty());
    EXPECT_FALSE(scene.world.people().may_answer_for(person(2), person(1)));
    EXPECT_TRUE(scene.must(person(who), LeaveCircle{person(1), person(2)}).repeated);
  }
}

TEST(Circles, HaveAtMost500Members) {
  Scene scene;
  scene.people(1, 502);
  for (std::uint64_t number = 2; number <= 501; ++number)
    scene.must(person(1), JoinCircle{person(1), person(number)});
  EXPECT_EQ(scene.refused(person(1), JoinCircle{person(1), person(502)}).code, Errc::too_large);
  EXPECT_EQ(scene.must(person(1), JoinCircle{person(1), person(2), CircleView::note, true}).events.size(), 1u)
      << "changing a member's rights needs no room";
}

TEST(Circles, OnePersonIsInAtMostTenThousand) {
  Scene scene;
  scene.people(1, circle_subjects_max + 2);
  const PersonId viewer = person(1);
  for (std::uint64_t number = 2; number <= circle_subjects_max + 1; ++number)
    scene.must(person(number), JoinCircle{person(number), viewer});
  const PersonId last = person(circle_subjects_max + 2);
  const Error refused = scene.refused(last, JoinCircle{last, viewer});
  EXPECT_EQ(refused.code, Errc::too_large);
  EXPECT_EQ(refused.detail, "one person is in at most 10000 circles");
  EXPECT_EQ(refused.field, "/viewer");
  EXPECT_EQ(scene.must(person(2), JoinCircle{person(2), viewer, CircleView::note, true}).events.size(), 1u)
      << "other rights need no room";
  scene.must(viewer, LeaveCircle{person(2), viewer});
  EXPECT_EQ(scene.must(last, JoinCircle{last, viewer}).events.size(), 1u);
}

TEST(Forgetting, IsForThePersonOrAnApprover) {
  Scene scene;
  scene.people(1, 2);
  EXPECT_EQ(scene.refused(scene.anne, ForgetPerson{person(1)}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(person(2), ForgetPerson{person(1)}).code, Errc::unauthorised);
  scene.must(person(1), ForgetPerson{person(1)});
  scene.must(scene.bruno, ForgetPerson{person(2)});
  EXPECT_EQ(scene.world.people().size(), 0u);
  EXPECT_EQ(scene.refused(scene.bruno, ForgetPerson{person(2)}).code, Errc::not_found);
}

TEST(Forgetting, CutsEveryTie) {
  Scene scene;
  scene.people(1, 4);
  scene.must(scene.anne, RecordPeople{{recorded(5, 1)}});
  scene.must(scene.anne, RecordPeople{{recorded(1, 2)}});
  scene.must(person(1), JoinCircle{person(1), person(3), CircleView::note, true});
  scene.must(person(4), JoinCircle{person(4), person(1), CircleView::note, true});
  scene.must(person(1), ForgetPerson{person(1)});
  EXPECT_TRUE(of(scene, 2).wards.empty());
  EXPECT_TRUE(of(scene, 3).subjects.empty());
  EXPECT_TRUE(of(scene, 4).viewers.empty());
  EXPECT_TRUE(of(scene, 5).guardian.is_zero());
  EXPECT_FALSE(scene.world.people().may_answer_for(person(1), person(5)));
}

// EVIDENCE-OF: DESIGN 7 "Forget me destroys the key slot": what was sealed under the id cannot be read
TEST(Forgetting, AForgottenIdNeverReturns) {
  Scene scene;
  scene.people(1, 2);
  scene.must(person(1), ForgetPerson{person(1)});
  EXPECT_TRUE(scene.world.people().was_forgotten(person(1)));
  EXPECT_FALSE(scene.world.people().was_forgotten(person(2)));
  const Error refused = scene.refused(scene.anne, RecordPeople{{recorded(3), recorded(1)}});
  EXPECT_EQ(refused.code, Errc::conflict);
  EXPECT_EQ(refused.field, "/people/1");
  EXPECT_EQ(scene.refused(scene.anne, RecordPeople{{recorded(4, 1)}}).field, "/people/0/guardian_id");
  EXPECT_TRUE(scene.replay().people().was_forgotten(person(1)));
}

}  // namespace
}  // namespace tocsin::world
