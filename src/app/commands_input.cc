// people, ingest, cap and operator.
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <set>

#include "app/commands.h"
#include "app/portal.h"
#include "base/text.h"
#include "doors/http/json_views.h"
#include "doors/http/reply.h"
#include "doors/people_rows.h"
#include "wire/cap.h"
#include "wire/csv.h"

namespace tocsin::app {
namespace {

namespace json = boost::json;

constexpr std::size_t csv_bytes_max = std::size_t{4}
                                      << 30;  // ten million people, held whole while it is read
constexpr std::size_t rows_a_request = 2000;

// A line on the error stream that tells how far we are; nothing when it is not a terminal.
class Progress {
 public:
  explicit Progress(std::size_t total) : total_(total), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::size_t position, std::uint64_t rows) {
    const std::size_t percent = total_ == 0 ? 100 : position * 100 / total_;
    if (!shown_ || percent == percent_) return;
    percent_ = percent;
    fmt::print(stderr, "\r[{:<40}] {:3} % {} rows", std::string(percent * 40 / 100, '#'), percent, rows);
  }

 private:
  std::size_t total_;
  bool shown_;
  std::size_t percent_ = 101;
};

struct Totals {
  std::uint64_t created = 0, updated = 0, unchanged = 0;
};

struct Reject {
  std::uint64_t line = 0;
  std::string column;
  std::string reason;
};

// Sends one CSV file in requests and collects what came of it.
class Importer {
 public:
  Importer(Portal& portal, const ImportOptions& options) : portal_(portal), options_(options) {}

  // `list` is "people" or "trips".
  Result<> run(const std::string& text, const char* list, const std::vector<std::string>& columns);

  const Totals& totals() const { return totals_; }
  const std::vector<Reject>& rejects() const { return rejects_; }

 private:
  Result<> read_header(wire::CsvReader& reader, const std::vector<std::string>& columns);
  Result<> send();

  Portal& portal_;
  const ImportOptions& options_;
  const char* list_ = "people";
  std::vector<std::string> header_;
  json::array rows_;
  std::vector<std::uint64_t> lines_;
  Totals totals_;
  std::vector<Reject> rejects_;
};

Result<> Importer::read_header(wire::CsvReader& reader, const std::vector<std::string>& columns) {
  TOCSIN_TRY(const auto row, reader.next());
  if (!row) return fail(Errc::invalid, "the file is empty; its first line must name the columns");
  header_.clear();
  for (const auto& field : row->fields) {
    const std::string name(trim(field));
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
      return fail(Errc::invalid, fmt::format("line {}: \"{}\" is not a known column; known are {}", row->line,
                                             name, fmt::join(columns, ",")));
    }
    if (std::find(header_.begin(), header_.end(), name) != header_.end())
      return fail(Errc::invalid, fmt::format("line {}: column {} stands twice", row->line, name));
    header_.push_back(name);
  }
  if (std::find(header_.begin(), header_.end(), "person_id") == header_.end())
    return fail(Errc::invalid, "the column person_id is missing");
  return {};
}

Result<> Importer::send() {
  if (rows_.empty()) return {};
  json::object body{{"source", options_.source},
                    {"basis", options_.basis},
                    {"dry_run", options_.dry_run},
                    {list_, std::move(rows_)}};
  rows_ = {};
  TOCSIN_TRY(const auto response,
             portal_.send("POST", "/v1/people", json::serialize(body), "application/json"));
  const auto answer = doors::http::parse_json(response.body);
  if (!answer || !answer->is_object()) return fail(Errc::io, "the server's answer cannot be read");
  const auto& object = answer->get_object();
  if (response.status != 200) return fail(Errc::invalid, std::string(object.at("detail").as_string()));
  totals_.created += object.at("created").to_number<std::uint64_t>();
  totals_.updated += object.at("updated").to_number<std::uint64_t>();
  totals_.unchanged += object.at("unchanged").to_number<std::uint64_t>();
  for (const auto& reject : object.at("rejected").as_array()) {
    rejects_.push_back({lines_.at(reject.at("index").to_number<std::size_t>()),
                        std::string(reject.at("field").as_string()),
                        std::string(reject.at("detail").as_string())});
  }
  lines_.clear();
  return {};
}

Result<> Importer::run(const std::string& text, const char* list, const std::vector<std::string>& columns) {
  list_ = list;
  wire::CsvReader reader(text);
  TOCSIN_TRY_VOID(read_header(reader, columns));
  Progress progress(text.size());
  std::uint64_t rows = 0;
  // Guardians must be known before their wards; rows with one wait until the rest of the file has been sent.
  std::vector<std::pair<std::uint64_t, json::object>> wards;
  const auto add = [&](std::uint64_t line, json::object row) -> Result<> {
    lines_.push_back(line);
    rows_.push_back(std::move(row));
    return rows_.size() >= rows_a_request ? send() : Result<>();
  };
  for (;;) {
    auto row = reader.next();
    progress.at(reader.position(), rows);
    if (!row) {
      const auto line =
          parse_int(std::string_view(row.error().detail).substr(5, row.error().detail.find(':') - 5));
      rejects_.push_back({static_cast<std::uint64_t>(line.value_or(0)), "", row.error().detail});
      continue;
    }
    if (!*row) break;
    ++rows;
    if ((*row)->fields.size() != header_.size()) {
      rejects_.push_back(
          {(*row)->line, "",
           fmt::format("has {} fields where the header has {}", (*row)->fields.size(), header_.size())});
      continue;
    }
    json::object object;
    bool has_guardian = false;
    bool is_text = true;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      const auto& cell = (*row)->fields[i];
      if (cell.empty()) continue;
      if (!is_utf8(cell)) {
        rejects_.push_back({(*row)->line, header_[i], "is not UTF-8"});
        is_text = false;
      }
      has_guardian |= header_[i] == "guardian_id" && cell != "-";
      object[header_[i]] = cell;
    }
    if (!is_text) continue;
    if (has_guardian) {
      wards.emplace_back((*row)->line, std::move(object));
    } else {
      TOCSIN_TRY_VOID(add((*row)->line, std::move(object)));
    }
  }
  TOCSIN_TRY_VOID(send());
  for (auto& [line, object] : wards) TOCSIN_TRY_VOID(add(line, std::move(object)));
  return send();
}

Result<std::string> write_rejects(const std::string& file, const std::vector<Reject>& rejects) {
  const std::string path = file + ".rejected.csv";
  std::string csv = wire::csv_row({"line", "column", "reason"});
  for (const auto& reject : rejects)
    csv += wire::csv_row({std::to_string(reject.line), reject.column, reject.reason});
  TOCSIN_TRY_VOID(write_file_atomic(path, csv));
  return path;
}

json::object check_line(const std::string& file, const wire::cap::Parsed& parsed) {
  return {{"file", file},
          {"version", parsed.version.empty() ? json::value() : json::value(parsed.version)},
          {"verdict", wire::cap::to_string(parsed.verdict)},
          {"signature", parsed.signature.empty() ? "absent" : parsed.signature},
          {"findings", doors::http::findings_json(parsed.findings)}};
}

}  // namespace

int import_people(const ImportOptions& options) {
  for (const auto& [flag, value] : {std::pair{"--source", &options.source}, {"--basis", &options.basis}}) {
    if (trim(*value).empty())
      return report({Errc::invalid, "is empty: say where the list comes from and why we may hold it", flag});
  }
  auto text = read_file(options.file, csv_bytes_max);
  if (!text) return report({Errc::io, text.error().detail, {}});
  auto trips = options.trips.empty() ? Result<Bytes>(Bytes()) : read_file(options.trips, csv_bytes_max);
  if (!trips) return report({Errc::io, trips.error().detail, {}});
  auto portal = Portal::open(options.data);
  if (!portal) return report(portal.error());
  Importer people(*portal, options), journeys(*portal, options);
  if (auto done = people.run(*text, "people", doors::people_columns()); !done)
    return report({done.error().code, fmt::format("{}: {}", options.file, done.error().detail), {}});
  if (!options.trips.empty()) {
    if (auto done = journeys.run(*trips, "trips", doors::trip_columns()); !done)
      return report({done.error().code, fmt::format("{}: {}", options.trips, done.error().detail), {}});
  }
  std::uint64_t rejected = 0;
  json::value rejects_file;
  for (const auto& [importer, file] : {std::pair{&people, &options.file}, {&journeys, &options.trips}}) {
    if (importer->rejects().empty()) continue;
    std::set<std::uint64_t> lines;  // a row with two faults is one row
    for (const auto& reject : importer->rejects()) lines.insert(reject.line);
    rejected += lines.size();
    const auto path = write_rejects(*file, importer->rejects());
    if (!path) return report(path.error());
    if (rejects_file.is_null()) rejects_file = json::value(*path);
    if (!options.json)
      fmt::print(stderr, "tocsin: some rows of {} were not taken; the reasons are in {}\n", *file, *path);
  }
  const auto& totals = people.totals();
  const std::uint64_t updated = totals.updated + journeys.totals().updated;
  if (options.json) {
    fmt::print("{}\n", json::serialize(json::object{{"created", totals.created},
                                                    {"updated", updated},
                                                    {"unchanged", totals.unchanged},
                                                    {"rejected", rejected},
                                                    {"rejects_file", rejects_file}}));
  } else {
    fmt::print("{}{} created, {} updated, {} unchanged, {} rejected\n", options.dry_run ? "dry run: " : "",
               totals.created, updated, totals.unchanged, rejected);
  }
  return rejected > 0 ? exit_refused : exit_done;
}

int forget_person(const std::string& id, const std::string& data) {
  const auto parsed = parse_id(id);
  if (!parsed) return report({Errc::invalid, parsed.error().detail, "ID"});
  auto portal = Portal::open(data);
  if (!portal) return report(portal.error());
  const auto response = portal->send("DELETE", "/v1/people/" + to_hex(*parsed), "", "");
  if (!response) return report(response.error());
  if (response->status != 200) return report({Errc::invalid, "no such person", "ID"});
  fmt::print("forgotten\n");
  return exit_done;
}

int ingest(const std::vector<std::string>& files, const std::string& data, bool) {
  auto portal = Portal::open(data);
  if (!portal) return report(portal.error());
  int code = exit_done;
  for (const auto& file : files) {
    const auto bytes = read_file(file, wire::cap::bytes_max);
    json::object line{
        {"file", file}, {"alert", nullptr}, {"verdict", "rejected"}, {"duplicate", false}, {"public", false}};
    if (!bytes) {
      report({Errc::io, bytes.error().detail, {}});
      code = bytes.error().code == Errc::too_large ? std::max(code, exit_refused) : exit_could_not_run;
      line["error"] = bytes.error().detail;
      fmt::print("{}\n", json::serialize(line));
      continue;
    }
    const auto response = portal->send("POST", "/v1/alerts", *bytes, "application/cap+xml");
    if (!response) return report(response.error());
    const auto body = doors::http::parse_json(response->body);
    const auto* object = body ? body->if_object() : nullptr;
    if (response->status == 200 || response->status == 201) {
      line["alert"] = object->at("id");
      line["verdict"] = object->at("verdict");
      line["duplicate"] = response->status == 200;
      line["public"] = object->at("public");
    } else {
      code = std::max(code, exit_refused);
      line["error"] = object != nullptr && object->contains("detail")
                          ? object->at("detail")
                          : json::value(fmt::format("status {}", response->status));
    }
    fmt::print("{}\n", json::serialize(line));
  }
  return code;
}

int cap_check(const std::vector<std::string>& files, bool as_json) {
  int code = exit_done;
  for (const auto& file : files) {
    const auto bytes = read_file(file, wire::cap::bytes_max + 1);
    if (!bytes && bytes.error().code != Errc::too_large) {
      report({Errc::io, bytes.error().detail, {}});
      code = exit_could_not_run;
      continue;
    }
    // Past the limit the reader says so itself, as a finding.
    const auto parsed = wire::cap::parse(
        bytes ? std::string_view(*bytes) : std::string_view(std::string(wire::cap::bytes_max + 1, ' ')));
    if (parsed.verdict == wire::cap::Verdict::rejected) code = std::max(code, exit_refused);
    if (as_json) {
      fmt::print("{}\n", json::serialize(check_line(file, parsed)));
      continue;
    }
    fmt::print("{}: {}{}\n", file, wire::cap::to_string(parsed.verdict),
               parsed.version.empty()
                   ? ""
                   : fmt::format(" (CAP {}, signature {})", parsed.version, parsed.signature));
    for (const auto& finding : parsed.findings) {
      fmt::print("  {:7} {} {} - {}{}\n", wire::cap::to_string(finding.level), finding.code, finding.path,
                 finding.detail, finding.repaired.empty() ? "" : fmt::format(" [{}]", finding.repaired));
    }
  }
  return code;
}

int invite(const std::string& name, const std::string& role, const std::string& data,
           const std::string& token_file) {
  std::string token;
  if (!token_file.empty()) {
    const auto text = read_file(token_file, 4096);
    if (!text) return report({Errc::io, text.error().detail, "--token-file"});
    token = trim(*text);
  }
  auto portal = Portal::open(data);
  if (!portal) return report(portal.error());
  const json::object body{{"name", name}, {"role", role}};
  const auto response =
      portal->send("POST", "/v1/operators", json::serialize(body), "application/json", token);
  if (!response) return report(response.error());
  const auto answer = doors::http::parse_json(response->body);
  if (!answer || !answer->is_object()) return report({Errc::io, "the server's answer cannot be read", {}});
  const auto& object = answer->get_object();
  if (response->status != 201)
    return report({Errc::invalid, std::string(object.at("detail").as_string()), {}});
  fmt::print("One-time link for {} ({}):\n  {}\n", name, role,
             std::string_view(object.at("link").as_string()));
  return exit_done;
}

int enter(const std::string& link, const std::string& data, const std::string& token_file) {
  const auto slash = link.rfind('/');
  const std::string secret = slash == std::string::npos ? link : link.substr(slash + 1);
  auto portal = Portal::open(data);
  if (!portal) return report(portal.error());
  const auto response = portal->send("POST", "/enter/" + secret, "", "application/x-www-form-urlencoded");
  if (!response) return report(response.error());
  const auto body = doors::http::parse_json(response->body);
  if (response->status != 200 || !body)
    return report({Errc::invalid, "this one-time link is not valid or was used already", "LINK"});
  const auto& object = body->get_object();
  if (auto written = write_file_atomic(token_file, std::string(object.at("token").as_string()) + "\n");
      !written)
    return report(written.error());
  fmt::print("the token of \"{}\" ({}) is in {}\n", std::string_view(object.at("name").as_string()),
             std::string_view(object.at("role").as_string()), token_file);
  return exit_done;
}

}  // namespace tocsin::app
