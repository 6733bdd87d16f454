// Machine: one process of the server, from start to death. Real World, Engine, Vault, Audience and VaultFeed
// on a false disk. Nothing of it survives its destructor.
#pragma once

#include <memory>

#include "engine/engine.h"
#include "mail.h"
#include "site.h"
#include "views/audience.h"
#include "views/vault_feed.h"
#include "witness.h"
#include "world/world.h"

namespace tocsin::sim {

// A moment between two operations in which power may fail.
class Gate final : public engine::Follower {
 public:
  explicit Gate(Power& power) : power_(power) {}
  Result<> before_sync() override { return pass(); }
  Result<> durable(const world::World&, std::span<const engine::Applied>) override { return pass(); }

 private:
  Result<> pass() {
    if (power_.spend() != Power::Fate::done) return std::unexpected(power_failed());
    return {};
  }
  Power& power_;
};

class Machine {
 public:
  // Recovers from the site's disks. An error with the power on means that the server would not start.
  static Result<std::unique_ptr<Machine>> start(Site& site, Witness& witness, PostOffice& post_office);

  // The file of a snapshot of now.
  Bytes snapshot();

  world::World world;
  std::unique_ptr<MemoryLog> log;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<views::Audience> audience;
  std::unique_ptr<MailDoor> mail;
  std::unique_ptr<engine::Engine> engine;

 private:
  // Everything but what only a server that has started needs. `snapshot` may be null.
  static Result<std::unique_ptr<Machine>> recover(Site& site, Witness& witness, PostOffice& post_office,
                                                  const SectionReader* snapshot);
  explicit Machine(Site& site) : gates_{Gate(site.power), Gate(site.power), Gate(site.power)} {}

  std::unique_ptr<views::VaultFeed> feed_;
  Gate gates_[3];
};

}  // namespace tocsin::sim
