// The elements of one XML document as views of its text: what wire/xml.h checks, built in the same pass.
#pragma once

#include <cstdint>
#include <expected>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/xml.h"

namespace tocsin::wire::xml {

struct Attribute {
  std::string_view name = {};  // qualified, as written
  std::string_view value;      // references resolved, white space as spaces
  std::string_view space;      // the name of the prefix's namespace; empty without a prefix
};

// One element. Elements lie in one array in document order, so the first child is the next element.
struct Node {
  std::string_view name = {};                        // qualified, as written
  std::string_view space = {};                       // the name of its namespace; empty for none
  std::uint32_t local_at = 0;                        // where the local name begins in `name`
  std::uint32_t content_begin = 0, content_end = 0;  // in the document, between the tags
  std::uint32_t children = 0;
  std::uint32_t next_step = 0;  // how many elements on the next sibling lies; 0 for none
  std::uint32_t attributes_begin = 0;
  std::uint16_t attributes = 0;
  bool declared = true;   // false when the prefix was never declared: then it is in no namespace
  bool has_text = false;  // something other than white space directly inside
  bool is_plain = true;   // no reference, comment, instruction or CDATA section directly inside

  std::string_view local() const { return name.substr(local_at); }
  const Node* first_child() const { return children > 0 ? this + 1 : nullptr; }
  const Node* next() const { return next_step > 0 ? this + next_step : nullptr; }
};

// Cheap to move. Views live as long as it and the bytes that it was read from. One thread.
class Tree {
 public:
  const Node& root() const { return nodes_.front(); }
  std::span<const Attribute> attributes(const Node& node) const {
    return std::span(attributes_).subspan(node.attributes_begin, node.attributes);
  }
  // The value of an attribute by its qualified name; empty when it is absent.
  std::string_view attribute(const Node& node, std::string_view name) const;

  // The character data directly inside, CDATA included. A view of the document where that needs no change.
  std::string_view text_of(const Node& node);
  // The same with the text of elements inside.
  std::string_view deep_text_of(const Node& node);

 private:
  friend class Scanner;
  friend std::expected<Tree, Fault> read_tree(std::string_view bytes, const Limits& limits);

  std::string_view content(const Node& node) const {
    return text_.substr(node.content_begin, node.content_end - node.content_begin);
  }
  std::string_view own(std::string text) { return made_.emplace_front(std::move(text)); }

  std::string_view text_;
  bool has_return_ = false;
  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  std::forward_list<std::string> made_;  // texts that are not views of the document
};

// Reads `bytes`, which outlive the tree, as xml::parse does: same limits, same refusals.
std::expected<Tree, Fault> read_tree(std::string_view bytes, const Limits& limits = {});

}  // namespace tocsin::wire::xml
