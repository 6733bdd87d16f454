// PostgreSQL 15 in a folder of its own, on a Unix socket there, stopped when the object goes. For those who
// compare themselves with it.
#pragma once

#include <memory>
#include <string>

namespace tocsin::bench {

class PostgresServer {
 public:
  // Makes `folder` and a database in it where there is none; one that is there keeps its tables. `settings`:
  // "-c NAME=VALUE ...". Returns when it lets clients in. Null when it is not installed or does not start;
  // then FOLDER/init.log and FOLDER/log say why.
  static std::unique_ptr<PostgresServer> start(const std::string& folder, const std::string& settings);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  const std::string& folder() const { return folder_; }
  // For libpq.
  std::string connection() const { return "host=" + folder_ + " dbname=postgres user=postgres"; }

 private:
  explicit PostgresServer(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace tocsin::bench
