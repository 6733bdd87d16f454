// Result<T>: a value, or the reason why there is none. For refusals and for failures of the outside; a
// mistake of our own is a TOCSIN_CHECK.
#pragma once

#include <fmt/format.h>

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

// A code exists only where a caller can act on it. The numbers are public and never reused.
enum class Errc : int {
  invalid = 1,       // the input breaks a rule; `field` names which part
  not_found = 2,     // the thing named does not exist, or may not be known to exist
  conflict = 3,      // not in this state, or another version came first
  forbidden = 4,     // known, but may not do this
  unauthorised = 5,  // not known
  too_large = 6,     // past a named limit
  unsupported = 7,   // of a kind that is not handled
  unavailable = 8,   // not now: busy, held or stopping
  corrupt = 9,       // stored bytes do not say what they said
  io = 10,           // disk or network failed
  precondition = 11  // If-Match named another version
};

std::string_view to_string(Errc code);

// `detail` is a sentence for a person and names the thing; `field` is the place in the input (a JSON Pointer,
// a column name or an element path), empty when the input has no parts.
struct Error {
  Errc code = Errc::invalid;
  std::string detail;
  std::string field;

  bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string detail, std::string field = {}) {
  return std::unexpected(Error{code, std::move(detail), std::move(field)});
}

}  // namespace tocsin

#define TOCSIN_CONCAT_(a, b) a##b
#define TOCSIN_CONCAT(a, b) TOCSIN_CONCAT_(a, b)
#define TOCSIN_TRY_(tmp, decl, expr)                        \
  auto tmp = (expr);                                        \
  if (!tmp) return std::unexpected(std::move(tmp.error())); \
  decl = std::move(*tmp)

// TOCSIN_TRY(auto x, f()): x is f's value, or the caller returns f's error.
#define TOCSIN_TRY(decl, expr) TOCSIN_TRY_(TOCSIN_CONCAT(tocsin_try_, __LINE__), decl, expr)

// TOCSIN_TRY_VOID(f()): the same for a Result<>.
#define TOCSIN_TRY_VOID(expr)                              \
  if (auto tocsin_try_result = (expr); !tocsin_try_result) \
  return std::unexpected(std::move(tocsin_try_result.error()))
