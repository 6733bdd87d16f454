// References, and the rules of the prose that join several elements.
#include <fmt/format.h>

#include "base/text.h"
#include "wire/cap_dates.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view section = "s3.2.1";

// "sender,identifier,sent"; CAP 1.0 had "identifier/sender". Nothing when not even sender and identifier are
// there.
std::optional<Reference> read_reference(Reading& reading, const Element& element, std::string_view token) {
  const auto shown = [&] { return truncate_utf8(token, 100); };
  const auto parts = split(token, ',');
  if (parts.size() == 3 && !parts[0].empty() && !parts[1].empty()) {
    Reference reference{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), {}};
    const DateReading date = read_date(reference.sent, reading.version());
    reference.sent_at = date.at;
    if (!date.fault.empty()) {
      reading.add(date.at.known() ? date.level : Level::error, "INVALID_REFERENCES", element.path(), section,
                  fmt::format("\"{}\": {}", shown(), date.fault),
                  date.at.known() ? date.repaired : "kept without time");
    }
    return reference;
  }
  const auto slash = token.find('/');
  if (reading.version() == 10 && parts.size() == 1 && slash != std::string_view::npos && slash > 0 &&
      slash + 1 < token.size())
    return Reference{std::string(token.substr(slash + 1)), std::string(token.substr(0, slash)), {}, {}};
  const bool pair = parts.size() == 2 && !parts[0].empty() && !parts[1].empty();
  reading.error("INVALID_REFERENCES", element.path(), section,
                fmt::format("\"{}\" is not sender,identifier,sent", shown()),
                pair ? "kept without time" : "left out");
  if (!pair) return std::nullopt;
  return Reference{std::string(parts[0]), std::string(parts[1]), {}, {}};
}

void check_conditions(Reading& reading, const Message& message, const Element& alert) {
  if (message.scope != Scope::restricted && !message.restriction.empty())
    reading.error("RESTRICTION_SCOPE_MISMATCH", alert.path(), section,
                  fmt::format("<restriction> with scope {}", to_string(message.scope)), "kept as written");
  if (message.scope == Scope::restricted && message.restriction.empty() && reading.version() > 10)
    reading.warning("MISSING_RESTRICTION", alert.path(), section, "scope Restricted without <restriction>");
  if (message.scope == Scope::private_ && message.addresses.empty())
    reading.error("MISSING_REQUIRED_ELEMENT", alert.path(), section, "scope Private without <addresses>");
  if (message.type == MessageType::error && message.note.empty())
    reading.warning("MISSING_NOTE", alert.path(), section, "msgType Error should say why in <note>");
  if (message.status == Status::exercise && message.note.empty())
    reading.warning("MISSING_NOTE", alert.path(), section,
                    "status Exercise should name the exercise in <note>");
  if (message.type != MessageType::alert && message.references.empty())
    reading.warning("MISSING_REFERENCES", alert.path(), section,
                    fmt::format("{} names no earlier message", to_string(message.type)));
}

void check_times(Reading& reading, const Message& message, const Info& info, const Element& element) {
  if (!info.expires.at.known()) return;
  if (info.expires.at < info.effective.at)
    reading.warning("EXPIRES_BEFORE_EFFECTIVE", element.path(), "s3.2.2",
                    fmt::format("expires {} is before effective", info.expires.literal),
                    "expired on arrival");
  else if (info.expires.at < message.sent_at)
    reading.warning("EXPIRES_BEFORE_SENT", element.path(), "s3.2.2",
                    fmt::format("expires {} is before sent", info.expires.literal), "expired on arrival");
  if (info.onset.at.known() && info.expires.at < info.onset.at)
    reading.warning("EXPIRES_BEFORE_ONSET", element.path(), "s3.2.2",
                    fmt::format("expires {} is before onset", info.expires.literal));
}

void check_info(Reading& reading, const Message& message, const Info& info, const Element& element) {
  check_times(reading, message, info, element);
  if (info.headline.size() > 160 && count_code_points(info.headline) > 160)
    reading.info("HEADLINE_LONG", element.path(), "s3.2.2",
                 fmt::format("the headline has {} characters", count_code_points(info.headline)));
  if (message.scope != Scope::public_) return;
  for (const auto& response : info.response_types) {
    if (response.value == ResponseType::assess)
      reading.warning("ASSESS_IN_PUBLIC", element.path(), "s3.2.2",
                      "responseType Assess is not for the public");
  }
}

// The <info> of message.infos[i].
Element info_of(const Element& alert, std::size_t i) {
  return {.name = "info", .parent = &alert, .position = static_cast<std::uint32_t>(i + 1)};
}

// Only neighbours: the first info in another language is enough to show it.
void check_same_text(Reading& reading, const Message& message, const Element& alert) {
  for (std::size_t i = 1; i < message.infos.size(); ++i) {
    const Info& first = message.infos[i - 1];
    const Info& second = message.infos[i];
    const auto primary = [](const Info& info) {
      return to_lower_ascii(info.language.substr(0, info.language.find('-')));
    };
    if (!first.description.empty() && first.description == second.description &&
        primary(first) != primary(second))
      reading.warning(
          "SAME_TEXT_DIFFERENT_LANGUAGE", info_of(alert, i).path(), "s3.2.2",
          fmt::format("the description in {} and {} is one text", first.language, second.language));
  }
}

}  // namespace

std::vector<Reference> read_references(Reading& reading, const Element& element, const Message& message) {
  std::vector<Reference> references;
  const std::string_view text = read_text(reading, &element);
  for (const std::string_view token : split_whitespace(text)) {
    auto reference = read_reference(reading, element, token);
    if (!reference) continue;
    if (reference->sent_at.known() && reference->sent_at > message.sent_at)
      reading.error("POSTDATED_REFERENCE", element.path(), section,
                    fmt::format("{} is later than this message", reference->sent), "kept as written");
    if (reference->sender == message.sender && reference->identifier == message.identifier &&
        (!reference->sent_at.known() || reference->sent_at == message.sent_at))
      reading.error("CIRCULAR_REFERENCE", element.path(), section, "the message names itself",
                    "kept as written");
    references.push_back(std::move(*reference));
  }
  return references;
}

void check_message(Reading& reading, const Message& message, const Element& alert) {
  check_conditions(reading, message, alert);
  for (std::size_t i = 0; i < message.infos.size(); ++i)
    check_info(reading, message, message.infos[i], info_of(alert, i));
  check_same_text(reading, message, alert);
}

}  // namespace tocsin::wire::cap
