#include "world/schemes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/check.h"
#include "base/embed.h"
#include "base/text.h"

// The tables travel inside the program: a refusal must not depend on a file that a package forgot.
TOCSIN_EMBED(tocsin_schemes, TOCSIN_SCALES_DIR "/schemes.json");
TOCSIN_EMBED(tocsin_measures, TOCSIN_SCALES_DIR "/measures.json");

namespace tocsin::world {
namespace {

namespace json = boost::json;

constexpr std::string_view kind_names[] = {"", "threat", "posture", "cyber", "travel", "hazard", "response"};

std::string text_of(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value == nullptr ? std::string() : json::value_to<std::string>(*value);
}

bool flag_of(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value != nullptr && value->as_bool();
}

// "2015", "2015-05" or "2015-05-20": its first day, or the first day after it.
Result<Instant> edge_of(std::string_view date, bool after) {
  const auto parts = split(date, '-');
  long long numbers[3] = {0, 1, 1};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = i < 3 ? parse_int(parts[i]) : std::nullopt;
    if (!number) return fail(Errc::corrupt, fmt::format("'{}' is not a date", date));
    numbers[i] = *number;
  }
  if (after) ++numbers[parts.size() - 1];
  if (numbers[1] > 12) {
    numbers[1] = 1;
    ++numbers[0];
  }
  const auto first_of_month =
      days_from_civil(numbers[0], static_cast<unsigned>(numbers[1]), 1) + numbers[2] - 1;
  return Instant{first_of_month * day_ms};
}

SchemeLevel level_of(const json::object& row) {
  SchemeLevel level{text_of(row, "code"), text_of(row, "name"), text_of(row, "name_en"), {}};
  if (const auto* rank = row.if_contains("rank")) level.rank = rank->to_number<int>();
  return level;
}

Scheme scheme_of(const json::object& row) {
  Scheme scheme;
  scheme.id = text_of(row, "id");
  if (const auto cut = scheme.id.rfind('-'); cut != std::string::npos) {
    scheme.family = scheme.id.substr(0, cut);
    scheme.version = scheme.id.substr(cut + 1);
  }
  const auto kind = parse_scheme_kind(text_of(row, "kind"));
  if (!kind) throw std::invalid_argument(fmt::format("scheme '{}' is of no known kind", scheme.id));
  scheme.kind = *kind;
  scheme.name = text_of(row, "name");
  scheme.iso = text_of(row, "iso");
  scheme.jurisdiction = text_of(row, "jurisdiction");
  scheme.authority = text_of(row, "authority");
  scheme.language = text_of(row, "language");
  scheme.valid_from = text_of(row, "valid_from");
  scheme.valid_until = text_of(row, "valid_until");
  scheme.certainty = text_of(row, "certainty");
  scheme.expiry = text_of(row, "expiry");
  scheme.replaces = text_of(row, "replaces");
  scheme.words_only = flag_of(row, "words_only");
  scheme.is_set = flag_of(row, "is_set");
  if (const auto* steps = row.if_contains("steps")) scheme.steps = steps->to_number<int>();
  if (const auto* levels = row.if_contains("levels")) {
    for (const auto& level : levels->as_array()) scheme.levels.push_back(level_of(level.as_object()));
  }
  if (const auto* same = row.if_contains("same")) {
    for (const auto& pair : same->as_array()) {
      scheme.crosswalk.emplace_back(json::value_to<std::string>(pair.at(0)),
                                    json::value_to<std::string>(pair.at(1)));
    }
  }
  return scheme;
}

Result<> require_whole(const Scheme& scheme) {
  const auto wrong = [&](std::string_view what) {
    return fail(Errc::corrupt, fmt::format("scheme '{}': {}", scheme.id, what));
  };
  if (scheme.family.empty() || scheme.version.empty()) return wrong("the id has no version");
  if (scheme.iso.empty() || scheme.certainty.empty()) return wrong("iso or certainty is missing");
  if (scheme.words_only != scheme.levels.empty()) return wrong("words only, or levels: one of the two");
  for (const auto& date : {scheme.valid_from, scheme.valid_until}) {
    if (!date.empty()) TOCSIN_TRY_VOID(edge_of(date, false));
  }
  for (const auto& level : scheme.levels) {
    if (level.code.empty() || scheme.level(level.code) != &level) return wrong("a code is empty or twice");
  }
  return {};
}

}  // namespace

std::string_view to_string(SchemeKind value) { return kind_names[static_cast<std::size_t>(value)]; }

std::optional<SchemeKind> parse_scheme_kind(std::string_view text) {
  const auto* const found = std::find(std::begin(kind_names) + 1, std::end(kind_names), text);
  if (found == std::end(kind_names)) return std::nullopt;
  return static_cast<SchemeKind>(found - std::begin(kind_names));
}

const SchemeLevel* Scheme::level(std::string_view code) const {
  for (const auto& level : levels) {
    if (level.code == code) return &level;
  }
  return nullptr;
}

std::optional<int> Scheme::step(std::string_view code) const {
  const SchemeLevel* const found = level(code);
  if (found == nullptr || !found->rank || steps == 0) return std::nullopt;
  // A list that is not whole cannot say where it begins: those begin at 1.
  int lowest = 1;
  if (static_cast<int>(levels.size()) == steps) {
    lowest = *found->rank;
    for (const auto& other : levels) lowest = std::min(lowest, other.rank.value_or(lowest));
  }
  return *found->rank - lowest + 1;
}

std::optional<std::strong_ordering> Scheme::compare(std::string_view a, std::string_view b) const {
  const SchemeLevel* const left = level(a);
  const SchemeLevel* const right = level(b);
  if (is_set || left == nullptr || right == nullptr || !left->rank || !right->rank) return std::nullopt;
  return *left->rank <=> *right->rank;
}

bool Scheme::valid_at(Instant at) const {
  if (!valid_from.empty() && at < *edge_of(valid_from, false) + -scheme_edge_ms) return false;
  // A whole date is the day the next scheme begins; a month or a year alone may hold to its end.
  const bool is_day = std::count(valid_until.begin(), valid_until.end(), '-') == 2;
  return valid_until.empty() || at < *edge_of(valid_until, !is_day) + scheme_edge_ms;
}

bool Scheme::is_same_as(std::string_view code_before, std::string_view own_code) const {
  return std::any_of(crosswalk.begin(), crosswalk.end(),
                     [&](const auto& pair) { return pair.first == code_before && pair.second == own_code; });
}

Result<Schemes> Schemes::load(std::string_view schemes, std::string_view measures) {
  Schemes tables;
  try {
    const json::value scheme_rows = json::parse(schemes);
    for (const auto& row : scheme_rows.as_array()) tables.schemes_.push_back(scheme_of(row.as_object()));
    const json::value measure_rows = json::parse(measures);
    for (const auto& row : measure_rows.as_array()) {
      const auto& object = row.as_object();
      tables.measures_.push_back({text_of(object, "code"), text_of(object, "name"),
                                  flag_of(object, "is_point"), text_of(object, "cap_response")});
    }
  } catch (const std::exception& error) {
    return fail(Errc::corrupt, fmt::format("the table of schemes cannot be read: {}", error.what()));
  }
  tables.measures_.push_back(
      {std::string(measures_unspecified), "Measures stepped up, not said which", false, ""});
  std::sort(tables.schemes_.begin(), tables.schemes_.end(),
            [](const Scheme& a, const Scheme& b) { return a.id < b.id; });
  for (const auto& scheme : tables.schemes_) {
    TOCSIN_TRY_VOID(require_whole(scheme));
    if (tables.find(scheme.id) != &scheme)
      return fail(Errc::corrupt, fmt::format("scheme '{}' is there twice", scheme.id));
    if (scheme.replaces.empty()) continue;
    const Scheme* const old = tables.find(scheme.replaces);
    if (old == nullptr || old->family != scheme.family) {
      return fail(Errc::corrupt, fmt::format("scheme '{}' replaces '{}', which is no version of it",
                                             scheme.id, scheme.replaces));
    }
    tables.schemes_[static_cast<std::size_t>(old - tables.schemes_.data())].replaced_by = scheme.id;
  }
  return tables;
}

const Schemes& Schemes::built_in() {
  static const Schemes tables = [] {
    auto loaded =
        load({tocsin_schemes_begin, static_cast<std::size_t>(tocsin_schemes_end - tocsin_schemes_begin)},
             {tocsin_measures_begin, static_cast<std::size_t>(tocsin_measures_end - tocsin_measures_begin)});
    TOCSIN_CHECK(loaded.has_value(), "{}", loaded.error().detail);
    return std::move(*loaded);
  }();
  return tables;
}

const Scheme* Schemes::find(std::string_view id) const {
  const auto it =
      std::lower_bound(schemes_.begin(), schemes_.end(), id,
                       [](const Scheme& scheme, std::string_view wanted) { return scheme.id < wanted; });
  return it != schemes_.end() && it->id == id ? &*it : nullptr;
}

std::vector<const Scheme*> Schemes::of(std::string_view iso, Instant at) const {
  std::vector<const Scheme*> found;
  for (const auto& scheme : schemes_) {
    if (scheme.iso == iso && scheme.valid_at(at)) found.push_back(&scheme);
  }
  return found;
}

const MeasureCode* Schemes::find_measure(std::string_view code) const {
  for (const auto& measure : measures_) {
    if (measure.code == code) return &measure;
  }
  return nullptr;
}

}  // namespace tocsin::world
