#include "doors/http/session.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

#include "doors/http/session_trace.h"
#include "doors/http/session_write.h"
#include "doors/http/url_request.h"

namespace tocsin::doors::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Status = RequestParser::Status;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t header_piece_bytes = 4 * 1024;
constexpr std::size_t body_piece_bytes = 64 * 1024;
// A connection that waits for its next request gives memory above this back.
constexpr std::size_t idle_buffer_bytes_max = 16 * 1024;

std::chrono::milliseconds slowest(std::size_t bytes) {
  return std::chrono::milliseconds(bytes * 1000 / bytes_per_second_min);
}

// The bytes of one request's body that count against body_bytes_total_max.
class BodyBytes {
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

class Connection final : public Session {
 public:
  Connection(asio::ssl::stream<tcp::socket> stream, Origin origin, Worker& worker, Shared& shared)
      : Session(worker, shared), stream_(std::move(stream)), origin_(std::move(origin)) {}
  ~Connection() override {
    if (subscription_) subscription_->set_notify({});
  }

  // The pointer keeps the session while it runs.
  asio::awaitable<void> run(std::shared_ptr<Connection> self);
  void abort() override {
    boost::system::error_code ignored;
    socket().close(ignored);
  }

 private:
  using Stream = asio::ssl::stream<tcp::socket>;
  tcp::socket& socket() { return stream_.next_layer(); }
  const Timeouts& timeouts() const { return shared_.options.timeouts; }

  // These return false when the connection is of no more use.
  asio::awaitable<bool> serve_one();
  asio::awaitable<bool> read_more(std::size_t piece_bytes);
  asio::awaitable<bool> read_header(RequestParser& parser);
  asio::awaitable<bool> read_body(RequestParser& parser);
  asio::awaitable<bool> write(std::string_view first, std::string_view second);
  asio::awaitable<bool> write_response(Response response, bool is_head, bool keep_alive);

  asio::awaitable<void> refuse(int status, std::string detail);
  asio::awaitable<void> finish();
  asio::awaitable<void> stream_events(Response response, bool chunked);
  asio::awaitable<bool> write_piece(std::string piece, bool chunked);
  asio::awaitable<void> watch_for_end(std::shared_ptr<Session> self);
  void wake();

  Stream stream_;
  Origin origin_;
  std::string buffer_;  // read and not yet parsed
  bool is_first_ = true;
  // While streaming.
  std::shared_ptr<Subscription> subscription_;
  std::optional<asio::steady_timer> wake_;
  bool is_gone_ = false;
};

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> /*self*/) {
  set_deadline(timeouts().header);
  const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
  if (error) co_return;
  bool goes_on = true;
  while (goes_on && !shared_.stopping) goes_on = co_await serve_one();
  abort();
}

asio::awaitable<bool> Connection::serve_one() {
  RequestParser parser(shared_.options.header_bytes_max);
  if (!co_await read_header(parser)) co_return false;
  if (origin_.is_refused) {
    co_await refuse(503, "too many connections");
    co_return false;
  }
  if (!co_await read_body(parser)) co_return false;
  clear_deadline();
  Request request = std::move(parser.request());
  const bool is_head = request.method == "HEAD";
  if (is_head) request.method = "GET";
  const bool tagged = strip_gzip_tags(request);
  const bool gzip_accepted = accepts_gzip(request.header("accept-encoding"));
  request.is_local = origin_.is_local;
  const bool is_proxied = !origin_.is_local && !shared_.options.trusted_proxies.empty();
  request.peer = is_proxied ? last_hop(request.header("x-forwarded-for"), origin_.peer) : origin_.peer;

  Response response = co_await run_handler(shared_, std::move(request));
  if (response.stream && !is_head) {
    co_await stream_events(std::move(response), parser.is_http_1_1());
    co_return false;
  }
  compress(response, gzip_accepted, tagged);
  const bool keep_alive = parser.keep_alive() && parser.is_http_1_1() && !shared_.stopping;
  co_return co_await write_response(std::move(response), is_head, keep_alive);
}

asio::awaitable<bool> Connection::read_more(std::size_t piece_bytes) {
  const std::size_t had = buffer_.size();
  buffer_.resize(had + piece_bytes);
  const auto [error, got] =
      co_await stream_.async_read_some(asio::buffer(buffer_.data() + had, piece_bytes), as_result);
  buffer_.resize(had + got);
  co_return !error && got > 0;
}

asio::awaitable<bool> Connection::read_header(RequestParser& parser) {
  idle_ = buffer_.empty();
  set_deadline(idle_ && !is_first_ ? timeouts().idle : timeouts().header);
  if (idle_ && buffer_.capacity() > idle_buffer_bytes_max) buffer_.shrink_to_fit();
  Status status = Status::need_more;
  for (;;) {
    if (!buffer_.empty()) status = parser.feed(buffer_);
    if (status != Status::need_more) break;
    if (!co_await read_more(header_piece_bytes)) co_return false;
    if (idle_ && !is_first_) set_deadline(timeouts().header);
    idle_ = false;
  }
  is_first_ = false;
  if (status == Status::failed) co_await refuse(parser.failure().status, parser.failure().detail);
  co_return status != Status::failed;
}

asio::awaitable<bool> Connection::read_body(RequestParser& parser) {
  const Request& request = parser.request();
  const auto& limit = shared_.options.body_bytes_max;
  Status status = parser.set_body_limit(limit ? limit(request.method, request.path) : body_bytes_max_default);
  const auto start = std::chrono::steady_clock::now();
  deadline_ = start + timeouts().body;
  if (status != Status::failed) status = parser.feed(buffer_);
  if (status == Status::need_more && parser.expects_continue()) {
    if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return false;
  }
  BodyBytes held(shared_);
  while (status == Status::need_more) {
    if (!held.set(parser.body_size())) {
      co_await refuse(503, "too much is being sent at once");
      co_return false;
    }
    deadline_ = start + timeouts().body + slowest(parser.body_size());
    if (!co_await read_more(body_piece_bytes)) co_return false;
    status = parser.feed(buffer_);
  }
  if (status == Status::failed) co_await refuse(parser.failure().status, parser.failure().detail);
  co_return status == Status::done;
}

asio::awaitable<bool> Connection::write(std::string_view first, std::string_view second) {
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(first), asio::buffer(second)};
  const auto [error, put] = co_await asio::async_write(stream_, buffers, as_result);
  co_return !error && put == first.size() + second.size();
}

asio::awaitable<bool> Connection::write_response(Response response, bool is_head, bool keep_alive) {
  HeadFacts facts;
  facts.keep_alive = keep_alive;
  facts.date = worker_.date.text();
  facts.chunked = response.stream != nullptr;
  // RFC 9110 section 8.6: none in 1xx and 204; and what a 304 would have is not known here.
  facts.has_length = response.status >= 200 && response.status != 204 && response.status != 304;
  std::string head = make_head(response, facts);
  if (head.empty()) {
    log_failure("-", "-", "the handler made a field that is none");
    response = make_problem(500, "the server failed to answer; it is not your request's fault");
    head = make_head(response, facts);
  }
  const std::string_view body =
      is_head || !facts.has_length ? std::string_view() : std::string_view(response.body);
  set_deadline(timeouts().write + slowest(body.size()));
  if (!co_await write(head, body)) co_return false;
  if (!keep_alive) co_await finish();
  co_return keep_alive;
}

asio::awaitable<void> Connection::refuse(int status, std::string detail) {
  Response response = make_problem(status, detail);
  co_await write_response(std::move(response), false, false);
}

// Closing with unread bytes makes the kernel send a reset, which can overtake the answer: read on for a
// moment.
asio::awaitable<void> Connection::finish() {
  set_deadline(timeouts().linger);
  // Sends close_notify; the peer's answer is welcome but not needed.
  co_await stream_.async_shutdown(as_result);
  boost::system::error_code failed;
  socket().shutdown(asio::socket_base::shutdown_send, failed);
  std::array<char, header_piece_bytes> scrap;
  while (!failed) {
    const auto [error, got] = co_await socket().async_read_some(asio::buffer(scrap), as_result);
    failed = error;
  }
}

void Connection::wake() {
  // A reader too slow for its queue is stuck in a write: only closing ends that.
  if (subscription_->end() == Subscription::End::too_slow) abort();
  wake_->cancel();
}

asio::awaitable<void> Connection::watch_for_end(std::shared_ptr<Session> /*self*/) {
  std::array<char, 256> scrap;
  while (!is_gone_) {
    const auto [error, got] = co_await stream_.async_read_some(asio::buffer(scrap), as_result);
    if (error) is_gone_ = true;
  }
  wake_->cancel();
}

asio::awaitable<bool> Connection::write_piece(std::string piece, bool chunked) {
  if (chunked) piece = as_chunk(piece);
  set_deadline(timeouts().write + slowest(piece.size()));
  const bool written = co_await write(piece, {});
  clear_deadline();
  co_return written;
}

asio::awaitable<void> Connection::stream_events(Response response, bool chunked) {
  struct StreamSlot {
    std::atomic<std::size_t>& streams;
    std::size_t before = streams.fetch_add(1);
    ~StreamSlot() { --streams; }
  } slot{shared_.streams};
  if (slot.before >= shared_.options.streams_max) {
    co_await refuse(503, "too many open streams");
    co_return;
  }
  boost::system::error_code ignored;
  socket().set_option(asio::socket_base::send_buffer_size(stream_send_buffer_bytes), ignored);
  subscription_ = std::move(response.stream);
  wake_.emplace(worker_.context);
  HeadFacts facts{false, chunked, false, worker_.date.text()};
  response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold events back
  const std::string head = make_head(response, facts);
  set_deadline(timeouts().write);
  if (head.empty() || !co_await write(head, {})) co_return;
  clear_deadline();
  if (!response.body.empty() && !co_await write_piece(std::move(response.body), chunked)) co_return;

  subscription_->set_notify([weak = this->weak_from_this(), executor = worker_.context.get_executor()] {
    asio::post(executor, [weak] {
      if (const auto self = weak.lock()) static_cast<Connection*>(self.get())->wake();
    });
  });
  asio::co_spawn(worker_.context, watch_for_end(shared_from_this()), [](std::exception_ptr) {});
  while (!is_gone_) {
    std::string piece = subscription_->take();
    if (piece.empty()) {
      if (subscription_->end() != Subscription::End::open) break;
      wake_->expires_after(timeouts().heartbeat);
      const auto [error] = co_await wake_->async_wait(as_result);
      if (error) continue;  // woken
      piece = ":\n\n";
    }
    if (!co_await write_piece(std::move(piece), chunked)) co_return;
  }
  if (chunked && !is_gone_) co_await write("0\r\n\r\n", {});
}

}  // namespace

void start_session(tcp::socket socket, asio::ssl::context& tls, Origin origin, Worker& worker,
                   Shared& shared) {
  auto connection = std::make_shared<Connection>(asio::ssl::stream<tcp::socket>(std::move(socket), tls),
                                                 std::move(origin), worker, shared);
  auto running = connection->run(connection);
  asio::co_spawn(worker.context, std::move(running), [](std::exception_ptr failed) {
    if (failed) log_failure("-", "-", "a connection failed inside the server");
  });
}

}  // namespace tocsin::doors::http
