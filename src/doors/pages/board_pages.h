// BoardPages: what the public reads of the board: who is doing what, and who says so. Each function turns
// values into one whole document, without JavaScript; all text is escaped by type. Pure: no clock, no state.
#pragma once

#include "doors/pages/pages.h"
#include "views/board_diff.h"
#include "views/changes.h"
#include "views/sitrep.h"

namespace tocsin::doors::pages {

// A part of the board as its address says it, so that a saved view is a link. Members are the text of the
// parameters of the same name; empty ones are left out of addresses.
struct BoardAddress {
  std::string jurisdiction;  // "FR,BE-BRU"
  std::string code;
  std::string status;
  std::string source_kind;
  std::string incident;
  bool only_levels = false;
  std::string as_of;     // when it was so; RFC 3339 or a local time of the realm; empty: now
  std::string known_at;  // when we knew; the same
  std::string since;     // a sequence: mark what changed after it

  // "?jurisdiction=FR&since=12", with `more` pairs after it; "" when nothing is asked for.
  std::string address(const std::vector<std::pair<std::string, std::string>>& more = {}) const;
  // Some filter narrows it: the board is not all there is.
  bool narrows() const;
  bool operator==(const BoardAddress&) const = default;
};

// Rows and entries of one page: 60 kB hold this many with room (a test fills it). What is past it is counted
// and linked, never dropped silently.
constexpr std::size_t board_entries_max = 50;
// Of one jurisdiction on the board that shows all of them.
constexpr std::size_t row_entries_max = 6;

// Changes that the page lists above the board; the feed has the rest.
constexpr std::size_t board_changes_max = 30;

struct BoardPage {
  views::Board board;
  BoardAddress query;
  std::optional<views::Changes> changes;  // since query.since
  world::Seq seq = 0;                     // of now: the bookmark "what is new from here on"
};
std::string board_page(const PageContext& context, const BoardPage& page);

// What one jurisdiction did, and how its board differed between two moments.
struct JurisdictionPage {
  views::JurisdictionRow row;
  views::Moment moment;
  BoardAddress query;
  std::vector<world::Level> levels;                          // that were set here, oldest first
  std::map<world::EntryId, world::BoardEntry> entries;       // of the row, with every revision
  std::map<world::SourceId, std::string> sources;            // their names
  std::optional<std::vector<views::JurisdictionDiff>> diff;  // between `from` and `to`
  Instant from;
  Instant to;
  bool may_see_reports = false;  // links to the words in the reports
};
std::string jurisdiction_page(const PageContext& context, const JurisdictionPage& page);

// Two jurisdictions side by side. Their levels are of different scales: nothing says which is graver.
struct ComparePage {
  std::string a, b;  // codes as asked for
  std::optional<views::JurisdictionRow> row_a, row_b;
  views::Moment moment;
};
std::string compare_page(const PageContext& context, const ComparePage& page);

// The permanent address of an entry.
struct EntryPage {
  views::EntryLine line;
  world::BoardEntry entry;
  std::vector<views::EntryLine> against;  // entries that say otherwise
  std::map<world::SourceId, std::string> sources;
  bool may_see_reports = false;
};
std::string entry_page(const PageContext& context, const EntryPage& page);

// For A4. `query` is where it came from.
std::string sitrep_page(const PageContext& context, const views::Sitrep& sitrep, const BoardAddress& query);

// A form that makes the address of a watch, and the addresses when it was filled in.
struct WatchPage {
  BoardAddress query;
  std::string near_lat, near_lon, radius_km;
  std::string area;   // "lat,lon lat,lon lat,lon"
  std::string route;  // the same, a line
  std::string bundle_minutes;
  bool asked = false;  // the form was sent
  std::string error;   // why there is no address
  std::string public_url;
  std::vector<std::pair<std::string, std::string>> incidents;  // id and headline
};
// "lat,lon,radius_m" for the parameter near; "" when no place is given.
std::string near_of(const WatchPage& page);
// What the board's parameters cannot tell is wrong: the number of minutes. "" for nothing.
std::string watch_error(const WatchPage& page);
std::string watch_page(const PageContext& context, const WatchPage& page);

// One post of a timeline at its own address.
struct UpdatePage {
  world::IncidentId incident;
  std::string headline;  // of the incident
  views::TimelineEntry entry;
};
std::string update_page(const PageContext& context, const UpdatePage& page);

}  // namespace tocsin::doors::pages
