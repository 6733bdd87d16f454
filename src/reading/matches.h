// Matches: frames found in one sentence. What is done, to what, by whom, and how sure the verb is of it.
#pragma once

#include <optional>
#include <vector>

#include "reading/chunks.h"
#include "reading/frames.h"
#include "reading/reader.h"

namespace tocsin::reading {

struct Match {
  const Frame* frame = nullptr;
  int clause = -1;              // whose verb fired or carries the noun; -1 for a headline without a verb
  int theme = -1;               // chunk: what is closed, evacuated, deployed
  int actor = -1;               // chunk; -1 when nobody is named
  std::vector<Phrase> phrases;  // where, how, with what
  Status status = Status::in_force;
  Span trigger = {};
  Span span = {};
  bool undone = false;   // an undo frame
  bool nominal = false;  // a noun or adjective says it, not a verb
  std::vector<Hedge> hedges;
};

// In order of their triggers. Statements that are no measure are left out: what somebody demands, what was
// long ago said to be, what would be if. Cost: linear in clauses times the frames of their verbs.
std::vector<Match> find_matches(const Syntax& syntax, const Grammar& grammar, const Frames& frames);

// What a frame's words do to its measure: state it, end it ("lift"), or state it by a denial ("no trains
// run").
enum class Turn : std::uint8_t { states, ends, by_denial };

Turn turn_of(const Frame& frame);
// Whether what the verb says gives way to what the frame says: "can call a hotline" means that there is one,
// "will not go ahead" that it is cancelled; "may extend" has extended nothing.
bool gives_way(Status verb, Status frame);

// How sure the verb group of `clause`, and those that govern it, are; nothing when it states no measure.
std::optional<Status> status_of(const Syntax& syntax, int clause, const Kind& kind, Turn turn,
                                const Grammar& grammar);

}  // namespace tocsin::reading
