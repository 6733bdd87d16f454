// What one person sees: the question put to them, and the people who let them see their answers. Names are
// not here: the door asks the vault for those it shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/summaries.h"

namespace tocsin::views {

// Somebody this person may answer for, in the same check.
struct WardItem {
  world::PersonId person;
  world::GivenAnswer current;
};

// The question put to one person.
struct AskView {
  CheckSummary check;
  world::PersonId person;
  world::Reason reason = world::Reason::home;
  Instant asked_at;
  world::GivenAnswer current;
  std::vector<world::GivenAnswer> history;  // newest last
  bool takes_answers = false;               // the check is open
  std::string help_taken_by;                // the operator's name; empty while nobody has
  std::vector<world::PersonId> told;        // circle members and guardian who see a call for help
  std::vector<world::PersonId>
      answered_by;  // for whom names are needed: authors in `history` other than the person
  std::vector<WardItem> wards;
};
// Nothing when there is no such check or this person was not asked in it: both look the same from outside.
std::optional<AskView> ask_view(const world::World& world, world::CheckId check, world::PersonId person);

// One person in somebody's circle, in one check. What the viewer may not see is not in it.
struct CircleItem {
  world::PersonId subject;
  bool visible = true;  // false: "safe only", and they have not said so
  bool may_answer = false;
  bool note_shown = false;  // the viewer may read the note, and there is one
  Instant asked_at;
  world::GivenAnswer current;
  std::string help_taken_by;
};
struct CircleCheck {
  CheckSummary check;
  std::vector<CircleItem> items;  // need help first, then no answer yet, then the rest; by id within
};
struct CirclePage {
  world::PersonId viewer;
  std::vector<CircleCheck> checks;  // newest first; open ones and those that ended within circle_shown_ms
  bool viewer_asked = false;        // in the newest open check
};
constexpr std::int64_t circle_shown_ms = 30 * day_ms;
std::optional<CirclePage> circle_page(const world::World& world, world::PersonId viewer, Instant now);

// A roster's people in one check.
struct RollCallRow {
  world::PersonId person;
  bool asked = false;
  Instant asked_at;
  world::Reason reason = world::Reason::home;
  world::GivenAnswer current;
  std::string help_taken_by;
  std::vector<world::RecordedDelivery> deliveries;
};
struct RollCall {
  CheckSummary check;
  std::vector<RollCallRow> rows;  // need help first, then no answer yet, then the rest; then not asked
  world::AnswerCounts counts;
  std::uint64_t asked = 0;
};
std::optional<RollCall> roll_call(const world::World& world, world::CheckId check,
                                  const std::vector<Id>& members);

}  // namespace tocsin::views
