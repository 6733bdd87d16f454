#include "bench/readers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/check.h"

namespace tocsin::bench {
namespace {

struct Order {
  enum class Kind : std::uint64_t { add, expect } kind = Kind::add;
  std::uint64_t count = 0;
};

// Of the machine's steady clock, the same for all processes.
std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 || ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return -1;
  return socket;
}

// The process of some readers: one epoll; orders come by a pipe, and times go back by another.
class Crowd {
 public:
  Crowd(const ReaderKind& kind, std::uint16_t port, int orders, int answers)
      : kind_(kind), port_(port), orders_(orders), answers_(answers), epoll_(::epoll_create1(0)) {
    watch(orders_);
  }

  [[noreturn]] void run() {
    for (;;) {
      std::array<epoll_event, 1024> events;
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        if (socket == orders_) {
          take_order();
        } else {
          read(socket);
        }
      }
    }
  }

 private:
  void watch(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }
  void say(std::int64_t value) const {
    if (::write(answers_, &value, sizeof value) != sizeof value) ::_exit(0);
  }
  void take_order() {
    Order order;
    if (::read(orders_, &order, sizeof order) != sizeof order) ::_exit(0);
    if (order.kind == Order::Kind::expect) {
      left_ = order.count;
      say(0);
      return;
    }
    for (std::uint64_t i = 0; i < order.count; ++i) {
      if (!add()) return say(-1);
    }
    say(now_ns());
  }
  bool add() const {
    const int socket = connect_to(port_);
    if (socket < 0) return false;
    if (::send(socket, kind_.greeting.data(), kind_.greeting.size(), MSG_NOSIGNAL) < 0) return false;
    std::string got;
    std::array<char, 4096> piece;
    while (got.find(kind_.ready) == std::string::npos) {
      pollfd wait{socket, POLLIN, 0};
      if (::poll(&wait, 1, 10'000) != 1) return false;
      const ssize_t size = ::recv(socket, piece.data(), piece.size(), 0);
      if (size <= 0) return false;
      got.append(piece.data(), static_cast<std::size_t>(size));
    }
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    watch(socket);
    return true;
  }
  void read(int socket) {
    const ssize_t size = ::recv(socket, buffer_.data(), buffer_.size(), 0);
    if (size <= 0) {
      if (size == 0) ::close(socket);
      return;
    }
    const auto marks =
        static_cast<std::uint64_t>(std::count(buffer_.begin(), buffer_.begin() + size, message_mark));
    if (marks == 0 || left_ == 0) return;
    left_ -= std::min(left_, marks);
    if (left_ == 0) say(now_ns());
  }

  ReaderKind kind_;
  std::uint16_t port_;
  int orders_, answers_, epoll_;
  std::uint64_t left_ = 0;
  std::array<char, 64 * 1024> buffer_{};
};

std::int64_t read_answer(int from) {
  pollfd wait{from, POLLIN, 0};
  std::int64_t value = -1;
  if (::poll(&wait, 1, 120'000) != 1 || ::read(from, &value, sizeof value) != sizeof value) return -1;
  return value;
}

}  // namespace

ReaderKind event_stream_readers(const std::string& path) {
  return {fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", path),
          "\r\n\r\n"};
}

Readers::Readers(ReaderKind kind, std::uint16_t port, unsigned processes) {
  for (unsigned i = 0; i < processes; ++i) {
    int orders[2], answers[2];
    TOCSIN_CHECK(::pipe(orders) == 0 && ::pipe(answers) == 0);
    Child child;
    child.process = Process::fork_work([&] {
      ::close(orders[1]);
      ::close(answers[0]);
      Crowd(kind, port, orders[0], answers[1]).run();
    });
    ::close(orders[0]);
    ::close(answers[1]);
    child.to = orders[1];
    child.from = answers[0];
    children_.push_back(std::move(child));
  }
}

Readers::~Readers() {
  for (const Child& child : children_) {
    ::close(child.to);
    ::close(child.from);
  }
}

bool Readers::add(std::size_t count) {
  std::size_t left = count;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    const std::size_t part = left / (children_.size() - i);
    const Order order{Order::Kind::add, part};
    TOCSIN_CHECK(::write(children_[i].to, &order, sizeof order) == sizeof order);
    children_[i].count += part;
    left -= part;
  }
  count_ += count;
  bool all = true;
  for (const Child& child : children_) all = read_answer(child.from) > 0 && all;
  return all;
}

double Readers::measure(std::size_t messages, const std::function<void()>& publish) {
  for (const Child& child : children_) {
    const Order order{Order::Kind::expect, child.count * messages};
    TOCSIN_CHECK(::write(child.to, &order, sizeof order) == sizeof order);
  }
  for (const Child& child : children_) TOCSIN_CHECK(read_answer(child.from) == 0);
  const std::int64_t begun = now_ns();
  publish();
  std::int64_t last = 0;
  for (const Child& child : children_) {
    const std::int64_t at = child.count == 0 ? begun : read_answer(child.from);
    if (at < 0) return -1;
    last = std::max(last, at);
  }
  return static_cast<double>(last - begun) / 1e9;
}

Line::Line(std::uint16_t port) : socket_(connect_to(port)) { TOCSIN_CHECK(socket_ >= 0); }
Line::~Line() { ::close(socket_); }

void Line::send(const std::string& bytes) {
  TOCSIN_CHECK(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size()));
}

void Line::wait_for(const std::string& end, std::size_t times) {
  for (; times > 0; --times) {
    std::size_t at = 0;
    while ((at = read_.find(end)) == std::string::npos) {
      char piece[4096];
      const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
      TOCSIN_CHECK(got > 0);
      read_.append(piece, static_cast<std::size_t>(got));
    }
    read_.erase(0, at + end.size());
  }
}

}  // namespace tocsin::bench
