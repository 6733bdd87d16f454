// The closed lists of CAP, for the inside of this room.
#pragma once

#include <span>
#include <string_view>

#include "wire/cap.h"

namespace tocsin::wire::cap {

// One value of a closed list and the versions whose schema has it (10, 11, 12).
template <class E>
struct Word {
  std::string_view text;
  E value;
  int since = 10;
  int until = 12;
};

template <class E>
std::span<const Word<E>> words();

template <>
std::span<const Word<Status>> words();
template <>
std::span<const Word<MessageType>> words();
template <>
std::span<const Word<Scope>> words();
template <>
std::span<const Word<Category>> words();
template <>
std::span<const Word<ResponseType>> words();
template <>
std::span<const Word<Urgency>> words();
template <>
std::span<const Word<Severity>> words();
template <>
std::span<const Word<Certainty>> words();

}  // namespace tocsin::wire::cap
