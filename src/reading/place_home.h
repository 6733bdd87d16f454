// Where a text was written, as far as its words show it: papers of one country have words that others do not.
#pragma once

#include <span>
#include <string_view>

#include "reading/tokens.h"

namespace tocsin::reading {

// ISO 3166-1 alpha-2 of the country whose words prevail; "" when the text does not show it. Cost: one probe a
// token.
std::string_view home_of(std::string_view text, std::span<const Token> tokens);

}  // namespace tocsin::reading
