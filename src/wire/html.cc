#include "wire/html.h"

namespace tocsin::wire {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// U+202A to U+202E and U+2066 to U+2069: the embeddings, overrides and isolates of Unicode Annex 9.
bool is_bidi_control(std::string_view at) {
  if (at.size() < 3 || at[0] != '\xE2') return false;
  return (at[1] == '\x80' && at[2] >= '\xAA' && at[2] <= '\xAE') ||
         (at[1] == '\x81' && at[2] >= '\xA6' && at[2] <= '\xA9');
}

void append_escaped(std::string& out, std::string_view value, bool keep_bidi) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    switch (c) {
      case '<':
        out += "&lt;";
        continue;
      case '>':
        out += "&gt;";
        continue;
      case '&':
        out += "&amp;";
        continue;
      case '"':
        out += "&quot;";
        continue;
      case '\'':
        out += "&#39;";
        continue;
      default:
        break;
    }
    if ((c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7F') continue;
    if (!keep_bidi && is_bidi_control(value.substr(i))) {
      i += 2;
      continue;
    }
    out += c;
  }
}

}  // namespace

std::string percent_encode(std::string_view value) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

Url Url::local(std::string_view path) {
  // "//host" and "/\host" lead elsewhere (WHATWG URL, "special authority slashes state").
  const bool leads_elsewhere = path.size() > 1 && (path[1] == '/' || path[1] == '\\');
  if (!path.starts_with('/') || leads_elsewhere) return Url("/");
  for (const char c : path) {
    if (c <= ' ' || c == '\x7F') return Url("/");
  }
  return Url(std::string(path));
}

Url Url::tel(std::string_view number) {
  std::string out = "tel:";
  for (const char c : number) {
    if (is_digit(c) || (c == '+' && out.size() == 4)) out += c;
  }
  return Url(std::move(out));
}

std::optional<Url> Url::web(std::string_view address) {
  if (!address.starts_with("https://") && !address.starts_with("http://")) return std::nullopt;
  for (const char c : address) {
    if (c >= 0 && c <= ' ') return std::nullopt;
  }
  return Url(std::string(address));
}

Html Html::words(std::string_view value) {
  Html out;
  append_escaped(out.bytes_, value, false);
  return out;
}

Html Html::script_json(std::string_view json) {
  Html out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    switch (json[i]) {
      case '<':
        out.bytes_ += "\\u003c";
        continue;
      case '>':
        out.bytes_ += "\\u003e";
        continue;
      case '&':
        out.bytes_ += "\\u0026";
        continue;
      default:
        break;
    }
    // U+2028 and U+2029 are line ends of JavaScript and none of JSON; the others turn an editor's lines
    // round.
    const bool line_end = json.substr(i, 3) == "\xE2\x80\xA8" || json.substr(i, 3) == "\xE2\x80\xA9";
    if (line_end || is_bidi_control(json.substr(i))) {
      const int low = ((json[i + 1] & 0x3F) << 6) | (json[i + 2] & 0x3F);
      out.bytes_ += fmt::format("\\u{:04x}", 0x2000 | low);
      i += 2;
      continue;
    }
    out.bytes_ += json[i];
  }
  return out;
}

void Html::put(html_detail::Slot slot, std::string_view value) {
  const bool isolated = slot == html_detail::Slot::text;
  if (isolated) bytes_ += "<bdi>";
  append_escaped(bytes_, value, isolated);
  if (isolated) bytes_ += "</bdi>";
}

}  // namespace tocsin::wire
