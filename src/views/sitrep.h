// Situation report: the values of a page that can be printed.
#pragma once

#include "views/board.h"
#include "views/board_diff.h"
#include "views/summaries.h"

namespace tocsin::views {

struct SitrepMeasures {
  world::Status status = world::Status::in_force;
  std::vector<EntryLine> entries;
};
struct SitrepSection {
  std::string iso;
  std::string group;
  std::vector<LevelLine> levels;
  std::vector<Varies> varies;
  std::vector<SitrepMeasures> measures;  // by status, in force first
  std::vector<EntryLine> words;          // press words about a level
  std::vector<CountGroup> counts;
  std::vector<EntryLine> claims;
  std::vector<Change> changes;  // since the report before
};
struct SitrepSource {
  world::SourceId id;
  std::string name;
  world::SourceKind kind = world::SourceKind::outlet;
  char grade = 0;
  std::size_t entries = 0;  // that it supports
};
struct Sitrep {
  Moment moment;
  RealmSummary realm;
  std::optional<world::IncidentId> incident;
  std::string headline;  // of the incident
  Instant since;         // changes are from here on; not known: none are listed
  std::vector<SitrepSection> sections;
  std::vector<TimelineEntry> key_events;  // of the incident, oldest first
  std::vector<SitrepSource> sources;      // by name
  std::size_t contradictions = 0;         // pairs
};
// `since` is the moment of the report before, or not known.
Sitrep sitrep(const world::World& world, const Moment& moment, const Filter& filter, Instant since);

}  // namespace tocsin::views
