#include "wire/csv.h"

namespace tocsin::wire {

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
}

void CsvReader::skip_line() {
  const auto end = text_.find('\n', position_);
  position_ = end == std::string_view::npos ? text_.size() : end + 1;
  ++line_;
}

Result<std::string> CsvReader::take_field(bool& ends_row) {
  std::string field;
  const auto too_large = [&] {
    return fail(Errc::too_large,
                fmt::format("line {}: a field is longer than {} bytes", line_, csv_field_bytes_max));
  };
  const bool quoted = position_ < text_.size() && text_[position_] == '"';
  if (quoted) {
    const std::uint64_t opened_line = line_;
    ++position_;
    for (;;) {
      if (position_ >= text_.size())
        return fail(Errc::invalid, fmt::format("line {}: a quote is not closed", opened_line));
      const char c = text_[position_++];
      if (c == '"') {
        if (position_ >= text_.size() || text_[position_] != '"') break;
        ++position_;
      }
      line_ += c == '\n';
      field += c;
      if (field.size() > csv_field_bytes_max) return too_large();
    }
  }
  const std::size_t begin = position_;
  while (position_ < text_.size() && text_[position_] != ',' && text_[position_] != '\n') ++position_;
  std::string_view rest = text_.substr(begin, position_ - begin);
  ends_row = position_ >= text_.size() || text_[position_] == '\n';
  if (ends_row && rest.ends_with('\r')) rest.remove_suffix(1);
  if (quoted && !rest.empty())
    return fail(Errc::invalid, fmt::format("line {}: text after a closing quote", line_));
  if (rest.size() > csv_field_bytes_max) return too_large();
  if (!quoted) field = rest;
  if (position_ < text_.size()) {
    line_ += text_[position_] == '\n';
    ++position_;
  }
  return field;
}

Result<std::optional<CsvRow>> CsvReader::next() {
  while (position_ < text_.size() &&
         (text_[position_] == '\n' || text_.substr(position_).starts_with("\r\n")))
    skip_line();
  if (position_ >= text_.size()) return std::optional<CsvRow>();
  CsvRow row{line_, {}};
  for (bool ends_row = false; !ends_row;) {
    auto field = take_field(ends_row);
    if (!field) {
      if (!ends_row) skip_line();
      return std::unexpected(field.error());
    }
    row.fields.push_back(std::move(*field));
    if (row.fields.size() > csv_columns_max) {
      if (!ends_row) skip_line();
      return fail(Errc::too_large, fmt::format("line {}: more than {} columns", row.line, csv_columns_max));
    }
  }
  return std::optional(std::move(row));
}

std::string csv_field(std::string_view field) {
  std::string out(field);
  if (!field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos)
    out.insert(0, 1, '\'');
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += csv_field(fields[i]);
  }
  return row + "\r\n";
}

}  // namespace tocsin::wire
