#include "views/contradictions.h"

#include <algorithm>

#include "base/text.h"
#include "geo/distance.h"

namespace tocsin::views {
namespace {

using world::Status;

std::string folded(std::string_view text) { return to_lower_ascii(trim(text)); }

bool same_site(const world::Site& a, const world::Site& b) {
  if (a.point && b.point) return geo::distance_m(*a.point, *b.point) <= same_site_m;
  return folded(a.name) == folded(b.name);
}

bool same_when_both(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() || folded(a) == folded(b);
}

// One says that it ended and the other that it goes on.
bool ended_against(const EntryLine& ended, const EntryLine& going_on) {
  if (world::is_ended(going_on.status)) return false;
  if (ended.status == Status::denied) return true;
  // Begun again after it was lifted is no contradiction.
  return ended.status == Status::lifted &&
         !(going_on.statement.since.known() && going_on.statement.since >= ended.statement.lifted_at);
}

bool opposite_codes(const world::Statement& a, const world::Statement& b) {
  return std::any_of(opposites().begin(), opposites().end(), [&](const Opposites& pair) {
    const bool met = (a.code == pair.a && b.code == pair.b) || (a.code == pair.b && b.code == pair.a);
    if (!met) return false;
    return !pair.same_site || (a.site && b.site && same_site(*a.site, *b.site));
  });
}

// Two entries of one code are about one thing when both or neither name a site, and nothing else tells them
// apart: a school that stays closed does not contradict a market that opened again.
bool same_thing(const world::Statement& a, const world::Statement& b) {
  return a.code == b.code && !a.code.empty() && a.site.has_value() == b.site.has_value() &&
         same_when_both(a.target, b.target);
}

// Whether words about a level agree with it: they name its code or its word.
bool names_level(const world::Statement& said, const LevelLine& level) {
  std::string text = folded(said.level_said);
  if (text.starts_with("level ")) text.erase(0, 6);
  for (const std::string& name : {level.code, level.word, level.word_en}) {
    if (name.empty()) continue;
    if (text == folded(name)) return true;
    // A short code ("4", "C") inside a sentence is anything.
    if (text.empty() && name.size() >= 4 && folded(said.words).find(folded(name)) != std::string::npos)
      return true;
  }
  return text.empty() && !level.code.empty() &&
         (" " + folded(said.words) + " ").find(" level " + folded(level.code) + " ") != std::string::npos;
}

void mark_words(EntryLine& line, const std::vector<LevelLine>& levels) {
  std::vector<world::LevelId> differing;
  for (const auto& level : levels) {
    const bool about = level.kind == world::SchemeKind::threat || level.kind == world::SchemeKind::posture;
    if (!about || level.quoted || !world::covers(level.iso, line.statement.jurisdiction.code())) continue;
    if (names_level(line.statement, level)) return;
    differing.push_back(level.id);
  }
  line.differs_from = std::move(differing);
}

}  // namespace

const std::vector<Opposites>& opposites() {
  static const std::vector<Opposites> pairs = {{"BORDER_CLOSURE", "BORDER_CONTROL", false},
                                               {"EVENT_CANCELLED", "EVENT_SECURITY", true},
                                               {"EVACUATION", "SHELTER", true}};
  return pairs;
}

bool same_place(const world::Statement& a, const world::Statement& b) {
  const std::string& left = a.jurisdiction.code();
  const std::string& right = b.jurisdiction.code();
  if (left.empty() && right.empty()) {
    if (folded(a.jurisdiction.group) != folded(b.jurisdiction.group)) return false;
  } else if (!world::covers(left, right) && !world::covers(right, left)) {
    return false;
  }
  return !a.site || !b.site || same_site(*a.site, *b.site);
}

bool contradict(const EntryLine& a, const EntryLine& b) {
  const world::Statement& left = a.statement;
  const world::Statement& right = b.statement;
  if (opposite_codes(left, right)) {
    return !world::is_ended(a.status) && !world::is_ended(b.status) &&
           (world::covers(left.jurisdiction.code(), right.jurisdiction.code()) ||
            world::covers(right.jurisdiction.code(), left.jurisdiction.code()));
  }
  if (!same_place(left, right)) return false;
  if (left.statement_class == world::StatementClass::level_words &&
      right.statement_class == world::StatementClass::level_words) {
    return !world::is_ended(a.status) && !world::is_ended(b.status) && !left.level_said.empty() &&
           !right.level_said.empty() && folded(left.level_said) != folded(right.level_said);
  }
  return same_thing(left, right) && (ended_against(a, b) || ended_against(b, a));
}

void mark_contradictions(JurisdictionRow& row) {
  for (auto& line : row.entries) {
    line.contradicted_by.clear();
    line.differs_from.clear();
  }
  for (std::size_t i = 0; i < row.entries.size(); ++i) {
    for (std::size_t j = i + 1; j < row.entries.size(); ++j) {
      if (!contradict(row.entries[i], row.entries[j])) continue;
      row.entries[i].contradicted_by.push_back(row.entries[j].id);
      row.entries[j].contradicted_by.push_back(row.entries[i].id);
    }
  }
  for (auto& line : row.entries) {
    if (line.statement.statement_class == world::StatementClass::level_words && !world::is_ended(line.status))
      mark_words(line, row.levels);
  }
}

}  // namespace tocsin::views
