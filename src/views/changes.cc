#include "views/changes.h"

#include <algorithm>
#include <limits>

#include "views/board_parts.h"
#include "world/schemes.h"

namespace tocsin::views {
namespace {

bool is_wanted(const Since& since, world::Seq seq, Instant at, bool tell) {
  return seq > since.seq && (!since.at.known() || at > since.at) && (tell || since.also_untold);
}

ChangeItem item_of(const BoardContext& context, const world::BoardEntry& entry, std::size_t index) {
  const world::EntryRevision& revision = entry.revisions[index];
  const world::Statement& statement = revision.statement;
  ChangeItem item;
  item.seq = revision.seq;
  item.at = revision.recorded_at;
  const bool ended_before = index > 0 && world::is_ended(entry.revisions[index - 1].statement.status);
  item.kind = index == 0                                           ? ChangeKind::added
              : world::is_ended(statement.status) && !ended_before ? ChangeKind::ended
                                                                   : ChangeKind::changed;
  item.subject = entry.id.id;
  item.revision = revision.number;
  item.iso = statement.jurisdiction.iso;
  item.place = statement.site     ? statement.site->name
               : item.iso.empty() ? statement.jurisdiction.group
                                  : statement.jurisdiction.iso2;
  item.what = statement.code.empty() ? statement.kind : statement.code;
  item.word = to_string(statement.status);
  if (!entry.support.empty()) item.chain_text = chain_text(entry.support.front().chain);
  item.change_note = revision.change_note;
  item.minor = revision.minor;
  item.tell = revision.tell;
  // What was a claim when it was said is not made a fact by a later edit.
  item.may_be_pushed =
      world::may_be_pushed(context.world, entry) && statement.statement_class != world::StatementClass::claim;
  if (item.may_be_pushed) item.words = statement.words;
  return item;
}

// How this level followed the one of its key that stood before it.
ChangeKind kind_of(const BoardContext& context, const world::Level& level, const LevelLine& line) {
  const world::Level* before = nullptr;
  const auto& ids = context.world.levels().by_key().find(world::level_key(level.facts))->second;
  for (const auto id : ids) {
    const auto* const other = context.world.levels().find(id);
    const bool ended = other->ended_at.known() && other->end_seq < level.seq;
    if (other->seq >= level.seq || ended || other->facts.valid_from > level.facts.valid_from) continue;
    if (before == nullptr || other->facts.valid_from >= before->facts.valid_from) before = other;
  }
  return before == nullptr ? ChangeKind::level_set : level_change(line_of(context, *before), line);
}

ChangeItem item_of(const BoardContext& context, const world::Level& level) {
  const LevelLine line = line_of(context, level);
  ChangeItem item;
  item.seq = level.seq;
  item.at = level.set_at;
  item.kind = kind_of(context, level, line);
  item.is_level = true;
  item.subject = level.id.id;
  item.iso = world::country_of(line.iso);
  item.place = !line.part.empty() ? line.part : line.iso.contains('-') ? line.iso : std::string();
  item.what = line.scheme;
  item.word = line.word;
  item.step = line.step;
  item.steps = line.steps;
  item.chain_text = line.source_name;
  item.change_note = level.note;
  return item;
}

}  // namespace

Changes changes_since(const world::World& world, const Filter& filter, const Since& since) {
  constexpr Instant ever{std::numeric_limits<std::int64_t>::max()};
  const Moment moment{ever, ever, ever};
  const BoardContext context{world, moment, KnownSources(world, ever)};
  const Matcher matcher(filter);
  Changes changes;
  for (const auto& [id, entry] : world.measures().all()) {
    if (entry.revisions.empty() || entry.revisions.back().seq <= since.seq) continue;
    const auto line = line_of(context, entry);
    if (!matcher.filter().source_kinds.empty() && !matcher.matches_sources(kinds_of(context, *line)))
      continue;
    for (std::size_t i = 0; i < entry.revisions.size(); ++i) {
      const auto& revision = entry.revisions[i];
      if (!is_wanted(since, revision.seq, revision.recorded_at, revision.tell)) continue;
      if (matcher.matches(revision.statement, entry.incident) && matcher.matches(revision.statement.status))
        changes.items.push_back(item_of(context, entry, i));
    }
  }
  for (const auto& [id, level] : world.levels().all()) {
    if (level.state != world::LevelState::set || !matcher.matches(level.facts)) continue;
    if (is_wanted(since, level.seq, level.set_at, true)) changes.items.push_back(item_of(context, level));
    if (!level.ended_at.known() || !is_wanted(since, level.end_seq, level.end_recorded_at, true)) continue;
    ChangeItem item = item_of(context, level);
    item.kind = ChangeKind::level_ended;
    item.seq = level.end_seq;
    item.at = level.end_recorded_at;
    item.change_note = level.end_reason;
    changes.items.push_back(std::move(item));
  }
  std::sort(changes.items.begin(), changes.items.end(),
            [](const ChangeItem& a, const ChangeItem& b) { return a.seq < b.seq; });
  if (changes.items.size() > changes_max) {
    changes.more = true;
    changes.items.erase(changes.items.begin(), changes.items.end() - changes_max);
  }
  changes.seq = changes.items.empty() ? since.seq : changes.items.back().seq;
  return changes;
}

std::vector<ChangeBundle> bundles(const std::vector<ChangeItem>& items, std::int64_t interval_ms,
                                  Instant now) {
  std::vector<ChangeBundle> list;
  for (const auto& item : items) {
    const Instant from{item.at.ms - item.at.ms % interval_ms};
    const Instant to = from + interval_ms;
    if (to > now) continue;
    if (list.empty() || list.back().from != from) list.push_back({from, to, {}});
    list.back().items.push_back(item);
  }
  return list;
}

}  // namespace tocsin::views
