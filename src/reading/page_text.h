// Text of a page: bytes of the source become UTF-8, references their characters, white space one space.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reading/strip.h"

namespace tocsin::reading {

enum class PageEncoding : std::uint8_t { utf8, windows_1252 };

// UTF-8 when the bytes are UTF-8 (or nearly: a page with some broken bytes that declares UTF-8), else
// Windows-1252, which also reads ISO-8859-1 and ASCII. Fails (unsupported) for a page of another encoding
// (by <meta charset> or a UTF-16 mark) that is not UTF-8.
Result<PageEncoding> page_encoding(std::string_view source);

// Collects text with its map to the source. A NUL and other control characters are left out, bytes that the
// encoding does not have become U+FFFD.
class TextWriter {
 public:
  explicit TextWriter(PageEncoding encoding) : encoding_(encoding) {}

  // Bytes [span) of `source`, outside tags.
  void add(std::string_view source, Span span);
  // White space before the next text; nothing at a text's beginning or after white space.
  void add_space(std::uint32_t source_begin);
  // Ends the line: the next text stands after an empty line.
  void add_empty_line(std::uint32_t source_begin);

  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
  std::string_view text() const { return text_; }
  // Drops what was added after the text had `size` bytes.
  void cut(std::uint32_t size);
  std::string take_text() { return std::move(text_); }
  std::vector<SourceRun> take_runs() { return std::move(runs_); }

 private:
  void flush_space();
  void put(std::string_view bytes, std::size_t source_begin);
  std::size_t put_reference(std::string_view rest, std::size_t source_begin);

  PageEncoding encoding_;
  std::string text_;
  std::vector<SourceRun> runs_;
  bool space_waits_ = false;
  std::uint32_t space_source_ = 0;
};

// A text of attributes or metadata: the same, without a map.
std::string plain_text(std::string_view source, PageEncoding encoding);

}  // namespace tocsin::reading
