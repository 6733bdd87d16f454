// The operators' pages of reports, entries, levels, sources and live updates.
#include <gtest/gtest.h>

#include <regex>

#include "doors/pages/desk_testing.h"

namespace tocsin::doors::pages {
namespace {

std::string text_of(const std::string& page) {
  const std::string words = std::regex_replace(page.substr(page.find("</style>")), std::regex("<[^>]*>"), "");
  return std::regex_replace(words, std::regex("\\s+"), " ");
}
void expect_all(const std::string& page, std::initializer_list<const char*> parts) {
  const std::string text = text_of(page);
  for (const auto* part : parts) EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
}
world::OperatorId op(std::uint8_t n) { return world::OperatorId(testing::id(n)); }

TEST(DeskHome, ShowsWhatWaitsAndWhatIsLate) {
  const std::string page = console_home(testing::context(), testing::full_desk());
  expect_all(
      page,
      {"Warned, not alerted", "2 h 5 min Attacks in Paris", "Sources without new data", "RT: newest data of",
       "3 h 0 min late; 4 failures in a row", "Waits for a second person",
       "Border checks introduced or stepped up, France", "Level: Belgium 3, proposed by Paul Petit",
       "Post: The council meets on Saturday., by Paul Petit", "1 independent source, 2 reports",
       "Contradicts an entry", "Claim: apart from facts", "All 12 that wait", "RT, citing Interfax (copy)"});
  auto mine = testing::full_desk();
  mine.me.id = op(0x01);
  expect_all(console_home(testing::context(), mine), {"(yours: another person decides)"});
  EXPECT_TRUE(page.contains("href=\"/console/reports\""));
}

// M25: the text and what was read in it, each leading to the other.
TEST(ReportPage, TextAndProposalsStandSideBySide) {
  const std::string page = report_page(testing::context(), testing::report_page());
  EXPECT_TRUE(page.contains("id=\"t0\" href=\"#p0\""));
  EXPECT_TRUE(page.contains("<li class=\"row\" id=\"p0\"><p><a href=\"#t0\">"));
  EXPECT_TRUE(page.contains("<mark class=\"field\" title=\"kind\">Security has been bolste</mark>") ||
              page.contains("<mark class=\"field\" title=\"kind\">"));
  EXPECT_TRUE(page.contains("&lt;b&gt;"));
  expect_all(page,
             {"Transport security stepped up, Russia, Gatwick Airport",
              "RT, citing Interfax, citing a source familiar", "suggested grade C3", "hedged: reportedly",
              "a summary of what follows", "rejected by Paul Petit", "A headline.", "Rule security.bolstered",
              "The place may also be Gatwick, Surrey.", "The bytes as they came"});
  for (const auto* action : {"/0/accept\"", "/0/edit\"", "/0/reject\"", "/0/merge\"", "/1/accept\""})
    EXPECT_TRUE(page.contains("/console/reports/" + to_uuid(testing::id(0x61)) + action)) << action;
}

TEST(ReportPage, OnlyTheBeginningOfALongTextIsShown) {
  auto page = testing::report_page();
  page.raw = Bytes(report_shown_bytes_max, 'x');
  EXPECT_FALSE(report_page(testing::context(), page).contains("The first 262,144 of"));
  page.raw += "y";
  const std::string html = report_page(testing::context(), page);
  expect_all(html, {"The first 262,144 of 262,145 bytes."});
  EXPECT_FALSE(html.contains("xy"));
}

// M19, M26: who wrote it does not publish it.
TEST(EntryEditor, ASecondPersonPublishes) {
  auto page = testing::editor();  // the reader is an approver who wrote nothing of it
  const std::string offered = entry_editor(testing::context(), page);
  EXPECT_TRUE(offered.contains("/publish\"><input type=\"hidden\" name=\"revision\" value=\"9\">"));
  EXPECT_TRUE(offered.contains("/send-back\""));
  expect_all(offered, {"It came back: Which border?", "New sources",
                       "Revision 2: by Paul Petit, published by Jeanne Moreau",
                       "Border closedBorder checks" /* struck, then new */});
  page.me.id = op(0x01);
  const std::string own = entry_editor(testing::context(), page);
  EXPECT_FALSE(own.contains("/publish\""));
  expect_all(own, {"You proposed this. Another approver decides."});
  page.me = {.name = "Op", .role = "operator", .id = op(0x09)};
  const std::string plain = entry_editor(testing::context(), page);
  EXPECT_FALSE(plain.contains("/publish\""));
  expect_all(plain, {"An approver decides next."});
}

// M22: both versions, nothing lost.
TEST(EntryEditor, AConflictShowsBothVersions) {
  auto page = testing::editor();
  page.theirs = EntryForm{.statement = testing::statement("PATROLS", "FR"),
                          .change_note = "Patrols instead.",
                          .minor = false,
                          .tell = true};
  page.form.statement.actor = "the prefect";
  const std::string html = entry_editor(testing::context(), page);
  expect_all(html,
             {"Somebody was quicker", "Patrols instead.", "Theirs", "Yours", "the government the prefect"});
  EXPECT_TRUE(html.contains("name=\"actor\" dir=\"auto\" value=\"the prefect\""));
  EXPECT_TRUE(html.contains("/edit\"><input type=\"hidden\" name=\"revision\" value=\"9\">"));
}

// M30, M31: the note is asked for, and a minor edit tells nobody.
TEST(EntryEditor, NotesAndTelling) {
  auto page = testing::editor();
  expect_all(entry_editor(testing::context(), page), {"What changed, and why (required unless minor)",
                                                      "Minor: words only, shown at once; nobody is told"});
  EXPECT_TRUE(entry_editor(testing::context(), page).contains("name=\"tell\" value=\"yes\" checked>"));
  page.form.minor = true;
  EXPECT_FALSE(entry_editor(testing::context(), page).contains("name=\"tell\" value=\"yes\" checked>"));
  page.locked_by = "Paul Petit";
  expect_all(entry_editor(testing::context(), page), {"Paul Petit is editing this now."});
}

TEST(EntryEditor, ANewEntryNeedsItsChain) {
  EntryEditor page;
  page.me = testing::console().me;
  page.sources = {{to_uuid(testing::id(0x51)), "RT"}};
  page.chain = testing::chain();
  const std::string html = entry_editor(testing::context(), page);
  EXPECT_TRUE(html.contains("action=\"/console/entries\""));
  EXPECT_TRUE(html.contains("name=\"party_2\" dir=\"auto\" value=\"a source familiar\""));
  EXPECT_TRUE(html.contains("name=\"anonymous_2\" value=\"yes\" checked>"));
}

TEST(LevelsPage, OffersScalesOfThePlaceAndOfficialSources) {
  const std::string html = levels_page(testing::context(), testing::levels_page());
  EXPECT_TRUE(html.contains("<option value=\"be-threat-2006\">"));
  EXPECT_FALSE(html.contains("<option value=\"gb-threat-2019\">"));
  expect_all(html, {"Level proposed by Paul Petit", "End proposed by Paul Petit", "How sure is the scale",
                    "Put it on the board", "Only a source that is official there moves a level."});
  auto page = testing::levels_page();
  page.me.id = op(0x01);
  EXPECT_FALSE(levels_page(testing::context(), page).contains("/approve\""));
}

TEST(SourcesPage, SaysHowFreshEachIs) {
  auto page = testing::sources_page();
  expect_all(sources_page(testing::context(), page),
             {"RT", "news outlet", "RU", "late", "2: timed out", "Register a source"});
  page.edited = page.sources.front();
  const std::string html = sources_page(testing::context(), page);
  EXPECT_TRUE(html.contains("action=\"/console/sources/" + to_uuid(testing::id(0x51))));
  EXPECT_TRUE(html.contains("value=\"Russia Today\""));
}

TEST(UpdatesPage, DraftsArePublishedBySomebodyElseOutsideADrill) {
  const std::string drill = updates_page(testing::context(), testing::updates_page());
  expect_all(drill, {"submitted by Paul Petit", "It came back: Too long.", "Shows from", "pinned",
                     "Correct: the old text stays, struck through"});
  EXPECT_TRUE(drill.contains("/publish\""));
  auto page = testing::updates_page();
  page.me.id = op(0x01);
  EXPECT_FALSE(updates_page(testing::context("en", false), page).contains("/publish\""));
  page.me.id = op(0x02);
  EXPECT_TRUE(updates_page(testing::context("en", false), page).contains("/publish\""));
}

TEST(ReportsPage, TakesATextOrAFile) {
  auto page = testing::reports_page();
  page.error = "the report is empty";
  page.text = "what was typed";
  const std::string html = reports_page(testing::context(), page);
  EXPECT_TRUE(html.contains("enctype=\"multipart/form-data\""));
  EXPECT_TRUE(html.contains(">what was typed</textarea>"));
  expect_all(html, {"World on alert", "12 read in it, 3 wait", "Not done. the report is empty"});
}

}  // namespace
}  // namespace tocsin::doors::pages
