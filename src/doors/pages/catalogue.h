// Catalogue: the messages of the pages in one language, from po/*.po, which the build puts into the program.
#pragma once

#include <span>
#include <string_view>

#include "wire/html.h"

namespace tocsin::doors::pages {

// The English text of a message: a literal, so that a test finds every one in the source and holds the
// catalogues to it.
using Msgid = wire::Literal;

struct EmbeddedCatalogue {
  std::string_view language;  // BCP 47
  std::span<const unsigned char> mo;
};
// Defined in a generated file.
std::span<const EmbeddedCatalogue> embedded_catalogues();

// The translation, with its {1} and {2}; the English text when there is none. Any thread; what is returned
// lives as long as the program. `language` is one of languages(), English otherwise.
std::string_view translate(std::string_view language, Msgid text);
// Of the plural form for `count` things by that language's rule.
std::string_view translate(std::string_view language, Msgid one, Msgid many, std::uint64_t count);

// The same for words that are only known when the program runs; themselves when no catalogue has them.
std::string_view translate_if_known(std::string_view language, const std::string& text);

// False for a message that falls back to English. For tests.
bool is_translated(std::string_view language, std::string_view text);

}  // namespace tocsin::doors::pages
