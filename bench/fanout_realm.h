// The durable part of section D: the real Engine, World and journal take every answer of the day.
#pragma once

#include <string>

#include "bench/fanout_day.h"
#include "engine/engine.h"
#include "journal/sqlite_log.h"

namespace tocsin::bench {

// A drill realm in `folder` whose person of row n is the day's person n, all asked in one open check. Circles
// stay with the day: to join 360 million through the engine would take longer than to measure.
class DayRealm {
 public:
  DayRealm(const std::string& folder, PersonRow people, std::vector<engine::Follower*> followers = {});
  static world::PersonId person(PersonRow row);
  void join(PersonRow subject, PersonRow viewer);
  const world::World& world() const { return world_; }
  // Seconds to take all answers in steps of `batch`: decided, appended, applied, synced, replied to.
  double answer_all(const Day& day, std::size_t batch);
  views::CircleTally tally() const;

 private:
  void must(std::vector<world::Command> commands);

  world::World world_;
  std::unique_ptr<journal::SqliteLog> log_;
  std::unique_ptr<engine::Engine> engine_;
  world::CheckId check_;
};

}  // namespace tocsin::bench
