// Stage: what the players of a life see and may do. They look at the World as the doors do, between two
// steps, and their commands meet in one batch.
#pragma once

#include <functional>
#include <vector>

#include "machine.h"
#include "site.h"
#include "witness.h"

namespace tocsin::sim {

struct Stage {
  using OnReply = std::function<void(const Result<engine::Outcome>&)>;
  struct Officer {
    world::OperatorId id;
    world::Role role = world::Role::operator_;
  };

  Site& site;
  Witness& witness;
  Machine* machine = nullptr;  // of the process that runs now
  std::vector<engine::Posted> batch;
  std::vector<Officer> officers;
  geo::Point center;  // of the town where this life happens

  SeededRandom& random() { return site.random; }
  Notebook& notebook() { return site.notebook; }
  const world::World& world() const { return machine->world; }

  // Adds a command of its own millisecond to the batch. Success is remembered by the witness; nobody hears a
  // reply that comes after the power failed.
  void post(const world::Actor& by, world::CommandBody body, OnReply on_reply = {},
            std::optional<std::uint32_t> if_revision = {});

  // Somebody with at least this role.
  world::Actor officer(world::Role role);
  template <class List>
  decltype(auto) pick(const List& list) {
    return list[random().below(list.size())];
  }
  // A place in or round the town.
  geo::Point place(double spread_degrees);
  geo::Point near(const geo::Point& point, double north_degrees, double east_degrees) const;
};

}  // namespace tocsin::sim
