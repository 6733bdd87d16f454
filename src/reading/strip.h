// Strip: what of a report is its text, and what is the furniture round it.
//
// Two forms: a web page (HTML), and the plain text that a person copied or a scraper left, with menus, icon
// names, "READ MORE" lines and player times in it. Deterministic; no network, no model.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reading/tokens.h"

namespace tocsin::reading {

// Bytes of a web page that are read; the longest of 181 news pages has 1.6 MB.
constexpr std::size_t page_bytes_max = 10 << 20;

enum class MediaType : std::uint8_t { plain, html };

// HTML when it begins (after white space, a byte order mark, comments) with a doctype or a tag of a page.
MediaType guess_media_type(std::string_view source);

enum class RegionKind : std::uint8_t {
  body,             // a paragraph of the report itself
  title,            // its headline
  published,        // the line that says when
  byline,           // who wrote it, from where
  duplicate_title,  // the headline once more
  promo_link,       // a headline of another report: "READ MORE: ..."
  icon_sprite,      // names of icons, menus, buttons
  trailer,          // players, podcasts, copyright, what follows the report
  navigation        // anything else that is not the report
};
std::string_view to_string(RegionKind kind);

struct Region {
  RegionKind kind = RegionKind::body;
  Span span;          // of the text
  Span label = {};    // promo links: "READ MORE:"
  Span content = {};  // promo links: the headline without the label
};

// A run over which an offset of the text and an offset of the source advance together.
struct SourceRun {
  std::uint32_t text_begin = 0;
  std::uint32_t source_begin = 0;
};

struct Stripped {
  // UTF-8. Plain sources: the source itself, byte for byte. Pages: the text of their blocks with an empty
  // line between two blocks; only regions that were kept (title, byline, published, body, promo links) are in
  // it.
  std::string text;
  std::vector<SourceRun> runs;  // empty for plain sources: offsets are the same
  std::vector<Region> regions;  // in order; plain sources: they cover every line that is not empty
  std::string outlet;           // from JSON-LD, og:site_name and the like; "" when the page does not say
  std::string published;        // as the page's metadata writes it; "" when it does not
  std::string language;         // as the page says; "" when it does not
  std::string url;              // canonical address; ""

  // The byte of the source that the text's byte `offset` came from.
  std::uint32_t source_offset(std::uint32_t offset) const;
};

// Fails (too_large) past text_bytes_max or page_bytes_max, (invalid) for a plain text that is not UTF-8 or
// holds NUL, (unsupported) for a page that is neither UTF-8 nor Windows-1252 (with ISO-8859-1 and ASCII) and
// says so. Bytes of a page that its encoding does not have become U+FFFD, NULs go. A page without any report
// gives an empty text. Cost: linear.
Result<Stripped> strip(std::string_view source, MediaType type);

}  // namespace tocsin::reading
