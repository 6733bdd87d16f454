// Entity tags (RFC 9110 section 8.8): revisions for those who change things, hashes of what is shown for
// those who read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "doors/http/message.h"

namespace tocsin::doors::http {

// If-Match: "7" or "*" (any); anything else is refused rather than ignored. Nothing when absent.
Result<std::optional<std::uint32_t>> if_match(const Request& request);

// Puts a weak tag over `seen` on the answer, and turns it into 304 when the reader has that already. `seen`
// is what makes two answers the same to a reader: the body, without the moment it was asked at. Public
// answers: they may be kept for as long as the server says that they are still so.
Response with_tag(const Request& request, Response response, std::string_view seen);

}  // namespace tocsin::doors::http
