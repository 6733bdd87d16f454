// Lines of a plain text with what tells body from furniture, for the inside of strip.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "reading/strip.h"
#include "reading/tokens.h"

namespace tocsin::reading {

struct Line {
  Span span;  // without ASCII white space at both ends; never empty
  std::span<const Token> tokens;
  std::span<const std::uint64_t> keys;  // of its words and numbers
  std::uint32_t words = 0;              // without numbers
  std::uint32_t stop_words = 0;
  std::uint32_t capitals = 0;  // words that begin with one
  std::uint32_t numbers = 0;
  bool after_empty = false;    // an empty line or the text's beginning stands before it
  bool ends_sentence = false;  // . ! ? … at the end, quotes and brackets aside
  bool lower_first = false;    // begins with a lower-case letter
  bool bullet = false;         // begins with a bullet or a dash

  // Reads as a sentence of a report: it ends as one, or is too long and too full of function words for a
  // headline.
  bool is_sentence() const;
  // Reads as a headline: some words, no full stop.
  bool is_headline() const { return !ends_sentence && words >= 3 && words <= 24; }
  bool is_short() const { return words + numbers <= 30; }
};

// The lines of a text that are not empty; views of `text` and of memory that this holds.
class Lines {
 public:
  explicit Lines(std::string_view text);
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  std::string_view text() const { return text_; }
  const std::vector<Line>& all() const { return lines_; }

 private:
  void add(Span span, std::size_t first_token, std::size_t last_token, bool after_empty);

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<std::uint64_t> keys_;
  std::vector<Line> lines_;
};

// What a line is by itself. Nothing is known of its neighbours yet.
enum class LineClass : std::uint8_t {
  text,    // not furniture by itself
  sprite,  // names of icons
  clock,   // times of players, counts
  menu,    // buttons, menus, share rows, tag lists, cookie notices, sign-ups
  credit,  // who took the picture
  copyright,
  published,
  byline,
  promo  // label and headline
};

struct Verdict {
  LineClass line_class = LineClass::text;
  Span label = {};    // promo
  Span content = {};  // promo; empty when the label stands alone
};
Verdict classify(const Line& line, std::string_view text);

}  // namespace tocsin::reading
