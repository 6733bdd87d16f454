#include "doors/cap_to_alert.h"

#include "base/check.h"

namespace tocsin::doors {
namespace {

namespace cap = wire::cap;

world::AlertStatus status_of(cap::Status value) {
  switch (value) {
    case cap::Status::actual:
      return world::AlertStatus::actual;
    case cap::Status::exercise:
      return world::AlertStatus::exercise;
    case cap::Status::system:
      return world::AlertStatus::system;
    case cap::Status::test:
      return world::AlertStatus::test;
    case cap::Status::draft:
      return world::AlertStatus::draft;
  }
  TOCSIN_CHECK(false);
  std::unreachable();
}

world::AlertType type_of(cap::MessageType value) {
  switch (value) {
    case cap::MessageType::alert:
      return world::AlertType::alert;
    case cap::MessageType::update:
      return world::AlertType::update;
    case cap::MessageType::cancel:
      return world::AlertType::cancel;
    case cap::MessageType::ack:
      return world::AlertType::ack;
    case cap::MessageType::error:
      return world::AlertType::error;
  }
  TOCSIN_CHECK(false);
  std::unreachable();
}

world::AlertScope scope_of(cap::Scope value) {
  switch (value) {
    case cap::Scope::public_:
      return world::AlertScope::public_;
    case cap::Scope::restricted:
      return world::AlertScope::restricted;
    case cap::Scope::private_:
      return world::AlertScope::private_;
  }
  TOCSIN_CHECK(false);
  std::unreachable();
}

template <class Enum>
std::string word(const cap::Coded<Enum>& coded) {
  return coded.text.empty() ? std::string(cap::to_string(coded.value)) : coded.text;
}

world::AlertInfo info_of(const cap::Info& in) {
  world::AlertInfo info{.language = in.language,
                        .event = in.event,
                        .headline = in.headline,
                        .description = in.description,
                        .instruction = in.instruction,
                        .sender_name = in.sender_name,
                        .web = in.web,
                        .contact = in.contact,
                        .categories = {},
                        .response_types = {},
                        .urgency = word(in.urgency),
                        .severity = word(in.severity),
                        .certainty = word(in.certainty),
                        .effective_at = in.effective.at,
                        .onset_at = in.onset.at,
                        .expires_at = in.expires.at,
                        .areas = {}};
  for (const auto& category : in.categories) info.categories.push_back(word(category));
  for (const auto& type : in.response_types) info.response_types.push_back(word(type));
  for (const auto& block : in.areas) {
    world::AlertArea area{block.description, block.shape, {}};
    for (const auto& code : block.geocodes) area.geocodes.push_back({code.name, code.value});
    info.areas.push_back(std::move(area));
  }
  return info;
}

}  // namespace

world::AlertFacts to_facts(const cap::Message& message, cap::Verdict verdict) {
  TOCSIN_CHECK(verdict != cap::Verdict::rejected);
  world::AlertFacts facts{.key = {message.sender, message.identifier, message.sent_at},
                          .version = message.version,
                          .verdict = verdict == cap::Verdict::usable ? world::AlertVerdict::usable
                                                                     : world::AlertVerdict::conforming,
                          .status = status_of(message.status),
                          .type = type_of(message.type),
                          .scope = scope_of(message.scope),
                          .source = message.source,
                          .note = message.note,
                          .references = {},
                          .infos = {},
                          .signature_present = message.has_signature};
  for (const auto& reference : message.references)
    facts.references.push_back({reference.sender, reference.identifier, reference.sent_at});
  for (const auto& info : message.infos) facts.infos.push_back(info_of(info));
  return facts;
}

}  // namespace tocsin::doors
