#include "world/asks.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>

#include "base/check.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

// Whose way in is fetched while others are looked at: enough to cover a miss of all caches.
constexpr std::size_t fetched_ahead = 8;

// Whom one tick asks in one check, in the order they were offered.
struct Chosen {
  std::vector<Candidate> people;
  boost::unordered_flat_map<PersonRow, std::size_t> place_of;

  // True when the person, who has this row, was not in it yet.
  bool add(const Candidate& candidate, PersonRow row) {
    const auto [it, inserted] = place_of.try_emplace(row, people.size());
    if (inserted) {
      people.push_back(candidate);
    } else if (candidate.band < people[it->second].band) {
      people[it->second] = candidate;
    }
    return inserted;
  }
};

}  // namespace

std::string_view to_string(Reason value) {
  static constexpr std::string_view names[] = {"", "home", "work", "trip", "last_known"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(Band value) {
  static constexpr std::string_view names[] = {"", "there", "likely", "possible"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(Answer value) {
  static constexpr std::string_view names[] = {"none", "safe", "need_help", "not_there", "wrong"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(DeliveryChannel) { return "email"; }

std::string_view to_string(DeliveryState value) {
  static constexpr std::string_view names[] = {"", "sent", "undeliverable", "expired", "unknown"};
  return names[static_cast<std::size_t>(value)];
}

std::optional<Answer> parse_answer(std::string_view text) {
  for (const Answer answer : {Answer::safe, Answer::need_help, Answer::not_there, Answer::wrong}) {
    if (text == to_string(answer)) return answer;
  }
  return std::nullopt;
}

Result<Decision> decide(const World& world, const Actor& actor, const Tick& command, Instant at) {
  TOCSIN_CHECK(actor.kind == Actor::Kind::system);
  Decision decision;
  if (world.realm().held()) return decision;
  // By check, whatever list a person came in: a person offered twice is asked once, for the better band.
  std::map<CheckId, Chosen> chosen;
  std::size_t left = asks_per_tick_max;
  for (const auto& [check_id, candidates] : command.candidates) {
    const Check* check = world.checks().find(check_id);
    if (check == nullptr || !check->is_asking(at)) continue;
    for (std::size_t i = 0; i < candidates.size() && left > 0; ++i) {
      if (i + fetched_ahead < candidates.size())
        world.people().prefetch(candidates[i + fetched_ahead].person);
      const PersonRow row = world.people().row_of(candidates[i].person);
      if (row == no_row || check->asks.contains(row)) continue;
      left -= chosen[check_id].add(candidates[i], row);
    }
  }
  for (const auto& [check_id, list] : chosen) {
    const Check* check = world.checks().find(check_id);
    const Instant send_before = std::min(at + check->ask_ttl_ms, check->asks_until);
    // One event for each (band, reason), in the order of bands.
    std::map<std::pair<Band, Reason>, std::vector<PersonId>> groups;
    for (const auto& candidate : list.people)
      groups[{candidate.band, candidate.reason}].push_back(candidate.person);
    for (auto& [key, people] : groups) {
      decision.events.push_back(PeopleAsked{check_id, key.second, key.first, send_before, std::move(people)});
    }
  }
  for (auto& update : release_due(world, at)) decision.events.push_back(std::move(update));
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const GiveAnswer& command) {
  const Check* check = world.checks().find(command.check);
  if (check == nullptr || !check->asks.contains(command.person))
    return fail(Errc::not_found, "no such question");
  const bool by_roster =
      actor.is_operator() && world.realm().require(actor, Role::operator_, "answer", false).has_value();
  const bool by_person =
      actor.kind == Actor::Kind::person && world.people().may_answer_for(PersonId(actor.id), command.person);
  if (!by_roster && !by_person) return fail(Errc::forbidden, "you may not answer for this person");
  if (command.answer == Answer::none) {
    return fail(Errc::invalid, "answer must be one of safe, need_help, not_there, wrong", "/answer");
  }
  if (check->state == CheckState::retracted)
    return fail(Errc::conflict, "this check was a mistake and takes no answers");
  if (check->state == CheckState::closed) return fail(Errc::conflict, "this check has ended");
  TOCSIN_CHECK(command.sealed_note.size() <= sealed_bytes_max);
  const auto last = check->asks.last_given(command.person);
  if (last && last->answer == command.answer && last->by == actor && last->note_mark == command.note_mark)
    return Decision{.events = {}, .subject = command.person.id, .repeated = true, .at = last->at};
  Decision decision{.events = {AnswerGiven{command.check, command.person, command.answer, actor,
                                           command.channel, command.sealed_note, command.note_mark}},
                    .subject = command.person.id};
  // The refutation rule looks at first answers, so it can only trip on one.
  const bool early_wrong = !last && command.answer == Answer::wrong && check->asks.answered() < early_answers;
  if (early_wrong && !check->paused && !check->resumed && check->asks.early_wrong() + 1 > early_wrong_max) {
    decision.events.push_back(
        CheckPaused{command.check, check->asks.early_wrong() + 1, check->asks.answered() + 1});
  }
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const TakeHelp& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "take a call for help", false));
  const Check* check = world.checks().find(command.check);
  const auto ask = check == nullptr ? std::nullopt : check->asks.find(command.person);
  if (!ask) return fail(Errc::not_found, "no such question");
  if (ask->current.answer != Answer::need_help)
    return fail(Errc::conflict, "this person does not ask for help now");
  if (const auto taken = check->asks.help_taken_by(command.person)) {
    if (taken->id == actor.id) return Decision{.events = {}, .subject = command.person.id, .repeated = true};
    return fail(Errc::conflict, fmt::format("{} has taken this call", world.realm().find(*taken)->name));
  }
  return Decision{.events = {HelpTaken{command.check, command.person, OperatorId(actor.id)}},
                  .subject = command.person.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const RecordDeliveries& command) {
  TOCSIN_CHECK(actor.kind == Actor::Kind::system);
  const Check* check = world.checks().find(command.check);
  if (check == nullptr) return fail(Errc::not_found, "no such check");
  Decision decision;
  DeliveriesRecorded event{command.check, command.purpose, command.channel, {}};
  for (const auto& delivery : command.deliveries) {
    if (!check->asks.contains(delivery.person)) continue;
    const auto known = check->asks.deliveries(delivery.person);
    const bool repeated = std::any_of(known.begin(), known.end(), [&](const RecordedDelivery& old) {
      return old.purpose == command.purpose && old.channel == command.channel && old.state == delivery.state;
    });
    if (!repeated) event.deliveries.push_back(delivery);
  }
  if (event.deliveries.empty()) return Decision{.events = {}, .subject = {}, .repeated = true};
  decision.events.push_back(std::move(event));
  return decision;
}

}  // namespace tocsin::world
