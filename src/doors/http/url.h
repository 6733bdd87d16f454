// Request targets: percent-encoded bytes to a path and a query that handlers can trust. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::doors::http {

struct Target {
  std::string path;  // decoded; begins with '/'; well-formed UTF-8 without control characters or dot segments
  std::string raw_path;  // as it came, without the query
  std::map<std::string, std::string>
      query;  // decoded, '+' is a space; the last of equal names; UTF-8 without NUL
};

// Reads an origin-form ("/path?query") or an absolute-form of http or https (RFC 9112 section 3.2); other
// forms, bad percent-encoding, bad UTF-8, NUL, control characters in the path, and "." or ".." as a segment
// (also when encoded) are invalid.
Result<Target> parse_target(std::string_view target);

// Percent-encodes all but unreserved characters (RFC 3986 section 2.3); keeps '/' when `keep_slash`.
std::string encode_percent(std::string_view text, bool keep_slash);

// path and query (when not empty) as an origin-form.
std::string to_target(std::string_view path, const std::map<std::string, std::string>& query);

}  // namespace tocsin::doors::http
