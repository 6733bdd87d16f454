#include "wire/xml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "wire/xml_scan.h"

namespace tocsin::wire::xml {
namespace {

// The namespace that `prefix` stands for at `element`; `found` tells whether anything declares it.
std::string_view space_of(pugi::xml_node element, std::string_view prefix, bool& found) {
  found = true;
  if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
  for (; element.type() == pugi::node_element; element = element.parent()) {
    for (const pugi::xml_attribute& attribute : element.attributes()) {
      const std::string_view name = attribute.name();
      if (!name.starts_with("xmlns")) continue;
      if (prefix.empty() ? name == "xmlns"
                         : name.size() == prefix.size() + 6 && name[5] == ':' && name.substr(6) == prefix)
        return attribute.value();
    }
  }
  found = prefix.empty();
  return {};
}

Name split_name(const pugi::xml_node& scope, std::string_view qualified, bool use_default) {
  const auto colon = qualified.find(':');
  Name name;
  name.local = colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
  if (colon == std::string_view::npos && !use_default) return name;
  name.space =
      space_of(scope, colon == std::string_view::npos ? std::string_view{} : qualified.substr(0, colon),
               name.declared);
  return name;
}

void append_deep(std::string& out, const pugi::xml_node& element) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
    if (child.type() == pugi::node_element) append_deep(out, child);
  }
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Length of the UTF-8 sequence at the front of `text` by its first byte.
std::size_t claimed_length(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

std::expected<Document, Fault> parse(std::string_view bytes, const Limits& limits) {
  std::string decoded;
  const auto text = to_checked_utf8(bytes, limits, decoded);
  if (!text) return std::unexpected(text.error());
  Tree tree;  // pugixml is lenient where XML is not, so the scanner says what is good
  if (auto fault = Scanner(text->text, text->characters, limits, tree).run())
    return std::unexpected(std::move(*fault));
  Document document{std::make_unique<pugi::xml_document>()};
  // parse_ws_pcdata: white space between two CDATA sections is text.
  constexpr unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                             pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
  const auto result =
      document.dom->load_buffer(text->text.data(), text->text.size(), flags, pugi::encoding_utf8);
  if (!result || !document.root()) return std::unexpected(Fault{"XML_SYNTAX", result.description(), 0});
  return document;
}

Name name_of(const pugi::xml_node& element) { return split_name(element, element.name(), true); }

Name name_of(const pugi::xml_node& owner, const pugi::xml_attribute& attribute) {
  return split_name(owner, attribute.name(), false);
}

bool is_namespace_declaration(std::string_view attribute_name) {
  return attribute_name == "xmlns" || attribute_name.starts_with("xmlns:");
}

std::string text_of(const pugi::xml_node& element) {
  std::string text;
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

std::string deep_text_of(const pugi::xml_node& element) {
  std::string text;
  append_deep(text, element);
  return text;
}

void append_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::min(claimed_length(text[0]), text.size());
    const std::string_view character = text.substr(0, length);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool legal =
        length == 1 ? first < 0x80 && (first >= 0x20 || first == '\t' || first == '\n' || first == '\r')
                    : is_utf8(character) && character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
    text.remove_prefix(legal ? length : 1);
    if (!legal)
      out += replacement;
    else if (first == '&')
      out += "&amp;";
    else if (first == '<')
      out += "&lt;";
    else if (first == '>')
      out += "&gt;";
    else if (first == '"')
      out += "&quot;";
    else if (first == '\r')
      out += "&#13;";  // a literal one would be read back as a line feed
    else
      out += character;
  }
}

}  // namespace tocsin::wire::xml
