// Scene: a World for tests, with the people who operate it, and a journal in memory that can be replayed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "geo/text_format.h"
#include "world/event_codec.h"
#include "world/world.h"

namespace tocsin::world {

// An id whose number can be read in a failing test's output.
inline Id numbered(std::uint64_t number) {
  Id id;
  for (unsigned i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  id.bytes[0] = 1;
  return id;
}
inline PersonId person(std::uint64_t number) { return PersonId(numbered(number)); }
inline AlertId alert_id(std::uint64_t number) { return AlertId(numbered(number)); }
inline IncidentId incident_id(std::uint64_t number) { return IncidentId(numbered(number)); }
inline CheckId check_id(std::uint64_t number) { return CheckId(numbered(number)); }
inline UpdateId update_id(std::uint64_t number) { return UpdateId(numbered(number)); }

// 13 November 2015, 21:20 in Paris.
inline constexpr Instant evening{1'447'446'000'000};
inline constexpr std::string_view saint_denis = "48.91,2.34 48.91,2.38 48.94,2.38 48.94,2.34";

inline CheckText good_text() {
  return {.headline = "Explosions at the Stade de France",
          .what = "Several explosions",
          .where = "Saint-Denis",
          .issuer = "Prefecture",
          .since = evening,
          .contact = "17",
          .correction = "There was no danger at your place."};
}

// An Actual (or, in a drill realm, Exercise) alert of scope Public that can be published.
inline AlertFacts good_facts(std::string identifier = "A1", AlertStatus status = AlertStatus::exercise) {
  AlertFacts facts;
  facts.key = {"prefecture@example.fr", std::move(identifier), evening};
  facts.version = "1.2";
  facts.status = status;
  AlertInfo info;
  info.language = "fr-FR";
  info.event = "Attentat";
  info.headline = "Restez chez vous";
  info.expires_at = evening + 12 * hour_ms;
  info.areas.push_back({"Saint-Denis", geo::area(saint_denis), {}});
  facts.infos.push_back(info);
  return facts;
}

inline GiveAnswer give(PersonId who, Answer answer, CheckId check = check_id(1),
                       AnswerChannel channel = AnswerChannel::page) {
  return {check, who, answer, channel, {}, 0};
}

class Scene {
 public:
  explicit Scene(RealmKind kind = RealmKind::drill) {
    must(Actor::local(), CreateRealm{kind, "Paris", "Europe/Paris"});
    enrol(feed, "Feed", Role::feed);
    enrol(anne, "Anne", Role::operator_);
    enrol(bruno, "Bruno", Role::approver);
    enrol(claire, "Claire", Role::approver);
  }

  const OperatorId feed{numbered(901)}, anne{numbered(902)}, bruno{numbered(903)}, claire{numbered(904)};
  World world;
  Instant now = evening;
  std::vector<Event> journal;

  Result<Decided> decide(Actor by, CommandBody body, std::optional<std::uint32_t> if_revision = {}) const {
    return world.decide({now, by, if_revision, std::move(body)});
  }
  Result<Decided> decide(OperatorId by, CommandBody body,
                         std::optional<std::uint32_t> if_revision = {}) const {
    return decide(Actor::of(by), std::move(body), if_revision);
  }

  // Decides and applies; a refusal fails the test.
  Decided must(Actor by, CommandBody body, std::optional<std::uint32_t> if_revision = {}) {
    auto decided = decide(by, std::move(body), if_revision);
    if (!decided) {
      ADD_FAILURE() << "refused: " << decided.error().detail;
      return {};
    }
    for (const auto& event : decided->events) {
      journal.push_back(event);
      world.apply(event, journal.size());
    }
    return std::move(*decided);
  }
  Decided must(OperatorId by, CommandBody body, std::optional<std::uint32_t> if_revision = {}) {
    return must(Actor::of(by), std::move(body), if_revision);
  }
  Decided must(PersonId by, CommandBody body) { return must(Actor::of(by), std::move(body)); }

  // Expects a refusal and gives it.
  Error refused(Actor by, CommandBody body, std::optional<std::uint32_t> if_revision = {}) const {
    const auto decided = decide(by, std::move(body), if_revision);
    if (decided) {
      ADD_FAILURE() << "not refused";
      return {};
    }
    return decided.error();
  }
  Error refused(OperatorId by, CommandBody body, std::optional<std::uint32_t> if_revision = {}) const {
    return refused(Actor::of(by), std::move(body), if_revision);
  }
  Error refused(PersonId by, CommandBody body) const { return refused(Actor::of(by), std::move(body)); }

  // Registers people first..last.
  void people(std::uint64_t first, std::uint64_t last) {
    RecordPeople command;
    for (std::uint64_t number = first; number <= last; ++number) {
      command.people.push_back({person(number), {}, channel_email, "sealed"});
      if (command.people.size() == people_batch_max || number == last) {
        must(Actor::local(), std::exchange(command, {}));
      }
    }
  }

  CheckId draft(std::uint64_t number = 1) {
    DraftCheck command{.id = check_id(number),
                       .alert = {},
                       .incident = {},
                       .new_incident = incident_id(number),
                       .area = geo::area(saint_denis),
                       .text = good_text()};
    must(anne, std::move(command));
    return check_id(number);
  }
  CheckId propose(std::uint64_t number = 1, std::uint64_t people = 100) {
    const CheckId id = draft(number);
    must(anne, ProposeCheck{id, people});
    return id;
  }
  CheckId open(std::uint64_t number = 1, std::uint64_t people = 100) {
    const CheckId id = propose(number, people);
    must(bruno, ApproveCheck{id, people});
    return id;
  }

  const Check& check(CheckId id = check_id(1)) const { return *world.checks().find(id); }
  const AskBook& asks(CheckId id = check_id(1)) const { return check(id).asks; }

  static CheckCandidates candidates(CheckId id, std::uint64_t first, std::uint64_t last,
                                    Reason reason = Reason::home, Band band = Band::likely) {
    CheckCandidates list{id, {}};
    for (std::uint64_t number = first; number <= last; ++number)
      list.people.push_back({person(number), reason, band});
    return list;
  }
  Decided tick(std::vector<CheckCandidates> list) { return must(Actor::system(), Tick{std::move(list)}); }
  // Asks people first..last, who must be registered, in as many ticks as it takes.
  void ask(CheckId id, std::uint64_t first, std::uint64_t last) {
    for (; first <= last; first += asks_per_tick_max) {
      tick({candidates(id, first, std::min<std::uint64_t>(last, first + asks_per_tick_max - 1))});
    }
  }
  // The person's own answer.
  Decided answer(std::uint64_t number, Answer value, CheckId id = check_id(1)) {
    return must(person(number), give(person(number), value, id));
  }
  // An answer of somebody else.
  Decided answer_for(Actor by, std::uint64_t number, Answer value, CheckId id = check_id(1)) {
    return must(by, give(person(number), value, id, AnswerChannel::circle));
  }

  // Another World that has read the same journal, every event through its bytes.
  World replay() const {
    World again;
    for (std::size_t i = 0; i < journal.size(); ++i) {
      const auto event = decode(encode(journal[i]));
      if (!event) {
        ADD_FAILURE() << "event " << i + 1 << ": " << event.error().detail;
        break;
      }
      again.apply(*event, i + 1);
    }
    return again;
  }

 private:
  void enrol(OperatorId id, std::string name, Role role) {
    const Bytes invitation(32, static_cast<char>(id.id.bytes[15]));
    must(Actor::local(), InviteOperator{id, name, role, invitation});
    must(Actor::system(), EnrolOperator{invitation, blake2b(name)});
  }
};

}  // namespace tocsin::world
