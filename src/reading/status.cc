// The status of a measure from its verb group and the verbs above it.
#include <algorithm>

#include "reading/matches.h"

namespace tocsin::reading {
namespace {

struct VerbClasses {
  explicit VerbClasses(const Lexicon& table)
      : plan(require_class(table, "v.plan")),
        consider(require_class(table, "v.consider")),
        demand(require_class(table, "v.demand")),
        deny(require_class(table, "v.deny")),
        order(require_class(table, "v.order")),
        say(require_class(table, "v.say")),
        advise(require_class(table, "v.advise")),
        fear(require_class(table, "v.fear")),
        lift(require_class(table, "v.lift")),
        people(require_class(table, "n.public")) {
    for (const auto name : {"n.public", "n.traffic", "n.facility", "n.vehicle", "n.transport"})
      bound.set(require_class(table, name));
  }
  ClassSet bound;  // whom an order binds
  std::size_t plan, consider, demand, deny, order, say, advise, fear, lift, people;
};

// "was due to chair", "is about to close"
bool due_between(const Syntax& syntax, const Chunk& above, const Chunk& below) {
  static const std::size_t due = require_class(Grammar::built_in().lexicon, "w.due");
  for (std::size_t u = above.last; u < below.first; ++u)
    if (syntax.units[u].words.test(due)) return true;
  return false;
}

// "the claim that ... was false", "no truth in reports that ...": what a sentence takes back.
bool is_taken_back(const Syntax& syntax) {
  static const std::size_t untrue = require_class(Grammar::built_in().lexicon, "w.untrue");
  for (const Unit& unit : syntax.units) {
    if (unit.mark == ';') return false;
    if (unit.words.test(untrue)) return true;
  }
  return false;
}

// "urged residents to leave" orders; "urged the government to close the border" only asks.
bool speaks_to_public(const Syntax& syntax, const Clause& clause, std::size_t people) {
  const Unit* who = !clause.objects.empty() ? &syntax.head_of(clause.objects[0])
                    : clause.subject >= 0   ? &syntax.head_of(clause.subject)
                                            : nullptr;
  return who != nullptr && who->noun.test(people);
}

bool is_partial(std::string_view lemma) {
  return lemma == "ease" || lemma == "relax" || lemma == "loosen" || lemma == "reduce" ||
         lemma == "scale back" || lemma == "scale down" || lemma == "roll back" || lemma == "phase out" ||
         lemma == "wind down" || lemma == "lower";
}

Status done(const Chunk& verb, const Kind& kind) {
  switch (kind.nature) {
    case Nature::review:
      return Status::under_review;
    case Nature::meeting:
      return verb.past && !verb.progressive ? Status::completed : Status::in_force;
    case Nature::point:
      return verb.progressive && !verb.passive ? Status::in_force
             : verb.progressive                ? Status::in_force
                                               : Status::completed;
    case Nature::state:
    case Nature::advice:
      break;
  }
  return Status::in_force;
}

// What the verbs above a verb, and its own auxiliaries, say of it.
struct Force {
  bool announced = false, planned = false, possible = false, conditional = false;
  bool denied = false, ordered = false, demanded = false, governed = false;

  void add(const Syntax& syntax, const Clause& above, const Chunk& below, const VerbClasses& classes) {
    const Chunk& chunk = syntax.chunks[static_cast<std::size_t>(above.verb)];
    const Unit& head = syntax.units[chunk.head];
    governed = true;
    if (chunk.copula && due_between(syntax, chunk, below)) planned = true;
    if (chunk.modal == Modal::future || chunk.to_be) announced = true;
    if (chunk.modal == Modal::possible) possible = true;
    if (chunk.modal == Modal::conditional) conditional = true;
    if (chunk.modal == Modal::should || chunk.modal == Modal::must) demanded = true;
    if (chunk.negated || above.none) denied = !denied;
    if (head.verb.test(classes.deny))
      denied = !denied;
    else if (head.verb.test(classes.consider))
      possible = true;
    else if (head.verb.test(classes.plan))
      (chunk.passive ? planned : announced) = true;
    else if (head.verb.test(classes.demand) && !speaks_to_public(syntax, above, classes.people))
      demanded = true;
    else if (head.verb.test(classes.order) || head.verb.test(classes.advise))
      ordered = true;
    else if (head.verb.test(classes.say))
      announced = true;
    if (head.verb.test(classes.fear)) possible = true;
  }
  // The verb that tells of it in a that-clause changes only what it wishes or denies.
  void add_teller(const Syntax& syntax, const Clause& teller, const VerbClasses& classes) {
    const Unit& head = syntax.head_of(teller.verb);
    if (head.verb.test(classes.deny))
      denied = !denied;
    else if (head.verb.test(classes.demand) && !speaks_to_public(syntax, teller, classes.people))
      demanded = true;
    else if (head.verb.test(classes.fear))
      possible = true;
  }
};

// The verb group, with what it shares with the one it joins or takes from "remain".
Chunk merged_verb(const Syntax& syntax, const Clause& own) {
  Chunk merged = syntax.chunks[static_cast<std::size_t>(own.verb)];
  const auto verb_of = [&](int clause) -> const Chunk& {
    return syntax.chunks[static_cast<std::size_t>(syntax.clauses[static_cast<std::size_t>(clause)].verb)];
  };
  // "will tighten checks and increase patrols"
  if (own.shares_with >= 0) {
    const Chunk& first = verb_of(own.shares_with);
    const bool base = syntax.units[merged.head].forms.has('b');
    if (merged.modal == Modal::none && (!merged.finite || base)) merged.modal = first.modal;
    merged.negated |= first.negated && !merged.finite;
    merged.infinitive |= first.infinitive && base;
    merged.to_be |= first.to_be;
    merged.past |= first.past;
  }
  if (own.carrier >= 0) {  // "could stay shut", "will remain closed"
    const Chunk& carrier = verb_of(own.carrier);
    // What will stay so is so now.
    merged.modal = carrier.modal == Modal::future ? Modal::none : carrier.modal;
    merged.negated |= carrier.negated;
    merged.past |= carrier.past;
  }
  return merged;
}

// "Residents should stay indoors", "all bars must close": said to those it binds, it holds. "We must close
// the border", "the government should act" only wishes.
bool binds(const Syntax& syntax, const Clause& clause, const Kind& kind, const VerbClasses& classes) {
  if (kind.nature == Nature::advice) return true;
  if (clause.subject < 0) return false;
  const Unit& who = syntax.head_of(clause.subject);
  return who.tag != 'R' && (who.noun & classes.bound).any();
}

// "demanded that it be closed": a wish by its form.
bool is_subjunctive(const Syntax& syntax, const Chunk& verb, const Grammar& grammar) {
  return syntax.units[verb.first].key == grammar.be && verb.modal == Modal::none && !verb.infinitive &&
         !verb.to_be;
}

bool has_condition(const Syntax& syntax) {
  static const std::uint64_t if_ = key_of("if"), unless = key_of("unless");
  return std::any_of(syntax.units.begin(), syntax.units.end(), [](const Unit& unit) {
    return (unit.key == if_ || unit.key == unless) && unit.tag == 'W';
  });
}

Status status_of_end(const Force& force, const Kind& kind, std::string_view lemma) {
  if (force.denied) return Status::in_force;
  if (force.possible) return Status::possible;
  if (is_partial(lemma)) return Status::eased;
  if ((force.announced || force.planned) && kind.nature != Nature::point) return Status::announced;
  return Status::lifted;
}

}  // namespace

bool gives_way(Status verb, Status frame) {
  if (verb == Status::in_force || verb == Status::completed) return true;
  if (frame == Status::in_force) return verb != Status::denied;
  return frame == Status::completed && verb == Status::announced;
}

Turn turn_of(const Frame& frame) {
  return frame.undo ? Turn::ends : frame.negated ? Turn::by_denial : Turn::states;
}

std::optional<Status> status_of(const Syntax& syntax, int clause, const Kind& kind, Turn turn,
                                const Grammar& grammar) {
  static const VerbClasses classes(grammar.lexicon);
  const Clause& own = syntax.clauses[static_cast<std::size_t>(clause)];
  const Chunk& verb = syntax.chunks[static_cast<std::size_t>(own.verb)];
  const Chunk merged = merged_verb(syntax, own);
  Force force;
  force.announced = merged.modal == Modal::future || merged.to_be;
  force.possible = merged.modal == Modal::possible;
  force.conditional = merged.modal == Modal::conditional;
  force.denied = merged.negated != own.none;
  const bool wish = merged.modal == Modal::should || merged.modal == Modal::must;
  constexpr int governors_max = 6;  // "was understood to be preparing to ask ... to": nobody writes more
  int top = clause;
  for (int depth = 0; depth < governors_max; ++depth) {
    const int above = syntax.clauses[static_cast<std::size_t>(top)].governor;
    if (above < 0) break;
    force.add(syntax, syntax.clauses[static_cast<std::size_t>(above)], verb, classes);
    top = above;
  }
  if (const int teller = syntax.clauses[static_cast<std::size_t>(top)].told_by; teller >= 0)
    force.add_teller(syntax, syntax.clauses[static_cast<std::size_t>(teller)], classes);
  if (force.demanded || is_subjunctive(syntax, verb, grammar)) return std::nullopt;
  if (wish && !binds(syntax, own, kind, classes)) return std::nullopt;
  if (is_taken_back(syntax)) force.denied = !force.denied;
  if (turn == Turn::by_denial) force.denied = !force.denied;
  if ((force.conditional || force.announced) && has_condition(syntax)) force.possible = true;
  if (turn == Turn::ends)
    return status_of_end(force, kind, grammar.lexicon.lemma(syntax.units[verb.head].lemma));
  if (force.denied) return Status::denied;
  if (force.possible) return Status::possible;
  if (force.conditional) return Status::announced;
  if (kind.nature == Nature::review && !force.announced && !force.planned) return Status::under_review;
  if (force.planned) return Status::planned;
  if (force.announced) return Status::announced;
  if (merged.infinitive && !merged.to_be && !force.governed)
    return kind.nature == Nature::review ? Status::under_review : Status::announced;
  if (force.ordered && kind.nature == Nature::point) return Status::completed;
  return done(merged, kind);
}

}  // namespace tocsin::reading
