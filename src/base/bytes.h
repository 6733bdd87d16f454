// Byte strings and their text forms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

// An owned string of bytes. std::string, because every library here takes it; the name says that it is not
// text.
using Bytes = std::string;

std::span<const std::uint8_t> as_u8(std::string_view bytes);
std::string_view as_chars(std::span<const std::uint8_t> bytes);

std::string encode_hex(std::span<const std::uint8_t> bytes);
// Nothing when a character is not a hexadecimal digit or their number is odd.
std::optional<Bytes> decode_hex(std::string_view text);

// RFC 4648 section 5, without padding.
std::string encode_base64url(std::span<const std::uint8_t> bytes);
// Strict: nothing on padding, other characters, or non-zero unused bits (RFC 4648 section 3.5).
std::optional<Bytes> decode_base64url(std::string_view text);

// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes`, continuing from `crc`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc = 0);
// The same, slower, on processors without the instruction for it (SSE 4.2).
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t crc);

// True when both are equal, in a time that depends on the lengths alone. For secrets.
bool equal_constant_time(std::string_view a, std::string_view b);

// 32 bytes of BLAKE2b over `bytes`; keyed when `key` (16 to 64 bytes) is given.
Bytes blake2b(std::string_view bytes, std::string_view key = {});

}  // namespace tocsin
