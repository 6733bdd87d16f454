// Lexicon: what a word may do in a report. Two tables built into the program: data/reading/lexicon.txt (ours:
// classes of words and phrases) and data/reading/tags.txt (parts of speech of English words, see NOTICE).
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "reading/tokens.h"

namespace tocsin::reading {

// More classes than lexicon.txt has; a bit each.
constexpr std::size_t classes_max = 256;
// The longest phrase of the lexicon, in tokens.
constexpr std::size_t phrase_tokens_max = 6;
using ClassSet = std::bitset<classes_max>;

// A part of speech: D determiner, P preposition, R pronoun, W opens a clause, C joins, T infinitive "to", A
// adverb, X auxiliary or modal, V verb, N noun, J adjective, M number, S possessive, K mark.
using Tag = char;

// A form of a verb: b base, z third person, d past, n past participle, g -ing. A set of them.
struct Forms {
  std::uint8_t bits = 0;
  void add(char form);
  bool has(char form) const;
  bool any() const { return bits != 0; }
};

// What a phrase can be. Classes of nouns and verbs are apart: the tag decides which of them hold.
struct Entry {
  std::vector<std::uint64_t> keys;  // one a token
  ClassSet as_verb = {};
  ClassSet as_noun = {};
  ClassSet as_words = {};    // classes that hold whatever the tag is
  ClassSet as_act = {};      // verb classes that the noun names: closure -> close
  Forms forms = {};          // as a verb
  std::uint32_t lemma = 0;   // index into Lexicon::lemmas(), of the verb
  Tag fixed = 0;             // function words
  bool leans_noun = false;   // a verb only where the sentence asks for one
  std::string country = {};  // of a body whose country everybody knows: ISO 3166-1 alpha-2
};

class Lexicon {
 public:
  // Parses the two tables; fails (invalid) naming the line.
  static Result<Lexicon> parse(std::string_view lexicon, std::string_view tags);
  static const Lexicon& built_in();

  // The longest phrase that begins at tokens[0]; nothing when none does. Cost: phrases that share the first
  // word.
  const Entry* find(std::span<const Token> tokens, std::size_t& length) const;
  // The parts of speech of a single word, likeliest first, as tags.txt writes them ("nd", "Nb"); "" when not
  // there.
  std::string_view tags_of(std::uint64_t key) const;

  // The one name of an outlet that has several; the words themselves for any other.
  std::string name_of(std::string_view words) const;

  // The number of a class ("v.close"); nothing for one that lexicon.txt does not define.
  std::optional<std::size_t> class_number(std::string_view name) const;
  const std::vector<std::string>& class_names() const { return class_names_; }
  std::string_view lemma(std::uint32_t number) const { return lemmas_[number]; }

 private:
  friend class LexiconParser;
  // An open table of 16-byte slots, twice as many as words: a word is asked for several times in every text.
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t first = 0;  // its phrases in phrases_, longest first
    std::uint16_t count = 0;
    std::uint16_t tags = 0;  // index into tag_sets_; 0 for none
  };
  struct Phrase {
    std::uint32_t entry = 0;
    std::uint32_t keys = 0;  // where its keys after the first begin in phrase_keys_
    std::uint32_t size = 0;  // in tokens
  };
  const Slot* slot_of(std::uint64_t key) const;
  Slot& make_slot(std::uint64_t key);

  std::vector<Slot> slots_;
  std::vector<Phrase> phrases_;
  std::vector<std::uint64_t> phrase_keys_;
  std::vector<std::string> tag_sets_{""};
  std::vector<Entry> entries_;
  std::vector<std::string> class_names_;
  std::vector<std::string> lemmas_;
  std::unordered_map<std::string, std::string> aliases_;
};

// The members of a class of one bit, to be asked for once.
std::size_t require_class(const Lexicon& lexicon, std::string_view name);

}  // namespace tocsin::reading
