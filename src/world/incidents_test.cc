#include "world/incidents.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

PostUpdate good_update(std::uint64_t number = 1) {
  return {.id = update_id(number),
          .incident = incident_id(1),
          .occurred_at = evening + -hour_ms,
          .planned_for = evening + day_ms,
          .jurisdiction = "FR-75",
          .text = "Schools stay closed",
          .sources = {"Prefecture", "AFP"}};
}

const Incident& incident(const Scene& scene) { return *scene.world.incidents().find(incident_id(1)); }

TEST(Incidents, AreOpenedWithAHeadline) {
  Scene scene;
  EXPECT_EQ(scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks in Paris", {}}).subject,
            incident_id(1).id);
  EXPECT_EQ(incident(scene).headline, "Attacks in Paris");
  EXPECT_EQ(incident(scene).opened_at, evening);
  EXPECT_TRUE(incident(scene).entries.empty());
}

TEST(Incidents, NeedAnOperatorAndAHeadlineThatFits) {
  const Scene scene;
  EXPECT_EQ(scene.refused(scene.feed, OpenIncident{incident_id(1), "x", {}}).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(Actor::local(), OpenIncident{incident_id(1), "x", {}}).code, Errc::unauthorised);
  EXPECT_EQ(scene.refused(scene.anne, OpenIncident{incident_id(1), "", {}}).detail, "headline is missing");
  EXPECT_TRUE(scene.decide(scene.anne, OpenIncident{incident_id(1), std::string(200, 'x'), {}}));
  const Error too_long = scene.refused(scene.anne, OpenIncident{incident_id(1), std::string(201, 'x'), {}});
  EXPECT_EQ(too_long.code, Errc::too_large);
  EXPECT_EQ(too_long.field, "/headline");
  EXPECT_EQ(scene.refused(scene.anne, OpenIncident{incident_id(1), "\xFF", {}}).detail,
            "headline is not UTF-8");
}

TEST(Incidents, AnAlertBelongsToOneIncident) {
  Scene scene;
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", alert_id(1)});
  const auto again = scene.must(scene.anne, OpenIncident{incident_id(2), "Attacks again", alert_id(1)});
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.subject, incident_id(1).id);
  EXPECT_EQ(scene.world.incidents().find_by_alert(alert_id(1))->id, incident_id(1));
  ASSERT_EQ(incident(scene).entries.size(), 1u);
  EXPECT_EQ(incident(scene).entries[0].kind, EntryKind::alert);
  EXPECT_EQ(incident(scene).entries[0].occurred_at, evening);
}

// EVIDENCE-OF: DESIGN 2.6 "A live realm publishes only Actual/Public"
TEST(Incidents, ShowNoAlertThatIsNotForThePublicHere) {
  Scene scene(RealmKind::live);
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  EXPECT_EQ(scene.refused(scene.anne, OpenIncident{incident_id(1), "x", alert_id(1)}).field, "/alert");
  EXPECT_EQ(scene.refused(scene.anne, OpenIncident{incident_id(1), "x", alert_id(9)}).code, Errc::not_found);
}

TEST(Incidents, ALaterMessageOfTheChainJoinsTheTimeline) {
  Scene scene;
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), ""});
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", alert_id(1)});
  scene.now = evening + hour_ms;
  AlertFacts update = good_facts("A2");
  update.type = AlertType::update;
  update.key.sent_at = evening + 30 * minute_ms;
  update.references = {good_facts().key};
  scene.must(scene.feed, ReceiveAlert{alert_id(2), update, ""});
  ASSERT_EQ(incident(scene).entries.size(), 2u);
  EXPECT_EQ(incident(scene).entries[1].subject, alert_id(2).id);
  EXPECT_EQ(incident(scene).entries[1].occurred_at, evening + 30 * minute_ms) << "when it was sent";
  EXPECT_EQ(incident(scene).entries[1].known_at, evening + hour_ms) << "when it came";

  AlertFacts foreign = good_facts("B1");
  foreign.key.sender = "mallory@example.org";
  foreign.references = {good_facts().key};
  scene.must(scene.feed, ReceiveAlert{alert_id(3), foreign, ""});
  EXPECT_EQ(incident(scene).entries.size(), 2u) << "another sender's message does not join";
}

// EVIDENCE-OF: DESIGN 2.8 "Everything shown has a source chain"
TEST(Incidents, AnUpdateSaysWhoSaidIt) {
  Scene scene;
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", {}});
  auto command = good_update();
  command.sources.clear();
  EXPECT_EQ(scene.refused(scene.anne, command).detail,
            "sources is missing: everything shown says who said it");
  command.sources = {"Prefecture", ""};
  EXPECT_EQ(scene.refused(scene.anne, command).field, "/sources/1");
  command.sources.assign(8, "x");
  EXPECT_TRUE(scene.decide(scene.anne, command));
  command.sources.assign(9, "x");
  EXPECT_EQ(scene.refused(scene.anne, command).code, Errc::too_large);
}

TEST(Incidents, AnUpdateKeepsWhenItWasTrueAndWhenItWasKnown) {
  Scene scene;
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", {}});
  const auto decided = scene.must(scene.anne, good_update());
  EXPECT_EQ(decided.events.at(0).audience, Audience::public_);
  const auto& entry = incident(scene).entries.at(0);
  EXPECT_EQ(entry.kind, EntryKind::update);
  EXPECT_EQ(entry.occurred_at, evening + -hour_ms);
  EXPECT_EQ(entry.known_at, evening);
  EXPECT_EQ(entry.subject, update_id(1).id);
  const Update& update = incident(scene).updates.at(update_id(1));
  EXPECT_EQ(update.planned_for, evening + day_ms);
  EXPECT_EQ(update.jurisdiction, "FR-75");
  EXPECT_EQ(update.sources, (std::vector<std::string>{"Prefecture", "AFP"}));
}

TEST(Incidents, AnUpdateHasLimitsAndAnIncident) {
  Scene scene;
  EXPECT_EQ(scene.refused(scene.anne, good_update()).code, Errc::not_found);
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", {}});
  EXPECT_EQ(scene.refused(scene.feed, good_update()).code, Errc::forbidden);
  auto command = good_update();
  command.text = "";
  EXPECT_EQ(scene.refused(scene.anne, command).field, "/text");
  command.text = std::string(4000, 'x');
  EXPECT_TRUE(scene.decide(scene.anne, command));
  command.text += 'x';
  EXPECT_EQ(scene.refused(scene.anne, command).code, Errc::too_large);
  command = good_update();
  command.jurisdiction = std::string(11, 'F');
  EXPECT_EQ(scene.refused(scene.anne, command).field, "/jurisdiction");
  command.jurisdiction = "";
  EXPECT_TRUE(scene.decide(scene.anne, command));
}

TEST(Incidents, AnOpenedCheckIsOnTheTimelineAndADraftIsNot) {
  Scene scene;
  scene.propose();
  EXPECT_TRUE(incident(scene).entries.empty());
  EXPECT_EQ(incident(scene).checks, std::vector{check_id(1)});
  scene.must(scene.bruno, ApproveCheck{check_id(1), 100});
  scene.must(scene.anne, CloseCheck{check_id(1)});
  scene.must(scene.bruno, RetractCheck{check_id(1), ""});
  std::vector<EntryKind> kinds;
  for (const auto& entry : incident(scene).entries) kinds.push_back(entry.kind);
  EXPECT_EQ(kinds,
            (std::vector{EntryKind::check_opened, EntryKind::check_closed, EntryKind::check_retracted}));
}

TEST(Incidents, ACheckThatWasNeverOpenedEndsWithoutTrace) {
  Scene scene;
  scene.propose(1);
  EXPECT_EQ(scene.must(scene.bruno, RetractCheck{check_id(1), ""}).events.at(0).audience,
            Audience::operators);
  scene.draft(2);
  EXPECT_EQ(scene.must(scene.anne, CloseCheck{check_id(2)}).events.at(0).audience, Audience::operators);
  EXPECT_TRUE(incident(scene).entries.empty());
}

}  // namespace
}  // namespace tocsin::world
