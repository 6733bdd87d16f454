// Runner: the thread that owns the World. Doors post commands and questions from any thread; it takes what
// waits as one batch, urgent ones first, then answers, then some of the rest.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/time.h"
#include "engine/engine.h"

namespace tocsin::engine {

// Commands wait in lanes; a full lane refuses only itself. What is taken first is refused last.
enum class Lane : std::uint8_t {
  urgent,   // alerts, and what operators do about checks: few, and people wait for them
  answers,  // "I am safe": by the hundred thousand
  rest,     // imports, reports, deliveries
};
constexpr std::size_t lane_count = 3;
Lane lane_of(const world::CommandBody& body);
// 52 issuers with an alert each, many times over.
constexpr std::size_t urgent_waiting_max = 4'096;
// At 100,000 a second a third of a second: more waiting would only be later refused. Some 20 MB.
constexpr std::size_t answers_waiting_max = 32'768;
// Their bytes are bounded by the bodies that the door lets in.
constexpr std::size_t rest_waiting_max = 8'192;
constexpr std::array<std::size_t, lane_count> lane_waiting_max{urgent_waiting_max, answers_waiting_max,
                                                               rest_waiting_max};
// Of the rest in one step, so that an import does not hold up the answers behind it.
constexpr std::size_t rest_per_step_max = 128;
// A question runs between two steps and must be short; more than this waiting means that readers should slow
// down.
constexpr std::size_t questions_max = 16'384;
// Questions run this long before commands go on.
constexpr std::chrono::milliseconds questions_time{3};
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

  // The command is stamped with the time when it is taken. False when its lane is full or the runner is
  // stopping: the caller answers "try again", and the reply is not called.
  bool post(world::Command command, Reply reply);
  // The same for many of one lane with one lock and one wake. Takes from the front as many as there is room
  // for, and says how many; the others are left as they are.
  std::size_t post(Lane lane, std::span<Posted> batch);
  // Runs `question` on the engine's thread between two steps, after all that was posted before it; it must
  // not keep references. False as above.
  bool ask(std::function<void(const world::World&)> question);

  // Commands waiting now; in all lanes and in one.
  std::size_t waiting() const;
  std::size_t waiting(Lane lane) const {
    return waiting_[static_cast<std::size_t>(lane)].load(std::memory_order_relaxed);
  }
  std::uint64_t steps() const { return steps_.load(std::memory_order_relaxed); }

 private:
  void run();
  // Whether the tick made something happen; nothing when the engine failed.
  std::optional<bool> tick(Instant now);
  // Takes from the front of `batch` what one step holds; nothing when the engine failed: memory is ahead of
  // the disk, and no more may be taken.
  std::optional<std::size_t> step(std::span<Posted> batch);
  struct Question {
    std::function<void(const world::World&)> run;
    std::uint64_t after_rest = 0;  // commands of that lane were posted before it
  };
  // What the engine's thread has taken out of the mailbox.
  struct Taken {
    std::vector<Posted> batch;
    std::deque<Posted> rest;
    std::deque<Question> questions;
    std::uint64_t rest_done = 0;
    bool stopping = false;
    Instant now;

    bool has_work() const { return !batch.empty() || !rest.empty() || !questions.empty(); }
  };
  void take(Taken& taken, std::chrono::steady_clock::time_point until);
  bool decide(Taken& taken);
  void answer(Taken& taken);

  Engine& engine_;
  const Clock& clock_;
  TickSource tick_source_;
  OnFailure on_failure_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::array<std::vector<Posted>, lane_count> lanes_;
  std::vector<Question> questions_;
  std::uint64_t rest_posted_ = 0;
  bool stopping_ = false;
  // What is taken and not yet decided waits too.
  std::array<std::atomic<std::size_t>, lane_count> waiting_{};
  std::atomic<std::size_t> questions_waiting_{0};
  std::atomic<std::uint64_t> steps_{0};
  std::thread thread_;
};

}  // namespace tocsin::engine
