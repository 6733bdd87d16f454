#include <algorithm>
#include <map>

#include "views/desk.h"
#include "views/summaries.h"

namespace tocsin::views {
namespace {

bool is_extreme(const world::Alert& alert) {
  const bool tells =
      alert.facts.type == world::AlertType::alert || alert.facts.type == world::AlertType::update;
  return tells && std::any_of(alert.facts.infos.begin(), alert.facts.infos.end(),
                              [](const world::AlertInfo& info) { return info.severity == "Extreme"; });
}

bool is_of_this_realm(const world::World& world, const world::Alert& alert) {
  const bool practice =
      alert.facts.status == world::AlertStatus::exercise || alert.facts.status == world::AlertStatus::test;
  return world.realm().is_drill() ? practice : alert.facts.status == world::AlertStatus::actual;
}

// Messages of one sender that refer to each other, by the first received of them.
std::map<world::AlertId, std::vector<const world::Alert*>> chains_of(const world::World& world) {
  std::map<world::AlertId, world::AlertId> first;
  const auto root = [&](world::AlertId id) {
    while (first.at(id) != id) id = first.at(id);
    return id;
  };
  for (const auto id : world.alerts().in_order()) first[id] = id;
  for (const auto id : world.alerts().in_order()) {
    const auto& alert = *world.alerts().find(id);
    for (const auto& key : alert.facts.references) {
      const auto* const older = world.alerts().find_referenced(key);
      if (older == nullptr || older->facts.key.sender != alert.facts.key.sender) continue;
      first[root(id)] = root(older->id);
    }
  }
  std::map<world::AlertId, std::vector<const world::Alert*>> chains;
  for (const auto id : world.alerts().in_order()) chains[root(id)].push_back(world.alerts().find(id));
  return chains;
}

bool has_opened_check(const world::World& world, const std::vector<const world::Alert*>& chain) {
  return std::any_of(world.checks().all().begin(), world.checks().all().end(), [&](const auto& pair) {
    const world::Check& check = pair.second;
    return check.opened_at.known() && check.alert &&
           std::any_of(chain.begin(), chain.end(),
                       [&](const auto* alert) { return alert->id == *check.alert; });
  });
}

}  // namespace

std::vector<WarnedNotAlerted> warned_not_alerted(const world::World& world, Instant now) {
  std::vector<WarnedNotAlerted> list;
  for (const auto& [id, chain] : chains_of(world)) {
    const world::Alert* newest = nullptr;
    Instant since;
    bool is_public = false;
    for (const auto* const alert : chain) {
      is_public |= alert->is_public;
      if (!is_extreme(*alert) || !is_of_this_realm(world, *alert)) continue;
      if (!since.known()) since = alert->received_at;
      if (alert->is_current(now)) newest = alert;
    }
    if (newest == nullptr || is_public || has_opened_check(world, chain)) continue;
    const auto summary = summarise(*newest, "en");
    list.push_back({newest->id, summary.sender_name.empty() ? summary.sender : summary.sender_name,
                    summary.headline, since, now - since});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const WarnedNotAlerted& a, const WarnedNotAlerted& b) { return a.for_ms > b.for_ms; });
  return list;
}

}  // namespace tocsin::views
