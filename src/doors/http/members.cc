#include "doors/http/members.h"

#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "doors/http/reply.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

bool is_text(std::string_view text) { return is_utf8(text) && text.find('\0') == std::string_view::npos; }

}  // namespace

Members::Members(const json::object& object, std::string at) : object_(object), at_(std::move(at)) {}

const json::value* Members::find(std::string_view name) const {
  const auto* value = object_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool Members::has(std::string_view name) const { return find(name) != nullptr; }

std::string Members::pointer(std::string_view name) const { return fmt::format("{}/{}", at_, name); }

void Members::keep(Error error) {
  if (!error_) error_ = std::move(error);
}

void Members::refuse(std::string_view name, std::string_view detail) {
  keep({Errc::invalid, fmt::format("{} {}", name, detail), pointer(name)});
}

Result<> Members::ok() const {
  if (error_) return std::unexpected(*error_);
  return {};
}

std::string Members::text(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    refuse(name, "must be a string");
    return {};
  }
  std::string text(value->get_string());
  if (is_text(text)) return text;
  refuse(name, "is not valid text");
  return {};
}

std::vector<std::string> Members::texts(std::string_view name) {
  const auto* list = array(name);
  if (list == nullptr) return {};
  std::vector<std::string> out;
  for (const auto& item : *list) {
    if (!item.is_string() || !is_text(std::string_view(item.get_string()))) {
      refuse(name, "must be an array of strings");
      return {};
    }
    out.emplace_back(item.get_string());
  }
  return out;
}

Instant Members::time(std::string_view name) {
  const std::string given = text(name);
  if (given.empty()) return {};
  const auto at = parse_rfc3339(given);
  if (at) return *at;
  keep({Errc::invalid, at.error().detail, pointer(name)});
  return {};
}

std::optional<Id> Members::id(std::string_view name) {
  const std::string given = text(name);
  if (given.empty()) return std::nullopt;
  const auto id = parse_id(given);
  if (id) return *id;
  keep({Errc::invalid, id.error().detail, pointer(name)});
  return std::nullopt;
}

bool Members::flag(std::string_view name, bool if_absent) {
  const auto* value = find(name);
  if (value == nullptr) return if_absent;
  if (value->is_bool()) return value->get_bool();
  refuse(name, "must be true or false");
  return if_absent;
}

std::optional<std::int64_t> Members::number(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->is_number() ? value->to_number<std::int64_t>(error) : 0;
  if (value->is_number() && !error) return number;
  refuse(name, "must be a whole number");
  return std::nullopt;
}

std::optional<double> Members::real(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->is_number() ? value->to_number<double>(error) : NAN;
  if (!error && std::isfinite(number)) return number;
  refuse(name, "must be a number");
  return std::nullopt;
}

const json::object* Members::object(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->is_object()) return &value->get_object();
  refuse(name, "must be an object");
  return nullptr;
}

const json::array* Members::array(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->is_array()) return &value->get_array();
  refuse(name, "must be an array");
  return nullptr;
}

Result<json::value> parse_object(std::string_view body, bool may_be_empty) {
  if (may_be_empty && trim(body).empty()) return json::value(json::object());
  TOCSIN_TRY(auto value, parse_json(body));
  if (!value.is_object()) return fail(Errc::invalid, "the body must be an object", "/");
  return value;
}

json::value text_json(std::string_view text) { return text.empty() ? json::value() : json::value(text); }

json::value id_json(const std::optional<Id>& id) {
  return id && !id->is_zero() ? json::value(to_uuid(*id)) : json::value();
}

}  // namespace tocsin::doors::http
