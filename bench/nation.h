// A data directory that holds a nation: keys, a snapshot of everybody, and a journal whose people stream
// before the snapshot is trimmed, as a server has it that runs for long. Registering so many through the
// doors would take hours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/people.h"

namespace tocsin::bench {

// A drill realm in `folder`, which `tocsin serve` can open. Everybody has one home. Runs in a child, so that
// its memory is gone afterwards. Costs about a microsecond and 170 bytes of disk a person.
void make_nation(const std::string& folder, std::vector<City> cities, std::uint64_t people,
                 std::uint64_t seed);

}  // namespace tocsin::bench
