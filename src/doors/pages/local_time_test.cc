#include "doors/pages/local_time.h"

#include <gtest/gtest.h>

namespace tocsin::doors::pages {
namespace {

Instant at(const char* text) { return *parse_rfc3339(text); }

TEST(LocalTime, IsOfTheZone) {
  EXPECT_EQ(local_input("Europe/Paris", at("2015-11-13T20:20:05Z")), "2015-11-13T21:20:05");
  EXPECT_EQ(local_input("Europe/Paris", at("2015-07-13T20:20:00.999Z")), "2015-07-13T22:20:00");
  EXPECT_EQ(local_input("Nowhere/Else", at("2015-11-13T20:20:00Z")), "2015-11-13T20:20:00");
  EXPECT_EQ(local_input("Europe/Paris", {}), "");
}

TEST(LocalTime, ReadsWhatItWrites) {
  for (const auto* zone : {"Europe/Paris", "America/New_York", "Asia/Kolkata", "Etc/UTC", ""}) {
    for (const auto* text :
         {"2015-11-13T20:20:05Z", "2016-03-27T00:59:59Z", "2016-03-27T01:00:00Z", "1999-12-31T23:59:59Z"}) {
      EXPECT_EQ(read_local(zone, local_input(zone, at(text))), at(text)) << zone << text;
    }
  }
}

TEST(LocalTime, HoursThatOccurTwiceOrNever) {
  // 25 October 2015: 03:00 CEST became 02:00 CET. 27 March 2016: 02:00 CET became 03:00 CEST.
  EXPECT_EQ(read_local("Europe/Paris", "2015-10-25T02:30"), at("2015-10-25T00:30:00Z"));
  EXPECT_EQ(read_local("Europe/Paris", "2016-03-27T02:30"), at("2016-03-27T01:30:00Z"));
}

TEST(LocalTime, AZoneInTheTextWinsAndOtherTextIsNothing) {
  EXPECT_EQ(read_local("Europe/Paris", "2015-11-13T20:20:00Z"), at("2015-11-13T20:20:00Z"));
  for (const auto* text : {"", "2015-11-13", "2015-13-13T20:20", "yesterday", "2015-11-13 20:20"})
    EXPECT_FALSE(read_local("Europe/Paris", text)) << text;
}

}  // namespace
}  // namespace tocsin::doors::pages
