#include "reading/place_tag.h"

#include <algorithm>
#include <bit>

#include "reading/place_words.h"

namespace tocsin::reading {
namespace {

// A word that a capital letter begins, or a script that has none.
bool is_name_word(const Token& token, std::string_view text) {
  if (token.kind != TokenKind::word) return false;
  return token.capital || static_cast<unsigned char>(text[token.span.begin]) >= 0xD8;
}

bool has_capital(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A small set of keys with no allocation for short texts.
class KeySet {
 public:
  void add(std::uint64_t key) { keys_.push_back(key); }
  void close() {
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  }
  bool has(std::uint64_t key) const { return std::binary_search(keys_.begin(), keys_.end(), key); }

 private:
  std::vector<std::uint64_t> keys_;
};

class Tagger {
 public:
  Tagger(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens)
      : table_(table), text_(text), tokens_(tokens) {}

  std::vector<PlaceMatch> run() {
    classify();
    match();
    link_places(tokens_, matches_);
    persons();
    for (std::size_t i = 0; i < matches_.size(); ++i) cues(i);
    elsewhere();
    for (auto& one : matches_) one.score = weight_of(one.cues);
    return std::move(matches_);
  }

 private:
  void classify() {
    words_.resize(tokens_.size());
    entries_.resize(tokens_.size());
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].kind != TokenKind::word) continue;
      words_[i] = place_word(tokens_[i].key);
      if (tokens_[i].capital) entries_[i] = table_.find(tokens_[i].key);
    }
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  bool is(std::uint32_t at, std::uint32_t classes) const {
    return at < size() && (words_[at] & classes) != 0;
  }
  bool mark(std::uint32_t at, char c) const { return at < size() && tokens_[at].mark == c; }
  bool name_word(std::uint32_t at) const { return at < size() && is_name_word(tokens_[at], text_); }
  std::string_view word(std::uint32_t at) const { return text_of(text_, tokens_[at].span); }
  std::string fold_view(std::uint32_t at) const { return fold(word(at)); }
  bool possessive(std::uint32_t at) const {
    return at < size() && tokens_[at].kind == TokenKind::word && !tokens_[at].space_before &&
           tokens_[at].span.size() >= 2 && tokens_[at].span.size() <= 5 &&
           (word(at).front() == '\'' || static_cast<unsigned char>(word(at).front()) >= 0xC0) &&
           word(at).back() == 's';
  }
  // Nothing but spaces between this token and the one before.
  bool joined(std::uint32_t at) const {
    return at < size() && !tokens_[at].paragraph_first && tokens_[at].space_before;
  }
  bool sentence_first(std::uint32_t at) const {
    if (at == 0 || tokens_[at].paragraph_first) return true;
    const Token& before = tokens_[at - 1];
    if (before.kind != TokenKind::mark) return false;
    return before.mark == '.' || before.mark == '!' || before.mark == '?' || before.mark == '"' ||
           before.mark == ':' || before.mark == '*';
  }

  void match() {
    for (std::uint32_t i = 0; i < size();) {
      if (!name_word(i)) {
        if (tokens_[i].kind == TokenKind::word) parts(i);
        ++i;
        continue;
      }
      PlaceMatch found = made(i);
      PlaceMatch listed = longest_name(table_, text_, tokens_, i, first_word(i));
      // "The Hague" is the name; "The Netherlands" is a name with an article.
      if (is(i, word_article) && listed.last > i && kind_of(listed) != PlaceKind::city) listed.last = i;
      // A building stands in the place whose name it begins with.
      if (listed.last > i && (listed.last >= found.last || found.has(cue_made_site))) found = listed;
      if (found.last > i && usable(found)) {
        matches_.push_back(found);
        i = found.last;
      } else {
        parts(i);
        ++i;
      }
    }
  }

  PlaceKind kind_of(const PlaceMatch& match) const {
    return static_cast<PlaceKind>(table_.row(table_.posting(match.entry.first) >> 8).kind);
  }

  // "Paris-based", "Israeli-Palestinian", "pro-Russian": the parts of a hyphenated word.
  void parts(std::uint32_t at) {
    const Span whole = tokens_[at].span;
    std::size_t begin = 0;
    const std::string_view all = word(at);
    if (all.find('-') == std::string_view::npos) return;
    while (begin < all.size()) {
      const auto end = std::min(all.find('-', begin), all.size());
      const auto part = all.substr(begin, end - begin);
      const bool capital = part.size() > 1 && part[0] >= 'A' && part[0] <= 'Z';
      if (capital) {
        PlaceMatch found;
        found.first = at;
        found.last = at + 1;
        found.key = key_of(part);
        found.entry = table_.find(found.key);
        found.part = {whole.begin + static_cast<std::uint32_t>(begin),
                      whole.begin + static_cast<std::uint32_t>(end)};
        if (found.entry.count > 0 && usable(found)) matches_.push_back(found);
      }
      begin = end + 1;
    }
  }

  // Leaves a match only the meanings that its writing allows.
  bool usable(PlaceMatch& found) {
    if (found.entry.count == 0) return true;
    if (found.last == found.first + 1 && is(found.first, word_calendar)) return false;
    bool plain = false, abbreviation = false;
    for (std::uint32_t p = 0; p < found.entry.count; ++p) {
      const auto quality = table_.posting(found.entry.first + p) & 0xFF;
      if ((quality & layout::code) != 0)
        abbreviation = true;
      else
        plain = true;
    }
    found.demonym = (table_.posting(found.entry.first) & layout::demonym) != 0;
    const bool behind_place =
        !matches_.empty() && matches_.back().last + 1 == found.first && mark(found.first - 1, ',');
    const Token& token = tokens_[found.first];
    if (abbreviation && behind_place && (token.all_capitals || mark(found.last - 1, '.'))) found.code = true;
    if (!plain && !found.code) return false;
    // "US" and "LA" but not "us" and "La".
    if (found.last == found.first + 1 && span_of(found, tokens_).size() <= 3 && !token.all_capitals &&
        (table_.find(found.key).flags & layout::common_word) != 0 &&
        (found.part.empty() || text_[found.part.begin + 1] > 'Z'))
      return false;
    return true;
  }

  // "Jerome Township", "Lake Wylie": a noun makes the name.
  PlaceMatch made(std::uint32_t at) const {
    PlaceMatch found;
    found.first = found.last = at;
    const auto stops = word_function | word_title | word_calendar;
    if (is(at, stops) || possessive(at)) return found;
    std::uint32_t end = at + 1;
    if (is(at, word_before) && name_word(end) && joined(end) && !is(end, stops | word_feature)) {
      found.last = end + 1;
      found.set(cue_made_feature);
      return found;
    }
    constexpr std::uint32_t words_max = 4;  // "Big Thicket National Preserve"
    const auto nouns = word_feature | word_division | word_street | word_site;
    for (; end < at + words_max && name_word(end) && joined(end) && !possessive(end); ++end) {
      if (is(end, stops)) return found;
      if (!is(end, nouns)) continue;
      // "Islamic State", "Kansas City": only a noun that needs no other name makes one.
      if (is(end, word_place_noun) && !is(end, word_feature | word_site) && !is_made_alone(end)) return found;
      // The last noun of the run makes the name.
      while (end + 1 < size() && name_word(end + 1) && joined(end + 1) && is(end + 1, nouns)) ++end;
      if (name_word(end + 1) && joined(end + 1) && is(end + 1, word_body)) return found;
      found.last = end + 1;
      found.set(is(end, word_division)  ? cue_made_division
                : is(end, word_feature) ? cue_made_feature
                : is(end, word_street)  ? cue_made_street
                                        : cue_made_site);
      return found;
    }
    return found;
  }

  NameEntry first_word(std::uint32_t at) const {
    return tokens_[at].capital ? entries_[at] : table_.find(tokens_[at].key);
  }

  bool is_made_alone(std::uint32_t at) const {
    const auto noun = fold_view(at);
    return noun == "county" || noun == "parish" || noun == "township" || noun == "province" ||
           noun == "borough" || noun == "prefecture" || noun == "village" || noun == "hamlet";
  }

  // Surnames: the last word of a name that a first name or a title begins.
  void persons() {
    for (std::uint32_t i = 0; i + 1 < size(); ++i) {
      if (!name_word(i)) continue;
      const bool title = is(i, word_title);
      const bool first = (entries_[i].flags & layout::first_name) != 0 && !is(i, word_function);
      if (!title && !first) continue;
      std::uint32_t end = i + 1;
      while (end < size() && end < i + 4 && name_word(end) && joined(end) &&
             !is(end, word_function | word_body | word_site | word_street | word_feature | word_division |
                          word_calendar))
        ++end;
      if (end == i + 1) continue;
      if (is(end, word_body | word_site | word_street | word_feature | word_division) && name_word(end))
        continue;
      if (first && !title && end == i + 2 && mark(end, ',') && is_region_at(end + 1)) continue;
      persons_.add(tokens_[end - 1].key);
    }
    persons_.close();
  }

  bool is_region_at(std::uint32_t at) const {
    const auto it =
        std::lower_bound(matches_.begin(), matches_.end(), at,
                         [](const PlaceMatch& one, std::uint32_t token) { return one.first < token; });
    if (it == matches_.end() || it->first != at || it->entry.count == 0) return false;
    const auto kind = static_cast<PlaceKind>(table_.row(table_.posting(it->entry.first) >> 8).kind);
    return kind == PlaceKind::region || kind == PlaceKind::country;
  }

  void name_cues(PlaceMatch& one) {
    one.set(cue_always);
    if (one.last - one.first > 1) one.set(cue_many_words);
    if (one.last - one.first == 1) {
      if ((entries_[one.first].flags & layout::common_word) != 0) one.set(cue_common_word);
      if ((entries_[one.first].flags & layout::first_name) != 0) one.set(cue_first_name);
      if (tokens_[one.first].all_capitals && tokens_[one.first].span.size() <= 4) one.set(cue_short_capitals);
      if (!one.part.empty()) one.set(cue_hyphen_part);
      if (!one.part.empty() && is_compound(one)) one.set(cue_people_after);
      if (capitals_alone(one)) one.set(cue_capitals_alone);
    }
    if (one.entry.count == 0) return;
    // Postings are sorted, so the first is the greatest; an exact name speaks louder than an alias.
    std::uint32_t people = 0;
    bool exact = false;
    const auto best = table_.row(table_.posting(one.entry.first) >> 8);
    for (std::uint32_t p = 0; p < one.entry.count; ++p) {
      const auto posting = table_.posting(one.entry.first + p);
      if ((posting & (layout::alias | layout::bare)) == 0) exact = true;
      people = std::max(people, table_.row(posting >> 8).population);
    }
    switch (static_cast<PlaceKind>(best.kind)) {
      case PlaceKind::country:
        one.set(cue_country);
        break;
      case PlaceKind::region:
        one.set(cue_region);
        break;
      case PlaceKind::district:
        one.set(cue_district);
        break;
      case PlaceKind::airport:
        one.set(cue_airport);
        break;
      case PlaceKind::city:
        break;
      default:
        one.set(cue_other_kind);
    }
    if (one.demonym) one.set(cue_demonym);
    if (one.entry.count == 1 && one.has(cue_many_words)) one.set(cue_only_meaning);
    if (!exact) one.set(cue_alias);
    if (best.kind == static_cast<int>(PlaceKind::city) ||
        best.kind == static_cast<int>(PlaceKind::district)) {
      one.set(people >= 1'000'000 ? cue_people_million
              : people >= 100'000 ? cue_people_100k
              : people >= 15'000  ? cue_people_15k
                                  : cue_people_few);
    }
  }

  // "Paris-based", "US-led".
  bool is_compound(const PlaceMatch& one) const {
    static constexpr std::string_view ends[] = {"based", "led",  "born",       "backed", "held",
                                                "area",  "wide", "controlled", "bound",  "trained"};
    const Span rest{std::min(one.part.end + 1, tokens_[one.first].span.end), tokens_[one.first].span.end};
    return std::find(std::begin(ends), std::end(ends), text_of(text_, rest)) != std::end(ends);
  }

  bool capitals_alone(const PlaceMatch& one) const {
    if (!tokens_[one.first].all_capitals || !one.part.empty() || one.entry.count == 0) return false;
    const auto near = [&](std::uint32_t at) {
      return at < size() && (tokens_[at].all_capitals || tokens_[at].mark == '-' || tokens_[at].mark == '(' ||
                             tokens_[at].mark == ',');
    };
    if (near(one.last) || (one.first > 0 && tokens_[one.first - 1].all_capitals)) return false;
    const auto best = table_.row(table_.posting(one.entry.first) >> 8);
    return best.kind == static_cast<int>(PlaceKind::city) ||
           best.kind == static_cast<int>(PlaceKind::district);
  }

  void cues_before(std::size_t index) {
    auto& one = matches_[index];
    const std::uint32_t at = one.first;
    if (sentence_first(at)) {
      one.set(cue_sentence_first);
      return;
    }
    const std::uint32_t b = at - 1;
    const bool capital = name_word(b) && joined(at);
    if (is(b, word_locative) && tokens_[b].kind == TokenKind::word) one.set(cue_locative_before);
    if (is(b, word_of)) {
      one.set(cue_of_before);
      if (b > 0 && is(b - 1, word_of_body) && name_word(b - 1)) {
        one.set(cue_body_of_before);
      } else if (b > 0 && is(b - 1, word_place_noun)) {
        one.set(cue_place_noun_of_before);
      } else if (b > 0 && name_word(b - 1)) {
        one.set(cue_capital_of_before);
      }
    } else if (is(b, word_preposition) && !is(b, word_locative)) {
      one.set(cue_preposition_before);
    }
    if (is(b, word_article)) one.set(cue_article_before);
    if (is(b, word_particle)) one.set(cue_particle_before);
    one.region =
        one.has(cue_of_before) ? b > 0 && is(b - 1, word_of_region) : is(b, word_of_region) && !capital;
    if (is(b, word_verb_before)) one.set(cue_verb_before);
    if (is(b, word_direction)) one.set(cue_direction_before);
    if (possessive(b)) one.set(cue_possessive_before);
    if (capital && is(b, word_title)) one.set(cue_title_before);
    const bool place_before = index > 0 && matches_[index - 1].last == at;
    if (place_before) one.set(cue_place_before);
    if (index > 0 && matches_[index - 1].qualifier == index + 1 && tokens_[b].kind == TokenKind::mark)
      one.set(cue_place_and_comma_before);
    if (capital && !is(b, word_function | word_title | word_direction | word_calendar) && !place_before) {
      if (tokens_[b].span.size() <= 2 && word(b).size() > 0 &&
          (word(b).size() == 1 || word(b).back() == '.')) {
        one.set(cue_initial_before);
      } else if ((entries_[b].flags & layout::first_name) != 0) {
        one.set(cue_first_name_before);
      } else if (!(sentence_first(b) && (entries_[b].flags & layout::common_word) != 0)) {
        one.set(cue_capital_before);
      }
    }
  }

  void cues_after(std::size_t index) {
    auto& one = matches_[index];
    const std::uint32_t a = one.last;
    if (one.qualifier != 0) {
      if (tokens_[one.last].kind == TokenKind::mark) one.set(cue_comma_and_place_after);
      if (inside(one, matches_[one.qualifier - 1])) one.set(cue_comma_and_its_region_after);
    }
    if (a >= size()) return;
    if (is(a, word_division) && is(a, word_of_region) && !name_word(a)) one.region = true;
    if (possessive(a)) one.set(cue_possessive_after);
    const bool capital = name_word(a) && joined(a);
    if (tokens_[a].kind == TokenKind::mark) {
      one.set(cue_mark_after);
      if ((tokens_[a].mark == '-' || tokens_[a].mark == '(') &&
          (one.has(cue_sentence_first) || tokens_[one.first].all_capitals))
        one.set(cue_dateline);
    }
    const bool head =
        !one.has(cue_of_before) && !one.has(cue_locative_before);  // not "the mayor of Reading said"
    if (is(a, word_speech) && !capital && head) one.set(cue_speech_after);
    if (is(a, word_people) && !capital) one.set(cue_people_after);
    if (capital && is(a, word_suffix)) one.set(cue_suffix_after);
    if (mark(a, ',') && is(a + 1, word_suffix)) one.set(cue_suffix_after);
    if (capital && one.part.empty()) run_after(one, a);
    for (std::uint32_t i = a; i < std::min(a + 4, size()); ++i)
      if (is(i, word_sport)) one.set(cue_sport_near);
    for (std::uint32_t i = one.first - std::min(one.first, 3U); i < one.first; ++i)
      if (is(i, word_sport)) one.set(cue_sport_near);
  }

  // The capital words behind a match: what their noun makes of it.
  void run_after(PlaceMatch& one, std::uint32_t a) {
    if (is(a, word_body))
      one.set(cue_body_after);
    else if (is(a, word_site))
      one.set(cue_site_after);
    else if (is(a, word_street))
      one.set(cue_street_after);
    else if (is(a, word_feature))
      one.set(cue_feature_after);
    else if (is(a, word_division))
      one.set(cue_division_after);
    else if (!is(a, word_function | word_calendar | word_people | word_suffix))
      one.set(cue_capital_after);
    for (std::uint32_t i = a + 1;
         i < std::min(a + 5, size()) && (name_word(i) || is(i, word_of | word_and)) && joined(i); ++i)
      if (name_word(i) && is(i, word_body | word_site)) one.set(cue_body_later);
  }

  // Whether a meaning of `one` lies in a meaning of `region`.
  bool inside(const PlaceMatch& one, const PlaceMatch& region) const {
    for (std::uint32_t r = 0; r < region.entry.count; ++r) {
      const auto outer = table_.posting(region.entry.first + r) >> 8;
      const auto outer_row = table_.row(outer);
      const auto kind = static_cast<PlaceKind>(outer_row.kind);
      if (kind != PlaceKind::country && kind != PlaceKind::region && kind != PlaceKind::district) continue;
      for (std::uint32_t p = 0; p < one.entry.count; ++p) {
        const auto inner = table_.posting(one.entry.first + p) >> 8;
        const auto row = table_.row(inner);
        if (kind == PlaceKind::country ? row.country[0] == outer_row.country[0] &&
                                             row.country[1] == outer_row.country[1] && inner != outer
                                       : row.region == outer || row.district == outer)
          return true;
      }
    }
    return false;
  }

  void cues(std::size_t index) {
    auto& one = matches_[index];
    name_cues(one);
    cues_before(index);
    cues_after(index);
    if (persons_.has(tokens_[one.last - 1].key)) one.set(cue_known_person);
    // A country and its people own a ministry; a city's name is a part of its police department's.
    if (one.entry.count > 0 && (one.demonym || kind_of(one) == PlaceKind::country)) {
      one.embedded = one.has(cue_body_of_before);
      return;
    }
    one.embedded = one.has(cue_body_after) || one.has(cue_body_later) || one.has(cue_body_of_before) ||
                   one.has(cue_site_after);
    if (possessive(one.last) && name_word(one.last + 1) && joined(one.last + 1)) {
      // "Boston's Regional Intelligence Center"
      for (std::uint32_t i = one.last + 1; i < size() && i < one.last + 6 && name_word(i); ++i)
        if (is(i, word_body | word_site)) one.embedded = true;
    }
  }

  // What is said plainly once holds for the whole text.
  void elsewhere() {
    KeySet strong;
    for (const auto& one : matches_)
      if (one.has(cue_comma_and_its_region_after) ||
          (one.has(cue_locative_before) && !one.has(cue_capital_after)) || one.has(cue_dateline))
        strong.add(one.key);
    strong.close();
    for (auto& one : matches_)
      if (one.key != 0 && strong.has(one.key)) one.set(cue_strong_elsewhere);
  }

  const GazetteerTable& table_;
  std::string_view text_;
  std::span<const Token> tokens_;
  std::vector<std::uint32_t> words_;
  std::vector<NameEntry> entries_;  // of capital words
  std::vector<PlaceMatch> matches_;
  KeySet persons_;
};

}  // namespace

PlaceMatch longest_name(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens,
                        std::uint32_t at) {
  return longest_name(table, text, tokens, at, table.find(tokens[at].key));
}

PlaceMatch longest_name(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens,
                        std::uint32_t at, const NameEntry& first) {
  PlaceMatch found;
  found.first = found.last = at;
  std::uint64_t key = tokens[at].key;
  if (first.lengths == 0) return found;
  if ((first.lengths & 1) != 0 && first.count > 0) {
    found.entry = first;
    found.key = key;
    found.last = at + 1;
  }
  const auto longest = static_cast<std::uint32_t>(std::bit_width(static_cast<unsigned>(first.lengths)));
  for (std::uint32_t n = 2; n <= longest && at + n <= tokens.size(); ++n) {
    const Token& token = tokens[at + n - 1];
    if (token.paragraph_first) break;
    key = layout::join(key, token.key);
    if ((first.lengths >> (n - 1) & 1) == 0) continue;
    // A name ends in a capital, the full stop of an abbreviation, or the noun that belongs to it.
    const bool ends = is_name_word(token, text) || has_capital(text_of(text, token.span)) ||
                      token.mark == '.' || token.mark == ')' ||
                      (place_word(token.key) & (word_site | word_division | word_feature)) != 0;
    if (!ends) continue;
    const NameEntry entry = table.find(key);
    if (entry.count == 0) continue;
    found.entry = entry;
    found.key = key;
    found.last = at + n;
  }
  return found;
}

void link_places(std::span<const Token> tokens, std::vector<PlaceMatch>& matches) {
  for (std::size_t i = 0; i < matches.size(); ++i) {
    auto& one = matches[i];
    one.qualifier = 0;
    if (i + 1 == matches.size() || matches[i + 1].first != one.last + 1) continue;
    const char between = tokens[one.last].mark;
    const bool in = (place_word(tokens[one.last].key) & word_in) != 0;
    if (between == ',' || between == '(' || in) one.qualifier = static_cast<std::uint32_t>(i + 2);
  }
}

std::vector<PlaceMatch> tag_places(const GazetteerTable& table, std::string_view text,
                                   std::span<const Token> tokens) {
  return Tagger(table, text, tokens).run();
}

}  // namespace tocsin::reading
