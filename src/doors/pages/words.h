// Words: the states of our nouns as readers see them. A colour never stands without one.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// "safe", "needs help", "no answer yet": about somebody.
Html word_of(const Tongue& t, world::Answer answer);
// "I am safe": as its button says.
Html own_word_of(const Tongue& t, world::Answer answer);
// The class of the mark before the word.
std::string_view mark_of(world::Answer answer);

// "Are you safe?" is asked; ended; withdrawn.
Html word_of(const Tongue& t, const views::CheckSummary& check);

// What CAP's codes mean, for readers who do not know them; empty for "Unknown".
Html severity_words(const Tongue& t, std::string_view severity);
Html urgency_words(const Tongue& t, std::string_view urgency);

// "home" by the person's own label, or by what kind of place it is; then why they are asked, in a sentence.
Html reason_words(const Tongue& t, world::Reason reason, const std::string& place_label);

// The person's name, or "somebody".
Html name_of(const Tongue& t, const Names& names, world::PersonId person);

// Users' text with its line breaks, in its own direction.
Html paragraph(const std::string& text);

}  // namespace tocsin::doors::pages
