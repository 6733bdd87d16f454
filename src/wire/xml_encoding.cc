// From the bytes of an XML document to UTF-8 (XML 1.0 appendix F).
#include <fmt/format.h>

#include <cstdint>

#include "base/text.h"
#include "wire/single_byte.h"
#include "wire/xml_scan.h"

namespace tocsin::wire::xml {
namespace {

using Text = std::expected<std::string, Fault>;

std::unexpected<Fault> bad_encoding(std::string detail) {
  return std::unexpected(Fault{"ENCODING", std::move(detail), 0});
}

Text from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return bad_encoding("an odd number of bytes cannot be UTF-16");
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<std::uint8_t>(bytes[i]), b = static_cast<std::uint8_t>(bytes[i + 1]);
    return static_cast<std::uint32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xE000) {
      const std::uint32_t low = i + 2 < bytes.size() ? unit(i + 2) : 0;
      if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
        return bad_encoding(fmt::format("a lone surrogate at byte {}", i));
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    }
    append_utf8(text, code);
  }
  return text;
}

// The encoding attribute of the XML declaration in lower case; empty when there is none.
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  const auto declaration = text.substr(0, text.find("?>"));
  const auto at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  const auto open = declaration.find_first_of("'\"", at);
  if (open == std::string_view::npos) return {};
  const auto close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return to_lower_ascii(declaration.substr(open + 1, close - open - 1));
}

Text from_single_bytes(std::string_view bytes, bool windows) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    const std::uint32_t code = windows ? from_windows_1252(byte) : byte;
    if (code == 0 && byte != 0) return bad_encoding(fmt::format("byte {:#x} is not in windows-1252", byte));
    append_utf8(text, code);
  }
  return text;
}

// The document without a byte order mark: `bytes` where they claim to be UTF-8, else the decoded text.
std::expected<std::string_view, Fault> to_utf8(std::string_view bytes, std::string& decoded) {
  const auto keep = [&](Text text) -> std::expected<std::string_view, Fault> {
    if (!text) return std::unexpected(std::move(text.error()));
    decoded = std::move(*text);
    return decoded;
  };
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) {
    const std::string declared = declared_encoding(bytes.substr(3));
    if (declared.starts_with("utf-16")) return bad_encoding("labelled UTF-16 but marked UTF-8");
    return bytes.substr(3);
  }
  if (bytes.starts_with("\xFF\xFE"sv)) return keep(from_utf16(bytes.substr(2), false));
  if (bytes.starts_with("\xFE\xFF"sv)) return keep(from_utf16(bytes.substr(2), true));
  if (bytes.starts_with("<\0?\0"sv)) return keep(from_utf16(bytes, false));
  if (bytes.starts_with("\0<\0?"sv)) return keep(from_utf16(bytes, true));
  const std::string declared = declared_encoding(bytes);
  if (declared.empty() || declared == "utf-8" || declared == "utf8") return bytes;
  if (declared == "iso-8859-1" || declared == "latin1") return keep(from_single_bytes(bytes, false));
  if (declared == "windows-1252" || declared == "cp1252") return keep(from_single_bytes(bytes, true));
  if (declared == "us-ascii" || declared == "ascii") {
    for (const char c : bytes) {
      if (static_cast<std::uint8_t>(c) >= 0x80) return bad_encoding("a byte outside US-ASCII");
    }
    return bytes;
  }
  return bad_encoding(fmt::format("encoding \"{}\" is not read here", declared.substr(0, 40)));
}

}  // namespace

std::expected<CheckedText, Fault> to_checked_utf8(std::string_view bytes, const Limits& limits,
                                                  std::string& decoded) {
  if (bytes.size() > limits.bytes_max) {
    return std::unexpected(
        Fault{"TOO_LARGE", fmt::format("{} bytes are more than {}", bytes.size(), limits.bytes_max), 0});
  }
  auto text = to_utf8(bytes, decoded);
  if (!text) return std::unexpected(std::move(text.error()));
  const Characters characters = look_over(*text);
  if (!characters.is_utf8) return bad_encoding("the bytes are not UTF-8");
  return CheckedText{*text, characters};
}

}  // namespace tocsin::wire::xml
