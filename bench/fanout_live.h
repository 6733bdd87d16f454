// The live part of section D, against the real World.
#pragma once

#include <cstdint>
#include <string>

namespace tocsin::bench {

// Microseconds that one durable answer costs the view, with 500 watchers of whom `connected` are looking,
// each told by a call; in a realm made in the empty `folder`. Checks that each was told.
double one_answer_us(std::uint32_t connected, int answers, const std::string& folder);

}  // namespace tocsin::bench
