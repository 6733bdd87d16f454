#include "doors/http/reactor.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "doors/http/plain_connection.h"
#include "doors/http/session_write.h"

namespace tocsin::doors::http {
Reactor::Reactor(Shared& shared, EventHub& hub, boost::asio::io_context& handlers,
                 const MakeHotDesk& make_desk)
    : shared_(shared), hub_(hub), handlers_(handlers), scratch_(receive_bytes) {
  if (make_desk) desk_ = make_desk([this] { wake(); });
  group_ = hub_.make_group([this] { wake(); });
}

Reactor::~Reactor() {
  stop();
  hub_.leave(*group_);
}

Result<> Reactor::start() {
  epoll_ = File(::epoll_create1(EPOLL_CLOEXEC));
  bell_ = File(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.ptr = nullptr;
  if (epoll_.descriptor() < 0 || bell_.descriptor() < 0 ||
      ::epoll_ctl(epoll_.descriptor(), EPOLL_CTL_ADD, bell_.descriptor(), &event) != 0) {
    return fail(Errc::io, fmt::format("cannot make an epoll: {}", std::strerror(errno)));
  }
  thread_ = std::thread([this] { run(); });
  return {};
}

void Reactor::stop() {
  stopping_ = true;
  wake();
  if (thread_.joinable()) thread_.join();
  while (!connections_.empty()) connections_.back()->close();
  removed_.clear();
}

void Reactor::wake() {
  if (bell_.descriptor() < 0 || rung_.exchange(true)) return;
  const std::uint64_t one = 1;
  // It can only fail when it rings already.
  [[maybe_unused]] const ssize_t put = ::write(bell_.descriptor(), &one, sizeof one);
}

void Reactor::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    mail_.push_back(std::move(work));
  }
  wake();
}

void Reactor::adopt(int socket, Origin origin) {
  auto shared_origin = std::make_shared<Origin>(std::move(origin));
  auto file = std::make_shared<File>(socket);
  post([this, file, shared_origin] {
    auto connection = std::make_shared<PlainConnection>(std::move(*file), std::move(*shared_origin), *this);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = connection.get();
    if (::epoll_ctl(epoll_.descriptor(), EPOLL_CTL_ADD, connection->descriptor(), &event) != 0) return;
    connection->place = connections_.size();
    connections_.push_back(std::move(connection));
  });
}

void Reactor::close_idle() {
  post([this] {
    const auto all = connections_;
    for (const auto& connection : all) connection->close_if_idle();
  });
}

void Reactor::close_all() {
  post([this] {
    while (!connections_.empty()) connections_.back()->close();
  });
}

void Reactor::touch(PlainConnection& connection) {
  if (std::exchange(connection.is_touched, true)) return;
  touched_.push_back(&connection);
}

void Reactor::remove(PlainConnection& connection) {
  const std::size_t place = connection.place;
  TOCSIN_CHECK(place < connections_.size() && connections_[place].get() == &connection);
  removed_.push_back(std::move(connections_[place]));
  if (place + 1 != connections_.size()) {
    connections_[place] = std::move(connections_.back());
    connections_[place]->place = place;
  }
  connections_.pop_back();
}

void Reactor::add_stream(PlainConnection& connection) {
  connection.stream()->place = streams_.size();
  streams_.push_back(&connection);
}

void Reactor::remove_stream(PlainConnection& connection) {
  const std::size_t place = connection.stream()->place;
  TOCSIN_CHECK(place < streams_.size() && streams_[place] == &connection);
  streams_[place] = streams_.back();
  streams_[place]->stream()->place = place;
  streams_.pop_back();
}

void Reactor::run_handler(std::shared_ptr<PlainConnection> connection, Request request) {
  const bool gzip_accepted = accepts_gzip(request.header("accept-encoding"));
  const bool tagged = strip_gzip_tags(request);
  auto answered = http::run_handler(shared_, std::move(request));
  boost::asio::co_spawn(handlers_, std::move(answered),
                        [this, connection = std::move(connection), gzip_accepted, tagged](
                            std::exception_ptr failed, Response response) mutable {
                          if (failed) response = make_problem(500, "the server failed to answer");
                          compress(response, gzip_accepted, tagged);
                          auto shared_response = std::make_shared<Response>(std::move(response));
                          post([connection = std::move(connection), shared_response] {
                            connection->finish_handler(std::move(*shared_response));
                          });
                        });
}

std::string& Reactor::open(Ticket ticket) { return static_cast<PlainConnection*>(ticket)->output(); }
void Reactor::finish(Ticket ticket) { static_cast<PlainConnection*>(ticket)->finish_hot(); }
void Reactor::pass_on(Ticket ticket) { static_cast<PlainConnection*>(ticket)->pass_on(); }

void Reactor::run() {
  now_ = std::chrono::steady_clock::now();
  next_tick_ = now_ + deadline_tick;
  while (!stopping_) round(wait_ms());
}

int Reactor::wait_ms() const {
  if (telling_) return 0;
  const SteadyTime until = tell_at_ ? std::min(*tell_at_, next_tick_) : next_tick_;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - now_).count();
  return static_cast<int>(std::max<std::int64_t>(0, left + 1));
}

void Reactor::round(int timeout_ms) {
  std::array<epoll_event, round_events_max> events;
  const int count = ::epoll_wait(epoll_.descriptor(), events.data(), round_events_max, timeout_ms);
  now_ = std::chrono::steady_clock::now();
  bool rung = false;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.ptr == nullptr) {
      rung = true;
      continue;
    }
    auto* connection = static_cast<PlainConnection*>(event.data.ptr);
    if (!connection->is_closed()) connection->on_events(event.events);
  }
  if (rung) {
    rung_ = false;
    take_mail();
    if (desk_) desk_->collect(date(), *this);
    if (!tell_at_)
      tell_at_ = now_ + (streams_.size() < readers_many ? std::chrono::milliseconds{0} : news_pause);
  }
  if (!telling_ && tell_at_ && now_ >= *tell_at_) begin_telling();
  if (telling_) tell_some();
  // Writing may free a connection to read on, which may take more.
  do {
    touched_now_.swap(touched_);
    for (PlainConnection* connection : touched_now_) {
      connection->is_touched = false;
      if (!connection->is_closed()) connection->proceed();
    }
    touched_now_.clear();
    if (desk_) desk_->flush(date(), *this);
  } while (!touched_.empty());
  if (now_ >= next_tick_) tick();
  removed_.clear();
}

void Reactor::take_mail() {
  std::vector<std::function<void()>> mail;
  {
    const std::lock_guard lock(mutex_);
    mail.swap(mail_);
  }
  for (const auto& work : mail) work();
}

void Reactor::begin_telling() {
  tell_at_.reset();
  ReaderGroup::News news = group_->take();
  if (news.frames.empty() && !news.overflowed && !news.closed) return;
  // One copy for all readers who are up to date, which are all but those of this moment.
  auto pieces = join_frames(news.frames, false), framed = join_frames(news.frames, true);
  telling_.emplace(std::move(news), std::move(pieces), std::move(framed), streams_.size());
}

// Backwards: a reader that is dropped gives its place to one that was told, which first_frame says.
void Reactor::tell_some() {
  const ReaderGroup::News& news = telling_->news;
  const std::uint64_t end = news.first + news.frames.size();
  telling_->left = std::min(telling_->left, streams_.size());
  for (std::size_t told = 0; telling_->left > 0 && told < readers_at_once_max; ++told) {
    PlainConnection& reader = *streams_[--telling_->left];
    PlainStream& stream = *reader.stream();
    if (!stream.in_group) continue;
    const std::uint64_t first = stream.first_frame;
    stream.first_frame = std::max(first, end);
    if (news.overflowed) {
      hub_.note_dropped();
      reader.close();
    } else if (first <= news.first) {
      for (const Frame& piece : stream.chunked ? telling_->framed : telling_->pieces) {
        if (!reader.is_closed()) reader.push(piece);
      }
    } else if (first < end) {
      reader.push_frames(std::span(news.frames).subspan(first - news.first));
    }
    if (news.closed && !reader.is_closed()) reader.end_stream();
  }
  if (telling_->left == 0) telling_.reset();
}

void Reactor::tick() {
  next_tick_ = now_ + deadline_tick;
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->on_tick(now_);
}

}  // namespace tocsin::doors::http
