// Where tests find the input that others wrote: ../shared beside the checkout, or where TOCSIN_SHARED says.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace tocsin {

// A file or folder of it: "data/article/article.txt". It need not be there.
inline std::filesystem::path shared_path(std::string_view path) {
  const char* const named = std::getenv("TOCSIN_SHARED");
  return std::filesystem::path(named != nullptr ? named : TOCSIN_SOURCE_DIR "/../shared") / path;
}

inline bool is_shared_required() {
  const char* const required = std::getenv("TOCSIN_REQUIRE_SHARED");
  return required != nullptr && std::string_view(required) == "1";
}

}  // namespace tocsin

// Ends the test where `path` is not there: as skipped, or as failed where the input is required.
// tools/run_tests.py looks for these words.
#define TOCSIN_NEED_SHARED(path)                                                     \
  do {                                                                               \
    if (!std::filesystem::exists(path)) {                                            \
      if (tocsin::is_shared_required()) FAIL() << "../shared is absent: " << (path); \
      GTEST_SKIP() << "skipped: ../shared is absent: " << (path);                    \
    }                                                                                \
  } while (false)
