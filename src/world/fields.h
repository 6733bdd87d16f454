// Fields: the refusals that every command shares, in the same words.
#pragma once

#include <string_view>

#include "base/id.h"
#include "base/result.h"

namespace tocsin::world {

// Refuses text that is not UTF-8 (it could not be read again from the journal), that is longer than
// `code_points_max`, or, unless `may_be_empty`, that is only white space. `field` is its JSON Pointer.
Result<> require_text(std::string_view text, std::size_t code_points_max, bool may_be_empty,
                      std::string_view field);

// "you cannot approve what you proposed", when the same person did both.
Result<> require_second_person(bool is_own);

// Errc::conflict when a new object would have the id of another: a command that came twice, or a caller who
// chose an id in use. What is there stays as it is.
Result<> require_free(bool is_taken, const Id& id);

}  // namespace tocsin::world
