// Parts: the English names of the parts of countries (ISO 3166-2), for readers who do not know codes.
#pragma once

#include <string_view>

namespace tocsin::geo {

// "Paris" of "FR-75C"; empty when the table has none. Any thread; what is returned lives as long as the
// program. Cost: a binary search in 90 kB.
std::string_view part_name(std::string_view code);

}  // namespace tocsin::geo
