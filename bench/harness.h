// Section: one page of the benchmarks. It runs Tocsin and its peers by turns on the same work, prints figures
// and ratios, and says whether the goals are met.
//
// Only ratios taken in one run count: machines are shared and drift. Every row runs its contenders once a
// round, one after the other, the order turned by one each round; a ratio is that of one round, and the table
// gives the median, least and greatest of all rounds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::bench {

struct Options {
  bool quick = false;  // small sizes, two rounds: shows that the bench works, says nothing about speed
  int rounds = 5;
  bool write_docs = false;  // replace this section of docs/performance.md and its plots
};
// Ends the process with 2 on an unknown option.
Options parse_options(int argc, char** argv);

enum class Better { lower, higher };

struct Contender {
  std::string name;
  // Does the work once and gives its figure in the row's unit; nothing when it cannot run here (not
  // installed).
  std::function<std::optional<double>()> run;
};

// "Tocsin is at least `factor` times as good as `against`" (a contender's name). 1/1.6 = "at most 1.6 times
// as slow".
struct Goal {
  std::string against;
  double factor = 1;
};

struct Row {
  std::string name;  // "country, 1,000+ vertices (166,855 hits)"
  std::string unit;  // "ms", "million points/s"
  Better better = Better::lower;
  std::vector<Contender> contenders = {};  // the first is Tocsin
  std::vector<Goal> goals = {};
};

// How cost grows: at least four sizes a series, drawn with both axes logarithmic.
struct Series {
  std::string name;
  std::vector<std::pair<double, double>> points;
};
struct Growth {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;
};

class Section {
 public:
  // `name` is the program's: "audience". `title` stands in the tables: "A. Audience".
  Section(std::string name, std::string title, Options options);

  const Options& options() const { return options_; }
  // A sentence under the title: sizes, load generators, settings of peers. May be called many times.
  void say(std::string line);
  void compare(const Row& row);
  // A figure of Tocsin alone against a fixed goal: bytes a person, a pause.
  void state(const std::string& name, double value, const std::string& unit, Better better, double goal);
  // The same without a goal.
  void state(const std::string& name, double value, const std::string& unit);
  void plot(Growth growth);
  // Prints the verdict, writes docs when asked. 0: goals met; 1: the median of a ratio (or a stated figure)
  // is below its goal; 3: inconclusive (a peer is absent, or the middle of its own rounds spreads over 20 %
  // and the ratio's range holds the goal). A quick run gives 0 when everything could run.
  int finish();

 private:
  enum class Verdict { met, missed, unclear };
  void judge(const std::string& what, Verdict verdict);
  void print(const std::string& line);

  std::string name_, title_;
  Options options_;
  std::string page_;  // markdown
  std::vector<Growth> plots_;
  std::vector<std::string> missed_, unclear_;
  int judged_ = 0;
  bool table_open_ = false, statements_open_ = false;
};

// Seconds on the steady clock that `work` takes.
double seconds_of(const std::function<void()>& work);
// User and system seconds of this process so far, and of another.
double cpu_seconds();
double cpu_seconds_of(int pid);
// Resident bytes of this process; 0 where /proc is absent.
std::size_t resident_bytes();
// Keeps the optimizer from dropping what led to `value`.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace tocsin::bench
