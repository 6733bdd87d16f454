// cap_to_alert: a CAP message in our own words. A pure translation; what may be done with it is the World's
// to decide.
#pragma once

#include "wire/cap.h"
#include "world/alerts.h"

namespace tocsin::doors {

// `verdict` must not be rejected.
world::AlertFacts to_facts(const wire::cap::Message& message, wire::cap::Verdict verdict);

}  // namespace tocsin::doors
