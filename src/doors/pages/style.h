// Style: the looks of all pages, as CSS that stands in each of them. Logical properties only; system fonts;
// light, dark and forced colours; print.
#pragma once

#include "wire/html.h"

namespace tocsin::doors::pages {

// Of every page.
wire::Html base_style();
// Added on operators' pages.
wire::Html console_style();
// Added on the pages of the board: rows that are cards at 320 px and columns on a desk.
wire::Html board_style();
// Added on the page that is printed on A4.
wire::Html sitrep_style();
// Added on operators' pages for reports and the board.
wire::Html desk_style();

}  // namespace tocsin::doors::pages
