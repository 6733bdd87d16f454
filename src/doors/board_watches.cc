#include "doors/board_watches.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "doors/http/json_board.h"

namespace tocsin::doors {
namespace {

namespace json = boost::json;

// How long a watch that found the engine busy waits before it tries again, and how often the ends of
// intervals are looked for.
constexpr std::chrono::milliseconds watch_tick{500};

struct Told {
  world::Seq seq = 0;
  std::string_view name;
  std::string data;
};

Told tell(const views::ChangeItem& item) { return {item.seq, "", json::serialize(http::change_json(item))}; }
Told tell(const views::ChangeBundle& bundle) {
  return {bundle.items.back().seq, "bundle", json::serialize(http::bundle_json(bundle))};
}

std::int64_t interval_of(Instant at, std::int64_t bundle_ms) { return at.ms / bundle_ms; }

}  // namespace

bool moves_board(const world::Event& event) {
  if (event.audience != world::Audience::public_) return false;
  const auto& body = event.body;
  return std::holds_alternative<world::EntryPublished>(body) ||
         std::holds_alternative<world::EntryEdited>(body) ||
         std::holds_alternative<world::EntryConfirmed>(body) ||
         std::holds_alternative<world::LevelSet>(body) || std::holds_alternative<world::LevelEnded>(body) ||
         std::holds_alternative<world::SchemeChanged>(body);
}

std::string watch_cursor(world::Seq seq) { return fmt::format("b{:x}", seq); }

std::optional<world::Seq> parse_watch_cursor(std::string_view text) {
  if (text.size() < 2 || text.size() > 17 || text[0] != 'b') return std::nullopt;
  world::Seq seq = 0;
  for (const char c : text.substr(1)) {
    const bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'f';
    if (!digit && !letter) return std::nullopt;
    seq = seq * 16 + static_cast<world::Seq>(digit ? c - '0' : c - 'a' + 10);
  }
  return seq;
}

std::string watch_frames(const std::vector<views::ChangeItem>& items, const Watch& watch, Instant now) {
  std::string out;
  const auto add = [&](const Told& told) {
    out += http::make_frame(watch_cursor(told.seq), told.name, told.data);
  };
  if (watch.bundle_ms == 0) {
    for (const auto& item : items) add(tell(item));
  } else {
    // A reader that comes back is not made to wait for the end of the interval.
    for (const auto& bundle : views::bundles(items, watch.bundle_ms, now + watch.bundle_ms))
      add(tell(bundle));
  }
  return out;
}

void BoardWatches::start(Look look) {
  look_ = std::move(look);
  const std::lock_guard lock(mutex_);
  running_ = true;
  thread_ = std::thread([this] { run(); });
}

void BoardWatches::stop() {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    for (const auto& [key, group] : groups_) group->hub.close();
    groups_.clear();
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<> BoardWatches::durable(const world::World& world, std::span<const engine::Applied> batch) {
  newest_ = world.seq();
  const bool moved =
      std::any_of(batch.begin(), batch.end(), [](const auto& applied) { return moves_board(applied.event); });
  if (!moved) return {};
  {
    const std::lock_guard lock(mutex_);
    changed_ = true;
  }
  wake_.notify_one();
  return {};
}

Result<BoardWatches::Joined> BoardWatches::join(const std::string& key, const Watch& watch) {
  const std::lock_guard lock(mutex_);
  if (!running_) return fail(Errc::unavailable, "the server is stopping");
  auto it = groups_.find(key);
  if (it == groups_.end()) {
    if (groups_.size() >= watches_max) drop_unread();
    if (groups_.size() >= watches_max)
      return fail(Errc::unavailable,
                  fmt::format("{} different views of the board are being watched, which is all that this "
                              "server takes; /board.atom tells the same",
                              watches_max));
    auto group = std::make_shared<Group>();
    group->watch = watch;
    group->seen = newest_;
    it = groups_.emplace(key, std::move(group)).first;
  }
  auto& group = *it->second;
  return Joined{group.hub.subscribe(), group.waiting.empty() ? group.seen : group.waiting.front().seq - 1};
}

void BoardWatches::drop_unread() {
  std::erase_if(groups_, [](const auto& entry) { return entry.second->hub.subscriber_count() == 0; });
}

bool BoardWatches::has_due(Instant now) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const auto& entry) {
    const auto& group = *entry.second;
    return !group.waiting.empty() && interval_of(group.waiting.front().at, group.watch.bundle_ms) <
                                         interval_of(now, group.watch.bundle_ms);
  });
}

void BoardWatches::look_at(Group& group) {
  views::Since since;
  {
    const std::lock_guard lock(mutex_);
    since.seq = group.seen;
  }
  since.also_untold = group.watch.also_untold;
  views::Changes changes;
  world::Seq at = 0;
  const bool looked = look_([&](const world::World& world) {
    changes = views::changes_since(world, group.watch.filter, since);
    at = world.seq();
  });
  const std::lock_guard lock(mutex_);
  if (!looked) {
    changed_ = true;
    return;
  }
  group.seen = at;
  // More than a question gives: those who read fetch the board anew.
  if (changes.more) group.hub.publish_transient("reset", "{}");
  group.waiting.insert(group.waiting.end(), changes.items.begin(), changes.items.end());
}

void BoardWatches::publish(Group& group, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto& watch = group.watch;
  const auto send = [&](const Told& told) {
    group.hub.publish(watch_cursor(told.seq), told.name, told.data);
  };
  if (watch.bundle_ms == 0) {
    for (const auto& item : group.waiting) send(tell(item));
    group.waiting.clear();
    return;
  }
  for (const auto& bundle : views::bundles(group.waiting, watch.bundle_ms, now)) send(tell(bundle));
  std::erase_if(group.waiting, [&](const auto& item) {
    return interval_of(item.at, watch.bundle_ms) < interval_of(now, watch.bundle_ms);
  });
}

void BoardWatches::run() {
  std::unique_lock lock(mutex_);
  while (running_) {
    wake_.wait_for(lock, watch_tick, [&] { return changed_ || !running_; });
    if (!running_) return;
    const bool moved = changed_;
    if (!moved && !has_due(clock_.now())) continue;
    changed_ = false;
    drop_unread();
    const auto groups = groups_;
    lock.unlock();
    for (const auto& [key, group] : groups) {
      if (moved) look_at(*group);
      publish(*group, clock_.now());
    }
    std::this_thread::sleep_for(watch_pause);
    lock.lock();
  }
}

}  // namespace tocsin::doors
