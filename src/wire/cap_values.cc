// The leaves: texts, times, lists and pairs.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "wire/cap_dates.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {
namespace {

bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "&nbsp;" or "&#160;" left after XML has had its turn: somebody escaped twice.
bool has_html_entity(std::string_view text) {
  for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    std::string_view name =
        text.substr(at + 1, 10);  // no further: a text of & alone must not cost its square
    const auto end = name.find(';');
    if (end == std::string_view::npos || end < 2) continue;
    name = name.substr(0, end);
    if (name[0] == '#') name.remove_prefix(1);
    bool good = !name.empty();
    for (const char c : name) good = good && (is_letter(c) || is_digit(c));
    if (good) return true;
  }
  return false;
}

// "<br>", "</p>", "<br />", "<a href": not "< 5" and not "<https://...>".
bool has_html_tag(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t i = at + 1;
    if (i < text.size() && text[i] == '/') ++i;
    const std::size_t begin = i;
    while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]))) ++i;
    if (i == begin || i - begin > 10 || !is_letter(text[begin]) || i >= text.size()) continue;
    if (text[i] == '>' || text.substr(i).starts_with("/>")) return true;
    if (text[i] == ' ' && text.substr(i, 400).find('>') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string_view read_text(Reading& reading, const Element* element) {
  if (!element) return {};
  for (const xml::Attribute& attribute : reading.tree().attributes(*element->node)) {
    if (xml::is_namespace_declaration(attribute.name) || attribute.name.starts_with("xsi:")) continue;
    reading.error("UNSUPPORTED_ATTRIBUTE", element->path(), "s3.4",
                  fmt::format("{} is not CAP", attribute.name), "ignored");
  }
  if (element->node->children > 0)
    reading.error("UNSUPPORTED_ELEMENT", element->path(), "s3.4",
                  fmt::format("<{}> holds text alone", element->name), "the text inside was kept");
  return trim(reading.tree().deep_text_of(*element->node));
}

std::string_view read_prose(Reading& reading, const Element* element) {
  const std::string_view text = read_text(reading, element);
  // Text that came without a reference, a section or an element holds neither & nor <.
  if (!element || (element->node->is_plain && element->node->children == 0)) return text;
  // CAP 1.2 s3.3.3
  if (has_html_entity(text))
    reading.warning("TEXT_CONTAINS_HTML_ENTITIES", element->path(), "s3.3.3",
                    "HTML entities will be shown as they are");
  if (has_html_tag(text))
    reading.warning("TEXT_CONTAINS_HTML_TAGS", element->path(), "s3.3.3",
                    "HTML tags will be shown as they are");
  return text;
}

Time read_time(Reading& reading, const Element* element) {
  Time time;
  if (!element) return time;
  time.literal = read_text(reading, element);
  if (time.literal.empty()) {
    reading.error("INVALID_DATE", element->path(), "s3.3.2", "the element is empty", "read as absent");
    return time;
  }
  const DateReading date = read_date(time.literal, reading.version());
  time.at = date.at;
  if (!date.fault.empty()) {
    reading.add(date.at.known() ? date.level : Level::error, "INVALID_DATE", element->path(), "s3.3.2",
                fmt::format("\"{}\": {}", truncate_utf8(time.literal, 40), date.fault),
                date.at.known() ? date.repaired : "read as absent");
  }
  if (date.plus_zero)
    reading.info("UTC_WRITTEN_PLUS", element->path(), "s3.3.2", "UTC is to be written -00:00", "read as UTC");
  return time;
}

std::vector<std::string> read_quoted_list(Reading& reading, const Element* element) {
  std::vector<std::string> items;
  const std::string_view text = read_text(reading, element);
  std::string item;
  bool quoted = false, started = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted, started = true;
    } else if (!quoted && (c == ' ' || (c >= '\t' && c <= '\r'))) {
      if (!item.empty()) items.push_back(std::move(item));
      item.clear(), started = false;
    } else {
      item += c, started = true;
    }
  }
  if (started && !item.empty()) items.push_back(std::move(item));
  if (quoted)
    reading.error("INVALID_VALUE", element->path(), "s3.2.1", "a double quote without its second",
                  "read to the end");
  return items;
}

namespace {

constexpr std::string_view pair_section = "s3.2.2";

// Text instead of elements: "name=value".
void read_joined_pair(Reading& reading, const Element& element, std::vector<NamedValue>& out) {
  const std::string_view text = trim(reading.tree().text_of(*element.node));
  const auto equals = text.find('=');
  if (reading.version() > 10) {  // CAP 1.0 has only this form
    reading.error("MISSING_REQUIRED_ELEMENT", element.path(), pair_section,
                  fmt::format("<{}> has no <valueName>", element.name),
                  equals == std::string_view::npos ? "" : "split at =");
  }
  if (text.empty()) return;
  if (equals == std::string_view::npos)
    out.push_back({{}, std::string(text)});
  else
    out.push_back({std::string(trim(text.substr(0, equals))), std::string(trim(text.substr(equals + 1)))});
}

// What CAP 1.1 and 1.2 have: one valueName, then one value, nothing else. Only then are they set.
bool is_plain_pair(const Reading& reading, const Element& element, Element& name, Element& value) {
  const xml::Node* first = element.node->first_child();
  if (element.node->children != 2 || reading.version() == 10) return false;
  const xml::Node* second = first->next();
  name = {.node = first, .name = first->local(), .parent = &element};
  value = {.node = second, .name = second->local(), .parent = &element};
  return reading.owns(*first) && reading.owns(*second) && name.name == "valueName" && value.name == "value";
}

void add_pair(Reading& reading, const Element* name, const Element* value, std::vector<NamedValue>& out) {
  NamedValue& pair = out.emplace_back();
  pair.name = read_text(reading, name);
  pair.value = read_text(reading, value);
  if (name && pair.name.empty())
    reading.warning("EMPTY_ELEMENT", name->path(), pair_section, "<valueName> is empty");
  if (value && pair.value.empty())
    reading.warning("EMPTY_ELEMENT", value->path(), pair_section, "<value> is empty");
}

void read_pairs(Reading& reading, const Element& element, std::vector<NamedValue>& out) {
  std::vector<Element> names, values;
  bool in_order = true;
  for (const xml::Node* child = element.node->first_child(); child; child = child->next()) {
    const std::string_view local = child->local();
    const bool is_name = local == "valueName", is_value = local == "value";
    if (!reading.owns(*child) || (!is_name && !is_value)) {
      reading.error("UNSUPPORTED_ELEMENT", element.path(), pair_section,
                    fmt::format("<{}> does not belong in <{}>", child->name, element.name), "ignored");
      continue;
    }
    auto& list = is_name ? names : values;
    list.push_back({.node = child,
                    .name = local,
                    .parent = &element,
                    .position = static_cast<std::uint32_t>(list.size() + 1)});
    in_order = in_order && (is_name ? names.size() == values.size() + 1 : names.size() == values.size());
  }
  if (names.empty() && values.empty()) return read_joined_pair(reading, element, out);
  if (reading.version() == 10)
    reading.error("UNSUPPORTED_ELEMENT", element.path(), pair_section, "CAP 1.0 writes name=value",
                  "read as in CAP 1.1");
  if (!in_order)
    reading.error("INVALID_SEQUENCE", element.path(), pair_section, "<valueName> comes before its <value>",
                  "paired in order");
  if (names.size() > 1 || values.size() > 1)
    reading.error("DUPLICATE_ELEMENT", element.path(), pair_section,
                  fmt::format("<{}> holds one name and one value", element.name), "every pair was read");
  if (names.size() != values.size())
    reading.error("MISSING_REQUIRED_ELEMENT", element.path(), pair_section,
                  fmt::format("<{}> has {} names and {} values", element.name, names.size(), values.size()),
                  "the missing ones are empty");
  for (std::size_t i = 0; i < std::max(names.size(), values.size()); ++i)
    add_pair(reading, i < names.size() ? &names[i] : nullptr, i < values.size() ? &values[i] : nullptr, out);
}

}  // namespace

void read_named_values(Reading& reading, Children::Alike elements, std::vector<NamedValue>& out) {
  out.reserve(elements.size());
  Element name, value;
  for (const Element& element : elements) {
    if (is_plain_pair(reading, element, name, value))
      add_pair(reading, &name, &value, out);
    else
      read_pairs(reading, element, out);
  }
}

}  // namespace tocsin::wire::cap
