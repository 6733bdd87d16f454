#include "machine.h"

#include "base/check.h"
#include "world/event_codec.h"

namespace tocsin::sim {

Result<std::unique_ptr<Machine>> Machine::recover(Site& site, Witness& witness, PostOffice& post_office,
                                                  const SectionReader* snapshot) {
  std::unique_ptr<Machine> machine(new Machine(site));
  TOCSIN_TRY(machine->log, MemoryLog::open(site.log, site.power, site.random, site.notebook));
  TOCSIN_TRY(auto parts, site.open_parts());
  TOCSIN_TRY(machine->vault, vault::Vault::open(std::move(parts), site.random, snapshot));
  if (machine->vault->snapshot_refused()) return std::unexpected(*machine->vault->snapshot_refused());
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
  TOCSIN_TRY_VOID(machine->engine->recover(snapshot));
  if (snapshot != nullptr) {
    // The engine did not read it all again; the witness wants to hear it all.
    witness.begin_replay();
    TOCSIN_TRY_VOID(machine->log->read(0, [&](const journal::Record& record) {
      witness.applied(machine->world, {record.seq, *world::decode(record.bytes)});
      return true;
    }));
  }
  witness.end_replay();
  return machine;
}

// As the service does it: a snapshot only saves time.
Result<std::unique_ptr<Machine>> Machine::start(Site& site, Witness& witness, PostOffice& post_office) {
  Result<std::unique_ptr<Machine>> machine = fail(Errc::not_found, "no snapshot");
  if (!site.snapshot.empty()) {
    const auto snapshot = SectionReader::open_bytes(site.snapshot);
    if (snapshot) machine = recover(site, witness, post_office, snapshot->get());
    site.notebook.hit_if(machine.has_value(), Probe::started_from_snapshot);
    site.notebook.hit_if(!machine && site.power.on(), Probe::snapshot_refused);
  }
  if (!machine && site.power.on()) machine = recover(site, witness, post_office, nullptr);
  if (!machine) return machine;
  const world::World& world = (*machine)->world;
  TOCSIN_TRY_VOID((*machine)->vault->forget_unless(
      [&world](const Id& person) { return world.people().contains(world::PersonId(person)); }));
  return machine;
}

Bytes Machine::snapshot() {
  Bytes bytes;
  SectionWriter out([&](std::string_view piece) -> Result<> {
    bytes += piece;
    return {};
  });
  feed_->before_snapshot(world);
  TOCSIN_CHECK(engine->write_snapshot(out) && out.finish());
  feed_->snapshot_copied();
  feed_->after_snapshot();
  return bytes;
}

}  // namespace tocsin::sim
