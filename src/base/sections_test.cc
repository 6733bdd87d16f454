#include "base/sections.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/files_testing.h"

namespace tocsin {
namespace {

Bytes example() {
  Bytes bytes;
  SectionWriter writer([&](std::string_view piece) -> Result<> {
    bytes += piece;
    return {};
  });
  EXPECT_TRUE(writer.put("numbers", std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_TRUE(writer.put("none", std::vector<std::uint64_t>{}));
  EXPECT_TRUE(writer.begin("large"));
  for (int i = 0; i < 3000; ++i)
    EXPECT_TRUE(writer.write(std::string(1000, static_cast<char>('a' + i % 26))));
  EXPECT_TRUE(writer.end());
  EXPECT_TRUE(writer.finish());
  return bytes;
}

TEST(Sections, GiveBackWhatWasWritten) {
  const Bytes bytes = example();
  const auto reader = SectionReader::open_bytes(bytes);
  ASSERT_TRUE(reader);
  const auto numbers = (*reader)->array<std::uint32_t>("numbers");
  ASSERT_TRUE(numbers);
  EXPECT_EQ(std::vector<std::uint32_t>(numbers->begin(), numbers->end()),
            (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_TRUE((*reader)->array<std::uint64_t>("none")->empty());
  const auto large = (*reader)->find("large");
  ASSERT_TRUE(large);
  EXPECT_EQ(large->size(), 3'000'000u);
  EXPECT_EQ((large->data() - bytes.data()) % static_cast<std::ptrdiff_t>(section_align), 0);
  EXPECT_EQ((*reader)->find("other").error().detail, "section other: it is missing");
  EXPECT_EQ((*reader)->array<std::uint64_t>("numbers").error().code, Errc::corrupt);
}

TEST(Sections, AFileIsMappedAndAnUnfinishedOneIsNone) {
  const TempDirectory scratch;
  const std::string path = scratch.path() + "/file";
  EXPECT_EQ(SectionReader::open(path).error().code, Errc::not_found);
  const Bytes bytes = example();
  ASSERT_TRUE(write_file_atomic(path, bytes));
  const auto reader = SectionReader::open(path);
  ASSERT_TRUE(reader);
  EXPECT_TRUE((*reader)->find("large"));
  for (const std::size_t cut : {std::size_t{0}, std::size_t{7}, std::size_t{100}, bytes.size() - 1}) {
    ASSERT_TRUE(write_file_atomic(path, std::string_view(bytes).substr(0, cut)));
    EXPECT_EQ(SectionReader::open(path).error().code, Errc::corrupt) << cut;
  }
}

TEST(Sections, EveryFlippedBitThatMattersIsSeen) {
  const Bytes good = example();
  // The index and the tail, each bit; of the contents one in a while.
  for (std::size_t at = 0; at < good.size(); at += at + 400 < good.size() ? 50'021 : 1) {
    Bytes bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    const auto reader = SectionReader::open_bytes(bytes);
    if (!reader) continue;
    const bool whole = (*reader)->find("numbers") && (*reader)->find("none") && (*reader)->find("large");
    // Bytes between sections and the unused bytes of the index belong to nobody.
    EXPECT_TRUE(!whole || (at >= 8)) << at;
  }
}

TEST(Sections, RefusesAnIndexThatPointsOutside) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{32}, std::size_t{64}})
    EXPECT_FALSE(SectionReader::open_bytes(Bytes(size, 'x')));
}

}  // namespace
}  // namespace tocsin
