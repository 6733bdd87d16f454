// The Paris day for the bench: who watches whom, and what everybody answered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/postgres.h"
#include "views/circle_tally.h"

namespace tocsin::bench {

using PersonRow = views::Row;

struct DayAnswer {
  PersonRow subject = 0;
  views::Said said = views::Said::safe;
  std::uint32_t after_ds = 0;
};

// Everybody has `watchers` viewers on average, drawn from all (no circle is local: the worst case for
// caches), with a heavy tail up to 500; everybody answers once in the 24 hours, in a random order.
struct Day {
  PersonRow people = 0;
  Adjacency viewers;   // of a subject
  Adjacency subjects;  // of a watcher
  std::vector<DayAnswer> answers;
  std::uint64_t shown = 0;  // deliveries that the watcher may see: what every program must come to

  double deliveries() const { return static_cast<double>(viewers.edge_count()); }
};
Day make_day(PersonRow people, double watchers, std::uint64_t seed);

// Runs work(first, end) on two threads over the halves of [0, end).
void on_two_threads(PersonRow end, const std::function<void(PersonRow first, PersonRow end)>& work);

// --- floors: the leanest programs that do the same; each returns seconds ---
// One counter of 64 bits a watcher, four fields, added to at random places with prefetch.
double floor_counters_random(const Day& day, int threads);
// Deliveries are sorted into shards of watchers first, then each thread applies its shards.
double floor_counters_shards(const Day& day);
// Eight newest entries a watcher, as a ring.
double floor_inboxes_random(const Day& day, int threads);
double floor_inboxes_shards(const Day& day);

// --- peers; nothing where one is not installed. Deliveries a second. ---
std::optional<double> graphblas_push(const Day& day);  // vxm
std::optional<double> graphblas_pull(const Day& day);  // mxv
// Keep their own smaller town: PostgreSQL and Redis would take minutes for the whole day.
class Postgres {
 public:
  // An empty directory: none is started.
  explicit Postgres(const std::string& directory);
  ~Postgres();
  // Sizes: `people` with `watchers` each.
  bool prepare(PersonRow people, int watchers);
  std::optional<double> counters();
  std::optional<double> inboxes();

 private:
  std::optional<double> timed(const std::vector<std::string>& halves);
  std::unique_ptr<PostgresServer> server_;
  double deliveries_ = 0;
};
class Redis {
 public:
  explicit Redis(std::string directory);
  ~Redis();
  std::optional<double> counters(const Day& day, std::size_t answers);
  std::optional<double> inboxes(const Day& day, std::size_t answers);

 private:
  std::optional<double> pipeline(const Day& day, std::size_t answers, bool inboxes);
  std::string socket_path_;
  int pid_ = 0;
};

}  // namespace tocsin::bench
