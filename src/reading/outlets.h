// Outlets: who published the report.
#pragma once

#include <span>

#include "reading/units.h"

#include "reading/reader.h"

namespace tocsin::reading {

// From what the caller says, the page's metadata, a dateline ("(Reuters) -"), a byline or copyright line, the
// furniture, and last "told NAME".
Outlet find_outlet(const Stripped& stripped, std::span<const Token> tokens,
                   std::span<const Sentence> sentences, const Grammar& grammar, const std::string& stated);

}  // namespace tocsin::reading
