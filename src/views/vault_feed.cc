#include "views/vault_feed.h"

namespace tocsin::views {

Result<> VaultFeed::take(const engine::Applied& applied) {
  if (const auto* recorded = std::get_if<world::PersonRecorded>(&applied.event.body)) {
    TOCSIN_TRY_VOID(vault_.record(recorded->id.id, recorded->sealed));
    if (on_change_) on_change_(recorded->id.id);
  }
  return {};
}

void VaultFeed::applied(const world::World&, const engine::Applied& applied) {
  if (const auto* forgotten = std::get_if<world::PersonForgotten>(&applied.event.body)) {
    forgotten_.push_back(forgotten->id.id);
    return;
  }
  // After a clean stop the profiles are as new as the journal, and replay has nothing to bring.
  if (failed_ || applied.seq <= vault_.applied_seq()) return;
  if (auto taken = take(applied); !taken) failed_ = taken.error();
}

Result<> VaultFeed::durable(const world::World& world, std::span<const engine::Applied>) {
  if (failed_) return std::unexpected(*failed_);
  for (const Id& person : forgotten_) TOCSIN_TRY_VOID(vault_.forget(person));
  forgotten_.clear();
  return vault_.commit(world.seq());
}

}  // namespace tocsin::views
