// The flat tree: what its views say, and that it says the same as pugixml's tree.
#include "wire/xml_tree.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"
#include "wire/xml_bytes.h"

namespace tocsin::wire::xml {
namespace {

std::string deep_text(std::string_view bytes) {
  auto tree = read_tree(bytes);
  return tree ? std::string(tree->deep_text_of(tree->root())) : tree.error().code;
}

TEST(XmlTree, TextIsResolvedAndLineEndsAreOne) {
  EXPECT_EQ(deep_text("<a> x </a>"), " x ");
  EXPECT_EQ(deep_text("<a>&lt;&amp;&gt;&apos;&quot;&#65;&#x20AC;</a>"), "<&>'\"A\xE2\x82\xAC");
  EXPECT_EQ(deep_text("<a>1\r\n2\r3\n4&#13;5</a>"), "1\n2\n3\n4\r5");
  EXPECT_EQ(deep_text("<a>x<![CDATA[<b>&amp;\r\n]]>y<!-- z --><?p z?></a>"), "x<b>&amp;\ny");
  EXPECT_EQ(deep_text("<a>1<b c='>' d=\"'/>\">2<c/>3</b>4</a>"), "1234");
  EXPECT_EQ(deep_text("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"), "\xC3\xA9");
  auto tree = read_tree("<a>1<b>2</b>3</a>");
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->text_of(tree->root()), "13");
}

TEST(XmlTree, TextThatNeedsNoChangeIsAViewOfTheDocument) {
  const std::string bytes = "<a><b>plain ] text</b></a>";
  auto tree = read_tree(bytes);
  ASSERT_TRUE(tree.has_value());
  const std::string_view text = tree->text_of(*tree->root().first_child());
  EXPECT_EQ(text, "plain ] text");
  EXPECT_EQ(text.data(), bytes.data() + 6);
}

TEST(XmlTree, ElementsAreListedInDocumentOrder) {
  const auto tree = read_tree("<a>\n<b><c/><d/></b> <e/>x</a>");
  ASSERT_TRUE(tree.has_value());
  const Node& a = tree->root();
  const Node* b = a.first_child();
  EXPECT_EQ(a.children, 2u);
  EXPECT_TRUE(a.has_text);
  EXPECT_FALSE(b->has_text);
  EXPECT_EQ(b->first_child()->name, "c");
  EXPECT_EQ(b->first_child()->next()->name, "d");
  EXPECT_EQ(b->first_child()->next()->next(), nullptr);
  EXPECT_EQ(b->next()->name, "e");
  EXPECT_EQ(b->next()->first_child(), nullptr);
  EXPECT_EQ(b->next()->next(), nullptr);
}

TEST(XmlTree, NamespacesReachAsFarAsTheirElement) {
  const auto tree = read_tree(
      "<a xmlns='one' xmlns:p='two'><p:b xmlns='' xmlns:p='three' p:d=' 1\t&#10;2' e='' "
      "xml:lang='fr'><c/></p:b>"
      "<p:c/><q:f/></a>");
  ASSERT_TRUE(tree.has_value());
  const Node& a = tree->root();
  const Node* b = a.first_child();
  EXPECT_EQ(a.space, "one");
  EXPECT_EQ(b->space, "three");
  EXPECT_EQ(b->local(), "b");
  EXPECT_EQ(b->first_child()->space, "");
  EXPECT_EQ(b->next()->space, "two");
  EXPECT_TRUE(b->next()->declared);
  EXPECT_FALSE(b->next()->next()->declared);
  const auto attributes = tree->attributes(*b);
  ASSERT_EQ(attributes.size(), 5u);
  EXPECT_EQ(attributes[2].space, "three");
  EXPECT_EQ(attributes[2].value, " 1 \n2");
  EXPECT_EQ(attributes[3].space, "");
  EXPECT_EQ(attributes[4].space, "http://www.w3.org/XML/1998/namespace");
  EXPECT_EQ(tree->attribute(*b, "xml:lang"), "fr");
  EXPECT_EQ(tree->attribute(*b, "lang"), "");
}

// Many bytes at a time must find what one at a time does, wherever it lies.
TEST(XmlBytes, ALookOverFindsWhatStandsAnywhere) {
  const std::string_view odd[] = {"\r",           "\x01", "\x7F", "\xC3\xA9",     "\xEF\xBF\xBE",
                                  "\xED\xA0\x80", "\xC3", "\x80", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                  "\xF0\x9F\x98"};
  for (std::size_t size = 0; size < 150; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      for (const std::string_view what : odd) {
        std::string text(size, 'x');
        text.insert(at, what);
        const Characters found = look_over(text);
        ASSERT_EQ(found.is_utf8, is_utf8(text)) << size << " " << at;
        if (!found.is_utf8) continue;
        ASSERT_EQ(found.has_return, what == "\r");
        const bool illegal = what == "\x01" || what == "\xEF\xBF\xBE";
        ASSERT_EQ(found.illegal_at, illegal ? at : std::string_view::npos);
      }
    }
  }
}

TEST(XmlBytes, TheEndOfTextIsFoundAnywhere) {
  for (std::size_t size = 0; size < 50; ++size) {
    const std::string plain(size, 'x');
    ASSERT_EQ(find_text_end(plain, 0), size);
    for (std::size_t at = 0; at < size; ++at) {
      for (const char c : {'<', '&', ']'}) {
        std::string text = plain;
        text[at] = c;
        ASSERT_EQ(find_text_end(text, 0), at);
        ASSERT_EQ(find_text_end(text, at + 1), size);
      }
    }
  }
}

void expect_same(Tree& tree, const Node& node, const pugi::xml_node& other) {
  ASSERT_EQ(node.name, other.name());
  ASSERT_EQ(node.space, name_of(other).space);
  ASSERT_EQ(node.declared, name_of(other).declared);
  ASSERT_EQ(tree.text_of(node), text_of(other));
  ASSERT_EQ(tree.deep_text_of(node), deep_text_of(other));
  auto attribute = other.attributes_begin();
  for (const Attribute& ours : tree.attributes(node)) {
    ASSERT_EQ(ours.name, attribute->name());
    ASSERT_EQ(ours.value, attribute->value());
    ++attribute;
  }
  const Node* child = node.first_child();
  for (const pugi::xml_node& element : other.children()) {
    if (element.type() != pugi::node_element) continue;
    ASSERT_NE(child, nullptr);
    expect_same(tree, *child, element);
    child = child->next();
  }
  ASSERT_EQ(child, nullptr);
}

TEST(XmlTree, SaysTheSameAsPugixmlOfDocumentsMadeByChance) {
  SeededRandom random(7);
  const std::string_view pieces[] = {"<b>",
                                     "</b>",
                                     "<p:c xmlns:p='u' p:d='&lt;\n1'>",
                                     "</p:c>",
                                     "<e/>",
                                     "<e xmlns='v'/>",
                                     "x",
                                     " \r\n",
                                     "&#13;",
                                     "&amp;",
                                     "<!-- > -- -->",
                                     "<!-- <b> -->",
                                     "<?p > ?>",
                                     "<q:f/>",
                                     "<![CDATA[<b>\r]]>",
                                     "\xC3\xA9\r",
                                     "<g h='a>b' i=\"&#10;\r\n\"></g>"};
  int read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "<a xmlns='w'>";
    for (std::size_t i = random.below(8); i > 0; --i) text += pieces[random.below(std::size(pieces))];
    text += "</a>";
    auto tree = read_tree(text);
    const auto document = parse(text);
    ASSERT_EQ(tree.has_value(), document.has_value()) << text;
    if (!tree) continue;
    ++read;
    ASSERT_NO_FATAL_FAILURE(expect_same(*tree, tree->root(), document->root())) << text;
  }
  EXPECT_GT(read, 2'000);
}

}  // namespace
}  // namespace tocsin::wire::xml
