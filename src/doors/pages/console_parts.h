// ConsoleParts: what several of the operators' pages have.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// Operators' pages are in English: their words are agreed procedure, and a second version of them a risk.
PageContext in_english(const PageContext& context);

bool may_approve(const Operator& op);
std::string_view realm_word(const PageContext& context);  // "LIVE" or "EXERCISE"
// "1 person", "12,345 people".
Html people_words(const Tongue& t, std::uint64_t count);
// "Draft", "Waits for approval", "Open: people are being asked", ...
std::string_view state_word(const views::CheckSummary& check);
// That nothing is sent now, why, and the button for those who may change it. Nothing when the realm is not
// held.
Html held_banner(const PageContext& context, const Operator& me);
// Fields "area" (GeoJSON), or "lat", "lon" and "radius_km".
Html area_fields();
// A labelled field.
Html text_field(std::string_view name, std::string_view label, const std::string& value = {});

}  // namespace tocsin::doors::pages
