#include "doors/http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "doors/http/url.h"

namespace tocsin::doors::http {
namespace {

namespace beast_http = boost::beast::http;
using SteadyTime = std::chrono::steady_clock::time_point;
using Parser = beast_http::response_parser<beast_http::string_body>;

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::uint32_t response_header_bytes_max = 64 * 1024;
// Beast 1.81 asserts that it never looks at less of a chunked body's end.
constexpr std::size_t chunked_end_bytes = 5;

std::unexpected<Error> broken(std::string_view what) {
  const int error = errno;
  return fail(Errc::io,
              fmt::format("the connection to the server failed: {}: {}", what, std::strerror(error)));
}

// Waits until the socket is ready for `events`, at most until `end`.
Result<> wait_for(int descriptor, short events, SteadyTime end) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) return fail(Errc::io, "the server did not answer in time");
    pollfd waited{descriptor, events, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min<long>(left, 1'000'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return broken("poll");
  }
}

Result<> write_all(int descriptor, std::string_view bytes, SteadyTime end) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (put >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(put));
    } else if (errno == EAGAIN) {
      TOCSIN_TRY_VOID(wait_for(descriptor, POLLOUT, end));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return {};  // It may have answered before it closed: a refusal of a body that is too large.
    } else if (errno != EINTR) {
      return broken("send");
    }
  }
  return {};
}

// Appends what came; nothing appended at the end of the stream.
Result<> read_some(int descriptor, std::string& bytes, SteadyTime end) {
  const std::size_t had = bytes.size();
  for (;;) {
    TOCSIN_TRY_VOID(wait_for(descriptor, POLLIN, end));
    bytes.resize(had + piece_bytes);
    const ssize_t got = ::recv(descriptor, bytes.data() + had, piece_bytes, MSG_DONTWAIT);
    bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got >= 0) return {};
    if (errno != EAGAIN && errno != EINTR) return broken("receive");
  }
}

std::string make_request(const Request& request) {
  std::string target = request.raw_path.empty() ? to_target(request.path, request.query)
                                                : request.raw_path + to_target("", request.query);
  std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.method, target);
  if (!request.headers.contains("host")) out += "Host: localhost\r\n";
  for (const auto& [name, value] : request.headers) {
    if (name != "content-length" && name != "transfer-encoding")
      out += fmt::format("{}: {}\r\n", name, value);
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    out += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  return out + "\r\n" + request.body;
}

bool fits_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

// One response of `descriptor`. True in `keep`: another may follow on this connection.
Result<ClientResponse> read_response(int descriptor, const Request& request, const Client::Options& options,
                                     SteadyTime end, bool& keep) {
  Parser parser;
  parser.eager(true);
  parser.skip(request.method == "HEAD");
  parser.header_limit(response_header_bytes_max);
  parser.body_limit(options.response_bytes_max);
  std::string bytes;
  boost::system::error_code error;
  while (!parser.is_done()) {
    const std::size_t had = bytes.size();
    TOCSIN_TRY_VOID(read_some(descriptor, bytes, end));
    if (bytes.size() == had) {
      if (parser.got_some()) parser.put_eof(error);
      if (!parser.is_done()) return fail(Errc::io, "the server closed the connection before it had answered");
      break;
    }
    std::size_t used = 0;
    while (!parser.is_done() && used < bytes.size()) {
      const std::size_t left = bytes.size() - used;
      if (parser.is_header_done() && parser.chunked() && left < chunked_end_bytes) break;
      const std::size_t got = parser.put(boost::asio::buffer(bytes.data() + used, left), error);
      used += got;
      if (error || got == 0) break;
    }
    bytes.erase(0, used);
    if (error == beast_http::error::body_limit)
      return fail(Errc::too_large, "the server's answer is too large");
    if (error && error != beast_http::error::need_more) {
      return fail(Errc::io, fmt::format("the server's answer is not HTTP: {}", error.message()));
    }
  }
  keep = parser.keep_alive() && bytes.empty();
  ClientResponse response;
  response.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get()) {
    response.headers.insert_or_assign(
        to_lower_ascii({field.name_string().data(), field.name_string().size()}), std::string(field.value()));
  }
  response.body = std::move(parser.get().body());
  return response;
}

}  // namespace

Client::Client(Options options, std::string unix_path, std::string host, std::uint16_t port)
    : options_(options), unix_path_(std::move(unix_path)), host_(std::move(host)), port_(port) {}

Client Client::over_unix(std::string path, Options options) { return {options, std::move(path), {}, 0}; }
Client Client::over_unix(std::string path) { return over_unix(std::move(path), {}); }

Result<Client> Client::over_tcp(const std::string& host, std::uint16_t port) {
  return over_tcp(host, port, {});
}
Result<Client> Client::over_tcp(const std::string& host, std::uint16_t port, Options options) {
  const std::string literal = host == "localhost" ? "127.0.0.1" : host;
  in_addr v4{};
  const bool is_v4 = ::inet_pton(AF_INET, literal.c_str(), &v4) == 1;
  if (literal != "::1" && !(is_v4 && (ntohl(v4.s_addr) >> 24) == 127)) {
    return fail(Errc::invalid, fmt::format("{} is not loopback", host), "host");
  }
  return Client(options, {}, literal, port);
}

Result<> Client::connect() {
  sockaddr_storage storage{};
  socklen_t size = 0;
  if (!unix_path_.empty()) {
    auto& to = reinterpret_cast<sockaddr_un&>(storage);
    if (unix_path_.size() >= sizeof to.sun_path)
      return fail(Errc::too_large, fmt::format("{} is too long", unix_path_));
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, unix_path_.data(), unix_path_.size());
    size = sizeof to;
  } else if (host_ == "::1") {
    auto& to = reinterpret_cast<sockaddr_in6&>(storage);
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port_);
    to.sin6_addr = in6addr_loopback;
    size = sizeof to;
  } else {
    auto& to = reinterpret_cast<sockaddr_in&>(storage);
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    ::inet_pton(AF_INET, host_.c_str(), &to.sin_addr);
    size = sizeof to;
  }
  File opened(::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!opened.is_open()) return broken("socket");
  if (::connect(opened.descriptor(), reinterpret_cast<const sockaddr*>(&storage), size) != 0) {
    const int error = errno;
    const std::string where = unix_path_.empty() ? fmt::format("{}:{}", host_, port_) : unix_path_;
    const Errc code = error == ENOENT         ? Errc::not_found
                      : error == ECONNREFUSED ? Errc::unavailable
                      : error == EACCES       ? Errc::forbidden
                                              : Errc::io;
    return fail(code, fmt::format("cannot connect to {}: {}", where, std::strerror(error)));
  }
  if (unix_path_.empty()) {
    const int on = 1;
    ::setsockopt(opened.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  socket_ = std::move(opened);
  return {};
}

bool Client::is_usable() const {
  if (!socket_.is_open()) return false;
  char byte = 0;
  // Bytes that nobody asked for and the end of the stream both say no.
  return ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

Result<ClientResponse> Client::send(const Request& request) {
  bool fits = fits_a_line(request.method) && fits_a_line(request.raw_path);
  for (const auto& [name, value] : request.headers) fits = fits && fits_a_line(name) && fits_a_line(value);
  if (!fits) return fail(Errc::invalid, "a line break in the request's method, path or fields");
  if (!is_usable()) TOCSIN_TRY_VOID(connect());
  const SteadyTime end = std::chrono::steady_clock::now() + options_.timeout;
  // Back only when the answer was whole: what is half read must not answer the next request.
  File used = std::move(socket_);
  TOCSIN_TRY_VOID(write_all(used.descriptor(), make_request(request), end));
  bool keep = false;
  auto response = read_response(used.descriptor(), request, options_, end, keep);
  if (response && keep) socket_ = std::move(used);
  return response;
}

}  // namespace tocsin::doors::http
