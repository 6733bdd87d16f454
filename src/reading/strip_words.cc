#include "reading/strip_words.h"

#include <array>

#include "base/check.h"
#include "base/embed.h"
#include "base/text.h"
#include "reading/tokens.h"

// The list travels inside the program: a reader that forgot its words would keep every menu.
TOCSIN_EMBED(tocsin_strip_words, TOCSIN_READING_DIR "/strip_words.txt");

namespace tocsin::reading {
namespace {

struct Section {
  std::string_view name;
  std::uint32_t use;
};

constexpr std::array sections = {Section{"stop", use_stop},
                                 Section{"promo", use_promo},
                                 Section{"weak_promo", use_weak_promo},
                                 Section{"whole", use_whole},
                                 Section{"start", use_start},
                                 Section{"trailer", use_trailer},
                                 Section{"comment_mark", use_comment_mark},
                                 Section{"inside", use_inside},
                                 Section{"agency", use_agency},
                                 Section{"date", use_date},
                                 Section{"date_head", use_date_head},
                                 Section{"byline", use_byline},
                                 Section{"role", use_role}};

std::uint32_t use_of(std::string_view name) {
  for (const Section& section : sections) {
    if (section.name == name) return section.use;
  }
  TOCSIN_CHECK(false);  // a section of strip_words.txt that has no meaning
  return 0;
}

std::uint64_t add_word(std::uint64_t phrase, std::uint64_t word) {
  return (phrase ^ word) * 0x9E3779B97F4A7C15 + 1;
}

}  // namespace

const PhraseTable& PhraseTable::built_in() {
  static const PhraseTable table(
      {tocsin_strip_words_begin,
       static_cast<std::size_t>(tocsin_strip_words_end - tocsin_strip_words_begin)});
  return table;
}

PhraseTable::PhraseTable(std::string_view file) {
  std::uint32_t use = 0;
  for (std::string_view line : split(file, '\n')) {
    line = trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      use = use_of(line.substr(1, line.size() - 2));
      continue;
    }
    std::uint64_t phrase = 0, first = 0;
    std::size_t words = 0;
    for (const Token& token : tokenize(line)) {
      if (token.kind == TokenKind::mark) continue;
      if (words++ == 0) first = token.key;
      phrase = add_word(phrase, token.key);
    }
    TOCSIN_CHECK(use != 0 && words <= phrase_words_max);
    if (words == 0) continue;
    phrases_[phrase] |= use;
    first_words_[first] |= use;
  }
}

std::uint32_t PhraseTable::uses(std::span<const std::uint64_t> words) const {
  if (words.empty() || words.size() > phrase_words_max) return 0;
  std::uint64_t phrase = 0;
  for (const std::uint64_t word : words) phrase = add_word(phrase, word);
  const auto found = phrases_.find(phrase);
  return found == phrases_.end() ? 0 : found->second;
}

std::size_t PhraseTable::longest_prefix(std::span<const std::uint64_t> words, std::uint32_t wanted) const {
  if (words.empty()) return 0;
  const auto first = first_words_.find(words.front());
  if (first == first_words_.end() || (first->second & wanted) == 0) return 0;
  std::uint64_t phrase = 0;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < std::min(words.size(), phrase_words_max); ++i) {
    phrase = add_word(phrase, words[i]);
    const auto found = phrases_.find(phrase);
    if (found != phrases_.end() && (found->second & wanted) != 0) longest = i + 1;
  }
  return longest;
}

bool PhraseTable::contains(std::span<const std::uint64_t> words, std::uint32_t wanted,
                           std::size_t* at) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (longest_prefix(words.subspan(i), wanted) == 0) continue;
    if (at != nullptr) *at = i;
    return true;
  }
  return false;
}

}  // namespace tocsin::reading
