// Lives: many of them, counted together.
#pragma once

#include <cstdio>

#include "life.h"

namespace tocsin::sim {

struct LivesReport {
  std::array<std::uint64_t, probes_count> probes{};
  std::uint64_t lives = 0;
  std::uint64_t events = 0;
  std::uint64_t starts = 0;
  std::vector<std::pair<std::uint64_t, Finding>> findings;  // by seed
};

// Seeds first, first+1, ... Stops after `findings_max` lives that went wrong.
LivesReport live_many(std::uint64_t first_seed, std::uint64_t lives, std::size_t findings_max);

// What went wrong, why it matters, and the one command that repeats it.
std::string describe(std::uint64_t seed, const Finding& finding);
// One line a probe.
std::string describe_probes(const std::array<std::uint64_t, probes_count>& probes);

}  // namespace tocsin::sim
