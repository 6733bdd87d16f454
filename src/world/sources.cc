#include "world/sources.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/fields.h"
#include "world/statement.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

constexpr std::size_t url_code_points_max = 2000;
constexpr std::string_view kind_names[] = {"",        "official", "agency",   "outlet",   "organisation",
                                           "company", "witness",  "attacker", "anonymous"};

Result<> require_names(const World& world, SourceId id, const SourceFacts& facts) {
  TOCSIN_TRY_VOID(require_text(facts.name, line_code_points_max, false, "/name"));
  if (facts.aliases.size() > aliases_max) {
    return fail(Errc::too_large, fmt::format("a source has at most {} other names", aliases_max), "/aliases");
  }
  const auto require_free = [&](const std::string& name, const std::string& field) -> Result<> {
    TOCSIN_TRY_VOID(require_text(name, line_code_points_max, false, field));
    const Source* const other = world.sources().find_by_name(name);
    if (other == nullptr || other->id == id) return {};
    return fail(Errc::conflict, fmt::format("'{}' is registered already, for {}", name, other->facts.name),
                field);
  };
  TOCSIN_TRY_VOID(require_free(facts.name, "/name"));
  for (std::size_t i = 0; i < facts.aliases.size(); ++i)
    TOCSIN_TRY_VOID(require_free(facts.aliases[i], fmt::format("/aliases/{}", i)));
  return {};
}

Result<> require_facts(const World& world, SourceId id, const SourceFacts& facts) {
  TOCSIN_TRY_VOID(require_names(world, id, facts));
  if (facts.official_for.size() > official_for_max) {
    return fail(Errc::too_large,
                fmt::format("a source is official for at most {} jurisdictions", official_for_max),
                "/official_for");
  }
  for (std::size_t i = 0; i < facts.official_for.size(); ++i) {
    const std::string& code = facts.official_for[i];
    if (!is_iso_country(code) && !is_iso_part(code)) {
      return fail(Errc::invalid,
                  fmt::format("'{}' has not the form of ISO 3166 (FR, FR-75C; EU, UN, INT)", code),
                  fmt::format("/official_for/{}", i));
    }
  }
  if (!facts.official_for.empty() && facts.kind != SourceKind::official) {
    return fail(Errc::invalid, "only a source of kind official is official for a jurisdiction", "/kind");
  }
  TOCSIN_TRY_VOID(require_text(facts.language, line_code_points_max, true, "/language"));
  TOCSIN_TRY_VOID(require_text(facts.feed_url, url_code_points_max, true, "/feed_url"));
  if (facts.grade != 0 && (facts.grade < 'A' || facts.grade > 'F'))
    return fail(Errc::invalid, "grade is a letter A to F", "/grade");
  if (facts.stale_after_ms < 0)
    return fail(Errc::invalid, "stale_after is a time, not below 0", "/stale_after");
  return {};
}

// Who is official decides who moves levels.
Result<> require_role(const World& world, const Actor& actor, bool official, std::string_view to_do) {
  return world.realm().require(actor, official ? Role::approver : Role::operator_, to_do, true);
}

void add_facts(DigestWriter& out, const SourceFacts& facts) {
  out.add(facts.name).add(facts.aliases.size());
  for (const auto& alias : facts.aliases) out.add(alias);
  out.add(static_cast<std::uint64_t>(facts.kind)).add(facts.official_for.size());
  for (const auto& code : facts.official_for) out.add(code);
  out.add(facts.language).add(facts.feed_url).add(static_cast<std::uint64_t>(facts.grade));
  out.add(static_cast<std::uint64_t>(facts.stale_after_ms));
}

}  // namespace

std::string_view to_string(SourceKind value) { return kind_names[static_cast<std::size_t>(value)]; }

std::optional<SourceKind> parse_source_kind(std::string_view text) {
  const auto* const found = std::find(std::begin(kind_names) + 1, std::end(kind_names), text);
  if (found == std::end(kind_names)) return std::nullopt;
  return static_cast<SourceKind>(found - std::begin(kind_names));
}

const SourceFacts* Source::facts_at(Instant known_at) const {
  const SourceFacts* found = nullptr;
  for (const auto& version : versions) {
    if (version.recorded_at <= known_at) found = &version.facts;
  }
  return found;
}

bool Source::is_official_for(std::string_view iso) const {
  return std::any_of(facts.official_for.begin(), facts.official_for.end(),
                     [&](const std::string& code) { return covers(code, iso); });
}

const Source* Sources::find(SourceId id) const {
  const auto it = sources_.find(id);
  return it == sources_.end() ? nullptr : &it->second;
}

const Source* Sources::find_by_name(std::string_view name) const {
  const auto it = by_name_.find(to_lower_ascii(trim(name)));
  return it == by_name_.end() ? nullptr : find(it->second);
}

void Sources::index(const Source& source) {
  std::erase_if(by_name_, [&](const auto& pair) { return pair.second == source.id; });
  by_name_[to_lower_ascii(trim(source.facts.name))] = source.id;
  for (const auto& alias : source.facts.aliases) by_name_[to_lower_ascii(trim(alias))] = source.id;
}

void Sources::apply(const SourceRegistered& event, Instant at) {
  Source& source = sources_[event.id];
  source.id = event.id;
  source.facts = event.facts;
  source.registered_at = at;
  source.versions.push_back({at, event.facts});
  index(source);
}

void Sources::apply(const SourceChanged& event, Instant at) {
  Source& source = sources_.at(event.id);
  source.facts = event.facts;
  source.versions.push_back({at, event.facts});
  ++source.revision;
  index(source);
}

void Sources::apply(const FetchRecorded& event, Instant at) {
  Source& source = sources_.at(event.id);
  source.last_fetched_at = at;
  source.failures = event.ok ? 0 : source.failures + 1;
  source.last_error = event.ok ? std::string() : event.error;
  if (event.ok) note_data(event.id, event.newest_data_at);
}

void Sources::note_data(SourceId id, Instant data_at) {
  Source& source = sources_.at(id);
  source.newest_data_at = std::max(source.newest_data_at, data_at);
}

void Sources::digest(DigestWriter& out) const {
  out.add(sources_.size());
  for (const auto& [id, source] : sources_) {
    out.add(id).add(source.registered_at).add(source.newest_data_at).add(source.last_fetched_at);
    out.add(std::uint64_t{source.failures}).add(source.last_error).add(std::uint64_t{source.revision});
    out.add(source.versions.size());
    for (const auto& version : source.versions) {
      out.add(version.recorded_at);
      add_facts(out, version.facts);
    }
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const RegisterSource& command) {
  TOCSIN_TRY_VOID(require_role(world, actor, !command.facts.official_for.empty(), "register a source"));
  TOCSIN_TRY_VOID(require_free(world.sources().find(command.id) != nullptr, command.id.id));
  if (world.sources().all().size() >= sources_registered_max)
    return fail(Errc::too_large,
                fmt::format("the register holds at most {} sources", sources_registered_max));
  TOCSIN_TRY_VOID(require_facts(world, command.id, command.facts));
  return Decision{.events = {SourceRegistered{command.id, command.facts}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ChangeSource& command) {
  const Source* const source = world.sources().find(command.id);
  const bool official =
      !command.facts.official_for.empty() || (source != nullptr && !source->facts.official_for.empty());
  TOCSIN_TRY_VOID(require_role(world, actor, official, "change a source"));
  if (source == nullptr) return fail(Errc::not_found, fmt::format("no source {}", to_uuid(command.id.id)));
  TOCSIN_TRY_VOID(require_facts(world, command.id, command.facts));
  if (command.facts == source->facts)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {SourceChanged{command.id, command.facts}}, .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const RecordFetch& command, Instant at) {
  if (actor.kind != Actor::Kind::system)
    TOCSIN_TRY_VOID(world.realm().require(actor, Role::feed, "record a fetch", true));
  const Source* const source = world.sources().find(command.id);
  if (source == nullptr) return fail(Errc::not_found, fmt::format("no source {}", to_uuid(command.id.id)));
  TOCSIN_TRY_VOID(require_text(command.error, line_code_points_max, true, "/error"));
  // A feed that dates its data in the future would never be stale.
  const Instant newest = std::min(command.newest_data_at, at);
  const bool news = command.ok ? newest > source->newest_data_at || source->failures > 0
                               : source->failures == 0 || command.error != source->last_error;
  if (!news && source->last_fetched_at.known() && at - source->last_fetched_at < fetch_note_ms)
    return Decision{.events = {}, .subject = command.id.id, .repeated = true};
  return Decision{.events = {FetchRecorded{command.id, command.ok, newest, command.error}},
                  .subject = command.id.id};
}

}  // namespace tocsin::world
