// The bytes of XML text: which are characters, which may stand in names, where markup begins. For the inside
// of this room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tocsin::wire::xml {

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// XML 1.0 production 2, Char.
inline bool is_char(std::uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

// Productions 4 and 4a, NameStartChar and NameChar.
bool starts_name(std::uint32_t c);
bool continues_name(std::uint32_t c);

// What one byte may be in a name. Bytes from 0x80 on say nothing alone.
constexpr std::uint8_t name_first = 1, name_rest = 2, name_colon = 4;
constexpr std::array<std::uint8_t, 256> name_bytes = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = name_first | name_rest;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = name_rest;
  table['_'] = name_first | name_rest;
  table['-'] = table['.'] = name_rest;
  table[':'] = name_first | name_rest | name_colon;
  return table;
}();

// The code point at `at` of text that is well-formed UTF-8, and its length in bytes.
std::uint32_t code_at(std::string_view text, std::size_t at, std::size_t& length);

// A whole text looked over once, 64 bytes at a time where they are plain ASCII.
struct Characters {
  bool is_utf8 = true;
  bool has_return = false;                          // a carriage return stands somewhere
  std::size_t illegal_at = std::string_view::npos;  // the first character that XML does not have
};
Characters look_over(std::string_view text);

// The first of <, & and ] from `at` on; the size of the text when there is none.
std::size_t find_text_end(std::string_view text, std::size_t at);

}  // namespace tocsin::wire::xml
