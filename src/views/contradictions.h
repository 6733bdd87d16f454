// Contradictions: entries and levels that cannot both be so. Both are kept and shown with each other's
// address; nothing is averaged and none is chosen.
#pragma once

#include "views/board.h"

namespace tocsin::views {

// Places nearer than this are one site.
constexpr double same_site_m = 2'000;

// Codes that exclude each other in one jurisdiction (a border is closed, or it is controlled), for
// `same_site` only at one site (an event is cancelled, or it is protected).
struct Opposites {
  std::string_view a;
  std::string_view b;
  bool same_site = false;
};
const std::vector<Opposites>& opposites();

// About one place: the same jurisdiction (or a country and its part) and, when both name a site, one site.
bool same_place(const world::Statement& a, const world::Statement& b);
// Cannot both be so: opposite codes; one in force and one denied; one lifted after the other began; two
// different levels in words.
bool contradict(const EntryLine& a, const EntryLine& b);
// Fills contradicted_by and differs_from. Cost: the square of the entries of each row.
void mark_contradictions(JurisdictionRow& row);

}  // namespace tocsin::views
