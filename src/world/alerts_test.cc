#include "world/alerts.h"

#include <gtest/gtest.h>

#include "world/world_testing.h"

namespace tocsin::world {
namespace {

constexpr std::string_view paris = "48.81,2.25 48.81,2.42 48.90,2.42 48.90,2.25";

// A message number `id` of this identifier, sent some minutes after the first.
ReceiveAlert message(std::uint64_t id, std::string identifier, AlertType type, std::int64_t minutes,
                     std::vector<AlertKey> references = {}) {
  ReceiveAlert command{alert_id(id), good_facts(std::move(identifier)), "<alert/>"};
  command.facts.key.sent_at = evening + minutes * minute_ms;
  command.facts.type = type;
  command.facts.references = std::move(references);
  return command;
}

AlertKey key(std::string identifier, std::int64_t minutes) {
  return {"prefecture@example.fr", std::move(identifier), evening + minutes * minute_ms};
}

AlertState state_of(const Scene& scene, std::uint64_t id) {
  return scene.world.alerts().find(alert_id(id))->state;
}

// EVIDENCE-OF: CAP 1.2 3.3.3 sender, identifier and sent together name a message
TEST(Alerts, ARepeatedMessageIsADuplicate) {
  Scene scene;
  EXPECT_FALSE(scene.must(scene.feed, message(1, "A1", AlertType::alert, 0)).repeated);
  const auto again = scene.must(scene.feed, message(2, "A1", AlertType::alert, 0));
  EXPECT_TRUE(again.repeated);
  EXPECT_TRUE(again.events.empty());
  EXPECT_EQ(again.subject, alert_id(1).id) << "the first one's id";
  EXPECT_EQ(scene.world.alerts().in_order().size(), 1u);
}

TEST(Alerts, AnotherSenderIdentifierOrTimeIsAnotherMessage) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
  auto other_sender = message(2, "A1", AlertType::alert, 0);
  other_sender.facts.key.sender = "prefecture@example.org";
  EXPECT_FALSE(scene.must(scene.feed, other_sender).repeated);
  EXPECT_FALSE(scene.must(scene.feed, message(3, "A2", AlertType::alert, 0)).repeated);
  EXPECT_FALSE(scene.must(scene.feed, message(4, "A1", AlertType::alert, 1)).repeated);
  EXPECT_EQ(scene.world.alerts().in_order(),
            (std::vector{alert_id(1), alert_id(2), alert_id(3), alert_id(4)}));
  EXPECT_EQ(scene.world.alerts().find(key("A1", 1))->id, alert_id(4));
  EXPECT_EQ(scene.world.alerts().find(key("A1", 2)), nullptr);
}

TEST(Alerts, OnlyAFeedOrTheMachineHandsIn) {
  const Scene scene;
  const auto command = message(1, "A1", AlertType::alert, 0);
  EXPECT_TRUE(scene.decide(Actor::local(), command));
  EXPECT_EQ(scene.refused(Actor::system(), command).code, Errc::unauthorised);
  EXPECT_EQ(scene.refused(person(1), command).code, Errc::unauthorised);
}

TEST(Alerts, AnUpdateAndACancelEndWhatTheyName) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
  scene.must(scene.feed, message(2, "A2", AlertType::update, 10, {key("A1", 0)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::updated);
  EXPECT_EQ(scene.world.alerts().find(alert_id(1))->superseded_by, alert_id(2));
  EXPECT_EQ(state_of(scene, 2), AlertState::current);

  scene.must(scene.feed, message(3, "A3", AlertType::cancel, 20, {key("A1", 0), key("A2", 10)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::cancelled);
  EXPECT_EQ(state_of(scene, 2), AlertState::cancelled);
  EXPECT_EQ(state_of(scene, 3), AlertState::cancelled) << "a Cancel is never something that holds";
  EXPECT_FALSE(scene.world.alerts().find(alert_id(2))->is_current(evening + 21 * minute_ms));
}

TEST(Alerts, AnUpdateThatComesBeforeItsAlertStillEndsIt) {
  Scene scene;
  scene.must(scene.feed, message(2, "A2", AlertType::update, 10, {key("A1", 0)}));
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
  EXPECT_EQ(state_of(scene, 1), AlertState::updated);
  EXPECT_EQ(scene.world.alerts().find(alert_id(1))->superseded_by, alert_id(2));
  EXPECT_EQ(state_of(scene, 2), AlertState::current);
}

TEST(Alerts, EveryOrderOfAChainEndsTheSame) {
  std::vector<std::uint64_t> order{1, 2, 3};
  const auto send = [](Scene& scene, std::uint64_t id) {
    if (id == 1) scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
    if (id == 2) scene.must(scene.feed, message(2, "A2", AlertType::update, 10, {key("A1", 0)}));
    if (id == 3)
      scene.must(scene.feed, message(3, "A3", AlertType::cancel, 20, {key("A1", 0), key("A2", 10)}));
  };
  do {
    Scene scene;
    for (const auto id : order) send(scene, id);
    for (const std::uint64_t id : {1, 2, 3})
      EXPECT_EQ(state_of(scene, id), AlertState::cancelled) << order[0] << order[1];
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Alerts, ALateUpdateDoesNotBringBackWhatWasCancelled) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
  scene.must(scene.feed, message(3, "A3", AlertType::cancel, 20, {key("A1", 0)}));
  scene.must(scene.feed, message(2, "A2", AlertType::update, 10, {key("A1", 0)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::cancelled);
  EXPECT_EQ(scene.world.alerts().find(alert_id(1))->superseded_by, alert_id(3));
}

TEST(Alerts, AnAckOrErrorEndsNothing) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
  scene.must(scene.feed, message(2, "A2", AlertType::ack, 10, {key("A1", 0)}));
  scene.must(scene.feed, message(3, "A3", AlertType::error, 10, {key("A1", 0)}));
  scene.must(scene.feed, message(4, "A4", AlertType::alert, 10, {key("A1", 0)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::current);
}

TEST(Alerts, AnotherSendersUpdateDoesNotEndAnAlert) {
  for (const bool update_first : {false, true}) {
    Scene scene;
    auto foreign = message(2, "B1", AlertType::cancel, 10, {key("A1", 0)});
    foreign.facts.key.sender = "mallory@example.org";
    if (update_first) scene.must(scene.feed, foreign);
    scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
    if (!update_first) scene.must(scene.feed, foreign);
    EXPECT_EQ(state_of(scene, 1), AlertState::current);
  }
}

TEST(Alerts, AnOlderMessageDoesNotEndANewerOne) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::alert, 10));
  scene.must(scene.feed, message(2, "A2", AlertType::update, 0, {key("A1", 10)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::current);
}

// EVIDENCE-OF: DESIGN 2.6 "Drill and live are different places"
TEST(Alerts, AnExerciseNeverEndsAnActualAlert) {
  for (const bool exercise_first : {false, true}) {
    Scene scene(RealmKind::live);
    auto actual = message(1, "A1", AlertType::alert, 0);
    actual.facts.status = AlertStatus::actual;
    auto exercise = message(2, "A2", AlertType::cancel, 10, {key("A1", 0)});
    if (exercise_first) scene.must(scene.feed, exercise);
    scene.must(scene.feed, actual);
    if (!exercise_first) scene.must(scene.feed, exercise);
    EXPECT_EQ(state_of(scene, 1), AlertState::current);
  }
}

// CAP 1.0 has no time in references.
TEST(Alerts, AReferenceWithoutTimeNamesTheMessageBySenderAndIdentifier) {
  for (const bool update_first : {false, true}) {
    Scene scene;
    AlertKey without_time = key("A1", 0);
    without_time.sent_at = {};
    const auto update = message(2, "A2", AlertType::update, 10, {without_time});
    if (update_first) scene.must(scene.feed, update);
    scene.must(scene.feed, message(1, "A1", AlertType::alert, 0));
    if (!update_first) scene.must(scene.feed, update);
    EXPECT_EQ(state_of(scene, 1), AlertState::updated) << update_first;
  }
}

TEST(Alerts, AMessageThatNamesItselfIsNotEndedByItself) {
  Scene scene;
  scene.must(scene.feed, message(1, "A1", AlertType::update, 0, {key("A1", 0)}));
  EXPECT_EQ(state_of(scene, 1), AlertState::current);
}

TEST(Alerts, WithoutExpiresTheyEndAfterADay) {
  Alert alert{.id = {},
              .facts = good_facts(),
              .seq = 0,
              .received_at = {},
              .state = AlertState::current,
              .superseded_by = {}};
  EXPECT_EQ(alert.expires_at(), evening + 12 * hour_ms);
  alert.facts.infos[0].expires_at = {};
  EXPECT_EQ(alert.expires_at(), evening + 24 * hour_ms);
  alert.facts.infos.clear();
  EXPECT_EQ(alert.expires_at(), evening + 24 * hour_ms);
  EXPECT_TRUE(alert.is_current(evening + 24 * hour_ms + -1));
  EXPECT_FALSE(alert.is_current(evening + 24 * hour_ms));
}

TEST(Alerts, TheLastInfoToEndCounts) {
  Alert alert{.id = {},
              .facts = good_facts(),
              .seq = 0,
              .received_at = {},
              .state = AlertState::current,
              .superseded_by = {}};
  alert.facts.infos.push_back(alert.facts.infos[0]);
  alert.facts.infos[1].expires_at = evening + 2 * day_ms;
  EXPECT_EQ(alert.expires_at(), evening + 2 * day_ms);
  alert.facts.infos[0].expires_at = {};
  alert.facts.infos[1].expires_at = evening + hour_ms;
  EXPECT_EQ(alert.expires_at(), evening + 24 * hour_ms);
}

// EVIDENCE-OF: DESIGN 2.6 "A live realm publishes only Actual/Public; a drill realm only Exercise/Test"
TEST(Alerts, EachRealmPublishesItsOwnStatusesOnly) {
  for (const auto status : {AlertStatus::actual, AlertStatus::exercise, AlertStatus::system,
                            AlertStatus::test, AlertStatus::draft}) {
    for (const auto scope : {AlertScope::public_, AlertScope::restricted, AlertScope::private_}) {
      AlertFacts facts = good_facts();
      facts.status = status;
      facts.scope = scope;
      const bool open = scope == AlertScope::public_;
      EXPECT_EQ(may_publish(false, facts), open && status == AlertStatus::actual)
          << to_string(status) << to_string(scope);
      EXPECT_EQ(may_publish(true, facts),
                open && (status == AlertStatus::exercise || status == AlertStatus::test));
    }
  }
}

TEST(Alerts, WhatMayNotBePublishedIsKeptForOperators) {
  Scene scene(RealmKind::live);
  auto command = message(1, "A1", AlertType::alert, 0);
  EXPECT_EQ(scene.must(scene.feed, command).events.at(0).audience, Audience::operators)
      << "an exercise in a live realm";
  EXPECT_FALSE(scene.world.alerts().find(alert_id(1))->is_public);
  command = message(2, "A2", AlertType::alert, 0);
  command.facts.status = AlertStatus::actual;
  EXPECT_EQ(scene.must(scene.feed, command).events.at(0).audience, Audience::public_);
  EXPECT_TRUE(scene.world.alerts().find(alert_id(2))->is_public);
}

TEST(Alerts, InfosInSeveralLanguagesShareTheirArea) {
  Alert alert{.id = {},
              .facts = good_facts(),
              .seq = 0,
              .received_at = {},
              .state = AlertState::current,
              .superseded_by = {}};
  alert.facts.infos.push_back(alert.facts.infos[0]);
  EXPECT_EQ(alert.area().polygons.size(), 1u);
  alert.facts.infos[1].areas.push_back({"Paris", geo::area(paris), {}});
  EXPECT_EQ(alert.area().polygons.size(), 2u);
}

TEST(Alerts, PlacesWithoutAShapeAreNamedOnce) {
  Alert alert{.id = {},
              .facts = good_facts(),
              .seq = 0,
              .received_at = {},
              .state = AlertState::current,
              .superseded_by = {}};
  EXPECT_EQ(alert.unresolved_names(), "");
  alert.facts.infos[0].areas.push_back({"Los Angeles", {}, {{"SAME", "006037"}, {"UGC", "CAZ041"}}});
  alert.facts.infos[0].areas.push_back({"", {}, {{"SAME", "006059"}}});
  alert.facts.infos.push_back(alert.facts.infos[0]);
  EXPECT_EQ(alert.unresolved_names(), "Los Angeles, SAME 006037, UGC CAZ041; SAME 006059");
}

}  // namespace
}  // namespace tocsin::world
