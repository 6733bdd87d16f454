// Multipart: the body of a form with a file (RFC 7578), byte for byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tocsin::doors::http {

// The form for a report has six fields and a file; a browser sends nothing else.
constexpr std::size_t multipart_parts_max = 20;

struct FormPart {
  std::string name;
  std::string file_name;     // empty for a field, and for a file nobody chose
  std::string content_type;  // as the browser says, lower case, without parameters; empty when it says none
  Bytes bytes;
};

// Parts in the order they came. Errc::invalid for what is not multipart/form-data, too_large past
// multipart_parts_max. Names are UTF-8; bytes are whatever they are. Cost: the length of the body.
Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body);

}  // namespace tocsin::doors::http
