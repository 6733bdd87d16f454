// Sourcing: who said it first, and who only repeats it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "world/world.h"

namespace tocsin::views {

// The register as it was known at a moment.
class KnownSources {
 public:
  KnownSources(const world::World& world, Instant known_at);

  // Null when it was not registered yet.
  const world::SourceFacts* facts(world::SourceId id) const;
  const world::SourceFacts* find_by_name(std::string_view name) const;
  // One spelling for every alias; lower case for who is not registered.
  std::string canonical(std::string_view name) const;
  // Speaks for an attacker: a claimant, or registered as one.
  bool is_attackers(const world::SourceId& source, const world::Chain& chain) const;

 private:
  std::map<world::SourceId, const world::SourceFacts*> by_id_;
  std::map<std::string, const world::SourceFacts*> by_name_;
};

// Who said it first. An unnamed source counts as whoever relays it: two unnamed ones cannot be told apart.
std::string primary_of(const KnownSources& sources, const world::Chain& chain);

// What decides whether two say it independently.
struct Saying {
  std::string primary;
  world::ReportId report;     // zero for none
  std::uint64_t simhash = 0;  // of its text; 0 for none
};
Saying saying_of(const world::World& world, const KnownSources& sources, const world::Chain& chain,
                 const std::optional<world::ProposalRef>& proposal);

// For each saying the index of the first that it repeats, or its own: the same primary, or two texts that are
// copies of each other. Cost: the square of their number.
std::vector<std::size_t> first_sayings(const std::vector<Saying>& sayings);

}  // namespace tocsin::views
