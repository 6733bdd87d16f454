#include "doors/http/plain_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "doors/http/reactor.h"
#include "doors/http/session_trace.h"
#include "doors/http/session_write.h"

namespace tocsin::doors::http {
namespace {

using Status = RequestParser::Status;

// A connection that waits for its next request gives memory above this back.
constexpr std::size_t idle_buffer_bytes_max = 16 * 1024;

std::chrono::milliseconds slowest(std::size_t bytes) {
  return std::chrono::milliseconds(bytes * 1000 / bytes_per_second_min);
}

void give_back(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > idle_buffer_bytes_max) buffer.shrink_to_fit();
}

}  // namespace

// The bytes of one request's body, which count against body_bytes_total_max until it is answered.
class PlainConnection::BodyBytes {
 public:
  explicit BodyBytes(Shared& shared) : shared_(shared) {}
  BodyBytes(const BodyBytes&) = delete;
  BodyBytes& operator=(const BodyBytes&) = delete;
  ~BodyBytes() { shared_.body_bytes -= held_; }

  // False when all bodies together are too many.
  bool set(std::size_t size) {
    if (size <= held_) return true;
    const std::size_t more = size - std::exchange(held_, size);
    return shared_.body_bytes.fetch_add(more) + more <= body_bytes_total_max;
  }

 private:
  Shared& shared_;
  std::size_t held_ = 0;
};

PlainConnection::PlainConnection(File socket, Origin origin, Reactor& reactor)
    : socket_(std::move(socket)), origin_(std::move(origin)), reactor_(reactor) {
  set_deadline(timeouts().header);
}

PlainConnection::~PlainConnection() = default;

const Timeouts& PlainConnection::timeouts() const { return reactor_.shared().options.timeouts; }

void PlainConnection::set_deadline(std::chrono::milliseconds after) { deadline_ = reactor_.now() + after; }

void PlainConnection::on_events(std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) is_readable_ = true;
  if ((events & (EPOLLOUT | EPOLLERR)) != 0) is_writable_ = true;
  if (is_readable_ && written_ == out_.size()) read_on();
  if (!is_closed_) reactor_.touch(*this);
}

void PlainConnection::proceed() {
  if (stream_) {
    if (out_.empty() || write_out()) write_queue();
    return;
  }
  if (!write_out()) return;
  if (is_readable_ || !in_.empty()) {
    read_on();
    if (!is_closed_ && written_ != out_.size()) reactor_.touch(*this);
  }
}

void PlainConnection::on_tick(SteadyTime now) {
  if (now >= deadline_) return close();
  if (stream_ && stream_->queue.empty() && now >= stream_->beat_at) {
    static const Frame beat = std::make_shared<const std::string>(":\n\n");
    push_frames(std::span(&beat, 1));
  }
}

void PlainConnection::close() {
  if (std::exchange(is_closed_, true)) return;
  if (keep_for_desk_ && reactor_.desk()) reactor_.desk()->lose(this, reactor_.replies());
  if (stream_) {
    if (stream_->in_group) {
      reactor_.hub().leave_reader(*reactor_.group());
    } else if (stream_->subscription) {
      stream_->subscription->set_notify({});
    }
    reactor_.remove_stream(*this);
    --reactor_.shared().streams;
    stream_.reset();
  }
  body_bytes_.reset();
  socket_ = File();
  origin_.reset();
  reactor_.remove(*this);
}

void PlainConnection::close_if_idle() {
  if (state_ == State::idle && in_.empty() && written_ == out_.size()) close();
}

// --- reading ---

void PlainConnection::read_on() {
  if (stream_) return drain_input();
  while (!is_closed_ && state_ != State::waiting && !close_after_write_) {
    // What a request before left; a piece of a plain request waits for the next.
    if (!in_.empty() && !parser_ && pieces_ == 0) {
      const std::string bytes = std::exchange(in_, {});
      take_bytes(bytes);
      if (in_.size() < bytes.size()) continue;
    }
    if (!is_readable_ || out_.size() - written_ > unwritten_bytes_max) return;
    const std::span<char> into = reactor_.scratch();
    const ssize_t got = ::recv(descriptor(), into.data(), into.size(), MSG_DONTWAIT);
    if (got <= 0) {
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        is_readable_ = false;
        return;
      }
      return close();
    }
    // Edge-triggered: a read that fills less than its room has emptied the socket; what comes later rings
    // again.
    if (static_cast<std::size_t>(got) < into.size()) is_readable_ = false;
    const std::string_view bytes(into.data(), static_cast<std::size_t>(got));
    if (state_ == State::lingering) continue;
    if (parser_) {
      in_ += bytes;
      feed_parser();
    } else if (in_.empty()) {
      take_bytes(bytes);
    } else {
      const std::string all = std::exchange(in_, {}) + std::string(bytes);
      take_bytes(all);
    }
  }
}

void PlainConnection::take_bytes(std::string_view bytes) {
  if (state_ == State::idle && !bytes.empty()) {
    state_ = State::head;
    set_deadline(timeouts().header);
  }
  while (!bytes.empty() && (state_ == State::head || state_ == State::plain_body) &&
         out_.size() - written_ <= unwritten_bytes_max) {
    const Plain plain = take_plain(bytes);
    if (plain == Plain::taken) continue;
    if (plain == Plain::cut) break;
    parser_ = std::make_unique<RequestParser>(reactor_.shared().options.header_bytes_max);
    if (std::exchange(pieces_, 0) == 0) set_deadline(timeouts().header);
    in_.assign(bytes);
    return feed_parser();
  }
  if (!is_closed_) in_.assign(bytes);
}

// Whether to wait for more of a plain request. Sets the deadlines of a head and a body.
bool PlainConnection::wait_for_the_rest(PlainStatus status) {
  if (status == PlainStatus::other || ++pieces_ > plain_pieces_max) return false;
  if (pieces_ == 1) set_deadline(timeouts().header);
  if (status == PlainStatus::cut_body && state_ == State::head) {
    state_ = State::plain_body;
    set_deadline(timeouts().body + slowest(plain_body_bytes_max));
  }
  return true;
}

PlainConnection::Plain PlainConnection::take_plain(std::string_view& bytes) {
  HotDesk* desk = reactor_.desk();
  PlainRequest request;
  if (!desk || origin_->is_local || origin_->is_refused || reactor_.shared().stopping) return Plain::other;
  const auto status = find_plain_request(bytes, reactor_.shared().options.header_bytes_max, request);
  if (status != PlainStatus::whole) return wait_for_the_rest(status) ? Plain::cut : Plain::other;
  state_ = State::head;
  const auto taken = desk->take(request, this, reactor_.date(), out_);
  if (taken == HotDesk::Taken::pass) return Plain::other;
  if (taken == HotDesk::Taken::keep) {
    keep_for_desk_ = true;
    return Plain::other;
  }
  is_first_ = false;
  pieces_ = 0;
  if (taken == HotDesk::Taken::waits) {
    held_.assign(bytes.substr(0, request.bytes));
    self_ = shared_from_this();
    state_ = State::waiting;
    clear_deadline();
  } else {
    after_write();
    if (bytes.size() > request.bytes) state_ = State::head;
    reactor_.touch(*this);
  }
  bytes.remove_prefix(request.bytes);
  return Plain::taken;
}

void PlainConnection::feed_parser() {
  Status status = Status::need_more;
  if (state_ != State::body) {
    status = parser_->feed(in_);
    if (status == Status::need_more) return;
    is_first_ = false;
    if (status == Status::failed) return refuse(parser_->failure().status, parser_->failure().detail);
    if (origin_->is_refused) return refuse(503, "too many connections");
    begin_body();
    if (is_closed_ || close_after_write_ || state_ != State::body) return;
  }
  status = parser_->feed(in_);
  if (status == Status::failed) return refuse(parser_->failure().status, parser_->failure().detail);
  if (!body_bytes_->set(parser_->body_size())) return refuse(503, "too much is being sent at once");
  deadline_ = body_start_ + timeouts().body + slowest(parser_->body_size());
  if (status == Status::done) take_request();
}

void PlainConnection::begin_body() {
  const Request& request = parser_->request();
  const auto& limit = reactor_.shared().options.body_bytes_max;
  state_ = State::body;
  body_start_ = reactor_.now();
  body_bytes_ = std::make_unique<BodyBytes>(reactor_.shared());
  const Status status =
      parser_->set_body_limit(limit ? limit(request.method, request.path) : body_bytes_max_default);
  if (status == Status::failed) return refuse(parser_->failure().status, parser_->failure().detail);
  if (!parser_->expects_continue()) return;
  // Only when the body has not come along.
  if (!in_.empty()) return;
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  reactor_.touch(*this);
}

void PlainConnection::take_request() {
  state_ = State::waiting;
  clear_deadline();
  Request request = std::move(parser_->request());
  is_head_ = request.method == "HEAD";
  if (is_head_) request.method = "GET";
  is_1_1_ = parser_->is_http_1_1();
  keep_alive_ = parser_->keep_alive() && is_1_1_;
  request.is_local = origin_->is_local;
  const bool is_proxied = !origin_->is_local && !reactor_.shared().options.trusted_proxies.empty();
  request.peer = is_proxied ? last_hop(request.header("x-forwarded-for"), origin_->peer) : origin_->peer;
  parser_.reset();
  reactor_.run_handler(shared_from_this(), std::move(request));
}

void PlainConnection::refuse(int status, std::string_view detail) {
  keep_alive_ = false;
  is_head_ = false;
  Response problem = make_problem(status, detail);
  parser_.reset();  // `detail` may be the parser's
  body_bytes_.reset();
  respond(std::move(problem));
}

// --- the answer ---

void PlainConnection::finish_hot() {
  self_.reset();
  if (is_closed_) return;
  after_write();
  reactor_.touch(*this);
}

void PlainConnection::pass_on() {
  const auto self = std::exchange(self_, nullptr);
  if (is_closed_) return;
  // Read before by the strict reader, so the other reads it too.
  in_.insert(0, held_);
  state_ = State::head;
  parser_ = std::make_unique<RequestParser>(reactor_.shared().options.header_bytes_max);
  feed_parser();
}

void PlainConnection::finish_handler(Response response) {
  body_bytes_.reset();
  if (is_closed_) return;
  if (response.stream && !is_head_) {
    if (std::exchange(keep_for_desk_, false)) reactor_.desk()->lose(this, reactor_.replies());
    return begin_stream(std::move(response));
  }
  respond(std::move(response));
}

void PlainConnection::respond(Response response) {
  HeadFacts facts;
  facts.keep_alive = keep_alive_ && !reactor_.shared().stopping;
  facts.date = reactor_.date();
  facts.chunked = response.stream != nullptr;
  // RFC 9110 section 8.6: none in 1xx and 204; and what a 304 would have is not known here.
  facts.has_length = response.status >= 200 && response.status != 204 && response.status != 304;
  std::string head = make_head(response, facts);
  if (head.empty()) {
    log_failure("-", "-", "the handler made a field that is none");
    response = make_problem(500, "the server failed to answer; it is not your request's fault");
    head = make_head(response, facts);
  }
  if (std::exchange(keep_for_desk_, false)) {
    if (facts.keep_alive && facts.has_length && !is_head_) {
      reactor_.desk()->keep(this, response, head, reactor_.replies());
    } else {
      reactor_.desk()->lose(this, reactor_.replies());
    }
  }
  close_after_write_ = !facts.keep_alive;
  out_ += head;
  if (!is_head_ && facts.has_length) out_ += response.body;
  after_write();
  reactor_.touch(*this);
}

// --- writing ---

// False when the socket takes no more, or the connection is closed.
bool PlainConnection::write_out() {
  while (written_ < out_.size()) {
    if (!is_writable_) return false;
    const ssize_t put =
        ::send(descriptor(), out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      is_writable_ = false;
      return false;
    }
    if (put < 0) {
      close();
      return false;
    }
    written_ += static_cast<std::size_t>(put);
  }
  if (out_.empty()) return true;
  written_ = 0;
  give_back(out_);
  if (close_after_write_ && state_ != State::lingering) {
    linger();
    return !is_closed_;
  }
  if (state_ == State::idle) set_deadline(is_first_ ? timeouts().header : timeouts().idle);
  return true;
}

// The answer is in out_: what comes next is another request.
void PlainConnection::after_write() {
  if (!close_after_write_) state_ = State::idle;
  set_deadline(timeouts().write + slowest(out_.size() - written_));
}

// Closing with unread bytes makes the kernel send a reset, which can overtake the answer: read on for a
// moment.
void PlainConnection::linger() {
  state_ = State::lingering;
  close_after_write_ = false;
  in_.clear();
  parser_.reset();
  set_deadline(timeouts().linger);
  if (::shutdown(descriptor(), SHUT_WR) != 0) return close();
  is_readable_ = true;
  read_on();
}

}  // namespace tocsin::doors::http
