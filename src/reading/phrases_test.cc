// The phrasebook spec/reading/phrases.txt: what the sentence rules find in one sentence, without a report
// round it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "reading/matches.h"

namespace tocsin::reading {
namespace {

std::vector<std::string> found_in(std::string_view text) {
  const auto tokens = tokenize(text);
  const Region region{RegionKind::body, {0, static_cast<std::uint32_t>(text.size())}, {}, {}};
  const auto places = Gazetteer::built_in().find(text, tokens);
  std::vector<std::string> found;
  for (const Sentence& sentence : find_sentences(text, tokens, std::span(&region, 1))) {
    const Syntax syntax =
        parse(make_units(text, tokens, sentence, places, Grammar::built_in()), Grammar::built_in());
    for (const Match& match : find_matches(syntax, Grammar::built_in(), Frames::built_in()))
      found.push_back(
          fmt::format("{} {}", Frames::built_in().kind_of(*match.frame).name, to_string(match.status)));
  }
  if (found.empty()) found.emplace_back("none");
  std::sort(found.begin(), found.end());
  return found;
}

TEST(Phrases, EachSentenceGivesTheMeasuresThatStandBeforeIt) {
  std::ifstream in(TOCSIN_SOURCE_DIR "/spec/reading/phrases.txt");
  ASSERT_TRUE(in.is_open());
  std::string line;
  int sentences = 0;
  while (std::getline(in, line)) {
    if (trim(line).empty() || line[0] == '#') continue;
    const std::size_t bar = line.find('|');
    ASSERT_NE(bar, std::string::npos) << line;
    std::vector<std::string> wanted;
    for (const auto one : split(std::string_view(line).substr(0, bar), '+')) wanted.emplace_back(trim(one));
    std::sort(wanted.begin(), wanted.end());
    const auto found = found_in(trim(std::string_view(line).substr(bar + 1)));
    EXPECT_EQ(fmt::format("{}", fmt::join(found, " + ")), fmt::format("{}", fmt::join(wanted, " + ")))
        << line;
    ++sentences;
  }
  EXPECT_GT(sentences, 100);
}

}  // namespace
}  // namespace tocsin::reading
