#include "world/incidents.h"

#include "base/check.h"
#include "world/digest.h"
#include "world/fields.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

void unpin(Incident& incident) {
  for (auto& [id, update] : incident.updates) update.pinned = false;
}

void add_update(DigestWriter& out, const Update& update) {
  out.add(update.id).add(update.occurred_at).add(update.published_at).add(update.planned_for);
  out.add(update.jurisdiction).add(update.text).add(update.sources.size());
  for (const auto& source : update.sources) out.add(source);
  out.add(std::uint64_t{update.pinned}).add(std::uint64_t{update.key_event}).add(update.scheduled_for);
  out.add(update.written_by).add(update.approved_by).add(std::uint64_t{update.revision});
  out.add(update.corrections.size());
  for (const auto& correction : update.corrections) {
    out.add(correction.text_before).add(correction.reason).add(correction.corrected_at).add(correction.by);
  }
}

}  // namespace

const Update* Incident::pinned() const {
  for (const auto& [update_id, update] : updates) {
    if (update.pinned) return &update;
  }
  return nullptr;
}

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
  if (event.pinned) unpin(incident);
  Update& update = incident.updates[event.id];
  update.id = event.id;
  update.occurred_at = event.occurred_at;
  update.published_at = at;
  update.planned_for = event.planned_for;
  update.jurisdiction = event.jurisdiction;
  update.text = event.text;
  update.sources = event.sources;
  update.pinned = event.pinned;
  update.key_event = event.key_event;
  update.scheduled_for = event.scheduled_for;
  update.written_by = event.written_by;
  update.approved_by = event.approved_by;
  add_entry(event.incident, {seq, EntryKind::update, event.occurred_at, at, event.id.id});
}

void Incidents::apply(const UpdateCorrected& event, Instant at, Seq seq) {
  auto& incident = incidents_.at(event.incident);
  Update& update = incident.updates.at(event.id);
  update.corrections.push_back({event.text_before, event.reason, at, event.by});
  update.text = event.text;
  ++update.revision;
  incident.changed_seq = seq;
}

void Incidents::apply(const UpdateMarked& event, Seq seq) {
  auto& incident = incidents_.at(event.incident);
  if (event.pinned) unpin(incident);
  Update& update = incident.updates.at(event.id);
  update.pinned = event.pinned;
  update.key_event = event.key_event;
  ++update.revision;
  incident.changed_seq = seq;
}

void Incidents::add_check(IncidentId id, CheckId check) { incidents_.at(id).checks.push_back(check); }

void Incidents::add_alert(IncidentId id, AlertId alert, Instant sent_at, Instant at, Seq seq) {
  auto& incident = incidents_.at(id);
  incident.alerts.push_back(alert);
  by_alert_[alert] = id;
  add_entry(id, {seq, EntryKind::alert, sent_at, at, alert.id});
}

void Incidents::add_entry(IncidentId id, Entry entry) {
  auto& incident = incidents_.at(id);
  incident.changed_seq = entry.seq;
  incident.entries.push_back(entry);
}

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
    for (const auto& [update_id, update] : incident.updates) add_update(out, update);
    out.add(incident.changed_seq);
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

}  // namespace tocsin::world
