// The status of a measure from its verb group and the verbs above it.
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
        people(require_class(table, "n.public")) {}
  std::size_t plan, consider, demand, deny, order, say, advise, fear, lift, people;
};

// "was due to chair", "is about to close"
bool due_between(const Syntax& syntax, const Chunk& above, const Chunk& below) {
  static const std::size_t due = require_class(Grammar::built_in().lexicon, "w.due");
  for (std::size_t u = above.last; u < below.first; ++u)
    if (syntax.units[u].words.test(due)) return true;
  return false;
}

// "denied that ...", "denied reports that ...", "the claim that ... was false": what a sentence takes back.
bool is_taken_back(const Syntax& syntax, const Clause& own, std::size_t deny) {
  static const std::size_t untrue = require_class(Grammar::built_in().lexicon, "w.untrue");
  const Chunk& verb = syntax.chunks[static_cast<std::size_t>(own.verb)];
  for (std::size_t u = 0; u < syntax.units.size(); ++u) {
    const Unit& unit = syntax.units[u];
    if (unit.mark == ';') return false;
    if (unit.words.test(untrue)) return true;
    if (u + 8 > verb.first && u < verb.first && unit.tag == 'V' && unit.verb.test(deny) &&
        u + 1 < syntax.units.size()) {
      for (std::size_t w = u + 1; w < verb.first; ++w)
        if (syntax.units[w].tag == 'W') return true;
    }
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

}  // namespace

std::optional<Status> status_of(const Syntax& syntax, int clause, const Kind& kind, bool undo,
                                const Grammar& grammar) {
  static const VerbClasses classes(grammar.lexicon);
  const Clause& own = syntax.clauses[static_cast<std::size_t>(clause)];
  const Chunk& verb = syntax.chunks[static_cast<std::size_t>(own.verb)];
  const Unit& main = syntax.units[verb.head];
  // A verb that joins another takes over its auxiliaries: "will tighten checks and increase patrols".
  Chunk merged = verb;
  if (own.shares_with >= 0) {
    const Clause& other = syntax.clauses[static_cast<std::size_t>(own.shares_with)];
    const Chunk& first = syntax.chunks[static_cast<std::size_t>(other.verb)];
    if (merged.modal == Modal::none && !merged.finite) merged.modal = first.modal;
    if (merged.modal == Modal::none && syntax.units[merged.head].forms.has('b') && first.modal != Modal::none)
      merged.modal = first.modal;
    merged.negated |= first.negated && !merged.finite;
    merged.infinitive |= first.infinitive && syntax.units[merged.head].forms.has('b');
    merged.to_be |= first.to_be;
    merged.past |= first.past;
  }
  if (own.carrier >= 0) {  // "could stay shut", "will remain closed"
    const Chunk& carrier =
        syntax.chunks[static_cast<std::size_t>(syntax.clauses[static_cast<std::size_t>(own.carrier)].verb)];
    merged.modal = carrier.modal;
    merged.negated |= carrier.negated;
    merged.past |= carrier.past;
    // What will stay so is so now.
    if (merged.modal == Modal::future) merged.modal = Modal::none;
  }
  bool announced = merged.modal == Modal::future || merged.to_be;
  bool possible = merged.modal == Modal::possible;
  bool conditional = merged.modal == Modal::conditional;
  bool denied = merged.negated, planned = false, ordered = false, demanded = false;
  const bool infinitive = merged.infinitive && !merged.to_be;
  bool governed = false;
  constexpr int governors_max = 6;  // "was understood to be preparing to ask ... to": nobody writes more
  int at = own.governor;
  for (int depth = 0; at >= 0 && depth < governors_max; ++depth) {
    const Clause& above = syntax.clauses[static_cast<std::size_t>(at)];
    const Chunk& chunk = syntax.chunks[static_cast<std::size_t>(above.verb)];
    const Unit& head = syntax.units[chunk.head];
    governed = true;
    if (chunk.copula && due_between(syntax, chunk, verb)) planned = true;
    if (chunk.modal == Modal::future || chunk.to_be) announced = true;
    if (chunk.modal == Modal::possible) possible = true;
    if (chunk.modal == Modal::conditional) conditional = true;
    if (chunk.negated) denied = !denied;
    if (head.verb.test(classes.deny))
      denied = true;
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
    at = above.governor;
  }
  if (demanded) return std::nullopt;
  if (is_taken_back(syntax, own, classes.deny)) denied = !denied;
  static const std::uint64_t if_ = key_of("if"), unless = key_of("unless");
  bool condition = false;
  for (const Unit& unit : syntax.units)
    condition |= (unit.key == if_ || unit.key == unless) && unit.tag == 'W';
  if (condition && (conditional || announced)) possible = true;
  if (undo) {
    if (denied) return Status::in_force;
    if (possible) return Status::possible;
    if (announced && kind.nature != Nature::point)
      return is_partial(grammar.lexicon.lemma(main.lemma)) ? Status::eased : Status::announced;
    return is_partial(grammar.lexicon.lemma(main.lemma)) ? Status::eased : Status::lifted;
  }
  if (denied) return Status::denied;
  if (possible) return Status::possible;
  if (conditional)
    return announced || governed                ? Status::announced
           : merged.modal == Modal::conditional ? Status::announced
                                                : Status::possible;
  if (kind.nature == Nature::review && !announced && !planned) return Status::under_review;
  if (planned) return Status::planned;
  if (announced) return Status::announced;
  if (infinitive && !governed)
    return kind.nature == Nature::review ? Status::under_review : Status::announced;
  if (ordered && kind.nature == Nature::point) return Status::completed;
  return done(merged, kind);
}

}  // namespace tocsin::reading
