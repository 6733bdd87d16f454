#include "base/id.h"

#include "base/bytes.h"

namespace tocsin {

std::string to_hex(const Id& id) { return encode_hex(std::span(id.bytes)); }

std::string to_uuid(const Id& id) {
  std::string text = to_hex(id);
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

Result<Id> parse_id(std::string_view text) {
  std::string compact;
  if (text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-') {
    for (const char c : text) {
      if (c != '-') compact += c;
    }
  } else {
    compact = text;
  }
  auto bytes = decode_hex(compact);
  if (!bytes || bytes->size() != 16) {
    return fail(Errc::invalid,
                fmt::format("\"{}\" is not an id: expected 32 hexadecimal digits", text.substr(0, 40)));
  }
  Id id;
  std::memcpy(id.bytes.data(), bytes->data(), 16);
  return id;
}

Id make_uuid_v7(Instant at, const Id& random) {
  Id id = random;
  const auto ms = static_cast<std::uint64_t>(at.ms);
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x70);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

}  // namespace tocsin
