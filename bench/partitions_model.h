// A model of people split over partitions (DESIGN section 9): each partition asks its own people once, takes
// their answers, and sends each change of a status to the partitions where somebody watches that person.
//
// Time goes in steps of 1 ms. The network delays, loses, doubles and reorders; one partition loses its memory
// and comes back from its log; another is handed over while its old owner still believes to own it. The same
// settings give the same run on every machine. One thread.
#pragma once

#include <cstdint>
#include <vector>

namespace tocsin::bench {

struct PartitionSettings {
  std::uint32_t partitions = 64;
  std::uint32_t people = 58'000;       // asked: those inside the area
  std::uint32_t population = 500'000;  // all people; watchers are among them
  double watchers_mean = 88;
  std::uint32_t window_ms = 10;  // changes for one destination wait so long for each other
  bool by_destination = true;    // false: a message for each watcher elsewhere, at once
  double answer_share = 0.7;     // of those asked
  double second_share = 0.1;     // of those who answered: they change their answer later
  double delay_mean_ms = 4'000;  // from the ask to the answer
  std::uint32_t latency_min_ms = 1, latency_max_ms = 20;
  double loss = 0.01, duplication = 0.01;
  std::uint32_t dies_at_ms = 3'000, dead_ms = 2'000;  // partition 1; 0: never
  std::uint32_t handed_over_at_ms = 1'000,
                stale_ms = 1'000;  // partition 2, from one owner to another; 0: never
  bool fencing = true;       // false: the log takes appends of a stale owner (to show that the check sees it)
  bool keeps_newest = true;  // false: a view shows what arrives last (to show that the check sees it)
  std::uint64_t seed = 1;
};

// What crosses between partitions is counted with these bytes.
constexpr double change_bytes = 21;   // subject 16, status 1, sequence 4
constexpr double message_bytes = 66;  // one TCP segment's headers (54), stream cursor 8, epoch 4
constexpr double timeout_ms = 200;    // an unacknowledged change is sent again

struct PartitionResult {
  std::uint64_t asks = 0, answers = 0, views = 0;  // views: (watcher, subject) of those who answered
  std::uint64_t asked_twice = 0, never_asked = 0;
  std::uint64_t views_gone_back = 0, views_wrong_at_end = 0;
  std::uint64_t stale_appends_refused = 0, old_changes_dropped = 0;
  std::uint64_t messages = 0, acknowledgements = 0, changes_sent = 0, changes_needed = 0, remote_watchers = 0;
  double peak_answers_per_s = 0, peak_messages_per_s = 0, peak_bytes_per_s = 0;
  double last_answer_ms = 0, converged_ms = 0;          // both from the beginning
  double view_delay_p50_ms = 0, view_delay_p99_ms = 0;  // from the durable answer to a view elsewhere
  double recovery_ms = 0;  // from the restart until the partition holds all that was sent before it

  double bytes() const {
    return static_cast<double>(messages + acknowledgements) * message_bytes +
           static_cast<double>(changes_sent) * change_bytes;
  }
};

PartitionResult run_partitions(const PartitionSettings& settings);

}  // namespace tocsin::bench
