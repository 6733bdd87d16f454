#include "doors/http/multipart.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tocsin::doors::http {
namespace {

constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046 section 5.1.1
constexpr std::size_t part_headers_bytes_max = 4096;

// The value of a parameter: name=value or name="value". Browsers write %22 for a quotation mark inside, so a
// quoted value ends at the next one.
std::string parameter(std::string_view header, std::string_view name) {
  for (std::size_t at = header.find(';'); at != std::string_view::npos; at = header.find(';', at)) {
    std::string_view rest = trim(header.substr(++at));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    const bool found = to_lower_ascii(trim(rest.substr(0, equals))) == name;
    rest = rest.substr(equals + 1);
    const bool quoted = rest.starts_with('"');
    const std::size_t end = quoted ? rest.find('"', 1) : rest.find(';');
    const std::string_view value =
        quoted ? rest.substr(1, end == std::string_view::npos ? end : end - 1) : trim(rest.substr(0, end));
    if (found) return std::string(value);
    if (end == std::string_view::npos) return {};
    at = static_cast<std::size_t>(rest.data() - header.data()) + end;
  }
  return {};
}

Result<FormPart> read_part(std::string_view part) {
  const std::size_t end = part.find("\r\n\r\n");
  if (end == std::string_view::npos || end > part_headers_bytes_max)
    return fail(Errc::invalid, "a part of the form has no header, or one that is too long");
  FormPart out;
  std::string_view headers = part.substr(0, end);
  while (!headers.empty()) {
    const std::size_t line_end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, line_end);
    headers = line_end == std::string_view::npos ? std::string_view() : headers.substr(line_end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return fail(Errc::invalid, "a part of the form has a broken header");
    const std::string name = to_lower_ascii(trim(line.substr(0, colon)));
    const std::string_view value = line.substr(colon + 1);
    if (name == "content-disposition") {
      out.name = parameter(value, "name");
      out.file_name = parameter(value, "filename");
    } else if (name == "content-type") {
      out.content_type = to_lower_ascii(trim(value.substr(0, value.find(';'))));
    }
  }
  if (out.name.empty() || !is_utf8(out.name)) return fail(Errc::invalid, "a part of the form has no name");
  if (!is_utf8(out.file_name)) out.file_name = "file";
  out.bytes = part.substr(end + 4);
  return out;
}

}  // namespace

Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body) {
  if (to_lower_ascii(trim(content_type.substr(0, content_type.find(';')))) != "multipart/form-data")
    return fail(Errc::invalid, "the form is not multipart/form-data");
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > boundary_bytes_max)
    return fail(Errc::invalid, "the form has no boundary of 1 to 70 characters");
  const std::string first = "--" + boundary, next = "\r\n" + first;
  if (!body.starts_with(first)) return fail(Errc::invalid, "the form does not begin with its boundary");
  std::vector<FormPart> parts;
  std::string_view rest = body.substr(first.size());
  while (!rest.starts_with("--")) {
    if (!rest.starts_with("\r\n")) return fail(Errc::invalid, "the form is broken after a boundary");
    rest = rest.substr(2);
    const std::size_t end = rest.find(next);
    if (end == std::string_view::npos) return fail(Errc::invalid, "the form was cut short");
    if (parts.size() >= multipart_parts_max)
      return fail(Errc::too_large, fmt::format("the form has more than {} parts", multipart_parts_max));
    TOCSIN_TRY(auto part, read_part(rest.substr(0, end)));
    parts.push_back(std::move(part));
    rest = rest.substr(end + next.size());
  }
  return parts;
}

}  // namespace tocsin::doors::http
