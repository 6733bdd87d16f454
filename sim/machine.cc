#include "machine.h"

namespace tocsin::sim {

Result<std::unique_ptr<Machine>> Machine::start(Site& site, Witness& witness, PostOffice& post_office) {
  std::unique_ptr<Machine> machine(new Machine(site));
  TOCSIN_TRY(machine->log, MemoryLog::open(site.log, site.power, site.random, site.notebook));
  TOCSIN_TRY(auto parts, site.open_parts());
  TOCSIN_TRY(machine->vault, vault::Vault::open(std::move(parts), site.random));
  machine->audience = std::make_unique<views::Audience>(*machine->vault);
  machine->feed_ = std::make_unique<views::VaultFeed>(
      *machine->vault,
      [audience = machine->audience.get()](const Id& person) { audience->person_changed(person); });
  machine->mail = std::make_unique<MailDoor>(post_office, site.notebook);
  Gate* gates = machine->gates_;
  machine->engine = std::make_unique<engine::Engine>(
      machine->world, *machine->log,
      std::vector<engine::Follower*>{&gates[0], machine->feed_.get(), &gates[1], &witness,
                                     machine->mail.get(), &gates[2]});
  witness.begin_replay();
  TOCSIN_TRY_VOID(machine->engine->recover());
  witness.end_replay();
  const world::World& world = machine->world;
  TOCSIN_TRY_VOID(machine->vault->forget_unless(
      [&world](const Id& person) { return world.people().contains(world::PersonId(person)); }));
  return machine;
}

}  // namespace tocsin::sim
