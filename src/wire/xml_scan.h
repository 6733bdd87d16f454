// The one pass over an XML document: holds it to the rules and lists its elements. For the inside of this
// room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/xml_bytes.h"
#include "wire/xml_tree.h"

namespace tocsin::wire::xml {

struct CheckedText {
  std::string_view text;  // well-formed UTF-8 without a byte order mark
  Characters characters;
};
// Size and encoding. The text is `bytes` themselves where they are UTF-8, else it is put into `decoded`.
std::expected<CheckedText, Fault> to_checked_utf8(std::string_view bytes, const Limits& limits,
                                                  std::string& decoded);

// The value of an attribute from what stands between its quotes (XML 1.0 section 3.3.3, CDATA): the Scanner
// has found it good.
std::string attribute_value(std::string_view raw);

// Holds text to XML 1.0 (fifth edition) and Namespaces in XML 1.0: one root, balanced tags, unique
// attributes, legal names and characters, only the five predefined entities and numeric references. A DOCTYPE
// is refused. Undeclared prefixes pass, as in libxml2; Node::declared tells them. Linear in the size.
//
// Every read_ function starts at its construct and returns false after the first fault.
class Scanner {
 public:
  // Fills `tree`; what it refers to outlives the call of run.
  Scanner(std::string_view text, const Characters& characters, const Limits& limits, Tree& tree)
      : text_(text), characters_(characters), limits_(limits), tree_(tree) {}

  // Nothing when the document is good.
  std::optional<Fault> run();

 private:
  struct Raw {
    std::string_view name = {}, value = {};
    bool as_it_is = true;  // the value needs no change
  };
  struct Open {
    std::string_view name = {};
    std::string_view space = {};  // the default namespace inside
    std::uint32_t node = 0;
    std::uint32_t last_child = 0;  // 0: none yet, for the root is nobody's child
    std::size_t bindings = 0;      // how many prefixes were bound outside
  };
  struct Binding {
    std::string_view prefix, space;
  };

  bool fail(std::string detail) { return fail_as("XML_SYNTAX", std::move(detail)); }
  bool fail_as(std::string code, std::string detail);
  bool done() const { return at_ >= text_.size(); }
  bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  void skip_space() {
    if (!done() && is_space(text_[at_])) skip_spaces();
  }
  void skip_spaces();

  bool check_characters();
  bool read_document();
  bool read_declaration();
  bool read_markup();
  bool read_name(std::string_view& name);
  bool read_qualified_name(std::string_view& name);
  bool read_reference();
  bool read_attribute_value(Raw& attribute);
  bool read_attributes(std::string_view element);
  bool check_declaration(const Raw& attribute);
  bool check_unique();
  bool read_start_tag();
  bool read_end_tag();
  bool read_comment();
  bool read_instruction();
  bool read_content();
  bool read_cdata();

  std::uint32_t add_node(std::string_view name, bool has_colon, std::string_view& inside);
  // The namespace of `prefix` among those declared so far; null when there is none.
  const std::string_view* space_of(std::string_view prefix) const;

  std::string_view text_;
  const Characters& characters_;
  const Limits& limits_;
  Tree& tree_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  bool has_colon_ = false;       // in the name read last
  std::vector<Raw> attributes_;  // of the tag that is being read
  std::vector<Open> open_;
  std::vector<Binding> bindings_;
  Fault fault_;
};

}  // namespace tocsin::wire::xml
