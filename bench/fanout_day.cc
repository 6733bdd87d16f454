#include "bench/fanout_day.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <thread>

#include "base/check.h"
#include "base/random.h"
#include "bench/harness.h"

namespace tocsin::bench {
namespace {

constexpr PersonRow shard_rows = 1 << 16;

// One draw an edge: 64 bits hold a row and a label.
Adjacency::Word some_word(SeededRandom& random, PersonRow people) {
  const std::uint64_t draw = random.next();
  const auto row = static_cast<PersonRow>((draw >> 32) * people >> 32);
  const auto tenth = static_cast<unsigned>((draw & 0xFFFF) * 10 >> 16);
  const auto view = tenth == 0  ? world::CircleView::safe_only
                    : tenth < 8 ? world::CircleView::status
                                : world::CircleView::note;
  return {row, views::circle_label(view, (draw >> 16 & 3) == 0)};
}

// The reverse of `viewers`, sorted shard by shard, so that what is under change fits the cache.
Adjacency turned(const Adjacency& viewers, PersonRow people) {
  struct Edge {
    PersonRow watcher;
    Adjacency::Word subject;
  };
  std::vector<std::vector<Edge>> shards(people / shard_rows + 1);
  for (auto& shard : shards) shard.reserve(viewers.edge_count() / shards.size() * 11 / 10);
  for (PersonRow subject = 0; subject < people; ++subject) {
    for (const auto word : viewers.list(subject))
      shards[word.other() / shard_rows].push_back({word.other(), {subject, word.label()}});
  }
  Adjacency result;
  std::vector<std::uint32_t> ends(shard_rows + 1);
  std::vector<Adjacency::Word> sorted;
  for (std::size_t number = 0; number < shards.size(); ++number) {
    const auto shard = std::exchange(shards[number], {});
    std::fill(ends.begin(), ends.end(), 0);
    for (const Edge& edge : shard) ++ends[edge.watcher % shard_rows + 1];
    for (PersonRow i = 0; i < shard_rows; ++i) ends[i + 1] += ends[i];
    sorted.resize(shard.size());
    // ends[i] is where row i begins; after its edges are put down it is where it ends.
    for (const Edge& edge : shard) sorted[ends[edge.watcher % shard_rows]++] = edge.subject;
    std::uint32_t begin = 0;
    for (PersonRow i = 0; i < shard_rows; ++i) {
      const auto row = static_cast<PersonRow>(number * shard_rows + i);
      result.append(row, std::span(sorted).subspan(begin, ends[i] - begin));
      begin = ends[i];
    }
  }
  return result;
}

// A counter's four fields of 16 bits, as in the pass.
std::uint64_t addition(unsigned label, views::Said said) {
  if (!views::is_shown(label, said)) return 0;
  return std::uint64_t{1} << (said == views::Said::safe ? 0 : said == views::Said::need_help ? 16 : 32);
}

struct Entry {
  std::uint32_t subject_said;
  std::uint32_t after_ds;
};
struct Inbox {
  std::array<Entry, 8> entries{};
};

// Hands every delivery of answers [first, end) to `deliver`, with the watchers of the answers ahead fetched.
template <class Deliver>
void each_delivery(const Day& day, std::size_t first, std::size_t end, Deliver deliver) {
  for (std::size_t i = first; i < end; ++i) {
    if (i + 16 < end) day.viewers.prefetch_row(day.answers[i + 16].subject);
    if (i + 8 < end) day.viewers.prefetch_list(day.answers[i + 8].subject);
    const auto list = day.viewers.list(day.answers[i].subject);
    for (std::size_t k = 0; k < list.size(); ++k) deliver(day.answers[i], list, k);
  }
}

constexpr std::size_t ahead = 24;

// Partition and apply in slabs: `put(answer, word)` makes a delivery, `apply(delivery)` does it.
template <class Delivery, class Make, class Apply>
double by_shards(const Day& day, Make make, Apply apply) {
  constexpr std::size_t slab_answers = 1 << 15;
  const std::size_t shard_count = day.people / shard_rows + 1;
  std::array<std::vector<std::vector<Delivery>>, 2> sorted;
  for (auto& shards : sorted) shards.resize(shard_count);
  std::barrier barrier(2);
  const auto work = [&](unsigned thread) {
    for (std::size_t slab = 0; slab < day.answers.size(); slab += slab_answers) {
      const std::size_t end = std::min(slab + slab_answers, day.answers.size());
      const std::size_t middle = slab + (end - slab) / 2;
      auto& mine = sorted[thread];
      for (auto& shard : mine) shard.clear();
      each_delivery(day, thread == 0 ? slab : middle, thread == 0 ? middle : end,
                    [&](const DayAnswer& answer, std::span<const Adjacency::Word> list, std::size_t k) {
                      mine[list[k].other() / shard_rows].push_back(make(answer, list[k]));
                    });
      barrier.arrive_and_wait();
      for (std::size_t shard = thread; shard < shard_count; shard += 2) {
        for (const auto& shards : sorted) {
          for (const Delivery& delivery : shards[shard]) apply(delivery);
        }
      }
      barrier.arrive_and_wait();
    }
  };
  return seconds_of([&] {
    std::thread other([&] { work(1); });
    work(0);
    other.join();
  });
}

void check_counters(const Day& day, const std::vector<std::uint64_t>& counters) {
  std::uint64_t sum = 0;
  for (const std::uint64_t counter : counters)
    sum += (counter & 65'535) + (counter >> 16 & 65'535) + (counter >> 32);
  TOCSIN_CHECK(sum == day.shown, "{} deliveries of {}", sum, day.shown);
}
void check_counts(const Day& day, const std::vector<std::uint32_t>& counts) {
  std::uint64_t sum = 0;
  for (const std::uint32_t count : counts) sum += count;
  TOCSIN_CHECK(sum == day.shown, "{} deliveries of {}", sum, day.shown);
}

template <class Work>
double on_threads(const Day& day, int threads, Work work) {
  return seconds_of([&] {
    const std::size_t middle = threads == 2 ? day.answers.size() / 2 : 0;
    std::thread other([&] { work(std::size_t{0}, middle); });
    work(middle, day.answers.size());
    other.join();
  });
}

}  // namespace

Day make_day(PersonRow people, double watchers, std::uint64_t seed) {
  SeededRandom random(seed);
  Day day;
  day.people = people;
  std::vector<Adjacency::Word> words;
  for (PersonRow subject = 0; subject < people; ++subject) {
    // Mean of 1 / (0.05 + 0.95 u) is 3.15; what is cut at 500 is given back by the factor.
    const double drawn = watchers / 3.11 / (0.05 + 0.95 * random.unit());
    const auto degree = static_cast<int>(std::min(500.0, drawn + random.unit()));
    words.clear();
    for (int i = 0; i < degree; ++i) words.push_back(some_word(random, people));
    day.viewers.append(subject, words);
  }
  day.subjects = turned(day.viewers, people);
  day.answers.reserve(people);
  for (PersonRow row = 0; row < people; ++row) {
    const auto draw = random.below(200);
    day.answers.push_back({row,
                           draw < 194   ? views::Said::safe
                           : draw < 196 ? views::Said::need_help
                           : draw < 199 ? views::Said::not_there
                                        : views::Said::wrong,
                           0});
  }
  for (std::size_t i = people; i > 1; --i) std::swap(day.answers[i - 1], day.answers[random.below(i)]);
  for (const auto& answer : day.answers) {
    for (const auto word : day.viewers.list(answer.subject))
      day.shown += views::is_shown(word.label(), answer.said) ? 1 : 0;
  }
  // Most answer in the first hours.
  for (std::size_t i = 0; i < people; ++i) {
    const double share = static_cast<double>(i) / people;
    day.answers[i].after_ds = 1 + static_cast<std::uint32_t>(share * share * 863'000);
  }
  return day;
}

void on_two_threads(PersonRow end, const std::function<void(PersonRow first, PersonRow end)>& work) {
  std::thread other([&] { work(0, end / 2); });
  work(end / 2, end);
  other.join();
}

double floor_counters_random(const Day& day, int threads) {
  std::vector<std::uint64_t> counters(day.people);
  const double seconds = on_threads(day, threads, [&](std::size_t first, std::size_t end) {
    each_delivery(day, first, end,
                  [&](const DayAnswer& answer, std::span<const Adjacency::Word> list, std::size_t k) {
                    if (k + ahead < list.size()) __builtin_prefetch(&counters[list[k + ahead].other()], 1);
                    const std::uint64_t more = addition(list[k].label(), answer.said);
                    auto& counter = counters[list[k].other()];
                    if (threads == 1) {
                      counter += more;
                    } else {
                      __atomic_fetch_add(&counter, more, __ATOMIC_RELAXED);
                    }
                  });
  });
  check_counters(day, counters);
  return seconds;
}

double floor_counters_shards(const Day& day) {
  std::vector<std::uint64_t> counters(day.people);
  const double seconds = by_shards<std::uint32_t>(
      day,
      [](const DayAnswer& answer, Adjacency::Word word) {
        const std::uint64_t more = addition(word.label(), answer.said);
        return word.other() << 2 | (more == 0 ? 3u : more == 1 ? 0u : more == 1 << 16 ? 1u : 2u);
      },
      [&](std::uint32_t delivery) {
        if ((delivery & 3) < 3) counters[delivery >> 2] += std::uint64_t{1} << 16 * (delivery & 3);
      });
  check_counters(day, counters);
  return seconds;
}

double floor_inboxes_random(const Day& day, int threads) {
  std::vector<Inbox> inboxes(day.people);
  std::vector<std::uint32_t> counts(day.people);
  const double seconds = on_threads(day, threads, [&](std::size_t first, std::size_t end) {
    each_delivery(
        day, first, end, [&](const DayAnswer& answer, std::span<const Adjacency::Word> list, std::size_t k) {
          if (k + ahead < list.size()) {
            __builtin_prefetch(&counts[list[k + ahead].other()], 1);
            __builtin_prefetch(&inboxes[list[k + ahead].other()], 1);
          }
          if (!views::is_shown(list[k].label(), answer.said)) return;
          const PersonRow watcher = list[k].other();
          const std::uint32_t place =
              threads == 1 ? counts[watcher]++ : __atomic_fetch_add(&counts[watcher], 1, __ATOMIC_RELAXED);
          inboxes[watcher].entries[place % 8] = {
              answer.subject << 3 | static_cast<std::uint32_t>(answer.said), answer.after_ds};
        });
  });
  keep(inboxes);
  check_counts(day, counts);
  return seconds;
}

double floor_inboxes_shards(const Day& day) {
  struct Delivery {
    PersonRow watcher;
    Entry entry;
  };
  std::vector<Inbox> inboxes(day.people);
  std::vector<std::uint32_t> counts(day.people);
  const double seconds = by_shards<Delivery>(
      day,
      [](const DayAnswer& answer, Adjacency::Word word) {
        const bool shown = views::is_shown(word.label(), answer.said);
        return Delivery{
            word.other(),
            {answer.subject << 3 | (shown ? static_cast<std::uint32_t>(answer.said) : 0), answer.after_ds}};
      },
      [&](const Delivery& delivery) {
        if ((delivery.entry.subject_said & 7) == 0) return;
        inboxes[delivery.watcher].entries[counts[delivery.watcher]++ % 8] = delivery.entry;
      });
  keep(inboxes);
  check_counts(day, counts);
  return seconds;
}

}  // namespace tocsin::bench
