// The gazetteer's table as bytes: written by tools/compile_gazetteer.cc when the program is built, read in
// place.
//
// Header, then place rows, slots, postings, text. Numbers are in the order of the machine that builds, which
// is the one that runs. The bytes have no alignment: rows are copied out, never pointed at.
#pragma once

#include <cstdint>
#include <string_view>

namespace tocsin::reading::layout {

constexpr std::uint32_t magic = 0x7A616702;
// The longest names with a use: "Democratic People's Republic of Korea" has 6 tokens, "the Republic of the
// Congo" 5.
constexpr std::uint32_t name_tokens_max = 8;
// Places kept for one name, the greatest first: the tables have 42 San Antonios, and no report means the last
// ten.
constexpr std::uint32_t postings_max = 32;

struct Header {
  std::uint32_t magic_number = magic;
  std::uint32_t places = 0;  // row 0 stands for none; rows [1, countries] are countries by code
  std::uint32_t countries = 0;
  std::uint32_t divisions = 0;  // rows below this one are countries, regions and districts
  std::uint32_t slots = 0;      // a power of two, at most seven tenths full
  std::uint32_t postings = 0;
  std::uint32_t text_bytes = 0;
};

enum PlaceFlag : std::uint8_t { located = 1, capital = 2, seat = 4, great = 8 };

struct PlaceRow {
  std::uint32_t name = 0;               // offset of a text that ends in 0
  std::int32_t lat_e5 = 0, lon_e5 = 0;  // degrees times 100,000
  std::uint32_t population = 0;
  std::uint32_t ref = 0;       // offset of a text: "geonames:2988507"
  std::uint32_t region = 0;    // row of its first-level division; of a country, its capital
  std::uint32_t district = 0;  // row of its second-level division
  std::uint32_t iso2 = 0;      // offset of a text; of a country, its ISO 3166-1 code
  std::uint16_t prior = 0;     // points for what it is and how many people live there (prior_of)
  char country[2] = {0, 0};
  std::uint8_t kind = 0;  // PlaceKind
  std::uint8_t flags = 0;
  std::uint16_t country_row = 0;  // 0: none
};

enum WordFlag : std::uint8_t { common_word = 1, first_name = 2 };

// One name, or the first word of names, or a word.
struct Slot {
  std::uint64_t key = 0;    // 0: empty
  std::uint32_t first = 0;  // of its postings
  std::uint16_t count = 0;
  std::uint8_t lengths = 0;  // bit n - 1: a name of n tokens begins with this word
  std::uint8_t flags = 0;
};

// A posting is a place row << 8 and how the name is the place's.
enum Quality : std::uint8_t {
  alias = 1,    // another name of it
  folded = 2,   // its name without accents
  demonym = 4,  // its people or adjective
  code = 8,     // an abbreviation that is also a word, or two letters: only after "City,"
  bare = 16     // without the noun that belongs to it: "Rapides" for Rapides Parish
};

inline std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
  x = (x ^ x >> 32) * 0xD6E8FEB86659FD93;
  return x ^ x >> 32;
}

// The key of the name whose first tokens have key `so_far` and that goes on with `next`.
inline std::uint64_t join(std::uint64_t so_far, std::uint64_t next) { return mix(so_far * 31 + next) | 1; }

}  // namespace tocsin::reading::layout
