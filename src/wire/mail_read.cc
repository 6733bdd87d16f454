#include "wire/mail_read.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "wire/mail_codings.h"
#include "wire/mail_date.h"

namespace tocsin::wire {
namespace {

struct Field {
  std::string name;   // lower case
  std::string value;  // unfolded
};

struct Fields {
  std::vector<Field> all;
  std::string_view body;

  // The first of that name; empty when there is none.
  std::string_view get(std::string_view name) const {
    for (const Field& field : all) {
      if (field.name == name) return field.value;
    }
    return {};
  }
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// The line at the beginning without its end, which `rest` loses too.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// RFC 5322 section 2.2: printable characters but ':'.
bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

Result<Fields> read_fields(std::string_view bytes) {
  Fields fields;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    std::string_view before = rest;
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    if (is_blank(line[0]) && !fields.all.empty()) {
      fields.all.back().value += line;
    } else if (const auto colon = line.find(':');
               colon != std::string_view::npos && is_field_name(trim(line.substr(0, colon)))) {
      if (fields.all.size() == mail_fields_max)
        return fail(Errc::too_large, fmt::format("more than {} header fields", mail_fields_max));
      fields.all.push_back(
          {to_lower_ascii(trim(line.substr(0, colon))), std::string(line.substr(colon + 1))});
    } else if (fields.all.empty() && line.starts_with("From ")) {
      continue;  // a mailbox file's mark between messages
    } else {
      rest = before;  // a body without an empty line before it
      break;
    }
    if (!fields.all.empty() && fields.all.back().value.size() > mail_field_bytes_max)
      return fail(Errc::too_large, fmt::format("the header field {} has more than {} bytes",
                                               fields.all.back().name, mail_field_bytes_max));
  }
  for (Field& field : fields.all) field.value = std::string(trim(field.value));
  fields.body = rest;
  return fields;
}

// "text/plain; charset=utf-8": the type in lower case.
std::string type_of(std::string_view value) { return to_lower_ascii(trim(value.substr(0, value.find(';')))); }

// A parameter's value (RFC 2045 section 5.1), without quotes.
std::string parameter(std::string_view value, std::string_view name) {
  std::size_t at = value.find(';');
  while (at != std::string_view::npos && at < value.size()) {
    std::size_t begin = at + 1;
    const auto equals = value.find('=', begin);
    if (equals == std::string_view::npos) return {};
    const std::string key = to_lower_ascii(trim(value.substr(begin, equals - begin)));
    begin = equals + 1;
    while (begin < value.size() && is_blank(value[begin])) ++begin;
    std::string found;
    if (begin < value.size() && value[begin] == '"') {
      std::size_t i = begin + 1;
      for (; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        found += value[i];
      }
      at = value.find(';', i);
    } else {
      at = value.find(';', begin);
      found = std::string(trim(value.substr(begin, at == std::string_view::npos ? at : at - begin)));
    }
    if (key == name) return found;
  }
  return {};
}

std::string with_line_feeds(std::string text) {
  std::erase(text, '\r');
  return text;
}

class Reader {
 public:
  Result<Mail> run(std::string_view bytes) {
    TOCSIN_TRY(const Fields fields, read_fields(bytes));
    if (fields.all.empty()) return fail(Errc::invalid, "the message does not begin with a header field");
    mail_.subject = decode_words(fields.get("subject"));
    mail_.from = decode_words(fields.get("from"));
    mail_.message_id = decode_words(fields.get("message-id"));
    mail_.date = parse_mail_date(fields.get("date")).value_or(Instant{});
    mail_.language = decode_words(fields.get("content-language"));
    TOCSIN_TRY_VOID(read_part(fields, 1));
    const auto& text = plain_ ? plain_ : html_;
    if (!text) return fail(Errc::unsupported, unread_.empty() ? "no part of the message is a text" : unread_);
    mail_.html = !plain_;
    mail_.text = with_line_feeds(*text);
    mail_.parts_left = leaves_ - 1;
    return std::move(mail_);
  }

 private:
  Result<> read_part(const Fields& fields, std::size_t depth) {
    if (depth > mail_depth_max)
      return fail(Errc::too_large, fmt::format("more than {} parts inside each other", mail_depth_max));
    if (++parts_ > mail_parts_max)
      return fail(Errc::too_large, fmt::format("more than {} parts", mail_parts_max));
    const std::string_view header = fields.get("content-type");
    const std::string type = header.empty() ? "text/plain" : type_of(header);
    if (type.starts_with("multipart/"))
      return read_multipart(fields.body, parameter(header, "boundary"), depth);
    if (type == "message/rfc822") {
      TOCSIN_TRY(const Fields inner, read_fields(fields.body));
      return read_part(inner, depth + 1);
    }
    ++leaves_;
    if (type_of(fields.get("content-disposition")) == "attachment") return {};
    if (type == "text/plain" && !plain_) plain_ = read_text(fields, header);
    if (type == "text/html" && !html_) html_ = read_text(fields, header);
    return {};
  }

  std::optional<std::string> read_text(const Fields& fields, std::string_view header) {
    const std::string coding = to_lower_ascii(trim(fields.get("content-transfer-encoding")));
    std::string bytes(fields.body);
    if (coding == "base64") bytes = decode_mail_base64(fields.body);
    if (coding == "quoted-printable") bytes = decode_quoted_printable(fields.body);
    const std::string charset = parameter(header, "charset");
    auto text = charset_to_utf8(bytes, charset);
    if (!text)
      unread_ = fmt::format("the text is written in {}, which is not read", charset.substr(0, 40));
    else if (!fields.get("content-language").empty())
      mail_.language = decode_words(fields.get("content-language"));
    return text;
  }

  // RFC 2046 section 5.1.1: lines that begin with "--" and the boundary; one more "--" ends the last part.
  Result<> read_multipart(std::string_view body, const std::string& boundary, std::size_t depth) {
    if (boundary.empty() || boundary.size() > 200)
      return fail(Errc::invalid, "a multipart without a usable boundary");
    const std::string mark = "--" + boundary;
    std::string_view rest = body;
    std::optional<std::size_t> begin;
    bool last = false;
    while (!rest.empty() && !last) {
      const std::size_t at = static_cast<std::size_t>(rest.data() - body.data());
      const std::string_view line = take_line(rest);
      if (!line.starts_with(mark)) continue;
      const std::string_view after = line.substr(mark.size());
      last = after.starts_with("--");
      if (!last && !trim(after).empty()) continue;  // another boundary that begins so
      if (begin) TOCSIN_TRY_VOID(read_inner(body.substr(*begin, at - *begin), depth));
      begin = static_cast<std::size_t>(rest.data() - body.data());
    }
    if (begin && !last) return read_inner(body.substr(*begin), depth);  // cut short
    return {};
  }

  Result<> read_inner(std::string_view part, std::size_t depth) {
    TOCSIN_TRY(const Fields fields, read_fields(part));
    return read_part(fields, depth + 1);
  }

  Mail mail_;
  std::optional<std::string> plain_, html_;
  std::string unread_;
  std::size_t parts_ = 0, leaves_ = 0;
};

}  // namespace

bool looks_like_mail(std::string_view bytes) {
  static constexpr std::array known = {"from",     "to",         "cc",           "date",
                                       "subject",  "message-id", "received",     "return-path",
                                       "reply-to", "sender",     "mime-version", "content-type"};
  std::size_t count = 0;
  std::string_view rest = bytes.substr(0, mail_field_bytes_max);
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    if (is_blank(line[0]) || line.starts_with("From ")) continue;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_field_name(line.substr(0, colon))) return false;
    const std::string name = to_lower_ascii(line.substr(0, colon));
    if (std::find(known.begin(), known.end(), name) != known.end()) ++count;
  }
  return count >= 2;
}

Result<Mail> read_mail(std::string_view bytes) {
  if (bytes.size() > mail_bytes_max)
    return fail(Errc::too_large,
                fmt::format("the message has {} bytes; at most {} are read", bytes.size(), mail_bytes_max));
  return Reader().run(bytes);
}

}  // namespace tocsin::wire
