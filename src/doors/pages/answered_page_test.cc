#include "doors/pages/answered_page.h"

#include <gtest/gtest.h>

#include "doors/pages/catalogue.h"

namespace tocsin::doors::pages {
namespace {

const std::string token(64, 'T');
const Instant at{1'447'448'400'000};  // 2015-11-13T21:00:00Z

views::RealmSummary realm(bool is_drill) {
  return {
      .name = "Paris", .time_zone = "Europe/Paris", .is_drill = is_drill, .held = false, .held_reason = {}};
}
std::string page(const std::string& language, world::Answer answer, const std::string& note = {},
                 bool is_drill = true) {
  std::string out;
  AnsweredPage(language, realm(is_drill), answer)
      .append(out, token, time_html(language, realm(is_drill), at, at + 60'000), note);
  return out;
}

TEST(AnsweredPage, SaysWhatWasRecordedAndWhenAndHowToChangeIt) {
  const std::string safe = page("en", world::Answer::safe);
  for (const char* words : {"Thank you. Your answer is recorded.", "Your answer:", "I am safe</b>", ">22:00",
                            "CET", "You can change your answer at any time.", "value=\"need_help\"",
                            "value=\"not_there\"", "value=\"wrong\"", "name=\"note\"",
                            "If you are in danger, call your local emergency number first.", "EXERCISE"}) {
    EXPECT_TRUE(safe.contains(words)) << words << "\n" << safe;
  }
  EXPECT_TRUE(safe.contains("<form method=\"post\" action=\"/a/" + token + "?lang=en\">"));
  EXPECT_TRUE(safe.contains("<a href=\"/a/" + token + "?lang=en\">"));
  EXPECT_FALSE(safe.contains("Your note:"));
  EXPECT_FALSE(safe.contains("<script"));
  EXPECT_TRUE(page("en", world::Answer::not_there).contains("I am not there</b>"));
  EXPECT_TRUE(page("en", world::Answer::wrong).contains("This is wrong</b>"));
  EXPECT_FALSE(page("en", world::Answer::safe, {}, false).contains("EXERCISE"));
}

TEST(AnsweredPage, ANoteIsEscaped) {
  const std::string shown = page("en", world::Answer::safe, "<b>\"Léa\" & I</b>");
  EXPECT_TRUE(shown.contains("Your note: <bdi>&lt;b&gt;")) << shown;
  EXPECT_TRUE(shown.contains("Léa"));
  EXPECT_FALSE(shown.contains("<b>\""));
}

TEST(AnsweredPage, SpeaksTheReadersLanguage) {
  for (const auto& language : languages()) {
    const std::string shown = page(language, world::Answer::safe, "x");
    EXPECT_TRUE(shown.contains("<html lang=\"" + language + "\"")) << shown;
    EXPECT_TRUE(shown.contains("?lang=" + language));
    EXPECT_EQ(shown.contains("dir=\"rtl\""), language == "ar");
    EXPECT_EQ(shown.contains("Your answer"), language == "en");
    EXPECT_LE(shown.size(), 3'600u) << "on 2G a kilobyte takes a third of a second";
  }
}

TEST(AnsweredPage, ItsStyleIsAllowedByItsHash) {
  EXPECT_TRUE(answered_page_policy().contains("style-src 'sha256-"));
  EXPECT_TRUE(answered_page_policy().contains("=';")) << answered_page_policy();
  EXPECT_FALSE(answered_page_policy().contains("script-src"));
}

}  // namespace
}  // namespace tocsin::doors::pages
