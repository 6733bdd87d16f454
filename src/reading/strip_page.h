// The HTML form of a report: a page whose text is found among menus, other headlines and forms.
#pragma once

#include <string_view>

#include "base/result.h"
#include "reading/strip.h"

namespace tocsin::reading {

// `source` has at most page_bytes_max bytes. Fails (unsupported) when the page declares an encoding that is
// not read. Cost: linear.
Result<Stripped> strip_page(std::string_view source);

}  // namespace tocsin::reading
