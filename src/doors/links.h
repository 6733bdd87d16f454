// Links: the signed tokens in answer and circle pages. A token names whom it is for; nobody can make one
// without the realm's secret, and none works in another realm.
//
//   answer: base64url(check 16, person 16, mac 16), 64 characters
//   circle: base64url(person 16, mac 16), 43 characters
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "world/ids.h"

namespace tocsin::doors {

class Links {
 public:
  // `key`: 32 bytes that belong to this purpose alone.
  explicit Links(Bytes key) : key_(std::move(key)) {}

  struct Answer {
    world::CheckId check;
    world::PersonId person;
  };
  std::string answer_token(world::CheckId check, world::PersonId person) const;
  // Nothing unless this realm signed it. Compares in constant time.
  std::optional<Answer> read_answer(std::string_view token) const;
  std::string circle_token(world::PersonId person) const;
  std::optional<world::PersonId> read_circle(std::string_view token) const;

 private:
  Bytes sign(std::string_view purpose, std::string_view payload) const;

  Bytes key_;
};

}  // namespace tocsin::doors
