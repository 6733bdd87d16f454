// Reactor: one thread with its own epoll that serves connections without TLS. A request that the HotDesk
// takes is answered right here, together with all others of the same round; the rest goes to the handler on a
// thread of Asio's and comes back by a mailbox.
//
//   epoll_wait -> read and parse all that is readable -> mailbox, desk, live streams -> desk's batch to the
//   engine -> one write a connection
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/files.h"
#include "doors/http/hot_desk.h"
#include "doors/http/session.h"

namespace tocsin::doors::http {

class PlainConnection;

// What one recv takes. The buffer is the reactor's, so an idle connection holds none.
constexpr std::size_t receive_bytes = 64 * 1024;
// Events of one epoll_wait: more than the bench's 128 clients, and a round stays short.
constexpr int round_events_max = 512;

// Readers told before the reactor looks for requests again: some 2 ms of sending.
constexpr std::size_t readers_at_once_max = 256;
// With so many readers, telling all takes some 10 ms or more: what comes within the pause is told in one go.
constexpr std::size_t readers_many = 1'000;
constexpr std::chrono::milliseconds news_pause{2};

class Reactor final : HotReplies {
 public:
  // All arguments outlive it. `handlers` runs the handlers that the desk passes on.
  Reactor(Shared& shared, EventHub& hub, boost::asio::io_context& handlers, const MakeHotDesk& make_desk);
  ~Reactor() override;

  Result<> start();
  // Ends the thread; connections are closed.
  void stop();

  // --- any thread ---
  // Takes a connected socket.
  void adopt(int socket, Origin origin);
  // Runs `work` on the reactor's thread, in this order; never once it has stopped.
  void post(std::function<void()> work);
  void wake();
  void close_idle();
  void close_all();

  // --- the reactor's thread: for its connections ---
  Shared& shared() { return shared_; }
  EventHub& hub() { return hub_; }
  HotDesk* desk() { return desk_.get(); }
  HotReplies& replies() { return *this; }
  SteadyTime now() const { return now_; }
  const std::string& date() { return date_.text(); }
  std::span<char> scratch() { return scratch_; }
  // Written to at the end of the round.
  void touch(PlainConnection& connection);
  void run_handler(std::shared_ptr<PlainConnection> connection, Request request);
  void remove(PlainConnection& connection);
  void add_stream(PlainConnection& connection);
  void remove_stream(PlainConnection& connection);
  const std::shared_ptr<ReaderGroup>& group() const { return group_; }

 private:
  std::string& open(Ticket ticket) override;
  void finish(Ticket ticket) override;
  void pass_on(Ticket ticket) override;

  void run();
  void round(int timeout_ms);
  void take_mail();
  int wait_ms() const;
  void begin_telling();
  void tell_some();
  void tick();

  Shared& shared_;
  EventHub& hub_;
  boost::asio::io_context& handlers_;
  std::unique_ptr<HotDesk> desk_;
  File epoll_, bell_;
  DateText date_;
  SteadyTime now_;
  SteadyTime next_tick_;
  std::vector<char> scratch_;
  std::vector<std::shared_ptr<PlainConnection>> connections_;
  std::vector<std::shared_ptr<PlainConnection>> removed_;  // until the round ends: events may still name them
  std::vector<PlainConnection*> touched_, touched_now_;
  std::vector<PlainConnection*> streams_;
  std::shared_ptr<ReaderGroup> group_;
  // News on their way to the readers, of whom streams_[0, left) have not been told.
  struct Telling {
    ReaderGroup::News news;
    std::vector<Frame> pieces, framed;
    std::size_t left = 0;
  };
  std::optional<Telling> telling_;
  std::optional<SteadyTime> tell_at_;  // there may be news, to be told from then on

  std::mutex mutex_;
  std::vector<std::function<void()>> mail_;
  std::atomic<bool> rung_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace tocsin::doors::http
