#include "world/world.h"

#include "base/check.h"
#include "world/digest.h"

namespace tocsin::world {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

// The check a command names, for If-Match.
std::optional<CheckId> named_check(const CommandBody& body) {
  return std::visit(Overloaded{[](const ProposeCheck& c) { return std::optional(c.id); },
                               [](const ApproveCheck& c) { return std::optional(c.id); },
                               [](const ChangeArea& c) { return std::optional(c.id); },
                               [](const ResumeCheck& c) { return std::optional(c.id); },
                               [](const RetractCheck& c) { return std::optional(c.id); },
                               [](const CloseCheck& c) { return std::optional(c.id); },
                               [](const auto&) { return std::optional<CheckId>(); }},
                    body);
}

Result<Decision> decide_body(const World& world, const Command& command) {
  const Actor& by = command.by;
  return std::visit(Overloaded{[&](const StartServing& c) { return decide(world, by, c, command.at); },
                               [&](const DraftCheck& c) { return decide(world, by, c, command.at); },
                               [&](const ApproveCheck& c) { return decide(world, by, c, command.at); },
                               [&](const Tick& c) { return decide(world, by, c, command.at); },
                               [&](const auto& c) { return decide(world, by, c); }},
                    command.body);
}

// A public event may leave the building as it is; everything about people, drafts or operators may not.
Audience audience_of(const World& world, const EventBody& body) {
  const auto if_opened = [&](CheckId id) {
    return world.checks().find(id)->opened_at.known() ? Audience::public_ : Audience::operators;
  };
  return std::visit(Overloaded{[&](const AlertReceived& event) {
                                 return may_publish(world.realm().is_drill(), event.facts)
                                            ? Audience::public_
                                            : Audience::operators;
                               },
                               [](const UpdatePosted&) { return Audience::public_; },
                               [](const CheckOpened&) { return Audience::public_; },
                               [&](const CheckRetracted& event) { return if_opened(event.id); },
                               [&](const CheckClosed& event) { return if_opened(event.id); },
                               [](const CheckAreaApproved&) { return Audience::public_; },
                               [](const PeopleListRead&) { return Audience::audit; },
                               [](const OperatorInvited&) { return Audience::audit; },
                               [](const OperatorEnrolled&) { return Audience::audit; },
                               [](const auto&) { return Audience::operators; }},
                    body);
}

}  // namespace

Result<Decided> World::decide(const Command& command) const {
  if (!realm_.exists() && !std::holds_alternative<CreateRealm>(command.body)) {
    return fail(Errc::conflict, "this data directory holds no realm");
  }
  if (command.if_revision) {
    const auto named = named_check(command.body);
    const Check* check = named ? checks_.find(*named) : nullptr;
    if (check != nullptr && check->revision != *command.if_revision) {
      return fail(Errc::precondition, fmt::format("check {} is at revision {}, not {}; look at it again",
                                                  to_uuid(named->id), check->revision, *command.if_revision));
    }
  }
  TOCSIN_TRY(Decision decision, decide_body(*this, command));
  Decided decided{.events = {}, .subject = decision.subject, .repeated = decision.repeated};
  decided.events.reserve(decision.events.size());
  for (auto& body : decision.events) {
    const Seq record_seq = stream_of(body) == Stream::people ? record_seq_ : 0;
    const Audience audience = audience_of(*this, body);
    decided.events.push_back({command.at, command.by, audience, record_seq, std::move(body)});
  }
  return decided;
}

void World::apply(const Event& event, Seq seq) {
  TOCSIN_CHECK(seq > seq_, "event {} after {}", seq, seq_);
  seq_ = seq;
  record_seq_ += stream_of(event.body) == Stream::record;
  apply_body(event, seq);
}

void World::apply_body(const Event& event, Seq seq) {
  const auto entry = [&](CheckId check, EntryKind kind) {
    incidents_.add_entry(checks_.find(check)->incident, {seq, kind, event.at, event.at, check.id});
  };
  std::visit(
      Overloaded{
          [&](const AlertReceived& e) {
            alerts_.apply(e, event.at, seq, event.audience == Audience::public_);
            if (event.audience != Audience::public_) return;
            for (const auto& key : e.facts.references) {
              const Alert* older = alerts_.find_referenced(key);
              const Incident* incident = older == nullptr ? nullptr : incidents_.find_by_alert(older->id);
              if (incident == nullptr || older->facts.key.sender != e.facts.key.sender) continue;
              return incidents_.add_alert(incident->id, e.id, e.facts.key.sent_at, event.at, seq);
            }
          },
          [&](const IncidentOpened& e) {
            const Alert* alert = e.alert ? alerts_.find(*e.alert) : nullptr;
            incidents_.apply(e, event.at, seq, alert == nullptr ? Instant{} : alert->facts.key.sent_at);
          },
          [&](const UpdatePosted& e) { incidents_.apply(e, event.at, seq); },
          [&](const CheckDrafted& e) {
            checks_.apply(e, event.at);
            incidents_.add_check(e.incident, e.id);
          },
          [&](const CheckOpened& e) {
            checks_.apply(e, event.at);
            entry(e.id, EntryKind::check_opened);
          },
          [&](const CheckAreaApproved& e) {
            checks_.apply(e);
            entry(e.id, EntryKind::check_area_changed);
          },
          [&](const CheckRetracted& e) {
            const bool was_shown = checks_.find(e.id)->opened_at.known();
            checks_.apply(e, event.at);
            if (was_shown) entry(e.id, EntryKind::check_retracted);
          },
          [&](const CheckClosed& e) {
            const bool was_shown = checks_.find(e.id)->opened_at.known();
            checks_.apply(e, event.at);
            if (was_shown) entry(e.id, EntryKind::check_closed);
          },
          [&](const PeopleAsked& e) { checks_.apply(e, event.at, seq); },
          [&](const AnswerGiven& e) { checks_.apply(e, event.at); },
          [&](const HelpTaken& e) { checks_.apply(e, event.at); },
          [&](const DeliveriesRecorded& e) { checks_.apply(e, event.at); },
          [&](const PersonForgotten& e) {
            people_.apply(e);
            checks_.forget(e.id);
          },
          [&](const PeopleListRead&) {},
          [&](const auto& e) {
            if constexpr (requires { realm_.apply(e); }) {
              realm_.apply(e);
            } else if constexpr (requires { people_.apply(e); }) {
              people_.apply(e);
            } else {
              checks_.apply(e);
            }
          }},
      event.body);
}

Bytes World::digest() const {
  DigestWriter out;
  out.add(seq_).add(record_seq_);
  realm_.digest(out);
  alerts_.digest(out);
  incidents_.digest(out);
  people_.digest(out);
  checks_.digest(out);
  return out.finish();
}

}  // namespace tocsin::world
