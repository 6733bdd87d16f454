#include "recount.h"

#include <algorithm>

#include "world/event_codec.h"

namespace tocsin::sim {

using world::Answer;
using world::CheckState;
using world::PersonId;
using world::Role;

void Recount::rule(bool holds, std::string_view sentence) const {
  if (!holds)
    notebook_.wrong(Invariant::rules_kept, fmt::format("journal sequence {}: {}", at_seq_, sentence));
}

Answer Recount::Asked::current() const {
  Answer newest = Answer::none;
  Answer own = Answer::none;
  for (const Said& word : said) {
    newest = word.answer;
    if (word.own) own = word.answer;
  }
  return own == Answer::none ? newest : own;
}

bool Recount::may_answer(const world::Actor& by, PersonId person) const {
  if (by.is_operator()) {
    const auto role = roles_.find(world::OperatorId(by.id));
    return role != roles_.end() && role->second >= Role::operator_;
  }
  if (by.kind != world::Actor::Kind::person) return false;
  if (by.is_person(person)) return true;
  const auto it = people_.find(person);
  if (it == people_.end()) return false;
  if (it->second.guardian == PersonId(by.id)) return true;
  const auto viewer = it->second.viewers.find(PersonId(by.id));
  return viewer != it->second.viewers.end() && viewer->second;
}

void Recount::take(const journal::Record& record) {
  const auto event = world::decode(record.bytes);
  if (!event) return notebook_.wrong(Invariant::starts_again, event.error().detail);
  take(*event, record.seq);
}

void Recount::take(const world::Event& event, world::Seq seq) {
  at_seq_ = seq;
  const auto& body = event.body;
  if (take_check(body, event) || take_area(body) || take_person(body)) return;
  if (const auto* invited = std::get_if<world::OperatorInvited>(&body)) {
    roles_[invited->id] = invited->role;
  } else if (std::holds_alternative<world::RealmHeld>(body)) {
    held_ = true;
    notebook_.hit(Probe::held);
  } else if (std::holds_alternative<world::RealmReleased>(body)) {
    rule(event.by.is_operator() && roles_[world::OperatorId(event.by.id)] == Role::approver,
         "somebody not an approver released");
    held_ = false;
    released_once_ = true;
    notebook_.hit(Probe::released);
  } else if (const auto* alert = std::get_if<world::AlertReceived>(&body)) {
    alerts_.emplace_back(alert->id, alert->facts);
  }
}

bool Recount::take_person(const world::EventBody& body) {
  if (const auto* recorded = std::get_if<world::PersonRecorded>(&body)) {
    rule(!forgotten_.contains(recorded->id), "somebody forgotten came back");
    people_[recorded->id].guardian = recorded->guardian;
  } else if (const auto* forgotten = std::get_if<world::PersonForgotten>(&body)) {
    forgotten_.insert(forgotten->id);
    people_.erase(forgotten->id);
    for (auto& [id, person] : people_) {
      if (person.guardian == forgotten->id) person.guardian = {};
      person.viewers.erase(forgotten->id);
    }
    for (auto& [id, check] : checks_) {
      const auto it = check.asked.find(forgotten->id);
      if (it == check.asked.end()) continue;
      it->second.forgotten = true;
      std::replace(check.order.begin(), check.order.end(), forgotten->id, PersonId());
      notebook_.hit_if(check.state == CheckState::open, Probe::forgotten_during_open_check);
    }
    notebook_.hit(Probe::people_forgotten);
  } else if (const auto* joined = std::get_if<world::CircleJoined>(&body)) {
    rule(people_.contains(joined->subject) && people_.contains(joined->viewer),
         "a circle of people not registered");
    people_[joined->subject].viewers[joined->viewer] = joined->may_answer;
  } else if (const auto* left = std::get_if<world::CircleLeft>(&body)) {
    people_[left->subject].viewers.erase(left->viewer);
  } else {
    return false;
  }
  return true;
}

void Recount::take_opened(world::CheckId id, const world::Event& event) {
  const auto& opened = std::get<world::CheckOpened>(event.body);
  Check& check = checks_.at(id);
  rule(check.state == CheckState::proposed, "opened, but not proposed");
  rule(opened.by != check.proposed_by, "the proposer approved their own check");
  rule(roles_[opened.by] == Role::approver, "somebody not an approver approved");
  check.state = CheckState::open;
  check.people = opened.people;
  check.asks_until = opened.asks_until;
}

bool Recount::take_area(const world::EventBody& body) {
  if (const auto* changed = std::get_if<world::CheckAreaChanged>(&body)) {
    Check& check = checks_.at(changed->id);
    if (changed->effective) {
      rule(check.state != CheckState::open || changed->people <= check.people,
           "an area grew without approval");
      check.area = changed->area;
      check.pending.reset();
      notebook_.hit_if(check.state == CheckState::open, Probe::area_changed_at_once);
      if (check.state == CheckState::proposed) check.state = CheckState::draft;
    } else {
      check.pending = Pending{changed->area, changed->people, changed->by};
    }
  } else if (const auto* approved = std::get_if<world::CheckAreaApproved>(&body)) {
    Check& check = checks_.at(approved->id);
    rule(check.pending && check.state == CheckState::open, "an area was approved that nobody asked for");
    rule(check.pending && check.pending->by != approved->by, "the proposer approved their own area");
    rule(roles_[approved->by] == Role::approver, "somebody not an approver approved an area");
    if (check.pending) check.area = check.pending->area;
    check.pending.reset();
    check.people = std::max(check.people, approved->people);
    notebook_.hit(Probe::area_grown_with_approval);
  } else {
    return false;
  }
  return true;
}

bool Recount::take_check(const world::EventBody& body, const world::Event& event) {
  if (const auto* drafted = std::get_if<world::CheckDrafted>(&body)) {
    checks_[drafted->id].area = drafted->area;
  } else if (const auto* proposed = std::get_if<world::CheckProposed>(&body)) {
    checks_.at(proposed->id).state = CheckState::proposed;
    checks_.at(proposed->id).proposed_by = proposed->by;
  } else if (const auto* opened = std::get_if<world::CheckOpened>(&body)) {
    take_opened(opened->id, event);
  } else if (const auto* paused = std::get_if<world::CheckPaused>(&body)) {
    Check& check = checks_.at(paused->id);
    check.paused = true;
    rule(!check.resumed, "a check that was looked at paused again");
    rule(check.early_wrong > world::early_wrong_max, "paused without enough wrong answers");
    notebook_.hit(Probe::pause_tripped);
  } else if (const auto* resumed = std::get_if<world::CheckResumed>(&body)) {
    checks_.at(resumed->id).paused = false;
    checks_.at(resumed->id).resumed = true;
    notebook_.hit(Probe::resumed);
  } else if (const auto* retracted = std::get_if<world::CheckRetracted>(&body)) {
    notebook_.hit_if(!checks_.at(retracted->id).order.empty(), Probe::retracted_after_asks);
    checks_.at(retracted->id).state = CheckState::retracted;
  } else if (const auto* closed = std::get_if<world::CheckClosed>(&body)) {
    notebook_.hit_if(!checks_.at(closed->id).order.empty(), Probe::closed_after_asks);
    checks_.at(closed->id).state = CheckState::closed;
  } else if (const auto* asked = std::get_if<world::PeopleAsked>(&body)) {
    take_asked(*asked, event.at);
  } else if (const auto* answer = std::get_if<world::AnswerGiven>(&body)) {
    take_answer(*answer, event);
  } else if (const auto* recorded = std::get_if<world::DeliveriesRecorded>(&body)) {
    for (const auto& delivery : recorded->deliveries) {
      const auto it = checks_.at(recorded->check).asked.find(delivery.person);
      rule(it != checks_.at(recorded->check).asked.end(), "a delivery to somebody not asked");
      if (it != checks_.at(recorded->check).asked.end())
        it->second.deliveries[recorded->purpose] = delivery.state;
    }
  } else {
    return false;
  }
  return true;
}

void Recount::take_asked(const world::PeopleAsked& asked, Instant at) {
  Check& check = checks_.at(asked.check);
  rule(check.state == CheckState::open, "asked, but the check is not open");
  rule(!check.paused, "asked, but the check is paused");
  rule(!held_, "asked, but the realm is held");
  rule(at < check.asks_until, "asked after the time for asking");
  rule(asked.send_before > at && asked.send_before - at <= world::ask_ttl_ms,
       "an ask that may be sent too late");
  notebook_.hit_if(released_once_, Probe::asked_after_release);
  for (const PersonId person : asked.people) {
    rule(people_.contains(person), "asked somebody not registered");
    if (check.asked.contains(person)) {
      notebook_.wrong(
          Invariant::asked_once,
          fmt::format("journal sequence {}: {} was asked before in this check", at_seq_, to_hex(person.id)));
    }
    check.asked[person];
    check.order.push_back(person);
  }
}

void Recount::take_answer(const world::AnswerGiven& answer, const world::Event& event) {
  Check& check = checks_.at(answer.check);
  rule(check.state == CheckState::open, "an answer to a check that is not open");
  rule(check.asked.contains(answer.person), "an answer of somebody not asked");
  rule(event.by == answer.by && may_answer(answer.by, answer.person), "an answer by somebody who may not");
  Asked& asked = check.asked[answer.person];
  rule(!asked.forgotten, "an answer of somebody forgotten");
  const bool own = answer.by.is_person(answer.person);
  if (asked.said.empty()) {
    ++check.answered;
    check.early_wrong += check.answered <= world::early_answers && answer.answer == Answer::wrong;
  } else {
    const bool outranked =
        !own && std::any_of(asked.said.begin(), asked.said.end(), [](const Said& word) { return word.own; });
    notebook_.hit_if(outranked, Probe::answer_outranked);
    notebook_.hit_if(!outranked, Probe::answer_changed);
  }
  asked.said.push_back({answer.answer, own, event.at});
  const auto person = people_.find(answer.person);
  const bool guardian = person != people_.end() && person->second.guardian == PersonId(answer.by.id);
  notebook_.hit_if(answer.by.is_operator(), Probe::operator_answered);
  notebook_.hit_if(!own && !answer.by.is_operator() && guardian, Probe::guardian_answered);
  notebook_.hit_if(!own && !answer.by.is_operator() && !guardian, Probe::circle_answered);
}

bool Recount::was_asked(world::CheckId id, PersonId person) const {
  const auto it = checks_.find(id);
  return it != checks_.end() && it->second.asked.contains(person);
}

bool Recount::is_retracted(world::CheckId id) const {
  const auto it = checks_.find(id);
  return it != checks_.end() && it->second.state == CheckState::retracted;
}

void Recount::compare(const world::World& world) const {
  const auto equal = [&](bool holds, std::string_view what) {
    notebook_.expect(holds, Invariant::counters_equal_recount,
                     fmt::format("the World and the journal disagree about {}", what));
  };
  equal(world.seq() == at_seq_, "the last sequence");
  equal(world.realm().held() == held_, "whether the realm is held");
  equal(world.people().size() == people_.size(), "how many people there are");
  for (const auto& [id, counted] : people_) {
    const auto person = world.people().find(id);
    equal(person.has_value(), "who is registered");
    if (!person) return;
    equal(person->guardian == counted.guardian, "who is whose guardian");
    std::map<PersonId, bool> viewers;
    for (const auto& link : person->viewers) viewers[link.other] = link.may_answer;
    equal(viewers == counted.viewers, "who is in whose circle");
    for (const PersonId ward : person->wards)
      equal(people_.contains(ward) && people_.at(ward).guardian == id, "wards");
    for (const auto& link : person->subjects) {
      equal(people_.contains(link.other) && people_.at(link.other).viewers.contains(id),
            "whose circle one is in");
    }
  }
  for (const PersonId id : forgotten_)
    equal(world.people().was_forgotten(id) && !world.people().contains(id), "who was forgotten");
  equal(world.checks().all().size() == checks_.size(), "how many checks there are");
  for (const auto& [id, counted] : checks_) compare(*world.checks().find(id), counted);
  compare_alerts(world);
}

void Recount::compare(const world::Check& check, const Check& counted) const {
  const auto equal = [&](bool holds, std::string_view what) {
    notebook_.expect(holds, Invariant::counters_equal_recount,
                     fmt::format("check {}: {}", to_uuid(check.id.id), what));
  };
  equal(check.state == counted.state && check.paused == counted.paused && check.resumed == counted.resumed,
        "its state");
  equal(check.area == counted.area, "its area");
  equal(counted.state == CheckState::draft || check.people == counted.people || !check.opened_at.known(),
        "the count approved");
  world::AnswerCounts counts;
  for (const auto& [person, asked] : counted.asked) {
    const Answer now = asked.current();
    counts.safe += now == Answer::safe;
    counts.need_help += now == Answer::need_help;
    counts.not_there += now == Answer::not_there;
    counts.wrong += now == Answer::wrong;
    const auto ask = check.asks.find(person);
    equal(!ask == asked.forgotten, "who was asked");
    if (!ask) continue;
    equal(ask->current.answer == now, "somebody's answer");
    equal(check.asks.history(person).size() == std::min(asked.said.size(), world::history_max),
          "somebody's earlier answers");
    equal(!check.asks.help_taken_by(person) || now == Answer::need_help,
          "help that nobody asks for is taken");
    for (const auto& delivery : check.asks.deliveries(person)) {
      const auto it = asked.deliveries.find(delivery.purpose);
      equal(it != asked.deliveries.end() && it->second == delivery.state, "a delivery");
    }
    equal(check.asks.deliveries(person).size() == asked.deliveries.size(), "how many deliveries");
  }
  equal(check.asks.counts() == counts, "answers counted");
  equal(check.asks.asked() == counted.asked.size(), "asked counted");
  equal(check.asks.answered() == counted.answered && check.asks.early_wrong() == counted.early_wrong,
        "first answers");
  equal(std::ranges::equal(check.asks.in_order(), counted.order),
        "the set for a correction is who was asked");
  const auto all_s = check.asks.answered_within_s(1.0);
  equal(all_s.has_value() == (counted.answered == counted.asked.size() && counted.answered > 0),
        "when all had answered");
}

// The outcome of a chain does not depend on the order in which it came.
void Recount::compare_alerts(const world::World& world) const {
  for (const auto& [id, facts] : alerts_) {
    auto state =
        facts.type == world::AlertType::cancel ? world::AlertState::cancelled : world::AlertState::current;
    for (const auto& [other_id, other] : alerts_) {
      const bool names =
          std::find(other.references.begin(), other.references.end(), facts.key) != other.references.end();
      if (!names || other_id == id || other.key.sender != facts.key.sender || other.status != facts.status)
        continue;
      if (other.type == world::AlertType::cancel) state = world::AlertState::cancelled;
      if (other.type == world::AlertType::update && state == world::AlertState::current)
        state = world::AlertState::updated;
    }
    notebook_.hit_if(state == world::AlertState::cancelled && facts.type != world::AlertType::cancel,
                     Probe::alert_cancelled);
    notebook_.expect(
        world.alerts().find(id)->state == state, Invariant::counters_equal_recount,
        fmt::format("alert {} of {} is {}", facts.key.identifier, facts.key.sender, world::to_string(state)));
  }
}

}  // namespace tocsin::sim
