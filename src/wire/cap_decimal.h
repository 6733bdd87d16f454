// Decimal numbers in the form that nearly every document writes, read faster than by parse_double. For the
// inside of this room.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace tocsin::wire::cap {

// The powers of ten that a double holds exactly.
constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// The digits at `at`, up to 8 of them at once: behind what `digits` already holds. False when there are none
// left.
inline bool take_eight(const char*& at, const char* end, std::uint64_t& digits) {
  static constexpr std::uint64_t tens[] = {1,       10,        100,        1'000,      10'000,
                                           100'000, 1'000'000, 10'000'000, 100'000'000};
  if constexpr (std::endian::native != std::endian::little) return false;
  if (end - at < 8) return false;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, 8);
  bytes ^= 0x3030303030303030;  // a digit becomes 0 to 9
  const std::uint64_t others = (bytes | (bytes + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0;
  // A carry from one byte to the next comes only from one that is itself no digit.
  const int count = others == 0 ? 8 : std::countr_zero(others) / 8;
  if (count == 0) return false;
  bytes <<= 8 * (8 - count);          // zeros in front
  bytes = bytes * 10 + (bytes >> 8);  // pairs, in every other byte
  constexpr std::uint64_t pairs = 0x000000FF000000FF;
  bytes =
      ((bytes & pairs) * (100 + (1'000'000ULL << 32)) + ((bytes >> 16) & pairs) * (1 + (10'000ULL << 32))) >>
      32;
  digits = digits * tens[count] + bytes;
  at += count;
  return count == 8;
}

// digits / 10^decimals, of 19 digits and decimals at most, for digits from 2^53 on: all three are exact in a
// long double of 64 bits. Its nearest quotient lies on the same side as the true one of every middle between
// two doubles, unless it is that middle: then false.
inline bool divide_long(std::uint64_t digits, std::ptrdiff_t decimals, double& value) {
  if constexpr (std::numeric_limits<long double>::digits != 64) return false;
  const long double quotient = static_cast<long double>(digits) / powers_of_ten[decimals];
  std::uint64_t mantissa = 0;
  std::memcpy(&mantissa, &quotient, sizeof mantissa);
  if ((mantissa & 0x7FF) == 0x400) return false;
  value = static_cast<double>(quotient);
  return true;
}

// The decimal number at the front of the text from `at` to `end`, as parse_double reads it: digits below 2^53
// divided by a power of ten below 10^23 are both exact, so that the quotient is the nearest double (Clinger,
// "How to Read Floating Point Numbers Accurately", 1990). Where it ends; null for any other form, which
// parse_double may read.
inline const char* read_decimal(const char* at, const char* end, double& value) {
  const bool negative = at != end && *at == '-';
  if (negative || (at != end && *at == '+')) ++at;
  const char* const begin = at;
  std::uint64_t digits = 0;
  const auto take_each = [&] {
    for (; at != end && *at >= '0' && *at <= '9'; ++at)
      digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
  };
  take_each();
  std::ptrdiff_t count = at - begin, decimals = 0;
  if (at != end && *at == '.') {
    const char* const point = ++at;
    while (take_eight(at, end, digits)) continue;
    if (std::endian::native != std::endian::little || end - at < 8) take_each();
    decimals = at - point;
    count += decimals;
  }
  // 19 digits are below 2^64, so that `digits` has not run over.
  if (count == 0 || count > 19) return nullptr;
  double size = 0;
  if (digits > std::uint64_t{1} << 53) {
    if (!divide_long(digits, decimals, size)) return nullptr;
  } else {
    size = static_cast<double>(digits) / powers_of_ten[decimals];
  }
  value = negative ? -size : size;
  return at;
}

// As parse_double.
inline std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  if (read_decimal(text.data(), end, value) == end && !text.empty()) return value;
  return parse_double(text);
}

}  // namespace tocsin::wire::cap
