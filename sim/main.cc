// tocsin_sim [SEED | --seed N] [--lives N] [--verbose]: lives of a crisis server, one for each seed from N
// on.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>

#include "lives.h"

namespace {

std::optional<std::uint64_t> number(const char* text) {
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

int usage() {
  fmt::print(stderr, "usage: tocsin_sim [SEED | --seed N] [--lives N] [--verbose]\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  std::uint64_t lives = 1;
  bool verbose = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--verbose") {
      verbose = true;
      continue;
    }
    const bool named = word == "--seed" || word == "--lives";
    if (named && ++i == argc) return usage();
    const auto value = number(argv[i]);
    if (!value) return usage();
    (word == "--lives" ? lives : seed) = *value;
  }
  const auto report = tocsin::sim::live_many(seed, lives, verbose ? lives : 1);
  for (const auto& [at, finding] : report.findings) fmt::print("{}", tocsin::sim::describe(at, finding));
  if (verbose) fmt::print("{}", tocsin::sim::describe_probes(report.probes));
  fmt::print("{} lives, {} events, {} starts, {} findings\n", report.lives, report.events, report.starts,
             report.findings.size());
  return report.findings.empty() ? 0 : 1;
}
