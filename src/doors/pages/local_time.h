// LocalTime: moments as the form fields of a browser write them: "2015-11-13T21:20", without a zone. The zone
// is the realm's, and the form says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace tocsin::doors::pages {

// "2015-11-13T22:20:00" of the moment in that zone, in whole seconds; "" when it is not known. A zone that
// does not exist is UTC.
std::string local_input(const std::string& time_zone, Instant at);
// The moment of such a text (seconds may be absent), or of RFC 3339. Nothing when it is neither. An hour that
// occurs twice is the first; one that is skipped is as much later.
std::optional<Instant> read_local(const std::string& time_zone, std::string_view text);

}  // namespace tocsin::doors::pages
