#include "wire/mail_codings.h"

#include "base/text.h"
#include "wire/single_byte.h"

namespace tocsin::wire {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// "=?charset?B?text?=" at the beginning; `bytes` is its length.
std::optional<std::string> encoded_word(std::string_view text, std::size_t& bytes) {
  // RFC 2047 section 2 allows 75; longer ones are met, but none of another header's length
  constexpr std::size_t word_bytes_max = 1000;
  text = text.substr(0, word_bytes_max);
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?')
    return std::nullopt;
  const char coding = static_cast<char>(text[charset_end + 1] | 32);
  const auto end = text.find("?=", charset_end + 3);
  if (end == std::string_view::npos || (coding != 'b' && coding != 'q')) return std::nullopt;
  const std::string_view charset = text.substr(2, charset_end - 2),
                         data = text.substr(charset_end + 3, end - charset_end - 3);
  if (data.find_first_of(" \t\r\n") != std::string_view::npos && coding == 'b') return std::nullopt;
  bytes = end + 2;
  // RFC 2231 section 5: a language may stand after the character set
  return charset_to_utf8(coding == 'b' ? decode_mail_base64(data) : decode_quoted_printable(data, true),
                         charset.substr(0, charset.find('*')));
}

// ISO-8859-15 has eight characters of windows-1252 at other bytes.
std::string windows_1252_of_iso_8859_15(std::string_view bytes) {
  static constexpr std::string_view here = "\xA4\xA6\xA8\xB4\xB8\xBC\xBD\xBE";
  static constexpr std::string_view there = "\x80\x8A\x9A\x8E\x9E\x8C\x9C\x9F";
  std::string moved(bytes);
  for (char& c : moved) {
    if (const auto at = here.find(c); at != std::string_view::npos) c = there[at];
  }
  return moved;
}

}  // namespace

Bytes decode_mail_base64(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int value = base64_value(c);
    if (value < 0) continue;
    buffer = (buffer << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
    if ((bits += 6) < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 255);
  }
  return bytes;
}

Bytes decode_quoted_printable(std::string_view text, bool encoded_word) {
  Bytes bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (encoded_word && text[i] == '_') {
      bytes += ' ';
      continue;
    }
    if (text[i] != '=') {
      bytes += text[i];
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && is_blank(text[end])) ++end;
    if (end < text.size() && text[end] == '\r') ++end;
    if (end < text.size() && text[end] == '\n') {
      i = end;  // a soft line break
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      bytes += '=';
      continue;
    }
    bytes += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return bytes;
}

std::optional<std::string> charset_to_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = to_lower_ascii(trim(charset));
  if (name.empty() || name == "us-ascii" || name == "ascii")
    return is_utf8(bytes) ? std::string(bytes) : windows_1252_to_utf8(bytes);
  if (name == "utf-8" || name == "utf8") return mend_utf8(bytes);
  if (name == "iso-8859-15") return windows_1252_to_utf8(windows_1252_of_iso_8859_15(bytes));
  if (name == "iso-8859-1" || name == "latin1" || name == "windows-1252" || name == "cp1252")
    return windows_1252_to_utf8(bytes);
  return std::nullopt;
}

std::string decode_words(std::string_view value) {
  std::string out;
  std::size_t blank = 0;  // bytes of `out` before white space that follows an encoded word
  bool after_word = false;
  for (std::size_t i = 0; i < value.size();) {
    std::size_t bytes = 0;
    if (value.substr(i).starts_with("=?")) {
      if (const auto word = encoded_word(value.substr(i), bytes)) {
        if (after_word) out.resize(blank);
        out += *word;
        i += bytes;
        after_word = true;
        blank = out.size();
        continue;
      }
    }
    after_word = after_word && (is_blank(value[i]) || value[i] == '\r' || value[i] == '\n');
    out += value[i++];
  }
  return is_utf8(out) ? out : windows_1252_to_utf8(out);
}

}  // namespace tocsin::wire
