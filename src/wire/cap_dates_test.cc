// Date-times as CAP has them and as they are really written.
#include "wire/cap_dates.h"

#include <gtest/gtest.h>

#include "wire/cap_testing.h"

namespace tocsin::wire::cap {
namespace {

std::string at(std::string_view text, int version = 12) {
  const DateReading reading = read_date(text, version);
  return reading.at.known() ? to_rfc3339(reading.at) : "none";
}

// EVIDENCE-OF: CAP-1.2-40 date-times are YYYY-MM-DDThh:mm:ss and an offset of hours and minutes
TEST(CapDates, TheFormOfCapIsReadWithoutFault) {
  for (const std::string_view text : {"2015-11-13T21:20:00+01:00", "2015-11-13T20:20:00-00:00",
                                      "2015-11-13T20:20:00+00:00", "2015-11-14T01:50:00+05:30"}) {
    EXPECT_EQ(at(text), "2015-11-13T20:20:00Z");
    EXPECT_EQ(read_date(text, 12).fault, "");
  }
  EXPECT_EQ(at("2015-11-13T24:00:00-00:00"), "2015-11-14T00:00:00Z");
}

// EVIDENCE-OF: CAP-1.2-41 Z and other letters are not time zones
TEST(CapDates, ZIsReadAsUtcWithAnError) {
  EXPECT_EQ(at("2015-11-13T20:20:00Z"), "2015-11-13T20:20:00Z");
  EXPECT_EQ(read_date("2015-11-13T20:20:00Z", 12).level, Level::error);
  EXPECT_EQ(read_date("2015-11-13T20:20:00Z", 11).level, Level::error);
  EXPECT_EQ(read_date("2015-11-13T20:20:00Z", 10).level, Level::warning);
  EXPECT_EQ(at("2015-11-13T20:20:00EST"), "none");
  EXPECT_FINDING(changed(with_tail(""), "+01:00", "Z"), usable, "INVALID_DATE", "/alert[1]/sent[1]");
}

// EVIDENCE-OF: CAP-1.2-42 there are no fractions of a second
TEST(CapDates, FractionsAreDroppedWithAnError) {
  EXPECT_EQ(at("2015-11-13T20:20:00.987654321987-00:00"), "2015-11-13T20:20:00Z");
  EXPECT_EQ(read_date("2015-11-13T20:20:00.5-00:00", 12).level, Level::error);
  EXPECT_EQ(read_date("2015-11-13T20:20:00.5-00:00", 11).level, Level::warning);
  EXPECT_EQ(read_date("2015-11-13T20:20:00.5-00:00", 12).repaired, "fraction dropped");
}

// EVIDENCE-OF: CAP-1.2-43 the offset is not left out
TEST(CapDates, AMissingZoneIsUtcWithAnErrorInEveryVersion) {
  for (const int version : {10, 11, 12}) {
    EXPECT_EQ(at("2015-11-13T20:20:00", version), "2015-11-13T20:20:00Z");
    EXPECT_EQ(read_date("2015-11-13T20:20:00", version).level, Level::error);
    EXPECT_EQ(read_date("2015-11-13T20:20:00.1", version).repaired, "fraction dropped, read as UTC");
  }
}

// EVIDENCE-OF: CAP-1.2-44 UTC is written -00:00
TEST(CapDates, PlusZeroIsToldAndNoMore) {
  EXPECT_TRUE(read_date("2015-11-13T20:20:00+00:00", 12).plus_zero);
  EXPECT_FALSE(read_date("2015-11-13T20:20:00-00:00", 12).plus_zero);
  EXPECT_FINDING(changed(with_tail(""), "+01:00", "+00:00"), conforming, "UTC_WRITTEN_PLUS",
                 "/alert[1]/sent[1]");
}

// The pattern in the OASIS schema lists a comma among the signs.
TEST(CapDates, ACommaIsNotASign) { EXPECT_EQ(at("2015-11-13T20:20:00,05:00"), "none"); }

TEST(CapDates, SmallSlipsAreMended) {
  EXPECT_EQ(at("2015-11-13 20:20:00-00:00"), "2015-11-13T20:20:00Z");
  EXPECT_EQ(at("2015-11-13T21:20:00+0100"), "2015-11-13T20:20:00Z");
  EXPECT_EQ(at("2015-11-13T21:20:00+01"), "2015-11-13T20:20:00Z");
  EXPECT_EQ(read_date("2015-11-13T21:20:00+15:00", 12).repaired, "read as written");
  for (const std::string_view text :
       {"", "2015", "2015-02-30T00:00:00-00:00", "13.11.2015 20:20", "2015-11-13T20:20-00:00",
        "2015-11-13T20:20:00-", "2015-11-13T20:20:00."}) {
    EXPECT_EQ(at(text), "none") << text;
  }
}

TEST(CapDates, WrittenAgainTheyConform) {
  const Instant moment = read_date("2015-11-13T20:20:00-00:00", 12).at;
  EXPECT_EQ(conforming_date("2015-11-13T21:20:00+01:00", moment), "2015-11-13T21:20:00+01:00");
  EXPECT_EQ(conforming_date("2015-11-13T20:20:00Z", moment), "2015-11-13T20:20:00-00:00");
  EXPECT_EQ(conforming_date("", moment), "2015-11-13T20:20:00-00:00");
  EXPECT_EQ(conforming_date("", moment + 999), "2015-11-13T20:20:00-00:00");
  EXPECT_EQ(conforming_date("2010-01-01T00:00:00-00:00", moment), "2015-11-13T20:20:00-00:00");
}

}  // namespace
}  // namespace tocsin::wire::cap
