// The leaves: texts, times, lists and pairs.
#include <fmt/format.h>

#include "base/text.h"
#include "wire/cap_dates.h"
#include "wire/cap_read.h"
#include "wire/xml.h"

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

std::string read_text(Reading& reading, const Element* element) {
  if (!element) return {};
  bool has_elements = false;
  for (const pugi::xml_node& child : element->node.children())
    has_elements = has_elements || child.type() == pugi::node_element;
  for (const pugi::xml_attribute& attribute : element->node.attributes()) {
    if (xml::is_namespace_declaration(attribute.name()) ||
        std::string_view(attribute.name()).starts_with("xsi:"))
      continue;
    reading.error("UNSUPPORTED_ATTRIBUTE", element->path, "s3.4",
                  fmt::format("{} is not CAP", attribute.name()), "ignored");
  }
  if (!has_elements) {
    const std::string text = xml::text_of(element->node);
    return std::string(trim(text));
  }
  reading.error("UNSUPPORTED_ELEMENT", element->path, "s3.4",
                fmt::format("<{}> holds text alone", element->name), "the text inside was kept");
  const std::string text = xml::deep_text_of(element->node);
  return std::string(trim(text));
}

std::string read_prose(Reading& reading, const Element* element) {
  std::string text = read_text(reading, element);
  // CAP 1.2 s3.3.3
  if (has_html_entity(text))
    reading.warning("TEXT_CONTAINS_HTML_ENTITIES", element->path, "s3.3.3",
                    "HTML entities will be shown as they are");
  if (has_html_tag(text))
    reading.warning("TEXT_CONTAINS_HTML_TAGS", element->path, "s3.3.3",
                    "HTML tags will be shown as they are");
  return text;
}

Time read_time(Reading& reading, const Element* element) {
  Time time;
  if (!element) return time;
  time.literal = read_text(reading, element);
  if (time.literal.empty()) {
    reading.error("INVALID_DATE", element->path, "s3.3.2", "the element is empty", "read as absent");
    return time;
  }
  const DateReading date = read_date(time.literal, reading.version());
  time.at = date.at;
  if (!date.fault.empty()) {
    reading.add(date.at.known() ? date.level : Level::error, "INVALID_DATE", element->path, "s3.3.2",
                fmt::format("\"{}\": {}", truncate_utf8(time.literal, 40), date.fault),
                date.at.known() ? date.repaired : "read as absent");
  }
  if (date.plus_zero)
    reading.info("UTC_WRITTEN_PLUS", element->path, "s3.3.2", "UTC is to be written -00:00", "read as UTC");
  return time;
}

std::vector<std::string> read_quoted_list(Reading& reading, const Element* element) {
  std::vector<std::string> items;
  const std::string text = read_text(reading, element);
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
    reading.error("INVALID_VALUE", element->path, "s3.2.1", "a double quote without its second",
                  "read to the end");
  return items;
}

void read_named_values(Reading& reading, const std::vector<const Element*>& elements,
                       std::vector<NamedValue>& out) {
  static constexpr std::string_view section = "s3.2.2";
  for (const Element* element : elements) {
    std::vector<Element> names, values;
    bool in_order = true;
    for (const pugi::xml_node& child : element->node.children()) {
      if (child.type() != pugi::node_element) continue;
      const xml::Name name = xml::name_of(child);
      const bool is_name = name.local == "valueName", is_value = name.local == "value";
      if (name.space != reading.space() || (!is_name && !is_value)) {
        reading.error("UNSUPPORTED_ELEMENT", element->path, section,
                      fmt::format("<{}> does not belong in <{}>", child.name(), element->name), "ignored");
        continue;
      }
      auto& list = is_name ? names : values;
      list.push_back(
          {child, name.local, fmt::format("{}/{}[{}]", element->path, name.local, list.size() + 1)});
      in_order = in_order && (is_name ? names.size() == values.size() + 1 : names.size() == values.size());
    }
    if (names.empty() && values.empty()) {
      std::string text(trim(xml::text_of(element->node)));
      const auto equals = text.find('=');
      if (reading.version() > 10) {  // CAP 1.0 has only this form
        reading.error("MISSING_REQUIRED_ELEMENT", element->path, section,
                      fmt::format("<{}> has no <valueName>", element->name),
                      equals == std::string::npos ? "" : "split at =");
      }
      if (text.empty()) continue;
      if (equals == std::string::npos)
        out.push_back({{}, std::move(text)});
      else
        out.push_back({std::string(trim(std::string_view(text).substr(0, equals))),
                       std::string(trim(std::string_view(text).substr(equals + 1)))});
      continue;
    }
    if (reading.version() == 10)
      reading.error("UNSUPPORTED_ELEMENT", element->path, section, "CAP 1.0 writes name=value",
                    "read as in CAP 1.1");
    if (!in_order)
      reading.error("INVALID_SEQUENCE", element->path, section, "<valueName> comes before its <value>",
                    "paired in order");
    if (names.size() > 1 || values.size() > 1)
      reading.error("DUPLICATE_ELEMENT", element->path, section,
                    fmt::format("<{}> holds one name and one value", element->name), "every pair was read");
    if (names.size() != values.size())
      reading.error(
          "MISSING_REQUIRED_ELEMENT", element->path, section,
          fmt::format("<{}> has {} names and {} values", element->name, names.size(), values.size()),
          "the missing ones are empty");
    for (std::size_t i = 0; i < std::max(names.size(), values.size()); ++i) {
      NamedValue pair{i < names.size() ? read_text(reading, &names[i]) : std::string{},
                      i < values.size() ? read_text(reading, &values[i]) : std::string{}};
      if (i < names.size() && pair.name.empty())
        reading.warning("EMPTY_ELEMENT", names[i].path, section, "<valueName> is empty");
      if (i < values.size() && pair.value.empty())
        reading.warning("EMPTY_ELEMENT", values[i].path, section, "<value> is empty");
      out.push_back(std::move(pair));
    }
  }
}

}  // namespace tocsin::wire::cap
