#include "doors/http/reply.h"

#include <boost/json.hpp>

#include "base/bytes.h"
#include "base/text.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

// Objects of ours nest four deep; geometries five more.
constexpr std::size_t json_depth_max = 16;

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Not signed in";
    case 403:
      return "Not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 409:
      return "Not in this state";
    case 412:
      return "Somebody was quicker";
    case 413:
      return "Too large";
    case 415:
      return "Unsupported media type";
    case 422:
      return "Cannot be taken";
    case 503:
      return "Try again later";
    default:
      return "Internal error";
  }
}

}  // namespace

int status_of(Errc code) {
  switch (code) {
    case Errc::invalid:
      return 422;
    case Errc::not_found:
      return 404;
    case Errc::conflict:
      return 409;
    case Errc::forbidden:
      return 403;
    case Errc::unauthorised:
      return 401;
    case Errc::too_large:
      return 422;
    case Errc::unsupported:
      return 415;
    case Errc::unavailable:
      return 503;
    case Errc::precondition:
      return 412;
    case Errc::corrupt:
    case Errc::io:
      return 500;
  }
  return 500;
}

Response json_reply(int status, const json::value& body) {
  return {.status = status,
          .content_type = "application/json",
          .headers = {},
          .body = json::serialize(body) + "\n",
          .stream = {}};
}

Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<FieldError>& errors) {
  json::object body{{"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  if (!errors.empty()) {
    auto& list = body["errors"].emplace_array();
    for (const auto& error : errors) list.push_back({{"pointer", error.pointer}, {"detail", error.detail}});
  }
  Response response = json_reply(status, body);
  response.content_type = "application/problem+json";
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tocsin\"");
  if (status == 503) response.headers.emplace_back("Retry-After", "2");
  return response;
}

Response problem(const Error& error) {
  const int status = status_of(error.code);
  std::vector<FieldError> errors;
  if (!error.field.empty()) errors.push_back({error.field, error.detail});
  return problem(status, title_of(status), error.detail, errors);
}

std::string page_policy(std::string_view nonce) {
  return fmt::format(
      "default-src 'none'; style-src 'nonce-{0}'; script-src 'nonce-{0}'; img-src 'self' data:; "
      "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      nonce);
}

Response html_reply(int status, std::string body, std::string_view nonce) {
  Response response{.status = status,
                    .content_type = "text/html; charset=utf-8",
                    .headers = {},
                    .body = std::move(body),
                    .stream = {}};
  response.headers.emplace_back("Content-Security-Policy", page_policy(nonce));
  response.headers.emplace_back("X-Frame-Options", "DENY");
  return response;
}

Response text_reply(int status, std::string content_type, std::string body) {
  return {.status = status,
          .content_type = std::move(content_type),
          .headers = {},
          .body = std::move(body),
          .stream = {}};
}

Response see_other(std::string path) {
  Response response = text_reply(303, "text/plain", "");
  response.headers.emplace_back("Location", std::move(path));
  return response;
}

Result<json::value> parse_json(std::string_view body) {
  json::parse_options options;
  options.max_depth = json_depth_max;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t used = parser.write_some(body.data(), body.size(), error);
  if (!error && used == body.size()) parser.finish(error);
  if (error || used != body.size()) {
    return fail(Errc::invalid, fmt::format("the body is not JSON: {} at byte {}",
                                           error ? error.message() : "something follows it", used));
  }
  return parser.release();
}

Result<std::map<std::string, std::string>> parse_form(std::string_view body) {
  std::map<std::string, std::string> fields;
  if (body.empty()) return fields;
  const auto decode = [](std::string_view text) -> std::optional<std::string> {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '+') {
        plain += ' ';
      } else if (text[i] == '%') {
        const auto byte = decode_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1) return std::nullopt;
        plain += *byte;
        i += 2;
      } else {
        plain += text[i];
      }
    }
    return is_utf8(plain) && plain.find('\0') == std::string::npos ? std::optional(plain) : std::nullopt;
  };
  for (const auto pair : split(body, '&')) {
    const auto equals = pair.find('=');
    const auto name = decode(pair.substr(0, equals));
    const auto value =
        equals == std::string_view::npos ? std::optional<std::string>("") : decode(pair.substr(equals + 1));
    if (!name || !value)
      return fail(Errc::invalid, "the form is not well-formed UTF-8 in application/x-www-form-urlencoded");
    fields[*name] = *value;
  }
  return fields;
}

Result<std::string> string_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string())
    return fail(Errc::invalid, fmt::format("{} must be a string", name), fmt::format("/{}", name));
  std::string text(value->get_string());
  if (!is_utf8(text) || text.find('\0') != std::string::npos)
    return fail(Errc::invalid, fmt::format("{} is not valid text", name), fmt::format("/{}", name));
  return text;
}

Result<bool> bool_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return false;
  if (!value->is_bool())
    return fail(Errc::invalid, fmt::format("{} must be true or false", name), fmt::format("/{}", name));
  return value->get_bool();
}

bool wants_html(const Request& request) {
  const auto accept = request.header("accept");
  const auto html = accept.find("text/html");
  return html != std::string_view::npos && html < accept.find("application/json");
}

}  // namespace tocsin::doors::http
