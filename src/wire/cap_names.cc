#include "wire/cap_names.h"

namespace tocsin::wire::cap {
namespace {

constexpr Word<Status> statuses[] = {{"Actual", Status::actual},
                                     {"Exercise", Status::exercise},
                                     {"System", Status::system},
                                     {"Test", Status::test},
                                     {"Draft", Status::draft, 11}};
constexpr Word<MessageType> message_types[] = {{"Alert", MessageType::alert},
                                               {"Update", MessageType::update},
                                               {"Cancel", MessageType::cancel},
                                               {"Ack", MessageType::ack},
                                               {"Error", MessageType::error}};
constexpr Word<Scope> scopes[] = {
    {"Public", Scope::public_}, {"Restricted", Scope::restricted}, {"Private", Scope::private_}};
constexpr Word<Category> categories[] = {
    {"Geo", Category::geo},           {"Met", Category::met},         {"Safety", Category::safety},
    {"Security", Category::security}, {"Rescue", Category::rescue},   {"Fire", Category::fire},
    {"Health", Category::health},     {"Env", Category::env},         {"Transport", Category::transport},
    {"Infra", Category::infra},       {"CBRNE", Category::cbrne, 11}, {"Other", Category::other}};
constexpr Word<ResponseType> response_types[] = {
    {"Shelter", ResponseType::shelter, 11}, {"Evacuate", ResponseType::evacuate, 11},
    {"Prepare", ResponseType::prepare, 11}, {"Execute", ResponseType::execute, 11},
    {"Avoid", ResponseType::avoid, 12},     {"Monitor", ResponseType::monitor, 11},
    {"Assess", ResponseType::assess, 11},   {"AllClear", ResponseType::all_clear, 12},
    {"None", ResponseType::none, 11}};
constexpr Word<Urgency> urgencies[] = {{"Immediate", Urgency::immediate},
                                       {"Expected", Urgency::expected},
                                       {"Future", Urgency::future},
                                       {"Past", Urgency::past},
                                       {"Unknown", Urgency::unknown}};
constexpr Word<Severity> severities[] = {{"Extreme", Severity::extreme},
                                         {"Severe", Severity::severe},
                                         {"Moderate", Severity::moderate},
                                         {"Minor", Severity::minor},
                                         {"Unknown", Severity::unknown}};
// "Very Likely" of 1.0 is handled as Likely (CAP 1.2 s3.2.2, certainty, note); to_string takes the first
// match.
constexpr Word<Certainty> certainties[] = {
    {"Observed", Certainty::observed, 11}, {"Likely", Certainty::likely},
    {"Possible", Certainty::possible},     {"Unlikely", Certainty::unlikely},
    {"Unknown", Certainty::unknown},       {"Very Likely", Certainty::likely, 10, 10}};

template <class E>
std::string_view find(E value) {
  for (const Word<E>& word : words<E>()) {
    if (word.value == value) return word.text;
  }
  return {};
}

}  // namespace

template <>
std::span<const Word<Status>> words() {
  return statuses;
}
template <>
std::span<const Word<MessageType>> words() {
  return message_types;
}
template <>
std::span<const Word<Scope>> words() {
  return scopes;
}
template <>
std::span<const Word<Category>> words() {
  return categories;
}
template <>
std::span<const Word<ResponseType>> words() {
  return response_types;
}
template <>
std::span<const Word<Urgency>> words() {
  return urgencies;
}
template <>
std::span<const Word<Severity>> words() {
  return severities;
}
template <>
std::span<const Word<Certainty>> words() {
  return certainties;
}

std::string_view to_string(Status value) { return find(value); }
std::string_view to_string(MessageType value) { return find(value); }
std::string_view to_string(Scope value) { return find(value); }
std::string_view to_string(Category value) { return find(value); }
std::string_view to_string(ResponseType value) { return find(value); }
std::string_view to_string(Urgency value) { return find(value); }
std::string_view to_string(Severity value) { return find(value); }
std::string_view to_string(Certainty value) { return find(value); }

std::string_view to_string(Verdict value) {
  switch (value) {
    case Verdict::rejected:
      return "rejected";
    case Verdict::usable:
      return "usable";
    case Verdict::conforming:
      return "conforming";
  }
  return {};
}

std::string_view to_string(Level value) {
  switch (value) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::info:
      return "info";
  }
  return {};
}

}  // namespace tocsin::wire::cap
