// Session: one connection with TLS, from its first byte to its last. Between the server, which accepts, and
// the handler. Those without TLS are PlainConnections.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>

#include "doors/http/server.h"

namespace boost::asio::ssl {
class context;
}

namespace tocsin::doors::http {

using SteadyTime = std::chrono::steady_clock::time_point;

// What all sessions of one server share. Outlives them.
struct Shared {
  Server::Options options;
  Server::Handler handler;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> streams = 0;
  std::atomic<std::size_t> body_bytes = 0;  // of requests being read
  // Handlers at work: for answers, urgent requests, the rest.
  std::array<std::atomic<std::size_t>, 3> handling{};
  std::atomic<bool> stopping = false;
};

struct Worker;

// All functions run on the worker's thread.
class Session : public std::enable_shared_from_this<Session>, public boost::intrusive::list_base_hook<> {
 public:
  Session(Worker& worker, Shared& shared);
  virtual ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Closes the socket now; what waits on it fails and the session ends.
  virtual void abort() = 0;

  void abort_if_late(SteadyTime now) {
    if (now >= deadline_) abort();
  }
  void abort_if_idle() {
    if (idle_) abort();
  }

 protected:
  void set_deadline(std::chrono::milliseconds after) { deadline_ = std::chrono::steady_clock::now() + after; }
  void clear_deadline() { deadline_ = SteadyTime::max(); }

  Worker& worker_;
  Shared& shared_;
  SteadyTime deadline_ = SteadyTime::max();
  bool idle_ = true;  // between requests
};

// The value of the Date field (RFC 9110 section 5.6.7), made once a second. Of one thread.
class DateText {
 public:
  const std::string& text();

 private:
  std::time_t second_ = 0;
  std::string text_;
};

// The handler's answer, or a problem when it throws or when handlers have too much to do already. Counts from
// the call on; runs where it is awaited.
boost::asio::awaitable<Response> run_handler(Shared& shared, Request request);

// One thread and its sessions: a session never changes its thread, so it needs no locks.
struct Worker {
  // Before the context: destroying the context destroys sessions, which leave the list.
  boost::intrusive::list<Session, boost::intrusive::constant_time_size<false>> sessions;
  DateText date;
  boost::asio::io_context context{1};
};

// Counts a connection for as long as it lives.
class ConnectionSlot {
 public:
  explicit ConnectionSlot(Shared& shared);
  ConnectionSlot(ConnectionSlot&& other) noexcept;
  ConnectionSlot& operator=(ConnectionSlot&&) = delete;
  ~ConnectionSlot();

  // How many there were when this one came.
  std::size_t before() const { return before_; }

 private:
  Shared* shared_;
  std::size_t before_;
};

struct Origin {
  ConnectionSlot slot;
  std::string peer;
  bool is_local = false;
  bool is_refused = false;  // one too many: gets a 503
};

// Starts a session with TLS on the worker's thread, which must be the caller's.
void start_session(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls, Origin origin,
                   Worker& worker, Shared& shared);

}  // namespace tocsin::doors::http
