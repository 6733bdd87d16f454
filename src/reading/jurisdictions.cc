#include "reading/jurisdictions.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

int rank_of(const Place& place) {
  switch (place.kind) {
    case PlaceKind::airport:
      return 5;
    case PlaceKind::city:
      return 4;
    case PlaceKind::other:
      return place.located ? 3 : 0;
    case PlaceKind::district:
      return 3;
    case PlaceKind::region:
      return 2;
    case PlaceKind::country:
      return 1;
    case PlaceKind::continent:
      return 0;
  }
  return 0;
}

}  // namespace

Jurisdictions::Jurisdictions(std::string_view text, std::span<const PlaceMention> places,
                             const Gazetteer& gazetteer, const Grammar& grammar)
    : text_(text),
      places_(places),
      gazetteer_(gazetteer),
      grammar_(grammar),
      geographic_(require_class(grammar.lexicon, "n.geographic")),
      n_border_(require_class(grammar.lexicon, "n.border")),
      n_diplomatic_(require_class(grammar.lexicon, "n.diplomatic")) {}

// "the Austrian capital", "the French capital": the city.
std::optional<Jurisdictions::Found> Jurisdictions::capital_phrase(const Syntax& syntax, int chunk) const {
  static const std::uint64_t capital = key_of("capital");
  const Chunk& c = syntax.chunks[static_cast<std::size_t>(chunk)];
  if (syntax.units[c.head].key != capital) return std::nullopt;
  for (std::size_t u = c.first; u < c.last; ++u) {
    if (syntax.units[u].place < 0) continue;
    const PlaceMention& mention = places_[static_cast<std::size_t>(syntax.units[u].place)];
    if (!mention.place || mention.place->country.empty()) continue;
    if (auto city = gazetteer_.capital_of(mention.place->country))
      return Found{std::string(city->country), city, &mention, "coref", syntax.span_of(chunk)};
  }
  return std::nullopt;
}

// The narrowest place in a noun group. Demonyms count where they locate ("British cities"), or when asked
// for.
std::optional<Jurisdictions::Found> Jurisdictions::in_group(const Syntax& syntax, int chunk,
                                                            bool demonyms) const {
  if (auto capital = capital_phrase(syntax, chunk)) return capital;
  const Chunk& c = syntax.chunks[static_cast<std::size_t>(chunk)];
  std::optional<Found> best;
  const ClassSet& head = syntax.units[c.head].noun;
  for (std::size_t u = c.first; u < c.last; ++u) {
    const Unit& unit = syntax.units[u];
    if (unit.country != nullptr && !best)
      best = Found{*unit.country, std::nullopt, nullptr, "explicit", unit.span};
    if (unit.place < 0) continue;
    const PlaceMention& mention = places_[static_cast<std::size_t>(unit.place)];
    if (!mention.place || mention.place->country.empty()) continue;
    if (mention.demonym && !demonyms && !head.test(geographic_)) continue;
    Found found{std::string(mention.place->country), mention.place, &mention,
                mention.demonym                             ? "demonym"
                : mention.place->kind == PlaceKind::country ? "explicit"
                                                            : "city",
                unit.span};
    if (!best || !best->place || rank_of(*mention.place) > rank_of(*best->place)) best = std::move(found);
  }
  return best;
}

std::optional<Jurisdictions::Found> Jurisdictions::of_actor(const Syntax& syntax, const Match& match) const {
  if (match.actor < 0) return std::nullopt;
  auto found = in_group(syntax, match.actor, true);
  // "New York put its police on alert": who put them there.
  if (!found && match.clause >= 0) {
    const int subject = syntax.clauses[static_cast<std::size_t>(match.clause)].subject;
    if (subject >= 0 && subject != match.actor && subject != match.theme)
      found = in_group(syntax, subject, true);
  }
  // "The United States embassy in Santiago" acts for its own country.
  if (found && syntax.head_of(match.actor).has(n_diplomatic_)) return found;
  // "Police in Los Angeles"
  static const std::uint64_t in = key_of("in"), of = key_of("of"), at = key_of("at");
  for (int j = match.actor + 1; j + 1 < static_cast<int>(syntax.chunks.size()) &&
                                syntax.chunks[static_cast<std::size_t>(j)].kind == 'P';
       j += 2) {
    const auto key = syntax.head_of(j).key;
    if (syntax.chunks[static_cast<std::size_t>(j) + 1].kind != 'N') break;
    if (key != in && key != of && key != at) break;
    if (auto behind = in_group(syntax, j + 1, false); behind && (!found || !found->place)) found = behind;
  }
  return found;
}

std::optional<Jurisdictions::Found> Jurisdictions::of_site(const Syntax& syntax, const Match& match) const {
  static const std::uint64_t not_there[] = {
      key_of("with"),      key_of("from"), key_of("against"),  key_of("by"),      key_of("after"),
      key_of("following"), key_of("for"),  key_of("before"),   key_of("between"), key_of("among"),
      key_of("amid"),      key_of("like"), key_of("including")};
  static const std::uint64_t towards[] = {key_of("to"), key_of("into")};
  static const std::size_t traffic = require_class(grammar_.lexicon, "n.traffic");
  const bool moves = match.theme >= 0 &&
                     (syntax.head_of(match.theme).has(traffic) || syntax.head_of(match.theme).has(n_border_));
  static const std::size_t counterpart = require_class(grammar_.lexicon, "n.counterpart");
  if (match.frame->with.test(counterpart)) return std::nullopt;  // where the other side is
  std::optional<Found> best;
  const auto take = [&](std::optional<Found> found) {
    if (found && (!best || !best->place || (found->place && rank_of(*found->place) > rank_of(*best->place))))
      best = std::move(found);
  };
  if (match.theme >= 0) {
    take(in_group(syntax, match.theme, false));
    static const std::uint64_t of = key_of("of"), in = key_of("in"), at = key_of("at"), near = key_of("near");
    for (int j = match.theme + 1; j + 1 < static_cast<int>(syntax.chunks.size()) &&
                                  syntax.chunks[static_cast<std::size_t>(j)].kind == 'P';
         j += 2) {
      const auto key = syntax.head_of(j).key;
      if (syntax.chunks[static_cast<std::size_t>(j) + 1].kind != 'N' ||
          (key != of && key != in && key != at && key != near))
        break;
      take(in_group(syntax, j + 1, false));
    }
  }
  int elsewhere =
      -1;  // the noun of a phrase that is not the site: "after the attacks | in Paris" hangs on it
  for (const Phrase& phrase : match.phrases) {
    const auto key = syntax.head_of(phrase.preposition).key;
    if (std::find(std::begin(not_there), std::end(not_there), key) != std::end(not_there) ||
        (elsewhere >= 0 && phrase.preposition == elsewhere + 1)) {
      elsewhere = phrase.noun;
      continue;
    }
    if (moves && std::find(std::begin(towards), std::end(towards), key) != std::end(towards)) continue;
    take(in_group(syntax, phrase.noun, false));
  }
  return best;
}

std::optional<Jurisdictions::Found> Jurisdictions::of_speaker(const Syntax& syntax,
                                                              const Voice& voice) const {
  if (voice.speaker < 0 || voice.chain.empty()) return std::nullopt;
  const Party& last = voice.chain.back();
  if (last.role == Role::relay || last.type == PartyType::claimant) return std::nullopt;
  return in_group(syntax, voice.speaker, true);
}

void Jurisdictions::begin_sentence(const Syntax& syntax, const Sentence& sentence) {
  if (sentence.paragraph != focus_.paragraph) {
    focus_ = {};
    focus_.paragraph = sentence.paragraph;
  }
  // "In Belgium, ..."; "Italy: ...", "* GERMANY: ..."
  const auto& chunks = syntax.chunks;
  std::size_t i = 0;
  while (i < chunks.size() && chunks[i].kind == 'K' && chunks[i].mark != ':') ++i;
  const auto mark_at = [&](std::size_t at, char mark) {
    return at < chunks.size() && chunks[at].kind == 'K' && chunks[at].mark == mark;
  };
  std::optional<Found> fronted;
  static const std::uint64_t in = key_of("in"), across = key_of("across"), at = key_of("at");
  if (i + 1 < chunks.size() && chunks[i].kind == 'P' && chunks[i + 1].kind == 'N') {
    const auto key = syntax.units[chunks[i].head].key;
    if (key == in || key == across || key == at) fronted = in_group(syntax, static_cast<int>(i) + 1, false);
  } else if (i + 1 < chunks.size() && chunks[i].kind == 'N' && mark_at(i + 1, ':')) {
    fronted = in_group(syntax, static_cast<int>(i), true);
  }
  if (!fronted) return;
  focus_.fronted = fronted->country;
  focus_.country = fronted->country;
  focus_.city.reset();
  if (fronted->place && rank_of(*fronted->place) >= 2) focus_.city = fronted->place;
}

void Jurisdictions::end_sentence(const Syntax& syntax) {
  // A country or city that a clause is about carries on; what hangs on "with", "from" or a demonym of a
  // target does not.
  for (const Clause& clause : syntax.clauses) {
    if (clause.subject < 0) continue;
    const auto found = in_group(syntax, clause.subject, true);
    if (!found || found->country.empty()) continue;
    if (!found->place || found->place->country != focus_.country) focus_.city.reset();
    focus_.country = found->country;
    if (found->place && rank_of(*found->place) >= 3) focus_.city = found->place;
    break;
  }
}

void Jurisdictions::set_country(Proposal& proposal, const std::string& country,
                                const std::string& basis) const {
  proposal.jurisdiction.iso = country;
  proposal.jurisdiction.basis = basis;
  if (const auto place = gazetteer_.country(country)) {
    proposal.jurisdiction.name = std::string(place->name);
    if (!proposal.place)
      proposal.place =
          Site{.place = *place, .runner_up = {}, .basis = basis, .span = proposal.jurisdiction.span};
  }
}

void Jurisdictions::set(Proposal& proposal, const Found& found, const std::optional<Found>& site) {
  proposal.jurisdiction.span = found.span;
  // A measure can reach abroad: Britain advises, and what it advises about lies in Tunisia.
  const Found* where = site && site->place ? &*site : nullptr;
  if (where == nullptr && found.place && rank_of(*found.place) >= 2) where = &found;
  Found local;
  const bool names_country =
      found.place && found.place->kind == PlaceKind::country && found.basis == "explicit";
  if (where == nullptr && !names_country && document_city_ && document_city_->country == found.country) {
    local = {found.country, document_city_, nullptr, "context", {}};
    where = &local;
  }
  if (where != nullptr && where->place && where->place->kind != PlaceKind::continent) {
    proposal.place =
        Site{.place = *where->place,
             .runner_up = where->mention != nullptr ? where->mention->runner_up : std::nullopt,
             .basis = where->basis == "coref" || where->basis == "context" ? where->basis : "explicit",
             .span = where->span};
    if (rank_of(*where->place) >= 2 && where->country == found.country)
      proposal.jurisdiction.iso2 = std::string(where->place->iso2);
  }
  const Span span = proposal.place ? proposal.place->span : found.span;
  set_country(proposal, found.country, found.basis);
  if (proposal.place && proposal.place->span.empty()) proposal.place->span = span;
  focus_.country = found.country;
  if (proposal.place && rank_of(proposal.place->place) >= 3) focus_.city = proposal.place->place;
}

// "the Jama pass", "Weston Road", "at Victoria Quay": a name that no gazetteer knows still says where. The
// place stays the known one round it; the words are the closer evidence.
void Jurisdictions::name_site(Proposal& proposal, const Syntax& syntax, const Match& match) const {
  static const std::size_t facility = require_class(grammar_.lexicon, "n.facility"),
                           site = require_class(grammar_.lexicon, "n.site"),
                           hub = require_class(grammar_.lexicon, "n.transport_hub");
  static const std::uint64_t where[] = {key_of("at"),      key_of("in"),      key_of("on"),
                                        key_of("around"),  key_of("near"),    key_of("along"),
                                        key_of("over"),    key_of("outside"), key_of("inside"),
                                        key_of("through"), key_of("across")};
  if (!proposal.place) return;
  const auto named = [&](int chunk, bool any) {
    const Chunk& c = syntax.chunks[static_cast<std::size_t>(chunk)];
    const Unit& head = syntax.units[c.head];
    const bool built =
        head.noun.test(facility) || head.noun.test(site) || head.noun.test(hub) || head.noun.test(n_border_);
    bool name = false;
    for (std::size_t u = c.first; u < c.last; ++u) {
      const Unit& unit = syntax.units[u];
      if (unit.place >= 0 && places_[static_cast<std::size_t>(unit.place)].demonym) continue;
      name |= unit.tag == 'N' && unit.capital && (u > 0 || unit.place >= 0 || c.last - c.first > 1);
    }
    return name && (built || (any && head.capital && !head.words.test(grammar_.w_time_noun)));
  };
  const auto take = [&](int chunk) {
    const Span span = syntax.span_of(chunk);
    if (!proposal.place->span.empty() && span.contains(proposal.place->span) &&
        rank_of(proposal.place->place) >= 3)
      return;
    proposal.place->span = span;
  };
  if (match.theme >= 0 && named(match.theme, false)) return take(match.theme);
  for (const Phrase& phrase : match.phrases) {
    const auto key = syntax.head_of(phrase.preposition).key;
    if (std::find(std::begin(where), std::end(where), key) == std::end(where)) continue;
    if (named(phrase.noun, true)) return take(phrase.noun);
  }
}

void Jurisdictions::settle(Proposal& proposal, const Syntax& syntax, const Match& match, const Voice* voice) {
  settle_ladder(proposal, syntax, match, voice);
  name_site(proposal, syntax, match);
}

void Jurisdictions::settle_ladder(Proposal& proposal, const Syntax& syntax, const Match& match,
                                  const Voice* voice) {
  const auto actor = of_actor(syntax, match);
  const auto site = of_site(syntax, match);
  if (actor) return set(proposal, *actor, site);
  if (!focus_.fronted.empty() && (!site || site->country == focus_.fronted)) {
    Found fronted{focus_.fronted, focus_.city, nullptr, "explicit", {}};
    return set(proposal, fronted, site);
  }
  if (site) return set(proposal, *site, site);
  if (voice != nullptr) {
    if (const auto speaker = of_speaker(syntax, *voice)) return set(proposal, *speaker, std::nullopt);
  }
  const std::string country = !focus_.country.empty() ? focus_.country : document_country_;
  if (country.empty()) {
    proposal.jurisdiction.basis = "none";
    return;
  }
  if (!focus_.city && document_city_ && document_city_->country == country) focus_.city = document_city_;
  if (focus_.city && focus_.city->country == country) {
    proposal.place = Site{.place = *focus_.city, .runner_up = {}, .basis = "context", .span = {}};
    proposal.jurisdiction.iso2 = std::string(focus_.city->iso2);
  }
  set_country(proposal, country, "context");
}

void Jurisdictions::settle_in(Proposal& proposal, const Syntax& syntax, Span span) {
  std::optional<Found> best;
  for (int i = 0; i < static_cast<int>(syntax.chunks.size()); ++i) {
    if (syntax.chunks[static_cast<std::size_t>(i)].kind != 'N' || !span.contains(syntax.span_of(i))) continue;
    auto found = in_group(syntax, i, false);
    if (found && (!best || !best->place || (found->place && rank_of(*found->place) > rank_of(*best->place))))
      best = std::move(found);
  }
  if (best) return set(proposal, *best, best);
  proposal.jurisdiction.basis = "none";
}

}  // namespace tocsin::reading
