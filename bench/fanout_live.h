// The live part of section D, against the real World.
#pragma once

#include <cstdint>

namespace tocsin::bench {

// Microseconds that one durable answer costs the view, with 500 watchers of whom `connected` are looking,
// each told by a call. Checks that each was told.
double one_answer_us(std::uint32_t connected, int answers);

}  // namespace tocsin::bench
