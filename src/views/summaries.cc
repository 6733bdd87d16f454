#include "views/summaries.h"

#include <algorithm>

namespace tocsin::views {
namespace {

std::string_view primary_tag(std::string_view language) { return language.substr(0, language.find('-')); }

const world::AlertInfo* choose_info(const world::Alert& alert, std::string_view language) {
  const auto& infos = alert.facts.infos;
  for (const auto& info : infos) {
    if (info.language == language) return &info;
  }
  for (const auto& info : infos) {
    if (primary_tag(info.language) == primary_tag(language)) return &info;
  }
  return infos.empty() ? nullptr : &infos.front();
}

TimelineEntry entry_of(const world::World& world, const world::Incident& incident, const world::Entry& entry,
                       std::string_view language) {
  TimelineEntry line;
  line.seq = entry.seq;
  line.kind = entry.kind;
  line.occurred_at = entry.occurred_at;
  line.known_at = entry.known_at;
  switch (entry.kind) {
    case world::EntryKind::alert: {
      const auto alert = summarise(*world.alerts().find(world::AlertId(entry.subject)), language);
      line.headline = alert.headline;
      line.text = alert.instruction.empty() ? alert.description : alert.instruction;
      line.sources = {alert.sender_name.empty() ? alert.sender : alert.sender_name};
      break;
    }
    case world::EntryKind::update: {
      const auto& update = incident.updates.at(world::UpdateId(entry.subject));
      line.text = update.text;
      line.jurisdiction = update.jurisdiction;
      line.planned_for = update.planned_for;
      line.sources = update.sources;
      line.update = update.id;
      line.pinned = update.pinned;
      line.key_event = update.key_event;
      line.backdated = update.backdated();
      line.scheduled = update.scheduled_for.known();
      line.corrections = update.corrections;
      break;
    }
    default: {
      const auto* check = world.checks().find(world::CheckId(entry.subject));
      line.headline = check->text.headline;
      if (entry.kind == world::EntryKind::check_retracted) line.text = check->text.correction;
      line.sources = {check->text.issuer};
    }
  }
  return line;
}

IncidentSummary summary_of(const world::World& world, const world::Incident& incident,
                           std::string_view language) {
  IncidentSummary summary{.id = incident.id,
                          .headline = incident.headline,
                          .opened_at = incident.opened_at,
                          .seq = incident.changed_seq,
                          .alerts = {},
                          .checks = {},
                          .entries = {}};
  for (const auto id : incident.alerts)
    summary.alerts.push_back(summarise(*world.alerts().find(id), language));
  for (const auto id : incident.checks) {
    const auto* check = world.checks().find(id);
    if (check->opened_at.known()) summary.checks.push_back(summarise(*check));
  }
  return summary;
}

// Drafts and alerts that are not for the public leave no trace here.
bool is_shown(const world::Incident& incident) { return !incident.entries.empty(); }

}  // namespace

RealmSummary summarise(const world::Realm& realm) {
  return {realm.name(), realm.time_zone(), realm.is_drill(), realm.held(), realm.held_reason()};
}

AlertSummary summarise(const world::Alert& alert, std::string_view language) {
  AlertSummary summary{.id = alert.id,
                       .status = alert.facts.status,
                       .type = alert.facts.type,
                       .state = alert.state,
                       .sender = alert.facts.key.sender,
                       .sender_name = {},
                       .event = {},
                       .headline = {},
                       .description = {},
                       .instruction = {},
                       .contact = {},
                       .web = {},
                       .language = {},
                       .severity = {},
                       .urgency = {},
                       .certainty = {},
                       .areas = {},
                       .sent_at = alert.facts.key.sent_at,
                       .effective_at = alert.facts.key.sent_at,
                       .expires_at = alert.expires_at(),
                       .expires_by_us = false,
                       .is_public = alert.is_public};
  const auto* info = choose_info(alert, language);
  if (info == nullptr) return summary;
  summary.sender_name = info->sender_name;
  summary.event = info->event;
  summary.headline = info->headline.empty() ? info->event : info->headline;
  summary.description = info->description;
  summary.instruction = info->instruction;
  summary.contact = info->contact;
  summary.web = info->web;
  summary.language = info->language;
  summary.severity = info->severity;
  summary.urgency = info->urgency;
  summary.certainty = info->certainty;
  summary.expires_by_us = !info->expires_at.known();
  if (info->effective_at.known()) summary.effective_at = info->effective_at;
  for (const auto& area : info->areas) {
    if (!area.description.empty()) summary.areas.push_back(area.description);
  }
  return summary;
}

CheckSummary summarise(const world::Check& check) {
  CheckSummary summary;
  summary.id = check.id;
  summary.incident = check.incident;
  summary.alert = check.alert;
  summary.text = check.text;
  summary.state = check.state;
  summary.paused = check.paused;
  summary.revision = check.revision;
  summary.people = check.people;
  summary.asked = check.asks.asked();
  summary.answered = check.asks.answered();
  summary.counts = check.asks.counts();
  summary.early_wrong = check.asks.early_wrong();
  summary.p25_s = check.asks.answered_within_s(0.25);
  summary.p50_s = check.asks.answered_within_s(0.50);
  summary.p75_s = check.asks.answered_within_s(0.75);
  summary.opened_at = check.opened_at;
  summary.ended_at = check.ended_at;
  summary.area = check.area;
  if (check.pending_area) {
    summary.area_pending = true;
    summary.pending_people = check.pending_area->people;
    summary.pending_area = check.pending_area->area;
  }
  summary.drafted_by = check.drafted_by;
  summary.proposed_by = check.proposed_by;
  summary.approved_by = check.approved_by;
  return summary;
}

std::optional<IncidentSummary> incident_summary(const world::World& world, world::IncidentId id,
                                                std::string_view language) {
  const auto* incident = world.incidents().find(id);
  if (incident == nullptr || !is_shown(*incident)) return std::nullopt;
  auto summary = summary_of(world, *incident, language);
  std::vector<const world::Entry*> order;
  for (const auto& entry : incident->entries) order.push_back(&entry);
  std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return std::tie(b->occurred_at, b->seq) < std::tie(a->occurred_at, a->seq);
  });
  if (order.size() > entries_max) order.resize(entries_max);
  for (const auto* entry : order) summary.entries.push_back(entry_of(world, *incident, *entry, language));
  return summary;
}

std::optional<UpdateLine> update_line(const world::World& world, world::UpdateId id) {
  const auto id_of_incident = world.updates().incident_of(id);
  if (!id_of_incident) return std::nullopt;
  const auto& incident = *world.incidents().find(*id_of_incident);
  const auto entry =
      std::find_if(incident.entries.begin(), incident.entries.end(), [&](const world::Entry& line) {
        return line.kind == world::EntryKind::update && line.subject == id.id;
      });
  if (entry == incident.entries.end()) return std::nullopt;
  return UpdateLine{incident.id, incident.headline, entry_of(world, incident, *entry, {})};
}

std::vector<IncidentSummary> incident_list(const world::World& world, std::string_view language) {
  std::vector<IncidentSummary> list;
  for (const auto& [id, incident] : world.incidents().all()) {
    if (is_shown(incident)) list.push_back(summary_of(world, incident, language));
  }
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.opened_at > b.opened_at; });
  return list;
}

}  // namespace tocsin::views
