// The bytes of XML text: which are characters, which may stand in names, where markup begins. For the inside
// of this room.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

// An ASCII name that ends within the 16 bytes from `at` on, where what ends it is ASCII too. Its size is 0
// when there is no such name, or 16 bytes are not left.
struct ShortName {
  std::size_t size = 0;
  bool has_colon = false;
};
inline ShortName short_name_at([[maybe_unused]] std::string_view text, [[maybe_unused]] std::size_t at) {
#if defined(__SSE2__)
  if (at + 16 > text.size() || (name_bytes[static_cast<std::uint8_t>(text[at])] & name_first) == 0) return {};
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
  const auto between = [](__m128i what, char low, char high) {
    return _mm_and_si128(_mm_cmpgt_epi8(what, _mm_set1_epi8(static_cast<char>(low - 1))),
                         _mm_cmplt_epi8(what, _mm_set1_epi8(static_cast<char>(high + 1))));
  };
  const auto equal = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  const __m128i letters = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
  const __m128i others = _mm_andnot_si128(equal('/'), between(bytes, '-', ':'));  // and - . 0 to 9 :
  // What is no name's in ASCII; a byte from 0x80 on is the sign of a longer look.
  const auto in_name =
      static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(letters, others), equal('_'))));
  const auto size = static_cast<unsigned>(std::countr_one(in_name));
  if (size >= 16 || text[at + size] < 0) return {};
  const auto colons = static_cast<unsigned>(_mm_movemask_epi8(equal(':')));
  return {size, (colons & ((1U << size) - 1)) != 0};
#else
  return {};
#endif
}

// Whether `size` bytes at two places of one text are the same.
inline bool are_same(std::string_view text, std::size_t a, std::size_t b, std::size_t size) {
#if defined(__SSE2__)
  if (size <= 16 && std::max(a, b) + 16 <= text.size()) {
    const auto load = [&](std::size_t at) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    };
    const auto same = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(load(a), load(b))));
    return static_cast<std::size_t>(std::countr_one(same)) >= size;
  }
#endif
  return text.substr(a, size) == text.substr(b, size);
}

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
