#include "base/time.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Time, Rfc3339ReadsTheExamplesOfSection58) {
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("1985-04-12T23:20:50.52Z")), "1985-04-12T23:20:50.520Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("1996-12-19T16:39:57-08:00")), "1996-12-20T00:39:57Z");
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("1937-01-01T12:00:27.87+00:20")), "1937-01-01T11:40:27.870Z");
}

TEST(Time, ParisTimesBecomeUtc) {
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2015-11-13T21:20:00+01:00")), "2015-11-13T20:20:00Z");
  EXPECT_EQ(parse_rfc3339("2015-11-13T21:20:00+01:00"), parse_rfc3339("2015-11-13T20:20:00-00:00"));
}

TEST(Time, WhatIsNotATimeIsRefusedWithAReason) {
  EXPECT_EQ(parse_rfc3339("2015-11-13T21:20:00").error().detail,
            "\"2015-11-13T21:20:00\" is not an RFC 3339 time: an offset such as +01:00 is missing");
  EXPECT_EQ(parse_rfc3339("2015-02-29T00:00:00Z").error().detail,
            "\"2015-02-29T00:00:00Z\" is not an RFC 3339 time: no such date");
  for (const auto* text : {"", "yesterday", "2015-13-01T00:00:00Z", "2015-11-13T24:00:00Z",
                           "2015-11-13T21:20:00,05:00", "2015-11-13T21:20:00.Z", "2015-11-13T21:20:00Zz"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Time, LeapDaysExistInLeapYears) {
  EXPECT_EQ(to_rfc3339(*parse_rfc3339("2016-02-29T12:00:00Z")), "2016-02-29T12:00:00Z");
}

}  // namespace
}  // namespace tocsin
