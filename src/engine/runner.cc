#include "engine/runner.h"

#include <cstdio>
#include <cstdlib>

#include "base/check.h"

namespace tocsin::engine {

Runner::Runner(Engine& engine, const Clock& clock, TickSource tick_source, OnFailure on_failure)
    : engine_(engine),
      clock_(clock),
      tick_source_(std::move(tick_source)),
      on_failure_(std::move(on_failure)) {
  if (!on_failure_) {
    on_failure_ = [](const Error& error) {
      fmt::print(stderr, "tocsin: stopping, because what was decided could not be made durable: {}\n",
                 error.detail);
      std::fflush(stderr);
      std::_Exit(1);
    };
  }
}

Runner::~Runner() { stop(); }

void Runner::start() {
  TOCSIN_CHECK(!thread_.joinable());
  thread_ = std::thread([this] { run(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Runner::post(world::Command command, Reply reply) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || commands_.size() >= mailbox_max) return false;
    // Stamped under the lock, so that time does not run backwards in the journal.
    command.at = clock_.now();
    commands_.push_back({std::move(command), std::move(reply)});
    waiting_.store(commands_.size(), std::memory_order_relaxed);
  }
  wake_.notify_one();
  return true;
}

bool Runner::ask(std::function<void(const world::World&)> question) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || questions_.size() >= questions_max) return false;
    questions_.push_back(std::move(question));
  }
  wake_.notify_one();
  return true;
}

bool Runner::step(std::vector<Posted>& batch) {
  std::span<Posted> rest(batch);
  while (!rest.empty()) {
    const auto taken = engine_.step(rest);
    if (!taken) {
      {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
      }
      on_failure_(taken.error());
      return false;
    }
    rest = rest.subspan(*taken);
    steps_.fetch_add(1, std::memory_order_relaxed);
  }
  return true;
}

std::optional<bool> Runner::tick(Instant now) {
  world::Tick facts = tick_source_(engine_.world(), now);
  const bool busy = !facts.candidates.empty();
  std::vector<Posted> batch;
  batch.push_back({world::Command{now, world::Actor::system(), {}, std::move(facts)}, {}});
  if (!step(batch)) return std::nullopt;
  return busy;
}

void Runner::run() {
  std::vector<Posted> commands;
  std::vector<std::function<void(const world::World&)>> questions;
  auto next_pulse = std::chrono::steady_clock::now();
  for (;;) {
    bool stopping = false;
    Instant now;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_until(lock, next_pulse,
                       [&] { return stopping_ || !commands_.empty() || !questions_.empty(); });
      commands.swap(commands_);
      questions.swap(questions_);
      stopping = stopping_;
      // For the tick: not before the commands taken here, not after those that are posted from now on.
      now = clock_.now();
      waiting_.store(0, std::memory_order_relaxed);
    }
    if (!step(commands)) return;
    commands.clear();
    for (const auto& question : questions) question(engine_.world());
    questions.clear();
    if (stopping) return;
    if (std::chrono::steady_clock::now() >= next_pulse) {
      const auto busy = tick(now);
      if (!busy) return;
      // While a city waits to be asked, the next group goes right after the commands that came in meanwhile.
      next_pulse = std::chrono::steady_clock::now() + std::chrono::milliseconds(*busy ? 0 : pulse_ms);
    }
  }
}

}  // namespace tocsin::engine
