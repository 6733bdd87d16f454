// Reading a value of a closed list, for the inside of this room.
#pragma once

#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "wire/cap_names.h"
#include "wire/cap_read.h"

namespace tocsin::wire::cap {

// Exact, else by letters alone with an error; nothing when no word fits (an error that says `otherwise` was
// done). The text kept is the one written. Vital elements, which have no `otherwise`, are reported by the
// caller instead.
template <class E>
std::optional<Coded<E>> read_coded(Reading& reading, const Element* element, std::string_view section,
                                   std::string_view otherwise) {
  const std::string_view text = read_text(reading, element);
  const auto shown = [&] { return truncate_utf8(text, 60); };
  for (const Word<E>& word : words<E>()) {
    if (word.text != text) continue;
    if (reading.version() < word.since || reading.version() > word.until) {
      // CAP 1.2 s3.2.2: "Very Likely" of 1.0 is Likely.
      reading.error("INVALID_ENUM_VALUE", element->path(), section,
                    fmt::format("this version of CAP has no \"{}\"", shown()),
                    fmt::format("read as {}", to_string(word.value)));
    } else if (reading.tree().deep_text_of(*element->node).size() != text.size()) {
      reading.error("INVALID_ENUM_VALUE", element->path(), section,
                    fmt::format("white space around \"{}\"", shown()), "trimmed");
    } else if (to_string(word.value) != text) {
      reading.info("VERY_LIKELY", element->path(), section, "\"Very Likely\" left CAP with 1.1",
                   "read as Likely");
    }
    return Coded<E>{word.value, std::string(text)};
  }
  const auto letters = [](std::string_view from) {
    std::string to;
    for (const char c : to_lower_ascii(from)) {
      if (c != ' ' && c != '_' && c != '-') to += c;
    }
    return to;
  };
  for (const Word<E>& word : words<E>()) {
    if (text.empty() || letters(word.text) != letters(text)) continue;
    reading.error("INVALID_ENUM_VALUE", element->path(), section,
                  fmt::format("\"{}\" is not a value of <{}>", shown(), element->name),
                  fmt::format("read as {}", to_string(word.value)));
    return Coded<E>{word.value, std::string(text)};
  }
  if (!otherwise.empty()) {
    reading.error("INVALID_ENUM_VALUE", element->path(), section,
                  text.empty() ? fmt::format("<{}> is empty", element->name)
                               : fmt::format("\"{}\" is not a value of <{}>", shown(), element->name),
                  std::string(otherwise));
  }
  return std::nullopt;
}

}  // namespace tocsin::wire::cap
