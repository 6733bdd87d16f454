// EventHub: server-sent events (WHATWG HTML section 9.2) from one publisher side to many open streams.
//
// A frame is made once and shared by all readers. A reader that comes back names the cursor it saw last and
// gets what followed, or "event: reset" when that is no longer kept: then it fetches its view anew. A reader
// that does not read is dropped; its browser comes back by itself and resumes. All functions may be called
// from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "doors/http/limits.h"

namespace tocsin::doors::http {

using Frame = std::shared_ptr<const std::string>;

// One reader's queue. Destroying it ends the subscription.
class Subscription {
 public:
  enum class End { open, too_slow, hub_closed };

  explicit Subscription(std::size_t queue_bytes_max) : bytes_max_(queue_bytes_max) {}

  // Called when frames come to an empty queue, and when the subscription ends; also at once when either is so
  // now. It runs on the publisher's thread under locks: it must only post, and never call the hub or this. An
  // empty function unsets it; after that no call is under way.
  void set_notify(std::function<void()> notify);

  // The next whole frames, joined, up to `bytes_max` (at least one frame); empty when none waits.
  std::string take(std::size_t bytes_max = stream_piece_bytes_max);

  // Not open: no frame will come any more. What waits may still be taken, except when too slow.
  End end() const;

 private:
  friend class EventHub;
  // Adds without limit: what the reader asked to resume with.
  void push_backlog(const Frame& frame);
  void push(const Frame& frame);
  void finish(End end);

  mutable std::mutex mutex_;
  std::deque<Frame> queue_;
  std::size_t bytes_ = 0;
  std::size_t bytes_max_;
  End end_ = End::open;
  std::function<void()> notify_;
};

// The readers of one thread, which takes frames for all of them at once: publishing costs one wake a thread,
// not one a reader. How much a reader is behind is for that thread to watch.
class ReaderGroup {
 public:
  explicit ReaderGroup(std::function<void()> wake) : wake_(std::move(wake)) {}

  struct News {
    std::uint64_t first = 0;  // the number of frames.front(), counted from the first the group ever got
    std::vector<Frame> frames;
    bool overflowed = false;  // frames were lost for all readers
    bool closed = false;      // no frame will come any more
  };
  // What came since the last time. Any one thread.
  News take();

 private:
  friend class EventHub;
  // Frames that wait for a thread that does not run: as many as are kept for those who come back.
  static constexpr std::size_t waiting_max = events_kept_max;

  std::mutex mutex_;
  std::function<void()> wake_;  // must only post
  std::vector<Frame> frames_;
  std::uint64_t first_ = 0;
  std::size_t readers_ = 0;
  bool overflowed_ = false, closed_ = false;
};

class EventHub {
 public:
  struct Options {
    std::size_t kept_max = events_kept_max;
    std::size_t kept_bytes_max = events_kept_bytes_max;
    std::size_t subscriber_bytes_max = subscriber_bytes_max_default;
    // The newest cursor of the journal: a reader who has seen it needs no reset after a restart.
    std::string newest_cursor{};
  };
  EventHub();
  explicit EventHub(Options options);

  // To all readers, and kept for those who come back. A cursor is published once; neither it nor the name may
  // have a line break or NUL. `event_name` "" is the browser's default ("message"); `data` may have lines.
  // Costs some 30 ns a reader that is in no group, and a post to its thread when that sleeps.
  void publish(std::string_view cursor, std::string_view event_name, std::string_view data);
  // To those who are reading now. Has no id and is not kept.
  void publish_transient(std::string_view event_name, std::string_view data);

  // Without a cursor: from now on. With one: what followed it; a reset first when it is not known.
  std::shared_ptr<Subscription> subscribe(std::optional<std::string_view> after_cursor = std::nullopt);

  // --- for threads that serve many readers ---
  std::shared_ptr<ReaderGroup> make_group(std::function<void()> wake);
  // The group ends; afterwards its wake is not called any more.
  void leave(ReaderGroup& group);
  struct Joined {
    std::vector<Frame> waiting;  // for this reader alone, first
    std::uint64_t next = 0;      // then what the group gets from this number on
  };
  // Makes a reader of its own into one of the group; nothing when it is not this hub's or has ended.
  std::optional<Joined> join(const std::shared_ptr<ReaderGroup>& group, Subscription& reader);
  void leave_reader(ReaderGroup& group);
  // A reader of a group did not read and was ended.
  void note_dropped();
  std::size_t subscriber_bytes_max() const { return options_.subscriber_bytes_max; }

  // Ends all subscriptions, and any made later at once. What waits in them can still be taken.
  void close();

  std::size_t subscriber_count();
  // Subscriptions ended for not reading, since the start.
  std::uint64_t dropped_count() const;
  std::string newest_cursor() const;

 private:
  struct Kept {
    std::string cursor;
    Frame frame;
  };
  void send(const Frame& frame);
  void forget_oldest();

  const Options options_;
  mutable std::mutex mutex_;
  std::deque<Kept> kept_;
  std::uint64_t first_kept_ = 0;  // number of kept_.front(), counted from the first published
  std::size_t kept_bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t> numbers_;  // of the kept cursors
  std::string newest_;
  std::vector<std::weak_ptr<Subscription>> subscribers_;
  std::vector<std::shared_ptr<ReaderGroup>> groups_;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

// One frame as it goes over the line: "id: C\nevent: N\ndata: ...\n\n", without the lines that are empty.
// Data is cut at LF, CR and CR LF; empty data still makes one data line, without which browsers ignore the
// event.
std::string make_frame(std::string_view cursor, std::string_view event_name, std::string_view data);

}  // namespace tocsin::doors::http
