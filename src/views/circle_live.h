// CircleLive: tells watchers who are looking now what changed in their circle. Everybody else's circle is
// counted when they look.
//
// Events say only who changed; what is true is taken from the World at the end of each durable batch. So the
// counters of a connected watcher equal those of a fresh count after every batch:
//
//   answered, asked   the person's connected watchers are brought up to date, and told if they may see it
//   joined, another view, new guardian   the watcher is counted anew
//   left, forgotten   the watcher is counted anew, and told nothing: leaving is silent
//   check ended       its counters go, and who watched somebody in it is told
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engine/engine.h"
#include "views/circle_tally.h"

namespace tocsin::views {

// Watchers connected at one time. Each open page costs a stream, and the server takes so many.
constexpr std::size_t live_watchers_max = 8'000;

// Somebody's answer changed that the watcher may see; or, with a zero subject, only the counters did.
struct CircleChange {
  world::CheckId check;
  world::CheckState state = world::CheckState::open;
  CircleCounts counts;
  world::PersonId subject;
  world::Answer answer = world::Answer::none;
  Instant at;
};

// One check as a watcher sees it, counted from the World: circle and wards, by the rights given. Cost: their
// circle.
CircleCounts count_circle(const world::World& world, const world::Check& check, world::PersonId watcher);
// How many of the answers they may see were given after `since`.
std::uint64_t count_news(const world::World& world, const world::Check& check, world::PersonId watcher,
                         Instant since);

// All calls on the engine's thread, connect() and disconnect() between two steps: what the World has taken in
// has been handed to durable().
class CircleLive final : public engine::Follower {
 public:
  // Called for a connected watcher after the batch is durable; nothing when the watcher was forgotten and is
  // connected no more. Must only post.
  using Notify = std::function<void(world::PersonId watcher, const CircleChange* change)>;
  explicit CircleLive(Notify notify) : notify_(std::move(notify)) {}

  // Errc::not_found for an unknown person, Errc::unavailable past live_watchers_max. May be called again.
  Result<> connect(const world::World& world, world::PersonId watcher);
  void disconnect(world::PersonId watcher);
  std::size_t connected() const { return watchers_.size(); }
  // Of a connected watcher in an open check where they may see somebody.
  std::optional<CircleCounts> counts(world::PersonId watcher, world::CheckId check) const;

  // Cost: an answer's circle at some nanoseconds a viewer, while anybody is connected; more for those who
  // are.
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

 private:
  struct Seen {
    world::Answer answer = world::Answer::none;
    Instant at;
    bool operator==(const Seen&) const = default;
  };
  struct Watched {
    CircleCounts counts;
    boost::unordered_flat_map<world::PersonId, Seen, IdHash> seen;  // who was asked and is shown
  };
  struct Watcher {
    world::PersonRow row = world::no_row;
    std::size_t subjects = 0;            // how many, when last counted
    std::vector<world::PersonId> wards;  // the same
    std::map<world::CheckId, Watched> checks;
    bool stale = false;
  };
  using Watchers = boost::unordered_flat_map<world::PersonId, Watcher, IdHash>;

  void mark(const engine::Applied& applied);
  void mark_stale(world::PersonId watcher);
  void mark_guardian(world::PersonId ward);
  void mark_shrunk(const world::World& world);
  void recount(const world::World& world, world::PersonId id, Watcher& watcher);
  void refresh(const world::World& world, const world::Check& check, world::PersonId subject,
               bool tell_person);
  void refresh_one(Watcher& watcher, world::PersonId id, const world::Check& check, world::PersonId subject,
                   world::CircleView view, const std::optional<Seen>& said, bool tell_person);
  void end_check(const world::Check& check);

  Notify notify_;
  Watchers watchers_;
  boost::unordered_flat_set<world::PersonRow> rows_;                               // of the watchers
  boost::unordered_flat_map<world::PersonId, world::PersonId, IdHash> guardians_;  // by ward, of the watchers
  bool forgot_ = false;  // somebody, in the batch under way
  // Of the batch under way: whom to tell, in order. Counters are filled in at its end.
  std::vector<std::pair<world::PersonId, CircleChange>> changes_;
};

}  // namespace tocsin::views
