// Schemes: the official scales of alert levels and the codes of measures, as tables inside the program
// (data/scales/, see its README for sources). A level is (scheme, code), never a bare word or number: words
// and ranks mean something only inside one scheme.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::world {

enum class SchemeKind : std::uint8_t {
  threat = 1,
  posture = 2,
  cyber = 3,
  travel = 4,
  hazard = 5,
  response = 6
};
std::string_view to_string(SchemeKind value);
std::optional<SchemeKind> parse_scheme_kind(std::string_view text);

struct SchemeLevel {
  std::string code;  // a string always: Norway has "X", Poland "ALFA"
  std::string name;  // in the scheme's own language; empty when not found
  std::string name_en;
  std::optional<int> rank;  // higher is graver, only inside this scheme; none: the order is not published
};

struct Scheme {
  std::string id;       // "gb-threat-2006": family and version; never changes
  std::string family;   // "gb-threat": versions of one scale follow each other
  std::string version;  // "2006"
  std::string name;     // as its authority names it
  SchemeKind kind = SchemeKind::threat;
  std::string iso;  // whose scale: ISO 3166-1/-2, or EU, UN, INT
  std::string jurisdiction;
  std::string authority;
  std::string language;     // BCP 47, several with commas; empty when not known
  std::string valid_from;   // as precise as known: "2015", "2015-05", "2015-05-20"; empty: not known
  std::string valid_until;  // the same; empty: still in force, or not known
  std::string certainty;    // "verified", or what of it is not
  std::string expiry;       // whether its levels end by themselves, in a few words; empty when not known
  bool words_only = false;  // the authority publishes no scale: quote its words, invent nothing
  bool is_set = false;      // codes are flags that stand together, not steps
  int steps = 0;            // the m of "n of m"; 0 when not known or not steps
  std::vector<SchemeLevel> levels;  // lowest first; not always all of them (certainty says so)
  std::string replaced_by;          // scheme id
  std::string replaces;             // scheme id
  // Levels of `replaces` that its authority said are the same as these: (old code, new code).
  std::vector<std::pair<std::string, std::string>> crosswalk;

  const SchemeLevel* level(std::string_view code) const;
  // Which step of `steps`, from 1; nothing when either is not known.
  std::optional<int> step(std::string_view code) const;
  // Which is graver. Nothing when one is not of this scheme, has no rank, or the codes are flags.
  std::optional<std::strong_ordering> compare(std::string_view a, std::string_view b) const;
  // Not known to be out of force. Dates of law carry no zone here: scheme_edge_ms of grace at both ends.
  bool valid_at(Instant at) const;
  // Whether `code` of the scheme it replaces was said to be the same as `own_code`.
  bool is_same_as(std::string_view code_before, std::string_view own_code) const;
};

// Midnight comes up to 14 hours before UTC's (Line Islands) and 12 after (Baker Island).
constexpr std::int64_t scheme_edge_ms = 14 * hour_ms;

// For measures that were announced without saying which. Not of the table of 25.
constexpr std::string_view measures_unspecified = "MEASURES_UNSPECIFIED";

struct MeasureCode {
  std::string code;          // "BORDER_CONTROL"
  std::string name;          // English
  bool is_point = false;     // happens once (evacuation, cancellation) rather than holds
  std::string cap_response;  // CAP 1.2 responseType that says the same; empty for none
};

// Immutable; any thread.
class Schemes {
 public:
  // The texts of data/scales/schemes.json and measures.json. Errc::corrupt names what is wrong.
  static Result<Schemes> load(std::string_view schemes, std::string_view measures);
  // The tables in the program; read at the first call (some milliseconds).
  static const Schemes& built_in();

  const Scheme* find(std::string_view id) const;
  const std::vector<Scheme>& all() const { return schemes_; }
  // Of this country or part alone (a country's do not come with its part's), not known to be out of force.
  std::vector<const Scheme*> of(std::string_view iso, Instant at) const;

  const MeasureCode* find_measure(std::string_view code) const;
  // The 25, then MEASURES_UNSPECIFIED.
  const std::vector<MeasureCode>& measures() const { return measures_; }

 private:
  std::vector<Scheme> schemes_;  // by id
  std::vector<MeasureCode> measures_;
};

}  // namespace tocsin::world
