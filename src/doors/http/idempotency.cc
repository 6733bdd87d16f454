#include "doors/http/idempotency.h"

#include "base/bytes.h"
#include "doors/http/reply.h"
#include "doors/http/url.h"

namespace tocsin::doors::http {
namespace {

constexpr std::string_view header_name = "idempotency-key";

Bytes fingerprint_of(const Request& request) {
  return blake2b(
      fmt::format("{} {}\n{}", request.method, to_target(request.path, request.query), request.body));
}

}  // namespace

std::string Idempotency::name_of(const std::string& caller, const Request& request) {
  return caller + ' ' + std::string(request.header(header_name));
}

std::optional<Response> Idempotency::begin(const std::string& caller, const Request& request, Instant now) {
  if (request.header(header_name).size() > idempotency_key_bytes_max) {
    return problem(400, "Bad request", "Idempotency-Key is longer than 200 bytes");
  }
  const std::string name = name_of(caller, request);
  const std::lock_guard lock(mutex_);
  const auto drop_oldest = [this] {
    entries_.erase(order_.front());
    order_.pop_front();
  };
  while (!order_.empty() && now - entries_.at(order_.front()).at > idempotent_answers_ms) drop_oldest();
  const auto it = entries_.find(name);
  if (it == entries_.end()) {
    if (order_.size() >= idempotent_answers_max) drop_oldest();
    entries_.emplace(name, Entry{fingerprint_of(request), now, {}});
    order_.push_back(name);
    return std::nullopt;
  }
  if (it->second.fingerprint != fingerprint_of(request)) {
    return problem(422, "Cannot be taken", "this Idempotency-Key was used with another request");
  }
  if (!it->second.response)
    return problem(409, "Not in this state", "the request with this Idempotency-Key is under way");
  return it->second.response;
}

void Idempotency::finish(const std::string& caller, const Request& request, const Response& response) {
  const std::string name = name_of(caller, request);
  const std::lock_guard lock(mutex_);
  const auto it = entries_.find(name);
  if (it == entries_.end()) return;
  if (response.status < 500) {
    it->second.response = response;
    return;
  }
  entries_.erase(it);
  std::erase(order_, name);
}

}  // namespace tocsin::doors::http
