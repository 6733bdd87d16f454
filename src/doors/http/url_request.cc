#include "doors/http/url_request.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/check.h"
#include "base/text.h"
#include "doors/http/limits.h"
#include "doors/http/url.h"

namespace tocsin::doors::http {
namespace {

namespace beast_http = boost::beast::http;
using Status = RequestParser::Status;

// The shortest end of a chunked body, "0 CRLF CRLF". Beast 1.81 asserts that it never sees fewer bytes when
// it looks at the last chunk a second time, which a client that sends byte by byte makes untrue.
constexpr std::size_t chunked_end_bytes = 5;

// Fields of which a second one is an attack or a fault, never a list.
constexpr std::array<std::string_view, 5> single_fields = {"host", "authorization", "content-type",
                                                           "content-length", "transfer-encoding"};

}  // namespace

struct RequestParser::Impl {
  explicit Impl(std::size_t limit) : header_bytes_max(limit) {
    // One more than ours, so that ours decides.
    parser.header_limit(static_cast<std::uint32_t>(limit + 1));
    parser.body_limit(boost::none);
    parser.eager(false);
  }

  Status fail_with(int status, std::string detail) {
    failure = {status, std::move(detail)};
    return Status::failed;
  }
  Status feed_header(std::string& bytes);
  Status feed_body(std::string& bytes);
  Status take_header();
  Status take_fields();

  std::size_t header_bytes_max;
  std::size_t header_bytes = 0;
  bool header_taken = false;
  beast_http::request_parser<beast_http::string_body> parser;
  Request request;
  Failure failure;
};

Status RequestParser::Impl::feed_header(std::string& bytes) {
  // RFC 9112 section 2.2: ignore empty lines before the request line.
  while (header_bytes == 0 && bytes.starts_with("\r\n")) bytes.erase(0, 2);
  if (header_bytes == 0 && bytes == "\r") return Status::need_more;
  std::size_t used = 0;
  boost::system::error_code error;
  while (used < bytes.size() && !parser.is_header_done()) {
    const std::size_t got = parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
    used += got;
    if (error || got == 0) break;
  }
  header_bytes += used;
  bytes.erase(0, used);
  const bool waits = error == beast_http::error::need_more || (!error && !parser.is_header_done());
  if (error == beast_http::error::header_limit || header_bytes > header_bytes_max ||
      (waits && header_bytes + bytes.size() >= header_bytes_max)) {
    return fail_with(431, fmt::format("the request's fields are longer than {} bytes", header_bytes_max));
  }
  if (waits) return Status::need_more;
  if (error) return fail_with(400, fmt::format("not an HTTP request: {}", error.message()));
  return take_header();
}

Status RequestParser::Impl::take_fields() {
  std::size_t count = 0;
  for (const auto& field : parser.get()) {
    if (++count > fields_max) return fail_with(431, fmt::format("more than {} fields", fields_max));
    std::string name = to_lower_ascii({field.name_string().data(), field.name_string().size()});
    const std::string_view value(field.value().data(), field.value().size());
    const auto [at, is_new] = request.headers.try_emplace(std::move(name), value);
    if (is_new) continue;
    if (std::ranges::find(single_fields, at->first) != single_fields.end()) {
      return fail_with(400, fmt::format("the field {} comes twice", at->first));
    }
    // RFC 9110 section 5.3; RFC 9113 section 8.2.3 for cookies.
    at->second += at->first == "cookie" ? "; " : ", ";
    at->second += value;
  }
  return Status::header_done;
}

Status RequestParser::Impl::take_header() {
  const auto& message = parser.get();
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  auto parsed = parse_target(target);
  if (!parsed) return fail_with(400, parsed.error().detail);
  request.path = std::move(parsed->path);
  request.raw_path = std::move(parsed->raw_path);
  request.query = std::move(parsed->query);
  if (take_fields() == Status::failed) return Status::failed;
  const bool is_1_1 = message.version() == 11;
  // RFC 9112 section 3.2.
  if (is_1_1 && !request.headers.contains("host")) return fail_with(400, "the field host is missing");
  // Beast takes a body of an unknown coding for no body: the rest would be read as the next request.
  const auto coding = request.headers.find("transfer-encoding");
  if (coding != request.headers.end() && (!is_1_1 || to_lower_ascii(trim(coding->second)) != "chunked")) {
    return fail_with(400, "a transfer-encoding other than chunked");
  }
  header_taken = true;
  parser.eager(true);
  return Status::header_done;
}

Status RequestParser::Impl::feed_body(std::string& bytes) {
  boost::system::error_code error;
  std::size_t used = 0;
  while (!parser.is_done()) {
    const std::size_t left = bytes.size() - used;
    if (left == 0 || (parser.chunked() && left < chunked_end_bytes)) break;
    const std::size_t got = parser.put(boost::asio::buffer(bytes.data() + used, left), error);
    used += got;
    if (error || got == 0) break;
  }
  bytes.erase(0, used);
  if (error == beast_http::error::body_limit) return fail_with(413, "the body is longer than allowed here");
  if (error && error != beast_http::error::need_more) {
    return fail_with(400, fmt::format("the body is not as announced: {}", error.message()));
  }
  if (parser.is_done()) {
    request.body = std::move(parser.get().body());
    return Status::done;
  }
  // Only the head of a chunk and trailers wait whole in `bytes`.
  if (parser.chunked() && bytes.size() >= header_bytes_max)
    return fail_with(400, "a chunk's head is too long");
  return Status::need_more;
}

RequestParser::RequestParser(std::size_t header_bytes_max)
    : impl_(std::make_unique<Impl>(header_bytes_max)) {}
RequestParser::~RequestParser() = default;

Status RequestParser::feed(std::string& bytes) {
  if (impl_->failure.detail.empty())
    return impl_->header_taken ? impl_->feed_body(bytes) : impl_->feed_header(bytes);
  return Status::failed;
}

Status RequestParser::set_body_limit(std::size_t body_bytes_max) {
  TOCSIN_CHECK(impl_->header_taken);
  impl_->parser.body_limit(body_bytes_max);
  const auto announced = impl_->parser.content_length();
  if (announced && *announced > body_bytes_max) {
    return impl_->fail_with(413,
                            fmt::format("the body is longer than the {} bytes allowed here", body_bytes_max));
  }
  return Status::header_done;
}

Request& RequestParser::request() { return impl_->request; }
const RequestParser::Failure& RequestParser::failure() const { return impl_->failure; }
bool RequestParser::keep_alive() const { return impl_->parser.keep_alive(); }
bool RequestParser::is_http_1_1() const { return impl_->header_taken && impl_->parser.get().version() == 11; }

bool RequestParser::expects_continue() const {
  return is_http_1_1() && !impl_->parser.is_done() &&
         to_lower_ascii(impl_->request.header("expect")) == "100-continue";
}

std::size_t RequestParser::body_size() const { return impl_->parser.get().body().size(); }

std::optional<Request> parse_request_for_fuzzing(std::string_view bytes) {
  RequestParser parser(header_bytes_max_default);
  std::string rest(bytes);
  Status status = parser.feed(rest);
  if (status == Status::header_done) status = parser.set_body_limit(body_bytes_max_default);
  if (status == Status::header_done) status = parser.feed(rest);
  if (status != Status::done) return std::nullopt;
  return std::move(parser.request());
}

}  // namespace tocsin::doors::http
