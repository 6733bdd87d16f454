// XML: what is refused, and why. libxml2 is the oracle by hand (tools named in the report); these are the
// cases found.
#include "wire/xml.h"

#include <gtest/gtest.h>

#include "wire/xml_tree.h"

namespace tocsin::wire::xml {
namespace {

std::string fault(std::string_view text) {
  const auto document = parse(text);
  const auto tree = read_tree(text);
  EXPECT_EQ(tree ? "" : tree.error().detail, document ? "" : document.error().detail) << text;
  return document ? "" : document.error().code;
}

TEST(Xml, WellFormedDocumentsAreRead) {
  for (const std::string_view text :
       {"<a/>", "<?xml version='1.0'?><a></a>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='yes' ?>\n<!-- c --><?p i?><a b='1' "
        "c=\"2\">x&amp;&#65;&#x41;<![CDATA[<&]]></a>\n<!-- d -->",
        "<\xC3\xA9l\xC3\xA9ment/>", "<a>]] ></a>", "<a b='>'/>", "<a xmlns:p='u' p:b='1' b='2'/>",
        "\xEF\xBB\xBF<a/>", "<a><p:b/></a>"}) {
    EXPECT_EQ(fault(text), "") << text;
  }
}

// EVIDENCE-OF: CAP-1.2-62 what is not well-formed is refused
TEST(Xml, MalformedDocumentsAreRefused) {
  for (const std::string_view text : {"",
                                      " ",
                                      "x",
                                      "<a>",
                                      "</a>",
                                      "<a></b>",
                                      "<a/><b/>",
                                      "<a/>x",
                                      "x<a/>",
                                      "<a>&</a>",
                                      "<a>&nbsp;</a>",
                                      "<a>&#0;</a>",
                                      "<a>&#xD800;</a>",
                                      "<a>&#;</a>",
                                      "<a>]]></a>",
                                      "<a b=1/>",
                                      "<a b/>",
                                      "<a b='<'/>",
                                      "<a b='1' b='2'/>",
                                      "<a b='1'c='2'/>",
                                      "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
                                      "<a><!-- -- --></a>",
                                      "<a><!-- ></a>",
                                      "<a><?xml version='1.0'?></a>",
                                      " <?xml version='1.0'?><a/>",
                                      "<?xml version='1.h'?><a/>",
                                      "<?xml encoding='UTF-8'?><a/>",
                                      "<1/>",
                                      "<a:b:c/>",
                                      "<:a/>",
                                      "<a xmlns:p=''/>",
                                      "<a>\x01</a>",
                                      "<a>\xEF\xBF\xBE</a>",
                                      "<![CDATA[x]]>",
                                      "<a><![CDATA[x</a>",
                                      "<!ELEMENT a ANY><a/>",
                                      "< a/>",
                                      "<a",
                                      "<a b='"}) {
    EXPECT_EQ(fault(text), "XML_SYNTAX") << text;
  }
}

// EVIDENCE-OF: CAP-1.2-60 no document type declaration is accepted, so no entity can be declared
TEST(Xml, ADoctypeIsRefusedWhereverItStands) {
  EXPECT_EQ(fault("<!DOCTYPE a><a/>"), "DOCTYPE");
  EXPECT_EQ(fault("<?xml version='1.0'?>\n<!-- c --><!doctype a [<!ENTITY x SYSTEM "
                  "'file:///etc/passwd'>]><a>&x;</a>"),
            "DOCTYPE");
  EXPECT_EQ(fault("<a><!DOCTYPE a></a>"), "DOCTYPE");
  EXPECT_EQ(fault("<a><![CDATA[<!DOCTYPE a>]]><!-- <!DOCTYPE a> --></a>"), "");
}

TEST(Xml, EncodingsAreReadOrNamed) {
  using namespace std::string_view_literals;
  const auto text = [](std::string_view bytes) {
    const auto document = parse(bytes);
    return document ? text_of(document->root()) : document.error().code;
  };
  EXPECT_EQ(text("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"), "\xC3\xA9");
  EXPECT_EQ(text("<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>"), "\xE2\x82\xAC");
  EXPECT_EQ(text("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"sv), "\xC3\xA9");
  EXPECT_EQ(text("\xFE\xFF\0<\0a\0>\xD8\x3D\xDE\x00\0<\0/\0a\0>"sv), "\xF0\x9F\x98\x80");
  EXPECT_EQ(text("\xFE\xFF\0<\0a\0>\xDE\x00\0<\0/\0a\0>"sv), "ENCODING");
  EXPECT_EQ(text("<a>\xE9</a>"), "ENCODING");
  EXPECT_EQ(text("<?xml version='1.0' encoding='EBCDIC'?><a/>"), "ENCODING");
  EXPECT_EQ(text("<?xml version='1.0' encoding='UTF-16'?><a/>"), "ENCODING");
}

TEST(Xml, LimitsHaveNames) {
  const auto code = [](std::string_view text, const Limits& limits) {
    const auto document = parse(text, limits);
    return document ? "" : document.error().code;
  };
  EXPECT_EQ(code("<a/>", {.bytes_max = 4}), "");
  EXPECT_EQ(code("<a/>", {.bytes_max = 3}), "TOO_LARGE");
  EXPECT_EQ(code("<a><b></b></a>", {.depth_max = 2}), "");
  EXPECT_EQ(code("<a><b></b></a>", {.depth_max = 1}), "TOO_DEEP");
  EXPECT_EQ(code("<a><b/></a>", {.elements_max = 2}), "");
  EXPECT_EQ(code("<a><b/></a>", {.elements_max = 1}), "TOO_MANY_ELEMENTS");
  EXPECT_EQ(code("<a b='' c=''/>", {.attributes_max = 2}), "");
  EXPECT_EQ(code("<a b='' c=''/>", {.attributes_max = 1}), "TOO_MANY_ATTRIBUTES");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(fault(deep), "TOO_DEEP");
}

TEST(Xml, NamesKnowTheirNamespace) {
  const auto document = parse("<a xmlns='one' xmlns:p='two'><p:b xmlns=''><c p:d='' e=''/><q:f/></p:b></a>");
  ASSERT_TRUE(document.has_value());
  const auto b = document->root().first_child(), c = b.first_child();
  EXPECT_EQ(name_of(document->root()).space, "one");
  EXPECT_EQ(name_of(b).space, "two");
  EXPECT_EQ(name_of(b).local, "b");
  EXPECT_EQ(name_of(c).space, "");
  EXPECT_EQ(name_of(c, c.first_attribute()).space, "two");
  EXPECT_EQ(name_of(c, c.last_attribute()).space, "");
  EXPECT_FALSE(name_of(c.next_sibling()).declared);
}

TEST(Xml, TheFaultNamesTheLine) {
  const auto document = parse("<a>\n\n<b></c></a>");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().line, 3u);
  EXPECT_EQ(document.error().detail, "</c> closes nothing that is open, line 3");
}

}  // namespace
}  // namespace tocsin::wire::xml
