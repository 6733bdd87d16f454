#include "world/world.h"

#include <algorithm>

#include "base/check.h"
#include "world/digest.h"

namespace tocsin::world {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

// What a command names, for If-Match.
struct Named {
  std::string_view what;
  Id id;
  std::uint32_t revision = 0;
};

template <class Object>
std::optional<Named> named(std::string_view what, const Object* object) {
  if (object == nullptr) return std::nullopt;
  return Named{what, object->id.id, object->revision};
}

std::optional<Named> named_update(const World& world, UpdateId id) {
  if (const Update* const update = find_update(world, id)) return named("update", update);
  return named("update", world.updates().find(id));
}

template <class Body>
constexpr bool names_check = std::is_same_v<Body, ProposeCheck> || std::is_same_v<Body, ApproveCheck> ||
                             std::is_same_v<Body, ChangeArea> || std::is_same_v<Body, ResumeCheck> ||
                             std::is_same_v<Body, RetractCheck> || std::is_same_v<Body, CloseCheck>;

std::optional<Named> named_object(const World& world, const CommandBody& body) {
  return std::visit(
      [&]<class Body>(const Body& command) -> std::optional<Named> {
        if constexpr (names_check<Body>) {
          return named("check", world.checks().find(command.id));
        } else if constexpr (requires { EntryId(command.id) == command.id; }) {
          return named("entry", world.measures().find(command.id));
        } else if constexpr (requires { LevelId(command.id) == command.id; }) {
          return named("level", world.levels().find(command.id));
        } else if constexpr (requires { SourceId(command.id) == command.id; }) {
          return named("source", world.sources().find(command.id));
        } else if constexpr (requires { UpdateId(command.id) == command.id; }) {
          return named_update(world, command.id);
        } else {
          return std::nullopt;
        }
      },
      body);
}

Result<Decision> decide_body(const World& world, const Command& command) {
  return std::visit(
      [&](const auto& body) -> Result<Decision> {
        if constexpr (requires { decide(world, command.by, body, command.at); }) {
          return decide(world, command.by, body, command.at);
        } else {
          return decide(world, command.by, body);
        }
      },
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
                               [](const UpdateCorrected&) { return Audience::public_; },
                               [](const UpdateMarked&) { return Audience::public_; },
                               [](const EntryPublished&) { return Audience::public_; },
                               [](const EntryConfirmed&) { return Audience::public_; },
                               [](const EntryEdited& event) {
                                 return event.effective ? Audience::public_ : Audience::operators;
                               },
                               [](const LevelSet&) { return Audience::public_; },
                               [](const LevelEnded&) { return Audience::public_; },
                               [](const SchemeChanged&) { return Audience::public_; },
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

// Gives the event to the noun whose it is; false when it is another's.
template <class Noun, class Body>
bool give(Noun& noun, const Body& body, [[maybe_unused]] Instant at, [[maybe_unused]] Seq seq) {
  if constexpr (requires { noun.apply(body, at, seq); }) {
    noun.apply(body, at, seq);
  } else if constexpr (requires { noun.apply(body, at); }) {
    noun.apply(body, at);
  } else if constexpr (requires { noun.apply(body); }) {
    noun.apply(body);
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<Decided> World::decide(const Command& command) const {
  if (!realm_.exists() && !std::holds_alternative<CreateRealm>(command.body)) {
    return fail(Errc::conflict, "this data directory holds no realm");
  }
  if (command.if_revision) {
    const auto object = named_object(*this, command.body);
    if (object && object->revision != *command.if_revision) {
      return fail(Errc::precondition,
                  fmt::format("{} {} is at revision {}, not {}; look at it again", object->what,
                              to_uuid(object->id), object->revision, *command.if_revision));
    }
  }
  TOCSIN_TRY(Decision decision, decide_body(*this, command));
  Decided decided{
      .events = {}, .subject = decision.subject, .repeated = decision.repeated, .at = decision.at};
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
          [&](const UpdatePosted& e) {
            incidents_.apply(e, event.at, seq);
            updates_.apply(e);
          },
          [&](const UpdateCorrected& e) { incidents_.apply(e, event.at, seq); },
          [&](const UpdateMarked& e) { incidents_.apply(e, seq); },
          [&](const ReportFiled& e) {
            reports_.apply(e, event.at, event.by, seq);
            const Instant data_at = e.facts.published_at.known() ? e.facts.published_at : event.at;
            sources_.note_data(e.facts.source, std::min(data_at, event.at));
          },
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
          [&](const PersonForgotten& e) {
            checks_.forget(e.id);
            people_->apply(e);
          },
          [&](const PeopleListRead&) {},
          [&](const auto& e) {
            const bool taken = give(realm_, e, event.at, seq) || give(*people_, e, event.at, seq) ||
                               give(checks_, e, event.at, seq) || give(sources_, e, event.at, seq) ||
                               give(reports_, e, event.at, seq) || give(measures_, e, event.at, seq) ||
                               give(levels_, e, event.at, seq) || give(updates_, e, event.at, seq);
            TOCSIN_CHECK(taken, "nobody takes {}", kind_of(event.body));
          }},
      event.body);
}

Bytes World::digest() const {
  DigestWriter out;
  out.add(seq_).add(record_seq_);
  realm_.digest(out);
  alerts_.digest(out);
  incidents_.digest(out);
  people_->digest(out);
  checks_.digest(out);
  sources_.digest(out);
  reports_.digest(out);
  measures_.digest(out);
  levels_.digest(out);
  updates_.digest(out);
  return out.finish();
}

}  // namespace tocsin::world
