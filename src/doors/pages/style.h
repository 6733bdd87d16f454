// Style: the looks of all pages, as CSS that stands in each of them. Logical properties only; system fonts;
// light, dark and forced colours; print.
#pragma once

#include "wire/html.h"

namespace tocsin::doors::pages {

// Of every page.
wire::Html base_style();
// Added on operators' pages.
wire::Html console_style();

}  // namespace tocsin::doors::pages
