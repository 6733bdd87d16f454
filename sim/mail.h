// The false door to the outside: outgoing mail. Its promise is "at least once, idempotent by (check, person,
// purpose, attempt)"; the outside delays, duplicates and reorders what it says about it.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "base/random.h"
#include "engine/engine.h"
#include "notebook.h"
#include "recount.h"

namespace tocsin::sim {

struct Letter {
  world::CheckId check;
  world::PersonId person;
  world::DeliveryPurpose purpose = world::DeliveryPurpose::ask;
  std::uint32_t attempt = 1;

  auto operator<=>(const Letter&) const = default;
};

// Somebody else's mail server. It lives on when ours dies.
class PostOffice {
 public:
  PostOffice(SeededRandom& random, Notebook& notebook) : random_(random), notebook_(notebook) {}

  // An attempt that is known already is not delivered again; its outcome is told again.
  void take(const Letter& letter, Instant now);
  // What it has to say by now, in no particular order.
  std::vector<world::RecordDeliveries> outcomes(Instant now);

  // Every letter was asked for by the journal, and nobody got a second question by another attempt.
  // `everything_sent`: the door is idle, so whoever was asked and has a mailbox of their own has the
  // correction of a retracted check.
  void check(const Recount& recount, const world::World& world, bool everything_sent) const;

 private:
  struct Outcome {
    Instant due;
    Letter letter;
    world::DeliveryState state;
  };
  SeededRandom& random_;
  Notebook& notebook_;
  std::map<Letter, world::DeliveryState> delivered_;
  std::vector<Outcome> outcomes_;
};

// Our side of it: a queue that dies with the process and is made again from the World.
class MailDoor final : public engine::Follower {
 public:
  MailDoor(PostOffice& post_office, Notebook& notebook) : post_office_(post_office), notebook_(notebook) {}

  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;
  // Hands over what may leave now. Returns what it gave up.
  std::vector<world::RecordDeliveries> pump(const world::World& world, Instant now, std::size_t letters_max);
  bool idle() const { return queue_.empty(); }

 private:
  void queue_all(const world::World& world);
  void queue(const world::World& world, const Letter& letter);

  PostOffice& post_office_;
  Notebook& notebook_;
  std::deque<Letter> queue_;
  bool recovered_ = false;
};

}  // namespace tocsin::sim
