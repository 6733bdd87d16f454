#include "reading/tokens.h"

#include <gtest/gtest.h>

namespace tocsin::reading {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const Token& token : tokenize(text)) words.emplace_back(text_of(text, token.span));
  return words;
}

using Words = std::vector<std::string>;

TEST(Tokens, KeepHyphensAndSplitThePossessive) {
  EXPECT_EQ(words_of("Russia's counter-terrorism unit"),
            (Words{"Russia", "'s", "counter-terrorism", "unit"}));
  EXPECT_EQ(words_of("Germany’s re-evaluation"), (Words{"Germany", "’s", "re-evaluation"}));
  EXPECT_EQ(words_of("artists' concerts at O'Hare"), (Words{"artists", "'", "concerts", "at", "O'Hare"}));
}

TEST(Tokens, KeepAbbreviationsTogether) {
  EXPECT_EQ(words_of("the U.S. said"), (Words{"the", "U.S.", "said"}));
  EXPECT_EQ(words_of("St. Petersburg and St.Petersburg"),
            (Words{"St.", "Petersburg", "and", "St.", "Petersburg"}));
  EXPECT_EQ(words_of("It was closed. The"), (Words{"It", "was", "closed", ".", "The"}));
  EXPECT_EQ(key_of("U.S."), key_of("us"));
}

TEST(Tokens, KeepNumbersTogether) {
  EXPECT_EQ(words_of("1,600 police at 14:10, 120+ killed."),
            (Words{"1,600", "police", "at", "14:10", ",", "120", "+", "killed", "."}));
}

TEST(Tokens, EqualWordsHaveEqualKeys) {
  const std::string text = "CLOSED Closed closed \xE2\x80\x9CÉcole\xE2\x80\x9D école";
  const auto tokens = tokenize(text);
  EXPECT_EQ(tokens[0].key, tokens[2].key);
  EXPECT_TRUE(tokens[0].all_capitals);
  EXPECT_EQ(tokens[3].mark, '"');
  EXPECT_EQ(tokens[4].key, tokens[6].key);
  EXPECT_EQ(tokens[2].key, key_of("closed"));
}

TEST(Tokens, KnowLinesAndParagraphs) {
  const auto tokens = tokenize("one\ntwo\n\nthree");
  EXPECT_TRUE(tokens[0].paragraph_first);
  EXPECT_TRUE(tokens[1].line_first);
  EXPECT_FALSE(tokens[1].paragraph_first);
  EXPECT_TRUE(tokens[2].paragraph_first);
}

TEST(Tokens, TakeAnyBytes) {
  EXPECT_EQ(tokenize("\xFF\xC0 a \xE2\x80").size(), 5U);
  // A control that shows nothing hides no word.
  EXPECT_EQ(tokenize("clo\xE2\x80\x8Bsed")[0].key, key_of("closed"));
  const std::string endless(10'000, 'a');
  for (const Token& token : tokenize(endless)) EXPECT_LE(token.span.size(), word_bytes_max);
}

}  // namespace
}  // namespace tocsin::reading
