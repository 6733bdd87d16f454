// H. Size and recovery: bytes a person, how long the engine stands still for a snapshot, and how soon
// everybody is back.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/check.h"
#include "bench/harness.h"
#include "bench/nation.h"
#include "bench/store.h"
#include "engine/snapshot_writer.h"

using namespace tocsin;

namespace {

struct Started {
  double seconds = 0;
  double resident_bytes = 0;
  double private_bytes = 0;  // without pages of mapped files
};

double status_kb(pid_t pid, std::string_view field) {
  std::ifstream in(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(field)) return std::stod(line.substr(field.size() + 1));
  }
  return 0;
}

// The real program, from exec to the line that says it listens.
Started start_server(const std::string& folder) {
  int lines[2];
  TOCSIN_CHECK(::pipe(lines) == 0);
  const pid_t server = ::fork();
  if (server == 0) {
    ::dup2(lines[1], STDOUT_FILENO);
    const std::string program = TOCSIN_PROGRAM;
    ::execl(program.c_str(), "tocsin", "serve", "--data", folder.c_str(), "--listen", "127.0.0.1:0", nullptr);
    std::_Exit(2);
  }
  ::close(lines[1]);
  Started started;
  char byte = 0;
  started.seconds = bench::seconds_of(
      [&] { TOCSIN_CHECK(::read(lines[0], &byte, 1) == 1 && byte == 'l', "the server did not start"); });
  started.resident_bytes = status_kb(server, "VmRSS") * 1024;
  started.private_bytes = status_kb(server, "RssAnon") * 1024;
  ::kill(server, SIGTERM);
  int status = 0;
  ::waitpid(server, &status, 0);
  ::close(lines[0]);
  TOCSIN_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server did not stop cleanly");
  return started;
}

// Steps of 128 answers; the longest in milliseconds, until `enough`.
template <class Enough>
double longest_step_ms(bench::Store& store, world::CheckId check, const std::vector<world::PersonId>& people,
                       std::size_t& next, Enough&& enough) {
  double longest = 0;
  do {
    std::vector<world::Command> batch;
    for (int i = 0; i < 128; ++i) {
      const auto person = people[next++ % people.size()];
      const auto answer = next / people.size() % 2 == 0 ? world::Answer::safe : world::Answer::not_there;
      batch.push_back({store.now(),
                       world::Actor::of(person),
                       {},
                       world::GiveAnswer{check, person, answer, world::AnswerChannel::page, {}, 0}});
    }
    longest = std::max(longest, bench::seconds_of([&] { store.must(std::move(batch)); }) * 1000);
  } while (!enough());
  return longest;
}

void measure_inside(bench::Section& section, const std::string& folder, std::uint64_t count) {
  bench::Store store(folder);
  TOCSIN_CHECK(store.world.people().size() == count, "{} people came back", store.world.people().size());
  // A check that asks a part of them: enough to tell what an ask costs.
  const geo::Area area{.polygons = {}, .circles = {{{28.61, 77.21}, 300'000}}, .excluded = {}};
  const auto check = store.open_check(area, count);
  const std::size_t asked = store.ask_everybody();
  const auto& book = store.world.checks().find(check)->asks;
  std::vector<world::PersonId> people;
  for (const auto person : book.in_order()) people.push_back(person);
  const auto each = [&](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(count);
  };
  const auto vault = store.vault->memory_bytes();
  const double ids = 16, state = each(store.world.people().memory_bytes()) - ids;
  // Ways from ids to rows, and from rows to asks (base/row_table.h), of the mean fill.
  const double way_to_person = 7.5, way_to_ask = 5.8, ask = 24 + way_to_ask;
  section.say(fmt::format("{} people, everybody with one home; a check has asked {} of them.", count, asked));
  section.state("point index", each(vault.place_index), "bytes a person");
  section.state("other facts of places", each(vault.places), "bytes a person");
  section.state("guardian, channels, circles, and the way from an id to them", state, "bytes a person");
  section.state("one ask with its answer", ask, "bytes a person asked");
  section.state("hot state: all of these", each(vault.place_index) + each(vault.places) + state + ask,
                "bytes a person", bench::Better::lower, 64 + 16);
  section.state("of it without the ways from ids and rows, which are look-up",
                each(vault.place_index) + each(vault.places) + state + ask - way_to_person - way_to_ask,
                "bytes a person", bench::Better::lower, 64);
  section.state("beside it: ids 16, keys 64 mapped, ways from ids and sources in the vault",
                ids + 64 + each(vault.keys) + each(vault.sources), "bytes a person");

  std::size_t next = 0;
  engine::SnapshotWriter writer(*store.engine, folder + "/snapshot.bin", 0);
  int quiet = 0;
  const double quiet_ms = longest_step_ms(store, check, people, next, [&] { return ++quiet == 200; });
  std::vector<double> pauses, longest;
  for (int round = 0; round < section.options().rounds; ++round) {
    writer.begin();
    pauses.push_back(static_cast<double>(writer.facts().pause_us) / 1000);
    longest.push_back(longest_step_ms(store, check, people, next, [&] { return writer.settle(); }));
  }
  TOCSIN_CHECK(writer.facts().failures == 0);
  std::sort(pauses.begin(), pauses.end());
  std::sort(longest.begin(), longest.end());
  section.say(fmt::format("A snapshot of {} MB, written in {} s beside steps of 128 durable answers.",
                          writer.facts().bytes / 1'000'000,
                          static_cast<double>(writer.facts().wrote_ms) / 1000));
  section.state("the engine stands still for a snapshot, worst", pauses.back(), "ms", bench::Better::lower,
                50);
  section.state("longest step without a snapshot", quiet_ms, "ms");
  section.state("longest step while one is written, median of rounds", longest[longest.size() / 2], "ms");
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options = bench::parse_options(argc, argv);
  bench::Section section("recovery", "H. Size and recovery", options);
  section.say(
      "A restart is the real program, from its start to the line that says it listens; files are in the page "
      "cache, as after a crash of the "
      "process. People live at the world's cities.");
  const std::vector<std::uint64_t> sizes =
      options.quick ? std::vector<std::uint64_t>{5'000, 10'000, 20'000, 40'000}
                    : std::vector<std::uint64_t>{1'000'000, 2'500'000, 5'000'000, 10'000'000};
  bench::Growth growth{
      .title = "Restart by people", .x_label = "people", .y_label = "seconds", .series = {{"restart", {}}}};
  bench::Growth memory{.title = "Memory by people",
                       .x_label = "people",
                       .y_label = "MB",
                       .series = {{"resident", {}}, {"without mapped files", {}}}};
  for (const std::uint64_t people : sizes) {
    const bench::ScratchFolder folder("recovery");
    bench::make_nation(folder.path(), bench::cities(), people, people);
    std::vector<Started> rounds;
    for (int round = 0; round < (people == sizes.back() ? options.rounds : 2); ++round)
      rounds.push_back(start_server(folder.path()));
    std::sort(rounds.begin(), rounds.end(),
              [](const Started& a, const Started& b) { return a.seconds < b.seconds; });
    const Started& median = rounds[rounds.size() / 2];
    growth.series[0].points.emplace_back(people, median.seconds);
    memory.series[0].points.emplace_back(people, median.resident_bytes / 1e6);
    memory.series[1].points.emplace_back(people, median.private_bytes / 1e6);
    if (people != sizes.back()) continue;
    section.state(fmt::format("{} people are back, median of {}", people, options.rounds), median.seconds,
                  "s", bench::Better::lower, 5);
    section.state("slowest of them", rounds.back().seconds, "s");
    measure_inside(section, folder.path(), people);
  }
  section.plot(growth);
  section.plot(memory);
  return section.finish();
}
