// JSON forms of the board and what belongs to it, as docs/http_api.md names them. Times are RFC 3339, null
// where not known. Ages are left out: a reader knows the time, and an answer that differs only in it is the
// same.
#pragma once

#include <boost/json/fwd.hpp>

#include "views/board_diff.h"
#include "views/changes.h"
#include "views/sitrep.h"

namespace tocsin::doors::http {

boost::json::object level_line_json(const views::LevelLine& level);
boost::json::object entry_line_json(const views::EntryLine& entry);
boost::json::object row_json(const views::JurisdictionRow& row);
boost::json::array rows_json(const views::Board& board);
boost::json::array diff_json(const std::vector<views::JurisdictionDiff>& diff);
boost::json::object sitrep_json(const views::Sitrep& report);
boost::json::object scheme_json(const world::Scheme& scheme);
boost::json::array measure_codes_json();

// One line of news. Of a claim nothing but that there is one: who said what about an attack stands on the
// board, beside the other claims, and nowhere else.
boost::json::object change_json(const views::ChangeItem& item);
boost::json::object bundle_json(const views::ChangeBundle& bundle);

}  // namespace tocsin::doors::http
