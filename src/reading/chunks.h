// Chunks: noun groups and verb groups of a sentence, and round each verb its subject, objects and phrases.
// Shallow: finite patterns over tagged words (the FASTUS way), no parse tree.
#pragma once

#include <vector>

#include "reading/units.h"

namespace tocsin::reading {

enum class Modal : std::uint8_t { none, future, possible, conditional, should, must };

struct Chunk {
  // N noun group, V verb group, P preposition, C conjunction, K mark, W opens a clause
  char kind = 'K';
  std::uint16_t first = 0, last = 0;  // units [first, last)
  std::uint16_t head = 0;             // the noun or main verb
  char mark = 0;                      // kind K

  // --- verb groups ---
  Modal modal = Modal::none;
  bool infinitive = false;  // "to close"
  bool to_be = false;       // "is to close", "are to be closed"
  bool passive = false;     // be + participle
  bool perfect = false;
  bool progressive = false;
  bool negated = false;
  bool copula = false;  // the main verb is "be"
  bool finite = false;
  bool bare = false;  // a past form or participle without auxiliary: "security bolstered"
  bool past = false;
};

// A noun after a preposition.
struct Phrase {
  int preposition = -1;  // chunk
  int noun = -1;         // chunk
};

struct Clause {
  int verb = -1;     // chunk
  int subject = -1;  // chunk; -1 when there is none
  std::vector<int> objects;
  std::vector<Phrase> phrases;          // behind the verb
  std::vector<Phrase> subject_phrases;  // behind the subject, before the verb
  std::vector<Phrase> fronted;          // before the subject: "In Belgium, ..."
  int governor = -1;  // the clause whose verb this one completes: "plans to close", "ordered ... to leave"
  int shares_with =
      -1;            // the clause whose subject and auxiliaries this one takes over: "closed X and opened Y"
  int carrier = -1;  // the clause of "remain" or "stay" right before a participle: "remains closed"
  int told_by =
      -1;  // the clause whose that-clause this is: "denied that X closed", "demanded the border be shut"
  bool none = false;   // its subject or object is none: "no trains run", "closed no schools"
  bool there = false;  // "there is": the object is what is
  int end_unit = 0;    // one past the last unit that belongs to the verb's side
};

struct Syntax {
  std::vector<Unit> units;
  std::vector<Chunk> chunks;
  std::vector<Clause> clauses;  // in order of their verbs

  Span span_of(int chunk) const {
    const Chunk& c = chunks[static_cast<std::size_t>(chunk)];
    return {units[c.first].span.begin, units[static_cast<std::size_t>(c.last) - 1].span.end};
  }
  const Unit& head_of(int chunk) const { return units[chunks[static_cast<std::size_t>(chunk)].head]; }
  // The clause of a verb chunk; -1 for none.
  int clause_of(int verb_chunk) const;
};

Syntax parse(std::vector<Unit> units, const Grammar& grammar);

}  // namespace tocsin::reading
