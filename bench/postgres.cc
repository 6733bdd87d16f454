#include "bench/postgres.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace tocsin::bench {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin";

bool shell(const std::string& command) { return std::system(command.c_str()) == 0; }

// It refuses to run as root.
bool shell_as_postgres(const std::string& command) {
  return shell(::geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups " + command
                                : command);
}

bool stop(const std::string& folder) {
  return shell_as_postgres(
      fmt::format("{}/pg_ctl -D '{}/data' -m fast -w stop >/dev/null 2>&1", programs, folder));
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::start(const std::string& folder,
                                                      const std::string& settings) {
  if (!std::filesystem::exists(fmt::format("{}/initdb", programs))) return nullptr;
  std::filesystem::create_directories(folder);
  if (::geteuid() == 0 && !shell(fmt::format("chown -R postgres '{}'", folder))) return nullptr;
  if (!std::filesystem::exists(folder + "/data/PG_VERSION") &&
      !shell_as_postgres(
          fmt::format("{}/initdb -D '{}/data' -A trust -U postgres -E UTF8 >'{}/init.log' 2>&1", programs,
                      folder, folder)))
    return nullptr;
  stop(folder);  // of a bench that was killed
  if (!shell_as_postgres(fmt::format("{0}/pg_ctl -D '{1}/data' -w -t 60 -l '{1}/log' -o \"-k '{1}' -c "
                                     "listen_addresses= {2}\" start >/dev/null 2>&1",
                                     programs, folder, settings)))
    return nullptr;
  return std::unique_ptr<PostgresServer>(new PostgresServer(folder));
}

PostgresServer::~PostgresServer() { stop(folder_); }

}  // namespace tocsin::bench
