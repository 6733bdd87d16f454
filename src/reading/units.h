// Units: the words of one sentence, each with its part of speech and what the lexicon says of it. A phrase of
// the lexicon and a place name are one unit.
#pragma once

#include <span>
#include <vector>

#include "reading/lexicon.h"
#include "reading/places.h"
#include "reading/sentences.h"

namespace tocsin::reading {

struct Unit {
  std::uint32_t first = 0, last = 0;  // tokens [first, last)
  Span span = {};
  std::uint64_t key = 0;  // of its first token
  Tag tag = 'N';
  Forms forms = {};    // when tag is V: the forms it can be here
  ClassSet verb = {};  // classes that hold given the tag
  ClassSet noun = {};
  ClassSet words = {};
  ClassSet act = {};
  std::uint32_t lemma = 0;
  int place = -1;  // index into the mentions
  bool capital = false;
  bool all_capitals = false;
  const std::string* country = nullptr;  // of a known body (lexicon i.XX)
  char mark = 0;
  bool adverbial = false;  // "not", "never": see w.not
  bool name = false;       // a noun with a capital that its place in the sentence does not explain

  bool is(Tag t) const { return tag == t; }
  bool has(std::size_t noun_class) const { return noun.test(noun_class); }
};

// What never changes while a program runs: the tables and the numbers of the classes that code names.
struct Grammar {
  explicit Grammar(const Lexicon& lexicon);
  static const Grammar& built_in();

  const Lexicon& lexicon;
  std::size_t w_not, w_modal_future, w_modal_possible, w_modal_conditional;
  std::size_t n_transport_hub, n_facility, n_village, n_place, v_say, v_remain, w_about, w_time_word,
      w_modal_should, w_modal_must, n_thing, n_name, n_public, n_country, w_time_noun, w_generic_head;
  ClassSet takes_gerund;  // of verbs that a form in -ing completes
  std::uint64_t be, is, are, was, were, been, being, has, have, had, having, possessive, do_, does, did, by,
      with, to, that, no, none, there, of, since, one;
};

// Units of one sentence, tagged. `places`: mentions of the whole text, in order. Cost: linear in its tokens.
std::vector<Unit> make_units(std::string_view text, std::span<const Token> tokens, const Sentence& sentence,
                             std::span<const PlaceMention> places, const Grammar& grammar);

}  // namespace tocsin::reading
