// CircleStreams: the circle page's server-sent events. One hub a watcher, made when somebody opens the
// stream, gone when nobody reads it any more.
//
//   event: counts   what the circle shows now, a frame for each open check: the first thing a reader gets
//   event: status   somebody's answer changed, or the counters did
//
// Data is {"check","state","counts":{"safe","need_help","other","no_answer"}}; `counts` adds "new", how many
// answers came after the moment the reader named; `status` adds "person", "answer" and "at" where the change
// is one person's. No names: the page has them. Frames have no id: who comes back gets `counts` again.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "doors/http/event_hub.h"
#include "views/circle_live.h"

namespace tocsin::doors {

class CircleStreams final : public engine::Follower {
 public:
  struct Joined {
    std::shared_ptr<http::Subscription> stream;
    std::string first;  // frames that stand before what the stream brings
  };
  // On the engine's thread. Errc::not_found for an unknown person, Errc::unavailable past
  // views::live_watchers_max and after stop().
  Result<Joined> join(const world::World& world, world::PersonId watcher, Instant since);

  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  // Ends every stream. Any thread; may be called twice.
  void stop();

 private:
  void send(world::PersonId watcher, const views::CircleChange* change);
  void drop_unread();

  std::mutex mutex_;  // the rest is the engine's thread's, but for stop()
  bool stopped_ = false;
  boost::unordered_flat_map<world::PersonId, std::unique_ptr<http::EventHub>, IdHash> hubs_;
  std::vector<world::PersonId> unread_;  // found while the view was telling
  views::CircleLive live_{
      [this](world::PersonId watcher, const views::CircleChange* change) { send(watcher, change); }};
};

// The data of one frame. `news`: only in `counts`.
std::string circle_change_json(const views::CircleChange& change, std::optional<std::uint64_t> news = {});

}  // namespace tocsin::doors
