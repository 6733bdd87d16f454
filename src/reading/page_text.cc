#include "reading/page_text.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/embed.h"
#include "base/text.h"

TOCSIN_EMBED(tocsin_html_entities, TOCSIN_READING_DIR "/entities.txt");

namespace tocsin::reading {
namespace {

// "&CounterClockwiseContourIntegral;" is the longest of HTML; none of ours has more than eight letters.
constexpr std::size_t reference_bytes_max = 12;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Windows-1252, bytes 0x80 to 0x9F; 0 where it has none (WHATWG Encoding, index windows-1252).
constexpr char16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                       0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::string utf8_of(char32_t c) {
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::string(replacement);
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
  if (c < 0x10000)
    return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
  return {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
          static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

char32_t from_windows_1252(unsigned char byte) {
  if (byte < 0x80 || byte >= 0xA0) return byte;
  const char16_t mapped = windows_1252[byte - 0x80];
  return mapped == 0 ? 0xFFFD : mapped;
}

const std::unordered_map<std::string_view, char32_t>& named_references() {
  static const auto table = [] {
    std::unordered_map<std::string_view, char32_t> names;
    const std::string_view file(
        tocsin_html_entities_begin,
        static_cast<std::size_t>(tocsin_html_entities_end - tocsin_html_entities_begin));
    for (const std::string_view line : split(file, '\n')) {
      const auto space = line.find(' ');
      if (line.starts_with('#') || space == std::string_view::npos) continue;
      std::uint32_t code = 0;
      std::from_chars(line.data() + space + 1, line.data() + line.size(), code, 16);
      names.emplace(line.substr(0, space), code);
    }
    return names;
  }();
  return table;
}

// Bytes of the well-formed UTF-8 sequence at the beginning; 0 for none.
std::size_t sequence_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return bytes != 0 && bytes <= text.size() && is_utf8(text.substr(0, bytes)) ? bytes : 0;
}

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Reference {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: not a reference
};

// `rest` begins with '&'.
Reference read_reference(std::string_view rest) {
  if (rest.size() > 2 && rest[1] == '#') {
    const bool hex = rest[2] == 'x' || rest[2] == 'X';
    const std::size_t begin = hex ? 3 : 2;
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(rest.data() + begin, rest.data() + rest.size(), code, hex ? 16 : 10);
    std::size_t bytes = static_cast<std::size_t>(end - rest.data());
    if (bytes == begin) return {};
    if (bytes < rest.size() && rest[bytes] == ';') ++bytes;
    if (error != std::errc{}) code = 0xFFFD;
    return {code < 0x100 ? from_windows_1252(static_cast<unsigned char>(code)) : code, bytes};
  }
  std::size_t end = 1;
  while (end < rest.size() && end <= reference_bytes_max &&
         (is_digit(rest[end]) || (rest[end] | 32) >= 'a') && (rest[end] | 32) <= 'z')
    ++end;
  const auto found = named_references().find(rest.substr(1, end - 1));
  if (found == named_references().end()) return {};
  if (end < rest.size() && rest[end] == ';') return {found->second, end + 1};
  // without ';' only what old pages wrote so; the rest stands in addresses ("&section=")
  static constexpr std::string_view bare[] = {"amp", "lt", "gt", "quot", "nbsp", "copy"};
  return std::find(std::begin(bare), std::end(bare), found->first) != std::end(bare)
             ? Reference{found->second, end}
             : Reference{};
}

}  // namespace

Result<PageEncoding> page_encoding(std::string_view source) {
  if (source.starts_with("\xFF\xFE") || source.starts_with("\xFE\xFF"))
    return fail(Errc::unsupported, "the page is UTF-16; save it as UTF-8");
  if (is_utf8(source)) return PageEncoding::utf8;
  // A declaration stands in the first 1024 bytes (HTML, "specifying the document's character encoding");
  // pages that put it later exist.
  const std::string head = to_lower_ascii(source.substr(0, 8192));
  const auto at = head.find("charset=");
  if (at == std::string::npos) return PageEncoding::windows_1252;
  std::size_t begin = at + 8;
  while (begin < head.size() && (head[begin] == '"' || head[begin] == '\'' || is_space(head[begin]))) ++begin;
  std::size_t end = begin;
  while (end < head.size() && head[end] != '"' && head[end] != '\'' && head[end] != ';' && head[end] != '>' &&
         head[end] != '/' && !is_space(head[end]))
    ++end;
  const std::string name = head.substr(begin, end - begin);
  if (name == "utf-8" || name == "utf8") return PageEncoding::utf8;
  for (const std::string_view known : {"windows-1252", "iso-8859-1", "iso8859-1", "latin1", "us-ascii",
                                       "ascii", "cp1252", "iso-8859-15", "x-cp1252", ""}) {
    if (name == known) return PageEncoding::windows_1252;
  }
  return fail(Errc::unsupported, fmt::format("the page is written in {}, which is not read; save it as UTF-8",
                                             name.substr(0, 40)));
}

void TextWriter::put(std::string_view bytes, std::size_t source_begin) {
  const auto text_at = size();
  const auto source_at = static_cast<std::uint32_t>(source_begin);
  if (runs_.empty() || runs_.back().source_begin + (text_at - runs_.back().text_begin) != source_at)
    runs_.push_back({text_at, source_at});
  text_ += bytes;
}

void TextWriter::flush_space() {
  if (!space_waits_) return;
  space_waits_ = false;
  if (!text_.empty() && text_.back() != '\n') put(" ", space_source_);
}

void TextWriter::add_space(std::uint32_t source_begin) {
  if (space_waits_ || text_.empty() || text_.back() == '\n') return;
  space_waits_ = true;
  space_source_ = source_begin;
}

void TextWriter::add_empty_line(std::uint32_t source_begin) {
  space_waits_ = false;
  if (text_.empty() || text_.back() == '\n') return;
  put("\n\n", source_begin);
}

void TextWriter::cut(std::uint32_t size) {
  text_.resize(size);
  while (!runs_.empty() && runs_.back().text_begin >= size) runs_.pop_back();
  space_waits_ = false;
}

std::size_t TextWriter::put_reference(std::string_view rest, std::size_t source_begin) {
  const Reference reference = read_reference(rest);
  if (reference.bytes == 0) {
    flush_space();
    put("&", source_begin);
    return 1;
  }
  if (reference.code < 0x80 && is_space(static_cast<char>(reference.code))) {
    add_space(static_cast<std::uint32_t>(source_begin));
  } else if (reference.code == 0 || reference.code >= 0x80 ||
             !is_control(static_cast<unsigned char>(reference.code))) {
    flush_space();
    put(utf8_of(reference.code), source_begin);
  }
  return reference.bytes;
}

void TextWriter::add(std::string_view source, Span span) {
  const std::string_view bytes = text_of(source, span);
  for (std::size_t i = 0; i < bytes.size();) {
    const char c = bytes[i];
    const std::size_t source_at = span.begin + i;
    if (is_space(c)) {
      add_space(static_cast<std::uint32_t>(source_at));
      ++i;
    } else if (is_control(static_cast<unsigned char>(c))) {
      ++i;
    } else if (c == '&') {
      i += put_reference(bytes.substr(i), source_at);
    } else if (static_cast<unsigned char>(c) < 0x80) {
      flush_space();
      std::size_t end = i + 1;
      while (end < bytes.size() && bytes[end] > ' ' && bytes[end] < 0x7F && bytes[end] != '&') ++end;
      put(bytes.substr(i, end - i), source_at);
      i = end;
    } else if (encoding_ == PageEncoding::windows_1252) {
      flush_space();
      put(utf8_of(from_windows_1252(static_cast<unsigned char>(c))), source_at);
      ++i;
    } else {
      flush_space();
      const std::size_t length = sequence_bytes(bytes.substr(i, 4));
      put(length == 0 ? replacement : bytes.substr(i, length), source_at);
      i += std::max<std::size_t>(length, 1);
    }
  }
}

std::string plain_text(std::string_view source, PageEncoding encoding) {
  TextWriter writer(encoding);
  writer.add(source, {0, static_cast<std::uint32_t>(source.size())});
  return writer.take_text();
}

}  // namespace tocsin::reading
