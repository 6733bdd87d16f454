// What the tests of strip share.
#pragma once

#include <string>
#include <vector>

#include "reading/strip.h"

namespace tocsin::reading {

inline std::vector<std::string> texts_of(const Stripped& stripped, RegionKind kind) {
  std::vector<std::string> texts;
  for (const Region& region : stripped.regions) {
    if (region.kind == kind) texts.emplace_back(text_of(stripped.text, region.span));
  }
  return texts;
}

}  // namespace tocsin::reading
