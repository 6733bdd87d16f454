// Well-formedness. pugixml is lenient where XML is not, so this runs first; pugixml then only builds the
// tree.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "wire/xml.h"

namespace tocsin::wire::xml {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// XML 1.0 production 4, NameStartChar.
bool starts_name(std::uint32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
  return (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7) || (c >= 0x370 && c <= 0x1FFF && c != 0x37E) ||
         c == 0x200C || c == 0x200D || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) ||
         (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0xEFFFF);
}

// Production 4a, NameChar.
bool continues_name(std::uint32_t c) {
  return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7 ||
         (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

// Production 2, Char.
bool is_char(std::uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

// Production 26, VersionNum.
bool is_version(std::string_view text) {
  return text.size() > 2 && text.starts_with("1.") &&
         text.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

// One pass over one document. Every read_ function starts at its construct and returns false after the first
// fault.
class Checker {
 public:
  Checker(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  std::expected<void, Fault> run() {
    if (check_characters() && read_document()) return {};
    fault_.line = 1 + static_cast<std::size_t>(std::count(
                          text_.begin(),
                          text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())), '\n'));
    fault_.detail += fmt::format(", line {}", fault_.line);
    return std::unexpected(std::move(fault_));
  }

 private:
  bool fail(std::string detail) { return fail_as("XML_SYNTAX", std::move(detail)); }
  bool fail_as(std::string code, std::string detail) {
    fault_.code = std::move(code), fault_.detail = std::move(detail);
    return false;
  }
  bool done() const { return at_ >= text_.size(); }
  bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  void skip_space() {
    while (!done() && is_space(text_[at_])) ++at_;
  }

  // The code point at `at` of text that is known to be UTF-8, and its length.
  std::uint32_t code_at(std::size_t at, std::size_t& length) const {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text_[at + i]));
    };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return length = 1, first;
    if (first < 0xE0) return length = 2, (first & 0x1F) << 6 | (byte(1) & 0x3F);
    if (first < 0xF0) return length = 3, (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    return length = 4,
           (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  }

  bool check_characters() {
    for (std::size_t length = 1; !done(); at_ += length) {
      const std::uint32_t code = code_at(at_, length);
      if (!is_char(code)) return fail(fmt::format("the character U+{:04X} is not allowed", code));
    }
    at_ = 0;
    return true;
  }

  bool read_name(std::string_view& name) {
    const std::size_t begin = at_;
    std::size_t length = 1;
    while (!done()) {
      const std::uint32_t code = code_at(at_, length);
      if (!(at_ == begin ? starts_name(code) : continues_name(code))) break;
      at_ += length;
    }
    name = text_.substr(begin, at_ - begin);
    return !name.empty() || fail("a name is expected");
  }

  // A name with at most one colon, which has something on both sides (Namespaces in XML 1.0 section 4).
  bool read_qualified_name(std::string_view& name) {
    if (!read_name(name)) return false;
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return true;
    const bool good = colon > 0 && colon + 1 < name.size() &&
                      name.find(':', colon + 1) == std::string_view::npos &&
                      !(name[colon + 1] >= '0' && name[colon + 1] <= '9') && name[colon + 1] != '-' &&
                      name[colon + 1] != '.';
    return good || fail(fmt::format("\"{}\" is not a qualified name", name.substr(0, 60)));
  }

  bool read_reference() {
    const auto end = text_.find(';', at_);
    if (end == std::string_view::npos || end - at_ > 12) return fail("an & that begins no reference");
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (name.starts_with('#')) {
      const bool hex = name.starts_with("#x");
      const std::string_view digits = name.substr(hex ? 2 : 1);
      std::uint32_t code = 0;
      for (const char c : digits) {
        const int value = c >= '0' && c <= '9'          ? c - '0'
                          : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                        : -1;
        if (value < 0) return fail(fmt::format("&{}; is not a character reference", name));
        code = std::min<std::uint32_t>(code * (hex ? 16 : 10) + static_cast<std::uint32_t>(value), 0x110000);
      }
      if (digits.empty() || !is_char(code)) return fail(fmt::format("&{}; is not a character", name));
    } else if (name != "amp" && name != "lt" && name != "gt" && name != "apos" && name != "quot") {
      return fail(fmt::format("the entity &{}; is not declared", name));
    }
    at_ = end + 1;
    return true;
  }

  bool read_attribute_value(std::string_view& value) {
    if (done() || (text_[at_] != '"' && text_[at_] != '\'')) return fail("an attribute value without quotes");
    const char quote = text_[at_++];
    const std::size_t begin = at_;
    while (!done() && text_[at_] != quote) {
      if (text_[at_] == '<') return fail("a < inside an attribute value");
      if (text_[at_] != '&')
        ++at_;
      else if (!read_reference())
        return false;
    }
    if (done()) return fail("an attribute value that does not end");
    value = text_.substr(begin, at_++ - begin);
    return true;
  }

  struct Attribute {
    std::string_view name, value;
  };

  // Namespaces in XML 1.0 section 3: what may not be declared.
  bool check_declaration(const Attribute& attribute) {
    if (!attribute.name.starts_with("xmlns:")) return true;
    const std::string_view prefix = attribute.name.substr(6);
    if (attribute.value.empty()) return fail(fmt::format("the prefix {} is declared empty", prefix));
    if (prefix == "xmlns") return fail("the prefix xmlns may not be declared");
    return true;
  }

  // Attributes are unique by name, and by namespace and local name when the prefixes are declared on this
  // element.
  bool check_unique(const std::vector<Attribute>& attributes) {
    if (attributes.size() < 2) return true;
    const auto space = [&](std::string_view prefix) {
      for (const Attribute& a : attributes) {
        if (a.name.size() == prefix.size() + 6 && a.name.starts_with("xmlns:") && a.name.substr(6) == prefix)
          return a.value;
      }
      return prefix;
    };
    std::vector<std::pair<std::string_view, std::string_view>> names, expanded;
    for (const Attribute& a : attributes) {
      names.emplace_back(a.name, std::string_view{});
      const auto colon = a.name.find(':');
      if (colon == std::string_view::npos || a.name.starts_with("xmlns:")) continue;
      expanded.emplace_back(space(a.name.substr(0, colon)), a.name.substr(colon + 1));
    }
    for (auto* list : {&names, &expanded}) {
      std::sort(list->begin(), list->end());
      const auto twice = std::adjacent_find(list->begin(), list->end());
      if (twice != list->end())
        return fail(fmt::format("an attribute is there twice: {}",
                                twice->second.empty() ? twice->first : twice->second));
    }
    return true;
  }

  bool read_start_tag() {
    ++at_;
    std::string_view name;
    if (!read_qualified_name(name)) return false;
    if (++elements_ > limits_.elements_max)
      return fail_as("TOO_MANY_ELEMENTS", fmt::format("more than {} elements", limits_.elements_max));
    std::vector<Attribute> attributes;
    for (;;) {
      const std::size_t before = at_;
      skip_space();
      if (done()) return fail(fmt::format("the tag <{} does not end", name));
      if (text_[at_] == '>' || sees("/>")) break;
      if (at_ == before) return fail(fmt::format("white space is missing in the tag <{}", name));
      Attribute attribute;
      if (!read_qualified_name(attribute.name)) return false;
      skip_space();
      if (done() || text_[at_] != '=')
        return fail(fmt::format("the attribute {} has no value", attribute.name));
      ++at_;
      skip_space();
      if (!read_attribute_value(attribute.value) || !check_declaration(attribute)) return false;
      attributes.push_back(attribute);
      if (attributes.size() > limits_.attributes_max)
        return fail_as("TOO_MANY_ATTRIBUTES",
                       fmt::format("more than {} attributes in one tag", limits_.attributes_max));
    }
    if (!check_unique(attributes)) return false;
    if (text_[at_] == '>') {
      ++at_;
      open_.push_back(name);
      if (open_.size() > limits_.depth_max)
        return fail_as("TOO_DEEP", fmt::format("more than {} elements inside each other", limits_.depth_max));
    } else {
      at_ += 2;
    }
    return true;
  }

  bool read_end_tag() {
    at_ += 2;
    std::string_view name;
    if (!read_name(name)) return false;
    skip_space();
    if (done() || text_[at_] != '>') return fail(fmt::format("the tag </{} does not end", name));
    if (open_.empty() || open_.back() != name)
      return fail(fmt::format("</{}> closes nothing that is open", name.substr(0, 60)));
    open_.pop_back();
    ++at_;
    return true;
  }

  bool read_comment() {
    const auto end = text_.find("--", at_ + 4);
    if (end == std::string_view::npos) return fail("a comment that does not end");
    if (!text_.substr(end).starts_with("-->")) return fail("-- inside a comment");
    at_ = end + 3;
    return true;
  }

  bool read_instruction() {
    at_ += 2;
    std::string_view target;
    if (!read_name(target)) return false;
    if (target.size() == 3 && (target[0] | 32) == 'x' && (target[1] | 32) == 'm' && (target[2] | 32) == 'l')
      return fail("an XML declaration that is not at the beginning");
    const auto end = text_.find("?>", at_);
    if (end == std::string_view::npos || (end > at_ && !is_space(text_[at_])))
      return fail("a processing instruction that does not end");
    at_ = end + 2;
    return true;
  }

  // Production 23: version, then encoding, then standalone.
  bool read_declaration() {
    if (!sees("<?xml") || at_ + 5 >= text_.size() || !is_space(text_[at_ + 5])) return true;
    at_ += 5;
    static constexpr std::string_view order[] = {"version", "encoding", "standalone"};
    std::size_t next = 0;
    for (;;) {
      const std::size_t before = at_;
      skip_space();
      if (sees("?>")) break;
      if (at_ == before) return fail("white space is missing in the XML declaration");
      Attribute attribute;
      if (!read_name(attribute.name)) return false;
      skip_space();
      if (done() || text_[at_] != '=') return fail("the XML declaration is not complete");
      ++at_;
      skip_space();
      if (!read_attribute_value(attribute.value)) return false;
      const auto known = std::find(std::begin(order) + next, std::end(order), attribute.name);
      if (known == std::end(order) || (next == 0 && attribute.name != "version"))
        return fail("the XML declaration is not as XML has it");
      next = static_cast<std::size_t>(known - std::begin(order)) + 1;
      if (attribute.name == "version" && !is_version(attribute.value)) return fail("not XML 1");
      if (attribute.name == "standalone" && attribute.value != "yes" && attribute.value != "no")
        return fail("standalone is yes or no");
    }
    if (next == 0) return fail("the XML declaration has no version");
    at_ += 2;
    return true;
  }

  bool read_text() {
    while (!done() && text_[at_] != '<') {
      if (text_[at_] == ']' && sees("]]>")) return fail("]]> inside text");
      if (text_[at_] != '&')
        ++at_;
      else if (!read_reference())
        return false;
    }
    return true;
  }

  bool read_cdata() {
    const auto end = text_.find("]]>", at_);
    if (end == std::string_view::npos) return fail("a CDATA section that does not end");
    at_ = end + 3;
    return true;
  }

  bool read_markup() {
    if (sees("<!--")) return read_comment();
    if (sees("<?")) return read_instruction();
    if (sees("<![CDATA[")) return open_.empty() ? fail("text outside the root element") : read_cdata();
    if (sees("<!")) {
      const bool doctype =
          text_.size() - at_ > 8 && std::equal(text_.begin() + static_cast<std::ptrdiff_t>(at_) + 2,
                                               text_.begin() + static_cast<std::ptrdiff_t>(at_) + 9,
                                               "DOCTYPE", [](char a, char b) { return (a & ~32) == b; });
      return doctype ? fail_as("DOCTYPE", "a document type declaration is not accepted")
                     : fail("a declaration that is not XML");
    }
    if (sees("</")) return read_end_tag();
    if (open_.empty() && elements_ > 0) return fail("a second root element");
    return read_start_tag();
  }

  bool read_document() {
    if (!read_declaration()) return false;
    while (!done()) {
      if (text_[at_] == '<') {
        if (!read_markup()) return false;
      } else if (!open_.empty()) {
        if (!read_text()) return false;
      } else if (is_space(text_[at_])) {
        ++at_;
      } else {
        return fail("text outside the root element");
      }
    }
    if (!open_.empty()) return fail(fmt::format("<{}> is never closed", open_.back().substr(0, 60)));
    return elements_ > 0 || fail("there is no element");
  }

  std::string_view text_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  std::vector<std::string_view> open_;
  Fault fault_;
};

}  // namespace

std::expected<void, Fault> check_well_formed(std::string_view utf8, const Limits& limits) {
  return Checker(utf8, limits).run();
}

}  // namespace tocsin::wire::xml
