#include "doors/http/plain_request.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace tocsin::doors::http {
namespace {

enum Class : std::uint8_t { token = 1, path = 2, query = 4, value = 8 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto add = [&](std::string_view chars, unsigned bits) {
    for (const char c : chars)
      classes[static_cast<unsigned char>(c)] =
          static_cast<std::uint8_t>(classes[static_cast<unsigned char>(c)] | bits);
  };
  for (unsigned c = 0x20; c < 0x7f; ++c) classes[c] = value;
  add("\t", value);
  add("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~", token | path | query);
  add("!#$%&'*+^`|", token);
  add("/", path);
  add("=&", query);
  return classes;
}
constexpr auto classes = make_classes();

bool is_all(std::string_view text, Class wanted) {
  for (const char c : text) {
    if ((classes[static_cast<unsigned char>(c)] & wanted) == 0) return false;
  }
  return true;
}

char lower_of(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Without what a decoder or a proxy could read in two ways: "//", "/." and whatever needs decoding.
bool read_target(std::string_view target, PlainRequest& out) {
  out.target = target;
  const std::size_t mark = target.find('?');
  out.path = target.substr(0, mark);
  out.query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  return out.path.starts_with('/') && is_all(out.path, path) && is_all(out.query, query) &&
         out.path.find("//") == std::string_view::npos && out.path.find("/.") == std::string_view::npos;
}

// At most five digits.
std::optional<std::size_t> read_length(std::string_view digits) {
  if (digits.empty() || digits.size() > 5) return std::nullopt;
  std::size_t length = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  return length;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// In the order of PlainField.
constexpr std::array<std::string_view, plain_field_kinds> field_names = {
    "host",   "connection",      "content-length",  "content-type",
    "accept", "accept-encoding", "accept-language", "authorization",
    "cookie", "idempotency-key", "if-none-match",   "x-forwarded-for"};
// What the long way must judge.
constexpr std::array<std::string_view, 6> other_ways = {
    "expect", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection"};

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower_of(text[i]) != lower[i]) return false;
  }
  return true;
}

// Takes one "Name: value" line, without its end.
bool take_field(std::string_view line, PlainRequest& out) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view text = trim_blanks(line.substr(colon + 1));
  if (!is_all(name, token) || !is_all(text, value)) return false;
  for (std::size_t i = 0; i < field_names.size(); ++i) {
    if (!equals_ignoring_case(name, field_names[i])) continue;
    if ((out.seen >> i & 1u) != 0) return false;
    out.seen |= 1u << i;
    out.values[i] = text;
    return true;
  }
  for (const std::string_view other : other_ways) {
    if (equals_ignoring_case(name, other)) return false;
  }
  return true;
}

}  // namespace

PlainStatus find_plain_request(std::string_view bytes, std::size_t header_bytes_max, PlainRequest& out) {
  using enum PlainStatus;
  std::size_t at = 0;
  std::string_view line;
  // The next line without its end. Cut when its end has not come and may still come within the limit.
  const auto next_line = [&] {
    const std::size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return bytes.size() < header_bytes_max ? cut_head : other;
    if (end == at || bytes[end - 1] != '\r') return other;
    line = bytes.substr(at, end - 1 - at);
    at = end + 1;
    return at <= header_bytes_max ? whole : other;
  };
  constexpr std::string_view get = "GET ", post = "POST ", version = " HTTP/1.1";
  const auto may_begin = [&](std::string_view method) {
    return method.starts_with(bytes.substr(0, method.size()));
  };
  if (!may_begin(get) && !may_begin(post)) return other;
  if (const auto found = next_line(); found != whole) return found;
  out.is_post = line.starts_with(post);
  if (!out.is_post && !line.starts_with(get)) return other;
  line.remove_prefix(out.is_post ? post.size() : get.size());
  if (!line.ends_with(version) || !read_target(line.substr(0, line.size() - version.size()), out))
    return other;
  out.seen = 0;
  out.values.fill({});
  for (std::size_t fields = 0;; ++fields) {
    if (fields > plain_fields_max) return other;
    if (const auto found = next_line(); found != whole) return found;
    if (line.empty()) break;
    if (!take_field(line, out)) return other;
  }
  const bool has_length = out.has(PlainField::content_length);
  const auto length = has_length ? read_length(out.header(PlainField::content_length)) : std::size_t{0};
  if (!length || !out.has(PlainField::host) || out.is_post != has_length) return other;
  const bool says_connection = out.has(PlainField::connection);
  if (says_connection && !equals_ignoring_case(out.header(PlainField::connection), "keep-alive"))
    return other;
  if (*length > plain_body_bytes_max) return other;
  if (bytes.size() - at < *length) return cut_body;
  out.body = bytes.substr(at, *length);
  out.bytes = at + *length;
  return whole;
}

}  // namespace tocsin::doors::http
