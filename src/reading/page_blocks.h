// The blocks of a page with what tells a paragraph from furniture, for the inside of strip.
#pragma once

#include <cstdint>
#include <vector>

#include "reading/page_tree.h"

namespace tocsin::reading {

// What an element is or stands in.
enum PageMark : std::uint16_t {
  mark_silent = 1 << 0,     // scripts, forms' fields, what is not shown
  mark_link = 1 << 1,       // inside a link
  mark_furniture = 1 << 2,  // nav, footer, aside and elements whose names say so
  mark_heading = 1 << 3,
  mark_item = 1 << 4,  // of a list
  mark_quote = 1 << 5,
  mark_caption = 1 << 6,
  mark_body = 1 << 7,     // its name says that it is the report
  mark_article = 1 << 8,  // article, itemprop=articleBody
  mark_table = 1 << 9,
  mark_paragraph = 1 << 10,
  mark_exact_body = 1 << 11,  // itemprop=articleBody
  mark_quoted = 1 << 13,      // its name says that it quotes another page
  mark_never = 1 << 12        // its name says that it is never the report
};

// Text between two boundaries of blocks.
struct Block {
  std::uint32_t node = no_node;                 // the nearest element that begins a block
  std::uint32_t first_text = 0, last_text = 0;  // text nodes [first, last]
  std::uint32_t bytes = 0;                      // without white space
  std::uint32_t link_bytes = 0;                 // of them inside links
  std::uint32_t words = 0;
  std::uint16_t marks = 0;  // of the text and all it stands in
  bool sentence = false;    // ends as a sentence does

  // Looks like a paragraph of some report by itself.
  bool is_good() const;
};

struct PageBlocks {
  std::vector<std::uint16_t> own;    // marks of each node by itself
  std::vector<std::uint16_t> marks;  // with those of all it stands in
  std::vector<Block> blocks;         // in document order; silent text is in none
};

// Cost: linear.
PageBlocks find_blocks(const PageTree& tree);

}  // namespace tocsin::reading
