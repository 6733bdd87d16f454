// What a page says of itself: JSON-LD (schema.org), OpenGraph, meta elements, the document's title.
#pragma once

#include <string>

#include "reading/page_text.h"
#include "reading/page_tree.h"

namespace tocsin::reading {

// A script of structured data with more bytes is passed over; real ones have a few kilobytes, with the whole
// report some hundred.
constexpr std::size_t structured_bytes_max = 1 << 20;
// Scripts of structured data that are read; a page with products or comments has some dozens.
constexpr std::size_t structured_scripts_max = 64;
// Elements inside each other that are looked at in one script.
constexpr std::size_t structured_depth_max = 16;

// Each is empty when the page does not say; all are as written, with references decoded.
struct PageFacts {
  std::string title;
  std::string outlet;
  std::string published;
  std::string language;
  std::string url;
};

// JSON-LD of an article first, then OpenGraph and other meta elements, then the document's own title. Cost:
// linear.
PageFacts find_facts(const PageTree& tree, PageEncoding encoding);

}  // namespace tocsin::reading
