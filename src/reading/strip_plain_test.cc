#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>

#include "base/files.h"
#include "base/shared_testing.h"
#include "base/text.h"
#include "reading/strip_testing.h"

namespace tocsin::reading {
namespace {

namespace json = boost::json;

using Texts = std::vector<std::string>;

Stripped plain(std::string_view text) {
  auto stripped = strip(text, MediaType::plain);
  EXPECT_TRUE(stripped) << (stripped ? "" : stripped.error().detail);
  return stripped ? std::move(*stripped) : Stripped{};
}

constexpr std::string_view paragraphs =
    "Police closed two bridges over the river on Monday after a caller warned of a bomb.\n\n"
    "Officers searched the area for three hours, a spokesman said. Nothing was found.\n\n"
    "The bridges were opened again in the evening.\n";

// What strip keeps as body of a report with `before` over and `after` under three paragraphs.
Texts body_between(std::string_view before, std::string_view after) {
  const std::string text = std::string(before) + std::string(paragraphs) + std::string(after);
  return texts_of(plain(text), RegionKind::body);
}

const Texts& clean_body() {
  static const Texts body = texts_of(plain(paragraphs), RegionKind::body);
  return body;
}

TEST(StripPlain, TheArticleLosesNothingAndKeepsNoFurniture) {
  const std::string folder = shared_path("data/article");
  TOCSIN_NEED_SHARED(folder);
  const std::string text = read_file(folder + "/article.txt", 1 << 20).value();
  const json::value gold = json::parse(read_file(folder + "/gold.json", 1 << 20).value());
  const Stripped stripped = plain(text);
  std::vector<RegionKind> kind_at(text.size(), RegionKind::navigation);
  for (const Region& region : stripped.regions)
    std::fill(kind_at.begin() + region.span.begin, kind_at.begin() + region.span.end, region.kind);
  const auto count = [&](const json::value& entry, auto predicate) {
    const json::array& bytes = entry.at("bytes").as_array();
    std::size_t bad = 0;
    for (auto i = bytes[0].as_int64(); i < bytes[1].as_int64(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (text[at] != '\n' && !predicate(kind_at[at])) ++bad;
    }
    return bad;
  };
  const auto is = [](RegionKind kind) { return [kind](RegionKind at) { return at == kind; }; };
  for (const auto& paragraph : gold.at("body_paragraphs").as_array())
    EXPECT_EQ(count(paragraph, is(RegionKind::body)), 0U) << json::serialize(paragraph);
  for (const auto& boilerplate : gold.at("boilerplate").as_array()) {
    const std::string name(boilerplate.at("class").as_string());
    EXPECT_EQ(count(boilerplate, [&](RegionKind at) { return to_string(at) == name; }), 0U) << name;
  }
  for (const auto& promo : gold.at("promo_links").as_array())
    EXPECT_EQ(count(promo, is(RegionKind::promo_link)), 0U) << json::serialize(promo);
  EXPECT_EQ(count(gold.at("document").at("title"), is(RegionKind::title)), 0U);
  EXPECT_EQ(count(gold.at("document").at("published"), is(RegionKind::published)), 0U);
}

TEST(StripPlain, KeepsTheWholeOfACleanText) {
  EXPECT_EQ(clean_body().size(), 3U);
  EXPECT_EQ(body_between("", ""), clean_body());
}

TEST(StripPlain, FurnitureOverAndUnderTheReportGoes) {
  const Texts over = {"Home\nWorld\nPolitics\nSport\n\n",
                      "Skip to main content\nMenu\nSign in\nSubscribe\n\n",
                      "Home World Business Sport Weather\n\n",
                      "TOP STORIES   GERMANY   WORLD   LEARN GERMAN\n\n",
                      "Home | World | Europe | Belgium\n\n",
                      "Home > News > Europe\n\n",
                      "Share\nTweet\nWhatsApp\nEmail\n\n",
                      "Share this article\n12 comments\n\n",
                      "We use cookies to make this site work. Read our cookie policy.\nAccept all\n\n",
                      "Image source: Getty Images\n\n",
                      "Firefighters at the bridge. Photograph: Jane Doe/Reuters\n\n",
                      "Photo: Jane Doe / AFP\n\n",
                      "Advertisement\n\n",
                      "3 min read\n\n",
                      "Follow us on Facebook\n\n",
                      "icon-menu icon-search icon-user icon-close icon-share icon-mail\n\n",
                      "0:00 / 3:41\n\n"};
  for (const auto& junk : over) EXPECT_EQ(body_between(junk, ""), clean_body()) << junk;
  const Texts under = {
      "\nAdvertisement\n",
      "\nSign up for our daily newsletter\nEnter your email\n",
      "\nGet the day's news in your inbox.\n",
      "\nRead more: Flood of calls after bridge scare\n",
      "\nREAD MORE\nFlood of calls after bridge scare\n",
      "\nALSO: Mayor wants more cameras\n",
      "\nRelated stories\nMayor wants more cameras\nBridge reopens after repair\n",
      "\nMore EX coverage: Mayor wants more cameras\n",
      "\nRead: Is it time for more cameras?\n",
      "\nTags: bridge, police, Brussels\n",
      "\nTopics\nBelgium\nPolice\n",
      "\n© 2016 Example News. All rights reserved.\n",
      "\nCopyright 2016 Example News Limited\n",
      "\nPodcasts\n0:00\n28:37\n",
      "\nMost read\n1\nMayor wants more cameras\n2\nBridge reopens after repair\n",
      "\nFollow @examplenews on Twitter\n",
      "\nShare this:\nFacebook\nTwitter\n",
      "\nMayor wants more cameras\nBridge reopens after repair\nCity counts its visitors\n",
      "\nPolice at the scene (AFP/Getty Images)\n",
      "\nLast updated: 14 November 2016, 18:20 GMT\n",
      "\nComments (2)\nanna99\n3 hours ago\nI was there and it was chaos.\nReply\npeter\n1 hour ago\n"
      "They did well.\nReply\n"};
  for (const auto& junk : under) EXPECT_EQ(body_between("", junk), clean_body()) << junk;
}

TEST(StripPlain, FurnitureInsideTheReportGoes) {
  for (const std::string junk :
       {"Advertisement", "READ MORE: Flood of calls after bridge scare",
        "Read more: Mayor wants more cameras", "Watch: Mayor speaks to reporters",
        "Related: Mayor wants more cameras", "LIVE UPDATES Bridge closed: what we know",
        "Article continues below advertisement", "Image caption: Police at the bridge", "Jane Doe/Reuters",
        "Share", "Story continues below", "Sign up to our newsletter for more", "0:42"}) {
    std::string text(paragraphs);
    text.insert(text.find("\n\n") + 2, junk + "\n\n");
    EXPECT_EQ(texts_of(plain(text), RegionKind::body), clean_body()) << junk;
  }
}

TEST(StripPlain, ShortSentencesAndListsAreBody) {
  for (const std::string kept :
       {"It is over.", "\"We will not be afraid,\" she said.", "Nobody was hurt.", "What happens next?",
        "- two bridges closed", "• Trains stop at the border",
        "BRUSSELS (Reuters) - Belgium raised its alert level on Monday.", "FRANCE: borders checked again.",
        "More police were sent to the station on Monday.", "Live television showed the empty bridge.",
        "Also: the metro will stay closed.", "Watch the sky, the mayor told people.",
        "By Monday evening the city was quiet.", "Follow the advice of the police, the ministry said.",
        "Share prices fell on Monday.", "Subscribers to the bank's service were told on Monday.",
        "The level is now 3 (serious)", "Tags were attached to the bags that were left behind."}) {
    std::string text(paragraphs);
    const auto at = text.find("\n\n") + 2;
    text.insert(at, kept + "\n\n");
    const auto body = texts_of(plain(text), RegionKind::body);
    ASSERT_EQ(body.size(), 4U) << kept;
    EXPECT_EQ(body[1], kept);
  }
}

TEST(StripPlain, TellsTitleDateAndByline) {
  const Stripped stripped = plain(
      "Home\nNews\n\nBridges closed after bomb warning\n\n"
      "By Jane Doe and John Roe in Brussels\n14 November 2016 18:20 GMT\n\n" +
      std::string(paragraphs) + "\nReporting by Jane Doe; Editing by John Roe\n");
  EXPECT_EQ(texts_of(stripped, RegionKind::title), Texts{"Bridges closed after bomb warning"});
  EXPECT_EQ(texts_of(stripped, RegionKind::published), Texts{"14 November 2016 18:20 GMT"});
  EXPECT_EQ(texts_of(stripped, RegionKind::byline),
            (Texts{"By Jane Doe and John Roe in Brussels", "Reporting by Jane Doe; Editing by John Roe"}));
  EXPECT_EQ(texts_of(stripped, RegionKind::body), clean_body());
}

TEST(StripPlain, LongHeadlinesAreTitles) {
  for (const std::string title :
       {"Two bridges over the river closed and Guard called up as search for 2 men in the city widens",
        "What was closed on Monday, who is guarding the bridges and how do I get to the centre?"}) {
    const Stripped stripped = plain(title + "\n\nBy JANE DOE\n\n" + std::string(paragraphs));
    EXPECT_EQ(texts_of(stripped, RegionKind::title), Texts{title});
    EXPECT_EQ(texts_of(stripped, RegionKind::body), clean_body());
  }
}

TEST(StripPlain, QuestionsBetweenParagraphsAreBody) {
  std::string text(paragraphs);
  text.insert(text.find("\n\n") + 2, "Who closed the bridges?\n\n");
  EXPECT_EQ(texts_of(plain(text), RegionKind::body)[1], "Who closed the bridges?");
  EXPECT_EQ(body_between("", "\nMost viewed\nWho will guard the bridges?\n"), clean_body());
}

TEST(StripPlain, DatesOfManyKindsAreLinesThatSayWhen) {
  for (const std::string date :
       {"14 Nov, 2015 18:24", "Nov 14, 2015, 6:24 PM EST", "2015-11-14 18:24", "Saturday, 14 November 2015",
        "Published 3 hours ago", "14/11/2015", "Last updated on November 14th, 2015 at 18:24 GMT",
        "Updated: 14.11.2015, 18:24"}) {
    const Stripped stripped = plain(date + "\n\n" + std::string(paragraphs));
    EXPECT_EQ(texts_of(stripped, RegionKind::published), Texts{date});
  }
}

TEST(StripPlain, PromoLinksHaveLabelAndContent) {
  const Stripped stripped = plain(std::string(paragraphs) + "\nREAD MORE: Mayor wants more cameras\n");
  ASSERT_EQ(texts_of(stripped, RegionKind::promo_link).size(), 1U);
  const Region& promo = stripped.regions.back();
  EXPECT_EQ(text_of(stripped.text, promo.label), "READ MORE:");
  EXPECT_EQ(text_of(stripped.text, promo.content), "Mayor wants more cameras");
}

TEST(StripPlain, AWrappedParagraphIsOneRegion) {
  const std::string text =
      "The police closed two bridges over the river on Monday after a\n"
      "caller warned of a bomb, and asked everybody to stay away from\n"
      "the centre.\n\nNothing was found.\n";
  const auto body = texts_of(plain(text), RegionKind::body);
  ASSERT_EQ(body.size(), 2U);
  EXPECT_TRUE(body[0].ends_with("the centre."));
}

TEST(StripPlain, RegionsCoverEveryLineInOrder) {
  const std::string text =
      "Menu\n\nA headline of some words\n\n" + std::string(paragraphs) + "\nShare\n\n0:00\n";
  const Stripped stripped = plain(text);
  EXPECT_EQ(stripped.text, text);
  EXPECT_TRUE(stripped.runs.empty());
  EXPECT_EQ(stripped.source_offset(7), 7U);
  std::uint32_t at = 0;
  for (const Region& region : stripped.regions) {
    EXPECT_TRUE(trim(text_of(text, {at, region.span.begin})).empty());
    EXPECT_LT(region.span.begin, region.span.end);
    at = region.span.end;
  }
  EXPECT_TRUE(trim(std::string_view(text).substr(at)).empty());
}

TEST(StripPlain, HostileTextIsRefusedOrBounded) {
  EXPECT_EQ(strip(std::string(text_bytes_max + 1, 'x'), MediaType::plain).error().code, Errc::too_large);
  EXPECT_TRUE(strip(std::string(text_bytes_max, 'x'), MediaType::plain));
  EXPECT_EQ(strip("broken \xC3", MediaType::plain).error().code, Errc::invalid);
  EXPECT_EQ(strip(std::string_view("a\0b", 3), MediaType::plain).error().code, Errc::invalid);
  EXPECT_TRUE(plain("").regions.empty());
  EXPECT_TRUE(plain("\n \n\t\n").regions.empty());
  // bidirectional controls change no class
  EXPECT_EQ(texts_of(plain("\u202E" + std::string(paragraphs)), RegionKind::body).size(), 3U);
  for (const std::string part :
       {"a\n", "Comments\n", "READ MORE\n", "Related stories\n", "By A\n", "(", "x | "}) {
    std::string text(paragraphs);
    while (text.size() + part.size() <= text_bytes_max / 2) text += part;
    EXPECT_FALSE(plain(text).regions.empty()) << part;
  }
}

TEST(StripPlain, TheSameBytesComeOut) {
  const std::string text = "Menu\n" + std::string(paragraphs) + "Related\nOne headline here\n";
  const Stripped first = plain(text);
  for (int i = 0; i < 20; ++i) {
    const Stripped again = plain(text);
    ASSERT_EQ(again.regions.size(), first.regions.size());
    for (std::size_t r = 0; r < again.regions.size(); ++r)
      EXPECT_EQ(again.regions[r].span, first.regions[r].span);
  }
}

TEST(StripPlain, GuessesTheMediaType) {
  for (const char* page :
       {"<!DOCTYPE html><p>x", "  \n<html>", "<!-- hm --><HTML lang=en>", "\xEF\xBB\xBF<!doctype html>",
        "<?xml version=\"1.0\"?><html>", "<p>Text</p>", "<div class='a'>"})
    EXPECT_EQ(guess_media_type(page), MediaType::html) << page;
  for (const char* text : {"", "Police <b>", "<", "<3 this", "<pre-war>", "<!-- never ends", "a < b"})
    EXPECT_EQ(guess_media_type(text), MediaType::plain) << text;
}

}  // namespace
}  // namespace tocsin::reading
