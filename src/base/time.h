// Instant and Clock: moments on the UTC time line, in milliseconds, and where they come from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin {

// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds. Zero means "not known".
struct Instant {
  std::int64_t ms = 0;

  constexpr bool known() const { return ms != 0; }
  auto operator<=>(const Instant&) const = default;
};

constexpr Instant operator+(Instant at, std::int64_t ms) { return {at.ms + ms}; }
constexpr std::int64_t operator-(Instant a, Instant b) { return a.ms - b.ms; }

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;

// RFC 3339 with a numeric offset or Z; 1 to 9 decimals of a second are read, digits past milliseconds
// dropped. Seconds of 60 are read as 59.999. Refuses dates that do not exist and years outside 1 to 9999.
Result<Instant> parse_rfc3339(std::string_view text);

// "2015-11-13T20:20:00Z", with ".123" only when there are milliseconds.
std::string to_rfc3339(Instant at);

// The days since 1970-01-01 of a proleptic Gregorian date. Howard Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", days_from_civil.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day);

// The only source of "now". Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

}  // namespace tocsin
