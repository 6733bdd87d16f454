#include <gtest/gtest.h>

#include <regex>

#include "doors/pages/map.h"
#include "doors/pages/pages_testing.h"

namespace tocsin::doors::pages {
namespace {

using world::CheckState;

std::string text_of(const std::string& page) {
  return std::regex_replace(page.substr(page.find("</style>")), std::regex("<[^>]*>"), "");
}
std::string live(const ConsoleCheck& page) { return console_check(testing::context("en", false), page); }
const std::string path = "/console/checks/" + to_uuid(testing::id(0xC1));

ConsoleCheck proposed() {
  ConsoleCheck page = testing::console();
  page.check.state = CheckState::proposed;
  page.check.opened_at = {};
  page.check.asked = 0;
  page.check.counts = {};
  return page;
}

TEST(ConsoleCheck, ApprovalStatesTheNumberAndTheRealm) {
  const std::string page = live(proposed());
  EXPECT_TRUE(page.contains("<form method=\"post\" action=\"" + path +
                            "/approve\"><input type=\"hidden\" name=\"revision\" value=\"4\">"));
  EXPECT_TRUE(page.contains("<input type=\"checkbox\" name=\"confirm\" value=\"yes\" required>"));
  EXPECT_TRUE(text_of(page).contains("12,345 people will be asked. This realm is LIVE."));
  EXPECT_TRUE(text_of(console_check(testing::context(), proposed())).contains("This realm is EXERCISE."));
}

TEST(ConsoleCheck, NobodyApprovesTheirOwnNorWithoutTheRole) {
  auto page = proposed();
  page.me.id = page.check.proposed_by;
  EXPECT_FALSE(live(page).contains("/approve\""));
  EXPECT_TRUE(live(page).contains("Another approver decides."));
  page.me = {.name = "Paul Petit", .role = "operator", .id = {}};
  EXPECT_FALSE(live(page).contains("/approve\""));
  EXPECT_FALSE(live(page).contains("/retract\""));
}

TEST(ConsoleCheck, StepsFollowTheState) {
  const auto steps = [](const ConsoleCheck& page) {
    const std::string text = console_check(testing::context(), page);
    std::vector<std::string> found;
    for (const auto* action : {"propose", "approve", "retract", "close", "resume", "area"}) {
      if (text.contains("action=\"" + path + "/" + action + "\"")) found.emplace_back(action);
    }
    return found;
  };
  using Steps = std::vector<std::string>;
  ConsoleCheck page = testing::console();
  EXPECT_EQ(steps(page), (Steps{"retract", "close", "area"}));
  page.check.paused = true;
  EXPECT_EQ(steps(page), (Steps{"retract", "close", "resume", "area"}));
  page.check.paused = false;
  page.check.area_pending = true;
  EXPECT_EQ(steps(page), (Steps{"approve", "retract", "close", "area"}));
  EXPECT_EQ(steps(proposed()), (Steps{"approve", "retract", "close", "area"}));
  page = proposed();
  page.check.state = CheckState::draft;
  EXPECT_EQ(steps(page), (Steps{"propose", "close", "area"}));
  page.check.state = CheckState::closed;
  EXPECT_EQ(steps(page), (Steps{"retract"}));
  page.check.state = CheckState::retracted;
  EXPECT_EQ(steps(page), Steps{});
}

TEST(ConsoleCheck, TheCorrectionGoesToThoseAskedAndSaysHowMany) {
  ConsoleCheck page = testing::console();
  page.check.asked = 321;
  page.check.counts = {};
  EXPECT_TRUE(text_of(live(page)).contains("exactly those who were asked: 321 people. This realm is LIVE."));
}

TEST(ConsoleCheck, ShowsTextPreviewMapAndAnswers) {
  const std::string page = live(testing::console());
  EXPECT_TRUE(page.contains("<svg class=\"map\" viewBox=\"0 0 640"));
  const std::string text = text_of(page);
  for (const auto* part :
       {"LIVE: what is done here reaches people", "Are you safe?", "Says who: Prefecture of Police, Paris",
        "Correction, ready to send", "The message was sent by mistake", "9,000", "by home",
        "École Voltaire: 410", "needs help: 42 (under 1 %)", "no answer yet: 5,395 (43 %)", "25 % 1 min 35 s",
        "75 % not yet", "48.8450° N to 48.9375° N", "2 km", "Drafted by Paul Petit"}) {
    EXPECT_TRUE(text.contains(part)) << part;
  }
  EXPECT_TRUE(page.contains("href=\"" + path + "/rollcall?group=%C3%89cole%20Voltaire\""));
}

TEST(ConsoleCheck, ACallForHelpIsTakenByName) {
  const std::string page = live(testing::console());
  EXPECT_TRUE(
      page.contains("<form method=\"post\" action=\"" + path + "/help/" + to_hex(testing::id(2)) + "\">"));
  EXPECT_FALSE(page.contains("/help/" + to_hex(testing::id(4))));
  EXPECT_TRUE(page.contains("Taken by <bdi>Paul Petit</bdi>"));
}

TEST(ConsoleCheck, APauseSaysHowManySaidItIsWrong) {
  ConsoleCheck page = testing::console();
  page.check.paused = true;
  page.check.early_wrong = 11;
  EXPECT_TRUE(text_of(live(page)).contains("Paused: 11 of the first 200 answers say “this is wrong”."));
}

TEST(ConsoleHome, ShowsTheRealmTheHoldAndTheWork) {
  auto context = testing::context();
  context.realm.held = true;
  context.realm.held_reason = "stopped for 25 minutes";
  auto home = testing::desk();
  std::string page = console_home(context, home);
  EXPECT_TRUE(page.contains("EXERCISE: nothing here is real"));
  EXPECT_TRUE(page.contains("stopped for 25 minutes"));
  EXPECT_TRUE(page.contains("<form method=\"post\" action=\"/console/release\">"));
  EXPECT_TRUE(
      page.contains("<input type=\"hidden\" name=\"alert\" value=\"" + to_uuid(testing::id(0xA1)) + "\">"));
  for (const auto* field : {"area", "lat", "lon", "radius_km", "headline", "what", "where", "issuer", "since",
                            "contact", "correction"}) {
    EXPECT_TRUE(page.contains(std::string("name=\"") + field + "\"")) << field;
  }
  EXPECT_TRUE(page.contains("Waits for approval"));
  home.me.role = "operator";
  page = console_home(context, home);
  EXPECT_FALSE(page.contains("/console/release"));
}

TEST(ConsoleEntry, TheTokenIsShownOnceWithAdvice) {
  const auto context = testing::context();
  const std::string before = enter_page(context, "/enter/x", testing::console().me, "");
  EXPECT_TRUE(before.contains("<form method=\"post\" action=\"/enter/x\">"));
  EXPECT_TRUE(before.contains("approver"));
  const std::string after = enter_page(context, "/enter/x", testing::console().me, "tk_1");
  EXPECT_TRUE(after.contains("<code class=\"token\">tk_1</code>"));
  EXPECT_TRUE(after.contains("Save it in a file"));
  EXPECT_FALSE(after.contains("<form"));
  EXPECT_TRUE(
      sign_in_page(context, "Unknown token.").contains("<form method=\"post\" action=\"/console/sign-in\">"));
  EXPECT_TRUE(sign_in_page(context, "Unknown token.").contains("Unknown token."));
}

TEST(ConsoleRollCall, IsATableInWordsWithItsCsv) {
  const std::string page = console_roll_call(testing::context(), testing::roll_call());
  EXPECT_TRUE(page.contains(
      "href=\"/v1/rosters/%C3%89cole%20Voltaire/rollcall.csv?check=" + to_uuid(testing::id(0xC1)) + "\""));
  const std::string text = text_of(page);
  for (const auto* part : {"3 asked of 4 people: 1 need help, 1 no answer yet, 1 safe", "undeliverable",
                           "not asked: not inside the area", "told by somebody else"}) {
    EXPECT_TRUE(text.contains(part)) << part;
  }
  // EVIDENCE-OF: U11 never "missing" for silence
  for (const auto* word : {"missing", "not safe", "unsafe", "unknown"})
    EXPECT_FALSE(text.contains(word)) << word;
}

TEST(Map, DrawsAcrossTheAntimeridianAndTinyAreas) {
  const auto across = area_map(geo::area("10,179 10,-179 12,-179 12,179"), {}).bytes();
  EXPECT_TRUE(std::regex_search(across, std::regex("M[0-9.]+ [0-9.]+L[0-9.]+ [0-9.]+L")));
  EXPECT_FALSE(across.contains("nan"));
  static const std::regex number("[ML]([0-9.]+) ([0-9.]+)");
  for (std::sregex_iterator it(across.begin(), across.end(), number), end; it != end; ++it) {
    EXPECT_LE(std::stod((*it)[1]), 640);
    EXPECT_LE(std::stod((*it)[2]), 440);
  }
  EXPECT_TRUE(area_map(geo::area("circle 48.8,2.3 0"), {}).bytes().contains("<circle"));
  EXPECT_TRUE(area_map({}, {}).empty());
  EXPECT_TRUE(area_map(geo::area("circle 48.8,2.3 1000"), geo::area("circle 48.9,2.3 1000"))
                  .bytes()
                  .contains("class=\"next\""));
  EXPECT_EQ(area_words(geo::area("circle 48.8,2.3 1500")).bytes().find("48.7865° N to 48.8135° N"), 0u);
}

}  // namespace
}  // namespace tocsin::doors::pages
