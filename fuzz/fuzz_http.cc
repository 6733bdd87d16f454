// HTTP requests: any bytes are refused or become a request, and it never matters how the network cut them.
// What the reader of plain requests takes, the other reads the same.
#include "base/check.h"
#include "doors/http/plain_request.h"
#include "doors/http/url_request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  using Parser = doors::http::RequestParser;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = doors::http::parse_request_for_fuzzing(bytes);
  Parser parser(16384);
  std::string fed;
  auto status = Parser::Status::need_more;
  for (const char byte : bytes) {
    fed += byte;
    status = parser.feed(fed);
    if (status == Parser::Status::header_done) status = parser.set_body_limit(1 << 20);
    if (status == Parser::Status::header_done) status = parser.feed(fed);
    if (status == Parser::Status::done || status == Parser::Status::failed) break;
  }
  TOCSIN_CHECK(whole.has_value() == (status == Parser::Status::done));
  doors::http::PlainRequest plain;
  if (doors::http::read_plain_request(bytes, 16384, plain)) {
    TOCSIN_CHECK(whole.has_value());
    TOCSIN_CHECK(whole->method == (plain.is_post ? "POST" : "GET") && whole->path == plain.path);
    TOCSIN_CHECK(whole->body == plain.body && parser.keep_alive() && parser.is_http_1_1());
    using doors::http::PlainField;
    TOCSIN_CHECK(whole->header("host") == plain.header(PlainField::host));
    TOCSIN_CHECK(whole->header("accept-language") == plain.header(PlainField::accept_language));
    TOCSIN_CHECK(whole->headers.contains("cookie") == plain.has(PlainField::cookie));
    TOCSIN_CHECK(whole->headers.contains("authorization") == plain.has(PlainField::authorization));
    // A piece of it is not a whole one, and nothing behind it changes it.
    const std::size_t plain_bytes = plain.bytes;
    for (std::size_t cut = 0; cut < plain_bytes; cut += 7)
      TOCSIN_CHECK(!doors::http::read_plain_request(bytes.substr(0, cut), 16384, plain));
  }
  if (!whole) return 0;
  const auto& pieces = parser.request();
  TOCSIN_CHECK(whole->body == pieces.body && whole->path == pieces.path && whole->headers == pieces.headers);
  return 0;
}
