// BoardWords: statuses, ages, chains and figures of the board as readers see them. A colour never stands
// without one.
#pragma once

#include "doors/pages/board_pages.h"
#include "doors/pages/tongue.h"

namespace tocsin::doors::pages {

Html word_of(const Tongue& t, world::Status status);
Html word_of(const Tongue& t, world::SourceKind kind);
// "added", "raised", ...
Html word_of(const Tongue& t, views::ChangeKind kind);
// "Border closed" of BORDER_CLOSURE, in the reader's language where the catalogue has it; of a statement
// without a code its kind with spaces ("claim of responsibility").
Html name_of(const Tongue& t, const world::Statement& statement);
Html code_name(const Tongue& t, std::string_view code);
// A kind of the reader's rules in words: "killed".
Html kind_name(const Tongue& t, std::string_view kind);
// "RT, citing Interfax, citing a source familiar".
Html chain_words(const Tongue& t, const world::Chain& chain);
// The same of a chain that is only known as English text.
Html chain_words(const Tongue& t, const std::string& chain_text);
// "at least 120", "120 to 153", "129", or the words when no figure was given.
Html quantity_words(const Tongue& t, const world::Quantity& quantity);
// Why it is shown grey; empty when it is fresh.
Html freshness_words(const Tongue& t, const views::EntryLine& entry);
// "Paris, France (FR-75C)", or the group's words.
std::string place_name(const Tongue& t, const std::string& iso, const std::string& group);
// Where exactly; empty when the text names no more than the country.
std::string site_name(const Tongue& t, const world::Statement& statement);
// Words of one other language, isolated.
Html in_tongue(std::string_view language, std::string_view words);
// Words of another language than the page's, marked as such. `language` may be empty, or several with
// commas for words with as many parts between " / ".
Html foreign(const std::string& language, const std::string& words);
// "4 of 5", "4" or nothing.
Html position_words(const Tongue& t, const std::optional<int>& step, int steps);

}  // namespace tocsin::doors::pages
