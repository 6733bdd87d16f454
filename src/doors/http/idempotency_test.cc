#include "doors/http/idempotency.h"

#include <gtest/gtest.h>

namespace tocsin::doors::http {
namespace {

Request post(std::string key, std::string body) {
  Request request;
  request.method = "POST";
  request.path = "/v1/checks";
  request.headers["idempotency-key"] = std::move(key);
  request.body = std::move(body);
  return request;
}

const Instant now{1'000'000};

// EVIDENCE-OF: CONTRACT "Idempotency-Key on operators' POSTs (24 h)"
TEST(Idempotency, TheSecondTimeGivesTheFirstAnswer) {
  Idempotency keys;
  EXPECT_FALSE(keys.begin("ann", post("k", "a"), now));
  EXPECT_EQ(keys.begin("ann", post("k", "a"), now)->status, 409);
  keys.finish("ann", post("k", "a"),
              {.status = 201, .content_type = "x", .headers = {}, .body = "made", .stream = {}});
  EXPECT_EQ(keys.begin("ann", post("k", "a"), now)->body, "made");
  EXPECT_EQ(keys.begin("ann", post("k", "b"), now)->status, 422);
  EXPECT_FALSE(keys.begin("bob", post("k", "a"), now));
  EXPECT_FALSE(keys.begin("ann", post("k", "b"), now + idempotent_answers_ms + 1));
}

TEST(Idempotency, AServersOwnFailureIsNotKept) {
  Idempotency keys;
  EXPECT_FALSE(keys.begin("ann", post("k", "a"), now));
  keys.finish("ann", post("k", "a"),
              {.status = 503, .content_type = "", .headers = {}, .body = "", .stream = {}});
  EXPECT_FALSE(keys.begin("ann", post("k", "a"), now));
}

TEST(Idempotency, KeysAndTheirNumberHaveLimits) {
  Idempotency keys;
  EXPECT_EQ(keys.begin("ann", post(std::string(idempotency_key_bytes_max + 1, 'k'), ""), now)->status, 400);
  EXPECT_FALSE(keys.begin("ann", post(std::string(idempotency_key_bytes_max, 'k'), ""), now));
  for (std::size_t i = 1; i < idempotent_answers_max; ++i)
    EXPECT_FALSE(keys.begin("ann", post(std::to_string(i), ""), now));
  EXPECT_EQ(keys.begin("ann", post(std::string(idempotency_key_bytes_max, 'k'), ""), now)->status, 409)
      << "still there";
  EXPECT_FALSE(keys.begin("ann", post("one more", ""), now));
  EXPECT_FALSE(keys.begin("ann", post(std::string(idempotency_key_bytes_max, 'k'), ""), now))
      << "the oldest went";
}

}  // namespace
}  // namespace tocsin::doors::http
