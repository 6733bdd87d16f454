// Fields: the refusals that every command shares, in the same words.
#pragma once

#include <string_view>

#include "base/result.h"

namespace tocsin::world {

// Refuses text that is not UTF-8 (it could not be read again from the journal), that is longer than
// `code_points_max`, or, unless `may_be_empty`, that is only white space. `field` is its JSON Pointer.
Result<> require_text(std::string_view text, std::size_t code_points_max, bool may_be_empty,
                      std::string_view field);

// "you cannot approve what you proposed", when the same person did both.
Result<> require_second_person(bool is_own);

}  // namespace tocsin::world
