#include "bench/partitions_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

namespace tocsin::bench {
namespace {

constexpr std::uint32_t ask_every_ms = 10;  // a partition's pulse
constexpr std::uint32_t pulses_to_ask_all = 300;
constexpr std::uint32_t retry_ms = 500;    // of a person whose partition does not answer
constexpr std::uint32_t slots = 32'768;    // of the calendars, in ms: the longest delay
constexpr std::uint32_t end_ms = 120'000;  // a run that has not come to rest by then has failed
constexpr std::uint32_t changes_per_message_max = 1024;
constexpr std::uint32_t again_max = 1024;         // messages sent again at once
constexpr std::uint32_t cursor_saved_every = 64;  // sent cursors survive a death only so exactly

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  std::uint64_t bits() {  // Sebastiano Vigna, splitmix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>((bits() >> 32) * end >> 32); }
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double normal() { return std::sqrt(-2 * std::log(1 - unit())) * std::cos(2 * std::numbers::pi * unit()); }

 private:
  std::uint64_t state_;
};

struct Change {
  std::uint32_t subject = 0, sequence = 0, at_ms = 0;
};

// From one partition to another: every change for it in order, numbered from 0.
struct Stream {
  std::vector<Change> changes;  // rebuilt from the sender's log
  std::uint32_t sent = 0, acknowledged = 0;
  std::uint32_t received = 0;    // the receiver's cursor, kept with its log
  std::uint32_t wait_until = 0;  // the window, or the time to send again
  std::uint32_t last_progress = 0;
  std::uint32_t again = 1;  // messages sent again at the next timeout: doubles until something comes back
  std::vector<std::pair<std::uint32_t, std::uint32_t>> beyond;  // received behind gaps: from, to
  bool busy = false;                                            // stands in the sender's list
};

struct Message {
  std::uint32_t from = 0, to = 0, epoch = 0;
  std::uint32_t first = 0, count = 0;  // of the stream; for an acknowledgement `first` is the cursor
  bool acknowledges = false;
};

// What one owner of a partition holds in memory. The log is shared: it outlives owners.
struct Owner {
  std::uint32_t epoch = 0;
  std::vector<bool> asked;  // by place in the partition's list of people
  std::uint32_t next = 0;
};

struct Partition {
  std::vector<std::uint32_t> people;    // subjects of this partition
  std::vector<std::uint32_t> asks_log;  // places in `people`
  std::vector<Change> received_log;     // what was shown to watchers here, written before it was shown
  std::vector<std::uint32_t> busy;      // destinations with something to send or to be acknowledged
  std::uint32_t fence = 1;              // the log refuses appends of lower epochs
  Owner owner, stale;
  std::uint32_t stale_until = 0;
  bool alive = true;
};

// Watchers of each subject, those of one partition beside each other: entry i of `watchers` is a view.
struct Circles {
  std::vector<std::uint32_t> begins;  // by subject
  std::vector<std::uint16_t> homes;   // the watcher's partition
  std::span<const std::uint16_t> of(std::uint32_t subject) const {
    return std::span(homes).subspan(begins[subject], begins[subject + 1] - begins[subject]);
  }
};

class Run {
 public:
  explicit Run(const PartitionSettings& settings)
      : s_(settings), random_(settings.seed), calendar_(slots), answers_(slots) {
    place_people();
    draw_circles();
  }
  PartitionResult run();

 private:
  void place_people();
  void draw_circles();
  void begin_ms();
  void ask(Partition& partition, Owner& owner);
  void answer(std::uint32_t subject);
  void spread(std::uint32_t subject);
  bool show(const Change& change, std::uint32_t partition, bool late);
  template <class F>
  void for_views_of(std::uint32_t partition, F&& f);
  void send(std::uint32_t from, std::uint32_t to);
  void post(const Message& message, std::uint32_t changes);
  void deliver(const Message& message);
  void die();
  void restart();
  void hand_over();
  void check_recovery();
  bool at_rest() const;
  void finish();
  Stream& stream(std::uint32_t from, std::uint32_t to) { return streams_[from * s_.partitions + to]; }
  std::uint32_t home(std::uint32_t subject) const { return homes_[subject]; }

  PartitionSettings s_;
  Random random_;
  std::uint32_t now_ = 0;
  std::vector<Partition> partitions_;
  std::vector<Stream> streams_;
  std::vector<std::uint32_t> homes_, sequences_, asked_times_;  // by subject
  Circles circles_;
  std::vector<std::uint32_t> views_, views_before_;  // sequences, by entry of circles_
  std::vector<std::vector<Message>> calendar_;
  std::vector<std::vector<std::uint32_t>> answers_;  // subjects, by ms
  std::uint64_t in_flight_ = 0, answers_due_ = 0;
  std::vector<std::uint32_t> delays_;  // histogram, ms
  std::uint64_t second_answers_ = 0, second_messages_ = 0;
  double second_bytes_ = 0;
  std::vector<std::uint32_t> to_recover_;  // by sender: how far its stream to the restarted one had come
  std::uint32_t restarted_at_ = 0;
  PartitionResult result_;
};

void Run::place_people() {
  partitions_.resize(s_.partitions);
  streams_.resize(std::size_t{s_.partitions} * s_.partitions);
  homes_.resize(s_.people), sequences_.assign(s_.people, 0), asked_times_.assign(s_.people, 0);
  delays_.assign(end_ms + 1, 0);
  for (std::uint32_t subject = 0; subject < s_.people; ++subject) {
    homes_[subject] = random_.below(s_.partitions);  // ids are random
    partitions_[homes_[subject]].people.push_back(subject);
  }
  for (Partition& partition : partitions_) {
    partition.owner.epoch = 1;
    partition.owner.asked.assign(partition.people.size(), false);
  }
}

// Log-normal with sigma 1: a median of 53 at a mean of 88, and one in a thousand with more than 1,100.
void Run::draw_circles() {
  circles_.begins.push_back(0);
  const double middle = std::log(s_.watchers_mean) - 0.5;
  for (std::uint32_t subject = 0; subject < s_.people; ++subject) {
    const double drawn = std::exp(middle + random_.normal());
    const auto count = static_cast<std::uint32_t>(std::min(drawn + random_.unit(), s_.population * 0.5));
    const auto begin = static_cast<std::ptrdiff_t>(circles_.homes.size());
    for (std::uint32_t i = 0; i < count; ++i)
      circles_.homes.push_back(static_cast<std::uint16_t>(random_.below(s_.partitions)));
    std::sort(circles_.homes.begin() + begin, circles_.homes.end());
    circles_.begins.push_back(static_cast<std::uint32_t>(circles_.homes.size()));
  }
  views_.assign(circles_.homes.size(), 0);
}

void Run::ask(Partition& partition, Owner& owner) {
  const auto asks_per_pulse = static_cast<std::uint32_t>(partition.people.size()) / pulses_to_ask_all + 1;
  for (std::uint32_t n = 0; n < asks_per_pulse && owner.next < partition.people.size(); ++owner.next) {
    if (owner.asked[owner.next]) continue;
    ++n;
    owner.asked[owner.next] = true;
    if (s_.fencing && owner.epoch < partition.fence) {  // the log refuses, so nothing leaves
      ++result_.stale_appends_refused;
      continue;
    }
    partition.asks_log.push_back(owner.next);
    const std::uint32_t subject = partition.people[owner.next];
    ++result_.asks;
    if (asked_times_[subject]++ > 0 || random_.unit() >= s_.answer_share) continue;
    for (const double share : {1.0, s_.second_share}) {
      if (random_.unit() >= share) continue;
      const double delay = 1 - s_.delay_mean_ms * std::log(1 - random_.unit());
      answers_[(now_ + static_cast<std::uint32_t>(std::min(delay, slots - 2.0))) % slots].push_back(subject);
      ++answers_due_;
    }
  }
}

void Run::answer(std::uint32_t subject) {
  Partition& partition = partitions_[home(subject)];
  if (!partition.alive) {  // no acknowledgement: the person's browser tries again
    answers_[(now_ + retry_ms) % slots].push_back(subject);
    return;
  }
  --answers_due_;
  ++sequences_[subject];  // durable from here on
  ++result_.answers, ++second_answers_;
  result_.last_answer_ms = now_;
  spread(subject);
}

// One change into the stream of each partition where somebody watches, or, without that, one a watcher.
void Run::spread(std::uint32_t subject) {
  const Change change{subject, sequences_[subject], now_};
  const std::uint32_t from = home(subject);
  const auto homes = circles_.of(subject);
  result_.views += homes.size();
  for (std::size_t i = 0; i < homes.size(); ++i) {
    const bool again = i > 0 && homes[i] == homes[i - 1];
    if (homes[i] == from) {
      if (!again) show(change, from, false);
      continue;
    }
    ++result_.remote_watchers;
    if (!again) ++result_.changes_needed;
    if (again && s_.by_destination) continue;
    Stream& to = stream(from, homes[i]);
    if (to.changes.size() == to.sent) to.wait_until = std::max(to.wait_until, now_ + s_.window_ms);
    to.changes.push_back(change);
    if (!to.busy) partitions_[from].busy.push_back(homes[i]);
    to.busy = true;
  }
}

// Whether a view changed.
bool Run::show(const Change& change, std::uint32_t partition, bool late) {
  const auto homes = circles_.of(change.subject);
  const auto [begin, end] = std::equal_range(homes.begin(), homes.end(), partition);
  bool changed = false;
  for (auto home = begin; home != end; ++home) {
    std::uint32_t& view =
        views_[circles_.begins[change.subject] + static_cast<std::size_t>(home - homes.begin())];
    if (change.sequence <= view && s_.keeps_newest) {
      result_.old_changes_dropped += change.sequence < view;
      continue;
    }
    result_.views_gone_back += change.sequence < view;
    if (late && change.sequence > view) ++delays_[now_ - change.at_ms];
    changed = changed || change.sequence != view;
    view = change.sequence;
  }
  if (changed && late) result_.converged_ms = now_;
  return changed;
}

void Run::send(std::uint32_t from, std::uint32_t to) {
  Stream& out = stream(from, to);
  const std::uint32_t limit = s_.by_destination ? changes_per_message_max : 1;
  if (out.sent > out.acknowledged && now_ - out.last_progress > timeout_ms) {
    const std::uint32_t end = std::min(out.sent, out.acknowledged + out.again * limit);
    for (std::uint32_t first = out.acknowledged; first < end; first += limit) {
      const std::uint32_t count = std::min(limit, end - first);
      post({from, to, partitions_[from].owner.epoch, first, count, false}, count);
    }
    out.again = std::min(out.again * 2, again_max);
    out.last_progress = now_;
  }
  while (out.sent < out.changes.size() && now_ >= out.wait_until) {
    const auto count = std::min(static_cast<std::uint32_t>(out.changes.size()) - out.sent, limit);
    if (out.sent == out.acknowledged) out.last_progress = now_;
    post({from, to, partitions_[from].owner.epoch, out.sent, count, false}, count);
    out.sent += count;
  }
}

void Run::post(const Message& message, std::uint32_t changes) {
  ++(message.acknowledges ? result_.acknowledgements : result_.messages);
  result_.changes_sent += changes;
  ++second_messages_;
  second_bytes_ += message_bytes + changes * change_bytes;
  for (std::uint32_t copies = random_.unit() < s_.duplication ? 2 : 1; copies > 0; --copies) {
    if (random_.unit() < s_.loss) continue;
    const std::uint32_t latency =
        s_.latency_min_ms + random_.below(s_.latency_max_ms - s_.latency_min_ms + 1);
    calendar_[(now_ + latency) % slots].push_back(message);
    ++in_flight_;
  }
}

void Run::deliver(const Message& message) {
  --in_flight_;
  if (!partitions_[message.to].alive) return;
  if (message.acknowledges) {
    Stream& out = stream(message.to, message.from);
    if (message.first <= out.acknowledged) return;
    out.acknowledged = message.first;
    out.sent = std::max(out.sent, out.acknowledged);
    out.last_progress = now_;
    if (out.acknowledged == out.sent) out.again = 1;
    return;
  }
  if (s_.fencing && message.epoch < partitions_[message.from].fence) return;  // of an owner that was replaced
  Stream& in = stream(message.from, message.to);
  // Shown at once, also behind a gap: the sequence says which is newer. The cursor waits until it is filled.
  for (std::uint32_t i = 0; i < message.count; ++i) {
    const std::uint32_t at = message.first + i;
    if (at >= in.received && show(in.changes[at], message.to, true))
      partitions_[message.to].received_log.push_back(in.changes[at]);
  }
  const std::pair range(message.first, message.first + message.count);
  in.beyond.insert(std::ranges::upper_bound(in.beyond, range), range);
  std::size_t joined = 0;
  for (; joined < in.beyond.size() && in.beyond[joined].first <= in.received; ++joined)
    in.received = std::max(in.received, in.beyond[joined].second);
  in.beyond.erase(in.beyond.begin(), in.beyond.begin() + static_cast<std::ptrdiff_t>(joined));
  post({message.to, message.from, partitions_[message.to].owner.epoch, in.received, 0, true}, 0);
}

// Calls `f` with the index of every view of the partition's people.
template <class F>
void Run::for_views_of(std::uint32_t partition, F&& f) {
  for (std::uint32_t subject = 0; subject < s_.people; ++subject) {
    const auto homes = circles_.of(subject);
    const auto [begin, end] = std::equal_range(homes.begin(), homes.end(), partition);
    for (auto home = begin; home != end; ++home)
      f(circles_.begins[subject] + static_cast<std::size_t>(home - homes.begin()));
  }
}

// Memory is lost: the views of this partition's people, how far its streams were acknowledged.
void Run::die() {
  partitions_[1].alive = false;
  for (std::uint32_t other = 0; other < s_.partitions; ++other) stream(other, 1).beyond.clear();
  views_before_ = views_;
  for_views_of(1, [&](std::size_t view) { views_[view] = 0; });
}

// A new owner from the log: own answers, received changes up to the cursors, the book of asks.
void Run::restart() {
  Partition& partition = partitions_[1];
  partition.alive = true;
  partition.owner = {++partition.fence, std::vector<bool>(partition.people.size(), false), 0};
  for (const std::uint32_t place : partition.asks_log) partition.owner.asked[place] = true;
  for (const std::uint32_t subject : partition.people) {
    if (sequences_[subject] > 0) show({subject, sequences_[subject], now_}, 1, false);
  }
  for (const Change& change : partition.received_log) show(change, 1, false);
  for_views_of(1, [&](std::size_t view) { result_.views_gone_back += views_[view] < views_before_[view]; });
  restarted_at_ = now_;
  to_recover_.assign(s_.partitions, 0);
  for (std::uint32_t other = 0; other < s_.partitions; ++other) {
    const Stream& in = stream(other, 1);
    to_recover_[other] = static_cast<std::uint32_t>(in.changes.size());
    Stream& out = stream(1, other);
    out.acknowledged -= out.acknowledged % cursor_saved_every;
    out.sent = out.acknowledged;
    if (!out.busy) partition.busy.push_back(other);
    out.busy = true;
  }
}

// To another node, which reads the log; the old owner has not heard of it yet.
void Run::hand_over() {
  Partition& partition = partitions_[2];
  partition.stale = partition.owner;
  partition.stale_until = now_ + s_.stale_ms;
  partition.owner = {++partition.fence, std::vector<bool>(partition.people.size(), false), 0};
  for (const std::uint32_t place : partition.asks_log) partition.owner.asked[place] = true;
}

void Run::check_recovery() {
  for (std::uint32_t other = 0; other < s_.partitions; ++other) {
    if (stream(other, 1).received < to_recover_[other]) return;
  }
  result_.recovery_ms = now_ - restarted_at_;
  to_recover_.clear();
}

void Run::begin_ms() {
  if (s_.dies_at_ms > 0 && now_ == s_.dies_at_ms) die();
  if (s_.dies_at_ms > 0 && now_ == s_.dies_at_ms + s_.dead_ms) restart();
  if (s_.handed_over_at_ms > 0 && now_ == s_.handed_over_at_ms) hand_over();
  if (now_ % 1000 != 0) return;
  result_.peak_answers_per_s = std::max(result_.peak_answers_per_s, static_cast<double>(second_answers_));
  result_.peak_messages_per_s = std::max(result_.peak_messages_per_s, static_cast<double>(second_messages_));
  result_.peak_bytes_per_s = std::max(result_.peak_bytes_per_s, second_bytes_);
  second_answers_ = second_messages_ = 0, second_bytes_ = 0;
}

bool Run::at_rest() const {
  if (answers_due_ > 0 || in_flight_ > 0 || now_ <= s_.dies_at_ms + s_.dead_ms) return false;
  for (const Partition& partition : partitions_) {
    if (partition.owner.next < partition.people.size()) return false;
  }
  return std::ranges::all_of(streams_, [](const Stream& s) { return s.acknowledged == s.changes.size(); });
}

void Run::finish() {
  for (std::uint32_t subject = 0; subject < s_.people; ++subject) {
    result_.asked_twice += asked_times_[subject] > 1;
    result_.never_asked += asked_times_[subject] == 0;
    for (std::uint32_t i = circles_.begins[subject]; i < circles_.begins[subject + 1]; ++i)
      result_.views_wrong_at_end += views_[i] != sequences_[subject];
  }
  std::uint64_t total = 0, seen = 0;
  for (const std::uint32_t count : delays_) total += count;
  for (std::size_t ms = 0; ms < delays_.size(); ++ms) {
    if (seen < total / 2 && seen + delays_[ms] >= total / 2)
      result_.view_delay_p50_ms = static_cast<double>(ms);
    if (seen < total / 100 * 99 && seen + delays_[ms] >= total / 100 * 99)
      result_.view_delay_p99_ms = static_cast<double>(ms);
    seen += delays_[ms];
  }
}

PartitionResult Run::run() {
  for (; now_ < end_ms; ++now_) {
    begin_ms();
    if (now_ % ask_every_ms == 0) {
      for (Partition& partition : partitions_) {
        if (!partition.alive) continue;
        ask(partition, partition.owner);
        if (now_ < partition.stale_until) ask(partition, partition.stale);
      }
    }
    const auto answering = std::exchange(answers_[now_ % slots], {});
    for (const std::uint32_t subject : answering) answer(subject);
    const auto arriving = std::exchange(calendar_[now_ % slots], {});
    for (const Message& message : arriving) {
      deliver(message);
    }
    if (!to_recover_.empty()) check_recovery();
    for (std::uint32_t from = 0; from < s_.partitions; ++from) {
      if (!partitions_[from].alive) continue;
      std::erase_if(partitions_[from].busy, [&](std::uint32_t to) {
        Stream& out = stream(from, to);
        out.busy = out.acknowledged < out.changes.size();
        if (out.busy) send(from, to);
        return !out.busy;
      });
    }
    if (now_ % 100 == 0 && at_rest()) break;
  }
  finish();
  return result_;
}

}  // namespace

PartitionResult run_partitions(const PartitionSettings& settings) { return Run(settings).run(); }

}  // namespace tocsin::bench
