// Map: the outline of an area as a small picture inside the page, and the same in words. No tiles, no
// network, no script.
#pragma once

#include "geo/area.h"
#include "wire/html.h"

namespace tocsin::doors::pages {

// The shape of `area`, and of `next` as a dashed outline when it is not empty, with a scale bar; north is up.
// Simplified for drawing. Both must be valid; nothing to draw gives nothing.
wire::Html area_map(const geo::Area& area, const geo::Area& next);

// "48.8200° N to 48.9000° N, 2.2500° E to 2.4200° E; 110 km²; 1 polygon with 412 points".
wire::Html area_words(const geo::Area& area);

}  // namespace tocsin::doors::pages
