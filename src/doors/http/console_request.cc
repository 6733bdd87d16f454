#include "doors/http/console_request.h"

#include "doors/http/reply.h"

namespace tocsin::doors::http {

bool is_operator(const Caller& caller) { return caller.op && caller.op->role != world::Role::feed; }

pages::Operator me_of(const Caller& caller) {
  return {caller.op->name, std::string(world::to_string(caller.op->role)), caller.op->id};
}

bool is_cross_site(const Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  const auto origin = request.header("origin");
  return !origin.empty() && !origin.ends_with(fmt::format("//{}", request.header("host")));
}

Response not_signed_in() { return problem({Errc::unauthorised, "sign in first", {}}); }

}  // namespace tocsin::doors::http
