#include "world/levels.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/text.h"
#include "world/digest.h"
#include "world/fields.h"
#include "world/schemes.h"
#include "world/statement.h"
#include "world/world.h"

namespace tocsin::world {
namespace {

std::string joined(const std::vector<std::string>& codes) { return fmt::format("{}", fmt::join(codes, "+")); }

// Travel advice is about other countries, and what stands above countries speaks of any.
bool speaks_of_any_area(const Scheme& scheme) {
  return scheme.kind == SchemeKind::travel || scheme.iso == "EU" || scheme.iso == "UN" || scheme.iso == "INT";
}

Result<> require_words(const LevelFacts& facts, const Scheme* scheme) {
  if (!facts.codes.empty()) {
    return fail(Errc::invalid, "this authority publishes no scale: give its words, quoted, and no code",
                "/codes");
  }
  TOCSIN_TRY_VOID(require_text(facts.words, words_code_points_max, false, "/words"));
  if (scheme != nullptr) return {};
  for (const Scheme* const other : Schemes::built_in().of(facts.iso, facts.valid_from)) {
    if (other->words_only || (other->kind != SchemeKind::threat && other->kind != SchemeKind::posture))
      continue;
    return fail(Errc::invalid,
                fmt::format("{} has a scale ({}): name it and a level of it", facts.iso, other->id),
                "/scheme");
  }
  return {};
}

Result<> require_codes(const LevelFacts& facts, const Scheme& scheme) {
  if (!facts.words.empty())
    return fail(Errc::invalid, fmt::format("{} has a scale: give a code of it, no words", scheme.id),
                "/words");
  if (facts.codes.size() > level_codes_max)
    return fail(Errc::too_large, fmt::format("a level has at most {} codes", level_codes_max), "/codes");
  // An empty answer of a feed is a failure of the feed, never "no level".
  if (facts.codes.empty()) {
    return fail(Errc::invalid, "codes is missing; a level that is no longer in force is ended, not emptied",
                "/codes");
  }
  if (!scheme.is_set && facts.codes.size() > 1)
    return fail(Errc::invalid, fmt::format("{} has one level at a time", scheme.id), "/codes");
  for (std::size_t i = 0; i < facts.codes.size(); ++i) {
    const bool twice = std::count(facts.codes.begin(), facts.codes.end(), facts.codes[i]) > 1;
    if (scheme.level(facts.codes[i]) != nullptr && !twice) continue;
    return fail(
        Errc::invalid,
        fmt::format("'{}' is {} of {}", facts.codes[i], twice ? "twice a level" : "no level", scheme.id),
        fmt::format("/codes/{}", i));
  }
  return {};
}

Result<> require_scheme(const LevelFacts& facts) {
  const Scheme* const scheme = facts.scheme.empty() ? nullptr : Schemes::built_in().find(facts.scheme);
  if (!facts.scheme.empty() && scheme == nullptr)
    return fail(Errc::invalid, fmt::format("there is no scheme '{}'", facts.scheme), "/scheme");
  if (scheme == nullptr) return require_words(facts, nullptr);
  if (!scheme->valid_at(facts.valid_from)) {
    return fail(
        Errc::invalid,
        fmt::format("{} was in force from {} to {}, not at {}", scheme->id,
                    scheme->valid_from.empty() ? "?" : scheme->valid_from,
                    scheme->valid_until.empty() ? "now" : scheme->valid_until, to_rfc3339(facts.valid_from)),
        "/scheme");
  }
  if (!speaks_of_any_area(*scheme) && !covers(scheme->iso, facts.iso)) {
    return fail(Errc::invalid,
                fmt::format("{} is a scheme of {}, not of {}", scheme->id, scheme->iso, facts.iso), "/iso");
  }
  return scheme->words_only ? require_words(facts, scheme) : require_codes(facts, *scheme);
}

Result<> require_official(const World& world, const LevelFacts& facts) {
  const Source* const source = world.sources().find(facts.source);
  if (source == nullptr)
    return fail(Errc::not_found, fmt::format("no source {}; register it first", to_uuid(facts.source.id)),
                "/source");
  const Scheme* const scheme = Schemes::built_in().find(facts.scheme);
  const std::string& iso = scheme == nullptr ? facts.iso : scheme->iso;
  // An authority of a part speaks for its part of the country's scheme.
  const bool own_part =
      scheme != nullptr && covers(scheme->iso, facts.iso) && source->is_official_for(facts.iso);
  if (source->is_official_for(iso) || own_part) return {};
  return fail(Errc::forbidden,
              fmt::format("{} is not registered as official for {}: only an official source moves a "
                          "level; what others say of it is an entry of class level_words",
                          source->facts.name, iso),
              "/source");
}

Result<> require_area(const LevelFacts& facts) {
  if (!is_iso_country(facts.iso) && !is_iso_part(facts.iso)) {
    return fail(Errc::invalid,
                fmt::format("'{}' has not the form of ISO 3166 (BE, BE-BRU; EU, UN, INT)", facts.iso),
                "/iso");
  }
  TOCSIN_TRY_VOID(require_text(facts.part, line_code_points_max, true, "/part"));
  TOCSIN_TRY_VOID(require_text(facts.within_level, line_code_points_max, true, "/within_level"));
  if (!facts.valid_from.known()) return fail(Errc::invalid, "valid_from is missing", "/valid_from");
  if (facts.valid_until.known() && facts.valid_until <= facts.valid_from)
    return fail(Errc::invalid, "valid_until is not after valid_from", "/valid_until");
  return {};
}

Result<const Level*> find_level(const World& world, LevelId id) {
  const Level* const level = world.levels().find(id);
  if (level == nullptr) return fail(Errc::not_found, fmt::format("no level {}", to_uuid(id.id)));
  return level;
}

std::optional<SchemeChanged> scheme_change(const World& world, const Level& level) {
  constexpr Instant ever{std::numeric_limits<std::int64_t>::max()};
  const Level* const before = world.levels().standing(level_key(level.facts), level.facts.valid_from, ever);
  if (before == nullptr || before->facts.scheme == level.facts.scheme) return std::nullopt;
  const Scheme* const scheme = Schemes::built_in().find(level.facts.scheme);
  SchemeChanged event;
  event.id = level.id;
  event.before = before->id;
  event.scheme_before = before->facts.scheme;
  event.code_before = joined(before->facts.codes);
  event.scheme = level.facts.scheme;
  event.code = joined(level.facts.codes);
  event.same = scheme != nullptr && scheme->is_same_as(event.code_before, event.code);
  return event;
}

void add_facts(DigestWriter& out, const LevelFacts& facts) {
  out.add(facts.scheme).add(facts.codes.size());
  for (const auto& code : facts.codes) out.add(code);
  out.add(facts.words).add(facts.iso).add(facts.part).add(facts.valid_from).add(facts.valid_until);
  out.add(facts.within_level).add(facts.source).add(facts.report.value_or(ReportId()));
}

void add_level(DigestWriter& out, const Level& level) {
  out.add(level.id).add(static_cast<std::uint64_t>(level.state)).add(level.note).add(level.proposed_by);
  add_facts(out, level.facts);
  out.add(level.approved_by).add(level.proposed_at).add(level.set_at).add(level.seq).add(level.ended_at);
  out.add(level.end_recorded_at).add(level.end_seq).add(level.end_reason).add(level.rejected_reason);
  out.add(std::uint64_t{level.revision}).add(std::uint64_t{level.pending_end.has_value()});
  if (level.pending_end)
    out.add(level.pending_end->ended_at).add(level.pending_end->reason).add(level.pending_end->by);
  out.add(std::uint64_t{level.scheme_change.has_value()});
  if (!level.scheme_change) return;
  const SchemeChanged& change = *level.scheme_change;
  out.add(change.before)
      .add(change.scheme_before)
      .add(change.code_before)
      .add(change.scheme)
      .add(change.code);
  out.add(std::uint64_t{change.same});
}

}  // namespace

std::string_view to_string(LevelState value) {
  static constexpr std::string_view names[] = {"", "proposed", "set", "rejected"};
  return names[static_cast<std::size_t>(value)];
}

std::string level_key(const LevelFacts& facts) {
  const std::string family = facts.scheme.empty() ? "words" : facts.scheme.substr(0, facts.scheme.rfind('-'));
  return fmt::format("{}|{}|{}", family, facts.iso, to_lower_ascii(trim(facts.part)));
}

const Level* Levels::find(LevelId id) const {
  const auto it = levels_.find(id);
  return it == levels_.end() ? nullptr : &it->second;
}

const Level* Levels::standing(std::string_view key, Instant as_of, Instant known_at) const {
  const auto it = by_key_.find(key);
  if (it == by_key_.end()) return nullptr;
  const Level* found = nullptr;
  for (const LevelId id : it->second) {
    const Level& level = levels_.at(id);
    if (level.set_at > known_at || level.facts.valid_from > as_of) continue;
    // Of two that begin at one moment the later decision holds; by_key_ is in order of decision.
    if (found == nullptr || level.facts.valid_from >= found->facts.valid_from) found = &level;
  }
  if (found == nullptr) return nullptr;
  const bool ended =
      found->ended_at.known() && found->end_recorded_at <= known_at && found->ended_at <= as_of;
  return ended ? nullptr : found;
}

void Levels::apply(const LevelProposed& event, Instant at) {
  Level& level = levels_[event.id];
  if (event.ended_at.known()) {
    level.pending_end = PendingEnd{event.ended_at, event.note, event.by};
    ++level.revision;
    return;
  }
  TOCSIN_CHECK(level.id.is_zero());
  level.id = event.id;
  level.facts = event.facts;
  level.note = event.note;
  level.proposed_by = event.by;
  level.proposed_at = at;
}

void Levels::apply(const LevelSet& event, Instant at, Seq seq) {
  Level& level = levels_.at(event.id);
  level.facts = event.facts;
  level.state = LevelState::set;
  level.approved_by = event.by;
  level.set_at = at;
  level.seq = seq;
  ++level.revision;
  by_key_[level_key(event.facts)].push_back(event.id);
}

void Levels::apply(const LevelEnded& event, Instant at, Seq seq) {
  Level& level = levels_.at(event.id);
  level.ended_at = event.ended_at;
  level.end_recorded_at = at;
  level.end_seq = seq;
  level.end_reason = event.reason;
  level.pending_end.reset();
  ++level.revision;
}

void Levels::apply(const LevelRejected& event) {
  Level& level = levels_.at(event.id);
  level.rejected_reason = event.reason;
  if (level.state == LevelState::proposed) level.state = LevelState::rejected;
  level.pending_end.reset();
  ++level.revision;
}

void Levels::apply(const SchemeChanged& event) { levels_.at(event.id).scheme_change = event; }

void Levels::digest(DigestWriter& out) const {
  out.add(levels_.size());
  for (const auto& [id, level] : levels_) add_level(out, level);
  for (const auto& [key, ids] : by_key_) {
    out.add(key).add(ids.size());
    for (const LevelId id : ids) out.add(id);
  }
}

Result<Decision> decide(const World& world, const Actor& actor, const SetLevel& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "propose a level", false));
  TOCSIN_TRY_VOID(require_area(command.facts));
  TOCSIN_TRY_VOID(require_scheme(command.facts));
  TOCSIN_TRY_VOID(require_official(world, command.facts));
  TOCSIN_TRY_VOID(require_text(command.note, words_code_points_max, true, "/note"));
  if (command.facts.report && world.reports().find(*command.facts.report) == nullptr)
    return fail(Errc::not_found, fmt::format("no report {}", to_uuid(command.facts.report->id)), "/report");
  for (const auto& [id, level] : world.levels().all()) {
    const bool stands = level.state != LevelState::rejected && !level.ended_at.known();
    if (stands && level.facts == command.facts)
      return Decision{.events = {}, .subject = id.id, .repeated = true};
  }
  TOCSIN_TRY_VOID(require_free(world.levels().find(command.id) != nullptr, command.id.id));
  return Decision{
      .events = {LevelProposed{command.id, command.facts, {}, command.note, OperatorId(actor.id)}},
      .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const EndLevel& command, Instant at) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::operator_, "end a level", false));
  TOCSIN_TRY(const Level* level, find_level(world, command.id));
  if (level->state != LevelState::set || level->ended_at.known()) {
    return fail(Errc::conflict, fmt::format("level {} does not stand", to_uuid(command.id.id)));
  }
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, false, "/reason"));
  if (command.ended_at > at || command.ended_at < level->facts.valid_from) {
    return fail(Errc::invalid, "ended_at is a moment after it began that has passed", "/ended_at");
  }
  return Decision{.events = {LevelProposed{command.id, level->facts, command.ended_at, command.reason,
                                           OperatorId(actor.id)}},
                  .subject = command.id.id};
}

Result<Decision> decide(const World& world, const Actor& actor, const ApproveLevel& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "approve a level", false));
  TOCSIN_TRY(const Level* level, find_level(world, command.id));
  const OperatorId by(actor.id);
  if (level->pending_end) {
    TOCSIN_TRY_VOID(require_second_person(level->pending_end->by == by));
    return Decision{.events = {LevelEnded{command.id, level->pending_end->ended_at,
                                          level->pending_end->reason, level->pending_end->by, by}},
                    .subject = command.id.id};
  }
  if (level->state != LevelState::proposed) {
    return fail(Errc::conflict, fmt::format("level {} is {}; nothing of it waits for a second person",
                                            to_uuid(command.id.id), to_string(level->state)));
  }
  TOCSIN_TRY_VOID(require_second_person(level->proposed_by == by));
  // The register may have changed since it was proposed.
  TOCSIN_TRY_VOID(require_official(world, level->facts));
  Decision decision{.events = {LevelSet{command.id, level->facts, level->note, level->proposed_by, by}},
                    .subject = command.id.id};
  if (auto change = scheme_change(world, *level)) decision.events.push_back(std::move(*change));
  return decision;
}

Result<Decision> decide(const World& world, const Actor& actor, const RejectLevel& command) {
  TOCSIN_TRY_VOID(world.realm().require(actor, Role::approver, "reject a level", false));
  TOCSIN_TRY(const Level* level, find_level(world, command.id));
  if (level->state != LevelState::proposed && !level->pending_end)
    return fail(Errc::conflict, fmt::format("nothing of level {} waits", to_uuid(command.id.id)));
  TOCSIN_TRY_VOID(require_text(command.reason, words_code_points_max, false, "/reason"));
  return Decision{.events = {LevelRejected{command.id, command.reason, OperatorId(actor.id)}},
                  .subject = command.id.id};
}

}  // namespace tocsin::world
