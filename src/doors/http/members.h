// Members: reads a JSON object member by member. The first thing that is wrong is kept, with its JSON
// Pointer; what is absent or null is empty. So a handler reads all it wants and then asks once whether it was
// right.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace tocsin::doors::http {

class Members {
 public:
  // `at` is the pointer of the object ("" at the root). The object outlives this.
  Members(const boost::json::object& object, std::string at);

  std::string text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  Instant time(std::string_view name);
  std::optional<Id> id(std::string_view name);
  bool flag(std::string_view name, bool if_absent);
  std::optional<std::int64_t> number(std::string_view name);
  std::optional<double> real(std::string_view name);
  // Null when absent; an error when it is not an object (array).
  const boost::json::object* object(std::string_view name);
  const boost::json::array* array(std::string_view name);
  bool has(std::string_view name) const;
  // One of the words that `parse` knows, or `if_absent`.
  template <class T>
  T word(std::string_view name, std::optional<T> (*parse)(std::string_view), T if_absent) {
    const std::string given = text(name);
    if (given.empty()) return if_absent;
    const auto value = parse(given);
    if (!value) refuse(name, "is not a word that is known here");
    return value.value_or(if_absent);
  }
  // A part that somebody else reads; its errors have a pointer already.
  template <class T>
  T part(Result<T> read) {
    if (read) return std::move(*read);
    keep(read.error());
    return T{};
  }

  void refuse(std::string_view name, std::string_view detail);
  std::string pointer(std::string_view name) const;
  // Nothing was wrong so far.
  Result<> ok() const;

 private:
  void keep(Error error);
  const boost::json::value* find(std::string_view name) const;

  const boost::json::object& object_;
  std::string at_;
  std::optional<Error> error_;
};

// The body as an object; empty bodies are an empty object where `may_be_empty`.
Result<boost::json::value> parse_object(std::string_view body, bool may_be_empty = false);

// A string, or null for an empty one: not known.
boost::json::value text_json(std::string_view text);
boost::json::value id_json(const std::optional<Id>& id);

}  // namespace tocsin::doors::http
