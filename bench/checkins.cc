// Section C: durable check-ins. A button of the answer page through real HTTP, acknowledged when it is on
// disk.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "bench/floor_epoll.h"
#include "bench/harness.h"
#include "bench/postgres.h"
#include "bench/realm.h"

namespace tocsin::bench {
namespace {

constexpr const char* note = "On+the+way+home%2C+phone+is+low";
// Of the server's page after an answer, with a note, in English.
constexpr std::size_t page_bytes = 2400;

// Each request is from the next person, and says something else than the one before: each is a new event.
std::string write_script(const std::vector<std::string>& paths) {
  const std::string directory = scratch_directory("wrk");
  std::ofstream list(directory + "/paths");
  for (const auto& path : paths) list << path << "\n";
  std::ofstream script(directory + "/answers.lua");
  script << fmt::format(R"(local requests, n, count = {{}}, 0, 0
local answers = {{"safe", "not_there"}}
function init(args)
  for pass = 1, 2 do
    for path in io.lines("{0}/paths") do
      count = count + 1
      requests[count] = wrk.format("POST", path .. "?lang=en", {{["Content-Type"] = "application/x-www-form-urlencoded"}},
        "answer=" .. answers[pass] .. "&note={1}")
    end
  end
end
function request()
  n = n % count + 1
  return requests[n]
end
)",
                        directory, note);
  return directory + "/answers.lua";
}

// Load on one server at `connections`; failures end the bench, as answers that were not given are not fast.
std::optional<WrkResult> load(const std::string& url, int connections, double seconds,
                              const std::string& script) {
  const auto result = run_wrk(url, connections, seconds, script);
  if (result && result->failed > 0) {
    fmt::print(stderr, "{} of {} requests failed\n", result->failed, result->requests);
    std::exit(2);
  }
  return result;
}

class Postgres {
 public:
  Postgres() {
    if (!is_installed("/usr/bin/pgbench")) return;
    const std::string directory = scratch_directory("postgres");
    server_ = PostgresServer::start(
        directory,
        "-c synchronous_commit=on -c shared_buffers=256MB -c max_wal_size=8GB -c max_connections=200");
    if (!server_) return;
    std::ofstream(directory + "/make.sql") << "CREATE TABLE answers(seq bigserial PRIMARY KEY, person uuid, "
                                              "asked uuid, answer int, note bytea);\n";
    std::ofstream(directory + "/insert.sql") << "INSERT INTO answers(person, asked, answer, note) VALUES "
                                                "(gen_random_uuid(), gen_random_uuid(), 1, "
                                                "decode('"
                                             << std::string(140, '7') << "', 'hex'));\n";
    is_ready_ =
        output_of({"/usr/bin/psql", server_->connection(), "-f", directory + "/make.sql"}).has_value();
  }
  std::optional<double> run(int clients, double seconds) const {
    if (!is_ready_) return std::nullopt;
    const auto output = output_of(
        {"/usr/bin/pgbench", "-n", "-M", "prepared", "-c", fmt::format("{}", clients), "-j", "1", "-T",
         fmt::format("{:.0f}", seconds), "-f", server_->folder() + "/insert.sql", server_->connection()});
    const std::size_t at = output ? output->find("tps = ") : std::string::npos;
    if (at == std::string::npos) return std::nullopt;
    return std::atof(output->c_str() + at + 6);
  }

 private:
  std::unique_ptr<PostgresServer> server_;
  bool is_ready_ = false;
};

class Redis {
 public:
  Redis() {
    if (!is_installed("/usr/bin/redis-benchmark")) return;
    const std::string directory = scratch_directory("redis");
    port_ = free_port();
    server_ = Process::start({"/usr/bin/redis-server", "--port", fmt::format("{}", port_), "--dir", directory,
                              "--appendonly", "yes", "--appendfsync", "always", "--save", ""},
                             directory + "/log");
    is_ready_ = server_ && wait_for_port(port_);
  }
  std::optional<double> run(int clients, double seconds) const {
    if (!is_ready_) return std::nullopt;
    // It counts requests, not seconds: about as many as it does in that time.
    const auto output = output_of({"/usr/bin/redis-benchmark",
                                   "-p",
                                   fmt::format("{}", port_),
                                   "-c",
                                   fmt::format("{}", clients),
                                   "-n",
                                   fmt::format("{:.0f}", 40'000 * seconds),
                                   "-q",
                                   "XADD",
                                   "answers",
                                   "MAXLEN",
                                   "~",
                                   "1000000",
                                   "*",
                                   "person",
                                   std::string(32, '1'),
                                   "check",
                                   std::string(32, '2'),
                                   "answer",
                                   "1",
                                   "note",
                                   std::string(70, '7')});
    const std::size_t at = output ? output->find(" requests per second") : std::string::npos;
    if (at == std::string::npos) return std::nullopt;
    const std::size_t from = output->find_last_of(' ', at - 1);
    return std::atof(output->c_str() + from + 1);
  }

 private:
  std::uint16_t port_ = 0;
  std::optional<Process> server_;
  bool is_ready_ = false;
};

class Floor {
 public:
  Floor() {
    const std::string directory = scratch_directory("floor");
    port_ = free_port();
    server_ = Process::fork_work(
        [this, directory] { serve_checkins(port_, directory + "/journal.sqlite", page_bytes); });
    wait_for_port(port_);
  }
  std::string url() const { return fmt::format("http://127.0.0.1:{}/", port_); }

 private:
  std::uint16_t port_ = 0;
  Process server_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

int run(const Options& options) {
  Section section("checkins", "C. Durable check-ins", options);
  const std::size_t people = options.quick ? 2'000 : 10'000;
  const double seconds = options.quick ? 1 : 5;
  const Floor floor;  // forked before there are threads
  const BenchRealm realm = make_realm(people);
  const std::string script = write_script(realm.answer_paths);
  std::optional<Postgres> database;
  std::optional<Redis> redis;
  if (!options.quick) {
    database.emplace();
    redis.emplace();
  }
  section.say(
      fmt::format("The form of the answer page (`POST /a/TOKEN?lang=en`, answer and note) of {} people in "
                  "turn, every one a new "
                  "answer, its link checked, its note sealed, answered when it is in the synced journal. "
                  "Tocsin is `tocsin serve` "
                  "as it comes; it and the floor are driven by wrk (1 thread, keep-alive) on the same two "
                  "cores. The floor is one "
                  "thread with epoll that checks the MAC, seals, and appends to the same journal (SQLite, "
                  "WAL, synchronous=FULL), "
                  "one row for all that was readable at once; its page has {} bytes.",
                  people, page_bytes));
  section.say(
      "PostgreSQL 15: single-row INSERTs, prepared, synchronous_commit=on, by pgbench (1 thread) through a "
      "unix "
      "socket. Redis 7: XADD with appendfsync always, by redis-benchmark. Neither speaks HTTP, checks a link "
      "or seals.");
  std::vector<double> p99;
  const auto tocsin = [&](int connections) {
    return [&, connections]() -> std::optional<double> {
      const auto result = load(realm.url("/"), connections, seconds, script);
      if (!result) return std::nullopt;
      if (connections == 128) p99.push_back(result->p99_ms);
      return result->requests_s;
    };
  };
  const auto bare = [&](int connections) {
    return [&, connections]() -> std::optional<double> {
      const auto result = load(floor.url(), connections, seconds, script);
      return result ? std::optional(result->requests_s) : std::nullopt;
    };
  };
  Row row{.name = "128 connections", .unit = "check-ins/s", .better = Better::higher};
  row.contenders = {{"Tocsin", tocsin(128)}, {"bare epoll", bare(128)}};
  row.goals = {{"bare epoll", 0.85}};
  if (!options.quick) {
    row.contenders.push_back({"PostgreSQL", [&] { return database->run(128, seconds); }});
    row.contenders.push_back({"Redis", [&] { return redis->run(128, seconds); }});
    row.goals.push_back({"PostgreSQL", 6});
    row.goals.push_back({"Redis", 1.6});
  }
  section.compare(row);
  section.state("p99 at 128 connections", median(p99), "ms", Better::lower, 10);
  if (!options.quick) {
    Growth growth{.title = "Check-ins acknowledged a second",
                  .x_label = "connections",
                  .y_label = "check-ins/s",
                  .series = {}};
    Series ours{"Tocsin", {}}, theirs{"bare epoll", {}};
    for (const int connections : {8, 32, 128, 512}) {
      if (const auto rate = tocsin(connections)()) ours.points.emplace_back(connections, *rate);
      if (const auto rate = bare(connections)()) theirs.points.emplace_back(connections, *rate);
    }
    growth.series = {ours, theirs};
    section.plot(std::move(growth));
  }
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
