// What may be told of a request: log lines without personal data, and who sent it.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::doors::http {

// "/a/TOKEN" is "a": all of a path that a log may have, and "?" when that is not a plain short word.
std::string first_segment(std::string_view path);

// One line on standard error: "http: METHOD /SEGMENT: what".
void log_failure(std::string_view method, std::string_view segment, std::string_view what);

// Inside a catch: names the exception's type. Its text is left out, it may quote what somebody sent.
std::string name_current_exception();

// The last address of an X-Forwarded-For field, which the proxy itself added; the proxy's when that is no
// address.
std::string last_hop(std::string_view forwarded_for, const std::string& proxy);

}  // namespace tocsin::doors::http
