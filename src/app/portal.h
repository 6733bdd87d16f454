// Portal: the way of a command to its realm: through the running server's socket, or, without a server, by
// taking the directory's lock itself.
#pragma once

#include <memory>
#include <string>

#include "app/service.h"
#include "doors/http/client.h"

namespace tocsin::app {

class Portal {
 public:
  // `conflict` when another process holds the directory but does not answer yet.
  static Result<Portal> open(const std::string& directory);

  // Any answer with a status is a result; an error means that none came.
  Result<doors::http::Response> send(doors::http::Request request);
  // POST (or another method) of a JSON text, with the token when there is one.
  Result<doors::http::Response> send(std::string method, std::string path, std::string body,
                                     std::string content_type, std::string token = {});

 private:
  std::unique_ptr<SystemClock> clock_;
  std::unique_ptr<doors::http::Client> client_;  // when a server runs
  std::unique_ptr<Service> service_;             // when none does
};

}  // namespace tocsin::app
