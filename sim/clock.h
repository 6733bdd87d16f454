// FalseClock: time that passes only when the life says so.
#pragma once

#include "base/time.h"

namespace tocsin::sim {

class FalseClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void advance(std::int64_t ms) { now_ = now_ + ms; }

 private:
  Instant now_{1'447'442'400'000};  // 2015-11-13T19:20:00Z
};

}  // namespace tocsin::sim
