#include "doors/links.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace tocsin::doors {
namespace {

constexpr std::size_t mac_bytes = 16;
constexpr std::size_t id_bytes = 16;
// A mac is the beginning of a BLAKE2b of 32 bytes.
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t answer_bytes = 2 * id_bytes + mac_bytes;
// 48 bytes fill base64url without a rest.
constexpr std::size_t answer_chars = answer_bytes / 3 * 4;
constexpr std::string_view answer_purpose = "answer ";

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
  return encode_base64url(as_u8(payload + sign(answer_purpose, payload)));
}

// By the hundred thousand a second: nothing is allocated.
std::optional<Links::Answer> Links::read_answer(std::string_view token) const {
  if (token.size() != answer_chars) return std::nullopt;
  std::array<unsigned char, answer_purpose.size() + answer_bytes> bytes{};
  std::memcpy(bytes.data(), answer_purpose.data(), answer_purpose.size());
  std::size_t size = 0;
  if (sodium_base642bin(bytes.data() + answer_purpose.size(), answer_bytes, token.data(), token.size(),
                        nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      size != answer_bytes) {
    return std::nullopt;
  }
  constexpr std::size_t signed_bytes = answer_purpose.size() + 2 * id_bytes;
  std::array<unsigned char, hash_bytes> hash{};
  crypto_generichash(hash.data(), hash.size(), bytes.data(), signed_bytes, as_u8(key_).data(), key_.size());
  if (sodium_memcmp(hash.data(), bytes.data() + signed_bytes, mac_bytes) != 0) return std::nullopt;
  const std::string_view payload = as_chars(std::span(bytes)).substr(answer_purpose.size());
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
