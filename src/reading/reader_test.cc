// The whole reader: the same bytes each time, on any number of threads; hostile texts; its limits.
#include "reading/reader.h"

#include <gtest/gtest.h>

#include <thread>

#include "reading/sentences.h"

namespace tocsin::reading {
namespace {

constexpr std::string_view report =
    "Bridge closed and trains halted after explosion in Utrecht\n\n"
    "14 March 2019 (AFP) - Police have closed the bridge over the canal after an explosion near the station "
    "killed "
    "two people, the mayor said on Thursday.\n\n"
    "The rail operator suspended all trains to Amsterdam. \"We evacuated the station hall,\" police "
    "spokeswoman Anna "
    "Visser told reporters. Schools will remain closed on Friday.\n\n"
    "In Belgium, security was stepped up at the airports. In 2005, after another bomb, the army closed the "
    "port.\n";

std::string json_of(std::string_view text) {
  const ReadOptions options{.media_type = {}, .published = {}, .outlet = {}, .explain = true};
  const auto reading = read(text, options);
  return reading ? to_json(text, *reading, options) : reading.error().detail;
}

bool finds(const Reading& reading, std::string_view kind, std::string_view iso, Status status) {
  for (const Proposal& one : reading.proposals)
    if (one.kind == kind && one.jurisdiction.iso == iso && one.status == status) return true;
  return false;
}

TEST(Reader, FindsTheMeasuresOfAShortReport) {
  const auto reading = read(report, {});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->published.value, "2019-03-14");
  EXPECT_EQ(reading->outlet.name, "AFP");
  EXPECT_TRUE(finds(*reading, "closure", "NL", Status::in_force));
  EXPECT_TRUE(finds(*reading, "suspension", "NL", Status::in_force));
  EXPECT_TRUE(finds(*reading, "evacuation", "NL", Status::completed));
  EXPECT_TRUE(finds(*reading, "security_reinforced", "BE", Status::in_force));
  for (const Proposal& one : reading->proposals)
    EXPECT_EQ(text_of(reading->stripped.text, one.span).find("army"), std::string_view::npos)
        << "2005 is history";
}

TEST(Reader, SaysTheSameAThousandTimes) {
  const std::string first = json_of(report);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(json_of(report), first);
}

TEST(Reader, SaysTheSameOnOneToEightThreads) {
  const std::string first = json_of(report);
  for (std::size_t threads = 1; threads <= 8; ++threads) {
    std::vector<std::string> said(threads);
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i) running.emplace_back([&said, i] { said[i] = json_of(report); });
    for (std::thread& one : running) one.join();
    for (const std::string& one : said) ASSERT_EQ(one, first) << threads;
  }
}

TEST(Reader, RefusesWhatIsTooLongAndSaysSo) {
  const std::string ten_megabytes(10'000'000, 'a');
  const auto refused = read(ten_megabytes, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("2097152"), std::string::npos) << refused.error().detail;
  const std::string most(text_bytes_max, 'a');
  EXPECT_TRUE(read(most, {}));
  EXPECT_FALSE(read(most + 'a', {}));
}

TEST(Reader, EndsOnTextsMadeToHurtIt) {
  const auto repeated = [](std::string_view words, std::size_t bytes) {
    std::string text = "A headline of the report\n\n";
    while (text.size() + words.size() < bytes) text += words;
    return text;
  };
  constexpr std::size_t most = text_bytes_max;
  const std::string texts[] = {
      repeated(",", 100'000),
      repeated("(", 100'000),
      repeated("\"", 100'000),
      repeated("“", 100'000),
      repeated("police closed the border, ", most),  // one sentence of 2 MB
      repeated("and ", most),
      repeated("the of in ", most),
      repeated("Smith said. ", most / 4),         // a speaker a sentence
      repeated("Paris, Berlin, ", most / 8),      // a place a word
      repeated("to plan to plan to ", most / 4),  // verbs that govern verbs
      repeated("denied that ", most / 4),
      repeated("\n\n", 400'000),
  };
  for (const std::string& text : texts) {
    const auto reading = read(text, {});
    if (!reading) continue;
    if (text.find("closed the border") != std::string::npos) {
      EXPECT_GT(reading->sentences.size(), 1'000U);
    }
    EXPECT_LE(reading->proposals.size(), proposals_max);
    for (const Proposal& one : reading->proposals) {
      EXPECT_LT(one.span.begin, one.span.end);
      EXPECT_LE(one.span.end, reading->stripped.text.size());
    }
  }
}

TEST(Reader, TakesTextForText) {
  // Markup, a command, bidirectional controls, bytes that are no UTF-8: nothing of it is more than words.
  const std::string marked =
      std::string(report) + "\n\n<script>alert(1)</script> {{7*7}} $(reboot) was closed.\n";
  const auto plain = read(marked, {.media_type = MediaType::plain, .published = {}, .outlet = {}});
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->stripped.text, marked);
  std::string hidden(report);
  hidden.insert(hidden.find("closed the bridge") + 2, "\u202E\u200B");
  const auto turned = read(hidden, {});
  ASSERT_TRUE(turned);
  EXPECT_TRUE(finds(*turned, "closure", "NL", Status::in_force)) << "controls inside a word do not hide it";
  std::string broken(report);
  broken[40] = '\xFF';
  const auto read_broken = read(broken, {});
  EXPECT_TRUE(read_broken || !read_broken.error().detail.empty());
}

TEST(Reader, CutsASentenceAtItsLimit) {
  const auto sentences_of = [](std::uint32_t words) {
    std::string text = "word";
    for (std::uint32_t i = 1; i < words; ++i) text += " word";
    const auto tokens = tokenize(text);
    const Region region{RegionKind::body, {0, static_cast<std::uint32_t>(text.size())}, {}, {}};
    return find_sentences(text, tokens, std::span(&region, 1)).size();
  };
  EXPECT_EQ(sentences_of(sentence_tokens_max), 1U);
  EXPECT_EQ(sentences_of(sentence_tokens_max + 1), 2U);
}

TEST(Reader, KeepsNoMoreProposalsThanItsLimit) {
  std::string text = "Bomb attack: explosion, police and army on alert\n";
  for (std::size_t i = 0; i < proposals_max + 20; ++i)
    text += "\nPolice closed the bridge " + std::to_string(i) + " after the bomb attack.\n";
  const auto reading = read(text, {});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->proposals.size(), proposals_max);
}

}  // namespace
}  // namespace tocsin::reading
