#include "reading/focus.h"

#include <algorithm>
#include <map>
#include <vector>

#include "geo/distance.h"

namespace tocsin::reading {
namespace {

struct Weighed {
  const PlaceMention* mention = nullptr;
  int weight = 1;
};

constexpr int title_weight = 3, lead_weight = 2;

// The mentions that stand in the headline or a paragraph, with what each counts.
std::vector<Weighed> weigh(std::span<const PlaceMention> places, const Stripped& stripped) {
  std::vector<Weighed> found;
  bool lead_seen = false;
  Span lead;
  for (const Region& region : stripped.regions)
    if (region.kind == RegionKind::body && !lead_seen) lead = region.span, lead_seen = true;
  for (const PlaceMention& mention : places) {
    if (found.size() >= focus_places_max) break;
    if (!mention.place || mention.place->country.empty()) continue;
    const auto after = std::upper_bound(
        stripped.regions.begin(), stripped.regions.end(), mention.span.begin,
        [](std::uint32_t offset, const Region& region) { return offset < region.span.begin; });
    if (after == stripped.regions.begin() || !(after - 1)->span.contains(mention.span)) continue;
    if ((after - 1)->kind == RegionKind::title)
      found.push_back({&mention, title_weight});
    else if ((after - 1)->kind == RegionKind::body)
      found.push_back({&mention, lead.contains(mention.span) ? lead_weight : 1});
  }
  return found;
}

std::string country_of(const std::vector<Weighed>& mentions) {
  std::map<std::string_view, int> counts;
  int all = 0;
  for (const Weighed& one : mentions) {
    const int weight = one.mention->demonym ? one.weight : 2 * one.weight;
    counts[one.mention->place->country] += weight;
    all += weight;
  }
  std::string_view best;
  int most = 0, second = 0;
  for (const auto& [country, count] : counts) {
    if (count > most)
      second = most, most = count, best = country;
    else
      second = std::max(second, count);
  }
  return 5 * most > 2 * all && 2 * most > 3 * second ? std::string(best) : std::string{};
}

bool is_town(const Place& place) {
  return place.kind == PlaceKind::city || place.kind == PlaceKind::district ||
         place.kind == PlaceKind::airport;
}

// The town near which most of the report's towns of the country lie.
std::optional<Place> town_of(const std::vector<Weighed>& mentions, const std::string& country) {
  constexpr double near_m = 40'000;  // a town and its suburbs and villages
  std::vector<Weighed> towns;
  int all = 0;
  for (const Weighed& one : mentions) {
    const Place& place = *one.mention->place;
    if (!is_town(place) || !place.located || one.mention->demonym || place.country != country) continue;
    towns.push_back(one);
    all += one.weight;
  }
  const Place* best = nullptr;
  int most = 0, most_own = 0;
  for (const Weighed& candidate : towns) {
    const Place& place = *candidate.mention->place;
    if (place.kind != PlaceKind::city) continue;
    int around = 0, own = 0;
    for (const Weighed& other : towns) {
      const Place& there = *other.mention->place;
      if (there.ref == place.ref) own += other.weight;
      if (geo::distance_m({place.lat, place.lon}, {there.lat, there.lon}) <= near_m) around += other.weight;
    }
    // Of a town and its suburbs the largest gives the name, unless it is only a neighbour named in passing.
    const bool larger = best != nullptr && place.population > best->population;
    if (around > most || (around == most && (larger ? 3 * own >= most_own : own > 3 * most_own)))
      most = around, most_own = own, best = &place;
  }
  constexpr int sure = 2;  // one name in passing makes no focus
  if (best == nullptr || most < sure || 2 * most <= all) return std::nullopt;
  return *best;
}

// The region in which most of the report's towns lie, when the report names it.
std::optional<Place> region_of(const std::vector<Weighed>& mentions, const std::string& country) {
  std::map<std::string_view, int> counts;
  std::map<std::string_view, const Place*> named;
  int all = 0;
  for (const Weighed& one : mentions) {
    const Place& place = *one.mention->place;
    if (place.country != country || place.iso2.empty() || one.mention->demonym) continue;
    if (place.kind == PlaceKind::country) continue;
    counts[place.iso2] += one.weight;
    all += one.weight;
    if (place.kind == PlaceKind::region) named.emplace(place.iso2, &place);
  }
  for (const auto& [iso2, count] : counts)
    if (const auto it = named.find(iso2); it != named.end() && 2 * count > all) return *it->second;
  return std::nullopt;
}

}  // namespace

ReportFocus find_focus(std::span<const PlaceMention> places, const Stripped& stripped) {
  const auto mentions = weigh(places, stripped);
  ReportFocus focus;
  focus.country = country_of(mentions);
  if (focus.country.empty()) return focus;
  focus.place = town_of(mentions, focus.country);
  if (!focus.place) focus.place = region_of(mentions, focus.country);
  return focus;
}

}  // namespace tocsin::reading
