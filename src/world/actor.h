// Actor: on whose behalf a command comes. The door has made sure who it is; `decide` says what they may.
#pragma once

#include "world/ids.h"

namespace tocsin::world {

struct Actor {
  enum class Kind : std::uint8_t {
    system = 0,     // the server itself: ticks, start, deliveries
    operator_ = 1,  // someone with a token of this realm
    person = 2,     // someone who holds that person's signed link
    local = 3       // whoever owns the data directory, by the command line
  };
  Kind kind = Kind::system;
  Id id;

  static Actor system() { return {}; }
  static Actor local() { return {Kind::local, {}}; }
  static Actor of(OperatorId id) { return {Kind::operator_, id.id}; }
  static Actor of(PersonId id) { return {Kind::person, id.id}; }

  bool is_operator() const { return kind == Kind::operator_; }
  bool is_person(PersonId person) const { return kind == Kind::person && id == person.id; }
  bool operator==(const Actor&) const = default;
};

}  // namespace tocsin::world
