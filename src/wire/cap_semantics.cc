#include "wire/cap_semantics.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"

namespace tocsin::wire::cap {
namespace {

// Lower case, hyphens, and codes for the names of languages that real alerts carry.
std::string normalise(std::string_view language) {
  std::string tag = to_lower_ascii(trim(language));
  std::replace(tag.begin(), tag.end(), '_', '-');
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"english", "en"}, {"french", "fr"}, {"german", "de"}, {"spanish", "es"}, {"sp", "es"}, {"eng", "en"},
      {"fra", "fr"},     {"deu", "de"},    {"spa", "es"},    {"iw", "he"},      {"in", "id"}};
  const auto hyphen = std::min(tag.find('-'), tag.size());
  for (const auto& [name, code] : names) {
    if (std::string_view(tag).substr(0, hyphen) == name) return std::string(code) + tag.substr(hyphen);
  }
  return tag;
}

bool within(std::string_view tag, std::string_view range) {
  return tag.starts_with(range) && (tag.size() == range.size() || tag[range.size()] == '-');
}

const Info* look_up(const Message& message, std::string_view range) {
  while (!range.empty()) {
    for (const bool exact : {true, false}) {
      for (const Info& info : message.infos) {
        const std::string tag = normalise(info.language);
        if (exact ? tag == range : within(tag, range)) return &info;
      }
    }
    const auto hyphen = range.rfind('-');
    range = range.substr(0, hyphen == std::string_view::npos ? 0 : hyphen);
  }
  return nullptr;
}

}  // namespace

Instant expires_at(const Info& info, Instant fallback) {
  return info.expires.at.known() ? info.expires.at : fallback;
}

const Info* choose_info(const Message& message, std::string_view language) {
  if (const Info* found = look_up(message, normalise(language))) return found;
  if (const Info* english = look_up(message, "en")) return english;
  return message.infos.empty() ? nullptr : &message.infos.front();
}

std::vector<const Info*> same_language(const Message& message, const Info& info) {
  std::vector<const Info*> found;
  for (const Info& other : message.infos) {
    if (normalise(other.language) == normalise(info.language)) found.push_back(&other);
  }
  return found;
}

bool same_message(const Reference& reference, const Message& message) {
  return same_sender_and_identifier(reference, message) &&
         (!reference.sent_at.known() || reference.sent_at == message.sent_at);
}

bool same_sender_and_identifier(const Reference& reference, const Message& message) {
  return reference.sender == message.sender && reference.identifier == message.identifier;
}

}  // namespace tocsin::wire::cap
