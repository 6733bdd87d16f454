// Focus: the country and the town or region that a whole report is about, from where its places lie.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "reading/places.h"
#include "reading/strip.h"

namespace tocsin::reading {

struct ReportFocus {
  std::string country;         // ISO 3166-1 alpha-2; "" when no country holds most of its places
  std::optional<Place> place;  // a town, else a region; nothing for a report about a whole country
};

// A place counts more in the headline and in the first paragraph. Cost: the square of the report's places, of
// which the first focus_places_max count.
ReportFocus find_focus(std::span<const PlaceMention> places, const Stripped& stripped);

// More places than this in one report are a list; what it is about stands among the first.
constexpr std::size_t focus_places_max = 400;

}  // namespace tocsin::reading
