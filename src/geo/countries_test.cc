#include "geo/countries.h"

#include <gtest/gtest.h>

namespace tocsin::geo {
namespace {

TEST(Countries, KnowWherePlacesAreAndWhomToCall) {
  const auto countries = Countries::load_built_in();
  ASSERT_TRUE(countries) << countries.error().detail;
  const auto at = [&](double lat, double lon) {
    const Country* country = (*countries)->find({lat, lon});
    return country == nullptr ? std::string("none") : country->code + " " + country->emergency_number;
  };
  EXPECT_EQ(at(48.8566, 2.3522), "FR 112");
  EXPECT_EQ(at(34.05, -118.24), "US 911");
  EXPECT_EQ(at(51.5, -0.12), "GB 999");
  EXPECT_EQ(at(30, -45), "none");
}

TEST(Countries, ABadTableIsRefused) { EXPECT_FALSE(Countries::load("[{}]", "{}")); }

}  // namespace
}  // namespace tocsin::geo
