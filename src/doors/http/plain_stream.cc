// The streaming half of PlainConnection.
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

#include "doors/http/plain_connection.h"
#include "doors/http/reactor.h"
#include "doors/http/session_write.h"

namespace tocsin::doors::http {
namespace {

// Pieces that one system call writes.
constexpr std::size_t pieces_at_once = 16;

std::chrono::milliseconds slowest(std::size_t bytes) {
  return std::chrono::milliseconds(bytes * 1000 / bytes_per_second_min);
}

}  // namespace

std::vector<Frame> join_frames(std::span<const Frame> frames, bool chunked) {
  std::vector<Frame> pieces;
  std::string piece;
  const auto finish = [&] {
    if (chunked) piece = as_chunk(piece);
    pieces.push_back(std::make_shared<const std::string>(std::exchange(piece, {})));
  };
  for (const Frame& frame : frames) {
    if (!piece.empty() && piece.size() + frame->size() > stream_piece_bytes_max) finish();
    piece += *frame;
  }
  if (!piece.empty()) finish();
  return pieces;
}

void PlainConnection::begin_stream(Response response) {
  Shared& shared = reactor_.shared();
  if (shared.streams.fetch_add(1) >= shared.options.streams_max) {
    --shared.streams;
    return refuse(503, "too many open streams");
  }
  const int room = stream_send_buffer_bytes;
  ::setsockopt(descriptor(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  stream_ = std::make_unique<PlainStream>();
  stream_->subscription = std::move(response.stream);
  stream_->chunked = is_1_1_;
  state_ = State::streaming;
  clear_deadline();
  stream_->beat_at = reactor_.now() + timeouts().heartbeat;
  reactor_.add_stream(*this);
  const HeadFacts facts{false, stream_->chunked, false, reactor_.date()};
  response.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold events back
  const std::string head = make_head(response, facts);
  if (head.empty()) return close();
  out_ += head;
  if (!response.body.empty()) out_ += stream_->chunked ? as_chunk(response.body) : response.body;
  set_deadline(timeouts().write + slowest(out_.size()));
  if (auto joined = reactor_.hub().join(reactor_.group(), *stream_->subscription)) {
    stream_->in_group = true;
    stream_->first_frame = joined->next;
    stream_->subscription.reset();
    // What the reader asked to resume with, however much: it is no slower for that.
    for (const Frame& piece : join_frames(joined->waiting, stream_->chunked)) {
      stream_->queue.push_back(piece);
      stream_->bytes += piece->size();
    }
  } else {
    stream_->subscription->set_notify([weak = weak_from_this(), &reactor = reactor_] {
      reactor.post([weak] {
        if (const auto self = weak.lock(); self && !self->is_closed()) self->take_notified();
      });
    });
  }
  reactor_.touch(*this);
  if (is_readable_) drain_input();
}

// A stream of another hub: its queue is taken when ours is empty, so that it counts what waits.
void PlainConnection::take_notified() {
  const auto subscription = stream_->subscription;
  if (subscription->end() == Subscription::End::too_slow) return close();
  while (!is_closed_ && stream_->queue.empty()) {
    std::string piece = subscription->take();
    if (piece.empty()) {
      if (subscription->end() != Subscription::End::open) end_stream();
      return;
    }
    const Frame frame = std::make_shared<const std::string>(std::move(piece));
    push_frames(std::span(&frame, 1));
  }
}

void PlainConnection::push_frames(std::span<const Frame> frames) {
  for (const Frame& frame : frames) {
    if (is_closed_) return;
    push(stream_->chunked ? std::make_shared<const std::string>(as_chunk(*frame)) : frame);
  }
}

void PlainConnection::push(const Frame& piece) {
  PlainStream& stream = *stream_;
  stream.beat_at = reactor_.now() + timeouts().heartbeat;
  std::size_t put = 0;
  if (stream.queue.empty() && out_.empty() && is_writable_) {
    const ssize_t sent = ::send(descriptor(), piece->data(), piece->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return close();
    put = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    if (put == piece->size()) return;
    is_writable_ = sent < 0 && errno == EINTR;
    set_deadline(timeouts().write + slowest(piece->size()));
  } else if (stream.in_group && stream.bytes + piece->size() > reactor_.hub().subscriber_bytes_max()) {
    // It comes back by itself, with the id of the last event it read.
    reactor_.hub().note_dropped();
    return close();
  }
  if (stream.queue.empty()) stream.front_written = put;
  stream.queue.push_back(piece);
  stream.bytes += piece->size();
}

// False when something is left.
bool PlainConnection::write_queue() {
  PlainStream& stream = *stream_;
  while (!stream.queue.empty()) {
    if (!is_writable_) return false;
    std::array<iovec, pieces_at_once> vectors{};
    std::size_t count = 0;
    for (; count < std::min(pieces_at_once, stream.queue.size()); ++count) {
      const std::size_t skip = count == 0 ? stream.front_written : 0;
      // sendmsg never writes through its vectors.
      vectors[count] = {const_cast<char*>(stream.queue[count]->data()) + skip,
                        stream.queue[count]->size() - skip};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(descriptor(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      is_writable_ = false;
      return false;
    }
    if (sent < 0) {
      close();
      return false;
    }
    stream.front_written += static_cast<std::size_t>(sent);
    while (!stream.queue.empty() && stream.front_written >= stream.queue.front()->size()) {
      stream.front_written -= stream.queue.front()->size();
      stream.bytes -= stream.queue.front()->size();
      stream.queue.pop_front();
    }
    set_deadline(timeouts().write + slowest(stream.bytes));
  }
  clear_deadline();
  if (stream.ending) {
    close();
    return false;
  }
  if (!stream.in_group) take_notified();
  return true;
}

void PlainConnection::end_stream() {
  if (std::exchange(stream_->ending, true)) return;
  set_deadline(timeouts().write + slowest(stream_->bytes));
  if (stream_->chunked) {
    static const Frame last = std::make_shared<const std::string>("0\r\n\r\n");
    stream_->queue.push_back(last);
    stream_->bytes += last->size();
  }
  reactor_.touch(*this);
}

void PlainConnection::drain_input() {
  while (is_readable_) {
    const std::span<char> into = reactor_.scratch();
    const ssize_t got = ::recv(descriptor(), into.data(), into.size(), MSG_DONTWAIT);
    if (got > 0) {
      if (static_cast<std::size_t>(got) < into.size()) is_readable_ = false;
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return close();
    is_readable_ = false;
  }
}

}  // namespace tocsin::doors::http
