// Engine: the one place where things become true. It decides, appends and applies a batch of commands, makes
// it durable with one sync, and only then lets anything out. It knows who goes first, not what it is about.
//
//   for each command: World::decide -> Log::append -> World::apply -> followers' applied
//   then once:        followers' before_sync -> Log::sync -> followers' durable -> replies
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/sections.h"
#include "base/time.h"
#include "journal/log.h"
#include "world/world.h"

namespace tocsin::engine {

using journal::Seq;

// What came of a posted command: where it stands in the journal (the last sequence there is, when nothing was
// left to do), which object it was about, and whether it was already so.
struct Outcome {
  Seq seq = 0;
  Id subject;
  bool repeated = false;
  Instant at = {};  // when it became so
};

// Called once, on the engine's thread, after the batch is durable. Must not block.
using Reply = std::function<void(Result<Outcome>)>;

struct Posted {
  world::Command command;
  Reply reply;
};

struct Applied {
  Seq seq = 0;
  world::Event event;
};

// Something that keeps up with the World: the vault, the feeds, the outgoing doors. All calls come on the
// engine's thread.
class Follower {
 public:
  virtual ~Follower() = default;
  // The World has taken in the event; it is not durable yet, so nothing of it may leave.
  virtual void applied(const world::World&, const Applied&) {}
  // The journal is about to sync: what its events rely on must be durable first.
  virtual Result<> before_sync() { return {}; }
  // The batch is on the disk. What leaves the building leaves from here.
  virtual Result<> durable(const world::World&, std::span<const Applied>) { return {}; }

  // --- snapshots, between two steps ---
  // Memory is about to be copied: from now on nothing that write_snapshot() reads may change.
  virtual void before_snapshot(const world::World&) {}
  // The copy is there; the follower may go on.
  virtual void snapshot_copied() {}
  // The follower's part, as it was at before_snapshot(). Mostly in a forked child: no locks, next to no
  // memory.
  virtual Result<> write_snapshot(SectionWriter&) { return {}; }
  // The snapshot is written, or given up.
  virtual void after_snapshot() {}
};

// One batch stops taking commands at this many bytes of events; a sync of more takes longer than a person
// waits.
constexpr std::size_t step_bytes_max = 8 << 20;

class Engine {
 public:
  // All arguments must outlive the engine. Followers are called in the order given.
  Engine(world::World& world, journal::Log& log, std::vector<Follower*> followers)
      : world_(world), log_(log), followers_(std::move(followers)) {}

  // Applies what the journal holds. Followers see the events again through applied(); durable() is called
  // once at the end, without events. Errc::corrupt names the sequence that cannot be read.
  //
  // With a snapshot only the record is read up to where it was made, and all that came after: followers see
  // no people events from before it, and have read their own part when they were made. Errc::corrupt too when
  // the snapshot is damaged or not of this journal: the World is then of no use, and recovery starts anew
  // without it.
  Result<> recover(const SectionReader* snapshot = nullptr);

  // All that recover() needs to go on from here: the World's people and the followers' parts. After
  // before_snapshot() of all followers; between two steps, or in a child forked between two steps.
  Result<> write_snapshot(SectionWriter& out) const;
  std::span<Follower* const> followers() const { return followers_; }

  // One batch, replies included. Takes commands from the front until the batch is full; returns how many. An
  // error means that the disk or a follower failed: memory is ahead of the disk, and the process must end.
  Result<std::size_t> step(std::span<Posted> batch);

  const world::World& world() const { return world_; }
  // The last sequence that is on the disk. Any thread.
  Seq durable_seq() const { return durable_seq_.load(std::memory_order_relaxed); }

 private:
  Result<> require_same_journal(const SectionReader& snapshot, Seq at) const;
  Result<> replay(const std::function<Result<>(const journal::RecordVisitor&)>& read);
  struct Finished {
    Reply reply;
    Result<Outcome> outcome;
  };
  void decide(Posted& posted);
  void reply_all();
  Result<> make_durable();

  world::World& world_;
  journal::Log& log_;
  std::vector<Follower*> followers_;
  // Of the batch under way. Their memory is kept from step to step.
  std::vector<Applied> applied_;
  std::vector<Finished> replies_;
  std::atomic<Seq> durable_seq_{0};
  std::uint32_t last_crc_ = 0;  // of the bytes of the last event
};

}  // namespace tocsin::engine
