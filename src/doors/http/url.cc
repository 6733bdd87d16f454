#include "doors/http/url.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.h"

namespace tocsin::doors::http {
namespace {

std::unexpected<Error> refuse(std::string detail) { return fail(Errc::invalid, std::move(detail), "target"); }

std::string decode(boost::urls::pct_string_view text, bool space_as_plus) {
  boost::urls::encoding_opts options;
  options.space_as_plus = space_as_plus;
  return text.decode(options);
}

bool has_dot_segment(std::string_view path) {
  const auto segments = split(path, '/');
  return std::ranges::any_of(segments, [](std::string_view s) { return s == "." || s == ".."; });
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  const auto parsed = target.starts_with('/') ? boost::urls::parse_origin_form({target.data(), target.size()})
                                              : boost::urls::parse_uri({target.data(), target.size()});
  if (!parsed) return refuse("the request target is not a path or an http address, or is encoded badly");
  const boost::urls::url_view url = *parsed;
  const bool is_http = url.scheme() == "http" || url.scheme() == "https";
  if (!target.starts_with('/') && !(is_http && url.has_authority())) {
    return refuse("the request target is of another scheme than http and https");
  }
  Target result;
  result.raw_path = std::string(url.encoded_path());
  if (result.raw_path.empty()) result.raw_path = "/";
  result.path = decode(url.encoded_path(), false);
  if (result.path.empty()) result.path = "/";
  if (!result.path.starts_with('/')) return refuse("the path does not begin with a slash");
  if (!is_utf8(result.path)) return refuse("the path is not UTF-8");
  if (std::ranges::any_of(result.path, is_control)) return refuse("the path has a control character");
  if (has_dot_segment(result.path)) return refuse("the path has a dot segment");
  for (const auto& parameter : url.encoded_params()) {
    std::string name = decode(parameter.key, true);
    std::string value = parameter.has_value ? decode(parameter.value, true) : std::string();
    if (!is_utf8(name) || !is_utf8(value)) return refuse("the query is not UTF-8");
    if (name.contains('\0') || value.contains('\0')) return refuse("the query has a NUL");
    if (name.empty() && value.empty()) continue;
    result.query.insert_or_assign(std::move(name), std::move(value));
  }
  return result;
}

std::string encode_percent(std::string_view text, bool keep_slash) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c) || (keep_slash && c == '/')) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string to_target(std::string_view path, const std::map<std::string, std::string>& query) {
  std::string out = encode_percent(path, true);
  char separator = '?';
  for (const auto& [name, value] : query) {
    out += fmt::format("{}{}={}", separator, encode_percent(name, false), encode_percent(value, false));
    separator = '&';
  }
  return out;
}

}  // namespace tocsin::doors::http
