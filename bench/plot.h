// A growth as an SVG: both axes logarithmic, readable in light and dark.
#pragma once

#include <string>

#include "bench/harness.h"

namespace tocsin::bench {

// Needs at least one series with points above 0.
std::string draw(const Growth& growth);

}  // namespace tocsin::bench
