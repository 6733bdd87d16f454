// Which blocks of a page are the report, for the inside of strip.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reading/page_blocks.h"
#include "reading/page_text.h"
#include "reading/strip.h"

namespace tocsin::reading {

struct ChosenBlock {
  std::uint32_t block = 0;  // index into PageBlocks::blocks
  RegionKind kind = RegionKind::body;
  Span label = {}, content = {};  // promo links: of the block's own text
};

// The report's blocks in order. `title` is what the page says of itself. Cost: linear in the page.
std::vector<ChosenBlock> choose(const PageTree& tree, const PageBlocks& page, std::string_view title,
                                PageEncoding encoding);

// Writes a block's text.
void write_block(const PageTree& tree, const PageBlocks& page, const Block& block, TextWriter& writer);

}  // namespace tocsin::reading
