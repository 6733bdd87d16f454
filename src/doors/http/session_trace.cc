#include "doors/http/session_trace.h"

#include <cxxabi.h>
#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "base/text.h"

namespace tocsin::doors::http {

std::string first_segment(std::string_view path) {
  const std::string_view segment = path.substr(1, path.find('/', 1) - 1);
  const bool plain =
      segment.size() <= 16 &&
      segment.find_first_not_of("abcdefghijklmnopqrstuvwxyz._-0123456789") == std::string_view::npos;
  return plain ? std::string(segment) : std::string("?");
}

void log_failure(std::string_view method, std::string_view segment, std::string_view what) {
  fmt::print(stderr, "http: {} /{}: {}\n", method.size() <= 16 ? method : "?", segment, what);
}

std::string name_current_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!type) return "an unknown exception";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
  return fmt::format("the handler threw {}", name ? name.get() : type->name());
}

std::string last_hop(std::string_view forwarded_for, const std::string& proxy) {
  const std::string_view hop = trim(split(forwarded_for, ',').back());
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(hop), error);
  return error ? proxy : address.to_string();
}

}  // namespace tocsin::doors::http
