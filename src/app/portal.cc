#include "app/portal.h"

#include <filesystem>

namespace tocsin::app {

Result<Portal> Portal::open(const std::string& directory) {
  Portal portal;
  const std::string socket = directory + "/control.sock";
  if (std::filesystem::exists(socket)) {
    auto client = doors::http::Client::over_unix(socket);
    doors::http::Request health;
    health.method = "GET";
    health.path = "/healthz";
    // A socket that a killed server left behind answers nothing.
    if (client.send(health)) {
      portal.client_ = std::make_unique<doors::http::Client>(std::move(client));
      return portal;
    }
  }
  portal.clock_ = std::make_unique<SystemClock>();
  TOCSIN_TRY(portal.service_, Service::open(directory, *portal.clock_, false));
  return portal;
}

Result<doors::http::Response> Portal::send(doors::http::Request request) {
  if (client_) {
    TOCSIN_TRY(auto answer, client_->send(request));
    return doors::http::Response{.status = answer.status,
                                 .content_type = answer.headers["content-type"],
                                 .headers = {},
                                 .body = std::move(answer.body),
                                 .stream = {}};
  }
  request.is_local = true;
  return service_->call(std::move(request));
}

Result<doors::http::Response> Portal::send(std::string method, std::string path, std::string body,
                                           std::string content_type, std::string token) {
  doors::http::Request request;
  request.method = std::move(method);
  const auto question = path.find('?');
  request.raw_path = path;
  request.path = path.substr(0, question);
  if (question != std::string::npos) {
    const auto equals = path.find('=', question);
    request.query[path.substr(question + 1, equals - question - 1)] = path.substr(equals + 1);
  }
  request.body = std::move(body);
  if (!content_type.empty()) request.headers["content-type"] = std::move(content_type);
  if (!token.empty()) request.headers["authorization"] = "Bearer " + token;
  return send(std::move(request));
}

}  // namespace tocsin::app
