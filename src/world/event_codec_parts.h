// What the files of the event codec share. For them alone.
#pragma once

#include <cstring>
#include <optional>
#include <string>

#include "events.pb.h"
#include "world/event.h"

namespace tocsin::world {

// Thrown by take_*() and caught in decode(): a decoder of fifty messages stays readable, and nothing
// leaves here.
struct Malformed {
  const char* what;
};

inline std::string put(const Id& id) {
  return id.is_zero() ? std::string() : std::string(as_chars(id.bytes));
}
template <class Tag>
std::string put(const TypedId<Tag>& typed) {
  return put(typed.id);
}
template <class Typed>
std::string put(const std::optional<Typed>& typed) {
  return typed ? put(typed->id) : std::string();
}
template <class Enum>
std::uint32_t number(Enum value) {
  return static_cast<std::uint32_t>(value);
}

inline Id take_id(std::string_view bytes) {
  if (bytes.empty()) return {};
  Id id;
  if (bytes.size() != id.bytes.size()) throw Malformed{"an id is not 16 bytes"};
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}
template <class Typed>
Typed take(std::string_view bytes) {
  return Typed(take_id(bytes));
}
template <class Typed>
std::optional<Typed> take_optional(std::string_view bytes) {
  return bytes.empty() ? std::nullopt : std::optional(take<Typed>(bytes));
}
template <class Enum>
Enum take_enum(std::uint32_t value, Enum first, Enum last) {
  if (value < number(first) || value > number(last)) throw Malformed{"a number is not of its enumeration"};
  return static_cast<Enum>(value);
}

}  // namespace tocsin::world
