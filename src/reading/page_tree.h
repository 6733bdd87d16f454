// The tree of a web page, for the inside of strip: elements and texts in document order.
//
// Not the whole of HTML's tree construction but the rules that decide which text stands in which block:
// optional end tags, void and raw elements, end tags that match nothing, links that are never closed. It
// reads any bytes and never recurses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reading/tokens.h"

namespace tocsin::reading {

// Elements open at once; browsers stop nesting here too. Deeper elements become siblings.
constexpr std::size_t page_depth_max = 512;
// Attributes of one element that are looked at; a real one has some twenty.
constexpr std::size_t page_attributes_max = 64;

enum class Tag : std::uint8_t {
  text,  // not an element
  other,
  a,
  address,
  article,
  aside,
  audio,
  b,
  blockquote,
  body,
  br,
  button,
  canvas,
  caption,
  center,
  cite,
  code,
  dd,
  details,
  div,
  dl,
  dt,
  em,
  embed,
  fieldset,
  figcaption,
  figure,
  font,
  footer,
  form,
  h1,
  h2,
  h3,
  h4,
  h5,
  h6,
  head,
  header,
  hr,
  html,
  i,
  iframe,
  img,
  input,
  label,
  li,
  link,
  main,
  map,
  math,
  menu,
  meta,
  nav,
  noscript,
  object,
  ol,
  optgroup,
  option,
  p,
  picture,
  pre,
  s,
  script,
  section,
  select,
  small,
  source,
  span,
  strong,
  style,
  sub,
  summary,
  sup,
  svg,
  table,
  tbody,
  td,
  template_,
  textarea,
  tfoot,
  th,
  thead,
  time,
  title,
  tr,
  u,
  ul,
  video,
  wbr
};
constexpr std::size_t tags_count = static_cast<std::size_t>(Tag::wbr) + 1;

// What HTML says of a tag.
enum TagTrait : std::uint8_t {
  trait_block = 1 << 0,   // begins a block of text
  trait_void = 1 << 1,    // has no end tag
  trait_raw = 1 << 2,     // its content is not markup
  trait_silent = 1 << 3,  // a reader does not see its content as text
  trait_ends_p = 1 << 4,  // its start tag ends an open paragraph
  trait_inline = 1 << 5   // formatting: its end tag does not reach out of a block
};
std::uint8_t traits_of(Tag tag);
inline bool has_trait(Tag tag, TagTrait trait) { return (traits_of(tag) & trait) != 0; }
// `name` in any case; `other` when it is none of ours.
Tag tag_of(std::string_view name);

constexpr std::uint32_t no_node = 0xFFFFFFFF;

struct Node {
  Tag tag = Tag::text;
  std::uint32_t parent = no_node;
  std::uint32_t end = 0;  // one past the last node inside; nodes stand in document order
  Span source = {};       // texts: their bytes; elements: what stands between name and '>' of the start tag
};

class PageTree {
 public:
  // `source` outlives the tree and has at most page_bytes_max bytes. Cost: linear.
  explicit PageTree(std::string_view source);

  std::string_view source() const { return source_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& operator[](std::uint32_t node) const { return nodes_[node]; }
  std::string_view text(std::uint32_t node) const { return text_of(source_, nodes_[node].source); }
  // The value as written, references not decoded; nothing when the element does not have it. `name` is in
  // lower case. Cost: linear in the start tag.
  std::optional<std::string_view> attribute(std::uint32_t node, std::string_view name) const;
  // The nearest enclosing node that begins a block, the node itself included; no_node at the top.
  std::uint32_t block_of(std::uint32_t node) const;

 private:
  friend class PageTreeBuilder;
  std::string_view source_;
  std::vector<Node> nodes_;
};

// Calls visit(name, value) for each attribute of a start tag until it returns false. The name is as written.
template <class Visit>
void for_each_attribute(std::string_view tag, Visit visit) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '/'; };
  std::size_t at = 0;
  for (std::size_t count = 0; count < page_attributes_max; ++count) {
    while (at < tag.size() && is_space(tag[at])) ++at;
    const std::size_t begin = at;
    while (at < tag.size() && !is_space(tag[at]) && (tag[at] != '=' || at == begin)) ++at;
    const std::string_view name = tag.substr(begin, at - begin);
    if (name.empty()) return;
    while (at < tag.size() && is_space(tag[at]) && tag[at] != '/') ++at;
    std::string_view value;
    if (at < tag.size() && tag[at] == '=') {
      ++at;
      while (at < tag.size() && is_space(tag[at]) && tag[at] != '/') ++at;
      if (at < tag.size() && (tag[at] == '"' || tag[at] == '\'')) {
        const auto close = tag.find(tag[at], at + 1);
        value = tag.substr(at + 1, close == std::string_view::npos ? close : close - at - 1);
        at = close == std::string_view::npos ? tag.size() : close + 1;
      } else {
        const std::size_t first = at;
        while (at < tag.size() && tag[at] != ' ' && (tag[at] < '\t' || tag[at] > '\r')) ++at;
        value = tag.substr(first, at - first);
      }
    }
    if (!visit(name, value)) return;
  }
}

}  // namespace tocsin::reading
