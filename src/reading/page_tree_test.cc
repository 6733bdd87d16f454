#include "reading/page_tree.h"

#include <gtest/gtest.h>

#include "reading/page_text.h"

namespace tocsin::reading {
namespace {

// The tree as brackets: "div(p('a') p('b'))".
std::string shape(const PageTree& tree, std::string_view source) {
  std::string out;
  std::vector<std::uint32_t> ends;
  const auto close = [&](std::uint32_t at) {
    while (!ends.empty() && ends.back() <= at) {
      ends.pop_back();
      out += ')';
    }
  };
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    close(i);
    if (!out.empty() && out.back() != '(') out += ' ';
    const Node& node = tree[i];
    if (node.tag == Tag::text) {
      out += "'" + std::string(tree.text(i)) + "'";
      continue;
    }
    std::size_t begin = node.source.begin;
    while (begin > 0 && source[begin - 1] != '<') --begin;
    out += std::string(source.substr(begin, node.source.begin - begin)) + "(";
    ends.push_back(node.end);
  }
  close(0xFFFFFFFF);
  return out;
}

std::string shape(std::string_view source) { return shape(PageTree(source), source); }

TEST(PageTree, EndTagsThatMayBeLeftOut) {
  EXPECT_EQ(shape("<div><p>a<p>b</div>c"), "div(p('a') p('b')) 'c'");
  EXPECT_EQ(shape("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>"), "ul(li('a') li('b' ul(li('c'))) li('d'))");
  EXPECT_EQ(shape("<dl><dt>a<dd>b<dt>c</dl>"), "dl(dt('a') dd('b') dt('c'))");
  EXPECT_EQ(shape("<table><tr><td>a<td>b<tr><td>c</table>d"), "table(tr(td('a') td('b')) tr(td('c'))) 'd'");
  EXPECT_EQ(shape("<p>a<div>b</div>"), "p('a') div('b')");
}

TEST(PageTree, EndTagsThatMatchNothing) {
  EXPECT_EQ(shape("a</div>b</p>"), "'a' 'b'");
  EXPECT_EQ(shape("<div><b>a</div>b</b>"), "div(b('a')) 'b'");
  EXPECT_EQ(shape("<b><div>a</b>b</div>"), "b(div('a' 'b'))");
  EXPECT_EQ(shape("<div><table><tr><td>a</div>b</table>c</div>"), "div(table(tr(td('a' 'b'))) 'c')");
}

TEST(PageTree, VoidAndRawElements) {
  EXPECT_EQ(shape("a<br>b<img src=x>c"), "'a' br() 'b' img() 'c'");
  EXPECT_EQ(shape("<script>if (a<b) '</p>'</script>c"), "script('if (a<b) '</p>'') 'c'");
  EXPECT_EQ(shape("<style>p{}</STYLE >c"), "style('p{}') 'c'");
  EXPECT_EQ(shape("<title>a<b></title>c"), "title('a<b>') 'c'");
  EXPECT_EQ(shape("<script>never closed <p>"), "script('never closed <p>')");
}

TEST(PageTree, CommentsDeclarationsAndStrayMarks) {
  EXPECT_EQ(shape("<!DOCTYPE html><!-- <p>x</p> --><p>a</p>"), "p('a')");
  EXPECT_EQ(shape("<p>1 < 2</p>"), "p('1 ' '<' ' 2')");
  EXPECT_EQ(shape("a<!-- never closed <p>b"), "'a'");
  EXPECT_EQ(shape("a<p"), "'a' p()");
  EXPECT_EQ(shape("<"), "'<'");
  EXPECT_EQ(shape(""), "");
}

TEST(PageTree, Attributes) {
  const PageTree tree("<p CLASS=one id='a > b' data-x hidden title=\"q'q\" lang = de/>text");
  EXPECT_EQ(tree.attribute(0, "class"), "one");
  EXPECT_EQ(tree.attribute(0, "id"), "a > b");
  EXPECT_EQ(tree.attribute(0, "hidden"), "");
  EXPECT_EQ(tree.attribute(0, "title"), "q'q");
  EXPECT_EQ(tree.attribute(0, "lang"), "de/");
  EXPECT_EQ(tree.attribute(0, "style"), std::nullopt);
  EXPECT_EQ(tree.attribute(1, "class"), std::nullopt);
}

TEST(PageTree, AttributesPastTheLimitAreNotLookedAt) {
  std::string page = "<p ";
  for (std::size_t i = 1; i < page_attributes_max; ++i) page += "a" + std::to_string(i) + "=1 ";
  EXPECT_EQ(PageTree(page + "last=1 past=1>").attribute(0, "last"), "1");
  EXPECT_EQ(PageTree(page + "last=1 past=1>").attribute(0, "past"), std::nullopt);
}

std::size_t depth_of(const PageTree& tree, std::uint32_t node) {
  std::size_t depth = 0;
  for (; node != no_node; node = tree[node].parent) ++depth;
  return depth;
}

TEST(PageTree, NestingStopsAtItsLimit) {
  for (const std::size_t deep : {page_depth_max, page_depth_max + 1, std::size_t{100'000}}) {
    std::string page;
    for (std::size_t i = 0; i < deep; ++i) page += "<div>";
    page += "text";
    for (std::size_t i = 0; i < deep; ++i) page += "</div>";
    page += "<p>after";
    const PageTree tree(page);
    ASSERT_EQ(tree.nodes().size(), deep + 3);
    EXPECT_EQ(depth_of(tree, static_cast<std::uint32_t>(deep)), std::min(deep, page_depth_max) + 1);
    // every end tag found its start tag
    EXPECT_EQ(tree[static_cast<std::uint32_t>(deep) + 1].parent, no_node);
  }
}

// The end tag of an element past the limit closes nothing that is open.
TEST(PageTree, EndTagsPastTheLimitMatchTheirOwn) {
  std::string page;
  for (std::size_t i = 0; i <= page_depth_max; ++i) page += "<div>";
  const PageTree tree(page + "</div>text</div>after");
  const auto last = static_cast<std::uint32_t>(tree.nodes().size() - 1);
  EXPECT_EQ(depth_of(tree, last - 1), page_depth_max + 1);
  EXPECT_EQ(depth_of(tree, last), page_depth_max);
}

TEST(PageText, ReferencesAndWhiteSpace) {
  const auto text = [](std::string_view source) { return plain_text(source, PageEncoding::utf8); };
  EXPECT_EQ(text("a&amp;b &lt;x&gt; &eacute;&#233;&#xE9; &rsquo;"), "a&b <x> ééé ’");
  EXPECT_EQ(text("&copy 2016 &section=1 & AT&T &unknown; &;"), "© 2016 &section=1 & AT&T &unknown; &;");
  EXPECT_EQ(text("&#146;&#150;"), "’–");  // Windows-1252 by number, as browsers read it
  EXPECT_EQ(text("&#0;&#xD800;&#x110000;&#99999999999;"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(text("  a \n\t b&#10;&#32;c  "), "a b c");
  EXPECT_EQ(text(std::string_view("a\0b\x01\x7F", 5)), "ab");
  EXPECT_EQ(text("a\xFF\xC3(\xE2\x82"), "a\uFFFD\uFFFD(\uFFFD\uFFFD");
  EXPECT_EQ(plain_text("caf\xE9 \x93x\x94 \x81", PageEncoding::windows_1252), "café “x” \uFFFD");
}

TEST(PageText, Encodings) {
  const auto encoding = [](std::string_view source) { return page_encoding(source); };
  EXPECT_EQ(encoding("<p>é"), PageEncoding::utf8);
  EXPECT_EQ(encoding("<p>\xE9"), PageEncoding::windows_1252);
  EXPECT_EQ(encoding("<meta charset=utf-8><p>\xE9"), PageEncoding::utf8);
  EXPECT_EQ(encoding("<meta charset=\"ISO-8859-1\"><p>\xE9"), PageEncoding::windows_1252);
  EXPECT_EQ(encoding("<meta charset=shift_jis><p>\x83\x41").error().code, Errc::unsupported);
  EXPECT_EQ(encoding("<meta charset=shift_jis><p>ascii"), PageEncoding::utf8);
  EXPECT_EQ(encoding("\xFF\xFE<\0").error().code, Errc::unsupported);
}

}  // namespace
}  // namespace tocsin::reading
