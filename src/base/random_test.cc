#include "base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"

namespace tocsin {
namespace {

TEST(Random, OneSeedIsOneLife) {
  SeededRandom a(5), b(5), c(6);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.id(), c.id());
}

// The first numbers of xoshiro256** from the state that splitmix64 makes of seed 0.
TEST(Random, FollowsThePublishedGenerator) {
  SeededRandom random(0);
  EXPECT_EQ(random.next(), 0x99EC5F36CB75F2B4u);
  EXPECT_EQ(random.next(), 0xBF6E1F784956452Au);
}

TEST(Random, FillsEveryByteOfOddSizes) {
  SeededRandom random(1);
  std::array<std::uint8_t, 13> seen{};
  for (int round = 0; round < 20; ++round) {
    std::array<std::uint8_t, 13> out{};
    random.fill(out);
    for (std::size_t i = 0; i < out.size(); ++i) seen[i] = static_cast<std::uint8_t>(seen[i] | out[i]);
  }
  for (const auto byte : seen) EXPECT_NE(byte, 0);
}

TEST(Random, UnitAndNormalHaveTheirMeans) {
  SeededRandom random(2);
  double unit = 0, normal = 0, square = 0;
  constexpr int rounds = 20'000;
  for (int i = 0; i < rounds; ++i) {
    const double u = random.unit(), n = random.normal();
    ASSERT_TRUE(u >= 0 && u < 1 && std::isfinite(n));
    unit += u, normal += n, square += n * n;
  }
  EXPECT_NEAR(unit / rounds, 0.5, 0.02);
  EXPECT_NEAR(normal / rounds, 0, 0.05);
  EXPECT_NEAR(square / rounds, 1, 0.05);
}

TEST(Random, TheSystemsIdsDiffer) {
  SecureRandom random;
  std::set<Id> ids;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(ids.insert(random.id()).second);
}

TEST(Result, TryGivesTheErrorOn) {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return fail(Errc::invalid, fmt::format("{} is odd", value), "/value");
    return value / 2;
  };
  const auto quarter = [&](int value) -> Result<int> {
    TOCSIN_TRY(const int once, half(value));
    TOCSIN_TRY(const int twice, half(once));
    return twice;
  };
  EXPECT_EQ(quarter(12), 3);
  EXPECT_EQ(quarter(6).error(), (Error{Errc::invalid, "3 is odd", "/value"}));
}

TEST(CheckDeathTest, SaysWhereAndWhat) {
  EXPECT_DEATH(TOCSIN_CHECK(1 + 1 == 3, "sum {}", 2), "internal check failed: 1 \\+ 1 == 3 .*sum 2");
}

TEST(Bytes, ConstantTimeComparisonComparesAllBytes) {
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_constant_time("", ""));
}

TEST(Bytes, Blake2bDependsOnTheKey) {
  EXPECT_EQ(blake2b("x").size(), 32u);
  EXPECT_NE(blake2b("x", std::string(32, 'a')), blake2b("x", std::string(32, 'b')));
  // RFC 7693's BLAKE2b-256 of "abc", as published by the reference implementation.
  EXPECT_EQ(encode_hex(as_u8(blake2b("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

}  // namespace
}  // namespace tocsin
