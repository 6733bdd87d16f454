// The board as files for other programs: CSV for spreadsheets, GeoJSON for maps, Atom for readers of feeds.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "views/board.h"
#include "views/changes.h"

namespace tocsin::doors::http {

// Items of a feed; a reader that was away longer sees the board itself.
constexpr std::size_t board_feed_items_max = 200;

// RFC 4180 with a header; a line a level, entry, figure and claim. Cells that a spreadsheet would take for a
// formula are escaped.
std::string board_csv(const views::Board& board);
// RFC 7946: a feature an entry, claim and level, in the order of the board. Those without coordinates have a
// null geometry: they are on the board all the same.
boost::json::object board_geojson(const views::Board& board);

struct BoardFeed {
  std::string public_url;  // without a slash at its end
  std::string query;       // of the filter, as in an address, "" for none
  std::string realm_name;
  bool is_drill = true;
  Instant updated;  // when nothing is in it
  std::vector<views::ChangeItem> items;
  std::int64_t bundle_ms = 0;  // 0: an entry a change
  Instant now;
};
// Newest first. Ids are permanent: the same change has the same id in every feed.
std::string board_atom(const BoardFeed& feed);

// "GB: threat level raised to SEVERE, 4 of 5"; of a claim only that there is one.
std::string change_title(const views::ChangeItem& item);

}  // namespace tocsin::doors::http
