// PlainConnection: one connection without TLS, from its first byte to its last, as a machine of states that
// the reactor drives. Limits and times are those of limits.h.
//
// Pipelined requests are read one at a time: while one waits for its answer, nothing more is read.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "doors/http/plain_request.h"
#include "doors/http/session.h"
#include "doors/http/url_request.h"

namespace tocsin::doors::http {

class Reactor;

// Answers that wait to be written to a client that pipelines: past this nothing more is read from it.
constexpr std::size_t unwritten_bytes_max = 256 * 1024;

// A request that comes in more pieces goes the long way, whose reader keeps its place.
constexpr unsigned plain_pieces_max = 4;

// A server-sent stream: frames on their way to one reader.
struct PlainStream {
  std::shared_ptr<Subscription> subscription;  // null when the reader is in the reactor's group
  std::uint64_t first_frame = 0;               // of the group: older ones are not for this reader
  bool in_group = false;
  bool chunked = true;
  bool ending = false;  // no frame will come any more
  std::deque<Frame> queue;
  std::size_t front_written = 0;
  std::size_t bytes = 0;  // of the queue, written ones of its front included
  SteadyTime beat_at;
  std::size_t place = 0;  // in the reactor's list
};

// The frames in few pieces of at most stream_piece_bytes_max (or one frame); as chunks of HTTP/1.1 when
// `chunked`.
std::vector<Frame> join_frames(std::span<const Frame> frames, bool chunked);

// All functions run on the reactor's thread.
class PlainConnection : public std::enable_shared_from_this<PlainConnection> {
 public:
  PlainConnection(File socket, Origin origin, Reactor& reactor);
  ~PlainConnection();
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;

  int descriptor() const { return socket_.descriptor(); }
  // What epoll said.
  void on_events(std::uint32_t events);
  // Writes what there is, reads on when there is room. May close.
  void proceed();
  void on_tick(SteadyTime now);
  void close();
  void close_if_idle();
  bool is_closed() const { return is_closed_; }

  // --- the answer to the request that waits ---
  std::string& output() { return out_; }
  void finish_hot();
  void pass_on();
  // `response` is compressed and complete.
  void finish_handler(Response response);

  // --- streams ---
  // `piece` is framed as the stream is. Drops a reader that is too slow.
  void push(const Frame& piece);
  void push_frames(std::span<const Frame> frames);
  void end_stream();
  PlainStream* stream() { return stream_.get(); }

  std::size_t place = 0;  // in the reactor's list
  bool is_touched = false;

 private:
  enum class State { idle, head, plain_body, body, waiting, lingering, streaming };
  class BodyBytes;

  const Timeouts& timeouts() const;
  void set_deadline(std::chrono::milliseconds after);
  void clear_deadline() { deadline_ = SteadyTime::max(); }

  // --- reading ---
  void read_on();
  void take_bytes(std::string_view bytes);
  // Takes a plain request from the front.
  enum class Plain { taken, cut, other };
  Plain take_plain(std::string_view& bytes);
  bool wait_for_the_rest(PlainStatus status);
  void feed_parser();
  void begin_body();
  void take_request();
  void refuse(int status, std::string_view detail);

  // --- writing ---
  void respond(Response response);
  bool write_out();
  void after_write();
  void linger();

  // --- streams (plain_stream.cc) ---
  void begin_stream(Response response);
  void take_notified();
  bool write_queue();
  void drain_input();

  File socket_;
  std::optional<Origin> origin_;  // given back when closed
  Reactor& reactor_;
  State state_ = State::idle;
  bool is_readable_ = false, is_writable_ = true, is_closed_ = false;
  bool is_first_ = true;
  bool keep_alive_ = true;  // after the answer that is being made
  bool close_after_write_ = false;
  unsigned pieces_ = 0;         // of the plain request that is not whole yet
  bool keep_for_desk_ = false;  // the desk wants to see the handler's answer
  // Of the request that the handler has.
  bool is_head_ = false, is_1_1_ = true, gzip_accepted_ = false, tagged_ = false;
  std::string in_;    // read and not yet taken
  std::string held_;  // the request that waits at the desk
  std::string out_;
  std::size_t written_ = 0;  // of out_
  SteadyTime deadline_ = SteadyTime::max();
  SteadyTime body_start_;
  std::unique_ptr<RequestParser> parser_;
  std::unique_ptr<BodyBytes> body_bytes_;
  std::unique_ptr<PlainStream> stream_;
  std::shared_ptr<PlainConnection> self_;  // while it waits at the desk
};

}  // namespace tocsin::doors::http
