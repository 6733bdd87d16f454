// Texts of one byte a character, and UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::wire {

// Appends a code point that is one.
void append_utf8(std::string& out, std::uint32_t code);

// What windows-1252 has for a byte, as unicode.org's table CP1252.TXT has it; 0 where it has nothing and for
// NUL.
std::uint32_t from_windows_1252(std::uint8_t byte);

// As WHATWG Encoding reads it: ISO-8859-1 and US-ASCII are windows-1252 too. A byte that it does not have
// becomes U+FFFD.
std::string windows_1252_to_utf8(std::string_view bytes);

// The same text with U+FFFD for each byte that is not UTF-8.
std::string mend_utf8(std::string_view bytes);

}  // namespace tocsin::wire
