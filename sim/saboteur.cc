#include "saboteur.h"

namespace tocsin::sim {
namespace {

// Operations of the false disk in one step without new keys: three gates twice, and the journal. New keys and
// forgettings make it more.
constexpr std::uint64_t operations_a_step = 12;

}  // namespace

bool Saboteur::lay() {
  auto& random = stage_.random();
  if (random.chance(0.02)) {
    stage_.site.power.arm(operations_a_step);
    return true;
  }
  if (random.chance(0.008)) {
    stage_.site.log.fails_next_sync = true;
    return true;
  }
  return false;
}

std::optional<Ending> Saboteur::between_steps() {
  const auto lot = stage_.random().below(1000);
  if (lot < 6) return Ending::clean;
  if (lot < 12) return Ending::killed;
  if (lot < 18) return Ending::power_cut;
  return std::nullopt;
}

void Saboteur::lay_in_recovery(int attempt) {
  if (attempt < 3 && stage_.random().chance(0.15)) stage_.site.power.arm(8);
}

std::int64_t Saboteur::outage_ms() {
  auto& random = stage_.random();
  const auto longest = random.chance(0.2) ? 3 * hour_ms : 2 * minute_ms;
  return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest)));
}

void Saboteur::spoil(world::Tick& tick) {
  auto& random = stage_.random();
  const auto& world = stage_.world();
  if (!tick.candidates.empty()) {
    auto& first = tick.candidates.front();
    const auto people = first.people;
    first.people.insert(first.people.end(), people.begin(), people.end());
    if (random.chance(0.5)) tick.candidates.push_back(tick.candidates.front());
  }
  for (const auto& [id, check] : world.checks().all()) {
    world::CheckCandidates again{id, {}};
    for (const auto person : check.asks.in_order())
      again.people.push_back({person, world::Reason::work, world::Band::possible});
    for (const Id& person : stage_.witness.forgotten())
      again.people.push_back({PersonId(person), world::Reason::home, world::Band::likely});
    if (world.realm().held() || !check.is_asking(stage_.site.clock.now())) {
      // A tick that was made before the asking stopped. Nobody in it may be asked now.
      for (const auto& [person, profile] : stage_.witness.known()) {
        again.people.push_back({PersonId(person), world::Reason::home, world::Band::likely});
      }
    }
    tick.candidates.push_back(std::move(again));
  }
  tick.candidates.push_back(
      {world::CheckId(random.id()), {{PersonId(random.id()), world::Reason::home, world::Band::there}}});
  stage_.notebook().hit(Probe::hostile_tick);
}

}  // namespace tocsin::sim
