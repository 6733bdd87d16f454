#include "doors/http/url.h"

#include <gtest/gtest.h>

#include "doors/http/limits.h"
#include "doors/http/url_request.h"

namespace tocsin::doors::http {
namespace {

TEST(Url, AnOriginFormIsDecoded) {
  const auto target = parse_target("/caf%C3%A9/a%2Fb+c?q=a+b%26&q=last&empty=&bare&x=%2B");
  ASSERT_TRUE(target) << target.error().detail;
  EXPECT_EQ(target->path, "/café/a/b+c");
  EXPECT_EQ(target->raw_path, "/caf%C3%A9/a%2Fb+c");
  EXPECT_EQ(target->query,
            (std::map<std::string, std::string>{{"q", "last"}, {"empty", ""}, {"bare", ""}, {"x", "+"}}));
}

TEST(Url, AnAbsoluteFormOfHttpIsReadAsItsPath) {
  EXPECT_EQ(parse_target("http://tocsin.example/a?b=c")->path, "/a");
  EXPECT_EQ(parse_target("https://tocsin.example")->path, "/");
  EXPECT_FALSE(parse_target("ftp://tocsin.example/a"));
}

TEST(Url, WhatIsNoPathIsRefused) {
  for (const char* target : {"",
                             "*",
                             "a",
                             "example.org:443",
                             "/%",
                             "/%g1",
                             "/%c3%28",
                             "/%ff",
                             "/a%00b",
                             "/a%0d%0aX: y",
                             "/a/../b",
                             "/a/%2e%2e/b",
                             "/a%2F..%2Fb",
                             "/.",
                             "/a b",
                             "/?q=%zz",
                             "/?q=%ff",
                             "/?q=%00",
                             "mailto:a@b",
                             "http:"}) {
    EXPECT_FALSE(parse_target(target)) << target;
  }
}

TEST(Url, EncodingAndParsingAreInverse) {
  const std::map<std::string, std::string> query = {{"a b", "c&d=é"}, {"+", "%"}};
  const auto target = parse_target(to_target("/x y/é?#", query));
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/x y/é?#");
  EXPECT_EQ(target->query, query);
}

// Requests that one server takes for one and another for two are how one client's request becomes another's.
TEST(UrlRequest, AmbiguousRequestsAreRefused) {
  for (const char* text :
       {"GET / HTTP/1.1\r\n\r\n",                        // no Host
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",  // two
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\r\n\r\n", "\x16\x03\x01"}) {
    EXPECT_FALSE(parse_request_for_fuzzing(text)) << text;
  }
}

TEST(UrlRequest, FieldsOfOneNameAreJoined) {
  const auto request = parse_request_for_fuzzing(
      "\r\nGET /a HTTP/1.1\r\nHost: a\r\nAccept: x\r\nACCEPT: y\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->header("accept"), "x, y");
  EXPECT_EQ(request->header("cookie"), "a=1; b=2");
}

TEST(UrlRequest, EveryCutGivesTheSameRequest) {
  const std::string text =
      "\r\nPOST /a%20b?c=d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\n"
      "Authorization: forged\r\n\r\nGET /next";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    RequestParser parser(header_bytes_max_default);
    std::string bytes;
    auto status = RequestParser::Status::need_more;
    for (std::size_t at = 0; at < text.size() && status != RequestParser::Status::done; at += step) {
      bytes += text.substr(at, step);
      status = parser.feed(bytes);
      if (status == RequestParser::Status::header_done) {
        parser.set_body_limit(7);
        status = parser.feed(bytes);
      }
    }
    ASSERT_EQ(status, RequestParser::Status::done) << step << parser.failure().detail;
    EXPECT_EQ(parser.request().body, "abcdefg");
    EXPECT_EQ(parser.request().path, "/a b");
    EXPECT_EQ(parser.request().header("authorization"), "") << "a trailer is no field";
    EXPECT_TRUE(std::string("GET /next").starts_with(bytes));
  }
}

TEST(UrlRequest, AChunkedBodyThatIsOnlyItsEndArrivesByteByByte) {
  RequestParser parser(header_bytes_max_default);
  std::string bytes;
  auto status = RequestParser::Status::need_more;
  for (const char c :
       std::string("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
    bytes += c;
    status = parser.feed(bytes);
  }
  EXPECT_EQ(status, RequestParser::Status::done);
}

TEST(UrlRequest, AnEndlessChunkHeadAndEndlessTrailersAreRefused) {
  for (const char* start : {"1;", "0\r\nX: "}) {
    RequestParser parser(1000);
    std::string bytes =
        std::string("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n") + start;
    ASSERT_EQ(parser.feed(bytes), RequestParser::Status::header_done);
    auto status = RequestParser::Status::need_more;
    for (int i = 0; i < 2000 && status == RequestParser::Status::need_more; ++i) {
      bytes += 'a';
      status = parser.feed(bytes);
    }
    EXPECT_EQ(status, RequestParser::Status::failed);
    EXPECT_LE(bytes.size(), 1001u);
  }
}

}  // namespace
}  // namespace tocsin::doors::http
