// Servers that could answer the questions of sections A and B: PostgreSQL with PostGIS, and Redis. Each is
// started in a folder of its own under build/bench and stopped at the end; PostgreSQL's tables stay there for
// the next run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/postgres.h"
#include "geo/area.h"
#include "geo/point.h"

namespace tocsin::bench {

// Filling the servers takes minutes; TOCSIN_BENCH_SERVERS=0 in the environment leaves them out.
bool wants_servers();

// In degrees, polygons and circles apart; circles as polygons of 64 sides.
std::string wkt_of(const geo::Area& area);

class PostgisServer {
 public:
  // Null when it is not installed or does not start.
  static std::unique_ptr<PostgisServer> start(std::size_t people, std::uint64_t seed);
  ~PostgisServer();

  // The table of people with its GiST index, analysed, vacuumed and read once. False when it cannot be made.
  bool load_people(const std::vector<geo::Point>& people);
  bool load_areas(const std::vector<geo::Area>& areas);
  // Runs a prepared statement: the first column of its first row.
  bool prepare(const std::string& name, const std::string& sql);
  std::optional<double> ask(const std::string& name, const std::vector<std::string>& arguments);
  bool run(const std::string& sql);

 private:
  PostgisServer() = default;
  std::unique_ptr<PostgresServer> server_;
  void* connection_ = nullptr;
  std::string table_;
};

class RedisServer {
 public:
  static std::unique_ptr<RedisServer> start();
  ~RedisServer();

  bool load_people(const std::vector<geo::Point>& people);
  // GEOSEARCH by radius or by the bounds of the area; the number of members returned.
  std::optional<double> search(const geo::Area& area);

 private:
  RedisServer() = default;
  bool send(const std::string& bytes);
  // One reply; the number of its elements when it is an array.
  std::optional<std::int64_t> read_reply();
  bool fill();

  std::string folder_;
  int pid_ = 0;
  int socket_ = -1;
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace tocsin::bench
