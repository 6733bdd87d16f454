// Plain text: UTF-8, white space, numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// True when `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);
// The length in bytes of the well-formed sequence at the front of `text` (RFC 3629 section 4); 0 when there
// is none.
std::size_t utf8_length(std::string_view text);
// Code points in well-formed UTF-8.
std::size_t count_code_points(std::string_view text);
// The first `code_points_max` code points, never cutting inside one.
std::string_view truncate_utf8(std::string_view text, std::size_t code_points_max);

// Without ASCII white space (space, tab, CR, LF, FF, VT) at both ends.
std::string_view trim(std::string_view text);
// Between single `separator`s; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
// Parts between runs of ASCII white space; no empty parts.
std::vector<std::string_view> split_whitespace(std::string_view text);
std::string to_lower_ascii(std::string_view text);

// A decimal number that fills the whole text ("-12.5", "+3", ".5", "1e3"); nothing for infinities and NaN.
std::optional<double> parse_double(std::string_view text);
// A decimal integer that fills the whole text and fits.
std::optional<long long> parse_int(std::string_view text);

}  // namespace tocsin
