// CSV as RFC 4180 has it: fields in double quotes may hold commas, line breaks and doubled quotes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tocsin::wire {

// A field may have this many bytes: a list of groups, not a document. Without a limit a forgotten quote makes
// one field of the rest of the file.
constexpr std::size_t csv_field_bytes_max = 64 << 10;
// Columns of a row: a spreadsheet's accident, not ours.
constexpr std::size_t csv_columns_max = 256;

struct CsvRow {
  std::uint64_t line = 0;  // where the row begins, from 1
  std::vector<std::string> fields;
};

// Reads rows from text that outlives it. LF and CRLF both end a row; empty lines are passed over; a UTF-8
// byte order mark is dropped.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // The next row, nothing at the end. An error names line and column; reading goes on at the next line.
  Result<std::optional<CsvRow>> next();
  // Bytes read so far, for a progress bar.
  std::size_t position() const { return position_; }

 private:
  Result<std::string> take_field(bool& ends_row);
  void skip_line();

  std::string_view text_;
  std::size_t position_ = 0;
  std::uint64_t line_ = 1;
};

// One field, quoted when it must be. A field that a spreadsheet would take for a formula (it begins with = +
// - @, a tab or a carriage return) gets an apostrophe in front.
std::string csv_field(std::string_view field);
// A row with its CRLF.
std::string csv_row(const std::vector<std::string>& fields);

}  // namespace tocsin::wire
