#include "doors/http/desk_form.h"

#include <fmt/format.h>

#include "base/text.h"
#include "doors/pages/desk_parts.h"
#include "doors/pages/local_time.h"

namespace tocsin::doors::http {
namespace {

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : split(text, separator)) {
    if (!trim(part).empty()) parts.emplace_back(trim(part));
  }
  return parts;
}

}  // namespace

std::string DeskForm::text(const std::string& name) const {
  const auto it = fields_.find(name);
  return it == fields_.end() ? std::string() : std::string(trim(it->second));
}

Instant DeskForm::moment(const std::string& name, Instant before) {
  const std::string typed = text(name);
  if (typed.empty()) return {};
  const auto at = pages::read_local(time_zone_, typed);
  if (!at) {
    refuse(name, fmt::format("{} is not a time such as 2015-11-13T21:20", name));
    return {};
  }
  // A browser leaves out seconds that are zero: the moments are compared, not the texts.
  const bool same = pages::local_input(time_zone_, *at) == pages::local_input(time_zone_, before);
  return same ? before : *at;
}

std::optional<double> DeskForm::number(const std::string& name) {
  const std::string typed = text(name);
  if (typed.empty()) return std::nullopt;
  const auto value = parse_double(typed);
  if (!value) refuse(name, fmt::format("{} is not a number", name));
  return value;
}

std::optional<std::int64_t> DeskForm::whole(const std::string& name) {
  const std::string typed = text(name);
  if (typed.empty()) return std::nullopt;
  const auto value = parse_int(typed);
  if (!value) refuse(name, fmt::format("{} is not a whole number", name));
  return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

std::optional<Id> DeskForm::id(const std::string& name) {
  const std::string typed = text(name);
  if (typed.empty()) return std::nullopt;
  const auto value = parse_id(typed);
  if (!value) refuse(name, value.error().detail);
  return value ? std::optional(*value) : std::nullopt;
}

std::vector<std::string> DeskForm::list(const std::string& name) const { return parts_of(text(name), ','); }

std::optional<std::uint32_t> DeskForm::revision() {
  const auto value = whole("revision");
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

world::Statement DeskForm::statement(const world::Statement& before) {
  world::Statement out = before;
  const auto kind = world::parse_statement_class(text("class"));
  const auto status = world::parse_status(text("status"));
  if (!kind) refuse("class", "class is not one of the list");
  if (!status) refuse("status", "choose a status");
  out.statement_class = kind.value_or(before.statement_class);
  out.status = status.value_or(before.status);
  out.kind = text("kind");
  out.code = text("code");
  out.jurisdiction.iso = text("iso");
  out.jurisdiction.iso2 = text("iso2");
  out.jurisdiction.group = text("group");
  if (!(out.jurisdiction == before.jurisdiction)) out.jurisdiction.basis = world::Basis::person;
  out.actor = text("actor");
  out.target = text("target");
  const auto lat = number("lat"), lon = number("lon");
  if (lat.has_value() != lon.has_value()) refuse("lat", "a place needs both latitude and longitude");
  if (text("site").empty() && !lat) {
    out.site.reset();
  } else {
    world::Site site = before.site.value_or(world::Site());
    // A place that a person named anew is no longer the one of the gazetteer.
    if (site.name != text("site")) site.ref = site.runner_up = {};
    site.name = text("site");
    site.point = lat && lon ? std::optional(geo::Point{*lat, *lon}) : std::nullopt;
    out.site = std::move(site);
  }
  out.since = moment("since", before.since);
  out.until = moment("until", before.until);
  out.planned_at = moment("planned_at", before.planned_at);
  out.lifted_at = moment("lifted_at", before.lifted_at);
  out.statement_at = moment("statement_at", before.statement_at);
  out.as_of = moment("as_of", before.as_of);
  out.time_words = text("time_words");
  out.outcome = text("outcome");
  out.level_said = text("level_said");
  out.words = text("words");
  world::Quantity quantity{.kind = text("quantity_kind"),
                           .min = whole("min"),
                           .max = whole("max"),
                           .exact = flag("exact"),
                           .text = text("quantity_text")};
  out.quantity.reset();
  if (!(quantity == world::Quantity())) out.quantity = std::move(quantity);
  return out;
}

world::Chain DeskForm::chain() {
  world::Chain chain;
  for (std::size_t i = 0; i < pages::chain_rows; ++i) {
    world::Party party;
    party.name = text(fmt::format("party_{}", i));
    if (party.name.empty()) continue;
    party.type =
        world::parse_party_type(text(fmt::format("party_type_{}", i))).value_or(world::PartyType::outlet);
    party.anonymous = flag(fmt::format("anonymous_{}", i));
    party.quote = text(fmt::format("quote_{}", i));
    chain.push_back(std::move(party));
  }
  for (std::size_t i = 1; i < chain.size(); ++i)
    chain[i].role = i + 1 == chain.size() ? world::PartyRole::primary : world::PartyRole::relay;
  return chain;
}

world::Grade DeskForm::grade() {
  world::Grade grade;
  const std::string letter = text("letter");
  if (!letter.empty()) grade.letter = letter.front();
  const auto digit = whole("digit");
  if (digit && *digit >= 0 && *digit <= 6) grade.digit = static_cast<std::uint8_t>(*digit);
  return grade;
}

world::LevelFacts DeskForm::level() {
  world::LevelFacts facts;
  facts.scheme = text("scheme");
  facts.codes = list("codes");
  facts.words = text("words");
  facts.iso = text("area_iso");
  facts.part = text("part");
  facts.valid_from = moment("valid_from");
  facts.valid_until = moment("valid_until");
  facts.within_level = text("within_level");
  if (const auto source = id("source"))
    facts.source = world::SourceId(*source);
  else
    refuse("source", "choose the official source");
  return facts;
}

world::SourceFacts DeskForm::source() {
  world::SourceFacts facts;
  facts.name = text("name");
  facts.aliases = list("aliases");
  const auto kind = world::parse_source_kind(text("kind"));
  if (!kind) refuse("kind", "choose a kind");
  facts.kind = kind.value_or(world::SourceKind::outlet);
  facts.official_for = list("official_for");
  facts.language = text("language");
  facts.feed_url = text("feed_url");
  const std::string letter = text("letter");
  facts.grade = letter.empty() ? '\0' : letter.front();
  const std::int64_t late_min = whole("stale_after_min").value_or(0);
  constexpr std::int64_t late_min_max = 366 * 24 * 60;  // a source that speaks once a year
  if (late_min < 0 || late_min > late_min_max)
    refuse("stale_after_min", "minutes are 0 to a year");
  else
    facts.stale_after_ms = late_min * minute_ms;
  return facts;
}

world::UpdateContent DeskForm::update(const world::UpdateContent& before) {
  world::UpdateContent content;
  content.text = text("text");
  content.occurred_at = moment("occurred_at", before.occurred_at);
  content.planned_for = moment("planned_for", before.planned_for);
  content.jurisdiction = text("jurisdiction");
  content.sources = parts_of(text("sources"), '|');
  content.pinned = flag("pinned");
  content.key_event = flag("key_event");
  return content;
}

void DeskForm::refuse(const std::string& name, std::string detail) {
  if (!wrong_) wrong_ = Error{Errc::invalid, std::move(detail), "/" + name};
}

Result<> DeskForm::ok() const {
  if (wrong_) return std::unexpected(*wrong_);
  return {};
}

}  // namespace tocsin::doors::http
