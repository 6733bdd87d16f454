#include "world/checks.h"

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

Result<const Check*> find_check(const World& world, CheckId id) {
  const Check* check = world.checks().find(id);
  if (check == nullptr) return fail(Errc::not_found, fmt::format("no check {}", to_uuid(id.id)));
  return check;
}

std::unexpected<Error> wrong_state(const Check& check, std::string_view wanted, std::string_view to_do) {
  return fail(Errc::conflict, fmt::format("check {} is {}; to {} it must be {}", to_uuid(check.id.id),
                                          to_string(check.state), to_do, wanted));
}

Result<> require_short(std::string_view text, std::size_t code_points_max, std::string_view field) {
  if (!is_utf8(text))
    return fail(Errc::invalid, fmt::format("{} is not UTF-8", field.substr(1)), std::string(field));
  if (count_code_points(text) > code_points_max) {
    return fail(Errc::too_large,
                fmt::format("{} is longer than {} characters", field.substr(1), code_points_max),
                std::string(field));
  }
  return {};
}

// A message must say what, where, since when and by whom: a text without a place frightened people half a
// world away (Lahore, 2016).
Result<> require_text(const CheckText& text) {
  const std::tuple<std::string_view, const std::string*, bool> fields[] = {
      {"/headline", &text.headline, true}, {"/what", &text.what, true},
      {"/where", &text.where, true},       {"/issuer", &text.issuer, true},
      {"/contact", &text.contact, false},  {"/correction", &text.correction, true}};
  for (const auto& [field, value, required] : fields) {
    if (required && trim(*value).empty())
      return fail(Errc::invalid, fmt::format("{} is missing", field.substr(1)), std::string(field));
    TOCSIN_TRY_VOID(
        require_short(*value, field == "/headline" ? headline_code_points_max : text_code_points_max, field));
  }
  if (!text.since.known()) return fail(Errc::invalid, "since is missing", "/since");
  return {};
}

std::unexpected<Error> area_missing(const Alert* alert) {
  std::string detail = "area missing: a check asks only people inside an area";
  if (alert != nullptr) {
    const std::string names = alert->unresolved_names();
    if (!names.empty()) detail += fmt::format("; the alert names places without a shape: {}", names);
    detail += "; draw the area and give it as \"area\"";
  }
  return fail(Errc::invalid, std::move(detail), "/area");
}

}  // namespace

std::string_view to_string(CheckState value) {
  static constexpr std::string_view names[] = {"", "draft", "proposed", "open", "closed", "retracted"};
  return names[static_cast<std::size_t>(value)];
}

const Check* Checks::find(CheckId id) const {
  const auto it = checks_.find(id);
  return it == checks_.end() ? nullptr : &it->second;
}

Check& Checks::at(CheckId id) { return checks_.at(id); }

void Checks::enter(Check& check, CheckState state) {
  open_count_ -= check.state == CheckState::open ? 1 : 0;
  check.state = state;
  open_count_ += check.state == CheckState::open ? 1 : 0;
}

void Checks::apply(const CheckDrafted& event, Instant at) {
  Check check(*people_);
  check.id = event.id;
  check.incident = event.incident;
  check.alert = event.alert;
  check.area = event.area;
  check.text = event.text;
  check.drafted_by = event.by;
  check.drafted_at = at;
  const bool inserted = checks_.emplace(event.id, std::move(check)).second;
  TOCSIN_CHECK(inserted);
}

void Checks::apply(const CheckProposed& event) {
  Check& check = at(event.id);
  enter(check, CheckState::proposed);
  check.proposed_by = event.by;
  check.people = event.people;
  ++check.revision;
}

void Checks::apply(const CheckOpened& event, Instant at_time) {
  Check& check = at(event.id);
  ++revision_;
  enter(check, CheckState::open);
  check.approved_by = event.by;
  check.people = event.people;
  check.opened_at = at_time;
  check.ask_ttl_ms = event.ask_ttl_ms;
  check.asks_until = event.asks_until;
  ++check.revision;
  check.asks.reserve(std::min<std::size_t>(event.people, people_->size()));
}

void Checks::apply(const CheckAreaChanged& event) {
  Check& check = at(event.id);
  ++revision_;
  if (event.effective) {
    check.area = event.area;
    check.pending_area.reset();
    ++check.area_version;
    // A draft that changes after it was proposed must be proposed again.
    if (check.state == CheckState::proposed) enter(check, CheckState::draft);
  } else {
    check.pending_area = PendingArea{event.area, event.people, event.by};
  }
  ++check.revision;
}

void Checks::apply(const CheckAreaApproved& event) {
  Check& check = at(event.id);
  ++revision_;
  check.area = check.pending_area->area;
  check.people = std::max(check.people, event.people);
  check.pending_area.reset();
  ++check.area_version;
  ++check.revision;
}

void Checks::apply(const CheckPaused& event) {
  Check& check = at(event.id);
  ++revision_;
  check.paused = true;
  ++check.revision;
}

void Checks::apply(const CheckResumed& event) {
  Check& check = at(event.id);
  ++revision_;
  check.paused = false;
  check.resumed = true;
  ++check.revision;
}

void Checks::apply(const CheckRetracted& event, Instant at_time) {
  Check& check = at(event.id);
  ++revision_;
  enter(check, CheckState::retracted);
  check.text.correction = event.correction;
  check.ended_at = at_time;
  check.pending_area.reset();
  ++check.revision;
}

void Checks::apply(const CheckClosed& event, Instant at_time) {
  Check& check = at(event.id);
  ++revision_;
  enter(check, CheckState::closed);
  check.ended_at = at_time;
  check.pending_area.reset();
  ++check.revision;
}

void Checks::apply(const PeopleAsked& event, Instant at_time, Seq seq) {
  at(event.check).asks.apply(event, at_time, seq);
}
void Checks::apply(const AnswerGiven& event, Instant at_time, Seq seq) {
  at(event.check).asks.apply(event, at_time, seq);
}
void Checks::apply(const HelpTaken& event, Instant) { at(event.check).asks.apply(event); }
void Checks::apply(const DeliveriesRecorded& event, Instant at_time) {
  at(event.check).asks.apply(event, at_time);
}

void Checks::forget(PersonId person) {
  for (auto& [id, check] : checks_) check.asks.forget(person);
}

void Checks::digest(DigestWriter& out) const {
  out.add(checks_.size());
  for (const auto& [id, check] : checks_) {
    out.add(id)
        .add(check.incident)
        .add(check.alert.value_or(AlertId()))
        .add(check.area)
        .add(std::uint64_t{check.area_version});
    const auto& text = check.text;
    out.add(text.headline)
        .add(text.what)
        .add(text.where)
        .add(text.issuer)
        .add(text.since)
        .add(text.contact)
        .add(text.correction);
    out.add(static_cast<std::uint64_t>(check.state))
        .add(std::uint64_t{check.revision})
        .add(check.drafted_by)
        .add(check.proposed_by);
    out.add(check.approved_by)
        .add(check.people)
        .add(check.drafted_at)
        .add(check.opened_at)
        .add(check.ended_at);
    out.add(static_cast<std::uint64_t>(check.ask_ttl_ms))
        .add(check.asks_until)
        .add(std::uint64_t{check.paused})
        .add(std::uint64_t{check.resumed});
    if (check.pending_area)
      out.add(check.pending_area->area).add(check.pending_area->people).add(check.pending_area->by);
    check.asks.digest(out);
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const DraftCheck& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "draft a check", false));
  const Alert* alert = nullptr;
  if (command.alert) {
    alert = world.alerts().find(*command.alert);
    if (alert == nullptr)
      return fail(Errc::not_found, fmt::format("no alert {}", to_uuid(command.alert->id)), "/alert");
    if (alert->state != AlertState::current) {
      return fail(Errc::conflict, fmt::format("this alert is {}", to_string(alert->state)), "/alert");
    }
    if (at >= alert->expires_at())
      return fail(Errc::conflict, fmt::format("this alert expired at {}", to_rfc3339(alert->expires_at())),
                  "/alert");
  }
  geo::Area area = command.area;
  if (area.empty() && alert != nullptr) area = alert->area();
  if (area.empty()) return area_missing(alert);
  if (auto valid = geo::validate(area); !valid)
    return fail(valid.error().code, "area: " + valid.error().detail, "/area");
  TOCSIN_TRY_VOID(require_text(command.text));
  Decision decision{.events = {}, .subject = command.id.id};
  IncidentId incident = command.new_incident;
  const Incident* known = command.incident   ? world.incidents().find(*command.incident)
                          : alert != nullptr ? world.incidents().find_by_alert(alert->id)
                                             : nullptr;
  if (command.incident && known == nullptr) {
    return fail(Errc::not_found, fmt::format("no incident {}", to_uuid(command.incident->id)), "/incident");
  }
  if (known != nullptr) {
    incident = known->id;
  } else {
    const bool show_alert = alert != nullptr && alert->is_public;
    decision.events.push_back(
        IncidentOpened{incident, command.text.headline, show_alert ? command.alert : std::nullopt});
  }
  decision.events.push_back(
      CheckDrafted{command.id, incident, command.alert, std::move(area), command.text, OperatorId(actor.id)});
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const ProposeCheck& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "propose a check", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  if (check->state != CheckState::draft) return wrong_state(*check, "draft", "propose");
  if (check->alert && !world.alerts().find(*check->alert)->is_public) {
    const auto& facts = world.alerts().find(*check->alert)->facts;
    return fail(Errc::invalid,
                fmt::format("the alert is {} and {}; a {} realm asks only on {} alerts of scope Public",
                            to_string(facts.status), to_string(facts.scope), to_string(world.realm().kind()),
                            world.realm().is_drill() ? "Exercise or Test" : "Actual"),
                "/alert");
  }
  return Decision{.events = {CheckProposed{command.id, command.people, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ApproveCheck& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "approve a check", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  const OperatorId by(actor.id);
  if (check->state == CheckState::open && check->pending_area) {
    if (check->pending_area->by == by) return fail(Errc::forbidden, "you cannot approve what you proposed");
    return Decision{.events = {CheckAreaApproved{command.id, command.people, by}}, .subject = command.id.id};
  }
  if (check->state != CheckState::proposed) return wrong_state(*check, "proposed", "approve");
  if (check->proposed_by == by) return fail(Errc::forbidden, "you cannot approve what you proposed");
  if (world.checks().open_count() >= open_checks_max)
    return fail(Errc::too_large, fmt::format("{} checks are open; close one first", open_checks_max));
  return Decision{.events = {CheckOpened{command.id, command.people, by, ask_ttl_ms, at + asking_ms}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ChangeArea& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "change an area", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  if (check->state == CheckState::closed || check->state == CheckState::retracted) {
    return wrong_state(*check, "draft, proposed or open", "change its area");
  }
  if (command.area.empty()) return area_missing(nullptr);
  if (auto valid = geo::validate(command.area); !valid)
    return fail(valid.error().code, "area: " + valid.error().detail, "/area");
  if (command.area == check->area && !check->pending_area)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  const bool effective = check->state != CheckState::open || command.people <= check->people;
  return Decision{
      .events = {CheckAreaChanged{command.id, command.area, command.people, OperatorId(actor.id), effective}},
      .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ResumeCheck& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "resume a check", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  if (check->state != CheckState::open) return wrong_state(*check, "open", "resume");
  if (!check->paused) return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {CheckResumed{command.id, OperatorId(actor.id)}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const RetractCheck& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "retract a check", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  if (check->state != CheckState::open && check->state != CheckState::closed &&
      check->state != CheckState::proposed) {
    return wrong_state(*check, "proposed, open or closed", "retract");
  }
  TOCSIN_TRY_VOID(require_short(command.correction, text_code_points_max, "/correction"));
  const std::string& correction =
      trim(command.correction).empty() ? check->text.correction : command.correction;
  return Decision{.events = {CheckRetracted{command.id, correction, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const CloseCheck& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "close a check", false));
  TOCSIN_TRY(const Check* check, find_check(world, command.id));
  if (check->state == CheckState::closed || check->state == CheckState::retracted) {
    return wrong_state(*check, "draft, proposed or open", "close");
  }
  return Decision{.events = {CheckClosed{command.id, OperatorId(actor.id)}}, .subject = command.id.id};
}

}  // namespace tocsin::world
