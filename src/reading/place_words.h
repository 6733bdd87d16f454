// Words that tell whether a capital letter begins a place, a person or a body. English.
#pragma once

#include <cstdint>

namespace tocsin::reading {

enum PlaceWord : std::uint32_t {
  word_title = 1 << 0,         // stands before a person's name: "Mr", "President"
  word_speech = 1 << 1,        // what people do: "said", "told"
  word_body = 1 << 2,          // last word of a body's name: "Police", "Ministry", "Times"
  word_site = 1 << 3,          // a building or a ground: "Airport", "School", "Stadium"
  word_street = 1 << 4,        // "Street", "Road"
  word_feature = 1 << 5,       // a place of nature or a park: "River", "Lake", "Island"
  word_division = 1 << 6,      // "County", "Township", "Province"
  word_locative = 1 << 7,      // "in", "near", "outside"
  word_preposition = 1 << 8,   // others that often stand before a place: "of", "to", "for"
  word_direction = 1 << 9,     // "northern", "downtown"
  word_before = 1 << 10,       // stands first in a place's name: "Lake", "Mount", "Fort"
  word_calendar = 1 << 11,     // months and days
  word_article = 1 << 12,      // "the", "a"
  word_suffix = 1 << 13,       // after a person's or firm's name: "Jr.", "Inc."
  word_people = 1 << 14,       // after a place's name: "woman", "residents", "mayor"
  word_and = 1 << 15,          // "and"
  word_of = 1 << 23,           // "of"
  word_in = 1 << 24,           // "in"
  word_place_noun = 1 << 16,   // "city of", "state of", "town of"
  word_of_body = 1 << 17,      // a body's name goes on with "of": "University of", "Bank of"
  word_sport = 1 << 18,        // "beat", "win": around names of places that are teams
  word_function = 1 << 19,     // small words that are no noun: "But", "This", "While"
  word_verb_before = 1 << 20,  // "visited", "left", "toured"
  word_of_region = 1 << 21,    // "state of", "governor of": a division is meant
  word_particle = 1 << 22      // of French, Spanish, Italian, Portuguese, Dutch names
};

// The classes of the word with this key (Token::key); 0 for most. Cost: one probe. Any thread.
std::uint32_t place_word(std::uint64_t key);

}  // namespace tocsin::reading
