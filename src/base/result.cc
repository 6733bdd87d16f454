#include "base/result.h"

namespace tocsin {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::invalid:
      return "invalid";
    case Errc::not_found:
      return "not found";
    case Errc::conflict:
      return "conflict";
    case Errc::forbidden:
      return "forbidden";
    case Errc::unauthorised:
      return "unauthorised";
    case Errc::too_large:
      return "too large";
    case Errc::unsupported:
      return "unsupported";
    case Errc::unavailable:
      return "unavailable";
    case Errc::corrupt:
      return "corrupt";
    case Errc::io:
      return "input or output failed";
    case Errc::precondition:
      return "precondition failed";
  }
  return "unknown";
}

}  // namespace tocsin
