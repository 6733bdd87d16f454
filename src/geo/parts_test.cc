#include "geo/parts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tocsin::geo {
namespace {

TEST(Parts, EveryLineOfTheTableIsFound) {
  std::ifstream file(TOCSIN_SOURCE_DIR "/data/parts/parts.txt");
  int count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    const std::size_t tab = line.find('\t');
    ASSERT_EQ(part_name(line.substr(0, tab)), line.substr(tab + 1));
  }
  EXPECT_GT(count, 5000);
}

TEST(Parts, WhatIsNotInTheTableHasNoName) {
  EXPECT_EQ(part_name("FR-75C"), "Paris");
  for (const auto* code : {"", "FR", "FR-", "FR-75X", "AA-1", "ZZ-ZZZ", "fr-75c", "\tParis"})
    EXPECT_EQ(part_name(code), "") << code;
}

}  // namespace
}  // namespace tocsin::geo
