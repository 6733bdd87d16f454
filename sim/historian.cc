#include "historian.h"

#include <algorithm>
#include <tuple>

#include "views/board_diff.h"
#include "world/levels.h"

namespace tocsin::sim {
namespace {

using views::Board;
using views::EntryLine;
using views::Moment;

// Each stop costs some boards.
constexpr std::size_t stops_a_life = 4;

std::map<Id, const EntryLine*> lines_of(const Board& board) {
  std::map<Id, const EntryLine*> lines;
  for (const auto& row : board.rows) {
    for (const auto& line : row.entries) lines[line.id.id] = &line;
    for (const auto& line : row.claims) lines[line.id.id] = &line;
  }
  return lines;
}

std::map<Id, const views::LevelLine*> levels_of(const Board& board) {
  std::map<Id, const views::LevelLine*> levels;
  for (const auto& row : board.rows) {
    for (const auto& line : row.levels) levels[line.id.id] = &line;
  }
  return levels;
}

std::set<Id> figures_of(const Board& board) {
  std::set<Id> entries;
  for (const auto& row : board.rows) {
    for (const auto& group : row.counts) {
      for (const auto& figure : group.figures) entries.insert(figure.entry.id);
    }
  }
  return entries;
}

}  // namespace

Instant Historian::moment_near(Instant known_at) {
  const auto days = static_cast<std::int64_t>(random_.below(4 * day_ms));
  return random_.chance(0.3) ? known_at : known_at + (random_.chance(0.7) ? -days : days);
}

void Historian::check(const std::vector<PublicChange>& told, Instant now) {
  std::set<std::size_t> stops;
  for (std::size_t i = 0; i < stops_a_life; ++i) stops.insert(random_.below(journal_.size()));
  stops.insert(journal_.size() - 1);
  world::World then;
  std::optional<Board> before;
  for (std::size_t i = 0; i < journal_.size() && notebook_.fine(); ++i) {
    then.apply(journal_[i].event, journal_[i].seq);
    // What one command did is known at once.
    const bool whole = i + 1 == journal_.size() || journal_[i + 1].event.at != journal_[i].event.at;
    if (!whole || stops.empty() || *stops.begin() > i) continue;
    stops.erase(stops.begin(), stops.upper_bound(i));
    const Instant known_at = journal_[i].event.at;
    look_back(then, known_at);
    Board after = views::board(then, {known_at, known_at, known_at});
    check_board(then, after);
    if (before) {
      check_diff(*before, after, views::diff(*before, after));
      check_diff(after, *before, views::diff(after, *before));
    }
    before = std::move(after);
    const auto news = views::changes_since(then, {}, {cursor_, {}, true});
    check_items(views::changes_since(then, {}, {0, {}, true}));
    heard_.insert(heard_.end(), news.items.begin(), news.items.end());
    cursor_ = news.seq;
  }
  if (!notebook_.fine()) return;
  check_board(today_, views::board(today_, Moment::at(now)));
  check_changes(told);
  notebook_.hit(Probe::time_travelled);
}

void Historian::look_back(const world::World& then, Instant known_at) {
  for (int i = 0; i < 2; ++i) {
    const Moment moment{known_at, moment_near(known_at), known_at};
    views::Filter filter;
    if (random_.chance(0.2)) filter.only_levels = true;
    if (random_.chance(0.2)) filter.jurisdictions = {"FR"};
    if (random_.chance(0.2)) filter.source_kinds = {world::SourceKind::official};
    const Board now = views::board(today_, moment, filter);
    const Board was = views::board(then, moment, filter);
    notebook_.expect(now == was, Invariant::time_travel_equals_replay,
                     fmt::format("the board as of {} known at {} is another than the one of then",
                                 to_rfc3339(moment.as_of), to_rfc3339(known_at)));
    notebook_.expect(views::diff(now, was).empty(), Invariant::time_travel_equals_replay,
                     "two equal boards differ");
  }
  check_kept(then, known_at);
}

void Historian::check_kept(const world::World& then, Instant known_at) {
  const Moment moment{known_at, known_at, known_at};
  const Instant now = journal_.back().event.at;
  for (const auto& [id, entry] : then.measures().all()) {
    if (entry.state != world::EntryState::published) continue;
    const auto was = views::entry_line(then, moment, id);
    const auto is = views::entry_line(today_, Moment::at(now), id);
    const std::string name = to_uuid(id.id);
    notebook_.expect(was.has_value() && is.has_value(), Invariant::published_kept,
                     fmt::format("entry {} was published and has no line", name));
    if (!was || !is) return;
    notebook_.expect(is->revision >= was->revision && is->support.size() >= was->support.size(),
                     Invariant::published_kept, fmt::format("entry {} lost a revision or a source", name));
    notebook_.expect(views::entry_line(today_, moment, id) == was, Invariant::time_travel_equals_replay,
                     fmt::format("entry {} as it was is not as it was", name));
  }
}

void Historian::check_board(const world::World& then, const Board& board) const {
  const auto lines = lines_of(board);
  const auto figures = figures_of(board);
  const bool as_it_was = board.moment.as_of >= board.moment.known_at;
  for (const auto& [id, entry] : then.measures().all()) {
    if (!as_it_was || entry.state != world::EntryState::published) continue;
    notebook_.expect(lines.contains(id.id) || figures.contains(id.id), Invariant::published_kept,
                     fmt::format("entry {} is published and not on the board", to_uuid(id.id)));
  }
  for (const auto& row : board.rows) {
    check_contradictions(row);
    check_counts(then, board.moment, row);
    check_claims(then, row);
  }
}

void Historian::check_contradictions(const views::JurisdictionRow& row) const {
  const auto names = [](const EntryLine& line, world::EntryId other) {
    return std::count(line.contradicted_by.begin(), line.contradicted_by.end(), other) == 1;
  };
  const auto is_live = [](const EntryLine& line) { return !world::is_ended(line.status); };
  const auto one_place = [](const EntryLine& a, const EntryLine& b) {
    const auto& left = a.statement.jurisdiction.iso2;
    const auto& right = b.statement.jurisdiction.iso2;
    return left == right || left.empty() || right.empty();
  };
  const auto border = [](const EntryLine& a, const EntryLine& b) {
    return a.statement.code == "BORDER_CLOSURE" && b.statement.code == "BORDER_CONTROL";
  };
  const auto denied = [&](const EntryLine& a, const EntryLine& b) {
    return a.status == world::Status::denied && is_live(b) && !a.statement.code.empty() &&
           a.statement.code == b.statement.code && !a.statement.site && !b.statement.site;
  };
  for (const auto& a : row.entries) {
    for (const auto other : a.contradicted_by) {
      const auto b = std::find_if(row.entries.begin(), row.entries.end(),
                                  [&](const EntryLine& line) { return line.id == other; });
      const bool both = b != row.entries.end() && names(*b, a.id) && b->id != a.id;
      notebook_.expect(both, Invariant::contradictions_shown,
                       fmt::format("entry {} contradicts one that does not say so", to_uuid(a.id.id)));
    }
    for (const auto& b : row.entries) {
      const bool contradict = (border(a, b) && is_live(a) && is_live(b)) || denied(a, b);
      if (!contradict || !one_place(a, b)) continue;
      notebook_.hit(Probe::contradiction_shown);
      notebook_.expect(names(a, b.id) && names(b, a.id), Invariant::contradictions_shown,
                       fmt::format("entries {} and {} cannot both be so, and do not say it", to_uuid(a.id.id),
                                   to_uuid(b.id.id)));
    }
  }
}

void Historian::check_counts(const world::World& then, const Moment& moment,
                             const views::JurisdictionRow& row) const {
  const auto as_said = [&](bool holds, std::string_view what) {
    notebook_.expect(holds, Invariant::counts_as_said, what);
  };
  std::map<world::EntryId, EntryLine> lines;
  for (const auto& group : row.counts) {
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
    for (const auto& figure : group.figures) {
      if (!lines.contains(figure.entry)) lines[figure.entry] = *views::entry_line(then, moment, figure.entry);
      const EntryLine& line = lines[figure.entry];
      const bool said =
          line.statement.quantity == figure.quantity ||
          std::any_of(line.support.begin(), line.support.end(), [&](const auto& support) {
            return support.quantity == figure.quantity && support.chain_text == figure.chain_text;
          });
      as_said(said, fmt::format("a figure '{}' that nobody said", figure.quantity.text));
      if (figure.withdrawn) continue;
      for (const auto& number : {figure.quantity.min, figure.quantity.max}) {
        if (number && (!low || *number < *low)) low = number;
        if (number && (!high || *number > *high)) high = number;
      }
    }
    as_said(group.low == low && group.high == high, "a range that is not of its figures");
    notebook_.hit_if(group.low != group.high, Probe::figures_differ);
    notebook_.hit_if(std::any_of(group.figures.begin(), group.figures.end(),
                                 [](const auto& figure) { return figure.copy; }),
                     Probe::figure_copied);
  }
  for (const auto& [id, line] : lines) {
    for (const auto& support : line.support) {
      if (!support.quantity) continue;
      const auto shown = [&](const views::CountGroup& group) {
        return std::any_of(group.figures.begin(), group.figures.end(), [&](const auto& figure) {
          return figure.entry == id && figure.quantity == *support.quantity;
        });
      };
      as_said(std::any_of(row.counts.begin(), row.counts.end(), shown),
              "a figure that was said is not shown");
    }
  }
}

bool Historian::speaks_for_attacker(const world::World& then, const EntryLine& line) const {
  if (line.statement.statement_class == world::StatementClass::claim) return true;
  const auto is_attacker = [](const world::Source* source) {
    return source != nullptr && source->facts.kind == world::SourceKind::attacker;
  };
  return std::any_of(line.support.begin(), line.support.end(), [&](const views::SupportLine& support) {
    return is_attacker(then.sources().find(support.source)) ||
           std::any_of(support.chain.begin(), support.chain.end(), [&](const world::Party& party) {
             return party.type == world::PartyType::claimant ||
                    is_attacker(then.sources().find_by_name(party.name));
           });
  });
}

void Historian::check_claims(const world::World& then, const views::JurisdictionRow& row) const {
  for (const auto& line : row.entries) {
    notebook_.expect(!speaks_for_attacker(then, line), Invariant::claims_not_pushed,
                     fmt::format("claim {} stands among the facts", to_uuid(line.id.id)));
  }
  for (const auto& line : row.claims) {
    notebook_.hit(Probe::attacker_claim_kept);
    notebook_.expect(!line.may_be_pushed, Invariant::claims_not_pushed,
                     fmt::format("claim {} may be pushed", to_uuid(line.id.id)));
  }
}

void Historian::check_diff(const Board& before, const Board& after,
                           const std::vector<views::JurisdictionDiff>& rows) const {
  const auto holds = [&](bool is, Id subject, std::string_view what) {
    notebook_.expect(is, Invariant::time_travel_equals_replay,
                     fmt::format("the difference of two boards: {} {}", to_uuid(subject), what));
  };
  const auto left = lines_of(before);
  const auto right = lines_of(after);
  std::set<Id> changes;
  for (const auto& row : rows) {
    for (const auto& change : row.changes) {
      changes.insert(change.subject);
      const auto line = right.find(change.subject);
      // What is gone from one row may stand in another as a claim.
      const bool silent = line == right.end() || line->second->may_be_pushed || !change.may_be_pushed ||
                          change.kind == views::ChangeKind::ended;
      notebook_.expect(silent, Invariant::claims_not_pushed, "a claim may be pushed as a change");
    }
  }
  for (const auto& [id, line] : right) {
    const auto old = left.find(id);
    const bool differs = old == left.end() || old->second->status != line->status ||
                         old->second->statement.code != line->statement.code ||
                         old->second->support.size() != line->support.size();
    holds(!differs || changes.contains(id), id, "is new or another, and not named");
  }
  for (const auto& [id, line] : left)
    holds(right.contains(id) || changes.contains(id), id, "is gone, and not named");
  const auto left_levels = levels_of(before);
  const auto right_levels = levels_of(after);
  std::set<std::string> keys;
  for (const auto& [id, line] : right_levels) {
    holds(left_levels.contains(id) || changes.contains(id), id, "is a new level, and not named");
    keys.insert(world::level_key(today_.levels().find(line->id)->facts));
  }
  for (const auto& [id, line] : left_levels) {
    const bool followed = keys.contains(world::level_key(today_.levels().find(line->id)->facts));
    holds(right_levels.contains(id) || changes.contains(id) == !followed, id, "ended or was followed");
  }
  for (const Id& id : changes) {
    const bool known = left.contains(id) || right.contains(id) || left_levels.contains(id) ||
                       right_levels.contains(id) || figures_of(before).contains(id) ||
                       figures_of(after).contains(id);
    holds(known, id, "is on neither board");
  }
  check_count_changes(before, after, rows);
}

void Historian::check_count_changes(const Board& before, const Board& after,
                                    const std::vector<views::JurisdictionDiff>& rows) const {
  using Key = std::tuple<std::string, std::string, std::string, world::IncidentId>;
  const auto groups_of = [](const Board& board) {
    std::map<Key, std::vector<views::Figure>> groups;
    for (const auto& row : board.rows) {
      for (const auto& group : row.counts)
        groups[{row.iso, row.group, group.kind, group.incident.value_or(world::IncidentId())}] =
            group.figures;
    }
    return groups;
  };
  const auto left = groups_of(before);
  const auto right = groups_of(after);
  auto all = left;
  all.insert(right.begin(), right.end());
  for (const auto& [key, figures] : all) {
    const auto old = left.find(key);
    const auto now = right.find(key);
    if (old != left.end() && now != right.end() && old->second == now->second) continue;
    const auto& [iso, group, kind, incident] = key;
    const bool named =
        std::any_of(rows.begin(), rows.end(), [&, &iso = iso, &group = group, &kind = kind](const auto& row) {
          return row.iso == iso && row.group == group &&
                 std::any_of(row.changes.begin(), row.changes.end(),
                             [&](const auto& change) { return !change.is_level && change.what == kind; });
        });
    notebook_.expect(named, Invariant::time_travel_equals_replay,
                     fmt::format("the figures of {} in {} changed, and no difference says so", kind, iso));
  }
}

void Historian::check_items(const views::Changes& changes) const {
  for (const auto& item : changes.items) {
    const world::BoardEntry* const entry =
        item.is_level ? nullptr : today_.measures().find(world::EntryId(item.subject));
    if (entry == nullptr) continue;
    const bool claim =
        entry->revisions.at(item.revision - 1).statement.statement_class == world::StatementClass::claim;
    notebook_.expect(!claim || (!item.may_be_pushed && item.words.empty()), Invariant::claims_not_pushed,
                     fmt::format("the words of claim {} may be pushed", to_uuid(item.subject)));
    notebook_.expect(item.may_be_pushed || item.words.empty(), Invariant::claims_not_pushed,
                     "words that may not be pushed are in a change");
  }
}

void Historian::check_changes(const std::vector<PublicChange>& told) const {
  const auto whole = [&](bool holds, std::string_view what) {
    notebook_.expect(holds, Invariant::changes_told_once, what);
  };
  for (int i = 0; i < 3; ++i) {
    // From the first, from one told before, from any number.
    const world::Seq from = i == 0                    ? 0
                            : i == 1 && !told.empty() ? told[random_.below(told.size())].seq
                                                      : random_.below(today_.seq() + 1);
    const auto since = views::changes_since(today_, {}, {from, {}, true});
    std::vector<PublicChange> found;
    for (const auto& item : since.items) found.push_back({item.seq, item.subject});
    std::vector<PublicChange> expected;
    for (const auto& change : told) {
      if (change.seq > from) expected.push_back(change);
    }
    whole(found == expected,
          fmt::format("from sequence {} readers hear {} changes of {}", from, found.size(), expected.size()));
    whole(since.seq == (expected.empty() ? from : expected.back().seq), "the next cursor is another");
  }
  const auto rest = views::changes_since(today_, {}, {cursor_, {}, true});
  std::vector<std::pair<world::Seq, views::ChangeKind>> heard;
  for (const auto& item : heard_) heard.emplace_back(item.seq, item.kind);
  for (const auto& item : rest.items) heard.emplace_back(item.seq, item.kind);
  std::vector<std::pair<world::Seq, views::ChangeKind>> at_once;
  for (const auto& item : views::changes_since(today_, {}, {0, {}, true}).items)
    at_once.emplace_back(item.seq, item.kind);
  whole(heard == at_once, "who asks often hears other changes than who asks once");
}

}  // namespace tocsin::sim
