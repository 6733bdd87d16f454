#include "wire/html.h"

#include <gtest/gtest.h>

namespace tocsin::wire {
namespace {

TEST(Html, TextIsEscapedAndIsolated) {
  const std::string hostile = "<script>alert(\"1\")</script> & 'x'";
  EXPECT_EQ(html("<p>{}</p>", hostile).bytes(),
            "<p><bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</bdi></p>");
}

TEST(Html, AnAttributeCannotBeLeft) {
  const std::string hostile = "\" onclick=\"x() '<>&";
  EXPECT_EQ(html(R"(<input value="{}">)", hostile).bytes(),
            R"(<input value="&quot; onclick=&quot;x() &#39;&lt;&gt;&amp;">)");
}

TEST(Html, BidiControlsStayInsideABdi) {
  const std::string name = "a\u202Eb\u2066c";
  EXPECT_EQ(html("<p>{}</p>", name).bytes(), "<p><bdi>a\u202Eb\u2066c</bdi></p>");
  // Where no element can stand they are dropped; marks that change nothing around them stay.
  EXPECT_EQ(html("<title>{}</title>", name).bytes(), "<title>abc</title>");
  EXPECT_EQ(html(R"(<p title="{}"></p>)", name).bytes(), R"(<p title="abc"></p>)");
  EXPECT_EQ(html("<title>{}</title>", std::string("a\u200Fb")).bytes(), "<title>a\u200Fb</title>");
}

TEST(Html, TitleAndTextareaTakeEscapedTextWithoutTags) {
  const std::string hostile = "</textarea><script>";
  EXPECT_EQ(html("<textarea>{}</textarea>{}", hostile, 2).bytes(),
            "<textarea>&lt;/textarea&gt;&lt;script&gt;</textarea>2");
}

TEST(Html, ControlCharactersAreDropped) {
  EXPECT_EQ(Html::words(std::string_view("a\0b\r\n\tc\x7F", 8)).bytes(), "ab\n\tc");
}

TEST(Html, PiecesAndNumbersStandAsTheyAre) {
  const Html inner = html("<b>{}</b>", 7);
  EXPECT_EQ(html("<p>{} {}</p>", inner, -1.5).bytes(), "<p><b>7</b> -1.5</p>");
  EXPECT_EQ(Html("<style>a{}</style>").bytes(), "<style>a{}</style>");
}

TEST(Html, LinksArePercentEncodedAndCannotBeScripts) {
  EXPECT_EQ(url("/v1/rosters/{}/x?check={}", "a b/../é&\"", "1").text(),
            "/v1/rosters/a%20b%2F..%2F%C3%A9%26%22/x?check=1");
  EXPECT_EQ(html(R"(<a href="{}">x</a>)", Url::local("/a/T\"><b")).bytes(),
            R"(<a href="/a/T&quot;&gt;&lt;b">x</a>)");
  for (const auto* elsewhere :
       {"javascript:alert(1)", "//evil.example/", "/\\evil.example", "", "/a b", "/a\nb"}) {
    EXPECT_EQ(Url::local(elsewhere).text(), "/") << elsewhere;
  }
  EXPECT_EQ(Url::tel("+33 (0)1-12;ext=1").text(), "tel:+3301121");
  EXPECT_FALSE(Url::web("javascript:alert(1)"));
  EXPECT_FALSE(Url::web("https://a b"));
  EXPECT_EQ(Url::web("https://example.org/?a=1&b=2")->text(), "https://example.org/?a=1&b=2");
}

// The slots of a template, as the compiler reads them.
TEST(Html, TheReaderKnowsWhereASlotStands) {
  using html_detail::Reader;
  using html_detail::Slot;
  const auto slot_after = [](std::string_view markup) {
    Reader reader;
    for (const char c : markup) reader.read(c);
    return reader.slot();
  };
  EXPECT_EQ(slot_after("<p>"), Slot::text);
  EXPECT_EQ(slot_after("<p class=a>x<br><b data-x=\"1\">"), Slot::text);
  EXPECT_EQ(slot_after("<title>"), Slot::rcdata);
  EXPECT_EQ(slot_after("<title>x</title>"), Slot::text);
  EXPECT_EQ(slot_after("<textarea name=note maxlength=500>"), Slot::rcdata);
  EXPECT_EQ(slot_after("<p title=\""), Slot::attribute);
  EXPECT_EQ(slot_after("<a href=\""), Slot::link);
  EXPECT_EQ(slot_after("<form method=post action=\""), Slot::link);
  for (const auto* nowhere : {"<", "<p", "<p ", "<p title", "<p title=", "<p title=x", "<p onclick=\"",
                              "<p style=\"", "<script>", "<script nonce=\"x\">", "<style>", "</p "}) {
    EXPECT_EQ(slot_after(nowhere), std::nullopt) << nowhere;
  }
}

// WHATWG HTML, "restrictions for contents of script elements".
TEST(Html, JsonInAScriptCannotEndIt) {
  EXPECT_EQ(Html::script_json(R"({"a":"</script><!--<script>&\n"})").bytes(),
            R"({"a":"\u003c/script\u003e\u003c!--\u003cscript\u003e\u0026\n"})");
  EXPECT_EQ(Html::script_json("\"\u2028\u2029\u2027\"").bytes(), "\"\\u2028\\u2029\u2027\"");
  EXPECT_EQ(Html::script_json("\u202E\u2066").bytes(), "\\u202e\\u2066");
  EXPECT_EQ(Html::script_json("\xE2").bytes(), "\xE2");
}

}  // namespace
}  // namespace tocsin::wire
