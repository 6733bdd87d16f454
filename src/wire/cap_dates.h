// CAP date-times, for the inside of this room.
#pragma once

#include <string>
#include <string_view>

#include "wire/cap.h"

namespace tocsin::wire::cap {

// What a date-time text says. `fault` is empty when it is as its version has it; `level` is then unused.
struct DateReading {
  Instant at = {};  // whole seconds; not known when the text says no moment
  Level level = Level::error;
  std::string fault = {};     // what is wrong, in words
  std::string repaired = {};  // how it was read nevertheless
  bool plus_zero = false;     // UTC written +00:00, where CAP 1.2 s3.3.2 has -00:00
};

// `text` is trimmed. Version is 10, 11 or 12: Z and fractions of a second are wrong from 1.1 and 1.2 on.
DateReading read_date(std::string_view text, int version);

// The literal when it is as CAP 1.2 has it, else the moment in UTC as "2015-11-13T20:20:00-00:00"; the
// literal when the moment is not known.
std::string conforming_date(const std::string& literal, Instant at);

}  // namespace tocsin::wire::cap
