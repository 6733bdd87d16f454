#include "reading/outlets.h"

#include <algorithm>

#include "reading/voices.h"

namespace tocsin::reading {
namespace {

class OutletFinder {
 public:
  OutletFinder(const Stripped& stripped, std::span<const Token> tokens, std::span<const Sentence> sentences,
               const Grammar& grammar)
      : text_(stripped.text),
        stripped_(stripped),
        tokens_(tokens),
        sentences_(sentences),
        grammar_(grammar) {}

  Outlet run(const std::string& stated) {
    if (!stated.empty()) return {stated, "as the caller said", {}};
    if (!stripped_.outlet.empty()) return {stripped_.outlet, "the page's metadata", {}};
    const auto wire = dateline();
    if (auto found = furniture(wire ? wire->name : std::string{})) {
      // "© Severn Chronicle Media": the whole of a name whose part a list knows.
      if (auto longer = copyright(); longer && longer->name.find(found->name) != std::string::npos)
        found->name = longer->name;
      if (wire && wire->name != found->name) found->wire = wire->name;
      return *found;
    }
    if (wire) return *wire;
    if (auto found = press_name()) return *found;
    if (auto found = copyright()) return *found;
    if (auto found = recipient()) return *found;
    if (auto found = statement()) return *found;
    return {};
  }

 private:
  std::optional<std::string> name_at(std::uint32_t i, std::uint32_t last, std::size_t& length) const {
    const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, last - i), length);
    if (entry == nullptr) return std::nullopt;
    Unit unit;
    unit.first = i;
    unit.last = i + static_cast<std::uint32_t>(length);
    unit.span = {tokens_[i].span.begin, tokens_[unit.last - 1].span.end};
    unit.words = entry->as_words;
    unit.capital = tokens_[i].capital;
    unit.all_capitals = tokens_[i].all_capitals;
    const auto party = outlet_at(text_, unit, grammar_);
    if (!party) return std::nullopt;
    return party->name;
  }

  // "BRUSSELS (Reuters) -", "(AP) —"
  std::optional<Outlet> dateline() const {
    for (const Sentence& sentence : sentences_) {
      const std::uint32_t end = std::min(sentence.last, sentence.first + 14);
      for (std::uint32_t i = sentence.first; i + 1 < end; ++i) {
        if (tokens_[i].mark != '(') continue;
        std::size_t length = 0;
        if (auto name = name_at(i + 1, end, length);
            name && i + 1 + length < tokens_.size() && tokens_[i + 1 + length].mark == ')')
          return Outlet{*name, "dateline", {}};
      }
    }
    return std::nullopt;
  }

  // Bylines, copyright lines, menus and the title's end: whoever is named there most.
  std::optional<Outlet> furniture(const std::string& wire) const {
    std::vector<std::pair<std::string, int>> votes;
    for (const Region& region : stripped_.regions) {
      if (region.kind == RegionKind::body || region.kind == RegionKind::promo_link) continue;
      const auto [first, last] = tokens_in(tokens_, region.span);
      for (std::uint32_t i = first; i < last; ++i) {
        std::size_t length = 0;
        const auto name = name_at(i, last, length);
        if (!name) continue;
        int weight = region.kind == RegionKind::byline ? 4 : region.kind == RegionKind::title ? 2 : 1;
        if (text_of(text_, region.span).find("©") != std::string_view::npos ||
            text_of(text_, region.span).find("opyright") != std::string_view::npos)
          weight = 5;
        const auto known =
            std::find_if(votes.begin(), votes.end(), [&](const auto& vote) { return vote.first == *name; });
        if (known == votes.end())
          votes.emplace_back(*name, weight);
        else
          known->second += weight;
        i += static_cast<std::uint32_t>(length) - 1;
      }
    }
    // Another name than the agency's wins: who carries a wire story names the wire too.
    for (auto& [name, count] : votes)
      if (name == wire) count = 0;
    const auto best = std::max_element(votes.begin(), votes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best == votes.end()) return std::nullopt;
    return Outlet{best->first, "named round the text", {}};
  }

  // A paper that no list knows: "The Morning Bulletin" in a line of the furniture, by its last word.
  std::optional<Outlet> press_name() const {
    const std::size_t press = require_class(grammar_.lexicon, "w.press_word");
    for (const Region& region : stripped_.regions) {
      if (region.kind == RegionKind::body || region.kind == RegionKind::promo_link ||
          region.kind == RegionKind::title)
        continue;
      const auto [first, last] = tokens_in(tokens_, region.span);
      for (std::uint32_t i = first; i < last; ++i) {
        std::size_t length = 0;
        const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, 1), length);
        if (entry == nullptr || !entry->as_words.test(press) || !tokens_[i].capital) continue;
        std::uint32_t begin = i;
        constexpr std::uint32_t name_tokens_max = 4;
        while (begin > first && i - begin < name_tokens_max && tokens_[begin - 1].kind == TokenKind::word &&
               tokens_[begin - 1].capital && !tokens_[begin].line_first)
          --begin;
        if (begin == i || i - begin >= name_tokens_max) continue;
        const bool ends = i + 1 >= last || tokens_[i + 1].kind != TokenKind::word ||
                          !tokens_[i + 1].capital || tokens_[i + 1].line_first;
        if (!ends) continue;
        std::string name(text_of(text_, {tokens_[begin].span.begin, tokens_[i].span.end}));
        if (name.starts_with("The ")) name.erase(0, 4);
        return Outlet{name, "a paper's name in the furniture", {}};
      }
    }
    return std::nullopt;
  }

  // "© 2022 MarketWatch, Inc.", "Copyright Severn Chronicle Media 2020": the owner's name.
  std::optional<Outlet> copyright() const {
    static const std::uint64_t word = key_of("copyright");
    const std::size_t firm = require_class(grammar_.lexicon, "w.firm_word");
    for (const Region& region : stripped_.regions) {
      const auto [first, last] = tokens_in(tokens_, region.span);
      for (std::uint32_t i = first; i < last; ++i) {
        if (tokens_[i].key != word && text_of(text_, tokens_[i].span) != "©") continue;
        std::uint32_t begin = i + 1;
        while (begin < last && tokens_[begin].kind != TokenKind::word) ++begin;
        std::uint32_t end = begin;
        constexpr std::uint32_t name_tokens_max = 5;
        while (end < last && end < begin + name_tokens_max && tokens_[end].kind == TokenKind::word &&
               tokens_[end].capital && !tokens_[end].line_first) {
          std::size_t length = 0;
          const Entry* entry = grammar_.lexicon.find(tokens_.subspan(end, 1), length);
          if (entry != nullptr && entry->as_words.test(firm)) break;
          ++end;
        }
        if (end == begin || tokens_[begin].key == word) continue;
        const std::string name(text_of(text_, {tokens_[begin].span.begin, tokens_[end - 1].span.end}));
        return Outlet{grammar_.lexicon.name_of(name), "the copyright line", {}};
      }
    }
    return std::nullopt;
  }

  // A statement of a ministry, a council, a police force: its name stands alone above the text.
  std::optional<Outlet> statement() const {
    for (const Region& region : stripped_.regions) {
      if (region.kind == RegionKind::promo_link) continue;
      const auto [first, last] = tokens_in(tokens_, region.span);
      for (std::uint32_t line = first; line < last;) {
        std::uint32_t end = line + 1;
        while (end < last && !tokens_[end].line_first) ++end;
        if (names_body(line, end)) {
          const Span span{tokens_[line].span.begin, tokens_[end - 1].span.end};
          return Outlet{std::string(text_of(text_, span)), "the name above the text", {}};
        }
        line = end;
      }
      if (region.kind == RegionKind::body) break;
    }
    return std::nullopt;
  }

  // A line of capitalised words one of which is "ministry", "police", "council".
  bool names_body(std::uint32_t first, std::uint32_t last) const {
    constexpr std::uint32_t name_tokens_max = 9;
    static const std::size_t agency = require_class(grammar_.lexicon, "n.agency");
    if (last - first > name_tokens_max || last - first < 2) return false;
    bool body = false;
    for (std::uint32_t i = first; i < last; ++i) {
      if (tokens_[i].kind == TokenKind::mark && tokens_[i].mark != ',') return false;
      if (tokens_[i].kind == TokenKind::number) return false;
      if (tokens_[i].kind == TokenKind::word && !tokens_[i].capital && tokens_[i].span.size() > 3)
        return false;
      std::size_t length = 0;
      const Entry* entry = grammar_.lexicon.find(tokens_.subspan(i, 1), length);
      body |= entry != nullptr && entry->as_noun.test(agency);
    }
    return body;
  }

  // "told RT": a report names itself so; other outlets are cited with "reported".
  std::optional<Outlet> recipient() const {
    static const std::uint64_t told = key_of("told"), telling = key_of("telling");
    std::optional<Outlet> found;
    for (const Sentence& sentence : sentences_) {
      for (std::uint32_t i = sentence.first; i + 1 < sentence.last; ++i) {
        if (tokens_[i].key != told && tokens_[i].key != telling) continue;
        std::uint32_t at = i + 1;
        static const std::uint64_t the = key_of("the");
        if (tokens_[at].key == the && at + 1 < sentence.last) ++at;
        std::size_t length = 0;
        // The last one: what is told to others stands with them in the middle of the report.
        if (auto name = name_at(at, sentence.last, length))
          found = Outlet{*name, "\"told " + *name + "\"", {}};
      }
    }
    return found;
  }

  std::string_view text_;
  const Stripped& stripped_;
  std::span<const Token> tokens_;
  std::span<const Sentence> sentences_;
  const Grammar& grammar_;
};

}  // namespace

Outlet find_outlet(const Stripped& stripped, std::span<const Token> tokens,
                   std::span<const Sentence> sentences, const Grammar& grammar, const std::string& stated) {
  return OutletFinder(stripped, tokens, sentences, grammar).run(stated);
}

}  // namespace tocsin::reading
