// Audience: who is inside an area now, by which of their places, and how surely. It proposes; the World
// decides who is asked.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "geo/fence.h"
#include "vault/vault.h"
#include "world/world.h"

namespace tocsin::views {

// How many a check on an area would ask. A person with home and work inside counts once in `people` and once
// in each of `home` and `work`.
struct Preview {
  std::uint64_t people = 0;
  std::uint64_t home = 0, work = 0, trip = 0, last_known = 0;
  std::map<std::string, std::uint64_t> by_group;
  Instant as_of;
};

// Counts for any thread. Cost: the edge of the area plus the places inside.
Preview preview(const vault::Vault& vault, const geo::Area& area, Instant now);

// Keeps, for each check that is asking, the people still to be asked. Everything in it can be rebuilt from
// the World and the vault. A moment costs what changed: the people who moved and the checks that hold one of
// their places, the checks with people to ask; open checks that have nothing to do cost nothing. The engine's
// thread calls all but person_changed().
class Audience {
 public:
  explicit Audience(const vault::Vault& vault) : vault_(vault) {}

  // At most asks_per_tick_max people to ask now, best band first. Empty when nobody is left.
  world::Tick next(const world::World& world, Instant now);
  // A person's places changed: they may have entered an area. Any thread.
  void person_changed(const Id& person);
  // People waiting to be asked, over all checks, when next() last ran.
  std::size_t waiting() const { return waiting_; }

 private:
  struct Queue {
    std::uint32_t area_version = 0;
    std::uint64_t number = 0;  // its area's in the fence
    std::uint64_t built = 0;   // the call of next() that searched its area
    std::shared_ptr<const geo::PreparedArea> area;
    std::vector<std::uint32_t> rows;  // the vault's, of those who wait, best band first; from `next` on
    boost::unordered_flat_set<std::uint32_t> late;  // those of `rows` who came in after the first search
    std::size_t next = 0;
    std::vector<std::pair<Instant, Id>> later_trips;  // latest first
    Instant wakes_at;                                 // as in wakes_
  };
  using Queues = std::map<world::CheckId, Queue>;

  // Brings the queues to what the checks say.
  void follow_checks(const world::World& world, Instant now);
  void close(Queues::iterator at);
  void rebuild(Queue& queue, const world::Check& check, Instant now);
  // The next `count` of the queue that are inside now: who waited may have left, and how surely they are
  // there may differ. A row that is another person's by now is that person's place to wait.
  std::vector<world::Candidate> take(Queue& queue, std::size_t count, Instant now);
  void add_if_inside(Queue& queue, const world::Check& check, const Id& person, Instant now);
  // Asks the fence which checks hold one of the person's places.
  void follow_person(const world::World& world, const Id& person, Instant now);
  // Those whose trips begin, or whose asking ends.
  void wake(const world::World& world, Instant now);
  void set_wake(Queues::iterator at, Instant ends_at);

  const vault::Vault& vault_;
  Queues queues_;
  geo::Fence fence_;                                                   // the areas of all queues
  boost::unordered_flat_map<std::uint64_t, world::CheckId> check_of_;  // by number
  std::set<std::pair<Instant, world::CheckId>> wakes_;                 // when each queue has something to do
  std::set<world::CheckId> busy_;                                      // queues with people who wait
  std::uint64_t calls_ = 0;
  std::uint64_t numbers_ = 0;
  std::optional<std::uint64_t> revision_;  // of the checks that the queues follow
  std::size_t waiting_ = 0;
  std::mutex mutex_;  // of changed_
  std::vector<Id> changed_;
};

}  // namespace tocsin::views
