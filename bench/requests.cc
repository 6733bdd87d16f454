// Section F: small GETs. What a request costs the server in CPU time.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "bench/floor_epoll.h"
#include "bench/harness.h"
#include "bench/realm.h"

namespace tocsin::bench {
namespace {

// CPU microseconds of the server a request; failures end the bench.
std::optional<double> cost(const Process& server, const std::string& url, double seconds,
                           const std::string& script = {}) {
  const double before = server.cpu_seconds();
  const auto result = run_wrk(url, 128, seconds, script);
  if (!result || result->requests == 0) return std::nullopt;
  if (result->failed > 0) {
    fmt::print(stderr, "{} of {} requests failed at {}\n", result->failed, result->requests, url);
    std::exit(2);
  }
  return (server.cpu_seconds() - before) * 1e6 / static_cast<double>(result->requests);
}

// The leanest program that answers with so many bytes.
struct Floor {
  std::uint16_t port = free_port();
  Process server;

  explicit Floor(std::size_t bytes)
      : server(Process::fork_work([at = port, bytes] { serve_constant(at, bytes); })) {
    wait_for_port(port);
  }
  std::optional<double> run(double seconds) const {
    return cost(server, fmt::format("http://127.0.0.1:{}/", port), seconds);
  }
};

struct Nginx {
  std::optional<Process> server;
  std::uint16_t port = free_port();
  std::string directory = scratch_directory("nginx");

  explicit Nginx(const std::map<std::string, std::string>& files) {
    for (const auto& [name, body] : files) std::ofstream(directory + "/" + name) << body;
    std::ofstream(directory + "/nginx.conf") << fmt::format(
        R"(daemon off; worker_processes 1; pid {0}/pid; error_log {0}/error.log; user root;
events {{ worker_connections 4096; }}
http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 1000000000;
default_type text/html; server {{ listen 127.0.0.1:{1}; root {0};
location = /return {{ return 200 "ok"; }} }} }}
)",
        directory, port);
    server = Process::start({"/usr/sbin/nginx", "-p", directory, "-c", directory + "/nginx.conf"},
                            directory + "/log");
    if (server && !wait_for_port(port)) server.reset();
  }
  std::optional<double> run(const std::string& path, double seconds) const {
    if (!server) return std::nullopt;
    return cost(*server, fmt::format("http://127.0.0.1:{}/{}", port, path), seconds);
  }
};

std::string write_script(const std::vector<std::string>& paths) {
  const std::string directory = scratch_directory("wrk-get");
  std::ofstream list(directory + "/paths");
  for (const auto& path : paths) list << path << "?lang=en\n";
  std::ofstream(directory + "/get.lua") << fmt::format(R"(local requests, n, count = {{}}, 0, 0
function init(args)
  for path in io.lines("{}/paths") do
    count = count + 1
    requests[count] = wrk.format("GET", path)
  end
end
function request()
  n = n % count + 1
  return requests[n]
end
)",
                                                       directory);
  return directory + "/get.lua";
}

int run(const Options& options) {
  Section section("requests", "F. Small requests", options);
  const double seconds = options.quick ? 1 : 3;
  const BenchRealm realm = make_realm(options.quick ? 500 : 10'000);
  std::map<std::string, std::string> files;
  struct Path {
    std::string name, path, file;
  };
  std::vector<Path> paths = {{"board", "/board?lang=en", "board.html"},
                             {"board, JSON", "/v1/board", "board.json"}};
  if (!realm.incident.empty())
    paths.push_back(
        {"incident with live counts", fmt::format("/i/{}?lang=en", realm.incident), "incident.html"});
  for (const Path& path : paths)
    files[path.file] = ask_realm(realm, "GET", path.path.substr(0, path.path.find('?')), "", "");
  const Nginx nginx(files);
  section.say(
      "CPU time of the server a request (user and system, from /proc), at 128 keep-alive connections of wrk. "
      "Tocsin "
      "is `tocsin serve`, with a realm in which a check is open. nginx: one worker, sendfile, "
      "open_file_cache, a file "
      "of the same bytes; `return 200` of two bytes. The floor is one thread with epoll and a constant "
      "page.");
  for (const Path& path : paths) {
    const std::size_t bytes = files[path.file].size();
    const Floor floor(bytes);
    Row row{
        .name = fmt::format("{} ({} bytes)", path.name, bytes), .unit = "us of CPU", .better = Better::lower};
    std::vector<double> ours;
    row.contenders = {
        {"Tocsin",
         [&] {
           const auto us = cost(realm.server, realm.url(path.path), seconds);
           if (us) ours.push_back(*us);
           return us;
         }},
        {"bare epoll, the same bytes", [&] { return floor.run(seconds); }},
    };
    if (!options.quick) {
      row.contenders.push_back({"nginx, file", [&] { return nginx.run(path.file, seconds); }});
      row.contenders.push_back({"nginx, return 200", [&] { return nginx.run("return", seconds); }});
    }
    section.compare(row);
    std::sort(ours.begin(), ours.end());
    if (!ours.empty())
      section.state(path.name, ours[ours.size() / 2], "us of CPU a request", Better::lower, 8);
  }
  const std::string script = write_script(realm.answer_paths);
  const Floor floor(ask_realm(realm, "GET", realm.answer_paths.front(), "", "").size());
  std::vector<double> pages;
  Row answers{.name = "answer page of each person in turn", .unit = "us of CPU", .better = Better::lower};
  answers.contenders = {{"Tocsin",
                         [&] {
                           const auto us = cost(realm.server, realm.url("/"), seconds, script);
                           if (us) pages.push_back(*us);
                           return us;
                         }},
                        {"bare epoll, the same bytes", [&] { return floor.run(seconds); }}};
  section.compare(answers);
  std::sort(pages.begin(), pages.end());
  if (!pages.empty())
    section.state("answer page", pages[pages.size() / 2], "us of CPU a request", Better::lower, 8);
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
