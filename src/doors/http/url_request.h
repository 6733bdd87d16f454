// RequestParser: bytes to one Request, with limits, without sockets. Beast's parser underneath; what it lets
// through and a proxy might read otherwise (RFC 9112 section 11.2) is refused here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "doors/http/message.h"

namespace tocsin::doors::http {

// Not safe to share between threads. One parser reads one request.
class RequestParser {
 public:
  enum class Status { need_more, header_done, done, failed };
  struct Failure {
    int status = 400;
    std::string detail;
  };

  explicit RequestParser(std::size_t header_bytes_max);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Takes what it can from the front of `bytes` and leaves the rest there; call again with more behind it.
  // need_more: not enough. header_done (once): request() has all but the body; call set_body_limit, then feed
  // again, also with no new bytes. done: request() is whole; what is left in `bytes` is the next request.
  // failed: see failure(); nothing more can be read from this connection.
  Status feed(std::string& bytes);

  // After header_done. Failure 413 when the body is announced as longer, or becomes so.
  Status set_body_limit(std::size_t body_bytes_max);

  // Valid from header_done; peer and is_local are the caller's to fill. Moving from it ends its use here.
  Request& request();
  const Failure& failure() const;
  // Valid from header_done: another request may follow on this connection.
  bool keep_alive() const;
  // The client speaks HTTP/1.1, so chunked answers are understood.
  bool is_http_1_1() const;
  // The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const;
  // Bytes of the body received so far.
  std::size_t body_size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One request out of `bytes` under the default limits; nothing when it is refused or cut. For fuzzers.
std::optional<Request> parse_request_for_fuzzing(std::string_view bytes);

}  // namespace tocsin::doors::http
