#include "world/checks.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

DraftCheck good_draft(std::uint64_t number = 1) {
  return {.id = check_id(number),
          .alert = {},
          .incident = {},
          .new_incident = incident_id(number),
          .area = geo::area(saint_denis),
          .text = good_text()};
}

// EVIDENCE-OF: DESIGN 2.1 "Area missing means stop"
TEST(Checks, WithoutAnAreaADraftIsRefused) {
  const Scene scene;
  auto draft = good_draft();
  draft.area = {};
  const Error refused = scene.refused(scene.anne, draft);
  EXPECT_EQ(refused.code, Errc::invalid);
  EXPECT_EQ(refused.field, "/area");
  EXPECT_EQ(refused.detail, "area missing: a check asks only people inside an area");
  draft.area = {.polygons = {},
                .circles = {},
                .excluded = geo::area("exclude " + std::string(saint_denis) + ";circle 1,1 5").excluded};
  EXPECT_EQ(scene.refused(scene.anne, draft).field, "/area") << "exclusions alone name no place";
}

// EVIDENCE-OF: CONTRACT "An area without shape is unresolved: ... a check on it alone is refused, naming its
// geocodes"
TEST(Checks, AnAlertWithoutAShapeIsRefusedNamingItsGeocodes) {
  Scene scene;
  AlertFacts facts = good_facts();
  facts.infos[0].areas = {{"Los Angeles", {}, {{"SAME", "006037"}}}};
  scene.must(scene.feed, ReceiveAlert{alert_id(1), facts, ""});
  auto draft = good_draft();
  draft.area = {};
  draft.alert = alert_id(1);
  EXPECT_EQ(scene.refused(scene.anne, draft).detail,
            "area missing: a check asks only people inside an area; the alert names places without a shape: "
            "Los Angeles, SAME 006037"
            "; draw the area and give it as \"area\"");
  draft.area = geo::area(saint_denis);
  EXPECT_TRUE(scene.decide(scene.anne, draft)) << "an operator may draw";
}

TEST(Checks, AnAreaThatIsNoneIsRefused) {
  const Scene scene;
  auto draft = good_draft();
  draft.area.polygons[0].outer.resize(2);
  const Error refused = scene.refused(scene.anne, draft);
  EXPECT_EQ(refused.field, "/area");
  EXPECT_TRUE(refused.detail.starts_with("area: polygon 0")) << refused.detail;
}

TEST(Checks, ADraftOnAnAlertTakesItsArea) {
  Scene scene;
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  auto draft = good_draft();
  draft.area = {};
  draft.alert = alert_id(1);
  const auto decided = scene.must(scene.anne, draft);
  ASSERT_EQ(decided.events.size(), 2u);
  EXPECT_EQ(kind_of(decided.events[0].body), "IncidentOpened");
  EXPECT_EQ(scene.check().area, geo::area(saint_denis));
  EXPECT_EQ(scene.check().alert, alert_id(1));
  EXPECT_EQ(scene.check().drafted_by, scene.anne);
  EXPECT_EQ(scene.world.incidents().find_by_alert(alert_id(1))->id, incident_id(1));
  draft.id = check_id(2);
  draft.new_incident = incident_id(2);
  EXPECT_EQ(scene.must(scene.anne, draft).events.size(), 1u) << "the alert's incident is used again";
  EXPECT_EQ(scene.check(check_id(2)).incident, incident_id(1));
}

TEST(Checks, AnAlertThatNoLongerHoldsStartsNone) {
  Scene scene;
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  auto draft = good_draft();
  draft.alert = alert_id(1);
  scene.now = evening + 12 * hour_ms;
  EXPECT_EQ(scene.refused(scene.anne, draft).detail, "this alert expired at 2015-11-14T08:20:00Z");
  scene.now = evening;
  AlertFacts cancel = good_facts("A2");
  cancel.type = AlertType::cancel;
  cancel.references = {good_facts().key};
  scene.must(scene.feed, ReceiveAlert{alert_id(2), cancel, ""});
  EXPECT_EQ(scene.refused(scene.anne, draft).detail, "this alert is cancelled");
  draft.alert = alert_id(9);
  EXPECT_EQ(scene.refused(scene.anne, draft).code, Errc::not_found);
  draft = good_draft();
  draft.incident = incident_id(9);
  EXPECT_EQ(scene.refused(scene.anne, draft).field, "/incident");
}

// EVIDENCE-OF: DESIGN 2.3 "The ask explains itself: who says so, what, where, when"
TEST(Checks, TheTextSaysWhatWhereWhenAndWho) {
  const Scene scene;
  const std::pair<std::string_view, std::string CheckText::*> fields[] = {
      {"/headline", &CheckText::headline},
      {"/what", &CheckText::what},
      {"/where", &CheckText::where},
      {"/issuer", &CheckText::issuer},
      {"/correction", &CheckText::correction}};
  for (const auto& [field, member] : fields) {
    auto draft = good_draft();
    draft.text.*member = " \t";
    EXPECT_EQ(scene.refused(scene.anne, draft).field, field);
    draft.text.*member = "\xFF";
    EXPECT_EQ(scene.refused(scene.anne, draft).field, field);
    draft.text.*member = std::string(field == "/headline" ? 200 : 4000, 'x');
    EXPECT_TRUE(scene.decide(scene.anne, draft)) << field;
    draft.text.*member += 'x';
    EXPECT_EQ(scene.refused(scene.anne, draft).code, Errc::too_large) << field;
  }
  auto draft = good_draft();
  draft.text.since = {};
  EXPECT_EQ(scene.refused(scene.anne, draft).field, "/since");
  draft = good_draft();
  draft.text.contact = "";
  EXPECT_TRUE(scene.decide(scene.anne, draft)) << "a contact is not always known";
}

TEST(Checks, EachStepNeedsItsRole) {
  Scene scene;
  EXPECT_EQ(scene.refused(scene.feed, good_draft()).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::local(), good_draft()).code, Errc::unauthorised);
  scene.draft();
  EXPECT_EQ(scene.refused(scene.feed, ProposeCheck{check_id(1), 5}).code, Errc::forbidden);
  scene.must(scene.anne, ProposeCheck{check_id(1), 5});
  EXPECT_EQ(scene.refused(scene.anne, ApproveCheck{check_id(1), 5}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.anne, RetractCheck{check_id(1), ""}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.anne, ResumeCheck{check_id(1)}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.feed, CloseCheck{check_id(1)}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.feed, ChangeArea{check_id(1), geo::area("circle 1,1 5"), 1}).code,
            Errc::forbidden);
}

TEST(Checks, AnUnknownCheckIsNotFound) {
  const Scene scene;
  const CheckId id = check_id(77);
  for (const CommandBody& body :
       {CommandBody(ProposeCheck{id}), CommandBody(ApproveCheck{id}), CommandBody(ResumeCheck{id}),
        CommandBody(RetractCheck{id, ""}), CommandBody(CloseCheck{id}),
        CommandBody(ChangeArea{id, geo::area("circle 1,1 5"), 1})}) {
    EXPECT_EQ(scene.refused(scene.bruno, body).code, Errc::not_found);
  }
}

TEST(Checks, GoFromDraftToProposedToOpenToClosed) {
  Scene scene;
  scene.draft();
  EXPECT_EQ(scene.check().state, CheckState::draft);
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(1), 5}).detail,
            "check " + to_uuid(check_id(1).id) + " is draft; to approve it must be proposed");
  scene.must(scene.anne, ProposeCheck{check_id(1), 5});
  EXPECT_EQ(scene.check().state, CheckState::proposed);
  EXPECT_EQ(scene.check().proposed_by, scene.anne);
  EXPECT_EQ(scene.refused(scene.anne, ProposeCheck{check_id(1), 5}).code, Errc::conflict);
  scene.now = evening + minute_ms;
  const auto opened = scene.must(scene.bruno, ApproveCheck{check_id(1), 7});
  EXPECT_EQ(opened.events.at(0).audience, Audience::public_);
  EXPECT_EQ(scene.check().state, CheckState::open);
  EXPECT_EQ(scene.check().approved_by, scene.bruno);
  EXPECT_EQ(scene.check().people, 7u);
  EXPECT_EQ(scene.check().opened_at, evening + minute_ms);
  EXPECT_EQ(scene.check().asks_until, evening + minute_ms + asking_ms);
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(1), 5}).code, Errc::conflict);
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_EQ(scene.check().state, CheckState::closed);
  EXPECT_EQ(scene.check().ended_at, evening + minute_ms);
  EXPECT_EQ(scene.refused(scene.anne, CloseCheck{check_id(1)}).code, Errc::conflict);
}

// EVIDENCE-OF: DESIGN 2.7 "you cannot approve what you proposed"
TEST(Checks, TheProposerCannotApprove) {
  Scene scene;
  scene.draft();
  scene.must(scene.bruno, ProposeCheck{check_id(1), 5});
  const Error refused = scene.refused(scene.bruno, ApproveCheck{check_id(1), 5});
  EXPECT_EQ(refused.code, Errc::forbidden);
  EXPECT_EQ(refused.detail, "you cannot approve what you proposed");
  EXPECT_TRUE(scene.decide(scene.claire, ApproveCheck{check_id(1), 5}));
}

// EVIDENCE-OF: DESIGN 2.6 "A live realm publishes only Actual/Public"
TEST(Checks, AnAlertThatMayNotBePublishedOpensNone) {
  Scene scene(RealmKind::live);
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  auto draft = good_draft();
  draft.alert = alert_id(1);
  scene.must(scene.anne, draft);
  EXPECT_EQ(scene.world.incidents().find(incident_id(1))->alerts.size(), 0u) << "it is not shown either";
  EXPECT_EQ(scene.refused(scene.anne, ProposeCheck{check_id(1), 5}).detail,
            "the alert is Exercise and Public; a live realm asks only on Actual alerts of scope Public");
}

// EVIDENCE-OF: CONTRACT "propose | approve | retract | close  If-Match"
TEST(Checks, AnotherRevisionIsAPreconditionThatFailed) {
  Scene scene;
  scene.draft();
  EXPECT_EQ(scene.check().revision, 1u);
  EXPECT_EQ(scene.refused(scene.anne, ProposeCheck{check_id(1), 5}, 2).code, Errc::precondition);
  scene.must(scene.anne, ProposeCheck{check_id(1), 5}, 1);
  const Error refused = scene.refused(scene.bruno, ApproveCheck{check_id(1), 5}, 1);
  EXPECT_EQ(refused.detail,
            "check " + to_uuid(check_id(1).id) + " is at revision 2, not 1; look at it again");
  scene.must(scene.bruno, ApproveCheck{check_id(1), 5}, 2);
  for (const CommandBody& body : {CommandBody(RetractCheck{check_id(1), ""}),
                                  CommandBody(CloseCheck{check_id(1)}), CommandBody(ResumeCheck{check_id(1)}),
                                  CommandBody(ChangeArea{check_id(1), geo::area("circle 1,1 5"), 1})}) {
    EXPECT_EQ(scene.refused(scene.bruno, body, 2).code, Errc::precondition);
    EXPECT_TRUE(scene.decide(scene.bruno, body, 3));
  }
}

TEST(Checks, AtMostTwentyThousandAreOpen) {
  Scene scene;
  for (std::uint64_t number = 1; number <= open_checks_max; ++number) scene.open(number);
  scene.propose(open_checks_max + 1);
  const Error refused = scene.refused(scene.bruno, ApproveCheck{check_id(open_checks_max + 1), 5});
  EXPECT_EQ(refused.code, Errc::too_large);
  EXPECT_EQ(refused.detail, "20000 checks are open; close one first");
  scene.must(scene.anne, CloseCheck{check_id(1)});
  EXPECT_TRUE(scene.decide(scene.bruno, ApproveCheck{check_id(open_checks_max + 1), 5}));
}

// EVIDENCE-OF: DESIGN 2.4 "The correction is ready before the alert, needs one approver where the alert
// needed two"
TEST(Checks, AreRetractedByOneApproverFromProposedOpenAndClosed) {
  const auto retract = [](Scene& scene, std::string correction) {
    scene.now = evening + hour_ms;
    scene.must(scene.bruno, RetractCheck{check_id(1), std::move(correction)});
    EXPECT_EQ(scene.check().state, CheckState::retracted);
    EXPECT_EQ(scene.check().ended_at, evening + hour_ms);
    EXPECT_EQ(scene.refused(scene.bruno, RetractCheck{check_id(1), ""}).code, Errc::conflict);
    return scene.check().text.correction;
  };
  Scene proposed, open, closed, drafted;
  proposed.propose();
  EXPECT_EQ(retract(proposed, ""), good_text().correction);
  open.open();
  EXPECT_EQ(retract(open, "It was a drill elsewhere."), "It was a drill elsewhere.");
  closed.open();
  closed.must(closed.anne, CloseCheck{check_id(1)});
  EXPECT_EQ(retract(closed, "  "), good_text().correction) << "white space is no correction";
  drafted.draft();
  EXPECT_EQ(drafted.refused(drafted.bruno, RetractCheck{check_id(1), ""}).code, Errc::conflict);
  drafted.must(drafted.anne, ProposeCheck{check_id(1), 1});
  EXPECT_EQ(drafted.refused(drafted.bruno, RetractCheck{check_id(1), std::string(4001, 'x')}).code,
            Errc::too_large);
}

TEST(Checks, MayBeClosedFromDraftAndProposed) {
  Scene scene;
  scene.draft(1);
  scene.must(scene.anne, CloseCheck{check_id(1)});
  scene.propose(2);
  scene.must(scene.anne, CloseCheck{check_id(2)});
  EXPECT_EQ(scene.refused(scene.bruno, ApproveCheck{check_id(2), 1}).code, Errc::conflict);
  EXPECT_EQ(scene.check(check_id(2)).state, CheckState::closed);
}

}  // namespace
}  // namespace tocsin::world
