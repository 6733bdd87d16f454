// What changed between two boards, by jurisdiction.
#pragma once

#include "views/board.h"

namespace tocsin::views {

enum class ChangeKind : std::uint8_t {
  added = 1,
  changed = 2,
  ended = 3,    // lifted, denied, superseded, completed, or no longer on the board
  expired = 4,  // past its own end since
  level_set = 5,
  level_raised = 6,
  level_lowered = 7,
  level_changed = 8,  // the order is not known, or only within the level
  level_ended = 9,
  level_expired = 10,
  scheme_changed = 11  // renamed: neither raised nor lowered
};
std::string_view to_string(ChangeKind value);

struct FieldChange {
  std::string field;  // "status", "site", "until", "independent_sources"
  std::string before;
  std::string after;

  bool operator==(const FieldChange&) const = default;
};

struct Change {
  ChangeKind kind = ChangeKind::changed;
  Id subject;  // entry or level
  bool is_level = false;
  std::string what;  // code, kind or scheme
  std::vector<FieldChange> fields;
  bool may_be_pushed = true;

  bool operator==(const Change&) const = default;
};

struct JurisdictionDiff {
  std::string iso;
  std::string group;
  std::vector<Change> changes;  // levels first

  bool operator==(const JurisdictionDiff&) const = default;
};

// Rows without a change are left out. Both boards must have the same filter.
std::vector<JurisdictionDiff> diff(const Board& before, const Board& after);
// How `after` follows `before`, both of one key.
ChangeKind level_change(const LevelLine& before, const LevelLine& after);

}  // namespace tocsin::views
