#include "reading/statements.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/text.h"

namespace tocsin::reading {
namespace {

struct StatementClasses {
  explicit StatementClasses(const Lexicon& t)
      : kill(require_class(t, "v.kill")),
        injure(require_class(t, "v.injure")),
        victim(require_class(t, "n.victim")),
        injured(require_class(t, "n.injured_person")),
        missing(require_class(t, "w.missing")),
        claimant(require_class(t, "n.claimant")),
        claim(require_class(t, "v.claim_attack")),
        threaten(require_class(t, "v.threaten")),
        attack(require_class(t, "w.incident")) {}
  std::size_t kill, injure, victim, injured, missing, claimant, claim, threaten, attack;
};

const StatementClasses& classes_of(const Grammar& grammar) {
  static const StatementClasses classes(grammar.lexicon);
  return classes;
}

// "120+", "at least 12", "dozens", "hundreds", "1,600".
std::optional<Quantity> quantity_in(std::string_view text, const Syntax& syntax, std::size_t first,
                                    std::size_t last) {
  struct Vague {
    std::string_view word;
    long long min;
  };
  static constexpr Vague vague[] = {{"dozens", 24},      {"scores", 40}, {"hundreds", 200},
                                    {"thousands", 1000}, {"many", 0},    {"several", 0}};
  for (std::size_t u = first; u < last; ++u) {
    const Unit& unit = syntax.units[u];
    Quantity quantity;
    quantity.span = unit.span;
    if (unit.tag == 'M') {
      std::string digits;
      for (const char c : text_of(text, unit.span))
        if (c >= '0' && c <= '9') digits.push_back(c);
      const auto value = parse_int(digits);
      if (!value || digits.size() > 9) continue;
      const bool plus = unit.span.end < text.size() && text[unit.span.end] == '+';
      const std::string before = u > first ? fold(text_of(text, syntax.units[u - 1].span)) : std::string{};
      const bool least = plus || before == "at least" || before == "more than" || before == "over" ||
                         before == "over a" || before == "nearly";
      quantity.min = *value;
      if (!least) quantity.max = *value;
      quantity.exact = !least;
      if (plus) ++quantity.span.end;
      return quantity;
    }
    const std::string word = fold(text_of(text, unit.span));
    for (const Vague& one : vague) {
      if (!word.starts_with(one.word)) continue;
      if (one.min > 0) quantity.min = one.min;
      return quantity;
    }
  }
  return std::nullopt;
}

class StatementFinder {
 public:
  StatementFinder(std::string_view text, const Syntax& syntax, std::span<const Voice> voices,
                  const Grammar& grammar)
      : text_(text), s_(syntax), voices_(voices), grammar_(grammar), classes_(classes_of(grammar)) {}

  std::vector<Proposal> run() {
    for (const Clause& clause : s_.clauses) {
      const Unit& verb = s_.head_of(clause.verb);
      if (verb.tag != 'V') continue;
      if (verb.verb.test(classes_.kill) || verb.verb.test(classes_.injure))
        casualty(clause);
      else if (verb.verb.test(classes_.claim))
        claim(clause);
      else if (verb.verb.test(classes_.threaten))
        threat(clause);
    }
    for (int i = 0; i < static_cast<int>(s_.chunks.size()); ++i)
      if (s_.chunks[static_cast<std::size_t>(i)].kind == 'N' && s_.head_of(i).has(classes_.victim))
        victims(i);
    return std::move(found_);
  }

 private:
  bool is_claimant(int chunk) const {
    if (chunk < 0) return false;
    const Chunk& c = s_.chunks[static_cast<std::size_t>(chunk)];
    for (std::size_t u = c.first; u < c.last; ++u)
      if (s_.units[u].noun.test(classes_.claimant)) return true;
    return false;
  }

  void casualty(const Clause& clause) {
    const Chunk& verb = s_.chunks[static_cast<std::size_t>(clause.verb)];
    if (verb.modal != Modal::none || verb.negated) return;
    const bool theme_is_subject = verb.passive || (verb.bare && clause.objects.empty()) ||
                                  s_.head_of(clause.verb).verb.test(classes_.kill) == false;
    const int theme = theme_is_subject || clause.objects.empty() ? clause.subject : clause.objects[0];
    if (theme < 0) return;
    const Chunk& noun = s_.chunks[static_cast<std::size_t>(theme)];
    const auto quantity = quantity_in(text_, s_, noun.first, noun.last);
    if (!quantity) return;
    Proposal proposal;
    proposal.quantity = quantity;
    const bool kill = s_.head_of(clause.verb).verb.test(classes_.kill);
    proposal.kind = kill ? "killed" : "injured";
    for (const Clause& other : s_.clauses)
      if (other.shares_with >= 0 && &s_.clauses[static_cast<std::size_t>(other.shares_with)] == &clause &&
          s_.head_of(other.verb).verb.test(classes_.injure))
        proposal.kind = "killed_or_injured";
    push(std::move(proposal), Class::casualty, clause.verb, theme, clause);
  }

  // "224 victims", "the 12 dead"
  void victims(int chunk) {
    const Chunk& noun = s_.chunks[static_cast<std::size_t>(chunk)];
    const auto quantity = quantity_in(text_, s_, noun.first, noun.last);
    if (!quantity || !quantity->min) return;
    Proposal proposal;
    proposal.quantity = quantity;
    proposal.kind = "killed";
    proposal.quantity->kind = "killed";
    proposal.cls = Class::casualty;
    proposal.rule = "casualty.2";
    proposal.status = Status::reported;
    proposal.span = s_.span_of(chunk);
    proposal.trigger = s_.head_of(chunk).span;
    for (const Proposal& other : found_)
      if (other.span.contains(proposal.span) || proposal.span.contains(other.span)) return;
    found_.push_back(std::move(proposal));
  }

  // "claimed responsibility", "were behind the attacks" said by whoever claims
  void claim(const Clause& clause) {
    if (!is_claimant(clause.subject) && !said_by_claimant(clause)) return;
    Proposal proposal;
    proposal.kind = "claim_of_responsibility";
    proposal.hedges.push_back({s_.head_of(clause.verb).span, "claim"});
    proposal.status = Status::claimed;
    if (clause.subject >= 0)
      proposal.actor = Words{.span = s_.span_of(clause.subject),
                             .norm = std::string(text_of(text_, s_.span_of(clause.subject))),
                             .type = "armed_group"};
    push(std::move(proposal), Class::claim, clause.verb, clause.subject, clause);
  }

  bool said_by_claimant(const Clause& clause) const {
    return std::any_of(voices_.begin(), voices_.end(), [&](const Voice& voice) {
      return !voice.chain.empty() && voice.chain.back().type == PartyType::claimant &&
             voice.scope.contains(s_.span_of(clause.verb));
    });
  }

  void threat(const Clause& clause) {
    if (!is_claimant(clause.subject) && !(clause.subject >= 0 && s_.head_of(clause.subject).tag == 'R'))
      return;
    bool violence = false;
    for (const int object : clause.objects) {
      const Chunk& c = s_.chunks[static_cast<std::size_t>(object)];
      for (std::size_t u = c.first; u < c.last; ++u)
        violence |= s_.units[u].words.test(classes_.attack) || text_of(text_, s_.units[u].span) == "violence";
    }
    if (!violence) return;
    Proposal proposal;
    proposal.kind = "threat_of_attack";
    proposal.hedges.push_back({s_.head_of(clause.verb).span, "threat"});
    proposal.status = Status::claimed;
    push(std::move(proposal), Class::threat, clause.verb, clause.subject, clause);
  }

  void push(Proposal proposal, Class cls, int verb, int noun, const Clause& clause) {
    proposal.cls = cls;
    proposal.rule = std::string(to_string(cls)) + ".1";
    if (cls == Class::casualty) proposal.status = Status::reported;
    if (proposal.quantity) proposal.quantity->kind = proposal.kind;
    proposal.trigger = s_.head_of(verb).span;
    proposal.span = s_.span_of(verb);
    const auto widen = [&](Span other) {
      proposal.span.begin = std::min(proposal.span.begin, other.begin);
      proposal.span.end = std::max(proposal.span.end, other.end);
    };
    if (noun >= 0) widen(s_.span_of(noun));
    widen({proposal.span.begin, s_.units[static_cast<std::size_t>(clause.end_unit) - 1].span.end});
    found_.push_back(std::move(proposal));
  }

  std::string_view text_;
  const Syntax& s_;
  std::span<const Voice> voices_;
  const Grammar& grammar_;
  const StatementClasses& classes_;
  std::vector<Proposal> found_;
};

// The classes whose name is the type of a noun, narrower ones first.
const std::vector<std::pair<std::size_t, std::string>>& types_of(const Grammar& grammar) {
  static const auto table = [&] {
    std::vector<std::pair<std::size_t, std::string>> list;
    const std::array<std::pair<std::string_view, std::string_view>, 16> names{
        {{"n.border", "border"},
         {"n.diplomatic", "diplomatic_mission"},
         {"n.transport_hub", "transport_hub"},
         {"n.worship", "worship"},
         {"n.event", "event"},
         {"n.service", "transport"},
         {"n.transport", "transport"},
         {"n.facility", "facility"},
         {"n.site", "site"},
         {"n.force", "police"},
         {"n.claimant", "armed_group"},
         {"n.official", "government"},
         {"n.agency", "agency"},
         {"n.public", "public"},
         {"n.threat", "threat"},
         {"n.traffic", "traffic"}}};
    for (const auto& [cls, type] : names) list.emplace_back(require_class(grammar.lexicon, cls), type);
    return list;
  }();
  return table;
}

}  // namespace

std::vector<Proposal> find_statements(std::string_view text, const Syntax& syntax, const Sentence&,
                                      std::span<const Voice> voices, const Grammar& grammar) {
  return StatementFinder(text, syntax, voices, grammar).run();
}

bool is_statement_word(const Entry& entry, const Grammar& grammar) {
  const StatementClasses& classes = classes_of(grammar);
  return entry.as_verb.test(classes.kill) || entry.as_verb.test(classes.injure) ||
         entry.as_verb.test(classes.claim) || entry.as_verb.test(classes.threaten) ||
         entry.as_noun.test(classes.victim);
}

std::string measure_code(const Kind& kind, const ClassSet& around, const Grammar& grammar) {
  struct Codes {
    explicit Codes(const Lexicon& t)
        : border(require_class(t, "n.border")),
          diplomatic(require_class(t, "n.diplomatic")),
          hub(require_class(t, "n.transport_hub")),
          transport(require_class(t, "n.transport")),
          event(require_class(t, "n.event")),
          site(require_class(t, "n.site")),
          military(require_class(t, "n.military")),
          tactical(require_class(t, "n.tactical")),
          check(require_class(t, "n.check")) {}
    std::size_t border, diplomatic, hub, transport, event, site, military, tactical, check;
  };
  static const Codes c(grammar.lexicon);
  if (kind.name == "security_reinforced" || kind.name == "measures_unspecified") {
    if (around.test(c.border)) return "BORDER_CONTROL";
    if (around.test(c.hub) || around.test(c.transport)) return "TRANSPORT_SECURITY";
    if (around.test(c.diplomatic)) return "DIPLOMATIC_PROTECTION";
    if (around.test(c.event)) return "EVENT_SECURITY";
    if (around.test(c.site)) return "SITE_PROTECTION";
    return {};
  }
  if (kind.name == "site_protection")
    return around.test(c.diplomatic) ? "DIPLOMATIC_PROTECTION" : "SITE_PROTECTION";
  if (kind.name == "deployment" || kind.name == "withdrawal") {
    if (around.test(c.tactical)) return "TACTICAL_DEPLOYMENT";
    if (around.test(c.military)) return "MILITARY_SUPPORT";
    return kind.name == "deployment" ? "PATROLS" : "";
  }
  return kind.code;
}

std::string type_of(const ClassSet& noun, const Grammar& grammar) {
  for (const auto& [cls, type] : types_of(grammar))
    if (noun.test(cls)) return type;
  return {};
}

void grade(Proposal& proposal) {
  const Party* primary = nullptr;
  const Party* relay = nullptr;
  for (const Party& party : proposal.chain) {
    if (party.role == Role::primary) primary = &party;
    if (party.role == Role::relay) relay = &party;
  }
  const bool hearsay = std::any_of(proposal.hedges.begin(), proposal.hedges.end(),
                                   [](const Hedge& hedge) { return hedge.kind == "hearsay"; });
  proposal.grade_letter = 'C';
  proposal.grade_digit = '3';
  proposal.certainty = Certainty::high;
  if (primary != nullptr) {
    if (primary->type == PartyType::claimant)
      proposal.grade_letter = 'E';
    else if (primary->anonymous)
      proposal.grade_letter = relay != nullptr || primary->type == PartyType::official ? 'C' : 'C',
      proposal.certainty = Certainty::medium;
    else if (primary->type == PartyType::official || primary->type == PartyType::company)
      proposal.grade_letter = 'B', proposal.grade_digit = '2';
  }
  if (hearsay) proposal.grade_letter = 'F', proposal.certainty = Certainty::low;
  const bool statement =
      proposal.cls == Class::claim || proposal.cls == Class::threat || proposal.cls == Class::assessment;
  if (statement || proposal.status == Status::possible)
    proposal.grade_digit = '6', proposal.certainty = Certainty::low;
}

std::uint64_t simhash(std::span<const Token> tokens, std::span<const Sentence> sentences) {
  std::array<int, 64> weights{};
  bool any = false;
  for (const Sentence& sentence : sentences) {
    if (sentence.region != RegionKind::body) continue;
    // Pairs of words: single ones would make all reports of one event alike.
    for (std::uint32_t i = sentence.first; i + 1 < sentence.last; ++i) {
      const std::uint64_t hash = (tokens[i].key * 31 + tokens[i + 1].key) * 0x9E3779B97F4A7C15;
      for (std::size_t bit = 0; bit < 64; ++bit) weights[bit] += (hash >> bit & 1) != 0 ? 1 : -1;
      any = true;
    }
  }
  if (!any) return 0;
  std::uint64_t result = 0;
  for (std::size_t bit = 0; bit < 64; ++bit)
    if (weights[bit] > 0) result |= std::uint64_t{1} << bit;
  return result;
}

}  // namespace tocsin::reading
