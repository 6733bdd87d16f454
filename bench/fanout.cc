// Section D: an answer reaches everybody who cares. The Paris day: 4.1 million answers, 88 watchers each.
#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/check.h"
#include "bench/fanout_day.h"
#include "bench/fanout_live.h"
#include "bench/fanout_realm.h"
#include "bench/harness.h"

using namespace tocsin;
using namespace tocsin::bench;

namespace {

struct Inbox {
  views::CircleCounts counts;
  std::array<views::CircleNews, views::circle_news_max> news;
};

// Every answer into its word, in the order given.
views::CircleTally tally_of(const Day& day) {
  views::CircleTally tally;
  for (const auto& answer : day.answers) tally.set(answer.subject, answer.said, answer.after_ds);
  return tally;
}

void check_shown(const Day& day, const std::vector<views::CircleCounts>& all) {
  std::uint64_t sum = 0;
  for (const auto& seen : all) sum += std::uint64_t{seen.safe} + seen.need_help + seen.other + seen.no_answer;
  TOCSIN_CHECK(sum == day.shown, "{} deliveries of {}", sum, day.shown);
}

double counters_seconds(const Day& day) {
  static std::vector<views::CircleCounts> counts;
  counts.assign(day.people, {});
  const double seconds = seconds_of([&] {
    const auto tally = tally_of(day);
    const views::CirclePass pass(tally, 0);
    on_two_threads(day.people, [&](PersonRow first, PersonRow end) {
      pass.counts(day.subjects, first, end,
                  [&](PersonRow watcher, const views::CircleCounts& seen) { counts[watcher] = seen; });
    });
  });
  check_shown(day, counts);
  return seconds;
}

double inboxes_seconds(const Day& day, const std::function<views::CircleTally()>& make_tally) {
  static std::vector<Inbox> inboxes;
  inboxes.assign(day.people, {});
  const double seconds = seconds_of([&] {
    const auto tally = make_tally();
    const views::CirclePass pass(tally, 0);
    on_two_threads(day.people, [&](PersonRow first, PersonRow end) {
      pass.newest(
          day.subjects, first, end,
          [&](PersonRow watcher, const views::CircleCounts& seen, std::span<const views::CircleNews> news) {
            inboxes[watcher].counts = seen;
            std::copy(news.begin(), news.end(), inboxes[watcher].news.begin());
          });
    });
  });
  std::vector<views::CircleCounts> counts;
  for (const auto& inbox : inboxes) counts.push_back(inbox.counts);
  check_shown(day, counts);
  keep(inboxes);
  return seconds;
}

double inboxes_seconds(const Day& day) {
  return inboxes_seconds(day, [&day] { return tally_of(day); });
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Contender in_millions(std::string name, std::function<std::optional<double>()> deliveries_a_second) {
  return {std::move(name), [run = std::move(deliveries_a_second)]() -> std::optional<double> {
            const auto rate = run();
            return rate ? std::optional(*rate / 1e6) : std::nullopt;
          }};
}

void compare_counters(Section& section, const Day& day, Postgres& postgres, Redis& redis) {
  Row row{.name = fmt::format("counters: {:.2f} million answers, {:.0f} million deliveries", day.people / 1e6,
                              day.deliveries() / 1e6),
          .unit = "million deliveries/s",
          .better = Better::higher};
  row.contenders.push_back(
      in_millions("Tocsin, 2 threads", [&] { return day.deliveries() / counters_seconds(day); }));
  if (!section.options().quick) {
    row.contenders.push_back(
        in_millions("GraphBLAS vxm (push), one counter", [&] { return graphblas_push(day); }));
    row.contenders.push_back(
        in_millions("GraphBLAS mxv (pull), one counter", [&] { return graphblas_pull(day); }));
    row.contenders.push_back(in_millions("PostgreSQL upsert", [&] { return postgres.counters(); }));
    row.contenders.push_back(in_millions("Redis INCR pipelined", [&] { return redis.counters(day, 5'000); }));
    row.goals = {{"GraphBLAS vxm (push), one counter", 5}, {"PostgreSQL upsert", 150}};
  }
  row.contenders.push_back(in_millions("floor: random increments, prefetch, 2 cores",
                                       [&] { return day.deliveries() / floor_counters_random(day, 2); }));
  row.contenders.push_back(in_millions("floor: shards, then apply, 2 cores",
                                       [&] { return day.deliveries() / floor_counters_shards(day); }));
  section.compare(row);
}

void compare_inboxes(Section& section, const Day& day, Postgres& postgres, Redis& redis) {
  Row row{.name = fmt::format("inboxes (newest {}) and counters: the same", views::circle_news_max),
          .unit = "million deliveries/s",
          .better = Better::higher};
  row.contenders.push_back(
      in_millions("Tocsin, 2 threads", [&] { return day.deliveries() / inboxes_seconds(day); }));
  if (!section.options().quick) {
    row.contenders.push_back(in_millions("PostgreSQL insert-select", [&] { return postgres.inboxes(); }));
    row.contenders.push_back(in_millions("Redis LPUSH pipelined", [&] { return redis.inboxes(day, 5'000); }));
    row.goals = {{"PostgreSQL insert-select", 150}};
  }
  row.contenders.push_back(in_millions("floor: rings at random, prefetch, 2 cores",
                                       [&] { return day.deliveries() / floor_inboxes_random(day, 2); }));
  row.contenders.push_back(in_millions("floor: shards, then rings, 2 cores",
                                       [&] { return day.deliveries() / floor_inboxes_shards(day); }));
  section.compare(row);
}

void plot_growth(Section& section) {
  const bool quick = section.options().quick;
  const PersonRow people = quick ? 10'000 : 500'000;
  Growth by_watchers{
      "Fan-out by watchers a person", "watchers a person", "seconds", {{"counters", {}}, {"inboxes", {}}}};
  for (const double watchers : {22.0, 44.0, 88.0, 176.0}) {
    const Day day = make_day(people, watchers, 3);
    by_watchers.series[0].points.emplace_back(watchers, counters_seconds(day));
    by_watchers.series[1].points.emplace_back(watchers, inboxes_seconds(day));
  }
  section.plot(std::move(by_watchers));
  Growth by_answers{
      "Fan-out by answers, 88 watchers each", "answers", "seconds", {{"counters", {}}, {"inboxes", {}}}};
  for (const PersonRow count : {people / 4, people / 2, people, people * 2}) {
    const Day day = make_day(count, 88, 4);
    by_answers.series[0].points.emplace_back(count, counters_seconds(day));
    by_answers.series[1].points.emplace_back(count, inboxes_seconds(day));
  }
  section.plot(std::move(by_answers));
}

void whole_day(Section& section, const Day& day, const std::string& directory) {
  const bool quick = section.options().quick;
  std::vector<double> durable, fanned, whole;
  for (int round = 0; round < (quick ? 1 : 2); ++round) {
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    DayRealm realm(directory, day.people);
    durable.push_back(realm.answer_all(day, 4096));
    fanned.push_back(inboxes_seconds(day, [&realm] { return realm.tally(); }));
    whole.push_back(durable.back() + fanned.back());
  }
  std::filesystem::remove_all(directory);
  section.state("the day's answers through Engine, World and SQLite, 4,096 a step", median(durable), "s");
  section.state("from the World's answers into counters and inboxes", median(fanned), "s");
  const std::string name = "the whole day: every answer durable, then in every watcher's counters and inbox";
  if (quick) {
    section.state(name, median(whole), "s");
  } else {
    section.state(name, median(whole), "s", Better::lower, 20);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Section section("fanout", "D. Fan-out", parse_options(argc, argv));
  const bool quick = section.options().quick;
  const std::string directory = TOCSIN_SOURCE_DIR "/build/bench/fanout";
  std::filesystem::create_directories(directory);

  const Day day = make_day(quick ? 20'000 : 4'100'000, 88, 1);
  section.say(
      fmt::format("{} people, everybody answers once; {:.1f} watchers each on average, at most 500, drawn "
                  "from all of them "
                  "(no circle is local: the worst case for caches). One watcher in ten sees \"safe only\".",
                  day.people, day.deliveries() / day.people));
  section.say(
      "Tocsin pushes an answer to one word of its person and counts each watcher's circle from those words: "
      "the "
      "time is that of writing all answers and of one pass over all circles. The floors add each answer to "
      "each watcher.");
  section.say(
      "PostgreSQL 15: two clients, shared_buffers 2 GB, logged tables, 20,000 answers of 88 watchers. Redis "
      "7: no "
      "persistence, one pipelining client on a Unix socket, 5,000 answers. GraphBLAS 7.4: two threads, one "
      "counter "
      "(Tocsin: four). Their rates are of their own smaller towns.");
  section.state(
      "circles, both directions: bytes an edge",
      static_cast<double>(day.viewers.memory_bytes() + day.subjects.memory_bytes()) / 2 / day.deliveries(),
      "bytes", Better::lower, quick ? 6 : 4.6);
  {
    Postgres postgres(quick ? "" : directory + "/postgres");
    Redis redis(quick ? "" : directory + "/redis");
    if (!quick) postgres.prepare(20'000, 88);
    compare_counters(section, day, postgres, redis);
    compare_inboxes(section, day, postgres, redis);
  }
  std::vector<double> counters, inboxes;
  for (int round = 0; round < section.options().rounds; ++round) {
    counters.push_back(counters_seconds(day));
    inboxes.push_back(inboxes_seconds(day));
  }
  if (!quick) {
    section.state("all deliveries into counters", median(counters), "s", Better::lower, 1.2);
    section.state("all deliveries into counters and inboxes", median(inboxes), "s", Better::lower, 2.5);
  }
  for (const std::uint32_t connected : {0u, 5u, 500u}) {
    std::filesystem::remove_all(directory + "/live");
    std::filesystem::create_directories(directory + "/live");
    section.state(fmt::format("one answer with 500 watchers, {} of them looking", connected),
                  one_answer_us(connected, quick ? 200 : 2'000, directory + "/live"), "us");
  }
  whole_day(section, day, directory + "/day");
  plot_growth(section);
  return section.finish();
}
