// PlainRequest: the requests that come by the hundred thousand, read in place. A strict part of HTTP/1.1: a
// whole GET or POST in one piece of memory, an origin-form target that needs no decoding, a Content-Length,
// nothing that concerns the connection but keep-alive. Everything else is RequestParser's, which takes the
// same bytes: what is read here, that reads the same (a fuzzer holds the two together).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tocsin::doors::http {

// A body here is an answer with a note; longer ones take the long way.
constexpr std::size_t plain_body_bytes_max = 8 * 1024;
// Browsers send about 20; more take the long way.
constexpr std::size_t plain_fields_max = 40;

// The fields that somebody here asks for. Each comes at most once in a plain request.
enum class PlainField : std::uint8_t {
  host,
  connection,
  content_length,
  content_type,
  accept,
  accept_encoding,
  accept_language,
  authorization,
  cookie,
  idempotency_key,
  if_none_match,
  x_forwarded_for,
};
constexpr std::size_t plain_field_kinds = 12;

// Views into the bytes that were read.
struct PlainRequest {
  bool is_post = false;
  std::string_view target;  // path and query
  std::string_view path;    // of unreserved characters and '/', without dot segments
  std::string_view query;   // of unreserved characters, '=' and '&'
  std::string_view body;
  std::size_t bytes = 0;  // of the whole request; what follows is the next
  std::array<std::string_view, plain_field_kinds> values;
  std::uint32_t seen = 0;  // a bit a kind

  // Empty when absent.
  std::string_view header(PlainField field) const { return values[static_cast<std::size_t>(field)]; }
  bool has(PlainField field) const { return (seen >> static_cast<unsigned>(field) & 1u) != 0; }
};

// whole: `bytes` begin with a plain request of at most `header_bytes_max` before its body, now in `out`.
// cut_head, cut_body: they may become one when more comes. other: they will not. Allocates nothing; reads
// from the beginning each time.
enum class PlainStatus { whole, cut_head, cut_body, other };
PlainStatus find_plain_request(std::string_view bytes, std::size_t header_bytes_max, PlainRequest& out);

// Whether it is whole.
inline bool read_plain_request(std::string_view bytes, std::size_t header_bytes_max, PlainRequest& out) {
  return find_plain_request(bytes, header_bytes_max, out) == PlainStatus::whole;
}

}  // namespace tocsin::doors::http
