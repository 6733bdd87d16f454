// Server: HTTP/1.1 over TCP, TLS and a unix socket, with server-sent events. It knows no path; the handler
// answers. Connections without TLS are served by reactors (reactor.h), those with TLS by Asio (session.h).
//
// Adds to each answer: Date, Content-Length, Server, X-Content-Type-Options, Referrer-Policy, and
// Cache-Control: no-store unless the handler set it. Answers HEAD by asking the handler for GET. Compresses
// (gzip, with Vary and an ETag ending in "-gzip") bodies over gzip_bytes_min whose handler set
// "X-Compressible: 1": never set it where a secret and what the client sent stand on one page (BREACH).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "doors/http/event_hub.h"
#include "doors/http/hot_desk.h"
#include "doors/http/limits.h"
#include "doors/http/message.h"

namespace tocsin::doors::http {

class Server {
 public:
  // Runs on one of the server's threads, for many requests at once. It must not block for more than a few
  // milliseconds (its thread serves other connections): work elsewhere and co_await. What it throws becomes a
  // 500.
  using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

  struct Options {
    std::string host = "127.0.0.1";      // an address or "localhost"; empty: no TCP
    std::uint16_t port = 0;              // below port_end; 0: a free one is chosen
    std::string unix_path{};             // empty: none. A socket left there by a dead process is replaced.
    std::string tls_certificate_file{};  // PEM, with the chain
    std::string tls_key_file{};          // PEM
    // Addresses of reverse proxies. When there are any, only they may connect by TCP, and the last hop of
    // X-Forwarded-For is Request::peer.
    std::vector<std::string> trusted_proxies{};
    unsigned threads = 2;
    std::size_t connections_max = connections_max_default;
    std::size_t streams_max = streams_max_default;
    std::size_t header_bytes_max = header_bytes_max_default;
    // The limit for this method and decoded path; called from any of the threads. Empty:
    // body_bytes_max_default.
    std::function<std::size_t(std::string_view method, std::string_view path)> body_bytes_max{};
    Timeouts timeouts{};
    HandlingLimits handling{};
    // What is answered without the handler, on connections without TLS. Empty: nothing.
    MakeHotDesk make_hot_desk{};
  };

  // Listens and serves when it returns. `hub` must outlive the server and serve no other one. Refuses
  // (invalid, with the option's name in `field`) to listen beyond loopback without a certificate or trusted
  // proxies; io when it cannot listen.
  static Result<std::unique_ptr<Server>> start(Options options, Handler handler, EventHub& hub);

  // Stops when nobody did. What a handler waits for must not complete after this.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Of TCP; 0 when there is none.
  std::uint16_t port() const;
  // Open now.
  std::size_t connection_count() const;

  // Stops accepting, closes the hub and with it all streams, lets requests under way finish for
  // timeouts.stop, closes the rest, and joins the threads: all within a second more. From any thread but the
  // server's own; once is enough. Afterwards what handlers wait for may still complete, to no effect, until
  // the server is destroyed.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::doors::http
