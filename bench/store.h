// A realm on disk, opened as the server opens it but without doors: for benches that need people by the
// million.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "journal/sqlite_log.h"
#include "vault/vault.h"
#include "views/audience.h"
#include "views/vault_feed.h"

namespace tocsin::bench {

// A folder for this run's data, on the disk that the build lies on; gone with the object.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& name);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// One thread. A failure ends the process: there is nothing to measure then.
class Store {
 public:
  // Makes a drill realm with two operators in `folder`, or opens the one that is there, from its snapshot
  // when it has one.
  explicit Store(const std::string& folder);

  // Registers one person a point, with a home there, through the engine; in batches as an import makes them.
  // Costs some 20 microseconds a person.
  std::vector<world::PersonId> register_people(const std::vector<geo::Point>& homes);
  // Lets one step run over these commands; ends the process when one is refused.
  void must(std::vector<world::Command> commands);
  // Drafts, proposes and opens a check on the area.
  world::CheckId open_check(const geo::Area& area, std::uint64_t people);
  // Ticks until nobody is left to ask; gives how many were asked.
  std::size_t ask_everybody();
  // How long the last ask_everybody() took until its first asks were durable.
  double first_asks_ms() const { return first_asks_ms_; }

  Instant now() const { return now_; }
  void advance(std::int64_t ms) { now_ = now_ + ms; }

  SecureRandom random;
  world::World world;
  std::unique_ptr<journal::SqliteLog> log;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<views::Audience> audience;
  std::unique_ptr<views::VaultFeed> vault_feed;
  std::unique_ptr<engine::Engine> engine;

 private:
  Instant now_{1'447'446'000'000};
  std::uint64_t next_id_ = 1;
  double first_asks_ms_ = 0;
};

}  // namespace tocsin::bench
