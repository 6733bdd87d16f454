// Voices: whose words a stretch of a sentence is. The grammar of attribution is in docs/reading.md.
#pragma once

#include <span>
#include <vector>

#include "reading/chunks.h"
#include "reading/reader.h"

namespace tocsin::reading {

// A stretch of the text that somebody other than the report itself answers for.
struct Voice {
  Span scope = {};
  Span cue = {};             // "told", "according to"
  std::vector<Party> chain;  // relays first, then who said it
  int speaker = -1;          // chunk in its sentence
  bool hearsay = false;      // "reportedly": nobody is named
};

// As many speakers are remembered: nobody refers back over more, and each look goes through them.
constexpr std::size_t speakers_max = 256;

// Speakers of one report so far: "Rutte" after "Dutch Prime Minister Mark Rutte", "the channel" after "NBC".
class Speakers {
 public:
  // The party that a noun group names, remembered; nothing for a group that cannot speak.
  std::optional<Party> party_of(std::string_view text, const Syntax& syntax, int chunk,
                                const Grammar& grammar, std::span<const PlaceMention> places);

 private:
  struct Known {
    std::string surname;  // folded
    std::string head;     // folded head noun: "ministry", "channel"
    Party party;
    bool person = false;
  };
  void remember(Known known);
  const Known* find(std::string_view folded_name) const;
  std::vector<Known> known_;
};

// The voices of one sentence, in order.
std::vector<Voice> find_voices(std::string_view text, const Syntax& syntax, const Sentence& sentence,
                               Speakers& speakers, const Grammar& grammar,
                               std::span<const PlaceMention> places);

// An outlet's or agency's name at this unit; the party has no role yet.
std::optional<Party> outlet_at(std::string_view text, const Unit& unit, const Grammar& grammar);

}  // namespace tocsin::reading
