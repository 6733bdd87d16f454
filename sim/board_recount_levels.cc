#include <algorithm>

#include "board_recount.h"

namespace tocsin::sim {
namespace {

// "FR" speaks for "FR" and for "FR-75C"; "FR-75C" only for itself.
bool speaks_for(const std::string& office, const std::string& place) {
  return office == place || (office.find('-') == std::string::npos && place.starts_with(office + "-"));
}

}  // namespace

bool BoardRecount::is_official(const world::LevelFacts& facts) const {
  const auto source = sources_.find(facts.source);
  if (source == sources_.end() || source->second.kind != world::SourceKind::official) return false;
  const world::Scheme* const scheme = world::Schemes::built_in().find(facts.scheme);
  return std::any_of(source->second.official_for.begin(), source->second.official_for.end(),
                     [&](const std::string& office) {
                       if (scheme == nullptr) return speaks_for(office, facts.iso);
                       // The authority of a part sets the country's scale for its part alone.
                       return speaks_for(office, scheme->iso) ||
                              (speaks_for(scheme->iso, facts.iso) && speaks_for(office, facts.iso));
                     });
}

void BoardRecount::require_scheme(const world::LevelFacts& facts) {
  if (facts.scheme.empty()) {
    return say(Invariant::only_official_moves_levels, facts.codes.empty() && !facts.words.empty(),
               "a level of no scale has a code");
  }
  const world::Scheme* const scheme = world::Schemes::built_in().find(facts.scheme);
  say(Invariant::only_official_moves_levels, scheme != nullptr, "a level of no known scheme");
  if (scheme == nullptr) return;
  say(Invariant::only_official_moves_levels, scheme->valid_at(facts.valid_from),
      "a level of a scheme that was not in force");
  for (const auto& code : facts.codes) {
    const bool known = std::any_of(scheme->levels.begin(), scheme->levels.end(),
                                   [&](const auto& level) { return level.code == code; });
    say(Invariant::only_official_moves_levels, known, "a level with a code of another scheme");
  }
  say(Invariant::only_official_moves_levels, scheme->is_set || facts.codes.size() <= 1,
      "two levels at once of one scale");
}

void BoardRecount::on(const world::LevelProposed& body) {
  did(body.by, world::Role::operator_);
  Level& level = levels_[body.id];
  if (body.ended_at.known()) {
    say(Invariant::rules_kept, level.set, "the end of a level that was not set");
    level.pending_end.emplace(body.ended_at, body.by);
    return;
  }
  say(Invariant::published_kept, level.proposer.is_zero(), "a level was proposed over another");
  level.facts = body.facts;
  level.proposer = body.by;
}

void BoardRecount::on(const world::LevelSet& body) {
  did(body.by, world::Role::approver);
  Level& level = levels_.at(body.id);
  say(Invariant::two_people_published, body.facts == level.facts, "another level than what was proposed");
  say(Invariant::two_people_published, body.by != level.proposer && body.proposed_by == level.proposer,
      "the proposer approved their own level");
  say(Invariant::published_kept, !level.set, "a level was set twice");
  say(Invariant::only_official_moves_levels, is_official(body.facts),
      "a source that is not official there moved a level");
  require_scheme(body.facts);
  level.set = true;
  changes_.push_back({at_seq_, body.id.id});
  notebook_.hit(Probe::level_set);
}

void BoardRecount::on(const world::LevelEnded& body) {
  did(body.by, world::Role::approver);
  Level& level = levels_.at(body.id);
  say(Invariant::two_people_published, level.set && level.pending_end.has_value(),
      "a level ended that nobody had proposed to end");
  if (!level.pending_end) return;
  say(Invariant::two_people_published, level.pending_end->first == body.ended_at,
      "another end than what was proposed");
  say(Invariant::two_people_published, level.pending_end->second != body.by,
      "the proposer approved the end of a level");
  level.ended_at = body.ended_at;
  level.pending_end.reset();
  changes_.push_back({at_seq_, body.id.id});
  notebook_.hit(Probe::level_ended);
}

void BoardRecount::on(const world::LevelRejected& body) {
  did(body.by, world::Role::approver);
  levels_.at(body.id).pending_end.reset();
  notebook_.hit(Probe::level_rejected);
}

void BoardRecount::on(const world::SchemeChanged& body) {
  say(Invariant::rules_kept, levels_.at(body.id).set && levels_.at(body.before).set,
      "a scale was renamed by a level that was not set");
  notebook_.hit(Probe::level_renamed);
}

void BoardRecount::compare_levels(const world::World& world) const {
  const auto kept = [&](bool holds, world::LevelId id, std::string_view what) {
    notebook_.expect(
        holds, Invariant::published_kept,
        fmt::format("level {}: the World and the journal disagree about {}", to_uuid(id.id), what));
  };
  std::size_t set = 0;
  std::size_t by_key = 0;
  for (const auto& [key, ids] : world.levels().by_key()) by_key += ids.size();
  for (const auto& [id, counted] : levels_) {
    const world::Level* const level = world.levels().find(id);
    kept(level != nullptr, id, "whether it is");
    if (level == nullptr) return;
    set += counted.set;
    kept((level->state == world::LevelState::set) == counted.set, id, "whether it was set");
    kept(level->facts == counted.facts, id, "what it says");
    kept(level->ended_at == counted.ended_at, id, "when it ended");
    kept(level->pending_end.has_value() == counted.pending_end.has_value(), id, "whether its end waits");
  }
  notebook_.expect(world.levels().all().size() == levels_.size() && by_key == set, Invariant::published_kept,
                   "the World has more or fewer levels than the journal");
}

}  // namespace tocsin::sim
