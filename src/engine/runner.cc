#include "engine/runner.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <type_traits>

#include "base/check.h"

namespace tocsin::engine {

Lane lane_of(const world::CommandBody& body) {
  const auto is_one_of = [&]<class... Bodies>(std::type_identity<Bodies>...) {
    return (std::holds_alternative<Bodies>(body) || ...);
  };
  using std::type_identity;
  if (std::holds_alternative<world::GiveAnswer>(body)) return Lane::answers;
  const bool urgent = is_one_of(type_identity<world::StartServing>(), type_identity<world::ReleaseRealm>(),
                                type_identity<world::ReceiveAlert>(), type_identity<world::DraftCheck>(),
                                type_identity<world::ProposeCheck>(), type_identity<world::ApproveCheck>(),
                                type_identity<world::ChangeArea>(), type_identity<world::ResumeCheck>(),
                                type_identity<world::RetractCheck>(), type_identity<world::CloseCheck>(),
                                type_identity<world::TakeHelp>(), type_identity<world::ForgetPerson>());
  return urgent ? Lane::urgent : Lane::rest;
}

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
  const Lane lane = lane_of(command.body);
  Posted posted{std::move(command), std::move(reply)};
  return post(lane, std::span(&posted, 1)) == 1;
}

std::size_t Runner::post(Lane lane, std::span<Posted> batch) {
  const auto index = static_cast<std::size_t>(lane);
  std::size_t taken = 0;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return 0;
    const std::size_t waits = waiting_[index].load(std::memory_order_relaxed);
    taken = std::min(batch.size(), lane_waiting_max[index] - std::min(lane_waiting_max[index], waits));
    std::move(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(taken),
              std::back_inserter(lanes_[index]));
    waiting_[index].fetch_add(taken, std::memory_order_relaxed);
    if (lane == Lane::rest) rest_posted_ += taken;
  }
  if (taken > 0) wake_.notify_one();
  return taken;
}

bool Runner::ask(std::function<void(const world::World&)> question) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || questions_waiting_.load(std::memory_order_relaxed) >= questions_max) return false;
    questions_.push_back({std::move(question), rest_posted_});
    questions_waiting_.fetch_add(1, std::memory_order_relaxed);
  }
  wake_.notify_one();
  return true;
}

std::size_t Runner::waiting() const {
  std::size_t sum = 0;
  for (const auto& lane : waiting_) sum += lane.load(std::memory_order_relaxed);
  return sum;
}

std::optional<std::size_t> Runner::step(std::span<Posted> batch) {
  const auto taken = engine_.step(batch);
  if (!taken) {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    on_failure_(taken.error());
    return std::nullopt;
  }
  steps_.fetch_add(1, std::memory_order_relaxed);
  return *taken;
}

std::optional<bool> Runner::tick(Instant now) {
  world::Tick facts = tick_source_(engine_.world(), now);
  const bool busy = !facts.candidates.empty();
  Posted posted{world::Command{now, world::Actor::system(), {}, std::move(facts)}, {}};
  if (!step(std::span(&posted, 1))) return std::nullopt;
  return busy;
}

void Runner::take(Taken& taken, std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  wake_.wait_until(lock, until, [&] {
    const bool posted =
        std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return !lane.empty(); });
    return stopping_ || posted || !questions_.empty() || taken.has_work();
  });
  taken.stopping = stopping_;
  auto& [urgent, answers, rest] = lanes_;
  const auto append = [](auto& to, std::vector<Posted>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
  };
  // What one step could not hold stays in front: time and order hold within a lane.
  if (taken.batch.empty()) taken.batch.swap(urgent);
  append(taken.batch, urgent);
  if (taken.batch.empty()) {
    taken.batch.swap(answers);
  } else {
    append(taken.batch, answers);
  }
  append(taken.rest, rest);
  for (auto& question : questions_) taken.questions.push_back(std::move(question));
  questions_.clear();
  // After all that was posted so far, and not after what is posted from now on: time does not run backwards
  // in the journal.
  taken.now = clock_.now();
}

bool Runner::decide(Taken& taken) {
  std::vector<Posted>& batch = taken.batch;
  const std::size_t first = batch.size();
  const std::size_t more = std::min(rest_per_step_max, taken.rest.size());
  std::move(taken.rest.begin(), taken.rest.begin() + static_cast<std::ptrdiff_t>(more),
            std::back_inserter(batch));
  taken.rest.erase(taken.rest.begin(), taken.rest.begin() + static_cast<std::ptrdiff_t>(more));
  if (batch.empty()) return true;
  for (Posted& posted : batch) posted.command.at = taken.now;
  std::array<std::size_t, lane_count> counts{}, left_counts{};
  for (const Posted& posted : batch) ++counts[static_cast<std::size_t>(lane_of(posted.command.body))];
  // Before the step: who gets a reply may post again at once.
  for (std::size_t i = 0; i < lane_count; ++i) waiting_[i].fetch_sub(counts[i], std::memory_order_relaxed);
  const auto done = step(batch);
  if (!done) return false;
  for (std::size_t i = *done; i < batch.size(); ++i)
    ++left_counts[static_cast<std::size_t>(lane_of(batch[i].command.body))];
  for (std::size_t i = 0; i < lane_count; ++i)
    waiting_[i].fetch_add(left_counts[i], std::memory_order_relaxed);
  const auto rest_lane = static_cast<std::size_t>(Lane::rest);
  taken.rest_done += counts[rest_lane] - left_counts[rest_lane];
  const auto left = batch.begin() + static_cast<std::ptrdiff_t>(*done);
  const auto rest_left = batch.begin() + static_cast<std::ptrdiff_t>(std::max(first, *done));
  taken.rest.insert(taken.rest.begin(), std::make_move_iterator(rest_left),
                    std::make_move_iterator(batch.end()));
  batch.erase(rest_left, batch.end());
  batch.erase(batch.begin(), std::min(left, batch.end()));
  return true;
}

void Runner::answer(Taken& taken) {
  const auto end = std::chrono::steady_clock::now() + questions_time;
  while (!taken.questions.empty() && taken.questions.front().after_rest <= taken.rest_done) {
    const auto run = std::move(taken.questions.front().run);
    taken.questions.pop_front();
    run(engine_.world());
    questions_waiting_.fetch_sub(1, std::memory_order_relaxed);
    if (std::chrono::steady_clock::now() >= end) return;
  }
}

void Runner::run() {
  Taken taken;
  auto next_pulse = std::chrono::steady_clock::now();
  for (;;) {
    take(taken, next_pulse);
    if (!decide(taken)) return;
    // A question sees all that was posted before it.
    if (taken.batch.empty()) answer(taken);
    if (taken.stopping && !taken.has_work()) return;
    if (std::chrono::steady_clock::now() >= next_pulse) {
      const auto busy = tick(taken.now);
      if (!busy) return;
      // While a city waits to be asked, the next group goes right after the commands that came in meanwhile.
      next_pulse = std::chrono::steady_clock::now() + std::chrono::milliseconds(*busy ? 0 : pulse_ms);
    }
  }
}

}  // namespace tocsin::engine
