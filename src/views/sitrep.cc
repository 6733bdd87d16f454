#include "views/sitrep.h"

#include <algorithm>
#include <map>
#include <set>

#include "views/sourcing.h"

namespace tocsin::views {
namespace {

using world::Status;

// What is in force comes first; what has ended, last.
constexpr Status status_order[] = {
    Status::in_force,     Status::extended,   Status::announced, Status::planned, Status::possible,
    Status::under_review, Status::claimed,    Status::reported,  Status::eased,   Status::completed,
    Status::lifted,       Status::superseded, Status::denied};

SitrepSection section_of(const JurisdictionRow& row) {
  SitrepSection section;
  section.iso = row.iso;
  section.group = row.group;
  section.levels = row.levels;
  section.varies = row.varies;
  section.counts = row.counts;
  section.claims = row.claims;
  for (const Status status : status_order) {
    SitrepMeasures measures{status, {}};
    for (const auto& line : row.entries) {
      if (line.statement.statement_class != world::StatementClass::level_words && line.status == status)
        measures.entries.push_back(line);
    }
    if (!measures.entries.empty()) section.measures.push_back(std::move(measures));
  }
  for (const auto& line : row.entries) {
    if (line.statement.statement_class == world::StatementClass::level_words) section.words.push_back(line);
  }
  return section;
}

// Of an incident's board also the levels of the jurisdictions on it.
Board with_levels(const world::World& world, const Moment& moment, const Filter& filter, Board found) {
  if (!filter.incident) return found;
  Filter levels;
  levels.only_levels = true;
  for (const auto& row : found.rows) {
    if (!row.iso.empty()) levels.jurisdictions.push_back(row.iso);
  }
  if (levels.jurisdictions.empty()) return found;
  const Board around = board(world, moment, levels);
  for (auto& row : found.rows) {
    const auto* const same = around.find(row.iso);
    if (same == nullptr) continue;
    row.levels = same->levels;
    row.varies = same->varies;
  }
  return found;
}

std::vector<SitrepSource> sources_of(const world::World& world, const Board& found) {
  const KnownSources known(world, found.moment.known_at);
  std::map<world::SourceId, std::set<world::EntryId>> entries;
  const auto add = [&](world::EntryId id) {
    for (const auto& support : world.measures().find(id)->support) {
      if (support.public_at <= found.moment.known_at) entries[support.source].insert(id);
    }
  };
  for (const auto& row : found.rows) {
    for (const auto& line : row.entries) add(line.id);
    for (const auto& line : row.claims) add(line.id);
    for (const auto& level : row.levels) entries[level.source];
    for (const auto& group : row.counts) {
      for (const auto& figure : group.figures) add(figure.entry);
    }
  }
  std::vector<SitrepSource> list;
  for (const auto& [id, supported] : entries) {
    const auto* const facts = known.facts(id);
    if (facts != nullptr) list.push_back({id, facts->name, facts->kind, facts->grade, supported.size()});
  }
  std::sort(list.begin(), list.end(),
            [](const SitrepSource& a, const SitrepSource& b) { return a.name < b.name; });
  return list;
}

void add_incident(const world::World& world, Sitrep& sitrep) {
  const auto summary = incident_summary(world, *sitrep.incident, "en");
  if (!summary) return;
  sitrep.headline = summary->headline;
  for (auto entry = summary->entries.rbegin(); entry != summary->entries.rend(); ++entry) {
    const bool is_known =
        entry->known_at <= sitrep.moment.known_at && entry->occurred_at <= sitrep.moment.as_of;
    if (is_known && (entry->key_event || entry->pinned)) sitrep.key_events.push_back(*entry);
  }
}

}  // namespace

Sitrep sitrep(const world::World& world, const Moment& moment, const Filter& filter, Instant since) {
  Sitrep report;
  report.moment = moment;
  report.realm = summarise(world.realm());
  report.incident = filter.incident;
  report.since = since;
  const Board now = with_levels(world, moment, filter, board(world, moment, filter));
  std::vector<JurisdictionDiff> changes;
  if (since.known()) {
    const Moment then{moment.now, since, since};
    changes = diff(with_levels(world, then, filter, board(world, then, filter)), now);
  }
  for (const auto& row : now.rows) {
    SitrepSection section = section_of(row);
    for (const auto& change : changes) {
      if (change.iso == row.iso && change.group == row.group) section.changes = change.changes;
    }
    for (const auto& line : row.entries) report.contradictions += line.contradicted_by.size();
    report.sections.push_back(std::move(section));
  }
  report.contradictions /= 2;
  report.sources = sources_of(world, now);
  if (report.incident) add_incident(world, report);
  return report;
}

}  // namespace tocsin::views
