#include "world/asks.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

// First answers later than this after the ask are counted at it: bounds the table of seconds.
constexpr std::int64_t answered_within_s_max = 7 * 24 * 3600;

// One's own word outranks what others say, whenever it was said.
bool outranks(const GivenAnswer& current, PersonId person, const Actor& by) {
  return current.by.is_person(person) && !by.is_person(person);
}

// Whom one tick asks in one check, in the order they were offered.
struct Chosen {
  std::vector<Candidate> people;
  boost::unordered_flat_map<PersonId, std::size_t, IdHash> place_of;

  // True when the person was not in it yet.
  bool add(const Candidate& candidate) {
    const auto [it, inserted] = place_of.try_emplace(candidate.person, people.size());
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

const Ask* AskBook::find(PersonId person) const {
  const auto it = asks_.find(person);
  return it == asks_.end() ? nullptr : &it->second;
}

std::vector<GivenAnswer> AskBook::history(PersonId person) const {
  if (const auto it = histories_.find(person); it != histories_.end()) return it->second;
  const Ask* ask = find(person);
  if (ask == nullptr || ask->current.answer == Answer::none) return {};
  return {ask->current};
}

std::optional<OperatorId> AskBook::help_taken_by(PersonId person) const {
  const auto it = help_taken_.find(person);
  return it == help_taken_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<RecordedDelivery> AskBook::deliveries(PersonId person) const {
  const auto it = deliveries_.find(person);
  return it == deliveries_.end() ? std::vector<RecordedDelivery>() : it->second;
}

std::optional<std::int64_t> AskBook::answered_within_s(double share) const {
  const auto needed = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(asked())));
  if (needed == 0) return std::nullopt;
  std::uint64_t seen = 0;
  for (std::size_t second = 0; second < first_answers_by_s_.size(); ++second) {
    seen += first_answers_by_s_[second];
    if (seen >= needed) return static_cast<std::int64_t>(second);
  }
  return std::nullopt;
}

std::uint64_t& AskBook::count_of(Answer answer) {
  switch (answer) {
    case Answer::safe:
      return counts_.safe;
    case Answer::need_help:
      return counts_.need_help;
    case Answer::not_there:
      return counts_.not_there;
    case Answer::wrong:
      return counts_.wrong;
    case Answer::none:
      break;
  }
  TOCSIN_CHECK(false, "no counter for \"no answer\"");
  std::unreachable();
}

void AskBook::apply(const PeopleAsked& event, Instant at, Seq seq) {
  for (const PersonId person : event.people) {
    const auto [it, inserted] = asks_.try_emplace(person, Ask{.asked_at = at,
                                                              .send_before = event.send_before,
                                                              .seq = seq,
                                                              .reason = event.reason,
                                                              .band = event.band,
                                                              .current = {}});
    TOCSIN_CHECK(inserted, "somebody would be asked twice at sequence {}", seq);
    in_order_.push_back(person);
  }
}

void AskBook::apply(const AnswerGiven& event, Instant at) {
  const auto it = asks_.find(event.person);
  if (it == asks_.end()) return;  // forgotten since
  Ask& ask = it->second;
  const GivenAnswer given{event.answer, at, event.by, !event.sealed_note.empty(), event.note_mark};
  if (ask.current.answer == Answer::none) {
    ++answered_;
    if (answered_ <= early_answers && event.answer == Answer::wrong) ++early_wrong_;
    const auto second = static_cast<std::size_t>(
        std::clamp<std::int64_t>((at - ask.asked_at) / second_ms, 0, answered_within_s_max));
    if (first_answers_by_s_.size() <= second) first_answers_by_s_.resize(second + 1);
    ++first_answers_by_s_[second];
  } else {
    auto& history = histories_[event.person];
    if (history.empty()) history.push_back(ask.current);
    history.push_back(given);
    if (history.size() > history_max) history.erase(history.begin());
    if (outranks(ask.current, event.person, event.by)) return;
    --count_of(ask.current.answer);
  }
  ++count_of(event.answer);
  ask.current = given;
  if (event.answer != Answer::need_help) help_taken_.erase(event.person);
}

void AskBook::apply(const HelpTaken& event) {
  if (find(event.person) != nullptr) help_taken_[event.person] = event.by;
}

void AskBook::apply(const DeliveriesRecorded& event, Instant at) {
  for (const auto& delivery : event.deliveries) {
    if (find(delivery.person) == nullptr) continue;
    auto& recorded = deliveries_[delivery.person];
    std::erase_if(recorded, [&](const RecordedDelivery& old) {
      return old.purpose == event.purpose && old.channel == event.channel;
    });
    recorded.push_back({event.purpose, event.channel, delivery.state, at});
  }
}

void AskBook::forget(PersonId person) {
  if (asks_.erase(person) == 0) return;
  // Counts stay; who it was does not.
  ++forgotten_;
  std::replace(in_order_.begin(), in_order_.end(), person, PersonId());
  histories_.erase(person);
  help_taken_.erase(person);
  deliveries_.erase(person);
}

void AskBook::digest(DigestWriter& out) const {
  out.add(in_order_.size()).add(forgotten_).add(std::uint64_t{answered_}).add(std::uint64_t{early_wrong_});
  out.add(counts_.safe).add(counts_.need_help).add(counts_.not_there).add(counts_.wrong);
  const auto add_given = [&out](const GivenAnswer& given) {
    out.add(static_cast<std::uint64_t>(given.answer))
        .add(given.at)
        .add(given.by)
        .add(std::uint64_t{given.has_note})
        .add(given.note_mark);
  };
  for (const PersonId person : in_order_) {
    out.add(person);
    const Ask* ask = find(person);
    if (ask == nullptr) continue;
    out.add(ask->asked_at).add(ask->send_before).add(ask->seq).add(static_cast<std::uint64_t>(ask->reason));
    out.add(static_cast<std::uint64_t>(ask->band));
    const auto answers = history(person);
    out.add(answers.size());
    add_given(ask->current);
    for (const auto& given : answers) add_given(given);
    out.add(help_taken_by(person).value_or(OperatorId()));
    for (const auto& delivery : deliveries(person)) {
      out.add(static_cast<std::uint64_t>(delivery.purpose))
          .add(static_cast<std::uint64_t>(delivery.state))
          .add(delivery.at);
    }
  }
  out.add(first_answers_by_s_.size());
  for (const auto count : first_answers_by_s_) out.add(std::uint64_t{count});
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
    for (const auto& candidate : candidates) {
      if (left == 0) break;
      if (check->asks.find(candidate.person) != nullptr || world.people().find(candidate.person) == nullptr)
        continue;
      left -= chosen[check_id].add(candidate);
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
  const Ask* ask = check == nullptr ? nullptr : check->asks.find(command.person);
  if (ask == nullptr) return fail(Errc::not_found, "no such question");
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
  const auto history = check->asks.history(command.person);
  if (!history.empty()) {
    const auto& last = history.back();
    if (last.answer == command.answer && last.by == actor && last.note_mark == command.note_mark) {
      return Decision{.events = {}, .subject = command.person.id, .repeated = true, .at = last.at};
    }
  }
  Decision decision{.events = {AnswerGiven{command.check, command.person, command.answer, actor,
                                           command.channel, command.sealed_note, command.note_mark}},
                    .subject = command.person.id};
  // The refutation rule looks at first answers, so it can only trip on one.
  const bool early_wrong =
      history.empty() && command.answer == Answer::wrong && check->asks.answered() < early_answers;
  if (early_wrong && !check->paused && !check->resumed && check->asks.early_wrong() + 1 > early_wrong_max) {
    decision.events.push_back(
        CheckPaused{command.check, check->asks.early_wrong() + 1, check->asks.answered() + 1});
  }
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const TakeHelp& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "take a call for help", false));
  const Check* check = world.checks().find(command.check);
  const Ask* ask = check == nullptr ? nullptr : check->asks.find(command.person);
  if (ask == nullptr) return fail(Errc::not_found, "no such question");
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
    if (check->asks.find(delivery.person) == nullptr) continue;
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
