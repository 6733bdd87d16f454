// Board: who is doing what, by jurisdiction, at a moment in two senses: what was so at `as_of`, as this
// server knew it at `known_at`. Pure functions of the World; values without references into it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/board_filter.h"
#include "world/schemes.h"
#include "world/world.h"

namespace tocsin::views {

// A measure that nobody confirmed for a day and a half is shown as doubtful: one missed night shift is not
// enough for that, a whole day without anyone looking is.
constexpr std::int64_t unconfirmed_after_ms = 36 * hour_ms;
// Texts of this distance (SimHash, of 64 bits) are copies: a changed headline or byline stays below.
constexpr int copy_distance_max = 3;

struct Moment {
  Instant now;
  Instant as_of;     // when it was so
  Instant known_at;  // when we knew

  // The board as it is.
  static Moment at(Instant now) { return {now, now, now}; }
  bool operator==(const Moment&) const = default;
};

// A level in force, or past its own end and not renewed.
struct LevelLine {
  world::LevelId id;
  std::string iso;   // "BE-BRU"
  std::string part;  // a named part without a code
  std::string code;  // empty with words; flags joined with ", "
  std::string word;  // in the scheme's language; for words_only the quoted words
  std::string word_en;
  std::string language;     // of `word`
  std::optional<int> step;  // the n of "n of m"
  int steps = 0;            // the m; 0 when there is none
  bool quoted = false;      // official words where there is no scale: show in quotation marks, no colour
  std::string scheme;       // id; empty for none
  std::string scheme_name;
  std::string scheme_version;
  std::string scheme_certainty;
  world::SchemeKind kind = world::SchemeKind::threat;
  std::string within_level;
  Instant since;
  Instant until;
  Instant recorded_at;
  bool expired = false;  // past its own end, not renewed
  world::SourceId source;
  std::string source_name;
  std::optional<world::ReportId> report;
  std::string renamed_from;  // "HIGH of NTPAS": the scale changed, the level did not move
  world::Seq seq = 0;

  // "4", "4 of 5" or "".
  std::string position() const;
  bool operator==(const LevelLine&) const = default;
};

// Parts of a country stand otherwise than the whole: "varies: highest 4 in Brussels". One for each scheme;
// the highest by its rank.
struct Varies {
  std::string scheme;
  std::string word;
  std::string code;
  std::string place;  // code or name of the part
  world::LevelId level;

  bool operator==(const Varies&) const = default;
};

// One who says it.
struct SupportLine {
  world::SourceId source;
  std::optional<world::ReportId> report;
  std::optional<std::uint32_t> proposal;
  world::Chain chain;
  std::string chain_text;  // "RT, citing Interfax, citing a source familiar"
  world::Grade grade;
  std::optional<world::Quantity> quantity;
  std::string words;
  Instant as_of;

  bool operator==(const SupportLine&) const = default;
};

enum class Freshness : std::uint8_t {
  fresh = 1,
  unconfirmed = 2,  // not confirmed for unconfirmed_after_ms
  expired = 3,      // past its own `until`
  ended = 4         // lifted, denied, superseded or completed
};
std::string_view to_string(Freshness value);

struct EntryLine {
  world::EntryId id;
  std::uint32_t revision = 1;  // the number of the published revision
  std::optional<world::IncidentId> incident;
  world::Statement statement;
  std::string code_name;                           // English name of the code; empty for none
  world::Status status = world::Status::reported;  // at as_of: may differ from the statement's
  Freshness freshness = Freshness::fresh;          // anything but fresh is shown grey
  Instant confirmed_at;                            // the newest moment it is known to hold
  std::int64_t age_ms = 0;                         // as_of - confirmed_at
  Instant published_at;                            // first
  Instant recorded_at;                             // this revision
  std::string change_note;
  bool minor = false;
  std::vector<SupportLine> support;
  std::size_t independent_sources = 0;          // different primaries; copies count once
  std::vector<world::EntryId> contradicted_by;  // shown side by side, both kept
  std::vector<world::LevelId> differs_from;     // official levels that words about a level do not match
  bool attacker_claim = false;                  // apart from facts
  bool may_be_pushed = true;
  world::Seq seq = 0;

  bool operator==(const EntryLine&) const = default;
};

// A figure with who gave it and when.
struct Figure {
  world::EntryId entry;
  world::Quantity quantity;
  std::string chain_text;
  Instant as_of;
  bool copy = false;       // repeats another's primary or text
  bool withdrawn = false;  // denied or superseded: kept, but in no range

  bool operator==(const Figure&) const = default;
};
// All figures of one kind about one incident (or, without one, in one jurisdiction). Never added up.
struct CountGroup {
  std::string kind;
  std::optional<world::IncidentId> incident;
  std::vector<Figure> figures;       // oldest first
  std::optional<std::int64_t> low;   // of all figures with a number
  std::optional<std::int64_t> high;  // the same
  bool open_ended = false;           // the highest is "at least"
  std::optional<Figure> latest;

  bool operator==(const CountGroup&) const = default;
};

struct JurisdictionRow {
  std::string iso;                // country; empty for a group or the world
  std::string group;              // "across the globe" when iso is empty
  std::vector<LevelLine> levels;  // of the whole country first, then of its parts; threat first
  std::vector<Varies> varies;
  bool scale_published = false;    // some scheme with steps is in force there at as_of
  std::vector<EntryLine> entries;  // measures, advice and words about levels; newest confirmed first
  std::vector<CountGroup> counts;
  std::vector<EntryLine> claims;  // attackers' and about who did it, apart
  world::Seq seq = 0;             // of the newest event in this row

  bool operator==(const JurisdictionRow&) const = default;
};

struct Board {
  Moment moment;
  std::vector<JurisdictionRow> rows;  // by code; groups last. Never sorted by level: ranks do not compare
  // Of the newest event of the board known then, whatever the filter. Age and expiry move without events: an
  // ETag needs `as_of` too, as coarse as the page shows it.
  world::Seq seq = 0;

  const JurisdictionRow* find(std::string_view iso) const;
  bool operator==(const Board&) const = default;
};

// Published entries and levels that stand. Cost: all entries and levels, and contradictions within each
// jurisdiction.
Board board(const world::World& world, const Moment& moment, const Filter& filter = {});
// The row of one country with everything, or nothing when the board has none.
std::optional<JurisdictionRow> jurisdiction(const world::World& world, const Moment& moment,
                                            std::string_view iso);
// One entry, also one that the board at that moment does not hold any more; nothing while it is not
// published.
std::optional<EntryLine> entry_line(const world::World& world, const Moment& moment, world::EntryId id);

// "RT, citing Interfax, citing a source familiar"; anonymous ones by their description.
std::string chain_text(const world::Chain& chain);
// Different primaries among these, as registered at `known_at`. The same primary through several outlets is
// one; near-copies of one text are one; an unnamed source counts as whoever relays it.
std::size_t independent_sources(const world::World& world, const std::vector<world::Support>& support,
                                Instant known_at);

}  // namespace tocsin::views
