#include <array>
#include <bit>

#include "reading/place_tag.h"

namespace tocsin::reading {
namespace {

struct Weight {
  Cue cue;
  int points;
};

// Ten points make a match e times likelier to be a name. Counted over both sets of data/geoparsing together;
// counted over one half of the documents they score the same on the other half (docs/reading_places.md).
constexpr Weight list[] = {
    {cue_always, 0},
    {cue_many_words, 4},
    {cue_common_word, -19},
    {cue_first_name, -16},
    {cue_country, 32},
    {cue_region, 9},
    {cue_district, -3},
    {cue_demonym, -12},
    {cue_other_kind, 19},
    {cue_people_million, 6},
    {cue_people_100k, 3},
    {cue_people_15k, -5},
    {cue_people_few, -14},
    {cue_alias, -11},
    {cue_short_capitals, 6},
    {cue_only_meaning, 7},
    {cue_locative_before, 7},
    {cue_of_before, 8},
    {cue_preposition_before, 6},
    {cue_article_before, 5},
    {cue_first_name_before, -16},
    {cue_title_before, -9},
    {cue_capital_before, -17},
    {cue_place_and_comma_before, 11},
    {cue_possessive_before, 4},
    {cue_direction_before, 13},
    {cue_place_before, -21},
    {cue_initial_before, -11},
    {cue_sentence_first, 2},
    {cue_place_noun_of_before, 4},
    {cue_body_of_before, -11},
    {cue_verb_before, 2},
    {cue_capital_of_before, -2},
    {cue_particle_before, -6},
    {cue_comma_and_its_region_after, 4},
    {cue_comma_and_place_after, 10},
    {cue_possessive_after, -3},
    {cue_body_after, -6},
    {cue_site_after, -16},
    {cue_street_after, -4},
    {cue_feature_after, -5},
    {cue_division_after, -18},
    {cue_capital_after, -14},
    {cue_body_later, 5},
    {cue_speech_after, -17},
    {cue_people_after, 10},
    {cue_suffix_after, -5},
    {cue_dateline, 10},
    {cue_mark_after, 3},
    {cue_sport_near, -4},
    {cue_capitals_alone, -11},
    {cue_hyphen_part, -7},
    {cue_made_feature, 3},
    {cue_made_division, -8},
    {cue_made_street, -3},
    {cue_made_site, -19},
    {cue_known_person, -24},
    {cue_strong_elsewhere, 11},
    {cue_region_supported, 20},
    {cue_country_supported, 6},
    {cue_unsupported, -4},
};

constexpr auto weights = [] {
  std::array<std::int8_t, cues_count> all{};
  for (const auto& one : list) all[one.cue] = static_cast<std::int8_t>(one.points);
  return all;
}();

}  // namespace

int weight_of(std::uint64_t cues) {
  int sum = 0;
  for (; cues != 0; cues &= cues - 1) sum += weights[static_cast<std::size_t>(std::countr_zero(cues))];
  return sum;
}

}  // namespace tocsin::reading
