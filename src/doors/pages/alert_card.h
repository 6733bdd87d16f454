// AlertCard: one alert as a reader needs it: who says so, how bad, where, what to do, until when, and whether
// it still holds.
#pragma once

#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

Html alert_card(const Tongue& t, const views::AlertSummary& alert);
// Whether it still holds, in words: "cancelled", "replaced by a newer alert", "expired", "Valid until ...".
Html alert_state(const Tongue& t, const views::AlertSummary& alert);

}  // namespace tocsin::doors::pages
