#include "site.h"

#include <unistd.h>

#include <filesystem>

namespace tocsin::sim {
namespace {

// A real file costs some milliseconds a life; one life in so many pays.
constexpr std::uint64_t lives_per_file = 8;

void remove_database(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(path + suffix, ignored);
  }
}

}  // namespace

Site::Site(std::uint64_t seed) : random(seed), secret(32, '\0') {
  random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  if (random.below(lives_per_file) == 0) {
    const auto name = fmt::format("tocsin_sim_{}_{}.sqlite", ::getpid(), seed);
    profiles_path = (std::filesystem::temp_directory_path() / name).string();
    remove_database(profiles_path);
  }
}

Site::~Site() {
  if (profiles_path != ":memory:") remove_database(profiles_path);
}

Result<vault::Parts> Site::open_parts() {
  vault::Parts parts;
  parts.keys = keys.open(power);
  parts.fixes = fixes.open(power);
  parts.secret = secret;
  TOCSIN_TRY(parts.profiles, vault::ProfileStore::open(profiles_path));
  notebook.hit(parts.profiles->applied_seq() == 0 ? Probe::profiles_rebuilt : Probe::profiles_survived);
  parts.write_erasure = [this](const Id& person) -> Result<> {
    const auto fate = power.spend();
    if (fate == Power::Fate::done || fate == Power::Fate::kept) erased.push_back(person);
    if (fate != Power::Fate::done) return std::unexpected(power_failed());
    return {};
  };
  return parts;
}

void Site::lose_power() {
  power.cut();
  keys.lose_power(random, notebook);
  fixes.lose_power(random, notebook);
  power.restore();
}

}  // namespace tocsin::sim
