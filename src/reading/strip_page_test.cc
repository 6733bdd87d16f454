#include "reading/strip_page.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "reading/page_facts.h"
#include "reading/strip_testing.h"

namespace tocsin::reading {
namespace {

using Texts = std::vector<std::string>;

Stripped page(std::string_view source) {
  auto stripped = strip(source, MediaType::html);
  EXPECT_TRUE(stripped) << (stripped ? "" : stripped.error().detail);
  return stripped ? std::move(*stripped) : Stripped{};
}

const std::string one = "Police closed two bridges over the river on Monday after a caller warned of a bomb.";
const std::string two = "Officers searched the area for three hours, a spokesman said. Nothing was found.";
const std::string three = "The bridges were opened again in the evening, and trains ran as usual.";
const std::string body = "<p>" + one + "</p><p>" + two + "</p><p>" + three + "</p>";
const Texts paragraphs = {one, two, three};

// The body of a page with `before`, the report and `after`.
Texts body_between(const std::string& before, const std::string& after) {
  const std::string source = "<!doctype html><html><head><title>Bridges closed</title></head><body>" +
                             before + "<div class=story><h1>Bridges closed</h1>" + body + after +
                             "</div></body></html>";
  return texts_of(page(source), RegionKind::body);
}

TEST(StripPage, FurnitureGoes) {
  for (const std::string& junk :
       Texts{"", "<nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav>",
             "<header><a href=/>Example News</a></header>",
             "<div class=\"cookie-notice\"><p>" + two + "</p></div>",
             "<aside><p>" + two + " More here.</p></aside>",
             "<script>var text = 'Police said. It was quiet.'</script>", "<style>p { color: red }</style>",
             "<noscript><p>Please turn on scripts. They are needed.</p></noscript>",
             "<div style=\"display:none\"><p>Hidden words that nobody was meant to read here.</p></div>",
             "<form><p>Enter your address to hear from us every day.</p></form>",
             "<figure><img src=x><figcaption>Police at the bridge on Monday evening.</figcaption></figure>",
             "<p>Photograph: Jane Doe/Reuters</p>", "<p>Advertisement</p>", "<p>© 2016 Example News</p>",
             "<ul><li><a href=1>Mayor wants more cameras</a></li><li><a href=2>Bridge repaired</a></li></ul>",
             "<div class=related-stories><p>" + two + " Read all of it.</p></div>",
             "<!-- <p>A comment of the page's makers. It is not shown.</p> -->"}) {
    EXPECT_EQ(body_between(junk, ""), paragraphs) << junk;
    EXPECT_EQ(body_between("", junk), paragraphs) << junk;
  }
}

TEST(StripPage, CommentsUnderTheReportGo) {
  const std::string comments =
      "<h3>Comments</h3><p>I was there and it was chaos, all the way to the station.</p>";
  EXPECT_EQ(body_between("", comments), paragraphs);
  EXPECT_EQ(body_between("", "<div id=disqus_thread>" + body + body + body + "</div>"), paragraphs);
}

TEST(StripPage, ListsQuotesAndHeadingsOfTheReportStay) {
  const auto kept =
      body_between("",
                   "<h2>What happens next</h2><ul><li>Two bridges stay closed<li>Trains stop</ul>"
                   "<blockquote>We are not afraid.</blockquote>");
  EXPECT_EQ(kept, (Texts{one, two, three, "What happens next", "Two bridges stay closed", "Trains stop",
                         "We are not afraid."}));
}

TEST(StripPage, NamesThatMisleadDoNotLoseTheReport) {
  for (const std::string name :
       {"sidebar", "widget", "has-related-posts", "hentry tag-comments category-share"}) {
    const std::string source = "<body class=comments><article class='" + name + "'>" + body + "</article>";
    EXPECT_EQ(texts_of(page(source), RegionKind::body), paragraphs) << name;
  }
}

TEST(StripPage, LinesBrokenTwiceAreParagraphs) {
  const std::string source = "<body><div>" + one + "<br><br>" + two + "<br>\n<br/>" + three + "</div>";
  EXPECT_EQ(texts_of(page(source), RegionKind::body), paragraphs);
}

TEST(StripPage, TellsTitleBylineAndDate) {
  const std::string source =
      "<title>Bridges closed after warning | Example News</title><body><article><h1>Bridges "
      "closed after warning</h1><p>By Jane Doe</p><p>14 November 2016, 18:20</p>" +
      body + "</article>";
  const Stripped stripped = page(source);
  EXPECT_EQ(texts_of(stripped, RegionKind::title), Texts{"Bridges closed after warning"});
  EXPECT_EQ(texts_of(stripped, RegionKind::byline), Texts{"By Jane Doe"});
  EXPECT_EQ(texts_of(stripped, RegionKind::published), Texts{"14 November 2016, 18:20"});
  EXPECT_EQ(texts_of(stripped, RegionKind::body), paragraphs);
}

TEST(StripPage, PromoLinksHaveLabelAndContent) {
  const Stripped stripped = page(
      "<body>" + body + "<p><a href=1>READ MORE: <b>Mayor</b>  wants more cameras &amp; lamps</a></p><p>" +
      one + " Again.</p>");
  for (const Region& region : stripped.regions) {
    if (region.kind != RegionKind::promo_link) continue;
    EXPECT_EQ(text_of(stripped.text, region.label), "READ MORE:");
    EXPECT_EQ(text_of(stripped.text, region.content), "Mayor wants more cameras & lamps");
  }
  EXPECT_EQ(texts_of(stripped, RegionKind::promo_link).size(), 1U);
  EXPECT_EQ(texts_of(stripped, RegionKind::body).size(), 4U);
}

TEST(StripPage, ReadsFactsFromStructuredData) {
  const Stripped stripped = page(
      "<html lang=en><head><link rel=canonical href=https://example.org/a?b=1&amp;c=2><script "
      "type=\"application/"
      "ld+json\">{\"@graph\":[{\"@type\":\"WebPage\",\"datePublished\":\"1999-01-01\"},{\"@type\":"
      "[\"NewsArticle\"],\"headline\":\"Bridges\",\"datePublished\":\"2016-11-14T18:20:00Z\",\"publisher\":{"
      "\"name\":"
      "\"Example News\"}}]}</script><script type=application/ld+json>{broken</script></head><body>" +
      body);
  EXPECT_EQ(stripped.outlet, "Example News");
  EXPECT_EQ(stripped.published, "2016-11-14T18:20:00Z");
  EXPECT_EQ(stripped.language, "en");
  EXPECT_EQ(stripped.url, "https://example.org/a?b=1&c=2");
}

TEST(StripPage, ReadsFactsFromMetaElements) {
  const Stripped stripped = page(
      "<head><meta property=og:site_name content='Example &amp; Sons'><meta name=article:published_time "
      "content=2016-11-14><meta property=og:locale content=de_DE><meta property=og:url "
      "content=https://example.org/>"
      "</head><body>" +
      body);
  EXPECT_EQ(stripped.outlet, "Example & Sons");
  EXPECT_EQ(stripped.published, "2016-11-14");
  EXPECT_EQ(stripped.language, "de_DE");
  EXPECT_EQ(stripped.url, "https://example.org/");
  EXPECT_EQ(page("<body>" + body).outlet, "");
}

TEST(StripPage, StructuredDataPastItsLimitsSaysNothing) {
  const auto with = [](std::size_t depth) {
    std::string source = "<script type=application/ld+json>";
    for (std::size_t i = 1; i < depth; ++i) source += "[";
    source += R"({"@type":"NewsArticle","datePublished":"2016"})";
    for (std::size_t i = 1; i < depth; ++i) source += "]";
    return page(source + "</script>" + body).published;
  };
  EXPECT_EQ(with(structured_depth_max), "2016");
  EXPECT_EQ(with(structured_depth_max + 1), "");
  const std::string json = R"({"@type":"NewsArticle","datePublished":"2016","x":")";
  for (const bool past : {false, true}) {
    const std::string script =
        json + std::string(structured_bytes_max - json.size() - 2 + (past ? 1 : 0), 'x') + "\"}";
    EXPECT_EQ(page("<script type=application/ld+json>" + script + "</script>" + body).published,
              past ? "" : "2016");
  }
  const std::string empty = "<script type=application/ld+json>{}</script>";
  std::string many;
  for (std::size_t i = 1; i < structured_scripts_max; ++i) many += empty;
  const std::string last = "<script type=application/ld+json>" + json + "\"}</script>" + body;
  EXPECT_EQ(page(many + last).published, "2016");
  EXPECT_EQ(page(many + empty + last).published, "");
}

TEST(StripPage, OffsetsPointIntoTheSource) {
  const std::string source =
      "<body><p>Caf&eacute; <b>guests</b>  were\n told to leave &amp; walk home by the police, they "
      "said.</p><p>Nobody was hurt in the caf\xC3\xA9 or near it on that day.</p>";
  const Stripped stripped = page(source);
  for (const std::string word : {"guests", "were", "told", "walk", "Nobody", "near"}) {
    const auto at = stripped.text.find(word);
    ASSERT_NE(at, std::string::npos) << word;
    EXPECT_EQ(source.substr(stripped.source_offset(static_cast<std::uint32_t>(at)), word.size()), word);
  }
  EXPECT_EQ(source.substr(stripped.source_offset(static_cast<std::uint32_t>(stripped.text.find("é"))), 8),
            "&eacute;");
}

TEST(StripPage, HostilePagesAreBounded) {
  EXPECT_EQ(strip(std::string(page_bytes_max + 1, 'x'), MediaType::html).error().code, Errc::too_large);
  EXPECT_EQ(page(std::string(page_bytes_max, 'x')).text.size(), page_bytes_max);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  EXPECT_EQ(texts_of(page(deep + body), RegionKind::body), paragraphs);
  for (const std::string& part : Texts{"<",
                                       "<a ",
                                       "<p class='",
                                       "&",
                                       "</",
                                       "<!--",
                                       "<a href=\"",
                                       "<table><td>",
                                       "<b><p>",
                                       "<li>",
                                       "\xFF",
                                       "&#",
                                       "<svg/>",
                                       "<script>",
                                       "<h1>a ",
                                       "<br>",
                                       "<div class=a>x ",
                                       "<a>x</b>",
                                       "<ul><li><p>",
                                       "<p>Comments</p>",
                                       "<h2>Related stories</h2>x"}) {
    std::string source;
    while (source.size() < (1 << 20)) source += part;
    EXPECT_TRUE(is_utf8(page(source).text)) << part;
  }
  EXPECT_EQ(page("").text, "");
  EXPECT_EQ(texts_of(page(std::string("<p>") + '\0' + body), RegionKind::body), paragraphs);
  EXPECT_EQ(texts_of(page("<p>\u202E" + two.substr(0) + "</p>"), RegionKind::body), Texts{"\u202E" + two});
}

TEST(StripPage, TheSameBytesComeOut) {
  const std::string source = "<title>Bridges closed</title>" + body + "<p>By Jane Doe</p>" + body;
  const Stripped first = page(source);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(page(source).text, first.text);
}

}  // namespace
}  // namespace tocsin::reading
