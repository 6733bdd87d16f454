// The circle, home, incident and error pages, rule by rule of reference/experience.md.
#include <gtest/gtest.h>

#include <regex>

#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages {
namespace {

std::string text_of(const std::string& page) {
  return std::regex_replace(page.substr(page.find("</style>")), std::regex("<[^>]*>"), "");
}
std::string english(const CirclePageInput& page) { return circle_page(testing::context(), page); }
std::string english(const views::IncidentSummary& incident) {
  return incident_page(testing::context(), incident);
}

// EVIDENCE-OF: U11 "no answer yet", with when asked; never "missing" or "not safe"
TEST(CirclePage, SaysStatesInWordsWithTheirAge) {
  const std::string text = text_of(english(testing::circle()));
  for (const auto* part :
       {"no answer yet asked 22:06 CET, 39 minutes ago", "safe safe as of 22:10 CET, 35 minutes ago",
        "needs help 22:42 CET, 3 minutes ago", "not there 22:25 CET, 20 minutes ago",
        "Nobody has taken this request for help yet.", "told by somebody else, answered by Tom Smith",
        "Note: With the neighbours."}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
  const std::map<std::string, std::vector<const char*>> banned = {
      {"en", {"missing", "not safe", "unsafe", "unknown"}},
      {"fr", {"disparu", "pas en sécurité"}},
      {"ar", {"مفقود", "ليس في أمان", "غير آمن"}}};
  for (const auto& [language, words] : banned) {
    const std::string page = text_of(circle_page(testing::context(language), testing::circle()));
    for (const auto* word : words) EXPECT_FALSE(page.contains(word)) << word;
  }
}

TEST(CirclePage, WhoIsHiddenIsNamedAndNothingElse) {
  const std::string page = english(testing::circle());
  const auto at = page.find("Ana Sousa");
  ASSERT_NE(at, std::string::npos);
  const std::string item = page.substr(at, page.find("</li>", at) - at);
  EXPECT_TRUE(item.contains("You see this person only when they say they are safe."));
  EXPECT_FALSE(item.contains("<time"));
  EXPECT_FALSE(item.contains("no answer yet"));
}

TEST(CirclePage, ANoteStandsOnlyWhereItMayBeRead) {
  auto page = testing::circle();
  page.circle.checks[0].items[2].note_shown = false;
  EXPECT_FALSE(english(page).contains("With the neighbours."));
}

TEST(CirclePage, SomebodyAllowedAnswersForAnother) {
  const std::string page = english(testing::circle());
  const std::string form = "<form method=\"post\" action=\"/c/" + testing::token + "?lang=en\">" +
                           "<input type=\"hidden\" name=\"check\" value=\"" + to_uuid(testing::id(0xC1)) +
                           "\">" + "<input type=\"hidden\" name=\"person\" value=\"" +
                           to_hex(testing::id(3)) + "\">";
  const auto at = page.find(form);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(page.find("<form", at + 1), std::string::npos);
  EXPECT_TRUE(page.contains("href=\"/a/" + testing::token + "\""));
  auto after = testing::circle();
  after.recorded_for = "محمد العلي";
  EXPECT_TRUE(english(after).contains("Thank you. The answer for <bdi>محمد العلي</bdi> is recorded."));
}

TEST(CirclePage, SaysHowMuchIsNewWhereScriptsRun) {
  const std::string page = english(testing::circle());
  EXPECT_TRUE(page.contains("new EventSource(d.path+\"/events?since=\"+d.since)"));
  EXPECT_TRUE(page.contains("data-path=\"" + testing::circle().path + "\" data-since=\"" +
                            std::to_string(testing::now.ms) + "\""));
}

TEST(CirclePage, SaysWhenACheckEndedOrWasAMistake) {
  auto page = testing::circle();
  page.circle.checks[0].check.state = world::CheckState::retracted;
  page.circle.checks[0].check.ended_at = testing::now;
  EXPECT_TRUE(text_of(english(page)).contains("withdrawn: it was a mistake"));
  EXPECT_TRUE(text_of(english(page)).contains("The message was sent by mistake."));
  page.circle.checks.clear();
  EXPECT_TRUE(english(page).contains("Nobody in your circle was asked."));
}

TEST(IncidentPage, ShowsTheAlertInPlainWords) {
  const std::string text = text_of(english(testing::incident()));
  for (const auto* part :
       {"Says who: Prefecture of Police, Paris", "Very great danger to life or property. Act now.",
        "Paris 10e, Paris 11e, Saint-Denis", "Stay inside. Keep away from windows.",
        "Valid until 14 Nov 2015, 04:45 CET", "English", "0800 40 60 05"}) {
    EXPECT_TRUE(text.contains(part)) << part;
  }
  // EVIDENCE-OF: U15 no jargon, no bare level codes. A signature is never said to have been verified.
  for (const auto* part : {"Extreme", "Immediate", "Observed", "signed", "verified", "CAP"})
    EXPECT_FALSE(text.contains(part)) << part;
  auto incident = testing::incident();
  auto& alert = incident.alerts[0];
  alert.expires_by_us = true;
  EXPECT_TRUE(english(incident).contains("The sender set no end."));
  alert.expires_at = testing::now + -minute_ms;
  EXPECT_TRUE(text_of(english(incident)).contains("expired (22:44 CET, 1 minute ago)"));
  alert.state = world::AlertState::updated;
  EXPECT_TRUE(english(incident).contains("replaced by a newer alert"));
  alert.state = world::AlertState::cancelled;
  EXPECT_TRUE(english(incident).contains("cancelled"));
}

TEST(IncidentPage, FewPeopleAreNotCounted) {
  auto incident = testing::incident();
  const std::string id = to_uuid(incident.checks[0].id.id);
  EXPECT_TRUE(english(incident).contains("<dd data-check=\"" + id + "\" data-count=\"need_help\">42</dd>"));
  EXPECT_TRUE(english(incident).contains("data-count=\"no_answer\">5,395</dd>"));
  incident.checks[0].asked = 19;
  incident.checks[0].counts = {.safe = 7, .need_help = 1, .not_there = 0, .wrong = 0};
  const std::string page = english(incident);
  EXPECT_TRUE(page.contains("Fewer than 20"));
  EXPECT_FALSE(page.contains("data-check=\""));
  EXPECT_FALSE(text_of(page).contains("needs help"));
  incident.checks[0].asked = 20;
  EXPECT_TRUE(english(incident).contains("data-check=\""));
}

TEST(IncidentPage, TheTimelineSaysWhoSaidWhatWhen) {
  const std::string page = english(testing::incident());
  for (const auto* part : {"<li id=\"e31\">", "<li id=\"e29\">", "<li id=\"e11\">"})
    EXPECT_TRUE(page.contains(part)) << part;
  EXPECT_LT(page.find("id=\"e31\""), page.find("id=\"e11\""));
  const std::string text = text_of(page);
  for (const auto* part :
       {"Said by a source, via Interfax, via Reuters", "planned for 14 Nov 2015, 08:45 CET", "Where: France",
        "Latest first", "22:37 CET, 8 minutes ago", "Known here since 22:35 CET",
        "People in the area are asked if they are safe."}) {
    EXPECT_TRUE(text.contains(part)) << part;
  }
}

// EVIDENCE-OF: U9 New updates do not move content or steal focus: counter button in role=status
// EVIDENCE-OF: U10 Live container exists empty in the first HTML
TEST(IncidentPage, TheLiveRegionIsEmptyAndItsScriptHasTheNonce) {
  const std::string page = english(testing::incident());
  static const std::regex region(
      R"re(<div class="live" role="status" id="live" data-incident="[0-9a-f-]{36}" data-cursor="" data-one="Show \{1\} new update" [^>]*data-other="Show \{1\} new updates"></div>)re");
  EXPECT_TRUE(std::regex_search(page, region));
  EXPECT_TRUE(page.contains("<script nonce=\"bm9uY2U\">"));
  EXPECT_TRUE(page.contains("new EventSource(\"/v1/events\""));
  EXPECT_EQ(page.find("<script"), page.rfind("<script"));
  EXPECT_TRUE(
      incident_page(testing::context("ar"), testing::incident()).contains("data-two=\"عرض تحديثين جديدين\""));
}

TEST(HomePage, ListsWhatIsHappening) {
  const std::string page = home_page(testing::context(), {testing::incident()}, {testing::alert()});
  EXPECT_TRUE(page.contains("<a href=\"/i/" + to_uuid(testing::id(0x1A)) +
                            "\"><bdi>Attacks in Paris and Saint-Denis</bdi></a>"));
  EXPECT_TRUE(page.contains("Alerts in force"));
  EXPECT_TRUE(page.contains("href=\"/alerts.atom\""));
  EXPECT_FALSE(page.contains("<script"));
  EXPECT_TRUE(home_page(testing::context(), {}, {}).contains("Nothing has been reported."));
}

TEST(HomePage, OnlyALiveRealmIsForSearchEngines) {
  EXPECT_TRUE(home_page(testing::context(), {}, {}).contains("noindex"));
  EXPECT_FALSE(home_page(testing::context("en", false), {}, {}).contains("noindex"));
}

TEST(ErrorPage, SaysWhatHappenedAndWhatToDo) {
  const std::string page =
      error_page(testing::context("fr"), 404, "Page introuvable", "Demandez un nouveau lien.");
  EXPECT_TRUE(page.contains("<h1><bdi>Page introuvable</bdi></h1>"));
  EXPECT_TRUE(page.contains("Demandez un nouveau lien."));
  EXPECT_TRUE(page.contains("<a href=\"/\">"));
}

TEST(ErrorPage, SpeaksTheReadersLanguageWhenTheCataloguesDo) {
  const std::string page =
      error_page(testing::context("ar"), 404, "Page not found", "This link is not valid or has expired.");
  EXPECT_TRUE(page.contains("الصفحة غير موجودة"));
  EXPECT_TRUE(page.contains("هذا الرابط غير صالح أو انتهت صلاحيته."));
  EXPECT_TRUE(page.contains("اطلب رابطًا جديدًا"));
  EXPECT_FALSE(page.contains("This link"));
}

// EVIDENCE-OF: U2 First view of board <= 14 kB (here: uncompressed)
TEST(PublicPages, FitTheFirstFlight) {
  for (const auto& language : languages()) {
    const auto context = testing::context(language);
    EXPECT_LE(circle_page(context, testing::circle()).size(), 14u << 10);
    EXPECT_LE(home_page(context, {testing::incident()}, {testing::alert()}).size(), 14u << 10);
    EXPECT_LE(incident_page(context, testing::incident()).size(), 14u << 10);
  }
}

}  // namespace
}  // namespace tocsin::doors::pages
