// Who a noun group is, as a source.
#include <algorithm>

#include "reading/voices.h"

namespace tocsin::reading {
namespace {

struct SpeakerClasses {
  explicit SpeakerClasses(const Lexicon& t)
      : wire(require_class(t, "w.wire")),
        outlet(require_class(t, "w.outlet")),
        outlet_word(require_class(t, "n.outlet_word")),
        official(require_class(t, "n.official")),
        agency(require_class(t, "n.agency")),
        company(require_class(t, "n.company_official")),
        anonymous(require_class(t, "n.anonymous")),
        expert(require_class(t, "n.expert")),
        witness(require_class(t, "n.witness")),
        claimant(require_class(t, "n.claimant")) {}
  std::size_t wire, outlet, outlet_word, official, agency, company, anonymous, expert, witness, claimant;
};

const SpeakerClasses& classes_of(const Grammar& grammar) {
  static const SpeakerClasses classes(grammar.lexicon);
  return classes;
}

// What is known of a noun group that may speak.
struct Look {
  ClassSet all;  // noun classes of its units
  ClassSet head;
  bool outlet = false, wire = false;
  bool former = false;
  bool definite = false;  // "the"
  int names = 0;          // capitalised units at its end that no table knows: a person's or a firm's name
  std::size_t name_from = 0;
  bool plural = false;
};

Look look_at(std::string_view text, const Syntax& syntax, int number, const Grammar& grammar) {
  const SpeakerClasses& classes = classes_of(grammar);
  const Chunk& chunk = syntax.chunks[static_cast<std::size_t>(number)];
  Look look;
  static const std::uint64_t the = key_of("the"), former = key_of("former"), ex = key_of("ex");
  for (std::size_t u = chunk.first; u < chunk.last; ++u) {
    const Unit& unit = syntax.units[u];
    look.all |= unit.noun;
    look.definite |= unit.key == the;
    look.former |= unit.key == former || unit.key == ex;
    const bool short_name = unit.span.size() <= 4;
    if (unit.capital && (!short_name || unit.all_capitals || unit.words.test(classes.wire))) {
      look.outlet |= unit.words.test(classes.outlet);
      look.wire |= unit.words.test(classes.wire);
    }
  }
  look.head = syntax.units[chunk.head].noun;
  look.plural = text_of(text, syntax.units[chunk.head].span).ends_with('s');
  // The run of capitalised words that ends the group.
  std::size_t u = chunk.last;
  while (u > chunk.first && syntax.units[u - 1].capital && syntax.units[u - 1].noun.none() &&
         syntax.units[u - 1].tag == 'N' && syntax.units[u - 1].words.none() &&
         (syntax.units[u - 1].place < 0 || (u == chunk.last && u - 1 > chunk.first &&
                                            syntax.units[u - 2].capital && syntax.units[u - 2].place < 0))) {
    --u;
    ++look.names;
  }
  look.name_from = u;
  return look;
}

std::string clean(std::string_view words) {
  for (const std::string_view article : {"the ", "The "})
    if (words.starts_with(article)) words.remove_prefix(article.size());
  return std::string(words);
}

}  // namespace

std::optional<Party> outlet_at(std::string_view text, const Unit& unit, const Grammar& grammar) {
  const SpeakerClasses& classes = classes_of(grammar);
  const bool wire = unit.words.test(classes.wire), outlet = unit.words.test(classes.outlet);
  if ((!wire && !outlet) || !unit.capital || (unit.span.size() <= 4 && !unit.all_capitals))
    return std::nullopt;
  return Party{.role = Role::relay,
               .type = wire ? PartyType::agency : PartyType::outlet,
               .name = grammar.lexicon.name_of(clean(text_of(text, unit.span))),
               .span = unit.span,
               .note = {}};
}

const Speakers::Known* Speakers::find(std::string_view folded_name) const {
  for (auto it = known_.rbegin(); it != known_.rend(); ++it)
    if (it->surname == folded_name || it->head == folded_name) return &*it;
  return nullptr;
}

void Speakers::remember(Known known) {
  if (known_.size() >= speakers_max) known_.erase(known_.begin(), known_.begin() + speakers_max / 2);
  known_.push_back(std::move(known));
}

std::optional<Party> Speakers::party_of(std::string_view text, const Syntax& syntax, int chunk,
                                        const Grammar& grammar, std::span<const PlaceMention> places) {
  const SpeakerClasses& classes = classes_of(grammar);
  const Chunk& c = syntax.chunks[static_cast<std::size_t>(chunk)];
  const Unit& head = syntax.units[c.head];
  const Span span = syntax.span_of(chunk);
  const std::string folded_head = fold(text_of(text, head.span));
  Party party{.role = Role::primary,
              .type = PartyType::official,
              .name = clean(text_of(text, span)),
              .span = span,
              .note = {}};

  if (head.tag == 'R') {
    if (folded_head != "he" && folded_head != "she" && folded_head != "they" && folded_head != "it")
      return std::nullopt;
    const bool person = folded_head == "he" || folded_head == "she";
    for (auto it = known_.rbegin(); it != known_.rend(); ++it) {
      if (person && !it->person) continue;
      party = it->party;
      party.span = span;
      party.note = "coref";
      return party;
    }
    return std::nullopt;
  }

  if (head.place >= 0 && c.last - c.first == 1) {
    if (const Known* known = find(folded_head); known != nullptr && known->person) {
      Party same = known->party;
      same.span = span;
      return same;
    }
  }
  const Look look = look_at(text, syntax, chunk, grammar);
  const bool person_name = look.names > 0 && head.capital;
  if (look.outlet || look.wire ||
      (look.head.test(classes.outlet_word) && (look.names > 0 || look.definite))) {
    party.role = Role::relay;
    party.type = look.wire ? PartyType::agency : PartyType::outlet;
    if (look.names == 0 && !look.outlet && !look.wire) {
      // "the channel": the last outlet that was named
      for (auto it = known_.rbegin(); it != known_.rend(); ++it) {
        if (it->party.role != Role::relay) continue;
        party = it->party;
        party.span = span;
        party.note = "coref";
        return party;
      }
    }
    for (std::size_t u = c.first; u < c.last; ++u)
      if (const auto named = outlet_at(text, syntax.units[u], grammar)) party.name = named->name;
  } else if (look.all.test(classes.claimant)) {
    party.type = PartyType::claimant;
  } else if (look.former || look.all.test(classes.expert)) {
    party.type = PartyType::expert;
  } else if (look.head.test(classes.anonymous) || (look.all.test(classes.anonymous) && !person_name)) {
    party.type = PartyType::anonymous;
    party.anonymous = true;
  } else if (look.all.test(classes.official) || look.all.test(classes.agency)) {
    party.type = PartyType::official;
    const bool company = look.all.test(classes.company) && !look.head.test(classes.official);
    if (company) party.type = PartyType::company;
    party.anonymous = !person_name && look.plural && look.head.test(classes.official) && !look.definite &&
                      syntax.chunks[static_cast<std::size_t>(chunk)].last - c.first == 1;
  } else if (look.all.test(classes.witness)) {
    party.type = PartyType::witness;
  } else if (look.all.test(classes.company)) {
    party.type = PartyType::company;
  } else if (head.country != nullptr) {
    party.type = PartyType::official;
  } else if (!person_name && !(head.capital && head.place < 0) && !(head.place >= 0)) {
    return std::nullopt;
  } else if (head.place >= 0 && !places[static_cast<std::size_t>(head.place)].embedded) {
    // "Moscow said": the government of
    party.type = PartyType::official;
  }

  // A surname alone stands for whoever was introduced with it.
  if (person_name && c.last - look.name_from == 1 && look.all.none()) {
    if (const Known* known = find(folded_head)) {
      Party same = known->party;
      same.span = span;
      return same;
    }
  }
  // "the minister", "the committee": the last that was called so
  if (look.definite && look.names == 0 && look.all.any()) {
    if (const Known* known = find(folded_head); known != nullptr && known->party.role == party.role) {
      Party same = known->party;
      same.span = span;
      same.note = "coref";
      return same;
    }
  }
  const bool person = person_name &&
                      (look.all.test(classes.official) || look.all.test(classes.expert) || look.names >= 2) &&
                      party.type != PartyType::outlet && party.type != PartyType::agency;
  if (person && look.names >= 1)
    party.name = std::string(text_of(text, {syntax.units[look.name_from].span.begin, head.span.end}));
  std::string role_head;
  for (std::size_t u = c.first; u < c.last; ++u)
    if (syntax.units[u].noun.any() && syntax.units[u].noun.test(classes.official))
      role_head = fold(text_of(text, syntax.units[u].span));
  remember({person ? folded_head : std::string{}, person ? role_head : folded_head, party, person});
  return party;
}

}  // namespace tocsin::reading
