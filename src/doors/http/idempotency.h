// Idempotency: a POST that is sent again with the same Idempotency-Key gets the answer of the first time, for
// 24 hours or until the server stops (draft-ietf-httpapi-idempotency-key-header-07). What a command changed
// is exactly-once by the World's own rules where it matters; this spares an operator's script the second
// alert or draft.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/time.h"
#include "doors/http/message.h"

namespace tocsin::doors::http {

// Answers kept: at a request a second for a day this is an hour; the oldest goes first.
constexpr std::size_t idempotent_answers_max = 4096;
constexpr std::int64_t idempotent_answers_ms = 24 * hour_ms;
constexpr std::size_t idempotency_key_bytes_max = 200;

// Any thread may call.
class Idempotency {
 public:
  // What to do with a request: nothing to hold it back, or an answer. `caller` keeps the keys of operators
  // apart. A key under way gives 409, a key used with another request 422, a key that is too long 400.
  std::optional<Response> begin(const std::string& caller, const Request& request, Instant now);
  // The answer to keep. Refusals of the server itself (5xx) are not kept: the next try may go through.
  void finish(const std::string& caller, const Request& request, const Response& response);

 private:
  struct Entry {
    Bytes fingerprint;
    Instant at;
    std::optional<Response> response;  // empty while under way
  };
  static std::string name_of(const std::string& caller, const Request& request);

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::deque<std::string> order_;
};

}  // namespace tocsin::doors::http
