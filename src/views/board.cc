#include "views/board.h"

#include <algorithm>
#include <map>

#include "views/board_parts.h"
#include "views/contradictions.h"

namespace tocsin::views {
namespace {

using RowKey = std::pair<std::string, std::string>;  // country, or nothing and a group

struct Gathering {
  JurisdictionRow row;
  std::vector<EntryLine> counts;
};

void add_entry(Gathering& to, EntryLine line) {
  to.row.seq = std::max(to.row.seq, line.seq);
  if (line.attacker_claim) {
    to.row.claims.push_back(std::move(line));
  } else if (line.statement.statement_class == world::StatementClass::count) {
    to.counts.push_back(std::move(line));
  } else {
    to.row.entries.push_back(std::move(line));
  }
}

void gather_entries(const BoardContext& context, const Matcher& matcher, std::map<RowKey, Gathering>& rows) {
  for (const auto& [id, entry] : context.world.measures().all()) {
    auto line = line_of(context, entry);
    if (!line || !matcher.matches(line->statement, line->incident) || !matcher.matches(line->status))
      continue;
    if (!matcher.filter().source_kinds.empty() && !matcher.matches_sources(kinds_of(context, *line)))
      continue;
    const world::Jurisdiction& jurisdiction = line->statement.jurisdiction;
    const RowKey key{jurisdiction.iso, jurisdiction.iso.empty() ? jurisdiction.group : std::string()};
    add_entry(rows[key], std::move(*line));
  }
}

void gather_levels(const BoardContext& context, const Matcher& matcher, std::map<RowKey, Gathering>& rows) {
  const auto& levels = context.world.levels();
  for (const auto& [key, ids] : levels.by_key()) {
    const auto* const level = levels.standing(key, context.moment.as_of, context.moment.known_at);
    if (level == nullptr || !matcher.matches(level->facts)) continue;
    auto& row = rows[{std::string(world::country_of(level->facts.iso)), {}}].row;
    row.levels.push_back(line_of(context, *level));
    row.seq = std::max(row.seq, level->seq);
  }
}

void finish(const BoardContext& context, Gathering& gathering) {
  JurisdictionRow& row = gathering.row;
  sort_levels(row.levels);
  row.varies = varies_of(row.levels);
  for (const auto* const scheme : world::Schemes::built_in().of(row.iso, context.moment.as_of)) {
    const bool speaks_of_itself =
        scheme->kind == world::SchemeKind::threat || scheme->kind == world::SchemeKind::posture;
    row.scale_published |= speaks_of_itself && !scheme->words_only;
  }
  const auto newest_first = [](const EntryLine& a, const EntryLine& b) {
    return a.confirmed_at != b.confirmed_at ? a.confirmed_at > b.confirmed_at : a.id < b.id;
  };
  std::sort(row.entries.begin(), row.entries.end(), newest_first);
  std::sort(row.claims.begin(), row.claims.end(), newest_first);
  row.counts = count_groups(context, gathering.counts);
  mark_contradictions(row);
}

world::Seq newest_seq(const world::World& world, Instant known_at) {
  world::Seq seq = 0;
  const auto take = [&](Instant recorded_at, world::Seq at) {
    if (recorded_at <= known_at) seq = std::max(seq, at);
  };
  for (const auto& [id, entry] : world.measures().all()) {
    for (const auto& revision : entry.revisions) take(revision.recorded_at, revision.seq);
    for (const auto& confirmation : entry.confirmations) take(confirmation.recorded_at, confirmation.seq);
  }
  for (const auto& [id, level] : world.levels().all()) {
    if (level.state != world::LevelState::set) continue;
    take(level.set_at, level.seq);
    if (level.ended_at.known()) take(level.end_recorded_at, level.end_seq);
  }
  return seq;
}

}  // namespace

const JurisdictionRow* Board::find(std::string_view iso) const {
  for (const auto& row : rows) {
    if (row.iso == iso && !iso.empty()) return &row;
  }
  return nullptr;
}

Board board(const world::World& world, const Moment& moment, const Filter& filter) {
  const BoardContext context{world, moment, KnownSources(world, moment.known_at)};
  const Matcher matcher(filter);
  std::map<RowKey, Gathering> rows;
  gather_entries(context, matcher, rows);
  gather_levels(context, matcher, rows);
  Board result;
  result.moment = moment;
  result.seq = newest_seq(world, moment.known_at);
  // Countries come after groups in the map: an empty code sorts first.
  for (const bool groups : {false, true}) {
    for (auto& [key, gathering] : rows) {
      if (key.first.empty() != groups) continue;
      gathering.row.iso = key.first;
      gathering.row.group = key.second;
      finish(context, gathering);
      result.rows.push_back(std::move(gathering.row));
    }
  }
  return result;
}

std::optional<JurisdictionRow> jurisdiction(const world::World& world, const Moment& moment,
                                            std::string_view iso) {
  Filter filter;
  filter.jurisdictions.emplace_back(iso);
  const Board found = board(world, moment, filter);
  const auto* const row = found.find(world::country_of(iso));
  return row == nullptr ? std::nullopt : std::optional(*row);
}

std::optional<EntryLine> entry_line(const world::World& world, const Moment& moment, world::EntryId id) {
  const auto* const entry = world.measures().find(id);
  if (entry == nullptr) return std::nullopt;
  const BoardContext context{world, moment, KnownSources(world, moment.known_at)};
  auto line = line_of(context, *entry);
  if (!line) return std::nullopt;
  // With what contradicts it, from its row.
  Filter filter;
  if (!line->statement.jurisdiction.iso.empty())
    filter.jurisdictions.push_back(line->statement.jurisdiction.iso);
  const Board all = board(world, moment, filter);
  for (const auto& row : all.rows) {
    for (const auto& other : row.entries) {
      if (other.id == id) return other;
    }
  }
  return line;
}

}  // namespace tocsin::views
