// SenderQuotas: how much one sender may hand in. A feed gone mad must not take the room of fifty others.
#pragma once

#include <map>
#include <mutex>

#include "base/id.h"
#include "base/time.h"

namespace tocsin::doors::http {

// A token bucket: so many at once, then so many a second. A country's whole feed of warnings comes at once
// after an outage; the busiest issuers send some a minute.
constexpr double handed_in_burst = 2'000;
constexpr double handed_in_per_s = 20;

// Any thread may call. Senders are operators and feeds that the realm knows, so their number is bounded.
class SenderQuotas {
 public:
  explicit SenderQuotas(double burst = handed_in_burst, double per_s = handed_in_per_s)
      : burst_(burst), per_s_(per_s) {}

  // Takes one. 0 when it may go; otherwise the whole seconds after which the next may.
  std::int64_t take(const Id& sender, Instant now);

 private:
  struct Bucket {
    double left = 0;
    Instant at;
  };
  const double burst_, per_s_;
  std::mutex mutex_;
  std::map<Id, Bucket> buckets_;
};

}  // namespace tocsin::doors::http
