#include "views/sourcing.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/text.h"
#include "views/board.h"

namespace tocsin::views {
namespace {

bool are_copies(const Saying& a, const Saying& b) {
  if (a.primary == b.primary) return true;
  // One text may name two sources; two texts that are the same are one.
  if (a.report == b.report || a.simhash == 0 || b.simhash == 0) return false;
  return std::popcount(a.simhash ^ b.simhash) <= copy_distance_max;
}

}  // namespace

KnownSources::KnownSources(const world::World& world, Instant known_at) {
  for (const auto& [id, source] : world.sources().all()) {
    const auto* const facts = source.facts_at(known_at);
    if (facts == nullptr) continue;
    by_id_[id] = facts;
    by_name_[to_lower_ascii(trim(facts->name))] = facts;
    for (const auto& alias : facts->aliases) by_name_[to_lower_ascii(trim(alias))] = facts;
  }
}

const world::SourceFacts* KnownSources::facts(world::SourceId id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : it->second;
}

const world::SourceFacts* KnownSources::find_by_name(std::string_view name) const {
  const auto it = by_name_.find(to_lower_ascii(trim(name)));
  return it == by_name_.end() ? nullptr : it->second;
}

std::string KnownSources::canonical(std::string_view name) const {
  const auto* const known = find_by_name(name);
  return to_lower_ascii(trim(known == nullptr ? name : std::string_view(known->name)));
}

bool KnownSources::is_attackers(const world::SourceId& source, const world::Chain& chain) const {
  const auto is_attacker = [](const world::SourceFacts* known) {
    return known != nullptr && known->kind == world::SourceKind::attacker;
  };
  return is_attacker(facts(source)) ||
         std::any_of(chain.begin(), chain.end(), [&](const world::Party& party) {
           return party.type == world::PartyType::claimant || is_attacker(find_by_name(party.name));
         });
}

std::string primary_of(const KnownSources& sources, const world::Chain& chain) {
  for (auto party = chain.rbegin(); party != chain.rend(); ++party) {
    const bool unnamed = party->anonymous || party->type == world::PartyType::anonymous;
    if (!unnamed || std::next(party) == chain.rend()) return sources.canonical(party->name);
  }
  return {};
}

Saying saying_of(const world::World& world, const KnownSources& sources, const world::Chain& chain,
                 const std::optional<world::ProposalRef>& proposal) {
  Saying saying;
  saying.primary = primary_of(sources, chain);
  if (!proposal) return saying;
  saying.report = proposal->report;
  const auto* const report = world.reports().find(proposal->report);
  if (report != nullptr) saying.simhash = report->facts.simhash;
  return saying;
}

std::vector<std::size_t> first_sayings(const std::vector<Saying>& sayings) {
  std::vector<std::size_t> first(sayings.size());
  std::iota(first.begin(), first.end(), std::size_t{0});
  for (std::size_t later = 0; later < sayings.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (first[earlier] == first[later] || !are_copies(sayings[earlier], sayings[later])) continue;
      const auto [low, high] = std::minmax(first[earlier], first[later]);
      std::replace(first.begin(), first.end(), high, low);
    }
  }
  return first;
}

}  // namespace tocsin::views
