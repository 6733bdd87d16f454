// What the short way reads, the long way reads the same.
#include "doors/http/plain_request.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "doors/http/limits.h"
#include "doors/http/url_request.h"

namespace tocsin::doors::http {
namespace {

const std::string answer =
    "POST /a/TOKEN_-x?lang=en HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: x/1 (y; z)\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 22\r\n"
    "Accept-Language: fr;q=0.8, en\r\n\r\nanswer=safe&note=hello";

bool reads(std::string_view bytes, PlainRequest& out) {
  return read_plain_request(bytes, header_bytes_max_default, out);
}
bool reads(std::string_view bytes) {
  PlainRequest request;
  return reads(bytes, request);
}
std::string get(const std::string& target, const std::string& fields = "Host: x\r\n") {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

// The other reader's result; nothing when it refuses or wants more.
std::optional<Request> long_way(std::string bytes, std::size_t& used, bool& keep_alive) {
  const std::size_t had = bytes.size();
  RequestParser parser(header_bytes_max_default);
  auto status = parser.feed(bytes);
  if (status == RequestParser::Status::header_done) status = parser.set_body_limit(body_bytes_max_default);
  if (status == RequestParser::Status::header_done) status = parser.feed(bytes);
  if (status != RequestParser::Status::done) return std::nullopt;
  used = had - bytes.size();
  keep_alive = parser.keep_alive() && parser.is_http_1_1();
  return std::move(parser.request());
}

void expect_same(const std::string& bytes) {
  PlainRequest plain;
  if (!reads(bytes, plain)) return;
  std::size_t used = 0;
  bool keep_alive = false;
  const auto request = long_way(bytes, used, keep_alive);
  ASSERT_TRUE(request) << bytes;
  EXPECT_EQ(used, plain.bytes) << bytes;
  EXPECT_TRUE(keep_alive) << bytes;
  EXPECT_EQ(request->method, plain.is_post ? "POST" : "GET");
  EXPECT_EQ(request->path, plain.path);
  EXPECT_EQ(request->raw_path, plain.path);
  EXPECT_EQ(request->body, plain.body);
  EXPECT_EQ(request->header("host"), plain.header(PlainField::host));
  EXPECT_EQ(request->header("accept-language"), plain.header(PlainField::accept_language));
  EXPECT_EQ(request->headers.contains("cookie"), plain.has(PlainField::cookie));
}

TEST(PlainRequest, ReadsAnAnswer) {
  PlainRequest request;
  const std::string bytes = answer + "GET /next";
  ASSERT_TRUE(reads(bytes, request));
  EXPECT_TRUE(request.is_post);
  EXPECT_EQ(request.path, "/a/TOKEN_-x");
  EXPECT_EQ(request.query, "lang=en");
  EXPECT_EQ(request.body, "answer=safe&note=hello");
  EXPECT_EQ(request.bytes, answer.size());
  EXPECT_EQ(request.header(PlainField::accept_language), "fr;q=0.8, en");
  EXPECT_FALSE(request.has(PlainField::cookie));
  expect_same(answer);
}

TEST(PlainRequest, ACutRequestIsNotPlain) {
  for (std::size_t size = 0; size < answer.size(); ++size)
    EXPECT_FALSE(reads(answer.substr(0, size))) << size;
}

TEST(PlainRequest, WhatTheLongWayMustJudgeIsNotPlain) {
  EXPECT_TRUE(reads(get("/")));
  for (const char* target : {"/%41", "/a/../b", "/.", "//a", "/a?b=%20", "/a?b+c", "/a#b", "*", "a",
                             "http://x/", "/caf\xc3\xa9", "/a b", ""}) {
    EXPECT_FALSE(reads(get(target))) << target;
  }
  for (const char* fields :
       {"", "Host: x\r\nHost: x\r\n", "Host: x\r\nConnection: close\r\n",
        "Host: x\r\nExpect: 100-continue\r\n", "Host: x\r\nTransfer-Encoding: chunked\r\n",
        "Host: x\r\nUpgrade: h2c\r\n", "Host : x\r\n", " Host: x\r\n", "Host: x\r\n folded\r\n",
        "Host: x\nA: b\r\n", "Host: x\r\nContent-Length: 1\r\n", "Host: x\x01\r\n", "Host: x\r\nno colon\r\n",
        "Host: x\r\n: empty\r\n", "Host: x\r\nCookie: a\r\nCookie: b\r\n"}) {
    EXPECT_FALSE(reads(get("/", fields))) << fields;
  }
  EXPECT_FALSE(reads("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(reads("GET / HTTP/1.0\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(reads("GET / HTTP/1.1\nHost: x\n\n"));
  EXPECT_FALSE(reads("POST / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(reads("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx"));
}

TEST(PlainRequest, LimitsAtTheirValueAndOnePastIt) {
  const auto post = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'b');
  };
  EXPECT_TRUE(reads(post(plain_body_bytes_max)));
  EXPECT_FALSE(reads(post(plain_body_bytes_max + 1)));
  std::string fields = "Host: x\r\n";
  for (std::size_t i = 1; i < plain_fields_max; ++i) fields += "A: b\r\n";
  EXPECT_TRUE(reads(get("/", fields)));
  EXPECT_FALSE(reads(get("/", fields + "A: b\r\n")));
  const std::string request = get("/");
  PlainRequest out;
  EXPECT_TRUE(read_plain_request(request, request.size(), out));
  EXPECT_FALSE(read_plain_request(request, request.size() - 1, out));
}

TEST(PlainRequest, WhateverIsReadTheLongWayReadsTheSame) {
  SeededRandom chance(11);
  const std::string seeds[] = {answer,
                               get("/board?lang=fr", "Host: x\r\nConnection: Keep-Alive\r\nCookie: a=b\r\n"),
                               get("/", "host:  x \t\r\nAccept: text/html\r\n")};
  const std::string_view alphabet = " \r\n\t:/?=&.-_%ab19AZ;,\x7f\x80";
  int plain = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string bytes = seeds[chance.below(3)];
    for (std::uint64_t edits = chance.below(3); edits > 0; --edits) {
      const std::size_t at = chance.below(bytes.size());
      const char c = alphabet[chance.below(alphabet.size())];
      switch (chance.below(3)) {
        case 0:
          bytes[at] = c;
          break;
        case 1:
          bytes.insert(at, 1, c);
          break;
        default:
          bytes.erase(at, 1);
      }
    }
    plain += reads(bytes) ? 1 : 0;
    expect_same(bytes);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(plain, 10'000) << "most edits must not decide the test by refusal";
}

}  // namespace
}  // namespace tocsin::doors::http
