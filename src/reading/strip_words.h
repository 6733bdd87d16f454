// The words that tell the furniture of a report from its text (data/reading/strip_words.txt), by phrase.
//
// A phrase is compared by the keys of its words (reading/tokens.h), so case, marks and the kind of apostrophe
// do not matter. Immutable after the first call; any thread may ask.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>

namespace tocsin::reading {

// What a phrase means; the file's sections have these names. One phrase may mean several things.
enum PhraseUse : std::uint32_t {
  use_stop = 1 << 0,          // a function word of English
  use_promo = 1 << 1,         // a label before the headline of another report
  use_weak_promo = 1 << 2,    // such a label that also opens sentences
  use_whole = 1 << 3,         // a button or menu when it is the whole line
  use_start = 1 << 4,         // furniture when a short line begins so
  use_trailer = 1 << 5,       // the heading of what follows a report
  use_comment_mark = 1 << 6,  // shows that lines are readers' comments
  use_inside = 1 << 7,        // furniture when a short line has it anywhere
  use_agency = 1 << 8,        // an agency or archive, as picture credits name it
  use_date = 1 << 9,          // a word of dates
  use_date_head = 1 << 10,    // a word without which numbers are no date
  use_byline = 1 << 11,       // begins a line that says who wrote
  use_role = 1 << 12          // what follows a name in such a line
};

// The longest phrase of the file, in words.
constexpr std::size_t phrase_words_max = 8;

class PhraseTable {
 public:
  static const PhraseTable& built_in();
  // Sections as PhraseUse names them; a line of an unknown section or too many words is a mistake of ours.
  explicit PhraseTable(std::string_view file);

  // The uses of exactly these words; 0 for none.
  std::uint32_t uses(std::span<const std::uint64_t> words) const;
  std::uint32_t uses(std::uint64_t word) const { return uses(std::span(&word, 1)); }
  // The longest phrase of any of `wanted` at the beginning of `words`, in words; 0 for none.
  std::size_t longest_prefix(std::span<const std::uint64_t> words, std::uint32_t wanted) const;
  // True when a phrase of any of `wanted` stands anywhere; `at` is then its first word.
  bool contains(std::span<const std::uint64_t> words, std::uint32_t wanted, std::size_t* at = nullptr) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> phrases_;
  std::unordered_map<std::uint64_t, std::uint32_t> first_words_;  // uses of all phrases that begin so
};

}  // namespace tocsin::reading
