#include "bench/floor_epoll.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "journal/sqlite_log.h"

namespace tocsin::bench {
namespace {

constexpr int events_max = 512;

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  TOCSIN_CHECK(::bind(listener, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
  TOCSIN_CHECK(::listen(listener, 4096) == 0);
  return listener;
}

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void accept_all(int listener, int epoll) {
  for (int socket; (socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(epoll, socket);
  }
}

std::string page_of(std::size_t bytes) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{}", bytes,
                     std::string(bytes, 'p'));
}

// The first request in what was read: enough for load generators, which send each in one piece.
struct Seen {
  std::string_view head, body;
  std::size_t bytes = 0;
  bool whole = false;
};
Seen look(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return {};
  Seen seen{bytes.substr(0, end), {}, 0, false};
  const std::size_t at = seen.head.find("Content-Length: ");
  const std::size_t length =
      at == std::string_view::npos ? 0 : std::strtoul(seen.head.data() + at + 16, nullptr, 10);
  seen.body = bytes.substr(end + 4, length);
  seen.bytes = end + 4 + length;
  seen.whole = seen.bytes <= bytes.size();
  return seen;
}

// What the floor of the check-ins keeps of one person: a key each, as the vault does.
struct Person {
  std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> key;
};

class Checkins {
 public:
  explicit Checkins(const std::string& journal) : people_(1 << 16) {
    auto opened = journal::SqliteLog::open(journal, true);
    TOCSIN_CHECK(opened.has_value());
    log_ = std::move(*opened);
    randombytes_buf(people_.data(), people_.size() * sizeof(Person));
    randombytes_buf(secret_.data(), secret_.size());
  }

  void take(const Seen& seen) {
    std::array<unsigned char, 48> token{};
    std::size_t size = 0;
    sodium_base642bin(token.data(), token.size(), seen.head.data() + 8, 64, nullptr, &size, nullptr,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    std::array<unsigned char, 32> mac{};
    crypto_generichash(mac.data(), mac.size(), token.data(), 32, secret_.data(), secret_.size());
    refused_ += sodium_memcmp(mac.data(), token.data() + 32, 16) != 0 ? 1 : 0;
    std::uint32_t who = 0;
    std::memcpy(&who, token.data() + 16, sizeof who);
    const std::size_t note_at = seen.body.find("note=");
    const std::string_view note =
        note_at == std::string_view::npos ? std::string_view() : seen.body.substr(note_at + 5);
    // Header: kind, time, check, person, author, answer, mark.
    constexpr std::size_t header_bytes = 80;
    constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    std::array<unsigned char, 1024> event{};
    std::memcpy(event.data(), token.data(), 48);
    const std::size_t sealed_note = std::min<std::size_t>(note.size(), 512);
    randombytes_buf(event.data() + header_bytes, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        event.data() + header_bytes + nonce_bytes, nullptr,
        reinterpret_cast<const unsigned char*>(note.data()), sealed_note, token.data() + 16, 16, nullptr,
        event.data() + header_bytes, people_[who % people_.size()].key.data());
    const std::size_t bytes =
        header_bytes + nonce_bytes + sealed_note + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    log_->append(1, {reinterpret_cast<const char*>(event.data()), bytes});
  }
  void sync() { TOCSIN_CHECK(log_->sync().has_value()); }

 private:
  std::unique_ptr<journal::SqliteLog> log_;
  std::vector<Person> people_;
  std::array<unsigned char, 32> secret_{};
  std::uint64_t refused_ = 0;
};

}  // namespace

void serve_constant(std::uint16_t port, std::size_t page_bytes) {
  const std::string page = page_of(page_bytes);
  const int listener = listen_on(port), epoll = ::epoll_create1(0);
  watch(epoll, listener);
  std::vector<char> buffer(64 * 1024);
  for (;;) {
    std::array<epoll_event, events_max> events;
    const int count = ::epoll_wait(epoll, events.data(), events_max, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == listener) {
        accept_all(listener, epoll);
        continue;
      }
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        ::close(socket);
      } else if (look({buffer.data(), static_cast<std::size_t>(got)}).whole) {
        ::send(socket, page.data(), page.size(), MSG_NOSIGNAL);
      }
    }
  }
}

void serve_checkins(std::uint16_t port, const std::string& journal, std::size_t page_bytes) {
  Checkins checkins(journal);
  const std::string page = page_of(page_bytes);
  const int listener = listen_on(port), epoll = ::epoll_create1(0);
  watch(epoll, listener);
  std::vector<char> buffer(64 * 1024);
  std::vector<int> answered;
  for (;;) {
    std::array<epoll_event, events_max> events;
    const int count = ::epoll_wait(epoll, events.data(), events_max, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == listener) {
        accept_all(listener, epoll);
        continue;
      }
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size() - 1, 0);
      if (got <= 0) {
        ::close(socket);
        continue;
      }
      buffer[static_cast<std::size_t>(got)] = '\0';
      const Seen seen = look({buffer.data(), static_cast<std::size_t>(got)});
      if (!seen.whole || !seen.head.starts_with("POST /a/")) continue;
      checkins.take(seen);
      answered.push_back(socket);
    }
    if (answered.empty()) continue;
    checkins.sync();
    for (const int socket : answered) ::send(socket, page.data(), page.size(), MSG_NOSIGNAL);
    answered.clear();
  }
}

void serve_events(std::uint16_t port, unsigned threads) {
  struct Readers {
    std::mutex mutex;
    std::vector<int> sockets;
    int bell[2] = {};
    std::string waiting;
  };
  std::vector<Readers> groups(threads);
  std::vector<std::thread> running;
  for (Readers& group : groups) {
    TOCSIN_CHECK(::pipe(group.bell) == 0);
    running.emplace_back([&group] {
      char ring = 0;
      while (::read(group.bell[0], &ring, 1) == 1) {
        std::string bytes;
        std::vector<int> sockets;
        {
          const std::lock_guard lock(group.mutex);
          bytes.swap(group.waiting);
          sockets = group.sockets;
        }
        if (bytes.empty()) continue;
        for (const int socket : sockets) ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      }
    });
  }
  const int listener = listen_on(port), epoll = ::epoll_create1(0);
  watch(epoll, listener);
  std::vector<char> buffer(64 * 1024);
  std::size_t next = 0;
  for (;;) {
    std::array<epoll_event, events_max> events;
    const int count = ::epoll_wait(epoll, events.data(), events_max, -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == listener) {
        accept_all(listener, epoll);
        continue;
      }
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size() - 1, 0);
      if (got <= 0) {
        ::close(socket);
        continue;
      }
      buffer[static_cast<std::size_t>(got)] = '\0';
      const Seen seen = look({buffer.data(), static_cast<std::size_t>(got)});
      if (seen.head.starts_with("GET ")) {
        const std::string_view head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        ::send(socket, head.data(), head.size(), MSG_NOSIGNAL);
        Readers& group = groups[next++ % groups.size()];
        const std::lock_guard lock(group.mutex);
        group.sockets.push_back(socket);
        continue;
      }
      // Those that publish a burst send it in one piece.
      std::string frames, answers;
      for (std::string_view rest(buffer.data(), static_cast<std::size_t>(got));;) {
        const Seen next_seen = look(rest);
        if (!next_seen.whole) break;
        const std::string frame = fmt::format("data: {}\n\n", next_seen.body);
        frames += fmt::format("{:x}\r\n{}\r\n", frame.size(), frame);
        answers += "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        rest.remove_prefix(next_seen.bytes);
      }
      for (Readers& group : groups) {
        {
          const std::lock_guard lock(group.mutex);
          group.waiting += frames;
        }
        [[maybe_unused]] const ssize_t rung = ::write(group.bell[1], "x", 1);
      }
      ::send(socket, answers.data(), answers.size(), MSG_NOSIGNAL);
    }
  }
}

}  // namespace tocsin::bench
