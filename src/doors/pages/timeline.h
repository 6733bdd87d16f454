// Timeline: one line of what happened, with both of its times, who said it and what was wrong in it before.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

// Without the element round it. Links to the post's own address.
Html timeline_words(const Tongue& t, const views::TimelineEntry& entry, world::IncidentId incident);
// The first words of a text, for a link that leads to all of it.
std::string short_words(const std::string& text);
// CSS for corrections and jump links; small, because the page has to fit the first flight.
Html live_style();

}  // namespace tocsin::doors::pages
