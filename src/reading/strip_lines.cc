#include "reading/strip_lines.h"

#include "base/text.h"
#include "reading/strip_words.h"

namespace tocsin::reading {
namespace {

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool closes_quote(const Token& token) {
  return token.kind == TokenKind::mark &&
         (token.mark == '"' || token.mark == '\'' || token.mark == ')' || token.mark == ']');
}

}  // namespace

bool Line::is_sentence() const {
  if (ends_sentence && words >= 2) return true;
  return words >= 12 && stop_words >= 3 && stop_words * 6 >= words;
}

Lines::Lines(std::string_view text) : text_(text), tokens_(tokenize(text)) {
  keys_.reserve(tokens_.size());  // Line keeps views of it
  bool after_empty = true;
  std::size_t token = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    std::size_t first = at, last = end;
    while (first < last && is_ascii_space(text[first])) ++first;
    while (first < last && is_ascii_space(text[last - 1])) --last;
    const std::size_t first_token = token;
    while (token < tokens_.size() && tokens_[token].span.begin < end) ++token;
    if (first == last) {
      after_empty = true;
    } else {
      add({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)}, first_token, token,
          after_empty);
      after_empty = false;
    }
    at = end + 1;
  }
}

void Lines::add(Span span, std::size_t first_token, std::size_t last_token, bool after_empty) {
  const PhraseTable& table = PhraseTable::built_in();
  Line line;
  line.span = span;
  line.tokens = std::span(tokens_).subspan(first_token, last_token - first_token);
  line.after_empty = after_empty;
  const std::size_t first_key = keys_.size();
  for (const Token& token : line.tokens) {
    if (token.kind == TokenKind::mark) continue;
    keys_.push_back(token.key);
    if (token.kind == TokenKind::number) {
      ++line.numbers;
      continue;
    }
    ++line.words;
    if (token.capital) ++line.capitals;
    if ((table.uses(token.key) & use_stop) != 0) ++line.stop_words;
  }
  line.keys = std::span(keys_).subspan(first_key);
  auto last = line.tokens.rbegin();
  while (last != line.tokens.rend() && closes_quote(*last)) ++last;
  if (last != line.tokens.rend()) {
    line.ends_sentence = last->kind == TokenKind::mark
                             ? last->mark == '.' || last->mark == '!' || last->mark == '?'
                             : text_[last->span.end - 1] == '.';  // "at 5 p.m."
  }
  if (!line.tokens.empty()) {
    const Token& first = line.tokens.front();
    line.lower_first = first.kind == TokenKind::word && !first.capital;
    line.bullet = first.kind == TokenKind::mark && (first.mark == '*' || first.mark == '-');
  }
  lines_.push_back(line);
}

}  // namespace tocsin::reading
