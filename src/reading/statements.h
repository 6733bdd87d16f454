// Statements that are no measures: casualties, claims, threats; and what all proposals need: codes, types,
// grades.
#pragma once

#include "reading/frames.h"
#include "reading/voices.h"

namespace tocsin::reading {

// Numbers of dead and injured, claims of responsibility, threats. Spans, quantity, actor and status are set;
// jurisdiction, times and chain are the caller's.
std::vector<Proposal> find_statements(std::string_view text, const Syntax& syntax, const Sentence& sentence,
                                      std::span<const Voice> voices, const Grammar& grammar);
// Whether the lexicon's entry can begin such a statement.
bool is_statement_word(const Entry& entry, const Grammar& grammar);

// The code of measures.json for a kind, by what it is done to: "security stepped up" at an airport, an
// embassy, a match.
std::string measure_code(const Kind& kind, const ClassSet& around, const Grammar& grammar);
// "airport", "school", "police" ... for a noun; "" when none fits.
std::string type_of(const ClassSet& noun, const Grammar& grammar);
// Letter, digit and certainty from the chain and hedges (section 5.6 of the reader's design;
// docs/reading.md).
void grade(Proposal& proposal);
// SimHash (Charikar 2002) of the words of body sentences, 64 bits; 0 for a text without words.
std::uint64_t simhash(std::span<const Token> tokens, std::span<const Sentence> sentences);

}  // namespace tocsin::reading
