// VaultFeed: brings what the journal says about people into the vault. The vault's profiles could be deleted
// and rebuilt from it; the keys could not.
#pragma once

#include <vector>

#include "engine/engine.h"
#include "vault/vault.h"

namespace tocsin::views {

class VaultFeed final : public engine::Follower {
 public:
  // Called on the engine's thread for each person whose places may have changed.
  using OnChange = std::function<void(const Id&)>;
  VaultFeed(vault::Vault& vault, OnChange on_change) : vault_(vault), on_change_(std::move(on_change)) {}

  void applied(const world::World& world, const engine::Applied& applied) override;
  Result<> before_sync() override { return vault_.sync_keys(); }
  // Keys are destroyed here and not before: a forgetting that a power cut undid must leave the person
  // readable.
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;
  void before_snapshot(const world::World& world) override { hold_ = vault_.hold_for_snapshot(world.seq()); }
  void snapshot_copied() override { hold_->forked(); }
  Result<> write_snapshot(SectionWriter& out) override { return vault_.write_snapshot(*hold_, out); }
  void after_snapshot() override { hold_.reset(); }

 private:
  Result<> take(const engine::Applied& applied);

  vault::Vault& vault_;
  OnChange on_change_;
  std::vector<Id> forgotten_;
  std::optional<Error> failed_;
  std::unique_ptr<vault::SnapshotHold> hold_;  // while a snapshot is under way
};

}  // namespace tocsin::views
