#include <algorithm>
#include <tuple>

#include "views/board_parts.h"
#include "world/schemes.h"

namespace tocsin::views {
namespace {

bool is_part(const LevelLine& line) { return line.iso.contains('-') || !line.part.empty(); }

void add_scheme(const world::LevelFacts& facts, const world::Scheme& scheme, LevelLine& line) {
  line.scheme_name = scheme.name;
  line.scheme_version = scheme.version;
  line.scheme_certainty = scheme.certainty;
  line.kind = scheme.kind;
  line.language = scheme.language;
  for (const auto& code : facts.codes) {
    const auto* const level = scheme.level(code);
    if (level == nullptr) continue;  // of a table that this program does not have
    const auto join = [](std::string& to, std::string_view text) {
      if (!to.empty()) to += ", ";
      to += text;
    };
    join(line.word, level->name.empty() ? level->name_en : level->name);
    join(line.word_en, level->name_en);
  }
  if (facts.codes.size() == 1) line.step = scheme.step(facts.codes.front());
  if (line.step) line.steps = scheme.steps;
}

std::string renamed_from(const world::SchemeChanged& change) {
  const auto* const scheme = world::Schemes::built_in().find(change.scheme_before);
  const std::string name = scheme == nullptr || scheme->name.empty() ? change.scheme_before : scheme->name;
  return change.code_before.empty() ? name : fmt::format("{} ({})", change.code_before, name);
}

// The graver of two of one scheme; the first when they cannot be compared.
const LevelLine& graver(const world::Scheme& scheme, const LevelLine& a, const LevelLine& b) {
  const auto order = scheme.compare(b.code, a.code);
  return order && *order == std::strong_ordering::greater ? b : a;
}

}  // namespace

std::string LevelLine::position() const {
  return step ? fmt::format("{} of {}", *step, steps) : std::string();
}

LevelLine line_of(const BoardContext& context, const world::Level& level) {
  const world::LevelFacts& facts = level.facts;
  LevelLine line;
  line.id = level.id;
  line.iso = facts.iso;
  line.part = facts.part;
  line.code = fmt::format("{}", fmt::join(facts.codes, ", "));
  line.scheme = facts.scheme;
  if (const auto* const scheme = world::Schemes::built_in().find(facts.scheme))
    add_scheme(facts, *scheme, line);
  if (!facts.words.empty()) {
    line.word = facts.words;
    line.quoted = true;
  }
  line.within_level = facts.within_level;
  line.since = facts.valid_from;
  line.until = facts.valid_until;
  line.recorded_at = level.set_at;
  line.expired = facts.valid_until.known() && facts.valid_until <= context.moment.as_of;
  line.source = facts.source;
  if (const auto* const source = context.sources.facts(facts.source)) line.source_name = source->name;
  line.report = facts.report;
  if (level.scheme_change) line.renamed_from = renamed_from(*level.scheme_change);
  line.seq = level.seq;
  return line;
}

void sort_levels(std::vector<LevelLine>& levels) {
  std::sort(levels.begin(), levels.end(), [](const LevelLine& a, const LevelLine& b) {
    return std::tuple(is_part(a), a.kind, a.scheme, a.iso, a.part) <
           std::tuple(is_part(b), b.kind, b.scheme, b.iso, b.part);
  });
}

std::vector<Varies> varies_of(const std::vector<LevelLine>& levels) {
  std::vector<Varies> list;
  std::vector<std::string> done;
  for (const auto& line : levels) {
    const auto* const scheme = world::Schemes::built_in().find(line.scheme);
    if (scheme == nullptr || scheme->steps == 0 || line.expired) continue;
    if (std::find(done.begin(), done.end(), line.scheme) != done.end()) continue;
    done.push_back(line.scheme);
    const LevelLine* highest = &line;
    bool differ = false;
    for (const auto& other : levels) {
      if (other.scheme != line.scheme || other.expired) continue;
      differ |= other.code != line.code;
      highest = &graver(*scheme, *highest, other);
    }
    if (!differ) continue;
    list.push_back({line.scheme, highest->word, highest->code,
                    highest->part.empty() ? highest->iso : highest->part, highest->id});
  }
  return list;
}

}  // namespace tocsin::views
