// What people over many partitions cost: traffic between partitions, how soon every view is true after a
// burst, what a death and a hand-over do. A simulation (bench/partitions_model.h), not a measurement of
// machines.
#include <fmt/format.h>

#include <algorithm>

#include "bench/harness.h"
#include "bench/partitions_model.h"

namespace tocsin::bench {
namespace {

constexpr double paris_answers = 4'100'000;

double per_answer(std::uint64_t count, const PartitionResult& result) {
  return static_cast<double>(count) / static_cast<double>(result.answers);
}

void state_traffic(Section& section, const std::string& name, const PartitionResult& result) {
  section.state(name + ": messages an answer, with acknowledgements",
                per_answer(result.messages + result.acknowledgements, result), "");
  section.state(name + ": bytes an answer", result.bytes() / static_cast<double>(result.answers), "");
  section.state(name + ": greatest traffic in one second", result.peak_bytes_per_s * 1e-6, "MB/s");
  section.state(name + ": from a durable answer to a view elsewhere, median", result.view_delay_p50_ms, "ms");
  section.state(name + ": the same, 99 of 100", result.view_delay_p99_ms, "ms");
  section.state(name + ": from the last answer until every view is true",
                result.converged_ms - result.last_answer_ms, "ms");
}

void state_invariants(Section& section, const std::string& name, const PartitionResult& result) {
  const auto none = [&](const std::string& what, std::uint64_t count) {
    section.state(name + ": " + what, static_cast<double>(count), "", Better::lower, 0);
  };
  none("views that went back to an older answer", result.views_gone_back);
  none("views that are not true at the end", result.views_wrong_at_end);
  none("people asked twice", result.asked_twice);
  none("people never asked", result.never_asked);
}

// Each rule taken away must be missed by the check that watches it.
void state_without_rules(Section& section, const PartitionSettings& usual) {
  PartitionSettings settings = usual;
  settings.fencing = false;
  section.state("without fencing: people asked twice (the check must see some)",
                static_cast<double>(run_partitions(settings).asked_twice), "", Better::higher, 1);
  settings = usual;
  settings.keeps_newest = false;
  section.state("where the last to arrive wins: views that went back (the check must see some)",
                static_cast<double>(run_partitions(settings).views_gone_back), "", Better::higher, 1);
}

void compare_batching(Section& section, const PartitionSettings& usual) {
  section.say(
      "What is sent together. Without batching each watcher elsewhere gets a message of his own; by "
      "destination a change goes once to each partition that holds a watcher, and waits so long for "
      "others:");
  PartitionSettings settings = usual;
  settings.by_destination = false, settings.window_ms = 0;
  state_traffic(section, "a message a watcher", run_partitions(settings));
  settings.by_destination = true;
  for (const std::uint32_t window_ms : {0u, 1u, 10u, 100u}) {
    settings.window_ms = window_ms;
    state_traffic(section, fmt::format("by destination, window {} ms", window_ms), run_partitions(settings));
  }
}

struct Plots {
  Series converged{"until every view is true, ms", {}}, bytes{"bytes an answer", {}},
      changes{"changes an answer that cross", {}};
  void add(double x, const PartitionResult& result) {
    converged.points.emplace_back(x, std::max(1.0, result.converged_ms - result.last_answer_ms));
    bytes.points.emplace_back(x, result.bytes() / static_cast<double>(result.answers));
    changes.points.emplace_back(x, per_answer(result.changes_needed, result));
  }
};

void plot_growth(Section& section, const PartitionSettings& usual) {
  Plots by_partitions, by_people;
  for (const std::uint32_t partitions : {4u, 16u, 64u, 256u}) {
    PartitionSettings settings = usual;
    settings.partitions = partitions;
    by_partitions.add(partitions, run_partitions(settings));
  }
  for (const std::uint32_t part : {8u, 4u, 2u, 1u}) {
    PartitionSettings settings = usual;
    settings.people = usual.people / part, settings.population = usual.population / part;
    by_people.add(settings.people, run_partitions(settings));
  }
  section.plot({"Partitions: convergence and traffic",
                "partitions",
                "ms, bytes, changes",
                {by_partitions.converged, by_partitions.bytes, by_partitions.changes}});
  section.plot({"People asked, over 64 partitions: convergence and traffic",
                "people asked",
                "ms, bytes, changes",
                {by_people.converged, by_people.bytes, by_people.changes}});
}

int run(Options options) {
  Section section("partitions", "Beyond one machine: people over partitions (simulated)", options);
  PartitionSettings usual;
  if (options.quick) usual.people = 6'000, usual.population = 50'000;
  const PartitionResult result = run_partitions(usual);
  section.say(fmt::format(
      "{} partitions; {} of {} people are asked within 3 s and {} answers come (70 % answer, one in ten of "
      "them "
      "twice, exponential delay of 4 s), each with {:.0f} watchers on average (log-normal, sigma 1). That is "
      "Paris "
      "(4.1 million answers in a day, 88 watchers) at 1/{:.0f} of its answers, in seconds instead of a day. "
      "Ids are "
      "random, so where watchers live does not matter. Network: {} to {} ms, 1 % lost, 1 % doubled, "
      "reordered; "
      "what is not acknowledged in 200 ms is sent again. Partition 1 dies at 3 s for 2 s; partition 2 gets a "
      "new "
      "owner at 1 s while the old one goes on for 1 s. A change is {:.0f} bytes, a message {:.0f} more.",
      usual.partitions, usual.people, usual.population, result.answers, usual.watchers_mean,
      paris_answers / static_cast<double>(result.answers), usual.latency_min_ms, usual.latency_max_ms,
      change_bytes, message_bytes));
  state_invariants(section, "all", result);
  state_without_rules(section, usual);
  section.state("appends of the replaced owner that the log refused",
                static_cast<double>(result.stale_appends_refused), "");
  section.state("changes that came after a newer one and were dropped",
                static_cast<double>(result.old_changes_dropped), "");
  section.state("greatest rate of answers", result.peak_answers_per_s, "answers/s");
  section.state("watchers elsewhere, an answer", per_answer(result.remote_watchers, result), "");
  section.state("partitions that hold one of them, an answer", per_answer(result.changes_needed, result), "");
  section.state("changes sent, again ones too, an answer", per_answer(result.changes_sent, result), "");
  section.state("after its restart the dead partition holds all it missed", result.recovery_ms, "ms");
  state_traffic(section, "all", result);
  compare_batching(section, usual);
  plot_growth(section, usual);
  section.say(fmt::format(
      "The day of Paris at these {:.1f} changes an answer: {:.0f} million changes cross, {:.1f} GB.",
      per_answer(result.changes_needed, result),
      per_answer(result.changes_needed, result) * paris_answers * 1e-6,
      result.bytes() / static_cast<double>(result.answers) * paris_answers * 1e-9));
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
