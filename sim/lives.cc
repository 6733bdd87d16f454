#include "lives.h"

namespace tocsin::sim {

LivesReport live_many(std::uint64_t first_seed, std::uint64_t lives, std::size_t findings_max) {
  LivesReport all;
  for (std::uint64_t seed = first_seed; seed < first_seed + lives && all.findings.size() < findings_max; ++seed) {
    const LifeReport one = Life(seed).live();
    ++all.lives;
    all.events += one.events;
    all.starts += one.starts;
    for (std::size_t i = 0; i < probes_count; ++i) all.probes[i] += one.probes[i];
    if (one.finding) all.findings.emplace_back(seed, *one.finding);
  }
  return all;
}

std::string describe(std::uint64_t seed, const Finding& finding) {
  return fmt::format("life {} broke {}: {}\n  why it matters: {}\n  to repeat it:  ./x sim {}\n", seed, to_string(finding.invariant),
                     finding.detail, reason_of(finding.invariant), seed);
}

std::string describe_probes(const std::array<std::uint64_t, probes_count>& probes) {
  std::string text;
  for (std::size_t i = 0; i < probes_count; ++i) text += fmt::format("  {:<30} {}\n", to_string(static_cast<Probe>(i)), probes[i]);
  return text;
}

}  // namespace tocsin::sim
