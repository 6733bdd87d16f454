// Board query: the part of an address that says which part of the board somebody wants, and as of when. The
// same words make a saved view, a watch and a feed.
//
//   as_of, known_at      RFC 3339; both now by default
//   jurisdiction, code, status, class, source_kind     words with commas between them
//   incident             an id
//   near                 lat,lon,radius_m
//   area                 lat,lon lat,lon ... (three or more corners), or a GeoJSON geometry
//   route, width_m       lat,lon lat,lon ... (two or more points); the strip's whole width, 10,000 by default
//   only                 "levels"
//
// Between the points of area and route stands a space or a semicolon.
#pragma once

#include <map>
#include <string>

#include "geo/countries.h"
#include "views/board.h"

namespace tocsin::doors {

// Wide enough to hold both sides of a valley, narrow enough to leave out the next one.
constexpr double route_width_m_default = 10'000;
// Points at which a route or area is looked up in the table of countries. A country that falls between them,
// some kilometres wide on a route across a continent, is missed.
constexpr std::size_t country_samples_max = 2'000;

struct BoardQuery {
  views::Moment moment;
  views::Filter filter;
  bool has_moment = false;  // as_of or known_at was given
};

// What is not given matches everything; parameters of other names are left alone. Errors name the parameter
// ("/near"). A moment that lies ahead is taken as it is: planned and expiring things differ then.
Result<BoardQuery> read_board_query(const std::map<std::string, std::string>& query,
                                    const geo::Countries& countries, Instant now);
// The parameters of the filter alone (without as_of and known_at), in order: two readers who ask the same
// have the same text.
std::map<std::string, std::string> filter_parameters(const std::map<std::string, std::string>& query);

// Countries (ISO 3166-1) in which the filter's area or route lies; empty without one.
std::vector<std::string> crossed_countries(const views::Filter& filter, const geo::Countries& countries);

}  // namespace tocsin::doors
