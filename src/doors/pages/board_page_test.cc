// The pages of the board, rule by rule of reference/board.md section 3 and reference/experience.md.
#include <gtest/gtest.h>

#include <regex>

#include "doors/pages/board_testing.h"
#include "doors/pages/catalogue.h"

namespace tocsin::doors::pages {
namespace {

std::string text_of(const std::string& page) {
  const std::string words = std::regex_replace(page.substr(page.find("</style>")), std::regex("<[^>]*>"), "");
  return std::regex_replace(words, std::regex("\\s+"), " ");
}
std::string english(const BoardPage& page) { return board_page(testing::context(), page); }
std::string only(views::JurisdictionRow row) {
  BoardPage page;
  page.board.moment = views::Moment::at(testing::now);
  page.board.rows = {std::move(row)};
  return english(page);
}

// M1, M2: the word in its language, n of m, the scale, since when, the source, how sure, the end.
TEST(BoardPage, ALevelSaysAllThatMakesItReadable) {
  const std::string page = english(testing::board_page()), text = text_of(page);
  EXPECT_TRUE(page.contains("<bdi lang=\"fr\">grave</bdi> / <bdi lang=\"nl\">ernstig</bdi>"));
  EXPECT_TRUE(page.contains("<bdi lang=\"de\">die Gefahr ist abstrakt hoch</bdi>"));
  for (const auto* part :
       {"grave / ernstig (serious) 3 of 4", "since 8 Nov 2015, 22:45 CET", "until 15 Nov 2015, 22:45 CET",
        "Says who: OCAM", "Niveau de la menace (OCAM) / dreigingsniveau (OCAD)",
        "How sure we are of this scale: verified: Dutch names of 3 and 4 from memory",
        "Stepped up within the level: 4 reforzado",
        "The scale has changed, not the level. Before: HIGH of NTPAS", "past its own end, not renewed"}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
}

// M3
TEST(BoardPage, SaysWhereTheLevelVaries) {
  EXPECT_TRUE(text_of(english(testing::board_page()))
                  .contains("varies: highest 4 très grave / zeer ernstig in Brussels, Belgium (BE-BRU)"));
}

// M4: official words in quotation marks, no number, no colour.
TEST(BoardPage, WordsWithoutAScaleAreQuoted) {
  const std::string page = only(testing::board().rows[1]);
  EXPECT_TRUE(page.contains("<q><bdi lang=\"de\">"));
  EXPECT_FALSE(text_of(page).contains(" of 4"));
  views::JurisdictionRow silent;
  silent.iso = "IE";
  EXPECT_TRUE(text_of(only(silent)).contains("No official scale of levels is known here."));
  silent.scale_published = true;
  EXPECT_TRUE(text_of(only(silent)).contains("No level is recorded here."));
}

// M5
TEST(BoardPage, AMeasureHasStatusTimesAndChain) {
  const std::string text = text_of(english(testing::board_page()));
  for (const auto* part :
       {"Border checks introduced or stepped up in force Gatwick Airport", "the government: all travellers",
        "since 19:45 CET", "until 13 Dec 2015, 22:45 CET", "as of 21:45 CET, 1 hour ago",
        "Says who: RT, citing Interfax, citing a source familiar", "2 independent sources",
        "Outcome: unchanged", "across the globe", "These words do not match the official level."}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
}

// M8, U6: grey never stands alone.
TEST(BoardPage, WhatIsOldSaysWhy) {
  const std::string page = english(testing::board_page());
  EXPECT_TRUE(text_of(page).contains("not confirmed since 21:45 CET"));
  EXPECT_TRUE(text_of(page).contains("lifted Gatwick Airport (Paris)"));
  EXPECT_TRUE(text_of(page).contains("ended 22:35 CET"));
  const std::regex old("<li class=\"old\">");
  EXPECT_EQ(std::distance(std::sregex_iterator(page.begin(), page.end(), old), {}), 3);
}

// M9: both kept, together, each with its source.
TEST(BoardPage, ContradictionsStandSideBySide) {
  const std::string page = english(testing::board_page());
  const auto at = page.find("class=\"versus\"");
  ASSERT_NE(at, std::string::npos);
  const std::string group = page.substr(at, page.find("</div>", at) - at);
  EXPECT_TRUE(group.contains("Border closed"));
  EXPECT_TRUE(group.contains("Border checks introduced"));
  EXPECT_FALSE(group.contains("State of emergency"));
  EXPECT_EQ(page.find("class=\"versus\"", at + 1), std::string::npos);
}

TEST(BoardPage, CountsKeepEveryFigure) {
  const std::string text = text_of(english(testing::board_page()));
  EXPECT_TRUE(text.contains("killed: 120 to 153; latest: 153")) << text;
  EXPECT_TRUE(text.contains("at least 120 AFP, citing the prosecutor, 22:15 CET, repeats another"));
  EXPECT_FALSE(text.contains("273"));
}

// M37
TEST(BoardPage, ClaimsStandApart) {
  const std::string page = english(testing::board_page());
  const auto at = page.find("class=\"claims\"");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(page.find("State of emergency"), at);
  EXPECT_TRUE(
      text_of(page.substr(page.find("</style>"), 9) + page.substr(at)).contains("Not shown as facts."));
  EXPECT_TRUE(page.find("The group said that it did it.") > at);
}

// M6: without a cookie, by a link that the reader keeps.
TEST(BoardPage, WhatChangedSinceTheLastVisit) {
  const std::string page = english(testing::board_page()), text = text_of(page);
  EXPECT_TRUE(text.contains("What changed since your link"));
  EXPECT_TRUE(text.contains(
      "Belgium level raised très grave (4 of 4), BE-BRU 22:25 CET, 20 minutes ago On the advice of OCAM."));
  EXPECT_TRUE(text.contains("There were more changes."));
  EXPECT_TRUE(page.contains("<a href=\"/board?since=80\">"));
  EXPECT_FALSE(text.contains("cookie"));
}

// M7: the form holds the filter, and the links carry it on.
TEST(BoardPage, TheFilterIsInTheAddress) {
  auto page = testing::board_page();
  page.query = {.jurisdiction = "FR,BE-BRU",
                .code = "BORDER_CONTROL",
                .status = "in_force",
                .source_kind = "official",
                .incident = "x&y",
                .only_levels = true,
                .as_of = "2015-11-13T20:00:00Z",
                .known_at = "2015-11-13T21:00:00Z",
                .since = "5"};
  page.board.moment.as_of = *parse_rfc3339("2015-11-13T20:00:00Z");
  page.board.moment.known_at = *parse_rfc3339("2015-11-13T21:00:00Z");
  const std::string html = english(page);
  EXPECT_EQ(page.query.address({{"near", "1,2,3"}}),
            "?jurisdiction=FR%2CBE-BRU&code=BORDER_CONTROL&status=in_force&source_kind=official&incident=x%"
            "26y&only=levels"
            "&as_of=2015-11-13T20%3A00%3A00Z&known_at=2015-11-13T21%3A00%3A00Z&since=5&near=1%2C2%2C3");
  for (const auto* part : {"value=\"FR,BE-BRU\"", "<option value=\"BORDER_CONTROL\" selected>",
                           "<option value=\"in_force\" selected>", "<option value=\"official\" selected>",
                           "value=\"levels\" checked>", "value=\"2015-11-13T21:00:00\"", "<details open>",
                           "href=\"/board.csv?jurisdiction=FR%2CBE-BRU&amp;code=BORDER_CONTROL"}) {
    EXPECT_TRUE(html.contains(part)) << part;
  }
  // M10: a board of another moment says so.
  EXPECT_TRUE(text_of(html).contains(
      "This is not the board of now. It shows what was so at 21:00 CET, as we knew it at 22:00 CET."));
  EXPECT_FALSE(english(testing::board_page()).contains("This is not the board of now."));
}

// U2 and the size that a bad night must not pass: 30 countries.
TEST(BoardPage, ThirtyCountriesFitSixtyKilobytes) {
  for (const auto& language : languages()) {
    const auto page = board_page(testing::context(language), testing::full_board_page());
    EXPECT_LE(page.size(), 60u << 10) << language;
    EXPECT_FALSE(page.contains("<img") || page.contains("<script"));
  }
}

TEST(BoardPage, WhatDoesNotFitIsCountedAndLinked) {
  auto page = testing::full_board_page();
  for (std::uint8_t n = 0; n < 7; ++n)
    page.board.rows[3].entries.push_back(testing::entry_line(n, "PATROLS", "CA"));
  const std::string html = english(page);
  const std::size_t shown = board_entries_max / 30;
  EXPECT_TRUE(html.contains(fmt::format("<a href=\"/board/CA\">{} more entries</a>", 9 - shown)));
  // One country alone shows them all.
  page.board.rows = {page.board.rows[3]};
  EXPECT_FALSE(english(page).contains("more entr"));
}

// A contradiction is never cut in two.
TEST(BoardPage, AGroupGoesTogether) {
  auto page = testing::full_board_page();
  page.board.rows[0] = testing::board().rows[2];
  const std::string html = english(page);
  EXPECT_TRUE(html.contains("class=\"versus\""));
  EXPECT_TRUE(html.contains("1 more entry"));
}

TEST(BoardPage, EmptyBoardsSaySo) {
  BoardPage page;
  EXPECT_TRUE(english(page).contains("Nothing is on the board yet."));
  page.query.code = "PATROLS";
  EXPECT_TRUE(english(page).contains("Nothing on the board fits this choice."));
}

// U18: every name of a measure is in every catalogue.
TEST(BoardPage, NamesOfMeasuresAreTranslated) {
  for (const auto& language : languages()) {
    for (const auto& measure : world::Schemes::built_in().measures())
      EXPECT_TRUE(is_translated(language, measure.name)) << language << ": " << measure.name;
  }
  const std::string arabic = board_page(testing::context("ar"), testing::board_page());
  EXPECT_TRUE(arabic.contains("dir=\"rtl\""));
  EXPECT_TRUE(arabic.contains("إغلاق الحدود"));
  EXPECT_FALSE(
      std::regex_search(text_of(arabic), std::regex("\\b(since|citing|latest|independent|Status)\\b")));
}

TEST(JurisdictionPage, HistoryGoesDownToTheWords) {
  auto page = testing::jurisdiction_page();
  const std::string html = jurisdiction_page(testing::context(), page), text = text_of(html);
  for (const auto* part :
       {"Levels over time", "grave / ernstig (3 of 4) Brussels", "known here since 9 Nov 2015, 22:45 CET",
        "Lowered again.", "Sources and history", "a source familiar (not named) Security has been bolstered.",
        "Security has been bolstered at all airports.", "Grade: C3", "Corrected or brought up to date",
        "Why: The actor is named now.", "Who does itthe government France",
        "What changed between two moments", "status: announced claimed", "level raised"}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
  EXPECT_TRUE(html.contains("<del><bdi>the government</bdi></del> <ins><bdi>France</bdi></ins>"));
  EXPECT_EQ(html.find("class=\"versus\""), html.rfind("class=\"versus\""));
  EXPECT_TRUE(html.contains("class=\"versus\""));
  EXPECT_FALSE(html.contains("/console/reports/"));
  page.may_see_reports = true;
  EXPECT_TRUE(jurisdiction_page(testing::context(), page)
                  .contains("/console/reports/" + to_uuid(testing::id(0x61)) + "#t2"));
}

TEST(ComparePage, SaysThatLevelsDoNotCompare) {
  ComparePage page{.a = "BE",
                   .b = "FR",
                   .row_a = testing::board().rows[0],
                   .row_b = std::nullopt,
                   .moment = views::Moment::at(testing::now)};
  const std::string text = text_of(compare_page(testing::context(), page));
  EXPECT_TRUE(text.contains("A higher number is not a greater danger."));
  EXPECT_TRUE(text.contains("Nothing is on the board yet."));
}

// M18: old values are struck through, with the reason; both times stand there.
TEST(EntryPage, CorrectionsAreShownAsCorrections) {
  const std::string html = entry_page(testing::context(), testing::entry_page()), text = text_of(html);
  EXPECT_TRUE(html.contains("<li id=\"r2\">"));
  EXPECT_TRUE(html.contains("<del><time datetime=\"2015-12-13T21:45:00Z\">"));
  for (const auto* part :
       {"First shown here 20:45 CET", "this version 21:45 CET", "Others say something else.",
        "Border checks introduced", "Confirmed as of 21:45 CET, recorded 21:55 CET", "Timeline of this event",
        "Read at RT"}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
  for (const auto* name : {"Paul Petit", "Jeanne"}) EXPECT_FALSE(text.contains(name));
}

TEST(SitrepPage, IsForA4AndNamesItsSources) {
  const std::string html = sitrep_page(testing::context(), testing::sitrep(), {}), text = text_of(html);
  EXPECT_TRUE(html.contains("@page{size:A4"));
  for (const auto* part : {"Situation report", "Attacks in Paris and Saint-Denis", "What was so at22:45 CET",
                           "Changes since16:45 CET", "Pairs that do not agree1", "Key events", "in force",
                           "Words about the level", "Changed since the last report", "RTnews outletC7"}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
}

TEST(WatchPage, MakesAddressesAndKeepsNothing) {
  auto page = testing::watch_page();
  const std::string html = watch_page(testing::context(), page);
  const std::string query =
      "?jurisdiction=FR%2CBE-BRU&amp;code=BORDER_CONTROL&amp;only=levels&amp;near=48.85%2C2.35%2C20000&amp;"
      "area=48.9%2C2.2%20";
  EXPECT_TRUE(html.contains("<a href=\"/board.atom" + query));
  EXPECT_TRUE(html.contains("https://tocsin.example/v1/board/events" + query));
  EXPECT_TRUE(html.contains("bundle=3600"));
  for (const auto* wrong : {"-1", "1441", "soon", "1.5"}) {
    page.bundle_minutes = wrong;
    EXPECT_NE(watch_error(page), "") << wrong;
  }
  for (const auto* right : {"", "0", "1440"}) {
    page.bundle_minutes = right;
    EXPECT_EQ(watch_error(page), "") << right;
  }
  page.error = "near is not lat,lon,radius_m";
  EXPECT_FALSE(watch_page(testing::context(), page).contains("/board.atom?"));
}

// M14, M15, M17, M18, M23
TEST(LiveTimeline, ShowsPinsKeyEventsCorrectionsAndBothTimes) {
  const auto incident = testing::live_incident();
  const std::string html = incident_page(testing::context(), incident), text = text_of(html);
  const std::string id = to_uuid(incident.id.id);
  EXPECT_TRUE(html.contains("<a href=\"#e31\"><bdi>A council of defence"));
  EXPECT_TRUE(html.contains("href=\"/i/" + id + "/u/" + to_uuid(testing::id(0x81)) + "\""));
  EXPECT_TRUE(html.contains("<del><bdi>A council is called for Friday.</bdi></del>"));
  for (const auto* part :
       {"Most important now", "Key events", "Correction 22:43 CET", "Why: The day was wrong.",
        "scheduled before", "posted late, Known here since 22:35 CET",
        "Where: London, United Kingdom (GB-LND)"}) {
    EXPECT_TRUE(text.contains(part)) << part << "\n" << text;
  }
  // The alert's words stand once.
  EXPECT_EQ(text.find("Keep away from windows"), text.rfind("Keep away from windows"));
  for (const auto* link : {"/board?incident=", "/i/"})
    EXPECT_TRUE(html.contains(std::string("href=\"") + link + id));
  const std::string oldest =
      incident_page(testing::context(), incident, {.oldest_first = true, .public_url = {}});
  EXPECT_LT(html.find("id=\"e31\""), html.find("id=\"e11\""));
  EXPECT_GT(oldest.find("id=\"e31\""), oldest.find("id=\"e11\""));
  EXPECT_TRUE(oldest.contains("order=oldest\" aria-current=\"true\""));
  EXPECT_TRUE(
      update_page(testing::context(), testing::update_page()).contains("A council is called for Friday."));
}

// M21. https://schema.org/LiveBlogPosting
TEST(LiveTimeline, DataForSearchEnginesStaysInItsScript) {
  auto incident = testing::live_incident();
  incident.headline = incident.entries[0].text = "</script><script>alert(1)</script><!--";
  const std::string html = incident_page(testing::context("en", false), incident,
                                         {.oldest_first = false, .public_url = "https://tocsin.example"});
  const std::string open = "<script type=\"application/ld+json\" nonce=\"bm9uY2U\">";
  const auto at = html.find(open);
  ASSERT_NE(at, std::string::npos);
  const std::string json = html.substr(at + open.size(), html.find("</script>", at) - at - open.size());
  for (const auto* part : {"\"@type\":\"LiveBlogPosting\"", "\"coverageStartTime\":\"2015-11-13T20:22:00Z\"",
                           "\\u003c/script\\u003e", "\"url\":\"https://tocsin.example/i/"}) {
    EXPECT_TRUE(json.contains(part)) << part << "\n" << json;
  }
  EXPECT_FALSE(json.contains("<"));
  EXPECT_TRUE(json.ends_with("}"));
  EXPECT_FALSE(incident_page(testing::context(), incident).contains("ld+json"));  // an exercise is no news
}

}  // namespace
}  // namespace tocsin::doors::pages
