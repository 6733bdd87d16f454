// ConsoleRequest: what every operators' page asks of a request: who it is, and that it comes from our own
// pages.
#pragma once

#include "doors/http/api.h"

namespace tocsin::doors::http {

// Signed in, and more than a feed.
bool is_operator(const Caller& caller);
pages::Operator me_of(const Caller& caller);
// A browser says where a form comes from; another site's is refused whatever cookie it brings.
bool is_cross_site(const Request& request);
// May this POST change something: an operator's own form. To everybody else the answer is `not_signed_in`.
inline bool is_own_form(const Request& request, const Caller& caller) {
  return is_operator(caller) && !is_cross_site(request);
}
Response not_signed_in();

}  // namespace tocsin::doors::http
