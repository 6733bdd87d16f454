// Fewer points for drawing.
#pragma once

#include <cstddef>

#include "geo/area.h"

namespace tocsin::geo {

// `area` with at most `points_max` points in all rings, for a map or a page: never for matching. M.
// Visvalingam and J. D. Whyatt, "Line generalisation by repeated elimination of points", The Cartographic
// Journal 30, 1993: the point that makes the smallest triangle with its neighbours goes first, over all rings
// together. A ring of three points goes as a whole (an outer ring with its holes) when its turn comes; the
// last polygon stays. Circles are kept as they are.
//
// Points are never moved, only left out, so rings may come to cross slightly. A point stays when without it
// an edge would span more than 180 degrees, so a ring round the Earth can leave a few more points than asked.
// An area that is small enough is returned as it is. Needs a valid area; the result may hold rings that
// enclose nothing. Costs O(V log V).
Area simplify_for_display(const Area& area, std::size_t points_max);

}  // namespace tocsin::geo
