#include "doors/http/etag.h"

#include "base/bytes.h"
#include "base/text.h"

namespace tocsin::doors::http {
namespace {

// 96 bits: two views that meet by chance would hide a change.
constexpr std::size_t tag_bytes = 12;

std::string_view without_weakness(std::string_view tag) {
  tag = trim(tag);
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

Result<std::optional<std::uint32_t>> if_match(const Request& request) {
  std::string_view tag = trim(request.header("if-match"));
  if (tag.empty() || tag == "*") return std::optional<std::uint32_t>();
  if (tag.starts_with('"') && tag.ends_with('"') && tag.size() >= 2) tag = tag.substr(1, tag.size() - 2);
  const auto number = parse_int(tag);
  if (!number || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max())
    return fail(Errc::precondition, fmt::format("If-Match {} is not a revision", tag));
  return std::optional(static_cast<std::uint32_t>(*number));
}

Response with_tag(const Request& request, Response response, std::string_view seen) {
  const Bytes hash = blake2b(seen);
  const std::string tag =
      fmt::format("W/\"{}\"", encode_base64url(as_u8(std::string_view(hash).substr(0, tag_bytes))));
  bool known = trim(request.header("if-none-match")) == "*";
  for (const auto given : split(request.header("if-none-match"), ','))
    known |= without_weakness(given) == without_weakness(tag);
  if (known) {
    response.status = 304;
    response.body.clear();
    response.content_type.clear();
  } else {
    response.headers.emplace_back("X-Compressible", "1");
  }
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace tocsin::doors::http
