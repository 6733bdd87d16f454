// HTTP requests: any bytes are refused or become a request, and it never matters how the network cut them.
#include "base/check.h"
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
  if (!whole) return 0;
  const auto& pieces = parser.request();
  TOCSIN_CHECK(whole->body == pieces.body && whole->path == pieces.path && whole->headers == pieces.headers);
  return 0;
}
