#include "doors/report_intake.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "base/shared_testing.h"
#include "base/text.h"
#include "world/world_testing.h"

namespace tocsin::doors {
namespace {

using world::numbered;

constexpr std::string_view two_borders =
    "<!doctype html><html lang=\"en\"><head>"
    "<title>Border checks after the attack</title>"
    "<meta property=\"og:title\" content=\"Border checks after the attack\"></head><body><nav>Menu &amp; "
    "more</nav><article>"
    "<h1>Border checks after the attack</h1>"
    "<p>Belgium has introduced controls at its border with France, Prime Minister Charles Michel said on "
    "Saturday. Officials &amp; police were deployed at railway stations in Brussels.</p>"
    "<p>A school in Vienna has been closed, the ministry said.</p></article></body></html>";

ReportInput input_of(std::string_view raw, std::string media_type = {}) {
  ReportInput input;
  input.id = world::ReportId(numbered(1));
  input.source = world::SourceId(numbered(2));
  input.source_facts.name = "Test Wire";
  input.source_facts.kind = world::SourceKind::outlet;
  input.media_type = std::move(media_type);
  input.received_at = world::evening;
  input.raw = raw;
  return input;
}

TEST(ReportIntake, KeepsTheBytesAndPointsIntoThem) {
  const auto filed = read_report(input_of(two_borders, "text/html; charset=utf-8"));
  ASSERT_TRUE(filed) << filed.error().detail;
  EXPECT_EQ(filed->raw, two_borders);
  EXPECT_EQ(filed->facts.media_type, "text/html");
  EXPECT_EQ(filed->facts.title, "Border checks after the attack");
  ASSERT_FALSE(filed->proposals.empty());
  for (const auto& proposal : filed->proposals) {
    ASSERT_TRUE(proposal.span.known());
    ASSERT_LE(proposal.span.end, filed->raw.size());
    // Markup of the page is round the words, never in a plain sentence.
    const std::string words = filed->raw.substr(proposal.span.begin, proposal.span.end - proposal.span.begin);
    EXPECT_EQ(words.find("<p>"), std::string::npos) << words;
    ASSERT_FALSE(proposal.chain.empty());
    EXPECT_EQ(proposal.chain.front().role, world::PartyRole::publisher);
    EXPECT_TRUE(world::validate(proposal.statement, ""));
    EXPECT_TRUE(world::validate(proposal.chain, ""));
    EXPECT_TRUE(world::validate(proposal.grade, ""));
  }
}

TEST(ReportIntake, WhatNobodyDatedWasPublishedByTheTimeItCame) {
  const auto filed = read_report(input_of("Belgium has closed its border with France.", "text/plain"));
  ASSERT_TRUE(filed) << filed.error().detail;
  EXPECT_EQ(filed->facts.published_at, world::evening);
  auto dated = input_of("Belgium has closed its border with France.", "text/plain");
  dated.published_at = world::evening + -world::backdated_after_ms;
  const auto earlier = read_report(dated);
  ASSERT_TRUE(earlier) << earlier.error().detail;
  EXPECT_EQ(earlier->facts.published_at, dated.published_at);
  for (const auto& proposal : earlier->proposals) EXPECT_EQ(proposal.statement.as_of, dated.published_at);
}

TEST(ReportIntake, RefusesWhatIsNoText) {
  const auto code = [](ReportInput input) {
    const auto filed = read_report(std::move(input));
    return filed ? std::optional<Errc>() : filed.error().code;
  };
  EXPECT_EQ(code(input_of("%PDF-1.4", "application/pdf")), Errc::unsupported);
  EXPECT_EQ(code(input_of("caf\xe9", "text/plain")), Errc::invalid);
  EXPECT_EQ(code(input_of(std::string(world::report_bytes_max + 1, 'x'), "text/plain")), Errc::too_large);
  EXPECT_EQ(code(input_of(std::string(world::report_bytes_max, 'x'), "text/plain")), std::nullopt);
}

TEST(ReportIntake, ClassesOfTheReaderBecomeThoseOfTheBoard) {
  const reading::Stripped stripped = *reading::strip("four of five", reading::MediaType::plain);
  const auto class_of = [&](reading::Class cls, std::string kind, std::string code) {
    reading::Proposal proposal;
    proposal.cls = cls;
    proposal.kind = std::move(kind);
    proposal.measure_code = std::move(code);
    proposal.trigger = {0, 4};
    return to_world(proposal, stripped, world::evening, {}).statement;
  };
  using reading::Class;
  using world::StatementClass;
  EXPECT_EQ(class_of(Class::measure, "closure", "CLOSURE").statement_class, StatementClass::measure);
  EXPECT_EQ(class_of(Class::measure, "closure", "CLOSURE").code, "CLOSURE");
  EXPECT_EQ(class_of(Class::safety_check, "safety_check", "SAFETY_CHECK").statement_class,
            StatementClass::measure);
  EXPECT_EQ(class_of(Class::measure, "advisory", "PUBLIC_ADVICE").statement_class, StatementClass::advice);
  EXPECT_EQ(class_of(Class::casualty, "killed", "").statement_class, StatementClass::count);
  EXPECT_EQ(class_of(Class::claim, "claim_of_responsibility", "").statement_class, StatementClass::claim);
  EXPECT_EQ(class_of(Class::threat, "threat_of_attack", "").statement_class, StatementClass::claim);
  EXPECT_EQ(class_of(Class::attribution, "perpetrator", "").statement_class, StatementClass::claim);
  EXPECT_EQ(class_of(Class::assessment, "expert_comment", "").statement_class, StatementClass::other);
  const auto level = class_of(Class::measure, "alert_raised", "LEVEL_CHANGE");
  EXPECT_EQ(level.statement_class, StatementClass::level_words) << "press words move no level";
  EXPECT_EQ(level.code, "");
  EXPECT_EQ(level.level_said, "four");
}

TEST(ReportIntake, TheRegisterGradesItsOwnWordsOnly) {
  const reading::Stripped stripped = *reading::strip("words", reading::MediaType::plain);
  reading::Proposal proposal;
  proposal.chain.push_back({reading::Role::publisher, reading::PartyType::outlet, "Gazette", false, {}, {}});
  world::SourceFacts source;
  source.name = "Gazette";
  source.grade = 'A';
  EXPECT_EQ(to_world(proposal, stripped, world::evening, source).grade.letter, 'A');
  proposal.chain.push_back({reading::Role::primary, reading::PartyType::anonymous, "a source", true, {}, {}});
  proposal.grade_letter = 'D';
  EXPECT_EQ(to_world(proposal, stripped, world::evening, source).grade.letter, 'D');
}

TEST(ReportIntake, AChainIsNeverLongerThanTheBoardTakes) {
  const reading::Stripped stripped = *reading::strip("words", reading::MediaType::plain);
  for (const std::size_t links : {world::chain_max, world::chain_max + 1, world::chain_max + 5}) {
    reading::Proposal proposal;
    for (std::size_t i = 0; i < links; ++i)
      proposal.chain.push_back({i == 0 ? reading::Role::publisher : reading::Role::relay,
                                reading::PartyType::outlet,
                                fmt::format("Paper {}", i),
                                false,
                                {},
                                {}});
    const auto chain = to_world(proposal, stripped, world::evening, {}).chain;
    EXPECT_EQ(chain.size(), world::chain_max);
    EXPECT_EQ(chain.front().name, "Paper 0");
    EXPECT_EQ(chain.back().name, fmt::format("Paper {}", links - 1)) << "who said it first stays";
  }
}

TEST(ReportIntake, SpansOfAPageEndBeforeTheMarkup) {
  const std::string page = "<html><body><p>One &amp; two.</p><p>Three.</p></body></html>";
  reading::Stripped stripped;
  stripped.text = "One & two.\n\nThree.";
  stripped.runs = {{0, 15}, {5, 24}, {12, 36}};
  const auto source = [&](std::uint32_t begin, std::uint32_t end) {
    const auto span = to_source({begin, end}, stripped);
    return page.substr(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(source(0, 3), "One");
  EXPECT_EQ(source(6, 10), "two.");
  EXPECT_EQ(source(12, 18), "Three.");
  EXPECT_FALSE(to_source({4, 4}, stripped).known());
  // "One<b> two</b>": what follows the words begins a run of its own.
  stripped.runs = {{0, 3}, {3, 9}};
  EXPECT_EQ(to_source({0, 3}, stripped), (world::Span{3, 6}));
  EXPECT_EQ(to_source({0, 5}, stripped), (world::Span{3, 11}));
  // A letter of one byte in the source that takes two in the text.
  stripped.runs = {{0, 0}, {2, 1}};
  EXPECT_EQ(to_source({0, 2}, stripped), (world::Span{0, 1}));
}

TEST(ReportIntake, DatesOfTimexValues) {
  EXPECT_EQ(to_rfc3339(begin_of("2015-11-14")), "2015-11-14T00:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2015-11-14T18:24")), "2015-11-14T18:24:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2015-11-14T18")), "2015-11-14T18:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2015-11")), "2015-11-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2015")), "2015-01-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2015-W46")), "2015-11-09T00:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2016-W01")), "2016-01-04T00:00:00Z");
  EXPECT_EQ(to_rfc3339(begin_of("2020-W53")), "2020-12-28T00:00:00Z");
  for (const char* none : {"", "PRESENT_REF", "2015-13-01", "2015-W60", "T18:24", "20", "2015-02-30"})
    EXPECT_FALSE(begin_of(none).known()) << none;
}

TEST(ReportIntake, AnItemOfAFeedIsAReport) {
  const auto items = reports_of_feed(input_of(
      "<rss version=\"2.0\"><channel><title>W</title><language>fr</language>"
      "<item><title>One</title><link>https://w.example/1</link><description>A text.</description></item>"
      "<item><title>Two</title><description>&lt;p&gt;A text.&lt;/p&gt;</description></item>"
      "<item><title>Only a title</title></item><item><link>https://w.example/3</link></item>"
      "</channel></rss>"));
  ASSERT_TRUE(items) << items.error().detail;
  ASSERT_EQ(items->size(), 3u) << "an item without any text is none";
  EXPECT_EQ((*items)[0].raw, "A text.");
  EXPECT_EQ((*items)[0].media_type, "text/plain") << "there is no markup in it";
  EXPECT_EQ((*items)[1].raw, "<p>A text.</p>");
  EXPECT_EQ((*items)[1].media_type, "text/html");
  EXPECT_EQ((*items)[0].url, "https://w.example/1");
  EXPECT_EQ((*items)[0].language, "fr");
  EXPECT_EQ((*items)[2].raw, "Only a title");
  EXPECT_EQ((*items)[2].media_type, "text/plain");
  EXPECT_FALSE(reports_of_feed(input_of("<html/>")));
}

TEST(ReportIntake, OfAMailTheTextIsKept) {
  const auto mail = report_of_mail(input_of(
      "From: a@example.org\r\nDate: Sat, 14 Nov 2015 18:24:00 +0000\r\nSubject: News\r\n\r\nA text.\r\n"));
  ASSERT_TRUE(mail) << mail.error().detail;
  EXPECT_EQ(mail->raw, "A text.\n");
  EXPECT_EQ(mail->title, "News");
  EXPECT_EQ(to_rfc3339(mail->published_at), "2015-11-14T18:24:00Z");
  EXPECT_EQ(mail->media_type, "text/plain");
  EXPECT_FALSE(report_of_mail(input_of("no header")));
}

TEST(ReportIntake, ReadsTheArticle) {
  const std::string file = shared_path("data/article/article.txt");
  TOCSIN_NEED_SHARED(file);
  const auto raw = read_file(file, world::report_bytes_max);
  ASSERT_TRUE(raw);
  const auto filed = read_report(input_of(*raw, "text/plain"));
  ASSERT_TRUE(filed) << filed.error().detail;
  EXPECT_EQ(to_rfc3339(filed->facts.published_at), "2015-11-14T18:24:00Z");
  EXPECT_GT(filed->proposals.size(), 20u);
  for (const auto& proposal : filed->proposals) {
    for (const auto& field : proposal.fields) EXPECT_LE(field.span.end, filed->raw.size());
    EXPECT_GE(proposal.span.begin, 552u) << "the icons before the article hold no measure";
  }
}

}  // namespace
}  // namespace tocsin::doors
