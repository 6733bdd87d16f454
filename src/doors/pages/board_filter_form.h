// BoardFilterForm: the form that narrows the board and moves it in time. It is sent with GET, so a filter is
// an address and can be kept.
#pragma once

#include "doors/pages/board_words.h"

namespace tocsin::doors::pages {

Html filter_form(const Tongue& t, const BoardAddress& query, const views::Moment& moment);
// <option>s for every code of measures, status, kind of source; `chosen` is selected. The first is empty and
// means all.
Html code_options(const Tongue& t, const std::string& chosen);
Html status_options(const Tongue& t, const std::string& chosen);
Html source_kind_options(const Tongue& t, const std::string& chosen);
Html option(std::string_view value, const Html& name, bool chosen);

}  // namespace tocsin::doors::pages
