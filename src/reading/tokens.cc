#include "reading/tokens.h"

namespace tocsin::reading {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::uint8_t bytes = 1;
  bool valid = false;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {first, 1, true};
  const int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + static_cast<std::size_t>(size) > text.size()) return {};
  char32_t value = first & (0xFF >> (size + 1));
  for (int i = 1; i < size; ++i) {
    const unsigned char next = byte(at + static_cast<std::size_t>(i));
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3F);
  }
  return {value, static_cast<std::uint8_t>(size), true};
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x85 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// Characters that show nothing and may stand inside a word to hide it: zero-width, bidirectional controls.
bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_ascii_upper(char32_t c) { return c >= 'A' && c <= 'Z'; }

bool is_letter(char32_t c) {
  if (c < 0x80) return is_ascii_upper(c) || (c >= 'a' && c <= 'z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c < 0x2000) return c != 0xD7 && c != 0xF7;
  return (c >= 0x2C00 && c < 0x2E00) || (c >= 0x3040 && c < 0xD7FF) || (c >= 0xF900 && c < 0xFB50) ||
         (c >= 0xFB50 && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF);
}

// One to one and never longer in UTF-8: what needs more (German sharp s, Turkish dots) stays as it is.
char32_t fold_letter(char32_t c) {
  if (c < 0x80) return is_ascii_upper(c) ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177)) return c | 1;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1) != 0 ? c + 1 : c;
  if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c == 0x2019 || c == 0x2018 || c == 0x2BC) return '\'';
  return c;
}

bool is_upper(char32_t c) { return c != 0x2019 && c != 0x2018 && c != 0x2BC && fold_letter(c) != c; }

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

// FNV-1a over code points, finished so that tables may use any of its bits.
class Key {
 public:
  void add(char32_t c) { value_ = (value_ ^ c) * 0x100000001B3; }
  std::uint64_t get() const {
    std::uint64_t x = value_;
    x = (x ^ x >> 32) * 0x9E3779B97F4A7C15;
    return x ^ x >> 29;
  }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325;
};

bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2BC; }

char mark_of(char32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  if ((c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2033) return '"';
  if (c >= 0x2018 && c <= 0x201B) return '\'';
  if (c >= 0x2010 && c <= 0x2015) return '-';
  if (c == 0x2026) return '.';
  if (c == 0x2022 || c == 0xB7 || c == 0x25AA || c == 0x25CF) return '*';
  return 0;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) { tokens_.reserve(text.size() / 5 + 8); }

  std::vector<Token> run() {
    while (at_ < text_.size()) {
      const CodePoint c = code_point_at(text_, at_);
      if (c.valid && is_space(c.value)) {
        if (c.value == '\n') ++newlines_;
        space_ = true;
        at_ += c.bytes;
      } else if (c.valid && is_invisible(c.value)) {
        at_ += c.bytes;
      } else if (c.valid && is_letter(c.value)) {
        word();
      } else if (c.valid && is_digit(c.value)) {
        number();
      } else {
        mark(c);
      }
    }
    return std::move(tokens_);
  }

 private:
  CodePoint at(std::size_t offset) const {
    return offset < text_.size() ? code_point_at(text_, offset) : CodePoint{};
  }
  bool letter_at(std::size_t offset) const {
    const CodePoint c = at(offset);
    return c.valid && is_letter(c.value);
  }

  void push(std::size_t begin, TokenKind kind, Token token = {}) {
    token.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
    token.kind = kind;
    token.space_before = space_;
    token.line_first = newlines_ > 0 || tokens_.empty();
    token.paragraph_first = newlines_ > 1 || tokens_.empty();
    space_ = false;
    newlines_ = 0;
    tokens_.push_back(token);
  }

  // "U.S.", "a.m.": single letters with full stops between them.
  std::size_t dotted_end(std::size_t begin) const {
    std::size_t end = begin, letters = 0;
    while (letter_at(end)) {
      const std::size_t next = end + at(end).bytes;
      if (next >= text_.size() || text_[next] != '.' || letter_at(next) || is_digit(at(next).value)) break;
      end = next + 1;
      ++letters;
    }
    return letters >= 2 ? end : begin;
  }

  void word() {
    const std::size_t begin = at_;
    const std::size_t dotted = dotted_end(begin);
    Key key;
    int letters = 0, capitals = 0;
    bool first_capital = false;
    while (at_ < text_.size() && at_ - begin + 4 <= word_bytes_max) {
      const CodePoint c = code_point_at(text_, at_);
      if (!c.valid) break;
      if (is_letter(c.value) || is_digit(c.value)) {
        if (is_letter(c.value)) ++letters;
        if (is_upper(c.value)) ++capitals, first_capital |= at_ == begin;
      } else if (at_ < dotted) {
        // a full stop inside an abbreviation: it belongs to the word, not to the key
        at_ += c.bytes;
        continue;
      } else if (is_invisible(c.value)) {
        at_ += c.bytes;
        continue;
      } else if (c.value == '-' || c.value == 0x2010 || c.value == 0x2011) {
        const CodePoint next = at(at_ + c.bytes);
        if (!next.valid || (!is_letter(next.value) && !is_digit(next.value))) break;
        key.add('-');
        at_ += c.bytes;
        continue;
      } else if (is_apostrophe(c.value)) {
        if (!letter_at(at_ + c.bytes) || is_possessive(at_)) break;
      } else {
        break;
      }
      key.add(fold_letter(c.value));
      at_ += c.bytes;
    }
    if (dotted == begin && at_ < text_.size() && text_[at_] == '.' && is_abbreviation(begin)) ++at_;
    push(begin, TokenKind::word,
         {.key = key.get(), .capital = first_capital, .all_capitals = letters >= 2 && capitals == letters});
    if (at_ < text_.size() && is_possessive(at_)) possessive();
  }

  // 's that ends a word.
  bool is_possessive(std::size_t offset) const {
    const CodePoint c = at(offset);
    if (!c.valid || !is_apostrophe(c.value)) return false;
    const std::size_t s = offset + c.bytes;
    return s < text_.size() && (text_[s] == 's' || text_[s] == 'S') && !letter_at(s + 1) &&
           !is_digit(at(s + 1).value);
  }

  void possessive() {
    const std::size_t begin = at_;
    at_ += at(at_).bytes + 1U;
    Key key;
    key.add('\'');
    key.add('s');
    push(begin, TokenKind::word, {.key = key.get()});
  }

  // Words that are short for another, and whose full stop ends no sentence.
  bool is_abbreviation(std::size_t begin) const {
    static constexpr std::string_view known[] = {
        "st",  "mr",  "mrs",    "ms",   "dr",  "gen", "col",  "lt",   "sgt",  "capt", "maj",  "cmdr",
        "gov", "sen", "rep",    "rev",  "hon", "jr",  "sr",   "prof", "insp", "supt", "pres", "jan",
        "feb", "mar", "apr",    "jun",  "jul", "aug", "sep",  "sept", "oct",  "nov",  "dec",  "mt",
        "ft",  "vs",  "approx", "dept", "est", "adm", "brig", "det",  "const"};
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.size() == 1) return is_ascii_upper(static_cast<unsigned char>(word[0]));  // an initial
    if (!is_ascii_upper(static_cast<unsigned char>(word[0])) && word != "vs" && word != "approx")
      return false;
    if (at_ + 1 >= text_.size() || text_[at_ + 1] == '\n') return false;
    const std::string folded = fold(word);
    for (const auto one : known)
      if (folded == one) return true;
    return false;
  }

  void number() {
    const std::size_t begin = at_;
    Key key;
    while (at_ < text_.size() && at_ - begin + 4 <= word_bytes_max) {
      const CodePoint c = code_point_at(text_, at_);
      if (!c.valid) break;
      const bool separator = c.value == ',' || c.value == '.' || c.value == ':' || c.value == '-';
      if (is_digit(c.value) || is_letter(c.value)) {
        key.add(fold_letter(c.value));
      } else if (separator && is_digit(at(at_ + 1).value)) {
        key.add(c.value);
      } else {
        break;
      }
      at_ += c.bytes;
    }
    push(begin, TokenKind::number, {.key = key.get()});
  }

  void mark(CodePoint c) {
    const std::size_t begin = at_;
    at_ += c.bytes;
    const char mark = c.valid ? mark_of(c.value) : char{0};
    while (c.value == '.' && at_ < text_.size() && text_[at_] == '.') ++at_;
    Key key;
    key.add(c.valid ? static_cast<char32_t>(mark != 0 ? mark : c.value) : 0xFFFD);
    push(begin, TokenKind::mark, {.key = key.get(), .mark = mark});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int newlines_ = 0;
  bool space_ = true;
  std::vector<Token> tokens_;
};

}  // namespace

std::string fold(std::string_view word) {
  std::string folded;
  folded.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) {
    const CodePoint c = code_point_at(word, at);
    if (!c.valid) {
      folded.push_back(word[at]);
    } else if (!is_invisible(c.value)) {
      append_utf8(folded, is_space(c.value) ? U' ' : fold_letter(c.value));
    }
    at += c.bytes;
  }
  return folded;
}

std::uint64_t key_of(std::string_view word) {
  Key key;
  for (std::size_t at = 0; at < word.size();) {
    const CodePoint c = code_point_at(word, at);
    if (c.valid && !is_invisible(c.value) && c.value != '.') key.add(fold_letter(c.value));
    at += c.bytes;
  }
  return key.get();
}

std::vector<Token> tokenize(std::string_view text) { return Tokenizer(text).run(); }

}  // namespace tocsin::reading
