#include "base/bytes.h"

#include <sodium.h>

#include <array>
#include <cstring>

#include "base/check.h"

namespace tocsin {
namespace {

constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? (value >> 1) ^ 0x82F63B78u : value >> 1;
    table[i] = value;
  }
  return table;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(std::string_view bytes,
                                                                      std::uint32_t crc) {
  std::uint64_t running = ~crc;
  while (bytes.size() >= sizeof running) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    running = __builtin_ia32_crc32di(running, word);
    bytes.remove_prefix(sizeof word);
  }
  auto last = static_cast<std::uint32_t>(running);
  for (const char c : bytes) last = __builtin_ia32_crc32qi(last, static_cast<unsigned char>(c));
  return ~last;
}
#endif

}  // namespace

std::span<const std::uint8_t> as_u8(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string_view as_chars(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string encode_hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<Bytes> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string encode_base64url(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    buffer = (buffer << 8 | byte) & 0xFFFFFF;
    for (bits += 8; bits >= 6; bits -= 6) text += base64url_alphabet[buffer >> (bits - 6) & 63];
  }
  if (bits > 0) text += base64url_alphabet[buffer << (6 - bits) & 63];
  return text;
}

std::optional<Bytes> decode_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = base64url_alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
    if ((bits += 6) >= 8) {
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits & 255);
    }
  }
  if ((buffer & ((1u << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t crc) {
  static constexpr auto table = make_crc_table();
  crc = ~crc;
  for (const char c : bytes) crc = table[(crc ^ static_cast<std::uint8_t>(c)) & 255] ^ (crc >> 8);
  return ~crc;
}

std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc) {
#ifdef __x86_64__
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  if (has_instruction) return crc32c_by_instruction(bytes, crc);
#endif
  return crc32c_by_table(bytes, crc);
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Bytes blake2b(std::string_view bytes, std::string_view key) {
  Bytes hash(32, '\0');
  const int failed =
      crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), as_u8(bytes).data(),
                         bytes.size(), key.empty() ? nullptr : as_u8(key).data(), key.size());
  TOCSIN_CHECK(failed == 0, "key of {} bytes", key.size());
  return hash;
}

}  // namespace tocsin
