#include "wire/feed_read.h"

#include <gtest/gtest.h>

#include "wire/mail_date.h"
#include "wire/xml.h"

namespace tocsin::wire {
namespace {

Feed feed(const std::string& bytes) {
  auto read = read_feed(bytes);
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  return read ? std::move(*read) : Feed{};
}

std::string at(const std::string& text) {
  const auto instant = parse_feed_date(text);
  return instant ? to_rfc3339(*instant) : instant.error().detail.substr(0, 1);
}

TEST(FeedRead, Rss2) {
  const Feed read = feed(
      R"(<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Example News</title>
      <link>https://example.org/</link><a:link href="https://example.org/rss"/><language>en-gb</language>
      <item><title>Bridges &amp; trains</title><link>https://example.org/1</link><guid isPermaLink="false">n-1</guid>
      <pubDate>Sat, 14 Nov 2015 18:24:00 +0300</pubDate><description>&lt;p&gt;Short&lt;/p&gt;</description>
      <content:encoded><![CDATA[<p>Long <b>text</b></p>]]></content:encoded><dc:creator>Jane Doe</dc:creator></item>
      <item><title>Two</title><link> https://example.org/2 </link><description>Only this</description>
      <pubDate>yesterday</pubDate></item></channel></rss>)");
  EXPECT_EQ(read.kind, FeedKind::rss2);
  EXPECT_EQ(read.title, "Example News");
  EXPECT_EQ(read.link, "https://example.org/");
  ASSERT_EQ(read.items.size(), 2U);
  const FeedItem& one = read.items[0];
  EXPECT_EQ(one.id, "n-1");
  EXPECT_EQ(one.link, "https://example.org/1");
  EXPECT_EQ(one.title, "Bridges & trains");
  EXPECT_EQ(one.author, "Jane Doe");
  EXPECT_EQ(one.language, "en-gb");
  EXPECT_EQ(one.content, "<p>Long <b>text</b></p>");
  EXPECT_TRUE(one.html);
  EXPECT_EQ(to_rfc3339(one.published), "2015-11-14T15:24:00Z");
  EXPECT_EQ(read.items[1].id, "https://example.org/2");
  EXPECT_EQ(read.items[1].content, "Only this");
  EXPECT_FALSE(read.items[1].published.known());
  EXPECT_EQ(read.items[1].published_text, "yesterday");
}

TEST(FeedRead, Rss1) {
  const Feed read = feed(
      R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title><link>https://example.org/</link>
      <dc:language>de</dc:language></channel><item rdf:about="https://example.org/1"><title>One</title>
      <link>https://example.org/1</link><description>Text</description><dc:date>2015-11-14</dc:date></item></rdf:RDF>)");
  EXPECT_EQ(read.kind, FeedKind::rss1);
  ASSERT_EQ(read.items.size(), 1U);
  EXPECT_EQ(read.items[0].id, "https://example.org/1");
  EXPECT_EQ(read.items[0].language, "de");
  EXPECT_EQ(to_rfc3339(read.items[0].published), "2015-11-14T00:00:00Z");
}

TEST(FeedRead, Atom) {
  const Feed read = feed(
      R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Exemple</title><link rel="self" href="s"/>
      <link href="https://example.org/"/><entry><id>urn:1</id><title type="html">A &amp;amp; B</title>
      <link rel="enclosure" href="p"/><link rel="alternate" href="https://example.org/1"/>
      <published>2015-11-14T18:24:00+01:00</published><updated>2015-11-15T00:00:00Z</updated>
      <author><name>Jane</name></author><summary>kurz</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Tout <b>va</b></p></div></content></entry>
      <entry xml:lang="en"><id>urn:2</id><title>T</title><content src="https://example.org/far"/>
      <summary type="text">near</summary></entry></feed>)");
  EXPECT_EQ(read.kind, FeedKind::atom);
  EXPECT_EQ(read.link, "https://example.org/");
  ASSERT_EQ(read.items.size(), 2U);
  const FeedItem& one = read.items[0];
  EXPECT_EQ(one.link, "https://example.org/1");
  EXPECT_EQ(one.author, "Jane");
  EXPECT_EQ(one.language, "fr");
  EXPECT_TRUE(one.html);
  EXPECT_NE(one.content.find("<p>Tout <b>va</b></p>"), std::string::npos) << one.content;
  EXPECT_EQ(to_rfc3339(one.published), "2015-11-14T17:24:00Z");
  EXPECT_EQ(to_rfc3339(one.updated), "2015-11-15T00:00:00Z");
  EXPECT_EQ(read.items[1].content, "near");
  EXPECT_FALSE(read.items[1].html);
  EXPECT_EQ(read.items[1].language, "en");
}

TEST(FeedRead, ItemsPastTheLimitAreCounted) {
  for (const std::size_t count : {feed_items_max, feed_items_max + 1}) {
    std::string bytes = "<rss><channel>";
    for (std::size_t i = 0; i < count; ++i) bytes += "<item><title>t</title></item>";
    const Feed read = feed(bytes + "</channel></rss>");
    EXPECT_EQ(read.items.size(), feed_items_max);
    EXPECT_EQ(read.items_left, count - feed_items_max);
  }
}

TEST(FeedRead, WhatIsNoFeedIsRefused) {
  const auto code = [](const std::string& bytes) { return read_feed(bytes).error().code; };
  EXPECT_EQ(code("<html/>"), Errc::unsupported);
  EXPECT_EQ(code("<feed/>"), Errc::unsupported);  // not Atom's namespace
  EXPECT_EQ(code("<rss/>"), Errc::unsupported);
  EXPECT_EQ(code("<rss><channel></rss>"), Errc::invalid);
  EXPECT_EQ(code(""), Errc::invalid);
  EXPECT_EQ(code("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><title>&a;</title></channel></rss>"),
            Errc::invalid);
  EXPECT_EQ(code("<rss><channel><title>a &nbsp; b</title></channel></rss>"), Errc::invalid);
  EXPECT_EQ(code(std::string(xml::Limits{}.bytes_max + 1, ' ')), Errc::too_large);
  std::string deep;
  for (std::size_t i = 0; i <= xml::Limits{}.depth_max; ++i) deep += "<rss>";
  EXPECT_EQ(code(deep), Errc::too_large);
}

TEST(MailDate, ReadsTheFormsOfMailAndFeeds) {
  EXPECT_EQ(at("Sat, 14 Nov 2015 18:24:05 +0300"), "2015-11-14T15:24:05Z");
  EXPECT_EQ(at("14 Nov 2015 18:24 GMT"), "2015-11-14T18:24:00Z");
  EXPECT_EQ(at("Sat, 14 Nov 15 18:24:05 EST"), "2015-11-14T23:24:05Z");
  EXPECT_EQ(at("Sat, 14 November 2015 18:24:05 -08:00"), "2015-11-15T02:24:05Z");
  EXPECT_EQ(at("Sat (odd), 14 Nov 2015 18:24:05 (noon (ish)) Z"), "2015-11-14T18:24:05Z");
  EXPECT_EQ(at("1 Jan 99 00:00:00 UT"), "1999-01-01T00:00:00Z");
  EXPECT_EQ(at("29 Feb 2016 00:00 +0000"), "2016-02-29T00:00:00Z");
  EXPECT_EQ(at("2015-11-14T18:24:05+01:00"), "2015-11-14T17:24:05Z");
  EXPECT_EQ(at("2015-11-14"), "2015-11-14T00:00:00Z");
}

TEST(MailDate, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "Sat", "14 Nov 2015", "30 Feb 2016 00:00 +0000", "14 Nov 2015 25:00 GMT", "14 Foo 2015 18:24 GMT",
        "x 14 Nov 2015", "14 Nov 2015 18:24:05 +9900", "14 Nov 2015 18:24:05 ++++", "14 Nov 2015 18 GMT",
        "2015-13-01", "((((((14 Nov 2015 18:24 GMT"})
    EXPECT_EQ(at(text), "\"") << text;
}

}  // namespace
}  // namespace tocsin::wire
