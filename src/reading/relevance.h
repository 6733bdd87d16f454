// Relevance: whether a stretch of a report speaks of measures of today at all. The words of measures have
// other uses: in markets, on pitches, in columns, in museums; and a report tells of earlier crises beside its
// own.
#pragma once

#include <span>
#include <vector>

#include "reading/chunks.h"
#include "reading/times.h"

namespace tocsin::reading {

// What the words of one report are about: counted once, asked sentence by sentence. Cost: linear in its
// tokens.
class Relevance {
 public:
  Relevance(std::span<const Token> tokens, std::span<const Sentence> sentences,
            std::span<const Region> regions, const Grammar& grammar);

  // Whether measures may be read from this sentence. No single list decides: a report of another topic still
  // admits a paragraph that speaks of danger, a report of a crisis shuts out one that speaks of something
  // else.
  bool admits(const Sentence& sentence) const;

 private:
  struct Count {
    int words = 0;
    int dangers = 0, kinds = 0;  // words of danger, different ones
    int business = 0, sport = 0, heritage = 0;
    int topic_kinds = 0;               // different words of business and sport
    int battle = 0, battle_kinds = 0;  // of armies at war
    int opinion = 0;                   // the writer in person: "I", "column"
    int other() const { return business + sport; }
  };
  void count_section(std::span<const Region> regions);
  void count(const Sentence& sentence, Count& whole, Count& paragraph);

  std::span<const Token> tokens_;
  const Grammar& grammar_;
  Count report_;
  std::vector<Count> paragraphs_;  // by their number
  std::vector<std::uint64_t> seen_dangers_, seen_topics_, seen_battle_;
};

// Which part of a sentence tells of another time. Told of sentences in order.
class History {
 public:
  explicit History(const Grammar& grammar);

  // The report tells of an earlier time throughout: what does not say "now" is history.
  void set_past(bool past) { past_ = past; }

  // `times` of the sentence, against the day of the report.
  void begin_sentence(const Syntax& syntax, const Sentence& sentence, std::span<const TimeMention> times,
                      const TimeMention& published);
  bool holds(Span span) const;

 private:
  bool tells_of_now(const Syntax& syntax, std::span<const TimeMention> times) const;
  Span scope_of(const Syntax& syntax, const Sentence& sentence, Span cue) const;

  const Grammar& grammar_;
  std::size_t w_history_;
  std::vector<Span> scopes_;
  bool past_ = false;
  bool whole_ = false;  // the sentence is history from its beginning: the next one may go on
  std::uint32_t paragraph_ = 0;
};

}  // namespace tocsin::reading
