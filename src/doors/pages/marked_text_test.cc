#include "doors/pages/marked_text.h"

#include <gtest/gtest.h>

#include <regex>

namespace tocsin::doors::pages {
namespace {

using world::Field;
using world::Proposal;

Proposal proposal(std::uint32_t begin, std::uint32_t end, std::vector<world::FieldSpan> fields = {}) {
  Proposal out;
  out.span = {begin, end};
  out.fields = std::move(fields);
  return out;
}
std::string text_of(const std::string& markup) {
  const std::string without_refs = std::regex_replace(markup, std::regex("<a [^>]*>[^<]*</a>"), "");
  return std::regex_replace(without_refs, std::regex("<[^>]*>"), "");
}

TEST(VisibleText, MarkupIsText) {
  EXPECT_EQ(visible_text("<script>&\"'").bytes(), "&lt;script&gt;&amp;&quot;&#39;");
  EXPECT_EQ(visible_text("two\r\nlines\tand é 中 😀").bytes(), "two\nlines\tand é 中 😀");
}

TEST(VisibleText, WhatCannotBeSeenIsNamed) {
  const std::pair<std::string, const char*> cases[] = {
      {"\u202E", "U+202E"},   {"\u2066", "U+2066"},
      {"\u200F", "U+200F"},   {"\u061C", "U+061C"},
      {"\u200B", "U+200B"},   {"\uFEFF", "U+FEFF"},
      {"\x1B", "U+001B"},     {std::string(1, '\0'), "U+0000"},
      {"\r", "U+000D"},       {"\u0085", "U+0085"},
      {"\u2028", "U+2028"},   {"\U000E0041", "U+E0041"},
      {"\x7F", "U+007F"},     {"\xFF", "FF"},
      {"\xC3", "C3"},         {"\xC0", "C0"},
      {"\xED\xA0\x80", "ED"}, {"\xF4\x90\x80\x80", "F4"},
      {"\xE0\x80\x80", "E0"}};
  for (const auto& [bytes, name] : cases) {
    EXPECT_TRUE(visible_text("a" + bytes + "b")
                    .bytes()
                    .starts_with(fmt::format("a<span class=\"ctl\">{}</span>", name)))
        << name << visible_text(bytes).bytes();
  }
}

TEST(MarkedText, SpansAreMarkedWithAnchors) {
  const std::vector<Proposal> one{proposal(4, 9, {{Field::actor, {4, 6}}})};
  EXPECT_EQ(marked_text("The EU acts now", one).bytes(),
            "The <a class=\"ref\" id=\"t0\" href=\"#p0\">1</a><mark class=\"field\" title=\"actor\">EU</mark>"
            "<mark> ac</mark>ts now");
}

// Whatever the spans are, the text is all there, in order, and the marks are balanced.
TEST(MarkedText, OverlappingSpansLoseNothing) {
  const std::string text = "France closed its borders, and Belgium checks them <b>\xFF & more";
  const std::string plain = text_of(visible_text(text).bytes());
  std::uint32_t seed = 1;
  const auto next = [&](std::uint32_t below) {
    return (seed = seed * 1664525u + 1013904223u) / 65536u % below;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<Proposal> proposals;
    for (std::uint32_t n = next(6); n > 0; --n) {
      const std::uint32_t begin = next(70), end = begin + next(30);
      proposals.push_back(
          proposal(begin, end, {{Field::kind, {begin + next(9), end}}, {Field::site, {next(80), next(80)}}}));
    }
    const std::string markup = marked_text(text, proposals).bytes();
    std::string seen = text_of(markup);
    // A span may cut a character in two: its bytes are then named, not lost.
    ASSERT_EQ(seen, plain) << markup;
    static const std::regex open("<mark"), close("</mark>");
    const auto count = [&](const std::regex& tag) {
      return std::distance(std::sregex_iterator(markup.begin(), markup.end(), tag), {});
    };
    ASSERT_EQ(count(open), count(close));
  }
}

TEST(MarkedText, ACharacterCutByASpanIsNamedByItsBytes) {
  const std::vector<Proposal> one{proposal(0, 1)};
  EXPECT_EQ(text_of(marked_text("é", one).bytes()), "C3A9");
}

TEST(MarkedText, SpansPastTheEndAreCut) {
  const std::vector<Proposal> proposals{proposal(2, 4'000'000'000u), proposal(90, 95), proposal(3, 3)};
  EXPECT_EQ(marked_text("abcd", proposals).bytes(),
            "ab<a class=\"ref\" id=\"t0\" href=\"#p0\">1</a><mark>cd</mark>");
}

}  // namespace
}  // namespace tocsin::doors::pages
