// Client: a blocking HTTP/1.1 client for our own sub-commands to talk to the server of this machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "doors/http/message.h"

namespace tocsin::doors::http {

struct ClientResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// Keeps one connection and opens it anew when the server has closed it. Not safe to share between threads.
class Client {
 public:
  struct Options {
    std::chrono::milliseconds timeout{30'000};  // for each send, whole
    std::size_t response_bytes_max = std::size_t{256} << 20;
  };

  // Neither connects yet: the first send does.
  static Client over_unix(std::string path, Options options);
  static Client over_unix(std::string path);
  // invalid unless `host` is 127.0.0.0/8, ::1 or localhost: there is no TLS here.
  static Result<Client> over_tcp(const std::string& host, std::uint16_t port, Options options);
  static Result<Client> over_tcp(const std::string& host, std::uint16_t port);

  // Sends method, path (raw_path when it is set), query, headers and body. A status of 400 and above is an
  // answer, not a failure. not_found: no socket there; unavailable: nobody listens; io: broken or too late;
  // too_large: the answer is. Nothing is ever sent twice. An event stream never ends, so it fails by the
  // timeout.
  Result<ClientResponse> send(const Request& request);

 private:
  Client(Options options, std::string unix_path, std::string host, std::uint16_t port);
  Result<> connect();
  // True while the kept connection can be used again.
  bool is_usable() const;

  Options options_;
  std::string unix_path_;
  std::string host_;
  std::uint16_t port_;
  File socket_;
};

}  // namespace tocsin::doors::http
