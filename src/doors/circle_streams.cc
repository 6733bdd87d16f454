#include "doors/circle_streams.h"

#include <boost/json.hpp>

namespace tocsin::doors {

std::string circle_change_json(const views::CircleChange& change, std::optional<std::uint64_t> news) {
  boost::json::object data{{"check", to_uuid(change.check.id)},
                           {"state", world::to_string(change.state)},
                           {"counts",
                            {{"safe", change.counts.safe},
                             {"need_help", change.counts.need_help},
                             {"other", change.counts.other},
                             {"no_answer", change.counts.no_answer}}}};
  if (news) data["new"] = *news;
  if (!change.subject.is_zero()) {
    data["person"] = to_hex(change.subject.id);
    data["answer"] = world::to_string(change.answer);
    data["at"] = to_rfc3339(change.at);
  }
  return boost::json::serialize(data);
}

Result<CircleStreams::Joined> CircleStreams::join(const world::World& world, world::PersonId watcher,
                                                  Instant since) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return fail(Errc::unavailable, "the server is stopping");
  if (live_.connected() >= views::live_watchers_max) drop_unread();
  TOCSIN_TRY_VOID(live_.connect(world, watcher));
  auto& hub = hubs_[watcher];
  // What came before is told from the World.
  if (hub == nullptr) {
    hub = std::make_unique<http::EventHub>(
        http::EventHub::Options{.kept_max = 1, .kept_bytes_max = 1, .newest_cursor = {}});
  }
  Joined joined{hub->subscribe(), {}};
  for (const auto& [id, check] : world.checks().all()) {
    const auto counts = live_.counts(watcher, id);
    if (!counts) continue;
    views::CircleChange now{
        .check = id, .state = check.state, .counts = *counts, .subject = {}, .answer = {}, .at = {}};
    joined.first += http::make_frame(
        "", "counts", circle_change_json(now, views::count_news(world, check, watcher, since)));
  }
  return joined;
}

Result<> CircleStreams::durable(const world::World& world, std::span<const engine::Applied> batch) {
  const std::lock_guard lock(mutex_);
  unread_.clear();
  TOCSIN_TRY_VOID(live_.durable(world, batch));
  for (const auto watcher : unread_) {
    hubs_.erase(watcher);
    live_.disconnect(watcher);
  }
  return {};
}

void CircleStreams::send(world::PersonId watcher, const views::CircleChange* change) {
  const auto it = hubs_.find(watcher);
  if (it == hubs_.end()) return;
  if (change == nullptr) {
    it->second->close();
    hubs_.erase(it);
  } else if (it->second->subscriber_count() == 0) {
    unread_.push_back(watcher);
  } else {
    it->second->publish_transient("status", circle_change_json(*change));
  }
}

void CircleStreams::drop_unread() {
  std::vector<world::PersonId> unread;
  for (const auto& [watcher, hub] : hubs_) {
    if (hub->subscriber_count() == 0) unread.push_back(watcher);
  }
  for (const auto watcher : unread) {
    hubs_.erase(watcher);
    live_.disconnect(watcher);
  }
}

void CircleStreams::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (const auto& [watcher, hub] : hubs_) hub->close();
}

}  // namespace tocsin::doors
