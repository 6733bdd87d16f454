// The reader: from bytes to one Message with a verdict. The <alert> element itself; <info> and <area> have
// their own files.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "wire/cap_dates.h"
#include "wire/cap_enum.h"
#include "wire/cap_read.h"
#include "wire/xml.h"

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

const Space* cap_space_of(const pugi::xml_node& node) {
  const xml::Name name = xml::name_of(node);
  return name.local == "alert" ? find_space(name.space) : nullptr;
}

Parsed rejected(std::string code, std::string detail) {
  Parsed parsed;
  parsed.signature = "absent";
  parsed.findings.push_back({std::move(code), Level::error, "/", "CAP 1.2 s3.2", {}, std::move(detail)});
  return parsed;
}

// identifier and sender: never white space, commas, < and & (CAP 1.2 s3.2.1).
std::string read_identity(Reading& reading, const Children& children, std::string_view name,
                          const std::string& path) {
  const Element* element = children.first(name);
  std::string text = read_text(reading, element);
  if (text.empty()) {
    reading.reject("MISSING_REQUIRED_ELEMENT", element ? element->path : path, section,
                   fmt::format("<{}> is absent or empty", name));
    return text;
  }
  const std::string code = name == "sender" ? "INVALID_SENDER" : "INVALID_IDENTIFIER";
  if (text.find_first_of(" \t\r\n,<&") != std::string::npos) {
    reading.error(code, element->path, section,
                  fmt::format("\"{}\" holds white space, a comma, < or &", truncate_utf8(text, 80)),
                  "kept as written");
  } else if (xml::deep_text_of(element->node) != text) {
    reading.error(code, element->path, section,
                  fmt::format("white space around \"{}\"", truncate_utf8(text, 80)), "trimmed");
  }
  return text;
}

template <class E>
void read_vital(Reading& reading, const Children& children, std::string_view name, const std::string& path,
                E& out) {
  const Element* element = children.first(name);
  if (!element) {
    reading.reject("MISSING_REQUIRED_ELEMENT", path, section, fmt::format("<{}> is absent", name));
    return;
  }
  const auto coded = read_coded<E>(reading, element, section, "");
  if (coded)
    out = coded->value;
  else
    reading.reject("INVALID_ENUM_VALUE", element->path, section, fmt::format("<{}> cannot be read", name));
}

void read_sent(Reading& reading, const Children& children, const std::string& path, Message& message) {
  const Element* element = children.first("sent");
  if (!element) {
    reading.reject("MISSING_REQUIRED_ELEMENT", path, section, "<sent> is absent");
    return;
  }
  Time sent = read_time(reading, element);
  if (!sent.at.known()) reading.reject("INVALID_DATE", element->path, section, "<sent> cannot be read");
  message.sent = std::move(sent.literal);
  message.sent_at = sent.at;
}

void read_scope(Reading& reading, const Children& children, const std::string& path, Message& message) {
  // CAP 1.0 lets scope be absent. A message that does not name its public is not for everybody.
  if (reading.version() == 10 && !children.first("scope")) {
    message.scope = Scope::restricted;
    reading.warning("SCOPE_ABSENT", path, section, "CAP 1.0 without <scope>", "read as Restricted");
    return;
  }
  read_vital(reading, children, "scope", path, message.scope);
}

bool has_signature(const pugi::xml_node& alert) {
  for (const pugi::xml_node& child : alert.children()) {
    if (child.type() != pugi::node_element) continue;
    const xml::Name name = xml::name_of(child);
    if (name.local == "Signature" && name.space == "http://www.w3.org/2000/09/xmldsig#") return true;
  }
  return false;
}

void read_infos(Reading& reading, const Children& children, Message& message) {
  const auto infos = children.all("info");
  if (infos.size() > infos_max) {
    reading.reject("TOO_MANY_INFOS", infos[infos_max]->path, section,
                   fmt::format("{} <info> are more than {}", infos.size(), infos_max));
    return;
  }
  message.infos.resize(infos.size());
  for (std::size_t i = 0; i < infos.size() && !reading.rejected(); ++i)
    read_info(reading, *infos[i], message, message.infos[i]);
}

void read_alert(Reading& reading, const Element& alert, Message& message) {
  const Children children(reading, alert, alert_slots, section);
  message.identifier = read_identity(reading, children, "identifier", alert.path);
  message.sender = read_identity(reading, children, "sender", alert.path);
  read_sent(reading, children, alert.path, message);
  read_vital(reading, children, "status", alert.path, message.status);
  read_vital(reading, children, "msgType", alert.path, message.type);
  read_scope(reading, children, alert.path, message);
  if (reading.rejected()) return;
  if (const Element* password = children.first("password"))
    reading.warning("PASSWORD_DEPRECATED", password->path, section, "passwords left CAP with 1.1",
                    "not kept");
  message.source = read_prose(reading, children.first("source"));
  message.restriction = read_prose(reading, children.first("restriction"));
  message.addresses = read_quoted_list(reading, children.first("addresses"));
  for (const Element* code : children.all("code")) {
    if (std::string text = read_text(reading, code); !text.empty()) message.codes.push_back(std::move(text));
  }
  message.note = read_prose(reading, children.first("note"));
  if (const Element* references = children.first("references"))
    message.references = read_references(reading, *references, message);
  message.incidents = read_quoted_list(reading, children.first("incidents"));
  read_infos(reading, children, message);
  if (!reading.rejected()) check_message(reading, message, alert.path);
}

Parsed parse_alert(const pugi::xml_node& node, const Space& space, std::size_t position) {
  Reading reading(space.name, space.version);
  Message message;
  message.version = space.text;
  message.has_signature = has_signature(node);
  read_alert(reading, {node, "alert", fmt::format("/alert[{}]", position)}, message);
  Parsed parsed;
  parsed.verdict = reading.verdict();
  parsed.version = space.text;
  parsed.signature = message.has_signature ? "present" : "absent";
  parsed.findings = reading.take_findings();
  if (parsed.verdict != Verdict::rejected) parsed.message = std::move(message);
  return parsed;
}

std::vector<pugi::xml_node> wrapped_alerts(const pugi::xml_node& root) {
  std::vector<pugi::xml_node> alerts;
  if (xml::name_of(root).local != "alerts") return alerts;
  for (const pugi::xml_node& child : root.children()) {
    if (child.type() == pugi::node_element && cap_space_of(child)) alerts.push_back(child);
  }
  return alerts;
}

Parsed not_cap(const pugi::xml_node& root) {
  const xml::Name name = xml::name_of(root);
  return rejected("NOT_CAP", fmt::format("the root <{}> in the namespace \"{}\" is no CAP alert",
                                         truncate_utf8(name.local, 60), truncate_utf8(name.space, 80)));
}

std::expected<xml::Document, xml::Fault> read_document(std::string_view bytes) {
  return xml::parse(bytes, {.bytes_max = bytes_max});
}

}  // namespace

Parsed parse(std::string_view bytes) {
  const auto document = read_document(bytes);
  if (!document) return rejected(document.error().code, document.error().detail);
  const pugi::xml_node root = document->root();
  if (const Space* space = cap_space_of(root)) return parse_alert(root, *space, 1);
  const auto alerts = wrapped_alerts(root);
  if (alerts.size() == 1) return parse_alert(alerts[0], *cap_space_of(alerts[0]), 1);
  if (alerts.size() > 1)
    return rejected("SEVERAL_ALERTS",
                    fmt::format("the wrapper holds {} alerts; one message is expected", alerts.size()));
  return not_cap(root);
}

std::vector<Parsed> parse_all(std::string_view bytes) {
  std::vector<Parsed> all;
  const auto document = read_document(bytes);
  if (!document) {
    all.push_back(rejected(document.error().code, document.error().detail));
    return all;
  }
  const pugi::xml_node root = document->root();
  if (const Space* space = cap_space_of(root)) {
    all.push_back(parse_alert(root, *space, 1));
    return all;
  }
  const auto alerts = wrapped_alerts(root);
  for (std::size_t i = 0; i < alerts.size(); ++i)
    all.push_back(parse_alert(alerts[i], *cap_space_of(alerts[i]), i + 1));
  if (all.empty()) all.push_back(not_cap(root));
  return all;
}

}  // namespace tocsin::wire::cap
