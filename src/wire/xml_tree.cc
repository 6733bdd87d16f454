#include "wire/xml_tree.h"

#include "wire/single_byte.h"
#include "wire/xml_bytes.h"
#include "wire/xml_scan.h"

namespace tocsin::wire::xml {
namespace {

// The character that the reference at the front of `text` stands for, which a Scanner has found good;
// removes it.
void append_reference(std::string& out, std::string_view& text) {
  const std::size_t end = text.find(';');
  const std::string_view name = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  if (name[0] != '#') {
    out += name == "amp" ? '&' : name == "lt" ? '<' : name == "gt" ? '>' : name == "apos" ? '\'' : '"';
    return;
  }
  const bool hex = name[1] == 'x';
  std::uint32_t code = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const int value = c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
    code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(value);
  }
  append_utf8(out, code);
}

// Line ends as XML 1.0 section 2.11 has them, and references where `resolve` says so.
void append_characters(std::string& out, std::string_view text, bool resolve) {
  while (!text.empty()) {
    // Not find_first_of, which calls memchr for every byte.
    std::size_t plain = 0;
    while (plain < text.size() && text[plain] != '\r' && (text[plain] != '&' || !resolve)) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return;
    if (text[0] == '&') {
      append_reference(out, text);
      continue;
    }
    out += '\n';
    text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
}

// Behind the tag at the front of `text`: a > inside an attribute's value does not end it.
std::size_t tag_size(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 1;; ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i + 1;
    }
  }
}

// Goes over content that is known to be well-formed once more.
std::string join_text(std::string_view content, bool deep) {
  std::string out;
  std::size_t depth = 0;
  while (!content.empty()) {
    const bool wanted = deep || depth == 0;
    std::size_t size = 0;
    if (content[0] != '<') {
      size = std::min(content.find('<'), content.size());
      if (wanted) append_characters(out, content.substr(0, size), true);
    } else if (content.starts_with("<![CDATA[")) {
      size = content.find("]]>") + 3;
      if (wanted) append_characters(out, content.substr(9, size - 12), false);
    } else if (content.starts_with("<!--")) {
      size = content.find("-->", 4) + 3;
    } else if (content.starts_with("<?")) {
      size = content.find("?>") + 2;
    } else {
      size = tag_size(content);
      if (content[1] == '/')
        --depth;
      else if (content[size - 2] != '/')
        ++depth;
    }
    content.remove_prefix(size);
  }
  return out;
}

}  // namespace

std::string attribute_value(std::string_view raw) {
  std::string value;
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find_first_of("&\t\r\n"), raw.size());
    value += raw.substr(0, plain);
    raw.remove_prefix(plain);
    if (raw.empty()) break;
    if (raw[0] == '&') {
      append_reference(value, raw);
      continue;
    }
    value += ' ';
    raw.remove_prefix(raw.starts_with("\r\n") ? 2 : 1);
  }
  return value;
}

std::string_view Tree::attribute(const Node& node, std::string_view name) const {
  for (const Attribute& attribute : attributes(node)) {
    if (attribute.name == name) return attribute.value;
  }
  return {};
}

std::string_view Tree::text_of(const Node& node) {
  const std::string_view raw = content(node);
  const bool as_it_is =
      node.children == 0 && node.is_plain && (!has_return_ || raw.find('\r') == std::string_view::npos);
  return as_it_is ? raw : own(join_text(raw, false));
}

std::string_view Tree::deep_text_of(const Node& node) {
  return node.children == 0 ? text_of(node) : own(join_text(content(node), true));
}

std::expected<Tree, Fault> read_tree(std::string_view bytes, const Limits& limits) {
  Tree tree;
  std::string decoded;
  auto text = to_checked_utf8(bytes, limits, decoded);
  if (!text) return std::unexpected(std::move(text.error()));
  // Made text moves, and its views with it, only inside the list.
  tree.text_ = decoded.empty() ? text->text : tree.own(std::move(decoded));
  tree.has_return_ = text->characters.has_return;
  if (auto fault = Scanner(tree.text_, text->characters, limits, tree).run())
    return std::unexpected(std::move(*fault));
  return tree;
}

}  // namespace tocsin::wire::xml
