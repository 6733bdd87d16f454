#include "notebook.h"

namespace tocsin::sim {

std::string_view to_string(Probe probe) {
  static constexpr std::string_view names[] = {
#define TOCSIN_SIM_NAME(name) #name,
      TOCSIN_SIM_PROBES(TOCSIN_SIM_NAME)
#undef TOCSIN_SIM_NAME
  };
  return names[static_cast<std::size_t>(probe)];
}

std::string_view to_string(Invariant invariant) {
  static constexpr std::string_view names[] = {"acknowledged_kept",
                                               "asked_once",
                                               "nobody_outside_asked",
                                               "everybody_inside_asked",
                                               "replay_equals_live",
                                               "forgotten_is_gone",
                                               "nothing_leaves_before_durable",
                                               "rules_kept",
                                               "counters_equal_recount",
                                               "starts_again",
                                               "two_people_published",
                                               "only_official_moves_levels",
                                               "proposals_move_nothing",
                                               "published_kept",
                                               "contradictions_shown",
                                               "time_travel_equals_replay",
                                               "counts_as_said",
                                               "claims_not_pushed",
                                               "changes_told_once"};
  return names[static_cast<std::size_t>(invariant)];
}

std::string_view reason_of(Invariant invariant) {
  static constexpr std::string_view reasons[] = {
      "who was told \"registered\" or \"we have your answer\" does not say it again",
      "a second \"are you safe?\" frightens, and the silence after it means nothing",
      "a question about a place where nobody of theirs is told half a world that it was in danger (Lahore, "
      "2016)",
      "who is inside and not asked is the one nobody looks for",
      "a server that is another one after a restart cannot be trusted about either",
      "a list of vulnerable people is a target, and they were promised to be gone",
      "a message that the journal does not know will be sent again, or denied",
      "what a person may do is decided here and nowhere else",
      "officers decide by these numbers",
      "it is needed most on the day its power fails",
      "one tired person with one wrong click told all of Hawaii that a missile was coming (2018)",
      "a level is an act of state; whoever else could move it could close a country's streets",
      "what a machine read is a guess until a person has looked at it",
      "what was shown and is gone was never said, and nobody can be asked about it",
      "an average of two that cannot both be so is a third that nobody said",
      "who decided on what was known then is judged by what is known now",
      "three papers with one figure would be three times the dead",
      "an attack is made to be spread; the server is not the one to do it",
      "who was not told of the end still keeps their shop closed, and who is told twice stops reading"};
  return reasons[static_cast<std::size_t>(invariant)];
}

void Notebook::wrong(Invariant invariant, std::string detail) {
  if (!finding_) finding_ = Finding{invariant, std::move(detail)};
}

bool Notebook::expect(bool holds, Invariant invariant, std::string_view detail) {
  if (!holds) wrong(invariant, std::string(detail));
  return holds;
}

}  // namespace tocsin::sim
