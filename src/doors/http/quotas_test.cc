#include "doors/http/quotas.h"

#include <gtest/gtest.h>

namespace tocsin::doors::http {
namespace {

const Instant evening{1'447'448'400'000};

Id sender(std::uint8_t number) {
  Id id;
  id.bytes.fill(number);
  return id;
}

TEST(SenderQuotas, ABurstPassesAndOneMoreWaits) {
  SenderQuotas quotas(5, 2);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(quotas.take(sender(1), evening), 0);
  EXPECT_EQ(quotas.take(sender(1), evening), 1);
  EXPECT_EQ(quotas.take(sender(2), evening), 0) << "each sender has its own";
  EXPECT_EQ(quotas.take(sender(1), evening + 400), 1);
  EXPECT_EQ(quotas.take(sender(1), evening + 500), 0);
  EXPECT_EQ(quotas.take(sender(1), evening + 500), 1);
}

TEST(SenderQuotas, WhoWaitsLongGetsNoMoreThanABurst) {
  SenderQuotas quotas(3, 1);
  EXPECT_EQ(quotas.take(sender(1), evening), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(quotas.take(sender(1), evening + hour_ms), 0);
  EXPECT_EQ(quotas.take(sender(1), evening + hour_ms), 1);
  EXPECT_EQ(quotas.take(sender(1), evening), 1) << "the clock was set back";
}

TEST(SenderQuotas, AMinuteOf52IssuersPasses) {
  SenderQuotas quotas;
  for (std::uint8_t issuer = 1; issuer <= 52; ++issuer) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(quotas.take(sender(issuer), evening + i * 600), 0);
  }
}

}  // namespace
}  // namespace tocsin::doors::http
