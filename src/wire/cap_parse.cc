// The reader: from bytes to one Message with a verdict. The <alert> element itself; <info> and <area> have
// their own files.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "wire/cap_dates.h"
#include "wire/cap_enum.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view section = "s3.2.1";

// The XSD's sequence of <alert>, with what 1.0 and 1.1 had.
constexpr Slot alert_slots[] = {
    {.name = "identifier", .min = 1, .vital = true},
    {.name = "sender", .min = 1, .vital = true},
    {.name = "sent", .min = 1, .vital = true},
    {.name = "status", .min = 1, .vital = true},
    {.name = "msgType", .min = 1, .vital = true},
    {.name = "password", .until = 10},
    {.name = "source"},
    {.name = "scope", .min = 1, .vital = true},
    {.name = "restriction"},
    {.name = "addresses"},
    {.name = "code", .max = 0},
    {.name = "note"},
    {.name = "references"},
    {.name = "incidents"},
    {.name = "info", .max = 0},
};
consteval std::size_t at(std::string_view name) { return slot_of(alert_slots, name); }

struct Space {
  std::string_view name;
  int version;
  std::string_view text;
};
constexpr Space spaces[] = {{"urn:oasis:names:tc:emergency:cap:1.2", 12, "1.2"},
                            {"urn:oasis:names:tc:emergency:cap:1.1", 11, "1.1"},
                            {"http://www.incident.com/cap/1.0", 10, "1.0"}};

const Space* find_space(std::string_view name) {
  const auto found =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const Space& s) { return s.name == name; });
  return found == std::end(spaces) ? nullptr : found;
}

const Space* cap_space_of(const xml::Node& node) {
  return node.local() == "alert" ? find_space(node.space) : nullptr;
}

Parsed rejected(std::string code, std::string detail) {
  Parsed parsed;
  parsed.signature = "absent";
  parsed.findings.push_back({std::move(code), Level::error, "/", "CAP 1.2 s3.2", {}, std::move(detail)});
  return parsed;
}

// identifier and sender: never white space, commas, < and & (CAP 1.2 s3.2.1).
std::string read_identity(Reading& reading, const Children& children, std::size_t slot,
                          const Element& alert) {
  const Element* element = children.first(slot);
  std::string text(read_text(reading, element));
  if (text.empty()) {
    reading.reject("MISSING_REQUIRED_ELEMENT", element ? element->path() : alert.path(), section,
                   fmt::format("<{}> is absent or empty", children.name_of(slot)));
    return text;
  }
  const auto code = [&] { return slot == at("sender") ? "INVALID_SENDER" : "INVALID_IDENTIFIER"; };
  const auto is_forbidden = [](char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '<' || c == '&';
  };
  if (std::ranges::any_of(text, is_forbidden)) {
    reading.error(code(), element->path(), section,
                  fmt::format("\"{}\" holds white space, a comma, < or &", truncate_utf8(text, 80)),
                  "kept as written");
  } else if (reading.tree().deep_text_of(*element->node).size() != text.size()) {
    reading.error(code(), element->path(), section,
                  fmt::format("white space around \"{}\"", truncate_utf8(text, 80)), "trimmed");
  }
  return text;
}

template <class E>
void read_vital(Reading& reading, const Children& children, std::size_t slot, const Element& alert, E& out) {
  const Element* element = children.first(slot);
  const std::string_view name = children.name_of(slot);
  if (!element) {
    reading.reject("MISSING_REQUIRED_ELEMENT", alert.path(), section, fmt::format("<{}> is absent", name));
    return;
  }
  const auto coded = read_coded<E>(reading, element, section, "");
  if (coded)
    out = coded->value;
  else
    reading.reject("INVALID_ENUM_VALUE", element->path(), section, fmt::format("<{}> cannot be read", name));
}

void read_sent(Reading& reading, const Children& children, const Element& alert, Message& message) {
  const Element* element = children.first(at("sent"));
  if (!element) {
    reading.reject("MISSING_REQUIRED_ELEMENT", alert.path(), section, "<sent> is absent");
    return;
  }
  Time sent = read_time(reading, element);
  if (!sent.at.known()) reading.reject("INVALID_DATE", element->path(), section, "<sent> cannot be read");
  message.sent = std::move(sent.literal);
  message.sent_at = sent.at;
}

void read_scope(Reading& reading, const Children& children, const Element& alert, Message& message) {
  // CAP 1.0 lets scope be absent. A message that does not name its public is not for everybody.
  if (reading.version() == 10 && !children.first(at("scope"))) {
    message.scope = Scope::restricted;
    reading.warning("SCOPE_ABSENT", alert.path(), section, "CAP 1.0 without <scope>", "read as Restricted");
    return;
  }
  read_vital(reading, children, at("scope"), alert, message.scope);
}

bool has_signature(const xml::Node& alert) {
  for (const xml::Node* child = alert.first_child(); child; child = child->next()) {
    if (child->local() == "Signature" && child->space == "http://www.w3.org/2000/09/xmldsig#") return true;
  }
  return false;
}

void read_infos(Reading& reading, const Children& children, Message& message) {
  const auto infos = children.all(at("info"));
  if (infos.size() > infos_max) {
    auto surplus = infos.begin();
    for (std::size_t i = 0; i < infos_max; ++i) ++surplus;
    reading.reject("TOO_MANY_INFOS", (*surplus).path(), section,
                   fmt::format("{} <info> are more than {}", infos.size(), infos_max));
    return;
  }
  message.infos.reserve(infos.size());
  for (const Element& info : infos) {
    if (reading.rejected()) break;
    read_info(reading, info, message, message.infos.emplace_back());
  }
}

void read_alert(Reading& reading, const Element& alert, Message& message) {
  const Children children(reading, alert, alert_slots, section);
  message.identifier = read_identity(reading, children, at("identifier"), alert);
  message.sender = read_identity(reading, children, at("sender"), alert);
  read_sent(reading, children, alert, message);
  read_vital(reading, children, at("status"), alert, message.status);
  read_vital(reading, children, at("msgType"), alert, message.type);
  read_scope(reading, children, alert, message);
  if (reading.rejected()) return;
  if (const Element* password = children.first(at("password")))
    reading.warning("PASSWORD_DEPRECATED", password->path(), section, "passwords left CAP with 1.1",
                    "not kept");
  message.source = read_prose(reading, children.first(at("source")));
  message.restriction = read_prose(reading, children.first(at("restriction")));
  message.addresses = read_quoted_list(reading, children.first(at("addresses")));
  for (const Element& code : children.all(at("code"))) {
    if (const auto text = read_text(reading, &code); !text.empty()) message.codes.emplace_back(text);
  }
  message.note = read_prose(reading, children.first(at("note")));
  if (const Element* references = children.first(at("references")))
    message.references = read_references(reading, *references, message);
  message.incidents = read_quoted_list(reading, children.first(at("incidents")));
  read_infos(reading, children, message);
  if (!reading.rejected()) check_message(reading, message, alert);
}

Parsed parse_alert(xml::Tree& tree, const xml::Node& node, const Space& space, std::uint32_t position) {
  Reading reading(tree, node.space, space.version);
  Parsed parsed;
  Message& message = parsed.message.emplace();
  message.version = space.text;
  message.has_signature = has_signature(node);
  read_alert(reading, {.node = &node, .name = "alert", .position = position}, message);
  parsed.verdict = reading.verdict();
  parsed.version = space.text;
  parsed.signature = message.has_signature ? "present" : "absent";
  parsed.findings = reading.take_findings();
  if (parsed.verdict == Verdict::rejected) parsed.message.reset();
  return parsed;
}

std::vector<const xml::Node*> wrapped_alerts(const xml::Node& root) {
  std::vector<const xml::Node*> alerts;
  if (root.local() != "alerts") return alerts;
  for (const xml::Node* child = root.first_child(); child; child = child->next()) {
    if (cap_space_of(*child)) alerts.push_back(child);
  }
  return alerts;
}

Parsed not_cap(const xml::Node& root) {
  return rejected("NOT_CAP", fmt::format("the root <{}> in the namespace \"{}\" is no CAP alert",
                                         truncate_utf8(root.local(), 60), truncate_utf8(root.space, 80)));
}

std::expected<xml::Tree, xml::Fault> read_document(std::string_view bytes) {
  return xml::read_tree(bytes, {.bytes_max = bytes_max});
}

}  // namespace

Parsed parse(std::string_view bytes) {
  auto tree = read_document(bytes);
  if (!tree) return rejected(tree.error().code, tree.error().detail);
  const xml::Node& root = tree->root();
  if (const Space* space = cap_space_of(root)) return parse_alert(*tree, root, *space, 1);
  const auto alerts = wrapped_alerts(root);
  if (alerts.size() == 1) return parse_alert(*tree, *alerts[0], *cap_space_of(*alerts[0]), 1);
  if (alerts.size() > 1)
    return rejected("SEVERAL_ALERTS",
                    fmt::format("the wrapper holds {} alerts; one message is expected", alerts.size()));
  return not_cap(root);
}

std::vector<Parsed> parse_all(std::string_view bytes) {
  std::vector<Parsed> all;
  auto tree = read_document(bytes);
  if (!tree) {
    all.push_back(rejected(tree.error().code, tree.error().detail));
    return all;
  }
  const xml::Node& root = tree->root();
  if (const Space* space = cap_space_of(root)) {
    all.push_back(parse_alert(*tree, root, *space, 1));
    return all;
  }
  std::uint32_t position = 0;
  for (const xml::Node* alert : wrapped_alerts(root))
    all.push_back(parse_alert(*tree, *alert, *cap_space_of(*alert), ++position));
  if (all.empty()) all.push_back(not_cap(root));
  return all;
}

}  // namespace tocsin::wire::cap
