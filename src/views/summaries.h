// Summaries: what the public and operators see of alerts, checks and incidents. Values only; they hold no
// references into the World and may be carried to any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "world/world.h"

namespace tocsin::views {

struct RealmSummary {
  std::string name;
  std::string time_zone;
  bool is_drill = true;
  bool held = false;
  std::string held_reason;
};
RealmSummary summarise(const world::Realm& realm);

struct AlertSummary {
  world::AlertId id;
  world::AlertStatus status = world::AlertStatus::actual;
  world::AlertType type = world::AlertType::alert;
  world::AlertState state = world::AlertState::current;
  std::string sender;
  std::string sender_name;
  std::string event;
  std::string headline;
  std::string description;
  std::string instruction;
  std::string contact;
  std::string web;
  std::string language;
  std::string severity, urgency, certainty;
  std::vector<std::string> areas;  // their names
  Instant sent_at;
  Instant effective_at;
  Instant expires_at;
  bool expires_by_us = false;  // the sender set no end
  bool is_public = false;
};
// The info whose language fits best is shown ("fr" fits "fr-FR"); the first when none does.
AlertSummary summarise(const world::Alert& alert, std::string_view language);

struct CheckSummary {
  world::CheckId id;
  world::IncidentId incident;
  std::optional<world::AlertId> alert;
  world::CheckText text;
  world::CheckState state = world::CheckState::draft;
  bool paused = false;
  bool area_pending = false;
  std::uint64_t pending_people = 0;
  std::uint32_t revision = 0;
  std::uint64_t people = 0;
  std::uint64_t asked = 0;
  std::uint64_t answered = 0;  // people who answered at least once
  world::AnswerCounts counts;
  std::uint32_t early_wrong = 0;
  std::optional<std::int64_t> p25_s, p50_s, p75_s;  // until this share of the asked had answered
  Instant opened_at;
  Instant ended_at;
  geo::Area area;
  geo::Area pending_area;
  world::OperatorId drafted_by, proposed_by, approved_by;

  std::uint64_t no_answer() const { return asked - counts.total(); }
};
CheckSummary summarise(const world::Check& check);

// One line of an incident's timeline.
struct TimelineEntry {
  world::Seq seq = 0;
  world::EntryKind kind = world::EntryKind::update;
  Instant occurred_at;
  Instant known_at;
  std::string headline;  // of an alert or check
  std::string text;      // of an update, or the correction
  std::string jurisdiction;
  Instant planned_for;
  std::vector<std::string> sources;  // who said it, then who carried it
  // Of an update:
  std::optional<world::UpdateId> update;  // its permanent address
  bool pinned = false;
  bool key_event = false;
  bool backdated = false;                      // told long after it happened
  bool scheduled = false;                      // released by the clock
  std::vector<world::Correction> corrections;  // oldest first; `text` is the corrected one
};

struct IncidentSummary {
  world::IncidentId id;
  std::string headline;
  Instant opened_at;
  world::Seq seq = 0;  // of the newest entry or correction: the page's ETag
  std::vector<AlertSummary> alerts;
  std::vector<CheckSummary> checks;    // those the public may see: opened once
  std::vector<TimelineEntry> entries;  // newest first, by when it was true
};

// Pages show at most this many entries; the feed pages on.
constexpr std::size_t entries_max = 500;

std::optional<IncidentSummary> incident_summary(const world::World& world, world::IncidentId id,
                                                std::string_view language);
// One published update, by its permanent address, with the incident it is in.
struct UpdateLine {
  world::IncidentId incident;
  std::string headline;  // of the incident
  TimelineEntry entry;
};
std::optional<UpdateLine> update_line(const world::World& world, world::UpdateId id);
// Every incident, newest first, without entries.
std::vector<IncidentSummary> incident_list(const world::World& world, std::string_view language);

}  // namespace tocsin::views
