// Reply: the shapes of our answers. Errors are problems (RFC 9457) with JSON Pointers.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "doors/http/message.h"

namespace tocsin::doors::http {

struct FieldError {
  std::string pointer;
  std::string detail;
};

int status_of(Errc code);
Response json_reply(int status, const boost::json::value& body);
Response problem(int status, std::string_view title, std::string_view detail,
                 const std::vector<FieldError>& errors = {});
// The problem that says what `error` says; its field becomes the pointer.
Response problem(const Error& error);
Response html_reply(int status, std::string body, std::string_view nonce);
// The Content-Security-Policy of a page whose style and script carry `nonce`.
std::string page_policy(std::string_view nonce);
Response text_reply(int status, std::string content_type, std::string body);
// 303: show the page at `path`.
Response see_other(std::string path);

// The request's body as JSON: an object or array of bounded depth, or a problem's error.
Result<boost::json::value> parse_json(std::string_view body);
// application/x-www-form-urlencoded; the last of equal names. Errors name what is malformed.
Result<std::map<std::string, std::string>> parse_form(std::string_view body);

// Typed members of a JSON object; errors carry the pointer "/name". Absent members are empty.
Result<std::string> string_member(const boost::json::object& object, std::string_view name);
Result<bool> bool_member(const boost::json::object& object, std::string_view name);

// True when the Accept header asks for HTML before JSON: a browser.
bool wants_html(const Request& request);

}  // namespace tocsin::doors::http
