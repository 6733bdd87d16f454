// PlaceWords: what a page says of the place that matched: the person's own label, never an address.
#pragma once

#include <string>
#include <utility>

#include "base/time.h"
#include "geo/countries.h"
#include "vault/profile.h"
#include "world/asks.h"

namespace tocsin::doors {

// The person's words for the matched place, and the number to call there; each empty when not known.
std::pair<std::string, std::string> place_words(const vault::Profile& profile, world::Reason reason,
                                                const geo::Countries& countries, Instant now);

}  // namespace tocsin::doors
