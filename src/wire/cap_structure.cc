// Findings, and the structure check: which elements, how many, in which order, in which namespace.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view signature_space = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view schema_instance_space = "http://www.w3.org/2001/XMLSchema-instance";

void check_attributes(Reading& reading, const Element& element, std::string_view section) {
  for (const xml::Attribute& attribute : reading.tree().attributes(*element.node)) {
    if (xml::is_namespace_declaration(attribute.name)) continue;
    if (attribute.space == schema_instance_space) continue;
    reading.error("UNSUPPORTED_ATTRIBUTE", element.path(), section,
                  fmt::format("{}=\"{}\" is not CAP", attribute.name, truncate_utf8(attribute.value, 60)),
                  "ignored");
  }
}

// A child in another namespace. Signatures are met by cap_parse.cc and change nothing here.
void report_foreign(Reading& reading, const Element& parent, const xml::Node& child,
                    std::string_view section) {
  if (child.space == signature_space) return;
  reading.error(child.declared ? "FOREIGN_ELEMENT" : "UNDECLARED_PREFIX", parent.path(), section,
                child.declared ? fmt::format("<{}> is in the namespace \"{}\"", child.name,
                                             truncate_utf8(child.space, 80))
                               : fmt::format("the prefix of <{}> is not declared", child.name),
                "ignored");
}

// The first element at a wrong place: one that should come before something already seen, or that stands
// before a required element which comes later. The second is how a schema validator sees it.
void check_order(Reading& reading, std::span<const Element> items, std::span<const std::uint32_t> lasts,
                 std::span<const Slot> slots, std::string_view section) {
  std::size_t highest = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t slot = items[i].slot;
    std::string_view awaited;
    if (slot < highest) awaited = slots[highest].name;
    for (std::size_t lower = highest; lower < slot && awaited.empty(); ++lower) {
      if (slots[lower].min > 0 && lasts[lower] > i + 1) awaited = slots[lower].name;
    }
    if (!awaited.empty()) {
      reading.error("INVALID_SEQUENCE", items[i].path(), section,
                    slot < highest ? fmt::format("<{}> stands after <{}>", items[i].name, awaited)
                                   : fmt::format("<{}> stands before <{}>", items[i].name, awaited),
                    "read as if in order");
      return;
    }
    highest = std::max(highest, slot);
  }
}

// Documents are mostly in order: the search begins at the slot of the child before. `slots.size()` when there
// is none.
std::size_t find_slot(std::span<const Slot> slots, std::string_view name, std::size_t from) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const std::size_t slot = from + i < slots.size() ? from + i : from + i - slots.size();
    // The first letter alone tells most names of one size apart, without a call.
    const std::string_view other = slots[slot].name;
    if (other.size() == name.size() && other.front() == name.front() && other == name) return slot;
  }
  return slots.size();
}

}  // namespace

std::string Element::path() const {
  std::string path = parent ? parent->path() : std::string();
  path += '/';
  path += name;
  path += '[';
  path += std::to_string(position);
  path += ']';
  return path;
}

std::string Reading::clause(std::string_view section) const {
  std::string clause = "CAP 1.0 ";
  clause[6] = static_cast<char>('0' + version_ % 10);
  return clause += section;
}

void Reading::add(Level level, std::string code, std::string path, std::string_view section,
                  std::string detail, std::string repaired) {
  has_errors_ = has_errors_ || level == Level::error;
  // By level too, so that an error is told after many warnings of the same code.
  auto count =
      std::ranges::find_if(counts_, [&](const Count& c) { return c.level == level && c.code == code; });
  if (count == counts_.end()) count = counts_.insert(counts_.end(), {level, code});
  if (++count->count > findings_per_code_max) {
    ++cut_;
    return;
  }
  findings_.push_back(
      {std::move(code), level, std::move(path), clause(section), std::move(repaired), std::move(detail)});
}

bool Reading::only_counts(Level level, std::string_view code) {
  const auto count =
      std::ranges::find_if(counts_, [&](const Count& c) { return c.level == level && c.code == code; });
  if (count == counts_.end() || count->count < findings_per_code_max) return false;
  has_errors_ = has_errors_ || level == Level::error;
  ++cut_;
  return true;
}

void Reading::reject(std::string code, std::string path, std::string_view section, std::string detail) {
  add(Level::error, std::move(code), std::move(path), section, std::move(detail));
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
                   std::string_view section)
    : slots_(slots) {
  check_attributes(reading, parent, section);
  items_.reserve(parent.node->children);
  std::fill_n(tallies_.begin(), slots.size(), Tally{});
  std::map<std::string_view, std::uint32_t> unknown;
  std::size_t slot = 0;
  for (const xml::Node* child = parent.node->first_child(); child; child = child->next()) {
    if (!reading.owns(*child)) {
      report_foreign(reading, parent, *child, section);
      continue;
    }
    const std::string_view name = child->local();
    const std::size_t found = find_slot(slots, name, slot);
    if (found < slots.size()) {
      slot = found;
      place(reading, parent, *child, slot, section);
      continue;
    }
    const Element element{.node = child, .name = name, .parent = &parent, .position = ++unknown[name]};
    reading.error("UNSUPPORTED_ELEMENT", element.path(), section,
                  fmt::format("<{}> does not belong in <{}>", name, parent.name), "ignored");
  }
  if (parent.node->has_text && !trim(reading.tree().text_of(*parent.node)).empty())
    reading.error("STRAY_TEXT", parent.path(), section,
                  fmt::format("text between the elements of <{}>", parent.name), "ignored");
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].min == 0 || tallies_[i].met > 0 || slots[i].vital || reading.version() < slots[i].min_since)
      continue;
    reading.error("MISSING_REQUIRED_ELEMENT", parent.path(), section,
                  fmt::format("<{}> has no <{}>", parent.name, slots[i].name));
  }
  if (std::ranges::is_sorted(items_, {}, &Element::slot)) return;
  std::array<std::uint32_t, slots_max> lasts{};
  for (std::size_t i = 0; i < slots.size(); ++i) lasts[i] = tallies_[i].last;
  check_order(reading, items_, lasts, slots, section);
}

// Lists a child that belongs here, unless there are too many.
void Children::place(Reading& reading, const Element& parent, const xml::Node& child, std::size_t index,
                     std::string_view section) {
  const Slot& slot = slots_[index];
  // Filled where it lies: a copy of what was written just now, in wider pieces, would wait for the writing.
  Element& element = items_.emplace_back();
  element.node = &child, element.name = slot.name, element.parent = &parent;
  element.position = ++tallies_[index].met, element.slot = static_cast<std::uint32_t>(index);
  if (reading.version() < slot.since || reading.version() > slot.until) {
    reading.error("UNSUPPORTED_ELEMENT", element.path(), section,
                  fmt::format("this version of CAP has no <{}>", slot.name),
                  "read as in the version that has it");
  }
  if (slot.max != 0 && tallies_[index].met > static_cast<std::uint32_t>(slot.max)) {
    reading.error("DUPLICATE_ELEMENT", element.path(), section,
                  fmt::format("<{}> may be there once", slot.name),
                  slot.joined ? "the texts were joined" : "the first one counts");
    if (!slot.joined) return items_.pop_back();
  }
  const auto place = static_cast<std::uint32_t>(items_.size());
  Tally& tally = tallies_[index];
  if (tally.last > 0)
    items_[tally.last - 1].next_alike = place;
  else
    tally.first = place;
  tally.last = place;
  ++tally.kept;
}

}  // namespace tocsin::wire::cap
