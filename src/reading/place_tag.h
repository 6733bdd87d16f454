// Which words of a text name a place: matches in the table, weighed by the words around them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "reading/gazetteer_table.h"
#include "reading/tokens.h"

namespace tocsin::reading {

// What speaks for or against a match. The weights are in place_tag.cc.
enum Cue : std::uint8_t {
  cue_always,
  // the name
  cue_many_words,
  cue_common_word,
  cue_first_name,
  cue_country,
  cue_region,
  cue_district,
  cue_demonym,
  cue_airport,
  cue_other_kind,
  cue_people_million,
  cue_people_100k,
  cue_people_15k,
  cue_people_few,
  cue_alias,
  cue_short_capitals,
  cue_only_meaning,  // and of several words or many people
  // before it
  cue_locative_before,
  cue_of_before,
  cue_preposition_before,
  cue_article_before,
  cue_first_name_before,
  cue_title_before,
  cue_capital_before,
  cue_place_and_comma_before,
  cue_possessive_before,
  cue_direction_before,
  cue_place_before,
  cue_initial_before,
  cue_sentence_first,
  cue_place_noun_of_before,
  cue_body_of_before,
  cue_verb_before,
  cue_capital_of_before,
  cue_particle_before,  // "Gare du Nord"
  // after it
  cue_comma_and_its_region_after,
  cue_comma_and_place_after,
  cue_possessive_after,
  cue_body_after,
  cue_site_after,
  cue_street_after,
  cue_feature_after,
  cue_division_after,
  cue_capital_after,
  cue_body_later,
  cue_speech_after,
  cue_people_after,
  cue_suffix_after,
  cue_dateline,
  cue_mark_after,
  cue_sport_near,
  cue_capitals_alone,  // "NATO", where the name is not an abbreviation
  cue_hyphen_part,     // a part of a hyphenated word
  // made by a noun: "Jerome Township"
  cue_made_feature,
  cue_made_division,
  cue_made_street,
  cue_made_site,
  // the whole text
  cue_known_person,
  cue_strong_elsewhere,
  cue_region_supported,
  cue_country_supported,
  cue_unsupported,
  cues_count
};
static_assert(cues_count <= 64);

// Words [first, last) that may be a name, with what the name can mean.
struct PlaceMatch {
  std::uint32_t first = 0, last = 0;
  Span part =
      {};  // of a hyphenated word ("Paris-based"): the bytes of the name; empty: the tokens as they are
  NameEntry entry;
  std::uint64_t key = 0;   // of the name; equal names have equal keys
  std::uint64_t cues = 0;  // bit n: Cue n
  int score = 0;           // the weights of its cues
  bool demonym = false;
  bool embedded = false;
  bool code = false;            // only its meanings by abbreviation count
  bool region = false;          // "the state of Georgia": a division is meant
  bool partial = false;         // a given name that only holds this one
  std::uint32_t qualifier = 0;  // the match behind the comma: its index + 1
  std::uint32_t best = 0;       // row of the likeliest place, 0: none

  bool has(Cue cue) const { return (cues >> cue & 1) != 0; }
  void set(Cue cue) { cues |= std::uint64_t{1} << cue; }
};

inline Span span_of(const PlaceMatch& match, std::span<const Token> tokens) {
  return match.part.empty() ? Span{tokens[match.first].span.begin, tokens[match.last - 1].span.end}
                            : match.part;
}

// A match with at least this score is a mention.
constexpr int tag_score_min = 0;
int weight_of(std::uint64_t cues);

// The name that the tokens from `at` on begin, the longest one; last == first: none. Reads at most
// layout::name_tokens_max tokens.
PlaceMatch longest_name(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens,
                        std::uint32_t at);
// The same when the entry of the first word is at hand.
PlaceMatch longest_name(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens,
                        std::uint32_t at, const NameEntry& first);

// "Paris, Texas": sets which match stands behind the comma or bracket. For matches in order.
void link_places(std::span<const Token> tokens, std::vector<PlaceMatch>& matches);

// Every match, in order, none overlapping (two parts of one hyphenated word have the same tokens), with all
// cues but the last three (they need the meanings) and scores without them.
std::vector<PlaceMatch> tag_places(const GazetteerTable& table, std::string_view text,
                                   std::span<const Token> tokens);

}  // namespace tocsin::reading
