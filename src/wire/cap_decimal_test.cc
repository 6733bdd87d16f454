#include "wire/cap_decimal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

namespace tocsin::wire::cap {
namespace {

TEST(CapDecimal, ReadsAsParseDoubleDoes) {
  for (const char* const text : {"",
                                 "-",
                                 "+",
                                 ".",
                                 "-.",
                                 "+-1",
                                 "-+1",
                                 "1",
                                 "+1",
                                 "-0",
                                 "-0.0",
                                 ".5",
                                 "5.",
                                 "-.5",
                                 "1e3",
                                 "1.5e-3",
                                 "1,",
                                 "9007199254740992",
                                 "9007199254740993",
                                 "1.00000000000000011",
                                 "1.000000000000000111",
                                 "9999999999999999999",
                                 "99999999999999999999",
                                 "0.1234567890123456789",
                                 "00000000000000000001.5",
                                 "1.12345678",
                                 "1.123456789",
                                 "1.1234567812345678",
                                 "1.12345678123456789",
                                 "nan",
                                 "inf",
                                 "1.2.3",
                                 "1 "})
    EXPECT_EQ(parse_decimal(text), parse_double(text)) << text;
}

// With 16 digits and more the quotient has to be rounded twice; middles between two doubles are met too.
TEST(CapDecimal, ReadsLongNumbersToTheNearestDouble) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200'000; ++i) {
    std::string text = std::to_string(random() % 10'000'000'000'000'000'000U);
    text.insert(1 + random() % text.size(), ".");
    EXPECT_EQ(parse_decimal(text), parse_double(text)) << text;
  }
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::string text = std::to_string((std::uint64_t{1} << 53) + 1 + 2 * i);
    EXPECT_EQ(parse_decimal(text), parse_double(text)) << text;
  }
}

}  // namespace
}  // namespace tocsin::wire::cap
