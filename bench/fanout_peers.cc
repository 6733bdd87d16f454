// PostgreSQL and Redis as a product would use them for the same; each is started in a folder of its own.
#include <libpq-fe.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include "bench/fanout_day.h"
#include "bench/harness.h"
#include "bench/postgres.h"

namespace tocsin::bench {
namespace {

struct Connection {
  PGconn* link;
  explicit Connection(const PostgresServer& server) : link(PQconnectdb(server.connection().c_str())) {}
  ~Connection() { PQfinish(link); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  bool run(const std::string& sql) {
    PGresult* result = PQexec(link, sql.c_str());
    const auto status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  }
};

}  // namespace

Postgres::Postgres(const std::string& directory) {
  if (directory.empty()) return;
  std::filesystem::remove_all(directory);
  server_ = PostgresServer::start(
      directory,
      "-c shared_buffers=2GB -c work_mem=512MB -c max_wal_size=16GB -c wal_compression=off "
      "-c autovacuum=off -c checkpoint_timeout=1h -c jit=off");
}

Postgres::~Postgres() {
  if (!server_) return;
  const std::string directory = server_->folder();
  server_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
}

bool Postgres::prepare(PersonRow people, int watchers) {
  if (!server_) return false;
  Connection connection(*server_);
  deliveries_ = static_cast<double>(people) * watchers;
  return connection.run("create table circle(subject int, watcher int, view int)") &&
         connection.run(
             fmt::format("insert into circle select s, (random() * {})::int, 1 + (random() * 2)::int "
                         "from generate_series(0, {}) s, generate_series(1, {})",
                         people - 1, people - 1, watchers)) &&
         connection.run("create table answer(subject int, said int, after_ds int)") &&
         connection.run(fmt::format(
             "insert into answer select s, 2 + (random() * 1.2)::int, s from generate_series(0, {}) s",
             people - 1)) &&
         connection.run(
             "create table counter(watcher int primary key, safe int, need_help int, other int) "
             "with (fillfactor = 50)") &&
         connection.run("create table inbox(watcher int, subject int, said int, after_ds int)") &&
         connection.run("create index on circle(subject)") && connection.run("vacuum analyze");
}

std::optional<double> Postgres::timed(const std::vector<std::string>& halves) {
  if (!server_) return std::nullopt;
  std::array<bool, 2> done{};
  const double seconds = seconds_of([&] {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 2; ++i) {
      threads.emplace_back([&, i] {
        Connection connection(*server_);
        done[i] = connection.run(halves[i]);
      });
    }
    for (auto& thread : threads) thread.join();
  });
  if (!done[0] || !done[1]) return std::nullopt;
  return deliveries_ / seconds;
}

std::optional<double> Postgres::counters() {
  if (server_) {
    Connection connection(*server_);
    connection.run("truncate counter");
  }
  // Each client has the watchers of one parity, so that neither waits for the other's rows.
  std::vector<std::string> halves;
  for (int half = 0; half < 2; ++half) {
    halves.push_back(fmt::format(
        "insert into counter select watcher, count(*) filter (where said = 2), count(*) filter (where said = "
        "3), "
        "count(*) filter (where said > 3) from circle join answer using (subject) "
        "where watcher % 2 = {} and (view > 1 or said = 2) group by watcher on conflict (watcher) do update "
        "set "
        "safe = counter.safe + excluded.safe, need_help = counter.need_help + excluded.need_help, "
        "other = counter.other + excluded.other",
        half));
  }
  return timed(halves);
}

std::optional<double> Postgres::inboxes() {
  if (server_) {
    Connection connection(*server_);
    connection.run("truncate inbox");
  }
  std::vector<std::string> halves;
  for (int half = 0; half < 2; ++half) {
    halves.push_back(
        fmt::format("insert into inbox select watcher, subject, said, after_ds from circle join answer using "
                    "(subject) where subject % 2 = {} and (view > 1 or said = 2)",
                    half));
  }
  return timed(halves);
}

Redis::Redis(std::string directory) {
  if (directory.empty() || !std::filesystem::exists("/usr/bin/redis-server")) return;
  std::filesystem::create_directories(directory);
  // A socket's path is short.
  socket_path_ = fmt::format("/tmp/tocsin-bench-redis-{}.sock", ::getpid());
  pid_ = ::fork();
  if (pid_ == 0) {
    static_cast<void>(::freopen("/dev/null", "w", stdout));
    ::execl("/usr/bin/redis-server", "redis-server", "--port", "0", "--unixsocket", socket_path_.c_str(),
            "--save", "", "--appendonly", "no", "--dir", directory.c_str(), nullptr);
    ::_exit(1);
  }
  for (int i = 0; i < 100 && !std::filesystem::exists(socket_path_); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

Redis::~Redis() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

std::optional<double> Redis::pipeline(const Day& day, std::size_t answers, bool inboxes) {
  if (pid_ <= 0) return std::nullopt;
  const int link = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path_.c_str(), sizeof address.sun_path - 1);
  if (::connect(link, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(link);
    return std::nullopt;
  }
  const auto talk = [link](const std::string& out, std::size_t replies) {
    std::size_t sent = 0, got = 0;
    std::array<char, 65'536> in;
    std::thread sender([&] {
      while (sent < out.size()) {
        const auto n = ::write(link, out.data() + sent, out.size() - sent);
        if (n <= 0) return;
        sent += static_cast<std::size_t>(n);
      }
    });
    while (got < replies) {
      const auto n = ::read(link, in.data(), in.size());
      if (n <= 0) break;
      got += static_cast<std::size_t>(std::count(in.begin(), in.begin() + n, '\n'));
    }
    sender.join();
    return got >= replies;
  };
  talk("*1\r\n$8\r\nFLUSHALL\r\n", 1);
  double deliveries = 0;
  std::string out;
  for (std::size_t i = 0; i < answers && i < day.answers.size(); ++i) {
    const auto& answer = day.answers[i];
    for (const auto word : day.viewers.list(answer.subject)) {
      const std::string key = fmt::format("{}", word.other());
      const std::string value =
          inboxes ? fmt::format("{}:{}:{}", answer.subject, static_cast<int>(answer.said), answer.after_ds)
                  : std::string(answer.said == views::Said::safe ? "s" : "o");
      if (inboxes) {
        fmt::format_to(std::back_inserter(out), "*3\r\n$5\r\nLPUSH\r\n${}\r\n{}\r\n${}\r\n{}\r\n", key.size(),
                       key, value.size(), value);
      } else {
        fmt::format_to(std::back_inserter(out), "*2\r\n$4\r\nINCR\r\n${}\r\n{}{}\r\n", key.size() + 1, key,
                       value);
      }
      ++deliveries;
    }
  }
  bool done = false;
  const double seconds = seconds_of([&] { done = talk(out, static_cast<std::size_t>(deliveries)); });
  ::close(link);
  if (!done) return std::nullopt;
  return deliveries / seconds;
}

std::optional<double> Redis::counters(const Day& day, std::size_t answers) {
  return pipeline(day, answers, false);
}
std::optional<double> Redis::inboxes(const Day& day, std::size_t answers) {
  return pipeline(day, answers, true);
}

}  // namespace tocsin::bench
