// Section E: live updates. One message, or a burst of ten, to all who have a stream open.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <thread>

#include "bench/floor_epoll.h"
#include "bench/harness.h"
#include "bench/readers.h"
#include "doors/http/server.h"

namespace tocsin::bench {
namespace {

namespace http = doors::http;

constexpr std::size_t message_bytes = 160;
const std::string message = "{\"update\":\"" + std::string(message_bytes - 14, 'u') + message_mark + "\"}";

std::string post(const std::string& path) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{}", path,
                     message.size(), message);
}

// The server's HTTP door and hub, with a handler that publishes what it is sent.
[[noreturn]] void serve_tocsin(std::uint16_t port) {
  http::EventHub hub;
  std::atomic<std::uint64_t> next = 0;
  http::Server::Options options;
  options.port = port;
  options.connections_max = options.streams_max = 1 << 20;
  const auto handler = [&](http::Request request) -> boost::asio::awaitable<http::Response> {
    http::Response response;
    if (request.method == "POST") {
      hub.publish(fmt::format("{}", ++next), "update", request.body);
      co_return response;
    }
    response.content_type = "text/event-stream";
    response.stream = hub.subscribe();
    co_return response;
  };
  const auto server = http::Server::start(options, handler, hub);
  if (!server) ::_exit(2);
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// A server that fans out, its readers, and how a message is sent to it.
struct Fan {
  std::string name;
  Process server = {};
  std::uint16_t port = free_port();
  ReaderKind kind = {};
  std::string publish = {};
  std::string published = {};  // the end of its answer
  std::unique_ptr<Readers> readers = {};
  std::unique_ptr<Line> line = {};

  bool connect(std::size_t count) {
    if (!readers) {
      if (!wait_for_port(port)) return false;
      readers = std::make_unique<Readers>(kind, port);
      line = std::make_unique<Line>(port);
    }
    return readers->add(count - readers->count());
  }
  // Seconds until all have all messages; the median of some tries.
  double measure(std::size_t messages, int tries) const {
    std::string bytes;
    for (std::size_t i = 0; i < messages; ++i) bytes += publish;
    std::vector<double> times;
    for (int i = 0; i < tries; ++i) {
      const double time = readers->measure(messages, [&] {
        line->send(bytes);
        line->wait_for(published, messages);
      });
      if (time < 0) return -1;
      times.push_back(time);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }
};

Fan tocsin_fan() {
  Fan fan{.name = "Tocsin"};
  fan.server = Process::fork_work([port = fan.port] { serve_tocsin(port); });
  fan.kind = event_stream_readers("/v1/events");
  fan.kind.ready = "retry: 3000\n\n\r\n";
  fan.publish = post("/publish");
  fan.published = "Content-Length: 0\r\n\r\n";
  return fan;
}

Fan floor_fan(unsigned threads) {
  Fan fan{.name = fmt::format("bare epoll, {} thread{}", threads, threads == 1 ? "" : "s")};
  fan.server = Process::fork_work([port = fan.port, threads] { serve_events(port, threads); });
  fan.kind = event_stream_readers("/");
  fan.publish = post("/");
  fan.published = "Content-Length: 0\r\n\r\n";
  return fan;
}

std::optional<Fan> nchan_fan() {
  const std::string module = "/usr/lib/nginx/modules/ngx_nchan_module.so";
  if (!std::ifstream(module)) return std::nullopt;
  Fan fan{.name = "nginx + nchan"};
  const std::string directory = scratch_directory("nchan");
  std::ofstream(directory + "/nginx.conf") << fmt::format(
      R"(load_module {};
daemon off; worker_processes 2; worker_rlimit_nofile 65536; pid {}/pid; error_log {}/error.log;
events {{ worker_connections 30000; }}
http {{ access_log off; keepalive_requests 1000000000; nchan_max_reserved_memory 256M;
server {{ listen 127.0.0.1:{} backlog=4096;
location = /sub {{ nchan_subscriber eventsource; nchan_channel_id live; nchan_subscriber_first_message newest; }}
location = /pub {{ nchan_publisher; nchan_channel_id live; nchan_message_buffer_length 16; }} }} }}
)",
      module, directory, directory, fan.port);
  auto server = Process::start({"/usr/sbin/nginx", "-p", directory, "-c", directory + "/nginx.conf"},
                               directory + "/log");
  if (!server) return std::nullopt;
  fan.server = std::move(*server);
  fan.kind = event_stream_readers("/sub");
  fan.publish = post("/pub");
  fan.published = "last message id:";
  return fan;
}

std::optional<Fan> redis_fan() {
  Fan fan{.name = "Redis pub/sub"};
  const std::string directory = scratch_directory("redis-live");
  auto server = Process::start({"/usr/bin/redis-server", "--port", fmt::format("{}", fan.port), "--dir",
                                directory, "--save", "", "--maxclients", "30000"},
                               directory + "/log");
  if (!server) return std::nullopt;
  fan.server = std::move(*server);
  fan.kind = {"SUBSCRIBE live\r\n", ":1\r\n"};
  fan.publish = fmt::format("*3\r\n$7\r\nPUBLISH\r\n$4\r\nlive\r\n${}\r\n{}\r\n", message.size(), message);
  fan.published = "\r\n";
  return fan;
}

// Until the last of more and more readers has one message.
Growth measure_growth(const std::vector<Fan*>& fans, std::size_t readers) {
  Growth growth{.title = "One update: until the last reader has it",
                .x_label = "readers",
                .y_label = "ms",
                .series = {}};
  for (Fan* fan : fans) {
    Series series{fan->name, {}};
    for (std::size_t count = readers / 10; count < readers; count = count * 2 + count / 2) {
      if (!fan->connect(count)) break;
      series.points.emplace_back(static_cast<double>(count), fan->measure(1, 5) * 1000);
    }
    growth.series.push_back(std::move(series));
  }
  return growth;
}

// As many readers as there are descriptors.
void measure_most(Section& section, Fan& fan, std::size_t most, Series& series) {
  if (!fan.connect(most)) return;
  const double before = fan.server.cpu_seconds();
  constexpr int tries = 20;
  const double time = fan.measure(1, tries);
  const double cpu = fan.server.cpu_seconds() - before;
  section.state(fmt::format("last of {} readers", most), time * 1000, "ms");
  section.state(fmt::format("CPU a delivery at {} readers", most),
                cpu * 1e6 / (tries * static_cast<double>(most)), "us");
  series.points.emplace_back(static_cast<double>(most), time * 1000);
}

int run(const Options& options) {
  Section section("live", "E. Live updates", options);
  const std::size_t limit = raise_descriptor_limit();
  const std::size_t readers = options.quick ? 500 : 10'000;
  std::vector<Fan> fans;
  // Forked before there are threads.
  fans.push_back(tocsin_fan());
  fans.push_back(floor_fan(1));
  fans.push_back(floor_fan(2));
  if (!options.quick) {
    if (auto fan = nchan_fan()) fans.push_back(std::move(*fan));
    if (auto fan = redis_fan()) fans.push_back(std::move(*fan));
  }
  section.say(fmt::format(
      "One message of {} bytes to {} open streams, from sending it to the last reader's having it; and ten "
      "messages sent at once. The readers are two processes with an epoll each, on the same two cores. "
      "Tocsin is "
      "its HTTP door and hub (two reactors) with a handler that publishes what is posted. The floors send "
      "the same "
      "bytes with one send a reader, coalesced when messages wait.",
      message.size(), readers));
  section.say("nginx + nchan: 2 workers, EventSource subscribers. Redis: SUBSCRIBE and PUBLISH, not HTTP.");
  Growth growth = measure_growth({&fans[0], &fans[2]}, readers);
  for (Fan& fan : fans) {
    if (!fan.connect(readers)) fmt::print(stderr, "{}: not all readers could connect\n", fan.name);
  }
  Row last{.name = "last reader", .unit = "ms", .better = Better::lower};
  Row burst{.name = "bursts of 10", .unit = "million deliveries/s", .better = Better::higher};
  for (const Fan& fan : fans) {
    last.contenders.push_back({fan.name, [&fan]() -> std::optional<double> {
                                 const double seconds = fan.measure(1, 9);
                                 return seconds < 0 ? std::nullopt : std::optional(seconds * 1000);
                               }});
    burst.contenders.push_back({fan.name, [&fan, readers]() -> std::optional<double> {
                                  const double seconds = fan.measure(10, 5);
                                  if (seconds < 0) return std::nullopt;
                                  return 10 * static_cast<double>(readers) / seconds / 1e6;
                                }});
  }
  last.goals = {{fans[2].name, 1 / 1.2}};
  if (!options.quick) {
    last.goals.push_back({"nginx + nchan", 1.5});
    burst.goals = {{"nginx + nchan", 10}, {"Redis pub/sub", 1.7}};
  }
  section.compare(last);
  section.compare(burst);
  if (!options.quick) {
    const double seconds = fans[0].measure(10, 5);
    section.state("bursts of 10, Tocsin", 10 * static_cast<double>(readers) / seconds / 1e6,
                  "million deliveries/s", Better::higher, 1.2);
    const std::size_t most = limit - 500;
    if (most > readers) measure_most(section, fans[0], most, growth.series[0]);
    section.plot(std::move(growth));
  }
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
