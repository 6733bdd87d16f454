// Dates as mail and RSS write them: RFC 5322 section 3.3, with the obsolete forms of section 4.3.
#pragma once

#include <string_view>

#include "base/time.h"

namespace tocsin::wire {

// "Sat, 14 Nov 2015 18:24:05 +0300". The day of the week is not held to the date; years of two and three
// digits and zones by name are read as section 4.3 says; a zone that is not known there is UTC. Comments in
// brackets are passed over. Fails (invalid) otherwise.
Result<Instant> parse_mail_date(std::string_view text);

// The same, or RFC 3339, or a day alone ("2015-11-14": midnight UTC), as feeds in the wild have them.
Result<Instant> parse_feed_date(std::string_view text);

}  // namespace tocsin::wire
