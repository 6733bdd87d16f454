#include "bench/geo_servers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>

#include "geo/bounds.h"
#include "geo/distance.h"
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#define TOCSIN_HAS_LIBPQ 1
#endif

namespace tocsin::bench {

namespace fs = std::filesystem;

namespace {

std::string ring_text(const std::vector<geo::Point>& ring) {
  std::string text = "(";
  for (std::size_t i = 0; i <= ring.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ",", ring[i % ring.size()].lon, ring[i % ring.size()].lat);
  return text + ")";
}

std::vector<geo::Point> ring_of(const geo::Circle& circle) {
  std::vector<geo::Point> ring;
  const double reach = circle.radius_m * geo::degrees_per_m;
  for (int i = 0; i < 64; ++i) {
    const double angle = 2 * std::numbers::pi * i / 64;
    ring.push_back({circle.center.lat + reach * std::sin(angle),
                    circle.center.lon +
                        reach * std::cos(angle) / std::cos(circle.center.lat * geo::radians_per_degree)});
  }
  return ring;
}

std::string bench_folder(const std::string& name) {
  const std::string folder = fmt::format(TOCSIN_SOURCE_DIR "/build/bench/{}", name);
  fs::create_directories(folder);
  return folder;
}

}  // namespace

bool wants_servers() {
  const char* const wanted = std::getenv("TOCSIN_BENCH_SERVERS");
  return wanted == nullptr || std::string(wanted) != "0";
}

std::string wkt_of(const geo::Area& area) {
  std::string text = "MULTIPOLYGON(";
  const char* comma = "";
  for (const auto& polygon : area.polygons) {
    text += fmt::format("{}({}", comma, ring_text(polygon.outer));
    for (const auto& hole : polygon.holes) text += "," + ring_text(hole);
    text += ")";
    comma = ",";
  }
  for (const auto& circle : area.circles) {
    text += fmt::format("{}({})", comma, ring_text(ring_of(circle)));
    comma = ",";
  }
  return text + ")";
}

#ifdef TOCSIN_HAS_LIBPQ
namespace {

PGconn* as_connection(void* connection) { return static_cast<PGconn*>(connection); }

}  // namespace

std::unique_ptr<PostgisServer> PostgisServer::start(std::size_t people, std::uint64_t seed) {
  std::unique_ptr<PostgisServer> server(new PostgisServer());
  server->table_ = fmt::format("people_{}_{}", people, seed);
  server->server_ = PostgresServer::start(
      bench_folder("postgis"),
      "-c shared_buffers=4GB -c work_mem=256MB -c maintenance_work_mem=1GB -c jit=off -c fsync=off "
      "-c max_parallel_workers_per_gather=1 -c random_page_cost=1.1 -c effective_cache_size=12GB -c "
      "max_wal_size=8GB");
  if (!server->server_) return nullptr;
  PGconn* const connection = PQconnectdb(server->server_->connection().c_str());
  server->connection_ = connection;
  if (PQstatus(connection) != CONNECTION_OK || !server->run("CREATE EXTENSION IF NOT EXISTS postgis"))
    return nullptr;
  return server;
}

PostgisServer::~PostgisServer() {
  if (connection_ != nullptr) PQfinish(as_connection(connection_));
}

bool PostgisServer::run(const std::string& sql) {
  PGresult* const result = PQexec(as_connection(connection_), sql.c_str());
  const auto status = PQresultStatus(result);
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!good) fmt::print(stderr, "bench: PostGIS: {}", PQerrorMessage(as_connection(connection_)));
  PQclear(result);
  return good;
}

bool PostgisServer::load_people(const std::vector<geo::Point>& people) {
  if (!prepare("there", "SELECT count(*) FROM pg_class WHERE relname = $1")) return false;
  if (ask("there", {table_ + "_at"}).value_or(0) != 1) {
    if (!run(fmt::format(
            "DROP TABLE IF EXISTS {0}; CREATE UNLOGGED TABLE {0} (key integer, at geometry(Point, 4326))",
            table_)) ||
        !run("CREATE TEMP TABLE raw (key integer, lon float8, lat float8)"))
      return false;
    PGconn* const connection = as_connection(connection_);
    PQclear(PQexec(connection, "COPY raw FROM STDIN"));
    std::string lines;
    for (std::size_t i = 0; i < people.size(); ++i) {
      lines += fmt::format("{}\t{}\t{}\n", i, people[i].lon, people[i].lat);
      if (lines.size() < 1'000'000 && i + 1 < people.size()) continue;
      if (PQputCopyData(connection, lines.data(), static_cast<int>(lines.size())) != 1) return false;
      lines.clear();
    }
    if (PQputCopyEnd(connection, nullptr) != 1) return false;
    while (PGresult* const result = PQgetResult(connection)) PQclear(result);
    if (!run(fmt::format("INSERT INTO {} SELECT key, ST_SetSRID(ST_MakePoint(lon, lat), 4326) FROM raw",
                         table_)) ||
        !run(fmt::format("CREATE INDEX {0}_at ON {0} USING gist (at)", table_)))
      return false;
    // The order of the index on disk, as an operator who cares would have it.
    if (!run(fmt::format("CLUSTER {0} USING {0}_at", table_)) ||
        !run(fmt::format("VACUUM ANALYZE {}", table_)))
      return false;
  }
  return run("CREATE EXTENSION IF NOT EXISTS pg_prewarm") &&
         run(fmt::format("SELECT pg_prewarm('{0}'), pg_prewarm('{0}_at')", table_)) &&
         prepare("inside", fmt::format("SELECT count(*) FROM {} WHERE ST_Intersects(at, "
                                       "ST_SetSRID(ST_GeomFromText($1), 4326))",
                                       table_)) &&
         prepare("within",
                 fmt::format("SELECT count(*) FROM {} WHERE at && ST_Expand(ST_SetSRID(ST_MakePoint("
                             "$1::float8, $2::float8), 4326), $3::float8, $4::float8) AND "
                             "ST_DistanceSphere(at, ST_SetSRID(ST_MakePoint($1::float8, "
                             "$2::float8), 4326)) <= $5::float8",
                             table_));
}

bool PostgisServer::load_areas(const std::vector<geo::Area>& areas) {
  if (!run("DROP TABLE IF EXISTS areas; CREATE UNLOGGED TABLE areas (id integer, shape geometry)") ||
      !prepare("add_area",
               "INSERT INTO areas VALUES ($1::integer, ST_MakeValid(ST_SetSRID(ST_GeomFromText($2), 4326)))"))
    return false;
  for (std::size_t i = 0; i < areas.size(); ++i) ask("add_area", {std::to_string(i), wkt_of(areas[i])});
  return run("CREATE INDEX areas_shape ON areas USING gist (shape)") && run("VACUUM ANALYZE areas") &&
         run("CREATE EXTENSION IF NOT EXISTS pg_prewarm") &&
         run("SELECT pg_prewarm('areas'), pg_prewarm('areas_shape')") &&
         prepare("holding",
                 "SELECT count(*) FROM areas WHERE ST_Intersects(shape, ST_SetSRID(ST_MakePoint("
                 "$1::float8, $2::float8), 4326))");
}

bool PostgisServer::prepare(const std::string& name, const std::string& sql) {
  PGresult* const result = PQprepare(as_connection(connection_), name.c_str(), sql.c_str(), 0, nullptr);
  const bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
  if (!good) fmt::print(stderr, "bench: PostGIS: {}", PQerrorMessage(as_connection(connection_)));
  PQclear(result);
  return good;
}

std::optional<double> PostgisServer::ask(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<const char*> values;
  for (const auto& argument : arguments) values.push_back(argument.c_str());
  PGresult* const result =
      PQexecPrepared(as_connection(connection_), name.c_str(), static_cast<int>(values.size()), values.data(),
                     nullptr, nullptr, 0);
  std::optional<double> value;
  if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0)
    value = std::atof(PQgetvalue(result, 0, 0));
  PQclear(result);
  return value;
}
#else
std::unique_ptr<PostgisServer> PostgisServer::start(std::size_t, std::uint64_t) { return nullptr; }
PostgisServer::~PostgisServer() = default;
bool PostgisServer::run(const std::string&) { return false; }
bool PostgisServer::load_people(const std::vector<geo::Point>&) { return false; }
bool PostgisServer::load_areas(const std::vector<geo::Area>&) { return false; }
bool PostgisServer::prepare(const std::string&, const std::string&) { return false; }
std::optional<double> PostgisServer::ask(const std::string&, const std::vector<std::string>&) { return {}; }
#endif

std::unique_ptr<RedisServer> RedisServer::start() {
  if (!fs::exists("/usr/bin/redis-server")) return nullptr;
  std::unique_ptr<RedisServer> server(new RedisServer());
  server->folder_ = bench_folder("redis");
  const std::string path = fmt::format("/tmp/tocsin_bench_{}.sock", getpid());
  const int pid = fork();
  if (pid == 0) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 1);
    execl("/usr/bin/redis-server", "redis-server", "--port", "0", "--unixsocket", path.c_str(), "--save", "",
          "--appendonly", "no", "--dir", server->folder_.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  server->pid_ = pid;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  for (int attempt = 0; attempt < 100; ++attempt) {
    server->socket_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(server->socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      return server;
    close(server->socket_);
    server->socket_ = -1;
    usleep(100'000);
  }
  return nullptr;
}

RedisServer::~RedisServer() {
  if (socket_ >= 0) close(socket_);
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
}

bool RedisServer::send(const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = write(socket_, bytes.data() + sent, bytes.size() - sent);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

bool RedisServer::fill() {
  if (at_ > 1'000'000) buffer_.erase(0, at_), at_ = 0;
  const std::size_t old = buffer_.size();
  buffer_.resize(old + 262'144);
  const ssize_t count = read(socket_, buffer_.data() + old, 262'144);
  buffer_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(0, count)));
  return count > 0;
}

std::optional<std::int64_t> RedisServer::read_reply() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n", at_)) == std::string::npos) {
    if (!fill()) return std::nullopt;
    // fill() may have moved what is left.
  }
  const char kind = buffer_[at_];
  const std::int64_t number = std::atoll(buffer_.c_str() + at_ + 1);
  at_ = end + 2;
  if (kind == ':') return number;
  if (kind == '$') {
    while (buffer_.size() < at_ + static_cast<std::size_t>(number) + 2) {
      if (!fill()) return std::nullopt;
    }
    at_ += static_cast<std::size_t>(number) + 2;
    return number;
  }
  if (kind != '*') return std::nullopt;
  for (std::int64_t i = 0; i < number; ++i) {
    if (!read_reply()) return std::nullopt;
  }
  return number;
}

bool RedisServer::load_people(const std::vector<geo::Point>& people) {
  constexpr std::size_t batch = 1'000;
  for (std::size_t begin = 0; begin < people.size(); begin += batch) {
    const std::size_t count = std::min(batch, people.size() - begin);
    std::string command = fmt::format("*{}\r\n$6\r\nGEOADD\r\n$1\r\np\r\n", 2 + 3 * count);
    for (std::size_t i = begin; i < begin + count; ++i) {
      // Redis keeps to the latitudes of Web Mercator.
      const std::string lon = fmt::format("{:.7f}", people[i].lon);
      const std::string lat = fmt::format("{:.7f}", std::clamp(people[i].lat, -85.0, 85.0));
      const std::string key = std::to_string(i);
      for (const auto& word : {lon, lat, key}) command += fmt::format("${}\r\n{}\r\n", word.size(), word);
    }
    if (!send(command) || !read_reply()) return false;
  }
  return true;
}

std::optional<double> RedisServer::search(const geo::Area& area) {
  std::string command = "GEOSEARCH p FROMLONLAT ";
  if (area.polygons.empty()) {
    const geo::Circle& circle = area.circles[0];
    command += fmt::format("{} {} BYRADIUS {} m\r\n", circle.center.lon, circle.center.lat, circle.radius_m);
  } else {
    const geo::Bounds box = geo::bounds(area);
    const double lat = (box.south + box.north) / 2;
    const double high = (box.north - box.south) / geo::degrees_per_m;
    const double wide = (box.east - box.west) / geo::degrees_per_m * std::cos(lat * geo::radians_per_degree);
    command += fmt::format("{} {} BYBOX {} {} m\r\n", (box.west + box.east) / 2, lat, wide, high);
  }
  if (!send(command)) return std::nullopt;
  const auto count = read_reply();
  return count ? std::optional<double>(static_cast<double>(*count)) : std::nullopt;
}

}  // namespace tocsin::bench
