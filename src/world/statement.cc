#include "world/statement.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "geo/distance.h"
#include "world/digest.h"
#include "world/fields.h"

namespace tocsin::world {
namespace {

constexpr std::string_view class_names[] = {"",       "measure",     "count", "claim",
                                            "advice", "level_words", "other"};
constexpr std::string_view status_names[] = {
    "",       "announced", "planned",    "in_force",     "completed", "extended", "eased",
    "lifted", "denied",    "superseded", "under_review", "possible",  "claimed",  "reported"};
constexpr std::string_view certainty_names[] = {"", "high", "medium", "low"};
constexpr std::string_view basis_names[] = {"",     "none",    "explicit",    "context",     "group",
                                            "city", "demonym", "coreference", "list_member", "person"};
constexpr std::string_view role_names[] = {"", "publisher", "relay", "primary"};
constexpr std::string_view type_names[] = {"",        "official", "agency", "outlet",   "organisation",
                                           "company", "witness",  "expert", "claimant", "anonymous"};

// The numbers of our enumerations begin at 1, so place 0 of each table is empty.
template <class Enum, std::size_t size>
std::optional<Enum> parse(const std::string_view (&names)[size], std::string_view text) {
  for (std::size_t i = 1; i < size; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}
template <class Enum, std::size_t size>
std::string_view name(const std::string_view (&names)[size], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_upper_or_digit(char c) { return is_upper(c) || (c >= '0' && c <= '9'); }

Result<> require_line(std::string_view text, std::size_t code_points_max, std::string_view field,
                      std::string_view member) {
  return require_text(text, code_points_max, true, fmt::format("{}/{}", field, member));
}

Result<> require_jurisdiction(const Jurisdiction& jurisdiction, std::string_view field) {
  if (!jurisdiction.iso.empty() && !is_iso_country(jurisdiction.iso)) {
    return fail(Errc::invalid,
                fmt::format("'{}' has not the form of a country code (FR; EU, UN, INT)", jurisdiction.iso),
                fmt::format("{}/jurisdiction/iso", field));
  }
  if (!jurisdiction.iso2.empty() &&
      (!is_iso_part(jurisdiction.iso2) || country_of(jurisdiction.iso2) != jurisdiction.iso)) {
    return fail(Errc::invalid,
                fmt::format("'{}' is not a part of '{}' (FR-75C)", jurisdiction.iso2, jurisdiction.iso),
                fmt::format("{}/jurisdiction/iso2", field));
  }
  return require_line(jurisdiction.group, line_code_points_max, field, "jurisdiction/group");
}

Result<> require_site(const Site& site, std::string_view field) {
  for (const auto& [member, text] : {std::pair<std::string_view, const std::string*>("site/name", &site.name),
                                     {"site/ref", &site.ref},
                                     {"site/runner_up", &site.runner_up}}) {
    TOCSIN_TRY_VOID(require_line(*text, line_code_points_max, field, member));
  }
  if (site.name.empty() && !site.point)
    return fail(Errc::invalid, "the site has neither name nor place", fmt::format("{}/site", field));
  if (site.point && !geo::is_valid(*site.point))
    return fail(Errc::invalid, "the site is not on the Earth", fmt::format("{}/site/point", field));
  return {};
}

Result<> require_quantity(const Quantity& quantity, std::string_view field) {
  TOCSIN_TRY_VOID(require_line(quantity.kind, line_code_points_max, field, "quantity/kind"));
  TOCSIN_TRY_VOID(require_line(quantity.text, line_code_points_max, field, "quantity/text"));
  if (quantity.min.value_or(0) < 0 || quantity.max.value_or(0) < 0)
    return fail(Errc::invalid, "a number of people is not below zero", fmt::format("{}/quantity", field));
  if (quantity.min && quantity.max && *quantity.min > *quantity.max)
    return fail(Errc::invalid, "min is above max", fmt::format("{}/quantity/min", field));
  return {};
}

void add_quantity(DigestWriter& out, const Quantity& quantity) {
  // One more than the number, so that none and zero differ.
  const auto plus_one = [](const std::optional<std::int64_t>& number) {
    return number ? static_cast<std::uint64_t>(*number) + 1 : 0;
  };
  out.add(quantity.kind).add(plus_one(quantity.min)).add(plus_one(quantity.max));
  out.add(std::uint64_t{quantity.exact}).add(quantity.text);
}

}  // namespace

std::string_view to_string(StatementClass value) { return name(class_names, value); }
std::string_view to_string(Status value) { return name(status_names, value); }
std::string_view to_string(Certainty value) { return name(certainty_names, value); }
std::string_view to_string(Basis value) { return name(basis_names, value); }
std::string_view to_string(PartyRole value) { return name(role_names, value); }
std::string_view to_string(PartyType value) { return name(type_names, value); }

std::optional<StatementClass> parse_statement_class(std::string_view text) {
  return parse<StatementClass>(class_names, text);
}
std::optional<Status> parse_status(std::string_view text) { return parse<Status>(status_names, text); }
std::optional<Certainty> parse_certainty(std::string_view text) {
  return parse<Certainty>(certainty_names, text);
}
std::optional<Basis> parse_basis(std::string_view text) { return parse<Basis>(basis_names, text); }
std::optional<PartyRole> parse_party_role(std::string_view text) {
  return parse<PartyRole>(role_names, text);
}
std::optional<PartyType> parse_party_type(std::string_view text) {
  return parse<PartyType>(type_names, text);
}

bool is_ended(Status value) {
  return value == Status::lifted || value == Status::denied || value == Status::superseded ||
         value == Status::completed;
}

bool is_iso_country(std::string_view code) {
  return code == "INT" || (code.size() == 2 && std::all_of(code.begin(), code.end(), is_upper));
}

bool is_iso_part(std::string_view code) {
  if (code.size() < 4 || code.size() > 6 || code[2] != '-' || !is_iso_country(code.substr(0, 2)))
    return false;
  return std::all_of(code.begin() + 3, code.end(), is_upper_or_digit);
}

std::string_view country_of(std::string_view code) { return code.substr(0, code.find('-')); }

bool covers(std::string_view outer, std::string_view inner) {
  return outer == inner || (!outer.empty() && !outer.contains('-') && country_of(inner) == outer);
}

Result<> validate(const Statement& statement, std::string_view field) {
  TOCSIN_TRY_VOID(require_jurisdiction(statement.jurisdiction, field));
  const std::tuple<std::string_view, const std::string*, std::size_t> texts[] = {
      {"kind", &statement.kind, line_code_points_max},
      {"code", &statement.code, line_code_points_max},
      {"actor", &statement.actor, line_code_points_max},
      {"target", &statement.target, line_code_points_max},
      {"time_words", &statement.time_words, line_code_points_max},
      {"outcome", &statement.outcome, words_code_points_max},
      {"level_said", &statement.level_said, line_code_points_max},
      {"words", &statement.words, words_code_points_max}};
  for (const auto& [member, text, code_points_max] : texts)
    TOCSIN_TRY_VOID(require_line(*text, code_points_max, field, member));
  if (statement.site) TOCSIN_TRY_VOID(require_site(*statement.site, field));
  if (statement.quantity) TOCSIN_TRY_VOID(require_quantity(*statement.quantity, field));
  if (statement.since.known() && statement.until.known() && statement.until < statement.since)
    return fail(Errc::invalid, "until is before since", fmt::format("{}/until", field));
  return {};
}

Result<> validate(const Chain& chain, std::string_view field) {
  if (chain.size() > chain_max)
    return fail(Errc::too_large, fmt::format("the chain has more than {} links", chain_max),
                std::string(field));
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Party& party = chain[i];
    const std::string at = fmt::format("{}/{}", field, i);
    if (trim(party.name).empty())
      return fail(Errc::invalid, "a party of the chain has no name", at + "/name");
    TOCSIN_TRY_VOID(require_line(party.name, line_code_points_max, at, "name"));
    TOCSIN_TRY_VOID(require_line(party.quote, words_code_points_max, at, "quote"));
    if (i > 0 && party.role < chain[i - 1].role) {
      return fail(Errc::invalid, "the chain goes from the publisher over relays to the primary",
                  at + "/role");
    }
  }
  return {};
}

Result<> validate(const Grade& grade, std::string_view field) {
  const bool letter_good = grade.letter == 0 || (grade.letter >= 'A' && grade.letter <= 'F');
  if (!letter_good || grade.digit > 6 || (grade.letter == 0) != (grade.digit == 0)) {
    return fail(Errc::invalid, "a grade is a letter A to F and a digit 1 to 6, or nothing",
                std::string(field));
  }
  return {};
}

void add(DigestWriter& out, const Statement& statement) {
  out.add(static_cast<std::uint64_t>(statement.statement_class)).add(statement.kind).add(statement.code);
  const Jurisdiction& jurisdiction = statement.jurisdiction;
  out.add(jurisdiction.iso).add(jurisdiction.iso2).add(jurisdiction.group);
  out.add(static_cast<std::uint64_t>(jurisdiction.basis)).add(statement.actor).add(statement.target);
  out.add(std::uint64_t{statement.site.has_value()});
  if (statement.site) {
    const Site& site = *statement.site;
    out.add(site.name).add(site.ref).add(site.runner_up).add(std::uint64_t{site.point.has_value()});
    if (site.point) out.add(site.point->lat).add(site.point->lon);
  }
  out.add(static_cast<std::uint64_t>(statement.status));
  for (const Instant at : {statement.since, statement.until, statement.planned_at, statement.lifted_at,
                           statement.statement_at, statement.as_of}) {
    out.add(at);
  }
  out.add(statement.time_words).add(statement.outcome).add(std::uint64_t{statement.quantity.has_value()});
  if (statement.quantity) add_quantity(out, *statement.quantity);
  out.add(statement.level_said).add(statement.words);
}

void add(DigestWriter& out, const Chain& chain) {
  out.add(chain.size());
  for (const auto& party : chain) {
    out.add(party.name)
        .add(static_cast<std::uint64_t>(party.role))
        .add(static_cast<std::uint64_t>(party.type));
    out.add(std::uint64_t{party.anonymous}).add(party.quote);
    out.add(std::uint64_t{party.span.begin}).add(std::uint64_t{party.span.end});
  }
}

}  // namespace tocsin::world
