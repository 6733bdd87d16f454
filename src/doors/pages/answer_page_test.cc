// The answer page, rule by rule of reference/experience.md.
#include <gtest/gtest.h>

#include <regex>

#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages {
namespace {

using world::Answer;
using world::CheckState;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}
std::string without_style(const std::string& page) { return page.substr(page.find("</style>")); }
std::string title(const std::string& page) {
  const auto begin = page.find("<title>");
  return page.substr(begin, page.find("</title>") - begin);
}
AnswerPage answered(Answer answer) {
  AnswerPage page = testing::answer();
  page.ask.history = {testing::given(answer, 5, testing::person(1))};
  page.ask.current = page.ask.history.back();
  return page;
}
std::string english(const AnswerPage& page) { return answer_page(testing::context(), page); }

// EVIDENCE-OF: U1 one question, works with JavaScript off, no login
TEST(AnswerPage, AsksOneQuestionInOneForm) {
  const std::string page = english(testing::answer());
  EXPECT_EQ(count(page, "<h1>"), 1u);
  EXPECT_TRUE(page.contains("<h1>Are you safe?</h1>"));
  EXPECT_EQ(count(page, "<form"), 1u);
  EXPECT_TRUE(page.contains("<form method=\"post\" action=\"/a/" + testing::token + "?lang=en\">"));
  for (const auto* value : {"safe", "need_help", "not_there", "wrong"}) {
    EXPECT_EQ(count(page, std::string("<button type=\"submit\" name=\"answer\" value=\"") + value + "\""), 1u)
        << value;
  }
  EXPECT_TRUE(page.contains("name=\"note\" rows=\"2\" maxlength=\"500\""));
  EXPECT_FALSE(page.contains("<script"));
  EXPECT_FALSE(page.contains("password"));
}

// EVIDENCE-OF: U2 First view of answer page <= 14 kB, HTML + inlined CSS, no blocking requests (here:
// uncompressed)
TEST(AnswerPage, FitsTheFirstFlight) {
  for (const auto& language : languages()) {
    for (const auto& sample : {testing::answer(), testing::answer_with_help()}) {
      const std::string page = answer_page(testing::context(language), sample);
      EXPECT_LE(page.size(), 14u << 10) << language;
      EXPECT_EQ(count(page, "<style"), 1u);
      for (const auto* fetch : {"<link", " src=", "@import", "url("})
        EXPECT_FALSE(page.contains(fetch)) << fetch;
    }
  }
}

// EVIDENCE-OF: U6 Never colour alone: each level/status has a word
TEST(AnswerPage, SaysTheAnswerInWords) {
  const std::pair<Answer, const char*> cases[] = {{Answer::safe, "I am safe"},
                                                  {Answer::need_help, "I need help"},
                                                  {Answer::not_there, "I am not there"},
                                                  {Answer::wrong, "This is wrong"}};
  for (const auto& [answer, words] : cases) {
    EXPECT_TRUE(std::regex_search(english(answered(answer)),
                                  std::regex(std::string("Your answer: <b class=\"word [a-z]*\">") + words)));
  }
}

// EVIDENCE-OF: U11 Never "not safe" or "missing" for silence: wording "no answer yet", with when asked
TEST(AnswerPage, SilenceIsNoAnswerYet) {
  AnswerPage page = testing::answer();
  page.ask.wards = {{.person = testing::person(3), .current = {}}};
  const std::string english_page = english(page);
  EXPECT_TRUE(english_page.contains("no answer yet"));
  EXPECT_TRUE(english_page.contains("22:06 CET"));
  const std::map<std::string, std::vector<const char*>> banned = {
      {"en", {"missing", "not safe", "unsafe", "unknown"}},
      {"fr", {"disparu", "pas en sécurité", "inconnu"}},
      {"ar", {"مفقود", "ليس في أمان", "غير آمن"}}};
  for (const auto& [language, words] : banned) {
    const std::string text = without_style(answer_page(testing::context(language), page));
    for (const auto* word : words) EXPECT_FALSE(text.contains(word)) << word;
  }
}

// EVIDENCE-OF: U12 The question says why I am asked (which of my places) and offers "I am not there"
TEST(AnswerPage, SaysWhoWhatWhereWhenAndWhy) {
  AnswerPage page = testing::answer();
  const std::string text = english(page);
  for (const auto* part : {"Says who: <bdi>Prefecture of Police, Paris</bdi>", "What: <bdi>Several attacks",
                           "Where: <bdi>Paris, 10th and 11th districts",
                           "Since: <time datetime=\"2015-11-13T20:20:00Z\">21:20 CET</time>, 1 hour ago",
                           "your place “<bdi>Home</bdi>” is inside the area", "I am not there",
                           "Contact: <bdi>0800 40 60 05</bdi>", "Asked by <bdi>Préfecture de police</bdi>"}) {
    EXPECT_TRUE(text.contains(part)) << part;
  }
  EXPECT_TRUE(text.contains("href=\"/i/" + to_uuid(page.ask.check.incident.id) + "\""));
  page.place_label.clear();
  EXPECT_TRUE(english(page).contains("your place “home” is inside"));
  page.ask.reason = world::Reason::work;
  EXPECT_TRUE(english(page).contains("your place “work” is inside"));
  page.ask.reason = world::Reason::trip;
  EXPECT_TRUE(english(page).contains("a trip of yours is inside"));
  page.place_label = "Lyon";
  EXPECT_TRUE(english(page).contains("your trip to “<bdi>Lyon</bdi>” is inside"));
  page.ask.reason = world::Reason::last_known;
  EXPECT_TRUE(english(page).contains("your last known place was inside"));
}

// EVIDENCE-OF: U13 Emergency number of the country on every "need help" path, above the form, as tel: link,
// before anything else
TEST(AnswerPage, TheEmergencyNumberIsFirst) {
  for (const auto& language : languages()) {
    for (auto page : {testing::answer(), testing::answer_with_help()}) {
      const std::string text = answer_page(testing::context(language), page);
      const auto at = text.find("<a href=\"tel:112\"><bdi>112</bdi></a>");
      ASSERT_NE(at, std::string::npos);
      EXPECT_LT(at, text.find("<h1>"));
      EXPECT_LT(at, text.find("<form"));
      page.emergency_number.clear();
      EXPECT_FALSE(answer_page(testing::context(language), page).contains("tel:"));
    }
  }
  AnswerPage unknown = testing::answer();
  unknown.emergency_number.clear();
  EXPECT_TRUE(english(unknown).contains("call your local emergency number first"));
}

TEST(AnswerPage, ACallForHelpSaysWhoWasToldAndWhoHasIt) {
  AnswerPage page = testing::answer_with_help();
  std::string text = english(page);
  EXPECT_TRUE(text.contains("We told: <bdi>Élodie Durand</bdi>, <bdi>محمد العلي</bdi>"));
  EXPECT_TRUE(text.contains("The people on duty here see your request."));
  EXPECT_TRUE(text.contains("Your request for help is open until somebody takes it."));
  EXPECT_EQ(count(text, "This page does not call the emergency services."), 2u);
  page.ask.help_taken_by = "Paul Petit";
  text = english(page);
  EXPECT_TRUE(text.contains("<bdi>Paul Petit</bdi> has taken your request for help."));
  EXPECT_FALSE(text.contains("is open until"));
}

// EVIDENCE-OF: U19 html dir, names and places in <bdi>, dir=auto on user text
TEST(AnswerPage, ReadsFromRightToLeftInArabic) {
  const std::string text = answer_page(testing::context("ar"), testing::answer());
  EXPECT_TRUE(text.contains("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_TRUE(text.contains("dir=\"auto\""));
  EXPECT_TRUE(text.contains("<h1>هل أنت في أمان؟</h1>"));
  EXPECT_TRUE(
      answer_page(testing::context("fr"), testing::answer()).contains("<html lang=\"fr\" dir=\"ltr\">"));
  for (const auto* link : {"href=\"?lang=en\"", "href=\"?lang=fr\"", "href=\"?lang=ar\""})
    EXPECT_TRUE(text.contains(link)) << link;
}

// EVIDENCE-OF: U22 data time separate from page time
TEST(AnswerPage, SaysWhenItWasMade) {
  EXPECT_TRUE(english(testing::answer())
                  .contains("This page shows what was known at <time datetime=\"2015-11-13T21:45:00Z\">"));
}

// EVIDENCE-OF: U23 any answer can be changed; old one stays in history; "need help" needs no confirmation
// screen
TEST(AnswerPage, AnAnswerCanBeChangedAndTheOldOneStays) {
  const std::string text = english(testing::answer_with_help());
  EXPECT_TRUE(text.contains("Thank you. Your answer is recorded."));
  EXPECT_TRUE(text.contains(
      "22:45 CET</time>, just now, told by somebody else, answered by <bdi>Élodie Durand</bdi>"));
  EXPECT_TRUE(text.contains("You can change your answer at any time."));
  EXPECT_TRUE(
      text.contains("<h2>Earlier answers</h2><ul><li>I am safe <span class=\"soft\"><time "
                    "datetime=\"2015-11-13T21:15:00Z\">"));
  EXPECT_TRUE(text.contains("30 minutes ago"));
  EXPECT_TRUE(text.contains("name=\"answer\" value=\"safe\" class=\"go\""));
  EXPECT_FALSE(text.contains("checkbox"));
  EXPECT_TRUE(text.contains("Your note: <bdi>On the third floor"));
}

// EVIDENCE-OF: U24 exit link, neutral page title; answer link does not reveal circle or address; no names in
// title
TEST(AnswerPage, TellsNothingToWhoLooksOver) {
  const std::string text = english(testing::answer());
  EXPECT_EQ(title(text), "<title>EXERCISE · Safety check");
  EXPECT_EQ(title(answer_page(testing::context("en", false), testing::answer_with_help())),
            "<title>Safety check");
  EXPECT_TRUE(text.contains("<meta name=\"referrer\" content=\"no-referrer\">"));
  EXPECT_TRUE(text.contains("<meta name=\"robots\" content=\"noindex\">"));
  EXPECT_TRUE(text.contains("Leave this page</a>"));
  // Names of the circle stand on the page only after a call for help.
  EXPECT_FALSE(text.contains("Durand"));
  EXPECT_FALSE(text.contains("Camille"));
}

TEST(AnswerPage, AGuardianAnswersForAWard) {
  AnswerPage page = testing::answer_with_help();
  page.recorded = false;
  page.ward_recorded = "محمد العلي";
  const std::string text = english(page);
  EXPECT_EQ(count(text, "<form"), 2u);
  EXPECT_TRUE(text.contains("<input type=\"hidden\" name=\"for\" value=\"" + to_hex(testing::id(3)) + "\">"));
  EXPECT_TRUE(text.contains("Answer for <bdi>محمد العلي</bdi>"));
  EXPECT_TRUE(text.contains("Thank you. The answer for <bdi>محمد العلي</bdi> is recorded."));
}

TEST(AnswerPage, ARetractedCheckShowsTheCorrectionAndNoForm) {
  AnswerPage page = testing::answer_with_help();
  page.ask.check.state = CheckState::retracted;
  page.ask.check.ended_at = testing::now;
  page.ask.takes_answers = false;
  page.recorded = false;
  const std::string text = english(page);
  EXPECT_FALSE(text.contains("<form"));
  EXPECT_FALSE(text.contains("Are you safe?"));
  EXPECT_FALSE(text.contains("You can change your answer"));
  EXPECT_LT(text.find("<h1>Correction</h1>"), text.find("The message was sent by mistake."));
  EXPECT_LT(text.find("The message was sent by mistake."), text.find("Shootings and explosions"));
}

TEST(AnswerPage, AClosedCheckTakesNoAnswerAndAPausedOneDoes) {
  AnswerPage page = answered(Answer::safe);
  page.ask.check.state = CheckState::closed;
  page.ask.check.ended_at = testing::now;
  page.ask.takes_answers = false;
  std::string text = english(page);
  EXPECT_FALSE(text.contains("<form"));
  EXPECT_TRUE(text.contains("This check has ended. The answer you gave stays."));
  page = answered(Answer::safe);
  page.ask.check.paused = true;
  text = english(page);
  EXPECT_TRUE(text.contains("<form"));
  EXPECT_TRUE(text.contains("The question is paused while we check it."));
}

TEST(AnswerPage, AnExerciseIsMarkedAtBothEndsAndALivePageIsNot) {
  const std::string drill = without_style(english(testing::answer()));
  EXPECT_EQ(count(drill, "<b>EXERCISE</b> This is an exercise."), 2u);
  EXPECT_LT(drill.find("<b>EXERCISE</b>"), drill.find("<main>"));
  EXPECT_GT(drill.rfind("<b>EXERCISE</b>"), drill.find("</footer>"));
  EXPECT_FALSE(
      without_style(answer_page(testing::context("en", false), testing::answer())).contains("EXERCISE"));
}

}  // namespace
}  // namespace tocsin::doors::pages
