// One event of every kind, every field set to something that cannot be a default. The golden journal holds
// these bytes: a field added later is set in a copy of its own, never here.
#pragma once

#include <vector>

#include "geo/text_format.h"
#include "world/world_testing.h"

namespace tocsin::world {

inline AlertReceived full_alert() {
  AlertFacts facts;
  facts.key = {"prefecture@example.fr", "A2", evening + 1};
  facts.version = "1.2";
  facts.verdict = AlertVerdict::conforming;
  facts.status = AlertStatus::test;
  facts.type = AlertType::error;
  facts.scope = AlertScope::private_;
  facts.source = "desk";
  facts.note = "a note";
  facts.references = {{"prefecture@example.fr", "A1", evening}, {"x@example.org", "B1", {}}};
  facts.signature_present = true;
  facts.infos.push_back(
      {.language = "fr-FR",
       .event = "Attentat",
       .headline = "Restez chez vous",
       .description = "Des explosions",
       .instruction = "Ne sortez pas",
       .sender_name = "Pr\xC3\xA9"
                      "fecture",
       .web = "https://example.fr/",
       .contact = "17",
       .categories = {"Safety", "Security"},
       .response_types = {"Shelter"},
       .urgency = "Immediate",
       .severity = "Extreme",
       .certainty = "Observed",
       .effective_at = evening + 2,
       .onset_at = evening + 3,
       .expires_at = evening + 4,
       .areas = {{"Saint-Denis",
                  geo::area("48.9,2.3 48.9,2.4 48.95,2.4 48.95,2.3; hole 48.91,2.33 48.91,2.34 48.92,2.34;"
                            "circle 48.8,2.3 5000; exclude 48.92,2.36 48.92,2.37 48.93,2.37"),
                  {{"SAME", "006037"}, {"ISO", "FR-93"}}}}});
  return {alert_id(31), facts, Bytes("<alert>\0\xFF</alert>", 17)};
}

inline std::vector<Event> one_of_every_kind() {
  const OperatorId anne(numbered(11)), bruno(numbered(12));
  const geo::Area area = geo::area("48.91,2.34 48.91,2.38 48.94,2.38");
  const std::vector<EventBody> bodies = {
      RealmCreated{RealmKind::live, "Paris", "Europe/Paris"},
      OperatorInvited{anne, "Anne", Role::approver, Bytes(32, '\x01')},
      OperatorEnrolled{anne, Bytes(32, '\xFE')},
      RealmHeld{"restored from a backup"},
      RealmReleased{},
      PeopleListRead{"roll call", 300},
      full_alert(),
      IncidentOpened{incident_id(41), "Attacks in Paris", alert_id(31)},
      UpdatePosted{update_id(51),
                   incident_id(41),
                   evening + 5,
                   evening + 6,
                   "FR-75",
                   "Schools stay closed",
                   {"Prefecture", "AFP"}},
      CheckDrafted{check_id(61), incident_id(41), alert_id(31), area, good_text(), anne},
      CheckProposed{check_id(61), 1000, anne},
      CheckOpened{check_id(61), 1001, bruno, 7, evening + 8},
      CheckAreaChanged{check_id(61), area, 1002, anne, true},
      CheckAreaApproved{check_id(61), 1003, bruno},
      CheckPaused{check_id(61), 11, 150},
      CheckResumed{check_id(61), bruno},
      CheckRetracted{check_id(61), "There was no danger.", bruno},
      CheckClosed{check_id(61), anne},
      PersonRecorded{person(71), person(72), channel_email | channel_phone, Bytes("\0sealed\xFF", 8)},
      PersonForgotten{person(71)},
      CircleJoined{person(71), person(72), CircleView::note, true},
      CircleLeft{person(71), person(72)},
      PeopleAsked{check_id(61), Reason::last_known, Band::possible, evening + 9, {person(71), person(72)}},
      AnswerGiven{check_id(61), person(71), Answer::wrong, Actor::of(person(72)), AnswerChannel::api,
                  Bytes("\0note", 5), 0x8000000000000001},
      HelpTaken{check_id(61), person(71), anne},
      DeliveriesRecorded{check_id(61),
                         DeliveryPurpose::correction,
                         DeliveryChannel::email,
                         {{person(71), DeliveryState::unknown}, {person(72), DeliveryState::sent}}},
  };
  std::vector<Event> events;
  for (const auto& body : bodies) {
    const bool of_people = stream_of(body) == Stream::people;
    events.push_back({evening + static_cast<std::int64_t>(events.size()), Actor::of(anne), Audience::audit,
                      of_people ? Seq{18} : Seq{0}, body});
  }
  return events;
}

}  // namespace tocsin::world
