// Request and Response: HTTP as the rest of the program sees it, without sockets.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::doors::http {

class Subscription;

struct Request {
  std::string method;                          // "GET", "POST", ...
  std::string path;                            // decoded, without the query, always begins with '/'
  std::string raw_path;                        // as it came
  std::map<std::string, std::string> query;    // decoded; the last of equal names
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string peer;       // address of the client, for limits; never logged with a path
  bool is_local = false;  // came through the socket in the data directory: its owner

  // The header's value, empty when absent.
  std::string_view header(std::string_view lower_name) const {
    const auto it = headers.find(std::string(lower_name));
    return it == headers.end() ? std::string_view() : std::string_view(it->second);
  }
  std::string_view parameter(std::string_view name) const {
    const auto it = query.find(std::string(name));
    return it == query.end() ? std::string_view() : std::string_view(it->second);
  }
};

struct Response {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Set for text/event-stream: after the headers and `body` the server goes on with what the subscription
  // brings.
  std::shared_ptr<Subscription> stream;
};

}  // namespace tocsin::doors::http
