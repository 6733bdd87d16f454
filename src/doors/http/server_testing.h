// For tests: a server on loopback with a handler of many tricks, and a raw socket that speaks what it is
// told.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/files.h"
#include "doors/http/server.h"

namespace tocsin::doors::http {

using namespace std::chrono_literals;

// Reads and writes bytes; every read ends within 5 s.
class Wire {
 public:
  // `receive_buffer` 0 leaves the kernel's choice.
  explicit Wire(std::uint16_t port, int receive_buffer = 0) {
    socket_ = File(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (receive_buffer > 0) {
      ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.descriptor(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }

  bool connected() const { return connected_; }
  int descriptor() const { return socket_.descriptor(); }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t put = ::send(socket_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  // False at the end of the stream, on a broken one, and after 5 s.
  bool read_some(std::chrono::milliseconds longest = 5s) {
    pollfd waited{socket_.descriptor(), POLLIN, 0};
    if (::poll(&waited, 1, static_cast<int>(longest.count())) != 1) return false;
    char piece[65536];
    const ssize_t got = ::recv(socket_.descriptor(), piece, sizeof piece, 0);
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    bytes_.append(piece, static_cast<std::size_t>(got));
    return true;
  }

  // Everything up to and with `mark`, taken; what there is when it does not come.
  std::string until(std::string_view mark) {
    for (std::size_t at = 0; (at = bytes_.find(mark)) == std::string::npos;) {
      if (!read_some()) return std::exchange(bytes_, {});
    }
    const std::size_t end = bytes_.find(mark) + mark.size();
    std::string out = bytes_.substr(0, end);
    bytes_.erase(0, end);
    return out;
  }

  // One answer with its body by Content-Length.
  std::string response(bool has_body = true) {
    std::string head = until("\r\n\r\n");
    const std::size_t at = head.find("Content-Length: ");
    if (!has_body || at == std::string::npos) return head;
    const std::size_t size = std::stoul(head.substr(at + 16));
    while (bytes_.size() < size && read_some()) {
    }
    head += bytes_.substr(0, size);
    bytes_.erase(0, size);
    return head;
  }

  std::string until_end() {
    while (read_some()) {
    }
    return std::exchange(bytes_, {});
  }
  bool ended() const { return ended_; }
  bool nothing_left() const { return bytes_.empty(); }

 private:
  File socket_;
  std::string bytes_;
  bool connected_ = false;
  bool ended_ = false;
};

inline boost::asio::awaitable<Response> handle(EventHub& hub, Request request) {
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  if (request.path == "/echo") {
    response.body = request.method + " " + request.body;
  } else if (request.path == "/peer") {
    response.body = request.peer + (request.is_local ? " local" : " remote");
  } else if (request.path == "/throw/secret") {
    throw std::runtime_error("secret");
  } else if (request.path == "/forge") {
    response.headers.emplace_back("X-A", "b\r\nX-Forged: yes");
  } else if (request.path.ends_with("/slow")) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 500ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    response.body = "slow";
  } else if (request.path == "/page") {
    response.headers = {{"X-Compressible", "1"}, {"ETag", "\"7-fr\""}};
    response.body = std::string(5000, 'p');
    if (request.header("if-none-match") == "\"7-fr\"")
      response = {304, "", {{"ETag", "\"7-fr\""}}, "", nullptr};
  } else if (request.path == "/events") {
    response.content_type = "text/event-stream";
    const std::string last(request.header("last-event-id"));
    response.stream = hub.subscribe(last.empty() ? std::nullopt : std::optional<std::string_view>(last));
  } else if (request.path == "/none") {
    response = {204, "", {}, "", nullptr};
  } else {
    response.body = request.path;
    for (const auto& [name, value] : request.query) response.body += fmt::format(" {}={}", name, value);
  }
  co_return response;
}

class ServerTest : public testing::Test {
 protected:
  void start(Server::Options options = {}, EventHub::Options hub_options = {}) {
    server.reset();  // before its hub
    hub = std::make_unique<EventHub>(hub_options);
    auto started =
        Server::start(options, [this](Request request) { return handle(*hub, std::move(request)); }, *hub);
    ASSERT_TRUE(started) << started.error().detail;
    server = std::move(*started);
  }
  // One request on a connection of its own.
  std::string ask(const std::string& request) {
    Wire wire(server->port());
    wire.send(request);
    return wire.response();
  }
  std::string get(const std::string& target, const std::string& fields = "") {
    return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
  }
  // Waits for a condition that other threads bring about.
  template <class Condition>
  static bool soon(Condition condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return condition();
  }

  std::unique_ptr<EventHub> hub;
  std::unique_ptr<Server> server;
};

inline Request make(std::string method, std::string path, std::string body = {}) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.body = std::move(body);
  return request;
}
inline bool is_status(const std::string& response, int status) {
  return response.starts_with(fmt::format("HTTP/1.1 {} ", status));
}
inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace tocsin::doors::http
