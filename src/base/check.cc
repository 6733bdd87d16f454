#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tocsin {

void check_failed(const char* condition, const std::string& facts, std::source_location where) {
  fmt::print(stderr, "tocsin: internal check failed: {} at {}:{} in {}{}{}\n", condition, where.file_name(),
             where.line(), where.function_name(), facts.empty() ? "" : ": ", facts);
  std::fflush(stderr);
  std::abort();
}

}  // namespace tocsin
