// TOCSIN_CHECK: an assertion that stays on in every build. A server that is wrong about its own state stops
// and replays its journal; it does not go on telling people things.
#pragma once

#include <fmt/format.h>

#include <source_location>
#include <string>

namespace tocsin {

// Prints where and what, and aborts. Never returns.
[[noreturn]] void check_failed(const char* condition, const std::string& facts, std::source_location where);

}  // namespace tocsin

// TOCSIN_CHECK(condition) or TOCSIN_CHECK(condition, "format {}", facts...). Facts must not hold personal
// data.
#define TOCSIN_CHECK(condition, ...)                                                          \
  do {                                                                                        \
    if (!(condition)) [[unlikely]]                                                            \
      ::tocsin::check_failed(#condition, std::string(__VA_OPT__(::fmt::format(__VA_ARGS__))), \
                             std::source_location::current());                                \
  } while (false)
