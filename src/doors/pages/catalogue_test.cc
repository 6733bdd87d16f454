#include "doors/pages/catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/text.h"
#include "doors/pages/pages_testing.h"
#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

// The messages that the doors ask for: the literals given to t(), plain(), plural() and translate().
std::set<std::string> messages_in_source() {
  static const std::regex use(
      R"re((?:\bt|\bplain|\bplural|\(\*this\))\(\s*"((?:[^"\\]|\\.)+)"|\btranslate\([^";]*"((?:[^"\\]|\\.)+)")re");
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TOCSIN_SOURCE_DIR "/src/doors")) {
    const std::string name = entry.path().filename();
    if (entry.path().extension() != ".cc" || name.ends_with("_test.cc")) continue;
    const std::string source = read(entry.path());
    for (std::sregex_iterator it(source.begin(), source.end(), use), end; it != end; ++it) {
      found.insert((*it)[1].matched ? (*it)[1].str() : (*it)[2].str());
    }
  }
  return found;
}

std::set<std::string> placeholders(const std::string& text) {
  static const std::regex placeholder(R"(\{\d\})");
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), placeholder), end; it != end; ++it)
    found.insert(it->str());
  return found;
}

// EVIDENCE-OF: U18 page per locale has no missing keys
TEST(Catalogue, EveryMessageInTheSourceIsInEveryLanguage) {
  const auto used = messages_in_source();
  EXPECT_GT(used.size(), 80u);
  EXPECT_TRUE(used.contains("Are you safe?"));
  EXPECT_TRUE(used.contains("{1} minute ago"));
  EXPECT_TRUE(used.contains("Show {1} new update"));
  for (const auto& language : languages()) {
    for (const auto& message : used)
      EXPECT_TRUE(is_translated(language, message)) << language << ": " << message;
  }
}

TEST(Catalogue, TranslationsKeepTheirPlaceholders) {
  static const std::regex pair("\nmsgid \"([^\n]+)\"\nmsgstr \"([^\n]*)\"");
  for (const auto& language : languages()) {
    const std::string po = read(TOCSIN_SOURCE_DIR "/po/" + language + ".po");
    int count = 0;
    for (std::sregex_iterator it(po.begin(), po.end(), pair), end; it != end; ++it, ++count) {
      EXPECT_EQ(placeholders((*it)[1]), placeholders((*it)[2])) << language << ": " << (*it)[1];
      EXPECT_NE((*it)[2].str(), "") << language << ": " << (*it)[1];
    }
    EXPECT_GT(count, 80);
  }
}

TEST(Catalogue, LanguagesBeginWithEnglish) {
  EXPECT_EQ(languages(), (std::vector<std::string>{"en", "ar", "fr"}));
}

TEST(Catalogue, ChoosesTheBestLanguageOfAHeader) {
  const std::pair<const char*, const char*> cases[] = {{"", "en"},
                                                       {"fr", "fr"},
                                                       {"FR-ch", "fr"},
                                                       {"de, fr;q=0.8, en;q=0.9", "en"},
                                                       {"de;q=1, ar-EG;q=0.5", "ar"},
                                                       {"de", "en"},
                                                       {"fr;q=0, ar", "ar"},
                                                       {"fr;q=0", "en"},
                                                       {"*", "en"},
                                                       {"de, *;q=0.1", "en"},
                                                       {"en-GB,en;q=0.9,fr;q=0.8", "en"},
                                                       {"ar|fr", "ar"},
                                                       {"de|fr|en", "fr"},
                                                       {"fr;q=x", "fr"},
                                                       {" , ;;q=1, fr ", "fr"},
                                                       {"fr; q=0.5, ar;q=0.7", "ar"}};
  for (const auto& [header, language] : cases) EXPECT_EQ(choose_language(header), language) << header;
  // A header is the caller's: reading ends.
  EXPECT_EQ(choose_language(std::string(1 << 20, ',') + "fr"), "en");
}

TEST(Catalogue, PluralsFollowTheLanguage) {
  EXPECT_EQ(translate("en", "{1} minute ago", "{1} minutes ago", 1), "{1} minute ago");
  EXPECT_EQ(translate("en", "{1} minute ago", "{1} minutes ago", 2), "{1} minutes ago");
  EXPECT_EQ(translate("fr", "{1} minute ago", "{1} minutes ago", 0), "il y a {1} minute");
  EXPECT_EQ(translate("ar", "{1} minute ago", "{1} minutes ago", 2), "قبل دقيقتين");
  EXPECT_EQ(translate("ar", "{1} minute ago", "{1} minutes ago", 5), "قبل {1} دقائق");
  EXPECT_EQ(translate("ar", "{1} minute ago", "{1} minutes ago", 11), "قبل {1} دقيقة");
}

TEST(Catalogue, AMessageWithoutTranslationIsEnglish) {
  EXPECT_EQ(translate("fr", "a message that no catalogue has"), "a message that no catalogue has");
  EXPECT_EQ(translate("xx", "safe"), "safe");
}

// EVIDENCE-OF: U22 Times: absolute with zone and relative
TEST(Tongue, TimesAreAbsoluteWithTheirZoneAndRelative) {
  auto context = testing::context();
  const auto said = [&](std::int64_t ago_ms) {
    return Tongue(context).time_and_age(testing::now + -ago_ms).bytes();
  };
  EXPECT_EQ(said(35 * minute_ms),
            R"(<time datetime="2015-11-13T21:10:00Z">22:10 CET</time>, 35 minutes ago)");
  EXPECT_EQ(said(30 * second_ms), R"(<time datetime="2015-11-13T21:44:30Z">22:44 CET</time>, just now)");
  EXPECT_EQ(said(3 * hour_ms), R"(<time datetime="2015-11-13T18:45:00Z">19:45 CET</time>, 3 hours ago)");
  EXPECT_EQ(said(49 * hour_ms),
            R"(<time datetime="2015-11-11T20:45:00Z">11 Nov 2015, 21:45 CET</time>, 2 days ago)");
  // A time to come has no age.
  EXPECT_EQ(said(-3 * hour_ms), R"(<time datetime="2015-11-14T00:45:00Z">14 Nov 2015, 01:45 CET</time>)");
  context.language = "fr";
  EXPECT_EQ(said(35 * minute_ms),
            R"(<time datetime="2015-11-13T21:10:00Z">22:10 UTC+1</time>, il y a 35 minutes)");
  context.language = "ar";
  EXPECT_EQ(said(35 * minute_ms),
            "<time datetime=\"2015-11-13T21:10:00Z\">22:10 غرينتش+1</time>، قبل 35 دقيقة");
}

TEST(Tongue, AZoneThatDoesNotExistIsUtc) {
  auto context = testing::context();
  for (const auto* zone : {"", "Paris", "Europe/Atlantis"}) {
    context.realm.time_zone = zone;
    EXPECT_EQ(Tongue(context).time(testing::now).bytes(),
              R"(<time datetime="2015-11-13T21:45:00Z">21:45 UTC</time>)")
        << zone;
  }
}

TEST(Tongue, WhatIsFilledInIsEscapedAndIsolated) {
  const auto context = testing::context();
  const Tongue t(context);
  EXPECT_EQ(t("Asked by {1}", std::string("<b>{1}{2}")).bytes(), "Asked by <bdi>&lt;b&gt;{1}{2}</bdi>");
  EXPECT_EQ(t("You answered “{1}” {2}.", 1, 2).bytes(), "You answered “1” 2.");
  EXPECT_EQ(t("Asked by {1}").bytes(), "Asked by {1}");
}

TEST(Tongue, NamesOfLanguagesAndRegions) {
  auto context = testing::context("fr");
  const Tongue t(context);
  EXPECT_EQ(t.language_name("en-GB"), "anglais");
  EXPECT_EQ(t.language_name("<b>"), "<b>");  // the caller escapes
  EXPECT_EQ(t.region_name("FR"), "France");
  EXPECT_EQ(t.region_name("GB-LND"), "London, Royaume-Uni (GB-LND)");
  EXPECT_EQ(t.region_name("GB-ZZZ"), "Royaume-Uni (GB-ZZZ)");
  EXPECT_EQ(t.region_name("\"><x"), "\"><x");
  EXPECT_EQ(Tongue::own_name("fr"), "Français");
  EXPECT_EQ(t.number(1234567).bytes(), "1\u202F234\u202F567");
}

// EVIDENCE-OF: U15 reading grade target 6. J. P. Kincaid et al., "Derivation of new readability formulas for
// Navy enlisted personnel", 1975; syllables are counted as groups of vowels.
TEST(Catalogue, TheEnglishIsOfGradeSix) {
  static const std::regex entry("\nmsgid \"([^\n]*[.?])\"");
  const std::string po = read(TOCSIN_SOURCE_DIR "/po/en.po");
  double sentences = 0, words = 0, syllables = 0;
  for (std::sregex_iterator it(po.begin(), po.end(), entry), end; it != end; ++it) {
    const std::string text = (*it)[1];
    sentences += static_cast<double>(
        std::count_if(text.begin(), text.end(), [](char c) { return c == '.' || c == '?'; }));
    for (const auto word : split_whitespace(text)) {
      ++words;
      const auto is_vowel = [](char c) { return std::string_view("aeiouyAEIOUY").contains(c); };
      double groups = 0;
      for (std::size_t i = 0; i < word.size(); ++i)
        groups += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
      if (word.size() > 3 && (word.ends_with("e") || word.ends_with("e."))) --groups;
      syllables += std::max(1.0, groups);
    }
  }
  ASSERT_GT(sentences, 30);
  EXPECT_LE(0.39 * words / sentences + 11.8 * syllables / words - 15.59, 6.0);
}

}  // namespace
}  // namespace tocsin::doors::pages
