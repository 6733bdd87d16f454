#include "lives.h"

#include <unistd.h>

#include <csignal>

namespace tocsin::sim {
namespace {

// The only way from a signal handler to the life that was under way.
volatile std::sig_atomic_t seed_high = 0;
volatile std::sig_atomic_t seed_middle = 0;
volatile std::sig_atomic_t seed_low = 0;

// A TOCSIN_CHECK of the server ends the process; the command that repeats it must still be said. Calls only
// what a signal handler may.
void say_how_to_repeat(int signal) {
  std::uint64_t seed = (static_cast<std::uint64_t>(seed_high) << 48) |
                       (static_cast<std::uint64_t>(seed_middle) << 24) | static_cast<std::uint64_t>(seed_low);
  char text[64] = "  to repeat it:  ./x sim ";
  char digits[24];
  std::size_t count = 0;
  do digits[count++] = static_cast<char>('0' + seed % 10);
  while ((seed /= 10) > 0);
  std::size_t size = std::char_traits<char>::length(text);
  while (count > 0) text[size++] = digits[--count];
  text[size++] = '\n';
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, size);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void remember(std::uint64_t seed) {
  constexpr std::uint64_t low_24 = (1u << 24) - 1;
  seed_high = static_cast<std::sig_atomic_t>(seed >> 48);
  seed_middle = static_cast<std::sig_atomic_t>((seed >> 24) & low_24);
  seed_low = static_cast<std::sig_atomic_t>(seed & low_24);
}

}  // namespace

LivesReport live_many(std::uint64_t first_seed, std::uint64_t lives, std::size_t findings_max) {
  LivesReport all;
  std::signal(SIGABRT, say_how_to_repeat);
  for (std::uint64_t seed = first_seed; seed < first_seed + lives && all.findings.size() < findings_max;
       ++seed) {
    remember(seed);
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
  return fmt::format("life {} broke {}: {}\n  why it matters: {}\n  to repeat it:  ./x sim {}\n", seed,
                     to_string(finding.invariant), finding.detail, reason_of(finding.invariant), seed);
}

std::string describe_probes(const std::array<std::uint64_t, probes_count>& probes) {
  std::string text;
  for (std::size_t i = 0; i < probes_count; ++i)
    text += fmt::format("  {:<30} {}\n", to_string(static_cast<Probe>(i)), probes[i]);
  return text;
}

}  // namespace tocsin::sim
