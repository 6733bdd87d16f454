// Areas to ask about: those of real CAP alerts, borders of countries, and outlines of a wanted size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/people.h"
#include "geo/area.h"

namespace tocsin::bench {

// Every area with a shape in the valid and signed documents of ../shared/data/cap, read by wire/cap; each
// area block is one. Empty when they are not there.
std::vector<geo::Area> cap_areas();

// The same shape with the middle of its bounds at `to`; rings are kept off the poles. Nothing when it does
// not fit.
bool move_to(geo::Area& area, const geo::Point& to);

// The borders of a country (data/countries), its edges bent by a tenth of their length until it has at least
// `vertices` points, or could not have twice as many, as a survey of more detail would have: the table itself
// is simplified.
geo::Area country_area(const std::string& code, std::size_t vertices);

// An outline of `vertices` points round `center`, its distance from it between 0.7 and 1 of `radius_deg`.
geo::Area town_area(const geo::Point& center, double radius_deg, std::size_t vertices, std::uint64_t seed);

// The town with the most people, of one country or of all.
City greatest_city(const char* country);

std::size_t vertices_of(const geo::Area& area);

}  // namespace tocsin::bench
