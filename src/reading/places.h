// Places: names of places in a text, and which place each means.
//
// The gazetteer is a table built into the program (data/gazetteer/, from GeoNames and others, see NOTICE). A
// name is tagged by rule and resolved by integer scores (docs/reading_places.md); where two readings are
// close the mention is contested and the runner-up is kept.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reading/tokens.h"

namespace tocsin::reading {

enum class PlaceKind : std::uint8_t {
  continent,  // and parts of the world: Europe, Middle East
  country,
  region,    // first-level division: state, province, Land
  district,  // second-level: county, department
  city,      // and town, village, part of a city
  airport,
  other  // rivers, islands, landmarks: named, not always located
};

struct Place {
  PlaceKind kind = PlaceKind::other;
  std::string_view name;     // as GeoNames or ISO writes it in English; lives as long as the program
  double lat = 0, lon = 0;   // degrees, WGS 84; a country's is a point well inside it
  bool located = false;      // lat and lon are known
  std::string_view country;  // ISO 3166-1 alpha-2, "" for continents and the sea
  std::string_view iso2;     // ISO 3166-2 of its first-level division (finest sure one), "" when not known
  std::string_view ref;      // "geonames:2988507", "iata:LGW", "iso:FR"; "" when it has none
  std::uint32_t population = 0;
  bool capital = false;  // of its country
  bool around = false;   // resolve() only: the name is not known, and this is where it probably is
};

// A name in the text: tokens [first, last). The span is theirs, or a part of a hyphenated word
// ("Paris-based": two mentions may then have the same token).
struct PlaceMention {
  std::uint32_t first = 0, last = 0;
  Span span;
  bool demonym = false;    // "French", "Parisian": of the place, not the place
  bool embedded = false;   // inside the name of a body: "New York Police Department", "University of Vienna"
  bool contested = false;  // the runner-up is close
  std::optional<Place> place;  // nothing: surely a place, not known which
  std::optional<Place> runner_up;
  int score = 0, margin = 0;
};

// Immutable; any thread may ask. The first call maps the table; it reads nothing else.
class Gazetteer {
 public:
  static const Gazetteer& built_in();

  // Every mention in order, none overlapping. Cost: linear in the tokens times the longest name (8 tokens).
  std::vector<PlaceMention> find(std::string_view text, std::span<const Token> tokens) const;
  // What the names at these spans mean, in the light of the whole text: for names that somebody else tagged.
  // A name that is in no table is answered with the place it probably lies in (`around`), or with nothing.
  std::vector<std::optional<Place>> resolve(std::string_view text, std::span<const Token> tokens,
                                            std::span<const Span> names) const;

  std::optional<Place> country(std::string_view iso) const;     // by ISO 3166-1 alpha-2
  std::optional<Place> capital_of(std::string_view iso) const;  // the city
  // The country a name or demonym means ("France", "French", "Dutch", "UK"); "" for none. Whole word or
  // phrase, any case for three and more letters.
  std::string_view country_of_name(std::string_view name) const;
};

}  // namespace tocsin::reading
