// Site: everything of one life that is not the process, and so lives on when the process dies.
#pragma once

#include <string>

#include "clock.h"
#include "disk.h"
#include "notebook.h"
#include "vault/vault.h"

namespace tocsin::sim {

struct Site {
  explicit Site(std::uint64_t seed);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // The parts of a vault as this site's disks have them now.
  Result<vault::Parts> open_parts();
  // Settles what became of all that was cached, and gives power again.
  void lose_power();

  SeededRandom random;
  FalseClock clock;
  Notebook notebook;
  Power power{random};
  LogDisk log;
  SlotDisk keys{vault::key_slot_bytes};
  SlotDisk fixes{vault::fix_slot_bytes};
  std::vector<Id> erased;  // the ledger
  Bytes secret;
  Bytes snapshot;                          // the file; empty for none
  std::string profiles_path = ":memory:";  // or a real file, which outlives the process
  Instant last_alive_at;
};

}  // namespace tocsin::sim
