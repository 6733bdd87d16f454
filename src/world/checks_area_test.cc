// Goal: an area may shrink at once and grows only with a second person.
#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

const geo::Area wide = geo::area("48.80,2.20 48.80,2.50 48.99,2.50 48.99,2.20");
const geo::Area narrow = geo::area("48.92,2.35 48.92,2.36 48.93,2.36 48.93,2.35");

TEST(CheckAreas, OfADraftChangesFreely) {
  Scene scene;
  scene.draft();
  scene.must(scene.anne, ChangeArea{check_id(1), wide, 1'000'000});
  EXPECT_EQ(scene.check().area, wide);
  EXPECT_EQ(scene.check().area_version, 2u);
  EXPECT_EQ(scene.check().revision, 2u);
  EXPECT_TRUE(scene.must(scene.anne, ChangeArea{check_id(1), wide, 1'000'000}).repeated);
}

TEST(CheckAreas, OfAProposedCheckMustBeProposedAgain) {
  Scene scene;
  scene.propose();
  scene.must(scene.anne, ChangeArea{check_id(1), wide, 1'000'000});
  EXPECT_EQ(scene.check().state, CheckState::draft);
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(1), 1'000'000}).code, Errc::conflict);
}

TEST(CheckAreas, ThatHoldFewerPeopleHoldAtOnce) {
  Scene scene;
  scene.open(1, 100);
  scene.must(scene.anne, ChangeArea{check_id(1), narrow, 100});
  EXPECT_EQ(scene.check().area, narrow);
  EXPECT_FALSE(scene.check().pending_area);
  EXPECT_EQ(scene.check().state, CheckState::open);
  EXPECT_EQ(scene.check().people, 100u) << "still the largest count that was approved";
}

// EVIDENCE-OF: CONTRACT "PUT /v1/checks/{id}/area  asks only the difference; a new approval if the count
// grows"
TEST(CheckAreas, ThatHoldMorePeopleWaitForAnotherPerson) {
  Scene scene;
  scene.open(1, 100);
  scene.must(scene.bruno, ChangeArea{check_id(1), wide, 101});
  EXPECT_EQ(scene.check().area, geo::area(saint_denis)) << "not in force yet";
  EXPECT_EQ(scene.check().area_version, 1u);
  ASSERT_TRUE(scene.check().pending_area);
  EXPECT_EQ(scene.check().pending_area->people, 101u);

  const Error own = scene.refused(scene.bruno, ApproveCheck{check_id(1), 101});
  EXPECT_EQ(own.code, Errc::forbidden);
  EXPECT_EQ(own.detail, "you cannot approve what you proposed");
  EXPECT_EQ(scene.refused(scene.anne, ApproveCheck{check_id(1), 101}).code, Errc::forbidden)
      << "not an approver";
  const auto approved = scene.must(scene.claire, ApproveCheck{check_id(1), 120});
  EXPECT_EQ(approved.events.at(0).audience, Audience::public_);
  EXPECT_EQ(scene.check().area, wide);
  EXPECT_EQ(scene.check().area_version, 2u);
  EXPECT_EQ(scene.check().people, 120u);
  EXPECT_FALSE(scene.check().pending_area);
  EXPECT_EQ(scene.world.incidents().find(incident_id(1))->entries.back().kind, EntryKind::check_area_changed);
}

TEST(CheckAreas, AfterAGrowthTheApprovedCountIsTheLimit) {
  Scene scene;
  scene.open(1, 100);
  scene.must(scene.anne, ChangeArea{check_id(1), wide, 500});
  scene.must(scene.bruno, ApproveCheck{check_id(1), 500});
  scene.must(scene.anne, ChangeArea{check_id(1), narrow, 20});
  scene.must(scene.anne, ChangeArea{check_id(1), geo::area(saint_denis), 500});
  EXPECT_EQ(scene.check().area, geo::area(saint_denis)) << "as many as were approved before";
  EXPECT_FALSE(scene.check().pending_area);
}

TEST(CheckAreas, ASecondChangeReplacesThePendingOne) {
  Scene scene;
  scene.open(1, 100);
  scene.must(scene.bruno, ChangeArea{check_id(1), wide, 200});
  scene.must(scene.claire, ChangeArea{check_id(1), wide, 300});
  EXPECT_EQ(scene.check().pending_area->by, scene.claire);
  EXPECT_EQ(scene.refused(scene.claire, ApproveCheck{check_id(1), 300}).code, Errc::forbidden);
  scene.must(scene.anne, ChangeArea{check_id(1), geo::area(saint_denis), 100});
  EXPECT_FALSE(scene.check().pending_area) << "back to the area in force takes the change back";
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(1), 300}).code, Errc::conflict);
}

TEST(CheckAreas, EndWithTheCheck) {
  Scene scene;
  scene.open(1, 100);
  scene.must(scene.anne, ChangeArea{check_id(1), wide, 200});
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_FALSE(scene.check().pending_area);
  EXPECT_EQ(scene.refused(scene.anne, ChangeArea{check_id(1), narrow, 1}).code, Errc::conflict);
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(1), 200}).code, Errc::conflict);
  scene.must(scene.bruno, RetractCheck{check_id(1), ""});
  EXPECT_EQ(scene.refused(scene.anne, ChangeArea{check_id(1), narrow, 1}).code, Errc::conflict);
}

TEST(CheckAreas, AnEmptyOrWrongAreaIsRefused) {
  Scene scene;
  scene.open();
  EXPECT_EQ(scene.refused(scene.anne, ChangeArea{check_id(1), {}, 0}).field, "/area");
  geo::Area off_the_earth = narrow;
  off_the_earth.polygons[0].outer[0].lat = 91;
  EXPECT_EQ(scene.refused(scene.anne, ChangeArea{check_id(1), off_the_earth, 0}).field, "/area");
}

}  // namespace
}  // namespace tocsin::world
