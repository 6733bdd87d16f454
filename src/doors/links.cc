#include "doors/links.h"

#include <cstring>

namespace tocsin::doors {
namespace {

constexpr std::size_t mac_bytes = 16;
constexpr std::size_t id_bytes = 16;

Id take_id(std::string_view bytes) {
  Id id;
  std::memcpy(id.bytes.data(), bytes.data(), id.bytes.size());
  return id;
}

}  // namespace

Bytes Links::sign(std::string_view purpose, std::string_view payload) const {
  return blake2b(std::string(purpose) + std::string(payload), key_).substr(0, mac_bytes);
}

std::string Links::answer_token(world::CheckId check, world::PersonId person) const {
  Bytes payload(as_chars(check.id.bytes));
  payload += as_chars(person.id.bytes);
  return encode_base64url(as_u8(payload + sign("answer ", payload)));
}

std::optional<Links::Answer> Links::read_answer(std::string_view token) const {
  const auto bytes = decode_base64url(token);
  if (!bytes || bytes->size() != 2 * id_bytes + mac_bytes) return std::nullopt;
  const std::string_view payload = std::string_view(*bytes).substr(0, 2 * id_bytes);
  if (!equal_constant_time(sign("answer ", payload), std::string_view(*bytes).substr(2 * id_bytes)))
    return std::nullopt;
  return Answer{world::CheckId(take_id(payload)), world::PersonId(take_id(payload.substr(id_bytes)))};
}

std::string Links::circle_token(world::PersonId person) const {
  const Bytes payload(as_chars(person.id.bytes));
  return encode_base64url(as_u8(payload + sign("circle ", payload)));
}

std::optional<world::PersonId> Links::read_circle(std::string_view token) const {
  const auto bytes = decode_base64url(token);
  if (!bytes || bytes->size() != id_bytes + mac_bytes) return std::nullopt;
  const std::string_view payload = std::string_view(*bytes).substr(0, id_bytes);
  if (!equal_constant_time(sign("circle ", payload), std::string_view(*bytes).substr(id_bytes)))
    return std::nullopt;
  return world::PersonId(take_id(payload));
}

}  // namespace tocsin::doors
