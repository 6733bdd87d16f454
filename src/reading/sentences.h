// Sentences: where one ends and the next begins, inside the regions of a report.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "reading/strip.h"
#include "reading/tokens.h"

namespace tocsin::reading {

// A sentence of more tokens is cut: the longest of real reports have some 150, and what reads a sentence
// looks back and forth in it, and counts its words in 16 bits.
constexpr std::uint32_t sentence_tokens_max = 320;

struct Sentence {
  std::uint32_t first = 0, last = 0;  // tokens [first, last)
  Span span = {};
  std::uint32_t paragraph = 0;  // regions are paragraphs
  RegionKind region = RegionKind::body;
  bool quote_open_before = false;  // a quotation of an earlier sentence of the paragraph runs on
};

// The tokens of [span] in `tokens`, which are in order of their place in the text.
std::pair<std::uint32_t, std::uint32_t> tokens_in(std::span<const Token> tokens, Span span);

// Sentences of titles, promo links (without their label) and body paragraphs. A line that begins with a
// bullet begins a sentence, and so does the token after sentence_tokens_max.
std::vector<Sentence> find_sentences(std::string_view text, std::span<const Token> tokens,
                                     std::span<const Region> regions);

}  // namespace tocsin::reading
