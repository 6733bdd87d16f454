// Board watches: the public board as server-sent events, for each filter that somebody reads. A watch is a
// filter in an address; nobody's interest is stored beyond the open stream.
//
//   engine's thread: a durable public event of the board -> "look again"
//   own thread: for each filter that is read -> question to the World -> frames to its readers
//
// Readers with the same filter share one question and one frame. An event's id is the sequence it became true
// at, so a reader that comes back names the last one and is told what followed, also after a restart.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "doors/http/event_hub.h"
#include "engine/engine.h"
#include "views/changes.h"

namespace tocsin::doors {

// Filters read at one time. Each costs the engine a question at every change of the board: a thousand at a
// millisecond are a second, in pieces between which commands go on.
constexpr std::size_t watches_max = 1'000;
// Changes that come together are looked at together.
constexpr std::chrono::milliseconds watch_pause{200};
// The quietest bundle is a digest a day.
constexpr std::int64_t bundle_max_ms = day_ms;

struct Watch {
  views::Filter filter;
  std::int64_t bundle_ms = 0;  // 0: each change at once; else the changes of each such interval together
  bool also_untold = false;    // also edits that subscribers were not to be told of
};

class BoardWatches final : public engine::Follower {
 public:
  // Runs the question on the engine's thread and waits; false when it could not.
  using Look = std::function<bool(const std::function<void(const world::World&)>&)>;

  explicit BoardWatches(const Clock& clock) : clock_(clock) {}
  ~BoardWatches() override { stop(); }

  void start(Look look);
  // Ends every stream and the thread; before the engine stops. May be called twice.
  void stop();

  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  struct Joined {
    std::shared_ptr<http::Subscription> stream;
    world::Seq until = 0;  // the stream brings what comes after this; older changes are the caller's to tell
  };
  // `key` is the same for readers that ask the same. Errc::unavailable past watches_max and when not started.
  Result<Joined> join(const std::string& key, const Watch& watch);

  // The newest durable sequence: a cursor past it is not of this realm.
  world::Seq newest() const { return newest_; }

 private:
  struct Group {
    Watch watch;
    world::Seq seen = 0;                     // changes up to here were looked at
    std::vector<views::ChangeItem> waiting;  // for the end of their interval
    http::EventHub hub{{.kept_max = 1}};     // what came before is told from the World
  };
  void run();
  void look_at(Group& group);
  void publish(Group& group, Instant now);
  void drop_unread();
  bool has_due(Instant now) const;

  const Clock& clock_;
  Look look_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool changed_ = false;
  bool running_ = false;
  std::map<std::string, std::shared_ptr<Group>> groups_;
  std::atomic<world::Seq> newest_{0};
};

// Whether the event can change what the public board shows.
bool moves_board(const world::Event& event);

// "b2f" for sequence 47; nothing when it is none.
std::string watch_cursor(world::Seq seq);
std::optional<world::Seq> parse_watch_cursor(std::string_view text);

// The frames of changes, oldest first, as a reader of `watch` gets them.
std::string watch_frames(const std::vector<views::ChangeItem>& items, const Watch& watch, Instant now);

}  // namespace tocsin::doors
