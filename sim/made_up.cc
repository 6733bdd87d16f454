#include "made_up.h"

#include <algorithm>

namespace tocsin::sim {
namespace {

using world::PartyRole;
using world::PartyType;
using world::SourceKind;
using world::Statement;
using world::StatementClass;
using world::Status;

template <class List>
const auto& one_of(SeededRandom& random, const List& list) {
  return list[random.below(std::size(list))];
}

constexpr std::string_view places[] = {"FR", "FR", "FR-75C", "BE", "BE-BRU", "GB", "AU", ""};
constexpr std::string_view codes[] = {
    "BORDER_CLOSURE",  "BORDER_CLOSURE", "BORDER_CONTROL", "BORDER_CONTROL", "PATROLS",
    "EVENT_CANCELLED", "EVENT_SECURITY", "EVACUATION",     "LEVEL_REVIEW",   "MEASURES_UNSPECIFIED"};
constexpr std::string_view attackers[] = {"Red Hand", "Black Star"};

Instant before(SeededRandom& random, Instant now) {
  return now + -static_cast<std::int64_t>(random.below(3 * day_ms));
}
Instant after(SeededRandom& random, Instant now) {
  return now + static_cast<std::int64_t>(random.below(2 * day_ms));
}

Status made_up_status(SeededRandom& random) {
  // In force twice as often as anything else.
  const auto lot = random.below(16);
  return lot >= 13 ? Status::in_force : static_cast<Status>(1 + lot);
}

world::Quantity made_up_quantity(SeededRandom& random) {
  world::Quantity quantity;
  quantity.kind = random.chance(0.7) ? "killed" : "injured";
  const auto least = static_cast<std::int64_t>(random.below(200));
  if (random.chance(0.85)) quantity.min = least;
  if (quantity.min && random.chance(0.7)) quantity.max = least + static_cast<std::int64_t>(random.below(2));
  quantity.exact = quantity.min && quantity.min == quantity.max;
  quantity.text = quantity.min ? fmt::format("{}{}", least, quantity.max ? "" : "+") : "many";
  return quantity;
}

void place_it(Statement& statement, SeededRandom& random) {
  const std::string_view code = one_of(random, places);
  world::Jurisdiction& jurisdiction = statement.jurisdiction;
  jurisdiction = {};
  jurisdiction.iso = world::country_of(code);
  if (code.contains('-')) jurisdiction.iso2 = code;
  if (code.empty()) jurisdiction.group = random.chance(0.9) ? "across the globe" : "";
  jurisdiction.basis = code.empty() ? world::Basis::group : world::Basis::explicit_;
  statement.site.reset();
  if (!random.chance(0.3)) return;
  world::Site site;
  site.name = random.chance(0.5) ? "Central station" : "Market square";
  if (random.chance(0.6)) site.point = geo::Point{48.8 + 0.01 * random.unit(), 2.3 + 0.01 * random.unit()};
  statement.site = site;
}

// The parts that its class asks for.
void complete(Statement& statement, SeededRandom& random) {
  statement.code.clear();
  statement.quantity.reset();
  statement.level_said.clear();
  statement.kind = to_string(statement.statement_class);
  if (statement.statement_class == StatementClass::measure) statement.code = one_of(random, codes);
  if (statement.statement_class == StatementClass::level_words)
    statement.level_said = random.chance(0.5) ? "higher alert" : "SEVERE";
  if (statement.statement_class != StatementClass::count) return;
  statement.quantity = made_up_quantity(random);
  statement.kind = statement.quantity->kind;
}

StatementClass made_up_class(SeededRandom& random) {
  const auto lot = random.below(100);
  return lot < 58   ? StatementClass::measure
         : lot < 76 ? StatementClass::count
         : lot < 85 ? StatementClass::claim
         : lot < 92 ? StatementClass::level_words
         : lot < 97 ? StatementClass::advice
                    : StatementClass::other;
}

// Those that may follow each other within a life, those of a part of a country, flags, words and a union.
constexpr std::string_view schemes[] = {
    "au-threat-ntpas",  "au-threat-ntpas", "au-threat-2015",  "au-threat-2015",  "us-threat-2011",
    "us-threat-2015",   "gb-threat-2006",  "be-threat-2006",  "be-threat-2006",  "gb-nir-threat-2010",
    "eu-response-2013", "gb-travel-2013",  "de-threat-words", "fr-posture-2014", "gb-threat-2019"};

}  // namespace

world::SourceFacts made_up_source(SeededRandom& random, int number) {
  world::SourceFacts facts;
  facts.name = fmt::format("Source {}", number);
  if (random.chance(0.3)) facts.aliases.push_back(fmt::format("S{}", number));
  const auto lot = random.below(100);
  if (lot < 35) {
    facts.kind = SourceKind::official;
    static constexpr std::string_view offices[] = {"FR", "FR-75C", "BE",     "BE-BRU", "GB",
                                                   "AU", "US",     "GB-NIR", "EU",     "DE"};
    for (auto count = 1 + random.below(4); count > 0; --count) {
      const std::string code(one_of(random, offices));
      if (std::find(facts.official_for.begin(), facts.official_for.end(), code) == facts.official_for.end())
        facts.official_for.push_back(code);
    }
  } else if (lot < 45) {
    facts.kind = SourceKind::attacker;
    // The second of a name is refused, and so are some that only the register would tell apart.
    facts.aliases.emplace_back(one_of(random, attackers));
  } else {
    facts.kind = random.chance(0.5) ? SourceKind::agency : SourceKind::outlet;
  }
  if (random.chance(0.5)) facts.grade = static_cast<char>('A' + random.below(6));
  if (random.chance(0.3)) facts.stale_after_ms = hour_ms;
  return facts;
}

Statement made_up_statement(SeededRandom& random, Instant now) {
  Statement statement;
  statement.statement_class = made_up_class(random);
  complete(statement, random);
  place_it(statement, random);
  statement.status = made_up_status(random);
  if (random.chance(0.4)) statement.since = before(random, now);
  if (random.chance(0.2)) statement.until = after(random, now);
  if (random.chance(0.6)) statement.as_of = before(random, now);
  if (random.chance(0.2)) statement.statement_at = before(random, now);
  if (random.chance(0.1)) statement.planned_at = after(random, now);
  if (random.chance(0.9)) statement.words = fmt::format("As it was written {}", random.below(1000));
  return statement;
}

void alter(Statement& statement, SeededRandom& random, Instant now) {
  const auto lot = random.below(12);
  if (lot < 4) {
    statement.status = made_up_status(random);
  } else if (lot < 6) {
    statement.until = after(random, now);
  } else if (lot < 7) {
    statement.since = before(random, now);
  } else if (lot < 8) {
    place_it(statement, random);
  } else if (statement.quantity && lot < 10) {
    statement.quantity = made_up_quantity(random);
  } else {
    statement.statement_class = made_up_class(random);
    complete(statement, random);
  }
}

void respell(Statement& statement, SeededRandom& random) {
  statement.words += fmt::format(" ({})", random.below(1000));
  if (random.chance(0.3)) statement.actor = "The ministry";
}

world::Chain made_up_chain(SeededRandom& random, const std::string& publisher) {
  const auto link = [](std::string name, PartyRole role, PartyType type) {
    world::Party party;
    party.name = std::move(name);
    party.role = role;
    party.type = type;
    party.anonymous = type == PartyType::anonymous;
    return party;
  };
  world::Chain chain = {link(publisher, PartyRole::publisher, PartyType::outlet)};
  while (chain.size() < 4 && random.chance(0.3))
    chain.push_back(link(fmt::format("Source {}", 1 + random.below(8)), PartyRole::relay, PartyType::agency));
  const auto lot = random.below(10);
  if (lot < 3) chain.push_back(link("The minister", PartyRole::primary, PartyType::official));
  if (lot == 3) chain.push_back(link("a source familiar", PartyRole::primary, PartyType::anonymous));
  if (lot == 4) {
    // Named as one who says they did it, or known as one only by the register.
    const auto type = random.chance(0.5) ? PartyType::claimant : PartyType::organisation;
    chain.push_back(link(std::string(one_of(random, attackers)), PartyRole::primary, type));
  }
  return chain;
}

world::Proposal made_up_proposal(SeededRandom& random, Instant now, const std::string& publisher) {
  world::Proposal proposal;
  proposal.statement = made_up_statement(random, now);
  if (random.chance(0.9)) proposal.chain = made_up_chain(random, publisher);
  if (random.chance(0.7)) proposal.grade = {'C', 3};
  proposal.rule = "rule";
  proposal.summary = random.chance(0.1);
  proposal.span = {0, 4};
  return proposal;
}

world::LevelFacts made_up_level(SeededRandom& random, Instant now) {
  const auto& tables = world::Schemes::built_in();
  const world::Scheme* found = tables.find(one_of(random, schemes));
  // Mostly one that is in force.
  while (!found->valid_at(now) && random.chance(0.8)) found = tables.find(one_of(random, schemes));
  const world::Scheme& scheme = *found;
  world::LevelFacts facts;
  facts.valid_from = random.chance(0.8) ? now : before(random, now);
  if (random.chance(0.2)) facts.valid_until = after(random, facts.valid_from + 1);
  facts.iso = scheme.kind == world::SchemeKind::travel || scheme.iso == "EU" ? "FR" : scheme.iso;
  if (scheme.iso == "BE" && random.chance(0.4)) facts.iso = "BE-BRU";
  if (random.chance(0.1)) facts.part = random.chance(0.5) ? "the North" : "The north ";
  if (random.chance(0.05)) facts.iso = "FR";
  facts.scheme = scheme.id;
  if (scheme.words_only) {
    if (random.chance(0.2)) facts.scheme.clear();
    facts.words = "an abstractly high danger";
    return facts;
  }
  // One in ten is of any scheme: as a rule the code is no level of this one.
  const world::Scheme& speaks = random.chance(0.1) ? one_of(random, tables.all()) : scheme;
  facts.codes.emplace_back(speaks.levels.empty() ? "4" : one_of(random, speaks.levels).code);
  if (random.chance(0.03)) facts.codes.emplace_back("4");
  if (random.chance(0.1)) facts.within_level = "stepped up";
  return facts;
}

}  // namespace tocsin::sim
