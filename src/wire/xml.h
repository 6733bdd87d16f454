// XML as the outside world sends it: strict well-formedness, no DTD, names with their namespaces, text both
// ways.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace tocsin::wire::xml {

// A document past any of these is refused before memory is spent on it.
struct Limits {
  std::size_t bytes_max = 5'000'000;
  std::size_t depth_max = 64;  // deeper than any CAP message with a signature (about 12)
  std::size_t elements_max = 400'000;
  std::size_t attributes_max = 64;  // on one element; looking up a prefix goes through them
};

// Why a document was refused. Codes: TOO_LARGE, ENCODING, DOCTYPE, XML_SYNTAX, TOO_DEEP, TOO_MANY_ELEMENTS,
// TOO_MANY_ATTRIBUTES.
struct Fault {
  std::string code;
  std::string detail;  // a sentence with the line
  std::size_t line = 0;
};

struct Document {
  std::unique_ptr<pugi::xml_document> dom;
  pugi::xml_node root() const { return dom->document_element(); }
};

// The bytes as a tree of pugixml, for feeds; wire/xml_tree.h is the faster tree.
//
// Reads UTF-8, UTF-16 (by its mark), ISO-8859-1, US-ASCII and windows-1252 (by declaration); refuses other
// declarations and bytes that the encoding does not have. Holds the text to what wire/xml_scan.h says.
// Comments and processing instructions are not kept.
std::expected<Document, Fault> parse(std::string_view bytes, const Limits& limits = {});

struct Name {
  std::string_view space;  // the namespace's name; empty for none
  std::string_view local;
  bool declared = true;  // false when the prefix was never declared: the element is then in no namespace
};

// Climbs to the nearest declaration: cost grows with the depth. Views live as long as the document.
Name name_of(const pugi::xml_node& element);
// An attribute without prefix is in no namespace (Namespaces in XML 1.0 section 6.2).
Name name_of(const pugi::xml_node& owner, const pugi::xml_attribute& attribute);
bool is_namespace_declaration(std::string_view attribute_name);

// The character data directly inside, CDATA included, as written.
std::string text_of(const pugi::xml_node& element);
// The same with the text of elements inside.
std::string deep_text_of(const pugi::xml_node& element);

// Appends `text` so that it reads back the same. What XML cannot carry (control characters, bytes that are
// not UTF-8) becomes U+FFFD.
void append_escaped(std::string& out, std::string_view text);

}  // namespace tocsin::wire::xml
