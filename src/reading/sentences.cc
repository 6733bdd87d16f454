#include "reading/sentences.h"

#include <algorithm>

namespace tocsin::reading {
namespace {

bool is_quote(const Token& token) { return token.mark == '"' || token.mark == '\''; }

class Splitter {
 public:
  Splitter(std::string_view text, std::span<const Token> tokens) : text_(text), tokens_(tokens) {}

  void add(Span span, RegionKind region, std::uint32_t paragraph) {
    const auto [first, last] = tokens_in(tokens_, span);
    std::uint32_t begin = first;
    quote_open_ = false;
    bool open_before = false;
    for (std::uint32_t i = first; i < last; ++i) {
      const Token& token = tokens_[i];
      if (i > begin && (is_bullet(i) || i - begin >= sentence_tokens_max)) {
        push(begin, i, region, paragraph, open_before);
        begin = i;
        open_before = quote_open_;
      }
      if (token.mark == '"') quote_open_ = opens(i);
      if (!ends_sentence(i, last)) continue;
      std::uint32_t end = i + 1;
      while (end < last && (is_quote(tokens_[end]) || tokens_[end].mark == ')') &&
             !tokens_[end].space_before) {
        if (tokens_[end].mark == '"') quote_open_ = false;
        ++end;
      }
      push(begin, end, region, paragraph, open_before);
      begin = end;
      i = end - 1;
      open_before = quote_open_;
    }
    push(begin, last, region, paragraph, open_before);
  }

  std::vector<Sentence> take() { return std::move(sentences_); }

 private:
  // A straight quotation mark opens when a space, a bracket or nothing stands before it.
  bool opens(std::uint32_t i) const {
    const auto bytes = text_of(text_, tokens_[i].span);
    if (bytes == "“" || bytes == "«" || bytes == "„") return true;
    if (bytes == "”" || bytes == "»") return false;
    return tokens_[i].space_before || (i > 0 && tokens_[i - 1].mark == '(');
  }

  bool is_bullet(std::uint32_t i) const {
    const Token& token = tokens_[i];
    return token.line_first && (token.mark == '*' ||
                                (token.mark == '-' && i + 1 < tokens_.size() && tokens_[i + 1].space_before));
  }

  bool ends_sentence(std::uint32_t i, std::uint32_t last) const {
    const Token& token = tokens_[i];
    if (token.mark != '.' && token.mark != '!' && token.mark != '?') return false;
    std::uint32_t next = i + 1;
    while (next < last && !tokens_[next].space_before &&
           (is_quote(tokens_[next]) || tokens_[next].mark == ')'))
      ++next;
    if (next >= last) return true;
    const Token& follower = tokens_[next];
    // "3.5", "U.S.", "st.petersburg": nothing ends without a space, but scrapers glue sentences together.
    if (!follower.space_before) return token.mark == '.' && follower.capital && token.span.size() == 1;
    // "on... Crusader France": an ellipsis ends nothing before a small letter or inside a quotation.
    if (token.span.size() > 1) return follower.capital && !quote_open_;
    return follower.kind != TokenKind::word || follower.capital || follower.mark != 0;
  }

  void push(std::uint32_t first, std::uint32_t last, RegionKind region, std::uint32_t paragraph,
            bool open_before) {
    if (first >= last) return;
    const Span span{tokens_[first].span.begin, tokens_[last - 1].span.end};
    sentences_.push_back({first, last, span, paragraph, region, open_before});
  }

  std::string_view text_;
  std::span<const Token> tokens_;
  bool quote_open_ = false;
  std::vector<Sentence> sentences_;
};

}  // namespace

std::pair<std::uint32_t, std::uint32_t> tokens_in(std::span<const Token> tokens, Span span) {
  const auto before = [](const Token& token, std::uint32_t offset) { return token.span.begin < offset; };
  const auto first = std::lower_bound(tokens.begin(), tokens.end(), span.begin, before);
  const auto last = std::lower_bound(first, tokens.end(), span.end, before);
  return {static_cast<std::uint32_t>(first - tokens.begin()),
          static_cast<std::uint32_t>(last - tokens.begin())};
}

std::vector<Sentence> find_sentences(std::string_view text, std::span<const Token> tokens,
                                     std::span<const Region> regions) {
  Splitter splitter(text, tokens);
  for (std::uint32_t i = 0; i < regions.size(); ++i) {
    const Region& region = regions[i];
    if (region.kind == RegionKind::body || region.kind == RegionKind::title) {
      splitter.add(region.span, region.kind, i);
    } else if (region.kind == RegionKind::promo_link) {
      splitter.add(region.content.empty() ? region.span : region.content, region.kind, i);
    }
  }
  return splitter.take();
}

}  // namespace tocsin::reading
