// Which place each name means: integer scores from what a place is, what stands beside the name and what
// else the text names. One text, one meaning of a name, unless a region behind a comma says otherwise.
#pragma once

#include <cstdint>
#include <vector>

#include "reading/place_tag.h"

namespace tocsin::reading {

struct Resolution {
  std::uint32_t place = 0, runner_up = 0;  // rows; 0: none
  int score = 0, margin = 0;               // margin: to the runner-up
  bool contested = false;
  bool demonym = false;  // the name is of its people
  // How far the rest of the text speaks for it.
  bool region_supported = false, country_supported = false;
};

// One resolution a match, in their order. Matches with a score under `voter_score_min` are resolved and say
// nothing about the others. Cost: linear in the matches' meanings, times the names that place others
// (neighbours_max).
std::vector<Resolution> resolve_places(const GazetteerTable& table, const std::vector<PlaceMatch>& matches,
                                       int voter_score_min, std::uint32_t home);

}  // namespace tocsin::reading
