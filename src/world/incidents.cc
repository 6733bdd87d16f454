#include "world/incidents.h"

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

Result<> require_text(std::string_view text, std::size_t code_points_max, bool may_be_empty,
                      std::string_view field) {
  if (text.empty() && !may_be_empty)
    return fail(Errc::invalid, fmt::format("{} is missing", field.substr(1)), std::string(field));
  if (!is_utf8(text))
    return fail(Errc::invalid, fmt::format("{} is not UTF-8", field.substr(1)), std::string(field));
  if (count_code_points(text) > code_points_max) {
    return fail(Errc::too_large,
                fmt::format("{} is longer than {} characters", field.substr(1), code_points_max),
                std::string(field));
  }
  return {};
}

}  // namespace

const Incident* Incidents::find(IncidentId id) const {
  const auto it = incidents_.find(id);
  return it == incidents_.end() ? nullptr : &it->second;
}

const Incident* Incidents::find_by_alert(AlertId id) const {
  const auto it = by_alert_.find(id);
  return it == by_alert_.end() ? nullptr : find(it->second);
}

void Incidents::apply(const IncidentOpened& event, Instant at, Seq seq, Instant alert_sent_at) {
  auto& incident = incidents_[event.id];
  incident.id = event.id;
  incident.headline = event.headline;
  incident.opened_at = at;
  if (event.alert) add_alert(event.id, *event.alert, alert_sent_at, at, seq);
}

void Incidents::apply(const UpdatePosted& event, Instant at, Seq seq) {
  auto& incident = incidents_.at(event.incident);
  incident.updates[event.id] = {event.id, event.planned_for, event.jurisdiction, event.text, event.sources};
  incident.entries.push_back({seq, EntryKind::update, event.occurred_at, at, event.id.id});
}

void Incidents::add_check(IncidentId id, CheckId check) { incidents_.at(id).checks.push_back(check); }

void Incidents::add_alert(IncidentId id, AlertId alert, Instant sent_at, Instant at, Seq seq) {
  auto& incident = incidents_.at(id);
  incident.alerts.push_back(alert);
  by_alert_[alert] = id;
  incident.entries.push_back({seq, EntryKind::alert, sent_at, at, alert.id});
}

void Incidents::add_entry(IncidentId id, Entry entry) { incidents_.at(id).entries.push_back(entry); }

void Incidents::digest(DigestWriter& out) const {
  out.add(incidents_.size());
  for (const auto& [id, incident] : incidents_) {
    out.add(id)
        .add(incident.headline)
        .add(incident.opened_at)
        .add(incident.alerts.size())
        .add(incident.checks.size());
    out.add(incident.entries.size()).add(incident.updates.size());
    for (const auto& entry : incident.entries) {
      out.add(entry.seq)
          .add(static_cast<std::uint64_t>(entry.kind))
          .add(entry.occurred_at)
          .add(entry.known_at)
          .add(entry.subject);
    }
    for (const auto& [update_id, update] : incident.updates) {
      out.add(update_id)
          .add(update.planned_for)
          .add(update.jurisdiction)
          .add(update.text)
          .add(update.sources.size());
      for (const auto& source : update.sources) out.add(source);
    }
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const OpenIncident& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "open an incident", false));
  TOCSIN_TRY_VOID(require_text(command.headline, headline_code_points_max, false, "/headline"));
  if (command.alert) {
    const Alert* alert = world.alerts().find(*command.alert);
    if (alert == nullptr)
      return fail(Errc::not_found, fmt::format("no alert {}", to_uuid(command.alert->id)), "/alert");
    if (!alert->is_public) {
      return fail(Errc::invalid,
                  "this alert may not be shown in this realm: its status or scope is not for the public here",
                  "/alert");
    }
    if (const Incident* known = world.incidents().find_by_alert(*command.alert)) {
      return Decision{.events = {}, .subject = known->id.id, .repeated = true};
    }
  }
  return Decision{.events = {IncidentOpened{command.id, command.headline, command.alert}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const PostUpdate& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "post an update", false));
  if (world.incidents().find(command.incident) == nullptr) {
    return fail(Errc::not_found, fmt::format("no incident {}", to_uuid(command.incident.id)), "/incident");
  }
  TOCSIN_TRY_VOID(require_text(command.text, text_code_points_max, false, "/text"));
  if (command.sources.empty())
    return fail(Errc::invalid, "sources is missing: everything shown says who said it", "/sources");
  if (command.sources.size() > sources_max)
    return fail(Errc::too_large, "sources has more than 8 links", "/sources");
  for (std::size_t i = 0; i < command.sources.size(); ++i) {
    TOCSIN_TRY_VOID(
        require_text(command.sources[i], headline_code_points_max, false, fmt::format("/sources/{}", i)));
  }
  TOCSIN_TRY_VOID(require_text(command.jurisdiction, 10, true, "/jurisdiction"));
  return Decision{
      .events = {UpdatePosted{command.id, command.incident, command.occurred_at, command.planned_for,
                              command.jurisdiction, command.text, command.sources}},
      .subject = command.id.id};
}

}  // namespace tocsin::world
