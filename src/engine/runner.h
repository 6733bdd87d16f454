// Runner: the thread that owns the World. Doors post commands and questions from any thread; it takes all
// that wait as one batch.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/time.h"
#include "engine/engine.h"

namespace tocsin::engine {

// Waiting commands. At 100,000 a second this is a third of a second: more waiting would only be later
// refused.
constexpr std::size_t mailbox_max = 32'768;
// A question runs between two steps and must be short; more than this waiting means that readers should slow
// down.
constexpr std::size_t questions_max = 16'384;
// How often time is told to the World when nothing else happens.
constexpr std::int64_t pulse_ms = 100;

class Runner {
 public:
  // Facts for the next tick, gathered outside the World (who is inside now). Runs on the engine's thread.
  using TickSource = std::function<world::Tick(const world::World&, Instant now)>;
  // The batch could not be made durable. Default: say so and end the process at once. When it returns, the
  // runner has stopped: nothing is taken any more, and who waits gets no reply.
  using OnFailure = std::function<void(const Error&)>;

  Runner(Engine& engine, const Clock& clock, TickSource tick_source, OnFailure on_failure = {});
  // Stops.
  ~Runner();

  void start();
  // Finishes what was posted, then ends the thread. May be called twice.
  void stop();

  // Stamps the command with the time. False when the mailbox is full or the runner is stopping: the caller
  // answers "try again", and the reply is not called.
  bool post(world::Command command, Reply reply);
  // Runs `question` on the engine's thread between two steps; it must not keep references. False as above.
  bool ask(std::function<void(const world::World&)> question);

  // Commands waiting now.
  std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }
  std::uint64_t steps() const { return steps_.load(std::memory_order_relaxed); }

 private:
  void run();
  // Whether the tick made something happen; nothing when the engine failed.
  std::optional<bool> tick(Instant now);
  // False when the engine failed: memory is ahead of the disk, and nothing more may be taken.
  bool step(std::vector<Posted>& batch);

  Engine& engine_;
  const Clock& clock_;
  TickSource tick_source_;
  OnFailure on_failure_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Posted> commands_;
  std::vector<std::function<void(const world::World&)>> questions_;
  bool stopping_ = false;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<std::uint64_t> steps_{0};
  std::thread thread_;
};

}  // namespace tocsin::engine
