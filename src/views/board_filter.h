// Filter: which part of the board somebody wants. It is a value that fits into an address, so a saved view
// and a watch are the same thing, and the server keeps no list of who follows what.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/area.h"
#include "geo/contains.h"
#include "world/schemes.h"
#include "world/world.h"

namespace tocsin::views {

// As many as a country has parts, with room; an address cannot carry more.
constexpr std::size_t filter_codes_max = 300;
// A drive across a continent, simplified.
constexpr std::size_t route_points_max = 200;
// A wider strip is an area.
constexpr double route_width_max_m = 200'000;
constexpr double site_radius_max_m = 500'000;

struct Near {
  geo::Point center;
  double radius_m = 0;
};
// A line and the width of the strip along it, half on either side.
struct Route {
  std::vector<geo::Point> line;
  double width_m = 0;
};

// Every member that is not empty must match.
struct Filter {
  std::vector<std::string> codes;          // of measures
  std::vector<std::string> jurisdictions;  // a country matches its parts; a part matches only itself
  std::vector<world::Status> statuses;
  std::vector<world::StatementClass> classes;
  std::vector<world::SourceKind> source_kinds;  // of the register; any chain of the entry
  std::optional<world::IncidentId> incident;
  std::optional<Near> near;
  geo::Area area;
  std::optional<Route> route;
  // Countries (ISO 3166-1) that `area` or `route` lies in, looked up by the door: entries and levels without
  // coordinates match by them. Empty: only what has coordinates matches.
  std::vector<std::string> crossed;
  bool only_levels = false;

  bool has_geometry() const { return near.has_value() || !area.empty() || route.has_value(); }
};

// Errc::invalid or too_large with the member's name as field ("/route").
Result<> validate(const Filter& filter);

// The strip as an area: a circle at each point, a four-sided figure along each edge. Needs a valid filter.
geo::Area corridor(const Route& route);

// A filter made ready for many questions. Immutable; any thread.
class Matcher {
 public:
  // Needs a valid filter.
  explicit Matcher(const Filter& filter);

  // By where it is and what it is about; statuses are asked apart, because they depend on the moment.
  bool matches(const world::Statement& statement, const std::optional<world::IncidentId>& incident) const;
  bool matches(world::Status status) const;
  bool matches(const world::LevelFacts& level) const;
  bool matches_sources(const std::vector<world::SourceKind>& kinds) const;
  const Filter& filter() const { return filter_; }

 private:
  bool in_jurisdictions(std::string_view code) const;
  bool in_geometry(const std::optional<geo::Point>& point, std::string_view country) const;

  Filter filter_;
  std::vector<geo::PreparedArea> areas_;  // every one must hold the point
};

}  // namespace tocsin::views
