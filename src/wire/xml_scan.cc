#include "wire/xml_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/check.h"

namespace tocsin::wire::xml {
namespace {

constexpr std::string_view xml_space = "http://www.w3.org/XML/1998/namespace";

}  // namespace

bool Scanner::fail_as(std::string code, std::string detail) {
  fault_.code = std::move(code), fault_.detail = std::move(detail);
  return false;
}

// A place of one's own in each loop: a char may lie anywhere, at_ too, so the compiler would store at_ for
// every byte.
void Scanner::skip_spaces() {
  std::size_t at = at_;
  while (at < text_.size() && is_space(text_[at])) ++at;
  at_ = at;
}

bool Scanner::check_characters() {
  if (characters_.illegal_at == std::string_view::npos) return true;
  at_ = characters_.illegal_at;
  std::size_t length = 0;
  return fail(fmt::format("the character U+{:04X} is not allowed", code_at(text_, at_, length)));
}

bool Scanner::read_name(std::string_view& name) {
  const std::string_view text = text_;
  const std::size_t begin = at_;
  if (const ShortName found = short_name_at(text, begin); found.size > 0) {
    at_ = begin + found.size;
    has_colon_ = found.has_colon;
    name = {text.data() + begin, found.size};
    return true;
  }
  std::size_t at = begin, length = 1;
  std::uint8_t met = 0, wanted = name_first;
  while (at < text.size()) {
    const auto byte = static_cast<std::uint8_t>(text[at]);
    if (byte < 0x80) {
      const std::uint8_t kind = name_bytes[byte];
      if ((kind & wanted) == 0) break;
      met |= kind;
      ++at;
    } else {
      const std::uint32_t code = code_at(text, at, length);
      if (!(at == begin ? starts_name(code) : continues_name(code))) break;
      at += length;
    }
    wanted = name_rest;
  }
  at_ = at;
  has_colon_ = (met & name_colon) != 0;
  name = text.substr(begin, at - begin);
  return !name.empty() || fail("a name is expected");
}

// A name with at most one colon, which has something on both sides (Namespaces in XML 1.0 section 4).
bool Scanner::read_qualified_name(std::string_view& name) {
  if (!read_name(name)) return false;
  if (!has_colon_) return true;
  const auto colon = name.find(':');
  const bool good =
      colon > 0 && colon + 1 < name.size() && name.find(':', colon + 1) == std::string_view::npos &&
      !(name[colon + 1] >= '0' && name[colon + 1] <= '9') && name[colon + 1] != '-' && name[colon + 1] != '.';
  return good || fail(fmt::format("\"{}\" is not a qualified name", name.substr(0, 60)));
}

bool Scanner::read_reference() {
  // At most 12 bytes on: a text of & alone must not cost its square.
  const auto length = text_.substr(at_, 13).find(';');
  if (length == std::string_view::npos) return fail("an & that begins no reference");
  const std::string_view name = text_.substr(at_ + 1, length - 1);
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
  at_ += length + 1;
  return true;
}

bool Scanner::read_attribute_value(Raw& attribute) {
  if (done() || (text_[at_] != '"' && text_[at_] != '\'')) return fail("an attribute value without quotes");
  const char quote = text_[at_++];
  const std::size_t begin = at_;
  while (!done() && text_[at_] != quote) {
    const char c = text_[at_];
    if (c == '<') return fail("a < inside an attribute value");
    attribute.as_it_is = attribute.as_it_is && c != '&' && c >= ' ';
    if (c != '&')
      ++at_;
    else if (!read_reference())
      return false;
  }
  if (done()) return fail("an attribute value that does not end");
  attribute.value = text_.substr(begin, at_++ - begin);
  return true;
}

// Namespaces in XML 1.0 section 3: what may not be declared.
bool Scanner::check_declaration(const Raw& attribute) {
  if (!attribute.name.starts_with("xmlns:")) return true;
  const std::string_view prefix = attribute.name.substr(6);
  if (attribute.value.empty()) return fail(fmt::format("the prefix {} is declared empty", prefix));
  if (prefix == "xmlns") return fail("the prefix xmlns may not be declared");
  return true;
}

// Attributes are unique by name, and by namespace and local name when the prefixes are declared on this
// element.
bool Scanner::check_unique() {
  if (attributes_.size() < 2) return true;
  const auto space = [&](std::string_view prefix) {
    for (const Raw& a : attributes_) {
      if (a.name.size() == prefix.size() + 6 && a.name.starts_with("xmlns:") && a.name.substr(6) == prefix)
        return a.value;
    }
    return prefix;
  };
  std::vector<std::pair<std::string_view, std::string_view>> names, expanded;
  for (const Raw& a : attributes_) {
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

// Up to the end of the tag <`element`.
bool Scanner::read_attributes(std::string_view element) {
  attributes_.clear();
  if (!done() && text_[at_] == '>') return true;
  for (;;) {
    const std::size_t before = at_;
    skip_space();
    if (done()) return fail(fmt::format("the tag <{} does not end", element));
    if (text_[at_] == '>' || sees("/>")) return check_unique();
    if (at_ == before) return fail(fmt::format("white space is missing in the tag <{}", element));
    Raw attribute;
    if (!read_qualified_name(attribute.name)) return false;
    skip_space();
    if (done() || text_[at_] != '=')
      return fail(fmt::format("the attribute {} has no value", attribute.name));
    ++at_;
    skip_space();
    if (!read_attribute_value(attribute) || !check_declaration(attribute)) return false;
    attributes_.push_back(attribute);
    if (attributes_.size() > limits_.attributes_max)
      return fail_as("TOO_MANY_ATTRIBUTES",
                     fmt::format("more than {} attributes in one tag", limits_.attributes_max));
  }
}

const std::string_view* Scanner::space_of(std::string_view prefix) const {
  if (prefix == "xml") return &xml_space;
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    if (binding->prefix == prefix) return &binding->space;
  }
  return nullptr;
}

// Lists the element whose tag was read, with its attributes and namespace; binds what it declares. The
// default namespace inside it is left in `inside`.
std::uint32_t Scanner::add_node(std::string_view name, bool has_colon, std::string_view& inside) {
  const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
  Node& node = tree_.nodes_.emplace_back();
  node.name = name;
  node.attributes_begin = static_cast<std::uint32_t>(tree_.attributes_.size());
  inside = open_.empty() ? std::string_view{} : open_.back().space;
  for (const Raw& raw : attributes_) {
    const std::string_view value = raw.as_it_is ? raw.value : tree_.own(attribute_value(raw.value));
    tree_.attributes_.push_back({raw.name, value, {}});
    if (raw.name == "xmlns") inside = value;
    if (raw.name.starts_with("xmlns:")) bindings_.push_back({raw.name.substr(6), value});
  }
  node.attributes = static_cast<std::uint16_t>(attributes_.size());
  node.space = inside;
  if (has_colon) {
    const auto colon = name.find(':');
    const std::string_view* space = space_of(name.substr(0, colon));
    node.local_at = static_cast<std::uint32_t>(colon + 1);
    node.declared = space != nullptr;
    node.space = space != nullptr ? *space : std::string_view{};
  }
  for (Attribute& attribute : std::span(tree_.attributes_).subspan(node.attributes_begin)) {
    const auto colon = attribute.name.find(':');
    if (colon == std::string_view::npos) continue;
    if (const std::string_view* space = space_of(attribute.name.substr(0, colon))) attribute.space = *space;
  }
  if (!open_.empty()) {
    Open& parent = open_.back();
    ++tree_.nodes_[parent.node].children;
    if (parent.last_child != 0) tree_.nodes_[parent.last_child].next_step = index - parent.last_child;
    parent.last_child = index;
  }
  return index;
}

bool Scanner::read_start_tag() {
  ++at_;
  std::string_view name;
  if (!read_qualified_name(name)) return false;
  if (++elements_ > limits_.elements_max)
    return fail_as("TOO_MANY_ELEMENTS", fmt::format("more than {} elements", limits_.elements_max));
  const bool has_colon = has_colon_;
  if (!read_attributes(name)) return false;
  const std::size_t bindings = bindings_.size();
  std::string_view inside;
  const std::uint32_t index = add_node(name, has_colon, inside);
  if (text_[at_] != '>') {
    at_ += 2;
    bindings_.resize(bindings);
    return true;
  }
  ++at_;
  Node& node = tree_.nodes_.back();
  node.content_begin = node.content_end = static_cast<std::uint32_t>(at_);
  // Filled where it lies: a copy of what was written just now, in wider pieces, would wait for the writing.
  Open& element = open_.emplace_back();
  element.name = name, element.space = inside, element.node = index, element.bindings = bindings;
  if (open_.size() > limits_.depth_max)
    return fail_as("TOO_DEEP", fmt::format("more than {} elements inside each other", limits_.depth_max));
  return true;
}

bool Scanner::read_end_tag() {
  const std::size_t begin = at_;
  at_ += 2;
  const std::string_view open = open_.empty() ? std::string_view{} : open_.back().name;
  const std::size_t end = at_ + open.size();
  if (!open.empty() && end < text_.size() && text_[end] == '>' &&
      are_same(text_, static_cast<std::size_t>(open.data() - text_.data()), at_, open.size())) {
    at_ = end;
  } else {
    std::string_view name;
    if (!read_name(name)) return false;
    skip_space();
    if (done() || text_[at_] != '>') return fail(fmt::format("the tag </{} does not end", name));
    if (open_.empty() || open != name)
      return fail(fmt::format("</{}> closes nothing that is open", name.substr(0, 60)));
  }
  ++at_;
  tree_.nodes_[open_.back().node].content_end = static_cast<std::uint32_t>(begin);
  bindings_.resize(open_.back().bindings);
  open_.pop_back();
  return true;
}

bool Scanner::read_comment() {
  const auto end = text_.find("--", at_ + 4);
  if (end == std::string_view::npos) return fail("a comment that does not end");
  if (!text_.substr(end).starts_with("-->")) return fail("-- inside a comment");
  at_ = end + 3;
  return true;
}

bool Scanner::read_instruction() {
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

// Text up to the next tag, inside an element.
bool Scanner::read_content() {
  skip_space();
  if (done() || text_[at_] == '<') return true;
  Node& node = tree_.nodes_[open_.back().node];
  node.has_text = true;
  for (;;) {
    at_ = find_text_end(text_, at_);
    if (done() || text_[at_] == '<') return true;
    if (text_[at_] == '&') {
      node.is_plain = false;
      if (!read_reference()) return false;
    } else if (sees("]]>")) {
      return fail("]]> inside text");
    } else {
      ++at_;
    }
  }
}

bool Scanner::read_cdata() {
  const auto end = text_.find("]]>", at_);
  if (end == std::string_view::npos) return fail("a CDATA section that does not end");
  at_ = end + 3;
  tree_.nodes_[open_.back().node].has_text = true;
  return true;
}

bool Scanner::read_markup() {
  const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  if (second == '/') return read_end_tag();
  if (second != '!' && second != '?') {
    if (open_.empty() && elements_ > 0) return fail("a second root element");
    return read_start_tag();
  }
  if (!open_.empty()) tree_.nodes_[open_.back().node].is_plain = false;
  if (sees("<!--")) return read_comment();
  if (second == '?') return read_instruction();
  if (sees("<![CDATA[")) return open_.empty() ? fail("text outside the root element") : read_cdata();
  const bool doctype =
      text_.size() - at_ > 8 && std::equal(text_.begin() + static_cast<std::ptrdiff_t>(at_) + 2,
                                           text_.begin() + static_cast<std::ptrdiff_t>(at_) + 9, "DOCTYPE",
                                           [](char a, char b) { return (a & ~32) == b; });
  return doctype ? fail_as("DOCTYPE", "a document type declaration is not accepted")
                 : fail("a declaration that is not XML");
}

bool Scanner::read_document() {
  if (!read_declaration()) return false;
  while (!done()) {
    if (text_[at_] == '<') {
      if (!read_markup()) return false;
    } else if (!open_.empty()) {
      if (!read_content()) return false;
    } else if (is_space(text_[at_])) {
      ++at_;
    } else {
      return fail("text outside the root element");
    }
  }
  if (!open_.empty()) return fail(fmt::format("<{}> is never closed", open_.back().name.substr(0, 60)));
  return elements_ > 0 || fail("there is no element");
}

std::optional<Fault> Scanner::run() {
  TOCSIN_CHECK(text_.size() < UINT32_MAX);  // places in the text are kept in 32 bits
  // Room for documents that are rich in elements; pages that are not written cost nothing.
  tree_.nodes_.reserve(std::min<std::size_t>(text_.size() / 32 + 8, 65'536));
  open_.reserve(16);
  if (check_characters() && read_document()) return std::nullopt;
  fault_.line =
      1 + static_cast<std::size_t>(std::count(
              text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())), '\n'));
  fault_.detail += fmt::format(", line {}", fault_.line);
  return std::move(fault_);
}

}  // namespace tocsin::wire::xml
