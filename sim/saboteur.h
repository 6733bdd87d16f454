// Saboteur: decides what goes wrong, and when.
#pragma once

#include "stage.h"

namespace tocsin::sim {

// How a process ended.
enum class Ending { clean, killed, power_cut };

class Saboteur {
 public:
  explicit Saboteur(Stage& stage) : stage_(stage) {}

  // Before a step: power or a sync may be about to fail. True when something was laid.
  bool lay();
  // Between two steps: whether and how the process ends now.
  std::optional<Ending> between_steps();
  // Before a recovery: power may fail in it. Not for ever: some start must succeed.
  void lay_in_recovery(int attempt);
  // How long it takes until somebody starts the server again.
  std::int64_t outage_ms();
  // Adds what a confused caller could offer: twice the same, asked already, forgotten, of no such
  // check, or of one that asks nobody now.
  void spoil(world::Tick& tick);

 private:
  Stage& stage_;
};

}  // namespace tocsin::sim
