// The plain form of a report: lines that a person copied or a scraper left, told apart by class.
//
// In doubt a line is body: what is wrongly kept costs a reader a glance, what is wrongly dropped is lost.
#pragma once

#include <string_view>

#include "reading/strip.h"

namespace tocsin::reading {

// `source` is UTF-8 without NUL and at most text_bytes_max long. Cost: linear.
Stripped strip_plain(std::string_view source);

}  // namespace tocsin::reading
