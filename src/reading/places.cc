#include "reading/places.h"

#include <algorithm>

#include "reading/gazetteer_table.h"
#include "reading/place_home.h"
#include "reading/place_resolve.h"
#include "reading/place_tag.h"
#include "reading/place_words.h"

namespace tocsin::reading {
namespace {

// A match with this score before the rest of the text is asked may speak for others.
constexpr int voter_score_min = -10;

void weigh_in_text(std::vector<PlaceMatch>& matches, const std::vector<Resolution>& meanings) {
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (meanings[i].place == 0) continue;
    matches[i].best = meanings[i].place;
    matches[i].set(meanings[i].region_supported    ? cue_region_supported
                   : meanings[i].country_supported ? cue_country_supported
                                                   : cue_unsupported);
    matches[i].score = weight_of(matches[i].cues);
  }
}

// Indices shift when matches are dropped; qualifiers follow, or go.
void keep_mentions(std::vector<PlaceMatch>& matches) {
  std::vector<std::uint32_t> now(matches.size() + 1, 0);
  std::uint32_t kept = 0;
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (matches[i].score >= tag_score_min) now[i + 1] = ++kept;
  std::vector<PlaceMatch> left;
  left.reserve(kept);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (now[i + 1] == 0) continue;
    left.push_back(matches[i]);
    left.back().qualifier = now[left.back().qualifier];
  }
  matches = std::move(left);
}

constexpr int given_score = 100;  // somebody else is sure that it is a name

std::uint32_t token_at(std::span<const Token> tokens, std::uint32_t offset) {
  const auto it = std::lower_bound(tokens.begin(), tokens.end(), offset,
                                   [](const Token& token, std::uint32_t at) { return token.span.end <= at; });
  return static_cast<std::uint32_t>(it - tokens.begin());
}

// The whole of the tokens as a name; nothing: no entry.
NameEntry entry_of(const GazetteerTable& table, std::span<const Token> tokens, std::uint64_t& key) {
  if (tokens.empty() || tokens.size() > layout::name_tokens_max) return {};
  key = tokens[0].key;
  for (std::size_t i = 1; i < tokens.size(); ++i) key = layout::join(key, tokens[i].key);
  return table.find(key);
}

// The name at a span that somebody gives: the whole, or the first part that is one ("Town of Groton",
// "Jackson Township"). It may be a part of a token ("Paris-based").
PlaceMatch given_match(const GazetteerTable& table, std::string_view text, std::span<const Token> tokens,
                       Span name) {
  PlaceMatch match;
  match.first = token_at(tokens, name.begin);
  match.last = match.first;
  while (match.last < tokens.size() && tokens[match.last].span.begin < name.end) ++match.last;
  match.score = given_score;
  const auto words = text_of(text, name);
  const auto own = tokenize(words);
  match.entry = entry_of(table, own, match.key);
  if (match.entry.count == 0 && match.last < tokens.size() && tokens[match.last].mark == '.') {
    // The full stop of an abbreviation that was left out of the span.
    match.entry = entry_of(table, tokens.subspan(match.first, match.last + 1 - match.first), match.key);
  }
  constexpr auto nouns = word_before | word_division | word_feature | word_site | word_street | word_body |
                         word_direction | word_function;
  for (std::uint32_t i = 0; match.entry.count == 0 && i < own.size(); ++i) {
    const auto part = longest_name(table, words, own, i);
    if (part.last == i || (part.last == i + 1 && (place_word(own[i].key) & nouns) != 0)) continue;
    match.key = part.key;
    match.entry = part.entry;
    match.partial = true;
  }
  bool plain = false, code = false;
  for (std::uint32_t p = 0; p < match.entry.count; ++p)
    ((table.posting(match.entry.first + p) & layout::code) == 0 ? plain : code) = true;
  const bool behind_comma =
      match.first > 0 && tokens[match.first - 1].mark == ',' && tokens[match.first].all_capitals;
  match.code = code && (!plain || behind_comma);
  return match;
}

// The given names, first to last, and those of the text's own mentions that touch none of them. `at[n]` is
// where names[n] went.
std::vector<PlaceMatch> with_given(const GazetteerTable& table, std::string_view text,
                                   std::span<const Token> tokens, std::span<const Span> names,
                                   const std::vector<PlaceMatch>& found, std::vector<std::size_t>& at) {
  struct Item {
    PlaceMatch match;
    std::size_t name;
  };
  std::vector<Item> items;
  for (std::size_t n = 0; n < names.size(); ++n)
    items.push_back({given_match(table, text, tokens, names[n]), n});
  std::vector<bool> taken(tokens.size() + 1);
  for (const auto& item : items)
    for (auto i = item.match.first; i < item.match.last; ++i) taken[i] = true;
  for (const auto& one : found)
    if (!taken[one.first] && !taken[one.last - 1]) items.push_back({one, names.size()});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.match.first != b.match.first ? a.match.first < b.match.first : a.match.last < b.match.last;
  });
  std::vector<PlaceMatch> all;
  at.assign(names.size() + 1, 0);
  for (const auto& item : items) {
    at[item.name] = all.size();
    all.push_back(item.match);
  }
  link_places(tokens, all);
  return all;
}

// Where an unknown name probably is: in the last town named before it, else in the next one; else in the
// region or country that is named most, else where the text was written.
std::uint32_t around(const GazetteerTable& table, const std::vector<PlaceMatch>& matches,
                     const std::vector<Resolution>& meanings, std::size_t index, std::uint32_t home) {
  std::uint32_t wide = 0;
  const auto town = [&](std::size_t i) {
    if (meanings[i].place == 0 || matches[i].score < tag_score_min || matches[i].demonym) return false;
    const auto kind = static_cast<PlaceKind>(table.row(meanings[i].place).kind);
    if (wide == 0 && (kind == PlaceKind::country || kind == PlaceKind::region)) wide = meanings[i].place;
    return kind == PlaceKind::city || kind == PlaceKind::district;
  };
  for (std::size_t i = index; i > 0; --i)
    if (town(i - 1)) return meanings[i - 1].place;
  for (std::size_t i = index + 1; i < matches.size(); ++i)
    if (town(i)) return meanings[i].place;
  return wide != 0 ? wide : home;
}

std::optional<Place> place_or_nothing(const GazetteerTable& table, std::uint32_t row) {
  if (row == 0) return std::nullopt;
  return table.place(row);
}

}  // namespace

const Gazetteer& Gazetteer::built_in() {
  static const Gazetteer gazetteer;
  return gazetteer;
}

std::vector<PlaceMention> Gazetteer::find(std::string_view text, std::span<const Token> tokens) const {
  const auto& table = GazetteerTable::built_in();
  const auto home = table.country_row(home_of(text, tokens));
  auto matches = tag_places(table, text, tokens);
  weigh_in_text(matches, resolve_places(table, matches, voter_score_min, home));
  keep_mentions(matches);
  const auto meanings = resolve_places(table, matches, tag_score_min, home);
  std::vector<PlaceMention> mentions(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    auto& mention = mentions[i];
    mention.first = matches[i].first;
    mention.last = matches[i].last;
    mention.span = span_of(matches[i], tokens);
    mention.demonym = meanings[i].place != 0 ? meanings[i].demonym : matches[i].demonym;
    mention.embedded = matches[i].embedded;
    mention.place = place_or_nothing(table, meanings[i].place);
    mention.runner_up = place_or_nothing(table, meanings[i].runner_up);
    mention.contested = meanings[i].contested;
    mention.score = meanings[i].score;
    mention.margin = meanings[i].margin;
  }
  return mentions;
}

std::vector<std::optional<Place>> Gazetteer::resolve(std::string_view text, std::span<const Token> tokens,
                                                     std::span<const Span> names) const {
  const auto& table = GazetteerTable::built_in();
  const auto home = table.country_row(home_of(text, tokens));
  auto matches = tag_places(table, text, tokens);
  weigh_in_text(matches, resolve_places(table, matches, voter_score_min, home));
  keep_mentions(matches);
  std::vector<std::size_t> at;
  matches = with_given(table, text, tokens, names, matches, at);
  const auto meanings = resolve_places(table, matches, tag_score_min, home);
  std::vector<std::optional<Place>> places(names.size());
  for (std::size_t n = 0; n < names.size(); ++n) {
    const auto& meaning = meanings[at[n]];
    places[n] = place_or_nothing(table, meaning.place);
    // "Liverpool Academy" in a text about Cairo is not in Liverpool.
    if (places[n] && (!matches[at[n]].partial || meaning.country_supported)) continue;
    places[n] = place_or_nothing(table, around(table, matches, meanings, at[n], home));
    if (places[n]) places[n]->around = true;
  }
  return places;
}

std::optional<Place> Gazetteer::country(std::string_view iso) const {
  const auto& table = GazetteerTable::built_in();
  return place_or_nothing(table, table.country_row(iso));
}

std::optional<Place> Gazetteer::capital_of(std::string_view iso) const {
  const auto& table = GazetteerTable::built_in();
  const auto row = table.country_row(iso);
  return row == 0 ? std::nullopt : place_or_nothing(table, table.row(row).region);
}

std::string_view Gazetteer::country_of_name(std::string_view name) const {
  const auto& table = GazetteerTable::built_in();
  const auto tokens = tokenize(name);
  std::uint64_t key = 0;
  const auto entry = entry_of(table, tokens, key);
  if (entry.count == 0) return {};
  const bool small_word = tokens.size() == 1 && tokens[0].span.size() < 3 && !tokens[0].all_capitals;
  if (small_word) return {};
  for (std::uint32_t p = 0; p < entry.count; ++p) {
    const auto place = table.place(table.posting(entry.first + p) >> 8);
    if (place.kind == PlaceKind::country) return place.country;
  }
  return {};
}

}  // namespace tocsin::reading
