// What the tests of strip share.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "reading/strip.h"

namespace tocsin::reading {

inline std::string shared_folder() {
  const char* shared = std::getenv("TOCSIN_SHARED");
  return shared != nullptr ? shared : TOCSIN_SOURCE_DIR "/../shared";
}

inline std::vector<std::string> texts_of(const Stripped& stripped, RegionKind kind) {
  std::vector<std::string> texts;
  for (const Region& region : stripped.regions) {
    if (region.kind == kind) texts.emplace_back(text_of(stripped.text, region.span));
  }
  return texts;
}

}  // namespace tocsin::reading
