#include "wire/xml_bytes.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tocsin::wire::xml {
namespace {

constexpr std::size_t block = 16;

#if defined(__SSE2__)
__m128i load(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
__m128i equal(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
unsigned mask(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }
#endif

constexpr std::size_t stride = 4 * block;

// How many bytes of the block at `at` are plain before the first that is not: ASCII without control
// characters but for tab, line feed and return.
std::size_t count_plain(const char* at, bool& has_return) {
#if defined(__SSE2__)
  const __m128i bytes = load(at), returns = equal(bytes, '\r');
  const __m128i white = _mm_or_si128(_mm_or_si128(equal(bytes, '\t'), equal(bytes, '\n')), returns);
  // Bytes from 0x80 on are below 0x20 too, as signed ones.
  const unsigned odd = mask(_mm_andnot_si128(white, _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))));
  const auto count = static_cast<std::size_t>(std::countr_zero(odd | 1U << block));
  has_return = has_return || (mask(returns) & ((1U << count) - 1)) != 0;
  return count;
#else
  for (std::size_t i = 0; i < block; ++i) {
    const char c = at[i];
    if (c != '\t' && c != '\n' && c != '\r' && (c < 0x20 || static_cast<unsigned char>(c) >= 0x80)) return i;
    has_return = has_return || c == '\r';
  }
  return block;
#endif
}

// Whether `stride` bytes are plain, and none of them a tab or a return, as in most texts: a shorter look.
bool are_surely_plain([[maybe_unused]] const char* at) {
#if defined(__SSE2__)
  __m128i odd = _mm_setzero_si128();
  for (std::size_t i = 0; i < stride; i += block) {
    const __m128i bytes = load(at + i);
    odd = _mm_or_si128(odd, _mm_andnot_si128(equal(bytes, '\n'), _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))));
  }
  return mask(odd) == 0;
#else
  return false;
#endif
}

}  // namespace

bool starts_name(std::uint32_t c) {
  if (c < 0x80) return (name_bytes[c] & name_first) != 0;
  return (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7) || (c >= 0x370 && c <= 0x1FFF && c != 0x37E) ||
         c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) ||
         (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0xEFFFF);
}

bool continues_name(std::uint32_t c) {
  if (c < 0x80) return (name_bytes[c] & name_rest) != 0;
  return starts_name(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

std::uint32_t code_at(std::string_view text, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[at + i]));
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return length = 1, first;
  if (first < 0xE0) return length = 2, (first & 0x1F) << 6 | (byte(1) & 0x3F);
  if (first < 0xF0) return length = 3, (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  return length = 4, (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
}

namespace {

// The first byte from `at` on that is not plain, or one near the end of the text.
std::size_t skip_plain(std::string_view text, std::size_t at, bool& has_return) {
  while (at + block <= text.size()) {
    const std::size_t count = count_plain(text.data() + at, has_return);
    at += count;
    if (count < block) break;
    while (at + stride <= text.size() && are_surely_plain(text.data() + at)) at += stride;
  }
  return at;
}

bool is_usual(std::uint8_t byte) { return (byte >= 0x20 && byte < 0x80) || byte == '\n'; }

}  // namespace

Characters look_over(std::string_view text) {
  Characters found;
  const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::size_t at = 0;
  while ((at = skip_plain(text, at, found.has_return)) < text.size()) {
    while (at < text.size() && is_usual(byte_at(at))) ++at;
    // What stands together, as in other scripts.
    for (; at < text.size() && !is_usual(byte_at(at));) {
      if (at + 1 < text.size() && (byte_at(at) & 0xE0) == 0xC0 && byte_at(at) >= 0xC2 &&
          (byte_at(at + 1) & 0xC0) == 0x80) {
        at += 2;
        continue;
      }
      std::size_t length = utf8_length(text.substr(at, 4));
      if (length == 0) {
        found.is_utf8 = false;
        return found;
      }
      const std::uint32_t code = code_at(text, at, length);
      found.has_return = found.has_return || code == '\r';
      if (!is_char(code)) found.illegal_at = std::min(found.illegal_at, at);
      at += length;
    }
  }
  return found;
}

std::size_t find_text_end(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
  for (; at + block <= text.size(); at += block) {
    const __m128i bytes = load(text.data() + at);
    const unsigned met =
        mask(_mm_or_si128(_mm_or_si128(equal(bytes, '<'), equal(bytes, '&')), equal(bytes, ']')));
    if (met != 0) return at + static_cast<std::size_t>(std::countr_zero(met));
  }
#endif
  while (at < text.size() && text[at] != '<' && text[at] != '&' && text[at] != ']') ++at;
  return at;
}

}  // namespace tocsin::wire::xml
