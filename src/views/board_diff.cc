#include "views/board_diff.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "world/schemes.h"

namespace tocsin::views {
namespace {

std::string text_of(Instant at) { return at.known() ? to_rfc3339(at) : std::string(); }

std::string text_of(const std::optional<world::Site>& site) {
  if (!site) return {};
  if (!site->point) return site->name;
  return fmt::format("{} ({:.5f}, {:.5f})", site->name, site->point->lat, site->point->lon);
}

std::string text_of(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : "";
}

std::string text_of(const std::optional<world::Quantity>& quantity) {
  if (!quantity) return {};
  if (!quantity->text.empty()) return quantity->text;
  return fmt::format("{}-{}", text_of(quantity->min), text_of(quantity->max));
}

class Fields {
 public:
  void compare(std::string_view field, std::string before, std::string after) {
    if (before != after) changes_.push_back({std::string(field), std::move(before), std::move(after)});
  }
  std::vector<FieldChange> take() { return std::move(changes_); }

 private:
  std::vector<FieldChange> changes_;
};

std::vector<FieldChange> fields_of(const EntryLine& a, const EntryLine& b) {
  const world::Statement& before = a.statement;
  const world::Statement& after = b.statement;
  Fields fields;
  fields.compare("status", std::string(to_string(a.status)), std::string(to_string(b.status)));
  fields.compare("code", before.code, after.code);
  fields.compare("kind", before.kind, after.kind);
  fields.compare("jurisdiction", before.jurisdiction.code(), after.jurisdiction.code());
  fields.compare("actor", before.actor, after.actor);
  fields.compare("target", before.target, after.target);
  fields.compare("site", text_of(before.site), text_of(after.site));
  fields.compare("since", text_of(before.since), text_of(after.since));
  fields.compare("until", text_of(before.until), text_of(after.until));
  fields.compare("planned_at", text_of(before.planned_at), text_of(after.planned_at));
  fields.compare("lifted_at", text_of(before.lifted_at), text_of(after.lifted_at));
  fields.compare("outcome", before.outcome, after.outcome);
  fields.compare("quantity", text_of(before.quantity), text_of(after.quantity));
  fields.compare("level_said", before.level_said, after.level_said);
  fields.compare("words", before.words, after.words);
  fields.compare("support", fmt::format("{}", a.support.size()), fmt::format("{}", b.support.size()));
  fields.compare("independent_sources", fmt::format("{}", a.independent_sources),
                 fmt::format("{}", b.independent_sources));
  fields.compare("contradicted_by", fmt::format("{}", a.contradicted_by.size()),
                 fmt::format("{}", b.contradicted_by.size()));
  return fields.take();
}

Change change_of(ChangeKind kind, const EntryLine& line, std::vector<FieldChange> fields = {}) {
  const std::string& what = line.statement.code.empty() ? line.statement.kind : line.statement.code;
  return {kind, line.id.id, false, what, std::move(fields), line.may_be_pushed};
}

void diff_entry(const EntryLine& before, const EntryLine& after, std::vector<Change>& changes) {
  auto fields = fields_of(before, after);
  const bool is_ended = after.freshness == Freshness::ended && before.freshness != Freshness::ended;
  const bool is_expired = after.freshness == Freshness::expired && before.freshness != Freshness::expired;
  if (fields.empty() && !is_ended && !is_expired) return;
  const ChangeKind kind = is_ended     ? ChangeKind::ended
                          : is_expired ? ChangeKind::expired
                                       : ChangeKind::changed;
  changes.push_back(change_of(kind, after, std::move(fields)));
}

void diff_entries(const std::vector<EntryLine>& before, const std::vector<EntryLine>& after,
                  std::vector<Change>& changes) {
  std::map<world::EntryId, const EntryLine*> left;
  for (const auto& line : before) left[line.id] = &line;
  for (const auto& line : after) {
    const auto it = left.find(line.id);
    if (it == left.end()) {
      changes.push_back(change_of(ChangeKind::added, line));
      continue;
    }
    diff_entry(*it->second, line, changes);
    left.erase(it);
  }
  for (const auto& line : before) {
    if (left.contains(line.id)) changes.push_back(change_of(ChangeKind::ended, line));
  }
}

std::string key_of(const LevelLine& line) {
  // As world::level_key() does: a part spelt otherwise is the same part.
  return fmt::format("{}|{}|{}", line.scheme.substr(0, line.scheme.rfind('-')), line.iso,
                     to_lower_ascii(trim(line.part)));
}

Change change_of(ChangeKind kind, const LevelLine& line, std::vector<FieldChange> fields = {}) {
  return {kind, line.id.id, true, line.scheme, std::move(fields), true};
}

std::vector<FieldChange> fields_of(const LevelLine& before, const LevelLine& after) {
  Fields fields;
  fields.compare("scheme", before.scheme, after.scheme);
  fields.compare("code", before.code, after.code);
  fields.compare("word", before.word, after.word);
  fields.compare("within_level", before.within_level, after.within_level);
  fields.compare("until", text_of(before.until), text_of(after.until));
  return fields.take();
}

void diff_levels(const std::vector<LevelLine>& before, const std::vector<LevelLine>& after,
                 std::vector<Change>& changes) {
  std::map<std::string, const LevelLine*> left;
  for (const auto& line : before) left[key_of(line)] = &line;
  for (const auto& line : after) {
    const auto it = left.find(key_of(line));
    if (it == left.end()) {
      changes.push_back(change_of(ChangeKind::level_set, line));
      continue;
    }
    const LevelLine& old = *it->second;
    left.erase(it);
    if (old.id != line.id) {
      changes.push_back(change_of(level_change(old, line), line, fields_of(old, line)));
    } else if (line.expired && !old.expired) {
      changes.push_back(change_of(ChangeKind::level_expired, line));
    }
  }
  for (const auto& line : before) {
    if (left.contains(key_of(line))) changes.push_back(change_of(ChangeKind::level_ended, line));
  }
}

void diff_counts(const std::vector<CountGroup>& before, const std::vector<CountGroup>& after,
                 std::vector<Change>& changes) {
  const auto find = [](const std::vector<CountGroup>& groups, const CountGroup& like) {
    return std::find_if(groups.begin(), groups.end(), [&](const CountGroup& other) {
      return other.kind == like.kind && other.incident == like.incident;
    });
  };
  const auto subject_of = [](const CountGroup& group) {
    return group.latest ? group.latest->entry.id : group.figures.back().entry.id;
  };
  for (const auto& group : after) {
    const auto old = find(before, group);
    if (old != before.end() && old->figures == group.figures) continue;
    Fields fields;
    const CountGroup none;
    const CountGroup& left = old == before.end() ? none : *old;
    fields.compare("figures", fmt::format("{}", left.figures.size()),
                   fmt::format("{}", group.figures.size()));
    fields.compare("low", text_of(left.low), text_of(group.low));
    fields.compare("high", text_of(left.high), text_of(group.high));
    fields.compare("latest", left.latest ? text_of(std::optional(left.latest->quantity)) : "",
                   group.latest ? text_of(std::optional(group.latest->quantity)) : "");
    changes.push_back({old == before.end() ? ChangeKind::added : ChangeKind::changed, subject_of(group),
                       false, group.kind, fields.take(), true});
  }
  // An edit moved its last figure to another kind, place or class.
  for (const auto& group : before) {
    if (find(after, group) == after.end())
      changes.push_back({ChangeKind::ended, subject_of(group), false, group.kind, {}, true});
  }
}

}  // namespace

std::string_view to_string(ChangeKind value) {
  static constexpr std::string_view names[] = {"",
                                               "added",
                                               "changed",
                                               "ended",
                                               "expired",
                                               "level_set",
                                               "level_raised",
                                               "level_lowered",
                                               "level_changed",
                                               "level_ended",
                                               "level_expired",
                                               "scheme_changed"};
  return names[static_cast<std::size_t>(value)];
}

ChangeKind level_change(const LevelLine& before, const LevelLine& after) {
  if (before.scheme != after.scheme) return ChangeKind::scheme_changed;
  const auto* const scheme = world::Schemes::built_in().find(after.scheme);
  const auto order = scheme == nullptr ? std::nullopt : scheme->compare(after.code, before.code);
  if (!order || *order == std::strong_ordering::equal) return ChangeKind::level_changed;
  return *order == std::strong_ordering::greater ? ChangeKind::level_raised : ChangeKind::level_lowered;
}

std::vector<JurisdictionDiff> diff(const Board& before, const Board& after) {
  const JurisdictionRow none;
  const auto find = [](const Board& board, const JurisdictionRow& like) -> const JurisdictionRow* {
    for (const auto& row : board.rows) {
      if (row.iso == like.iso && row.group == like.group) return &row;
    }
    return nullptr;
  };
  std::vector<JurisdictionDiff> list;
  const auto add = [&](const JurisdictionRow& left, const JurisdictionRow& right,
                       const JurisdictionRow& named) {
    JurisdictionDiff entry{named.iso, named.group, {}};
    diff_levels(left.levels, right.levels, entry.changes);
    diff_entries(left.entries, right.entries, entry.changes);
    diff_counts(left.counts, right.counts, entry.changes);
    diff_entries(left.claims, right.claims, entry.changes);
    if (!entry.changes.empty()) list.push_back(std::move(entry));
  };
  for (const auto& row : after.rows) {
    const auto* const old = find(before, row);
    add(old == nullptr ? none : *old, row, row);
  }
  for (const auto& row : before.rows) {
    if (find(after, row) == nullptr) add(row, none, row);
  }
  return list;
}

}  // namespace tocsin::views
