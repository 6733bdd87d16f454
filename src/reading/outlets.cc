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
    if (!stated.empty()) return {stated, "as the caller said"};
    if (!stripped_.outlet.empty()) return {stripped_.outlet, "the page's metadata"};
    if (auto found = dateline()) return *found;
    if (auto found = furniture()) return *found;
    if (auto found = recipient()) return *found;
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
          return Outlet{*name, "dateline"};
      }
    }
    return std::nullopt;
  }

  // Bylines, copyright lines, menus and the title's end: whoever is named there most.
  std::optional<Outlet> furniture() const {
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
    const auto best = std::max_element(votes.begin(), votes.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best == votes.end()) return std::nullopt;
    return Outlet{best->first, "named round the text"};
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
        if (auto name = name_at(at, sentence.last, length)) found = Outlet{*name, "\"told " + *name + "\""};
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
