// Findings, and the structure check: which elements, how many, in which order, in which namespace.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "wire/cap_read.h"
#include "wire/xml.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view signature_space = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view schema_instance_space = "http://www.w3.org/2001/XMLSchema-instance";

void check_attributes(Reading& reading, const Element& element, std::string_view section) {
  for (const pugi::xml_attribute& attribute : element.node.attributes()) {
    if (xml::is_namespace_declaration(attribute.name())) continue;
    if (xml::name_of(element.node, attribute).space == schema_instance_space) continue;
    reading.error("UNSUPPORTED_ATTRIBUTE", element.path, section,
                  fmt::format("{}=\"{}\" is not CAP", attribute.name(), truncate_utf8(attribute.value(), 60)),
                  "ignored");
  }
}

// A child in another namespace. Signatures are met by cap_parse.cc and change nothing here.
void report_foreign(Reading& reading, const Element& parent, const pugi::xml_node& child,
                    const xml::Name& name, std::string_view section) {
  if (name.space == signature_space) return;
  reading.error(name.declared ? "FOREIGN_ELEMENT" : "UNDECLARED_PREFIX", parent.path, section,
                name.declared ? fmt::format("<{}> is in the namespace \"{}\"", child.name(),
                                            truncate_utf8(name.space, 80))
                              : fmt::format("the prefix of <{}> is not declared", child.name()),
                "ignored");
}

// The first element at a wrong place: one that should come before something already seen, or that stands
// before a required element which comes later. The second is how a schema validator sees it.
void check_order(Reading& reading, const std::vector<Element>& items,
                 const std::vector<std::size_t>& slots_of, std::span<const Slot> slots,
                 std::string_view section) {
  std::size_t highest = 0;
  std::vector<std::size_t> last(slots.size(), 0);
  for (std::size_t i = 0; i < items.size(); ++i) last[slots_of[i]] = i + 1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t slot = slots_of[i];
    std::string_view awaited;
    if (slot < highest) awaited = slots[highest].name;
    for (std::size_t lower = highest; lower < slot && awaited.empty(); ++lower) {
      if (slots[lower].min > 0 && last[lower] > i + 1) awaited = slots[lower].name;
    }
    if (!awaited.empty()) {
      reading.error("INVALID_SEQUENCE", items[i].path, section,
                    slot < highest ? fmt::format("<{}> stands after <{}>", items[i].name, awaited)
                                   : fmt::format("<{}> stands before <{}>", items[i].name, awaited),
                    "read as if in order");
      return;
    }
    highest = std::max(highest, slot);
  }
}

}  // namespace

std::string Reading::clause(std::string_view section) const {
  if (version_ == 0) return fmt::format("CAP 1.2 {}", section);
  return fmt::format("CAP {}.{} {}", version_ / 10, version_ % 10, section);
}

void Reading::add(Level level, std::string code, const std::string& path, std::string_view section,
                  std::string detail, std::string repaired) {
  has_errors_ = has_errors_ || level == Level::error;
  // By level too, so that an error is told after many warnings of the same code.
  if (++counts_[fmt::format("{} {}", to_string(level), code)] > findings_per_code_max) {
    ++cut_;
    return;
  }
  findings_.push_back(
      {std::move(code), level, path, clause(section), std::move(repaired), std::move(detail)});
}

void Reading::reject(std::string code, const std::string& path, std::string_view section,
                     std::string detail) {
  add(Level::error, std::move(code), path, section, std::move(detail));
  rejected_ = true;
}

std::vector<Finding> Reading::take_findings() {
  if (cut_ > 0) {
    findings_.push_back({"FINDINGS_CUT",
                         Level::info,
                         "/alert[1]",
                         clause("s3.2"),
                         {},
                         fmt::format("{} more findings are not listed", cut_)});
  }
  return std::move(findings_);
}

Children::Children(Reading& reading, const Element& parent, std::span<const Slot> slots,
                   std::string_view section) {
  check_attributes(reading, parent, section);
  std::vector<std::size_t> counts(slots.size(), 0), slots_of;
  std::map<std::string_view, std::size_t> unknown;
  bool stray_text = false;
  for (const pugi::xml_node& child : parent.node.children()) {
    if (child.type() != pugi::node_element) {
      stray_text = stray_text || !trim(child.value()).empty();
      continue;
    }
    const xml::Name name = xml::name_of(child);
    if (name.space != reading.space()) {
      report_foreign(reading, parent, child, name, section);
      continue;
    }
    const auto slot =
        std::find_if(slots.begin(), slots.end(), [&](const Slot& s) { return s.name == name.local; });
    if (slot == slots.end()) {
      reading.error("UNSUPPORTED_ELEMENT",
                    fmt::format("{}/{}[{}]", parent.path, name.local, ++unknown[name.local]), section,
                    fmt::format("<{}> does not belong in <{}>", name.local, parent.name), "ignored");
      continue;
    }
    const auto index = static_cast<std::size_t>(slot - slots.begin());
    Element element{child, name.local, fmt::format("{}/{}[{}]", parent.path, name.local, ++counts[index])};
    if (reading.version() < slot->since || reading.version() > slot->until) {
      reading.error("UNSUPPORTED_ELEMENT", element.path, section,
                    fmt::format("this version of CAP has no <{}>", name.local),
                    "read as in the version that has it");
    }
    if (slot->max != 0 && counts[index] > static_cast<std::size_t>(slot->max)) {
      reading.error("DUPLICATE_ELEMENT", element.path, section,
                    fmt::format("<{}> may be there once", name.local),
                    slot->joined ? "the texts were joined" : "the first one counts");
      if (!slot->joined) continue;
    }
    items_.push_back(std::move(element));
    slots_of.push_back(index);
  }
  if (stray_text)
    reading.error("STRAY_TEXT", parent.path, section,
                  fmt::format("text between the elements of <{}>", parent.name), "ignored");
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].min == 0 || counts[i] > 0 || slots[i].vital || reading.version() < slots[i].min_since)
      continue;
    reading.error("MISSING_REQUIRED_ELEMENT", parent.path, section,
                  fmt::format("<{}> has no <{}>", parent.name, slots[i].name));
  }
  check_order(reading, items_, slots_of, slots, section);
}

const Element* Children::first(std::string_view name) const {
  for (const Element& element : items_) {
    if (element.name == name) return &element;
  }
  return nullptr;
}

std::vector<const Element*> Children::all(std::string_view name) const {
  std::vector<const Element*> found;
  for (const Element& element : items_) {
    if (element.name == name) found.push_back(&element);
  }
  return found;
}

}  // namespace tocsin::wire::cap
