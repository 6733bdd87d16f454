// SnapshotWriter: writes what recover() can go on from, beside the running engine. A forked child has all
// memory as it was between two steps and writes it at its leisure; the engine stands still for the fork alone
// (the kernel copies page tables: some 10 ms for each GB in use).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "engine/engine.h"

namespace tocsin::engine {

// Events after the last snapshot at which the next is due: their replay takes some seconds.
constexpr Seq snapshot_events_max = 1'000'000;
// With fewer, one is due when this much time has gone by and as many events: a quiet server writes none.
constexpr Seq snapshot_events_min = 20'000;
constexpr std::chrono::minutes snapshot_interval{10};

// The engine's thread, between two steps; or any one thread while the engine stands.
class SnapshotWriter {
 public:
  struct Facts {
    Seq seq = 0;  // where the last good one was made; 0 for none
    std::uint64_t bytes = 0;
    std::int64_t pause_us = 0;  // how long the engine stood still for the last one
    std::int64_t wrote_ms = 0;
    std::uint64_t failures = 0;
  };

  // `path` is replaced by each snapshot that is whole. `seq`: where the snapshot that is already there was
  // made.
  SnapshotWriter(const Engine& engine, std::string path, Seq seq);
  // Waits for a child that still writes.
  ~SnapshotWriter();

  // To be called now and then: takes note of a child that has ended, and starts one when a snapshot is due.
  void look_after();
  // Starts a child unless one is writing.
  void begin();
  // False while a child is writing.
  bool settle();
  // In this process: for a clean stop. Waits for a child first.
  Result<> write_now();

  bool is_due() const;
  Seq events_since() const { return engine_.world().seq() - facts_.seq; }
  const Facts& facts() const { return facts_; }

 private:
  using Time = std::chrono::steady_clock::time_point;

  // The file, whole and synced, under a name of its own.
  Result<std::uint64_t> write_file() const;
  [[noreturn]] void run_child() const;
  void end(bool good);

  const Engine& engine_;
  const std::string path_, unfinished_path_;
  pid_t child_ = 0;
  Seq begun_seq_ = 0;
  Time begun_at_, ended_at_;
  Facts facts_;
};

}  // namespace tocsin::engine
