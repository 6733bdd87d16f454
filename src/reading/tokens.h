// Tokens: a text cut into words, numbers and marks. One pass, no state, any bytes.
//
// A word keeps its hyphens ("counter-terrorism", "Saint-Denis") and inner apostrophes ("O'Hare"); the
// possessive 's or ’s is a token of its own; an abbreviation keeps its full stops ("U.S.", "St."). A number
// keeps its separators ("1,600", "14:10", "3.5"). Every other mark is one token; "..." is one. Bytes that are
// not UTF-8 are marks of one byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::reading {

// Bytes [begin, end) of the text that is being read.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool empty() const { return begin == end; }
  std::uint32_t size() const { return end - begin; }
  bool contains(Span other) const { return begin <= other.begin && other.end <= end; }
  bool operator==(const Span&) const = default;
};

inline std::string_view text_of(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

// A text longer than this is refused: the longest real report met has some hundred kilobytes.
constexpr std::size_t text_bytes_max = 2 << 20;
// A word longer than this is cut: no word of any language we read has 64 bytes, and a table is keyed by
// words.
constexpr std::size_t word_bytes_max = 64;

enum class TokenKind : std::uint8_t { word, number, mark };

struct Token {
  Span span = {};
  // A hash of the folded form: lower case (ASCII, Latin, Greek, Cyrillic), curly apostrophes and no-break
  // spaces made plain, accents kept, the full stops of
  // an abbreviation left out ("U.S." is "US" in lower case). Equal words have equal keys; tables compare the
  // words themselves where it matters.
  std::uint64_t key = 0;
  TokenKind kind = TokenKind::mark;
  bool capital = false;          // the first letter is upper case
  bool all_capitals = false;     // two or more letters, all upper case
  bool space_before = false;     // white space or the text's beginning stands before it
  bool line_first = false;       // the first token of its line
  bool paragraph_first = false;  // the first token after an empty line, or of the text
  char mark = 0;  // marks: the ASCII character; '"' for “ ” « », '\'' for ‘ ’, '-' for dashes, '.' for …
};

// The folded form of a word and its key. `fold` never makes a text longer than it was.
std::string fold(std::string_view word);
std::uint64_t key_of(std::string_view word);

// Cost: linear. The whole text is covered but for white space and zero-width and bidirectional controls.
std::vector<Token> tokenize(std::string_view text);

}  // namespace tocsin::reading
