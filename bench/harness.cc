#include "bench/harness.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "bench/plot.h"

namespace tocsin::bench {
namespace {

constexpr double spread_max = 0.2;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// Of the middle of the rounds: the best and the worst are left out where there are five or more, since one
// disturbed round is what a median is for.
double spread(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t out = values.size() >= 5 ? 1 : 0;
  return (values[values.size() - 1 - out] - values[out]) / median(values);
}

// Three significant digits, without an exponent.
std::string figure(double value) {
  const double size = std::abs(value);
  const std::string text = size == 0     ? "0"
                           : size >= 100 ? fmt::format("{:.0f}", value)
                           : size >= 10  ? fmt::format("{:.1f}", value)
                           : size >= 1   ? fmt::format("{:.2f}", value)
                                         : fmt::format("{:.3g}", value);
  std::string grouped = text;
  const std::size_t end = std::min(text.find('.'), text.size());
  if (text.find('e') == std::string::npos) {
    for (std::size_t at = end; at > 3 + (text[0] == '-' ? 1u : 0u); at -= 3) grouped.insert(at - 3, ",");
  }
  return grouped;
}

std::string first_line_of(const std::string& command) {
  std::string line;
  if (FILE* pipe = popen(command.c_str(), "r")) {
    char buffer[256];
    if (std::fgets(buffer, sizeof buffer, pipe) != nullptr) line = buffer;
    pclose(pipe);
  }
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
  return line.empty() ? "unknown" : line;
}

std::string machine() {
  std::string model = first_line_of("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo");
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  const double memory_gb =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e9;
  return fmt::format("{}, {} cores, {:.0f} GB; commit {}", model, cores, memory_gb,
                     first_line_of("git -C '" TOCSIN_SOURCE_DIR "' describe --always --dirty 2>/dev/null"));
}

// Puts `text` between the marks of section `name` of docs/performance.md.
void replace_in_docs(const std::string& name, const std::string& text) {
  const std::string path = TOCSIN_SOURCE_DIR "/docs/performance.md";
  std::ifstream in(path);
  std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::string begin = fmt::format("<!-- bench {} -->\n", name);
  const std::string end = fmt::format("<!-- end {} -->", name);
  const std::size_t from = page.find(begin), to = page.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from) {
    fmt::print(stderr, "bench: {} has no marks for {}\n", path, name);
    std::exit(2);
  }
  page.replace(from + begin.size(), to - from - begin.size(), text);
  std::ofstream(path) << page;
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--quick") {
      options.quick = true;
      options.rounds = 2;
    } else if (argument.starts_with("--rounds=")) {
      options.rounds = std::max(1, std::atoi(argv[i] + 9));
    } else if (argument == "--write-docs") {
      options.write_docs = true;
    } else {
      fmt::print(stderr, "bench: unknown option {}; there are --quick, --rounds=N, --write-docs\n", argument);
      std::exit(2);
    }
  }
  return options;
}

Section::Section(std::string name, std::string title, Options options)
    : name_(std::move(name)), title_(std::move(title)), options_(options) {
  // A peer that closes a pipe ends its round, not the bench.
  signal(SIGPIPE, SIG_IGN);
  print(fmt::format("## {}\n", title_));
  print(fmt::format("{}. {}", machine(),
                    options_.quick
                        ? "A quick run: it shows that the bench works and says nothing about speed."
                        : fmt::format("{} rounds.", options_.rounds)));
}

void Section::print(const std::string& line) {
  page_ += line + "\n";
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void Section::say(std::string line) {
  table_open_ = statements_open_ = false;
  print("");
  print(line);
}

void Section::judge(const std::string& what, Verdict verdict) {
  ++judged_;
  if (verdict == Verdict::missed) missed_.push_back(what);
  if (verdict == Verdict::unclear) unclear_.push_back(what);
}

void Section::compare(const Row& row) {
  const std::size_t count = row.contenders.size();
  std::vector<std::vector<double>> figures(count);
  std::vector<bool> absent(count, false);
  for (int round = 0; round < options_.rounds; ++round) {
    for (std::size_t turn = 0; turn < count; ++turn) {
      const std::size_t who = (turn + static_cast<std::size_t>(round)) % count;
      if (absent[who]) continue;
      const auto measured = row.contenders[who].run();
      if (measured) {
        figures[who].push_back(*measured);
      } else {
        absent[who] = true;
      }
    }
  }
  if (!table_open_) {
    print("");
    print("| work | who | median | Tocsin is better by: median | least | greatest | goal | |");
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |");
    table_open_ = true, statements_open_ = false;
  }
  for (std::size_t who = 0; who < count; ++who) {
    const auto& contender = row.contenders[who];
    const auto goal = std::find_if(row.goals.begin(), row.goals.end(),
                                   [&](const Goal& g) { return g.against == contender.name; });
    const std::string what = fmt::format("{}, against {}", row.name, contender.name);
    if (absent[who] || absent[0]) {
      print(fmt::format("| {} | {} | not here | | | | {} | |", row.name, contender.name,
                        goal == row.goals.end() ? "" : figure(goal->factor)));
      if (goal != row.goals.end()) judge(what + ": not here", Verdict::unclear);
      continue;
    }
    std::string line =
        fmt::format("| {} | {} | {} {} |", row.name, contender.name, figure(median(figures[who])), row.unit);
    if (who == 0) {
      print(line + " | | | | |");
      continue;
    }
    std::vector<double> ratios;
    for (std::size_t round = 0; round < figures[who].size(); ++round) {
      const double ours = figures[0][round], theirs = figures[who][round];
      ratios.push_back(row.better == Better::lower ? theirs / ours : ours / theirs);
    }
    const auto [least, greatest] = std::minmax_element(ratios.begin(), ratios.end());
    line += fmt::format(" {} | {} | {} |", figure(median(ratios)), figure(*least), figure(*greatest));
    if (goal == row.goals.end()) {
      print(line + " | |");
      continue;
    }
    Verdict verdict = median(ratios) >= goal->factor ? Verdict::met : Verdict::missed;
    const bool straddles = *least < goal->factor && *greatest >= goal->factor;
    if (straddles && spread(figures[who]) > spread_max) verdict = Verdict::unclear;
    judge(fmt::format("{}: {} of {}", what, figure(median(ratios)), figure(goal->factor)), verdict);
    print(line + fmt::format(" {} | {} |", figure(goal->factor),
                             options_.quick               ? "not judged"
                             : verdict == Verdict::met    ? "met"
                             : verdict == Verdict::missed ? "**missed**"
                                                          : "unclear"));
  }
}

void Section::state(const std::string& name, double value, const std::string& unit, Better better,
                    double goal) {
  if (!statements_open_) {
    print("");
    print("| figure | reached | goal | |");
    print("| --- | ---: | ---: | --- |");
    statements_open_ = true, table_open_ = false;
  }
  const bool met = better == Better::lower ? value <= goal : value >= goal;
  judge(fmt::format("{}: {} {} of {}", name, figure(value), unit, figure(goal)),
        met ? Verdict::met : Verdict::missed);
  print(fmt::format("| {} | {} {} | {} {} | {} |", name, figure(value), unit,
                    better == Better::lower ? "<=" : ">=", figure(goal),
                    options_.quick ? "not judged"
                    : met          ? "met"
                                   : "**missed**"));
}

void Section::state(const std::string& name, double value, const std::string& unit) {
  if (!statements_open_) {
    print("");
    print("| figure | reached | goal | |");
    print("| --- | ---: | ---: | --- |");
    statements_open_ = true, table_open_ = false;
  }
  print(fmt::format("| {} | {} {} | | |", name, figure(value), unit));
}

void Section::plot(Growth growth) {
  table_open_ = statements_open_ = false;
  print("");
  print(fmt::format("{}:", growth.title));
  print("");
  std::string head = fmt::format("| {} |", growth.x_label), rule = "| ---: |";
  for (const auto& series : growth.series) head += fmt::format(" {} |", series.name), rule += " ---: |";
  print(head);
  print(rule);
  for (std::size_t i = 0; i < growth.series.front().points.size(); ++i) {
    std::string line = fmt::format("| {} |", figure(growth.series.front().points[i].first));
    for (const auto& series : growth.series)
      line += i < series.points.size() ? fmt::format(" {} |", figure(series.points[i].second)) : " |";
    print(line);
  }
  print("");
  print(fmt::format("![{}](pictures/performance_{}_{}.svg)", growth.title, name_, plots_.size() + 1));
  plots_.push_back(std::move(growth));
}

int Section::finish() {
  if (options_.write_docs) {
    replace_in_docs(name_, page_);
    for (std::size_t i = 0; i < plots_.size(); ++i) {
      std::ofstream(fmt::format("{}/docs/pictures/performance_{}_{}.svg", TOCSIN_SOURCE_DIR, name_, i + 1))
          << draw(plots_[i]);
    }
  }
  fmt::print("\n");
  if (options_.quick) {
    for (const auto& what : unclear_) fmt::print("not measured: {}\n", what);
    fmt::print("{}: quick run done, {} comparisons alive\n", name_, judged_);
    return 0;
  }
  for (const auto& what : missed_) fmt::print("below goal: {}\n", what);
  for (const auto& what : unclear_) fmt::print("inconclusive: {}\n", what);
  fmt::print("{}: {} goals, {} below, {} inconclusive\n", name_, judged_, missed_.size(), unclear_.size());
  return !missed_.empty() ? 1 : !unclear_.empty() ? 3 : 0;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double cpu_seconds_of(int pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::string line{std::istreambuf_iterator<char>(in), {}};
  // Fields 14 and 15; the second, the name, may hold spaces.
  std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 1)));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  double user = 0, system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::size_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  in >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace tocsin::bench
