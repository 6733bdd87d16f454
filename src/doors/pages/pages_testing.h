// Sample values for tests of pages: an evening in Paris, as an exercise, in which everything that a page can
// show occurs.
#pragma once

#include "doors/pages/desk_pages.h"
#include "geo/text_format.h"

namespace tocsin::doors::pages::testing {

inline const std::string token = "Zm9vYmFyYmF6cXV4LXRva2Vu";
inline const Instant now = *parse_rfc3339("2015-11-13T22:45:00+01:00");

inline Id id(std::uint8_t n) {
  Id out;
  out.bytes.fill(n);
  return out;
}
inline world::PersonId person(std::uint8_t n) { return world::PersonId(id(n)); }

inline PageContext context(const std::string& language = "en", bool is_drill = true) {
  return {.language = language,
          .realm = {.name = "Préfecture de police",
                    .time_zone = "Europe/Paris",
                    .is_drill = is_drill,
                    .held = false,
                    .held_reason = {}},
          .now = now,
          .nonce = "bm9uY2U"};
}

inline views::CheckSummary check() {
  views::CheckSummary check;
  check.id = world::CheckId(id(0xC1));
  check.incident = world::IncidentId(id(0x1A));
  check.text = {
      .headline = "Shootings and explosions in Paris",
      .what = "Several attacks in the 10th and 11th districts and near the Stade de France. Stay inside.",
      .where = "Paris, 10th and 11th districts; Saint-Denis",
      .issuer = "Prefecture of Police, Paris",
      .since = now + -85 * minute_ms,
      .contact = "0800 40 60 05",
      .correction = "There was no attack. The message was sent by mistake. We are sorry."};
  check.state = world::CheckState::open;
  check.revision = 4;
  check.people = 12345;
  check.asked = 12345;
  check.answered = 7000;
  check.counts = {.safe = 6100, .need_help = 42, .not_there = 800, .wrong = 8};
  check.p25_s = 95;
  check.p50_s = 610;
  check.opened_at = now + -40 * minute_ms;
  check.area = geo::area(
      "48.87,2.35 48.88,2.39 48.85,2.40 48.845,2.36; hole 48.86,2.37 48.865,2.38 48.857,2.38; circle "
      "48.924,2.360 1500");
  check.drafted_by = check.proposed_by = world::OperatorId(id(0x01));
  return check;
}

inline world::GivenAnswer given(world::Answer answer, int minutes_ago, world::PersonId by) {
  return {.answer = answer,
          .at = now + -minutes_ago * minute_ms,
          .by = world::Actor::of(by),
          .has_note = false,
          .note_mark = 0};
}

inline AnswerPage answer() {
  AnswerPage page;
  page.ask.check = check();
  page.ask.person = person(1);
  page.ask.reason = world::Reason::home;
  page.ask.asked_at = now + -39 * minute_ms;
  page.ask.takes_answers = true;
  page.path = "/a/" + token;
  page.place_label = "Home";
  page.emergency_number = "112";
  page.names = {{person(1), "Camille Martin"}, {person(2), "Élodie Durand"}, {person(3), "محمد العلي"}};
  return page;
}

// After two answers, the newest a call for help given by somebody else, with a ward.
inline AnswerPage answer_with_help() {
  AnswerPage page = answer();
  page.recorded = true;
  page.ask.history = {given(world::Answer::safe, 30, person(1)),
                      given(world::Answer::need_help, 0, person(2))};
  page.ask.current = page.ask.history.back();
  page.ask.told = {person(2), person(3)};
  page.ask.answered_by = {person(2)};
  page.ask.wards = {{.person = person(3), .current = given(world::Answer::safe, 12, person(1))}};
  page.note = "On the third floor, the stairs are blocked.";
  return page;
}

inline CirclePageInput circle() {
  CirclePageInput page;
  page.path = "/c/" + token;
  page.circle.viewer = person(1);
  page.names = {{person(2), "Élodie Durand"},
                {person(3), "محمد العلي"},
                {person(4), "Anna Kowalska"},
                {person(5), "Tom Smith"},
                {person(6), "Ana Sousa"}};
  views::CircleCheck group{.check = check(), .items = {}};
  const auto item = [&](std::uint8_t who, world::GivenAnswer current) {
    views::CircleItem line;
    line.subject = person(who);
    line.asked_at = now + -39 * minute_ms;
    line.current = current;
    group.items.push_back(line);
  };
  item(2, given(world::Answer::need_help, 3, person(2)));
  item(3, {});
  item(4, given(world::Answer::safe, 35, person(5)));
  item(5, given(world::Answer::not_there, 20, person(5)));
  item(6, {});
  group.items[1].may_answer = true;
  group.items[4].visible = false;
  group.items[2].note_shown = true;
  page.notes[{group.check.id, person(4)}] = "With the neighbours.";
  page.answer_path = "/a/" + token;
  page.circle.checks = {group};
  return page;
}

inline views::AlertSummary alert() {
  views::AlertSummary alert;
  alert.id = world::AlertId(id(0xA1));
  alert.status = world::AlertStatus::exercise;
  alert.sender = "pp@interieur.gouv.example";
  alert.sender_name = "Prefecture of Police, Paris";
  alert.event = "Attack";
  alert.headline = "Attacks in Paris: stay inside";
  alert.description = "Several armed attacks are under way.\nPolice are on the scene.";
  alert.instruction = "Stay inside. Keep away from windows. Do not call your relatives: send a message.";
  alert.contact = "0800 40 60 05";
  alert.web = "https://www.interieur.gouv.example/alert?id=1&lang=en";
  alert.language = "en-GB";
  alert.severity = "Extreme";
  alert.urgency = "Immediate";
  alert.certainty = "Observed";
  alert.areas = {"Paris 10e", "Paris 11e", "Saint-Denis"};
  alert.sent_at = alert.effective_at = now + -80 * minute_ms;
  alert.expires_at = now + 6 * hour_ms;
  alert.is_public = true;
  return alert;
}

inline views::IncidentSummary incident() {
  views::IncidentSummary incident;
  incident.id = world::IncidentId(id(0x1A));
  incident.headline = "Attacks in Paris and Saint-Denis";
  incident.opened_at = now + -83 * minute_ms;
  incident.alerts = {alert()};
  incident.checks = {check()};
  const auto entry = [&](world::Seq seq, world::EntryKind kind, int minutes_ago) -> views::TimelineEntry& {
    views::TimelineEntry line;
    line.seq = seq;
    line.kind = kind;
    line.occurred_at = line.known_at = now + -minutes_ago * minute_ms;
    incident.entries.push_back(line);
    return incident.entries.back();
  };
  auto& council = entry(31, world::EntryKind::update, 8);
  council.text = "A council of defence is called for Saturday.";
  council.jurisdiction = "FR";
  council.planned_for = now + 10 * hour_ms;
  council.sources = {"a source", "Interfax", "Reuters"};
  auto& opened = entry(22, world::EntryKind::check_opened, 40);
  opened.headline = check().text.headline;
  opened.sources = {"Prefecture of Police, Paris"};
  auto& late = entry(29, world::EntryKind::update, 70);
  late.text = "The terminal is evacuated.";
  late.jurisdiction = "GB-LND";
  late.known_at = now + -10 * minute_ms;
  late.sources = {"Sussex Police"};
  auto& first = entry(11, world::EntryKind::alert, 80);
  first.headline = alert().headline;
  first.text = alert().instruction;
  first.sources = {alert().sender_name};
  return incident;
}

inline ConsoleCheck console() {
  ConsoleCheck page;
  page.me = {.name = "Jeanne Moreau", .role = "approver", .id = world::OperatorId(id(0x02))};
  page.check = check();
  page.preview = {.people = 12345,
                  .home = 9000,
                  .work = 5000,
                  .trip = 120,
                  .last_known = 300,
                  .by_group = {{"École Voltaire", 410}, {"Night shift", 87}},
                  .as_of = now};
  page.operators = {{world::OperatorId(id(0x01)), "Paul Petit"},
                    {world::OperatorId(id(0x02)), "Jeanne Moreau"}};
  page.help_calls = {{.person = person(2),
                      .name = "Élodie Durand",
                      .at = now + -3 * minute_ms,
                      .taken_by = "",
                      .note = "On the third floor."},
                     {.person = person(4),
                      .name = "Anna Kowalska",
                      .at = now + -9 * minute_ms,
                      .taken_by = "Paul Petit",
                      .note = ""}};
  page.groups = {"École Voltaire", "Night shift"};
  return page;
}

inline ConsoleHome desk() {
  ConsoleHome home;
  home.me = console().me;
  home.incidents = {incident()};
  home.checks = {check()};
  home.checks.push_back(check());
  home.checks.back().state = world::CheckState::proposed;
  home.checks.back().opened_at = {};
  home.alerts = {alert()};
  home.groups = console().groups;
  home.people = 20000;
  return home;
}

inline ConsoleRollCall roll_call() {
  ConsoleRollCall page;
  page.me = console().me;
  page.group = "École Voltaire";
  page.names = circle().names;
  page.roll_call.check = check();
  page.roll_call.asked = 3;
  page.roll_call.counts = {.safe = 1, .need_help = 1, .not_there = 0, .wrong = 0};
  for (std::uint8_t n = 2; n <= 5; ++n) {
    views::RollCallRow row;
    row.person = person(n);
    row.asked = n != 5;
    row.asked_at = now + -39 * minute_ms;
    row.deliveries = {{.purpose = world::DeliveryPurpose::ask,
                       .channel = world::DeliveryChannel::email,
                       .state = n == 3 ? world::DeliveryState::undeliverable : world::DeliveryState::sent,
                       .at = now + -38 * minute_ms}};
    page.roll_call.rows.push_back(row);
  }
  page.roll_call.rows[0].current = given(world::Answer::need_help, 3, person(2));
  page.roll_call.rows[2].current = given(world::Answer::safe, 20, person(5));
  return page;
}

}  // namespace tocsin::doors::pages::testing
