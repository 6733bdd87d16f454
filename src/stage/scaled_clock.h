// ScaledClock: a clock that stands at the scenario's beginning until it is told to run, and then runs fast.
#pragma once

#include <atomic>
#include <chrono>

#include "base/time.h"

namespace tocsin::stage {

class ScaledClock final : public Clock {
 public:
  // Stands at `start`; runs `speed` times as fast as the machine's steady clock after begin().
  ScaledClock(Instant start, double speed) : start_(start), speed_(speed) {}
  void begin() { begun_at_ns_ = steady_ns(); }
  Instant now() const override {
    const std::int64_t begun = begun_at_ns_;
    if (begun == 0) return start_;
    return start_ + static_cast<std::int64_t>(static_cast<double>(steady_ns() - begun) / 1e6 * speed_);
  }

 private:
  static std::int64_t steady_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

  Instant start_;
  double speed_;
  std::atomic<std::int64_t> begun_at_ns_{0};
};

}  // namespace tocsin::stage
