// Section G: reading CAP. Tocsin reads, checks and judges each message (everything `tocsin cap check` does);
// libxml2 and pugixml only build their trees. One thread, the documents in memory, the whole corpus a round.
#include <fmt/format.h>
#include <libxml/parser.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <vector>

#include "bench/harness.h"
#include "wire/cap.h"

namespace tocsin::bench {
namespace {

using Documents = std::vector<std::string>;

// The real alerts beside the checkout, or, where they are not, those of the demonstration: smallest first.
Documents load() {
  namespace fs = std::filesystem;
  const char* const named = std::getenv("TOCSIN_SHARED");
  fs::path folder =
      fs::path(named != nullptr ? named : TOCSIN_SOURCE_DIR "/../shared") / "data" / "cap" / "valid";
  if (!fs::exists(folder)) folder = TOCSIN_SOURCE_DIR "/scenarios";
  Documents documents;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".xml") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    documents.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>{});
  }
  std::ranges::sort(documents, {}, [](const std::string& document) { return document.size(); });
  return documents;
}

std::size_t bytes_of(std::span<const std::string> documents) {
  std::size_t bytes = 0;
  for (const std::string& document : documents) bytes += document.size();
  return bytes;
}

bool read_by_tocsin(const std::string& document) {
  const wire::cap::Parsed parsed = wire::cap::parse(document);
  keep(parsed);
  return parsed.verdict != wire::cap::Verdict::rejected;
}

bool read_by_libxml2(const std::string& document) {
  constexpr int options = XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  xmlDocPtr tree =
      xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr, nullptr, options);
  keep(tree);
  xmlFreeDoc(tree);
  return tree != nullptr;
}

bool read_by_pugixml(const std::string& document) {
  pugi::xml_document tree;
  const bool good = static_cast<bool>(tree.load_buffer(document.data(), document.size()));
  keep(tree);
  return good;
}

using Read = bool (*)(const std::string&);
struct Reader {
  const char* name;
  Read read;
};
constexpr Reader readers[] = {{"Tocsin: parse and every rule", read_by_tocsin},
                              {"libxml2: bare parse", read_by_libxml2},
                              {"pugixml: bare parse (floor)", read_by_pugixml}};

// Alerts a second; nothing when one of them cannot be read, for then the readers did not do the same work.
std::optional<double> rate(std::span<const std::string> documents, Read read, double seconds_min) {
  std::size_t count = 0;
  double seconds = 0;
  while (seconds < seconds_min) {
    bool good = true;
    seconds += seconds_of([&] {
      for (const std::string& document : documents) good = read(document) && good;
    });
    if (!good) return std::nullopt;
    count += documents.size();
  }
  return static_cast<double>(count) / seconds;
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void compare(Section& section, const std::string& name, std::span<const std::string> documents,
             double seconds_min, bool judged) {
  Row row{.name = name, .unit = "alerts/s", .better = Better::higher};
  for (const Reader& reader : readers)
    row.contenders.push_back({reader.name, [=] { return rate(documents, reader.read, seconds_min); }});
  if (judged) row.goals = {{readers[1].name, 2}};
  section.compare(row);
}

// Quarters of the corpus by size.
void plot_sizes(Section& section, std::span<const std::string> documents, double seconds_min) {
  Growth growth{.title = "One alert by its size: time to read it",
                .x_label = "mean bytes an alert",
                .y_label = "microseconds an alert",
                .series = {}};
  for (const Reader& reader : readers) growth.series.push_back({reader.name, {}});
  const std::size_t count = documents.size(), ends[] = {count / 4, count / 2, count * 3 / 4, count};
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const auto quarter = documents.subspan(begin, end - begin);
    begin = end;
    if (quarter.empty()) continue;
    std::vector<double> times[std::size(readers)];
    for (int round = 0; round < section.options().rounds; ++round) {
      for (std::size_t i = 0; i < std::size(readers); ++i)
        times[i].push_back(1e6 / rate(quarter, readers[i].read, seconds_min).value_or(1e6));
    }
    const double mean = static_cast<double>(bytes_of(quarter)) / static_cast<double>(quarter.size());
    for (std::size_t i = 0; i < std::size(readers); ++i)
      growth.series[i].points.emplace_back(mean, median_of(times[i]));
  }
  section.plot(std::move(growth));
}

int run(Options options) {
  Section section("cap", "G. CAP", options);
  const Documents documents = load();
  if (documents.empty()) {
    fmt::print(stderr, "bench: there is no CAP document to read\n");
    return 2;
  }
  const double seconds_min = options.quick ? 0.05 : 0.5;
  const std::size_t bytes = bytes_of(documents);
  section.say(fmt::format(
      "{} alerts of {} bytes in all, from {} to {}, median {}; one thread, each read from memory and freed. "
      "MB/s = alerts/s x {:.4f}. libxml2 {}: xmlReadMemory with NONET, COMPACT, NOERROR and NOWARNING (no "
      "DTD, "
      "no network; the fastest of its settings here), then xmlFreeDoc. pugixml {}.{}: load_buffer with its "
      "defaults, which do not hold a document to XML's rules.",
      documents.size(), bytes, documents.front().size(), documents.back().size(),
      documents[documents.size() / 2].size(),
      static_cast<double>(bytes) / static_cast<double>(documents.size()) * 1e-6, LIBXML_DOTTED_VERSION,
      PUGIXML_VERSION / 1000, PUGIXML_VERSION / 10 % 100));
  compare(section, "all alerts", documents, seconds_min, true);
  const std::span<const std::string> rest = std::span(documents).first(documents.size() - 1);
  compare(section, "without the largest", rest, seconds_min, false);
  plot_sizes(section, documents, seconds_min / 4);
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
