#include <algorithm>
#include <array>
#include <map>

#include "reading/strip_lines.h"
#include "reading/strip_words.h"

namespace tocsin::reading {
namespace {

const PhraseTable& table() { return PhraseTable::built_in(); }

// A share of `part` in `whole`, in per cent.
bool at_least_percent(std::size_t part, std::size_t whole, std::size_t percent) {
  return part * 100 >= whole * percent;
}

bool is_number_mark(char mark) {
  return mark == ':' || mark == '/' || mark == '.' || mark == ',' || mark == '-' || mark == '(' ||
         mark == ')' || mark == '%' || mark == '+' || mark == '*' || mark == '|';
}

// Only numbers and their marks: the times of a player, a count of shares ("1.2K").
bool is_clock(const Line& line, std::string_view text) {
  if (line.numbers == 0) return line.words == 0 && !line.tokens.empty();  // marks only: a rule
  if (line.words > 1) return false;
  for (const Token& token : line.tokens) {
    if (token.kind == TokenKind::mark && !is_number_mark(token.mark)) return false;
    if (token.kind == TokenKind::word && (text_of(text, token.span).size() > 2 || token.line_first))
      return false;
  }
  return true;
}

// Five and more words with one beginning or ending ("...icon"), and no words that sentences are made of.
bool is_sprite(const Line& line, std::string_view text) {
  constexpr std::size_t affix_bytes = 4, least = 5;
  if (line.words < least || line.stop_words * 20 > line.words) return false;
  std::map<std::string_view, std::size_t> prefixes, suffixes;
  std::size_t words = 0, most = 0;
  for (const Token& token : line.tokens) {
    const std::string_view word = text_of(text, token.span);
    if (token.kind != TokenKind::word) continue;
    ++words;
    if (word.size() < affix_bytes) continue;
    most = std::max(most, ++prefixes[word.substr(0, affix_bytes)]);
    most = std::max(most, ++suffixes[word.substr(word.size() - affix_bytes)]);
  }
  return most >= least && at_least_percent(most, words, 40);
}

// Parts between strokes, bullets or arrows, each a few words: breadcrumbs, tag lists, a row of sections.
bool is_parted_row(const Line& line) {
  if (line.ends_sentence || line.stop_words * 6 > line.words + 6) return false;
  std::size_t parts = 1, words = 0, longest = 0;
  for (const Token& token : line.tokens) {
    const bool parts_here = token.kind == TokenKind::mark && (token.mark == '|' || token.mark == '*' ||
                                                              token.mark == '>' || token.mark == '/');
    if (!parts_here) {
      if (token.kind == TokenKind::word) longest = std::max(longest, ++words);
      continue;
    }
    if (words > 0) ++parts;
    words = 0;
  }
  return parts >= 3 && longest <= 4;
}

// "NEWS   SPORT   WEATHER": two and more gaps as wide as between buttons.
bool is_gapped_row(const Line& line, std::string_view text) {
  if (line.ends_sentence) return false;
  std::size_t gaps = 0;
  for (std::size_t i = 1; i < line.tokens.size(); ++i) {
    const std::uint32_t from = line.tokens[i - 1].span.end, to = line.tokens[i].span.begin;
    if (to - from >= 3 || text_of(text, {from, to}).find('\t') != std::string_view::npos) ++gaps;
  }
  return gaps >= 2;
}

// "Home World Business Sport": nearly all of it are words of menus, none makes a sentence.
bool is_menu_row(const Line& line) {
  if (line.ends_sentence || line.words < 2) return false;
  std::size_t known = 0;
  for (std::size_t i = 0; i < line.keys.size();) {
    const std::size_t words = table().longest_prefix(line.keys.subspan(i), use_whole);
    known += words;
    i += std::max<std::size_t>(words, 1);
  }
  return at_least_percent(known, line.keys.size(), line.words < 4 ? 100 : 70);
}

// "2015", "14/11/2015", "2015-11-14".
bool has_year(std::string_view number) {
  for (const std::string_view century : {"19", "20"}) {
    for (auto at = number.find(century); at != std::string_view::npos; at = number.find(century, at + 1)) {
      const auto digits =
          std::count_if(number.begin() + static_cast<std::ptrdiff_t>(at),
                        number.begin() + static_cast<std::ptrdiff_t>(std::min(at + 4, number.size())),
                        [](char c) { return c >= '0' && c <= '9'; });
      if (digits == 4) return true;
    }
  }
  return false;
}

bool is_published(const Line& line, std::string_view text) {
  if (line.keys.empty() || line.keys.size() > 16 || line.numbers == 0) return false;
  std::size_t known = line.numbers;
  bool head = line.numbers >= 3 && has_year(text_of(text, line.span));
  for (const Token& token : line.tokens) {
    if (token.kind == TokenKind::number)
      head |= token.span.size() >= 8 && has_year(text_of(text, token.span));
    if (token.kind != TokenKind::word) continue;
    const std::uint32_t uses = table().uses(token.key);
    if ((uses & use_date) != 0) ++known;
    head |= (uses & use_date_head) != 0;
  }
  // an outlet or a name may stand beside a whole date
  const bool whole = !line.ends_sentence && line.numbers >= 2 && has_year(text_of(text, line.span));
  return head && at_least_percent(known, line.keys.size(), whole ? 60 : 75);
}

bool is_byline(const Line& line, std::string_view text) {
  if (line.bullet || line.words > 30) return false;
  const std::size_t label = table().longest_prefix(line.keys, use_byline);
  if (label == 0) return false;
  if (label == line.keys.size()) return label > 1;
  std::size_t word = 0, names = 0, others = 0;
  for (const Token& token : line.tokens) {
    if (token.kind == TokenKind::mark || word++ < label) continue;
    if (token.kind == TokenKind::number) continue;
    const std::uint32_t uses = table().uses(token.key);
    if (token.capital)
      ++names;
    else if ((uses & (use_stop | use_role | use_date | use_byline)) == 0)
      ++others;
  }
  const bool long_label = label > 1;  // "Reporting by" is never a sentence's beginning; "By" is
  if (line.ends_sentence && !long_label && text_of(text, line.tokens.back().span) == ".") return false;
  return names >= 1 && others <= (long_label ? 2U : 0U) && (long_label || line.words <= 16);
}

// "Yves Herman/Reuters", "(AFP/Getty Images)": a stroke with an agency beside it.
bool has_agency_stroke(const Line& line, std::size_t& at) {
  const auto tokens = line.tokens;
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (tokens[i].mark != '/' || tokens[i].kind != TokenKind::mark || tokens[i + 1].space_before) continue;
    const auto is_agency = [&](const Token& token) {
      return token.capital && (table().uses(token.key) & use_agency) != 0;
    };
    at = i;
    if (is_agency(tokens[i - 1]) || is_agency(tokens[i + 1])) return true;
  }
  return false;
}

bool is_credit(const Line& line, std::string_view text) {
  if (line.words > 45) return false;
  std::size_t at = 0;
  // A credit closes a caption; a sentence of a report goes on after it.
  if (has_agency_stroke(line, at) && line.tokens.size() - at <= 5 &&
      text_of(text, line.tokens.back().span) != ".")
    return true;
  static constexpr std::array labels = {"photograph", "photo",  "photos",   "image",        "images",
                                        "picture",    "credit", "pictured", "illustration", "graphic"};
  for (std::size_t i = 0; i + 1 < line.tokens.size(); ++i) {
    const Token& token = line.tokens[i];
    if (token.kind != TokenKind::word || !token.capital || line.tokens[i + 1].mark != ':') continue;
    const std::string word = fold(text_of(text, token.span));
    if (std::find(labels.begin(), labels.end(), word) != labels.end() && line.tokens.size() - i <= 12)
      return true;
  }
  return false;
}

bool is_copyright(const Line& line, std::string_view text) {
  if (line.words > 60) return false;
  const std::string_view whole = text_of(text, line.span);
  if (whole.starts_with("\xC2\xA9") || (line.words <= 20 && whole.find("\xC2\xA9") != std::string_view::npos))
    return true;
  if (line.keys.empty() || fold(text_of(text, line.tokens.front().span)) != "copyright") return false;
  return line.words <= 12 || line.numbers > 0;
}

// "More AP coverage: ...", "More from the region: ...": labels that name somebody. The words up to the colon.
std::size_t named_more_label(const Line& line, std::string_view text) {
  constexpr std::size_t label_words_max = 6;
  if (line.ends_sentence || line.tokens.empty() || fold(text_of(text, line.tokens[0].span)) != "more")
    return 0;
  std::size_t words = 0;
  for (const Token& token : line.tokens) {
    if (token.kind != TokenKind::mark) ++words;
    if (words > label_words_max || token.kind == TokenKind::number) return 0;
    if (token.kind == TokenKind::mark && token.mark == ':') return words;
  }
  return 0;
}

// "READ MORE: headline", "LIVE UPDATES headline", or the label alone.
bool is_promo(const Line& line, std::string_view text, Verdict& verdict) {
  std::size_t label = table().longest_prefix(line.keys, use_promo);
  if (const std::size_t named = named_more_label(line, text); named > label) label = named;
  if (label == 0 || line.words > 32) return false;
  bool all_capitals = true;
  std::size_t word = 0, i = 0;
  for (; i < line.tokens.size() && word < label; ++i) {
    if (line.tokens[i].kind == TokenKind::mark) {
      if (line.tokens[i].mark == '"') return false;
      continue;
    }
    ++word;
    all_capitals &= line.tokens[i].all_capitals || text_of(text, line.tokens[i].span) == "'S";
  }
  std::uint32_t label_end = line.tokens[i - 1].span.end;
  const bool alone = i == line.tokens.size();
  bool colon = false;
  if (!alone && line.tokens[i].kind == TokenKind::mark &&
      (line.tokens[i].mark == ':' || line.tokens[i].mark == '|' || line.tokens[i].mark == '>' ||
       (line.tokens[i].mark == '-' && line.tokens[i].space_before))) {
    colon = true;
    label_end = line.tokens[i++].span.end;
  }
  const bool weak = (table().uses(line.keys.first(label)) & use_weak_promo) != 0;
  if (!alone && !colon && !all_capitals) return false;
  // "Also: the station was closed." and "LIVE" in a sentence are the report's own words.
  if (weak && line.ends_sentence && text_of(text, line.tokens.back().span) == ".") return false;
  if (i == line.tokens.size() && !colon && !all_capitals && weak) return false;
  verdict.line_class = LineClass::promo;
  verdict.label = {line.span.begin, label_end};
  verdict.content = i < line.tokens.size() ? Span{line.tokens[i].span.begin, line.span.end} : Span{};
  return true;
}

bool is_menu(const Line& line, std::string_view text) {
  if ((table().uses(line.keys) & use_whole) != 0) return true;
  // "12 comments", "Share 24", "3 min read", "5 shares"
  if (line.numbers == 1 && line.keys.size() <= 4 && line.words >= 1) {
    const bool first = line.tokens.front().kind == TokenKind::number;
    const auto rest = first ? line.keys.subspan(1) : line.keys.first(line.keys.size() - 1);
    if (table().uses(rest) & (use_whole | use_start)) return true;
  }
  const bool address =
      !line.tokens.empty() && line.keys.size() <= 12 &&
      (text_of(text, line.span).starts_with("http://") || text_of(text, line.span).starts_with("https://") ||
       text_of(text, line.span).starts_with("www."));
  if (address && text_of(text, line.span).find(' ') == std::string_view::npos) return true;
  if (is_parted_row(line) || is_menu_row(line)) return true;
  if (!line.is_short()) return false;
  if (line.tokens.front().mark == '"') return false;  // somebody says so
  if (table().contains(line.keys, use_inside)) return true;
  const std::size_t start = table().longest_prefix(line.keys, use_start);
  if (start == 0) return false;
  // One word opens too many sentences; it needs a colon ("Tags: Brussels, police") or a line without an end.
  if (start > 1) return true;
  if (line.tokens.size() < 2) return true;
  return line.tokens[1].mark == ':' || !line.ends_sentence;
}

}  // namespace

Verdict classify(const Line& line, std::string_view text) {
  Verdict verdict;
  const auto is = [&](LineClass line_class) {
    verdict.line_class = line_class;
    return verdict;
  };
  if (is_published(line, text)) return is(LineClass::published);
  if (line.tokens.empty() || is_clock(line, text)) return is(LineClass::clock);
  if (is_sprite(line, text)) return is(LineClass::sprite);
  if (is_copyright(line, text)) return is(LineClass::copyright);
  if (is_gapped_row(line, text)) return is(LineClass::menu);
  if (is_promo(line, text, verdict) && (!verdict.content.empty() || !is_menu(line, text))) return verdict;
  verdict = {};
  if (is_menu(line, text)) return is(LineClass::menu);
  if (is_byline(line, text)) return is(LineClass::byline);
  if (is_credit(line, text)) return is(LineClass::credit);
  return verdict;
}

}  // namespace tocsin::reading
