// MarkedText: the bytes of a report as text that nothing in it can leave, with the places that were read
// marked. What cannot be seen (controls, changes of direction, bytes that are no UTF-8) is shown by its name.
#pragma once

#include <span>

#include "wire/html.h"
#include "world/reports.h"

namespace tocsin::doors::pages {

// `bytes` with nothing interpreted. Pieces of one text may be given one after the other.
wire::Html visible_text(std::string_view bytes);

// The text with a <mark> for each stretch under the same spans (they may overlap, so stretches are cut), and
// an anchor "tN" where proposal N begins, with a link to "#pN". Spans past the end are cut. Cost: bytes plus
// proposals times stretches that they cover.
wire::Html marked_text(std::string_view bytes, std::span<const world::Proposal> proposals);

}  // namespace tocsin::doors::pages
