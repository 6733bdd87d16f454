// Hands: what a played role may do to the realm.
#pragma once

#include <functional>

#include "base/random.h"
#include "engine/engine.h"
#include "vault/vault.h"

namespace tocsin::stage {

// All functions may be called from any thread.
struct Hands {
  std::function<Result<engine::Outcome>(world::Actor, world::CommandBody)> submit;  // waits until durable
  std::function<bool(world::Actor, world::CommandBody)> post;                       // does not wait
  std::function<void(const std::function<void(const world::World&)>&)> look;
  vault::Vault* vault = nullptr;
  const Clock* clock = nullptr;
  Random* random = nullptr;  // safe for many threads
};

}  // namespace tocsin::stage
