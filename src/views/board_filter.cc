#include "views/board_filter.h"

#include <algorithm>
#include <cmath>

#include "geo/distance.h"

namespace tocsin::views {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// `point` moved by metres to the east and to the north.
geo::Point moved(const geo::Point& point, double east_m, double north_m) {
  const double lat = std::clamp(point.lat + north_m * geo::degrees_per_m, -90.0, 90.0);
  // At a pole the strip is as wide as all longitudes; the circle there covers it.
  const double shrink = std::max(std::cos(point.lat * geo::radians_per_degree), 0.01);
  return {lat, geo::normalised_lon(point.lon + east_m * geo::degrees_per_m / shrink)};
}

geo::Polygon strip(const geo::Point& a, const geo::Point& b, double half_m) {
  const double lon_span = std::remainder(b.lon - a.lon, 360.0);  // the short way
  const double east = lon_span * std::cos((a.lat + b.lat) / 2 * geo::radians_per_degree);
  const double north = b.lat - a.lat;
  const double length = std::hypot(east, north);
  const double across_east = -north / length * half_m, across_north = east / length * half_m;
  return {{moved(a, across_east, across_north), moved(b, across_east, across_north),
           moved(b, -across_east, -across_north), moved(a, -across_east, -across_north)},
          {}};
}

Result<> require_shapes(const Filter& filter) {
  if (filter.near) {
    if (!geo::is_valid(filter.near->center)) return fail(Errc::invalid, "near is not on the Earth", "/near");
    if (!(filter.near->radius_m > 0) || filter.near->radius_m > site_radius_max_m)
      return fail(Errc::invalid, "the radius is above 0 and at most 500 km", "/near");
  }
  if (const auto valid = geo::validate(filter.area); !valid)
    return fail(valid.error().code, "area: " + valid.error().detail, "/area");
  if (!filter.route) return {};
  if (filter.route->line.size() > route_points_max)
    return fail(Errc::too_large, fmt::format("a route has at most {} points", route_points_max), "/route");
  if (filter.route->line.size() < 2) return fail(Errc::invalid, "a route has at least 2 points", "/route");
  if (!std::all_of(filter.route->line.begin(), filter.route->line.end(), geo::is_valid))
    return fail(Errc::invalid, "a point of the route is not on the Earth", "/route");
  if (!(filter.route->width_m > 0) || filter.route->width_m > route_width_max_m)
    return fail(Errc::invalid, "the width of a route is above 0 and at most 200 km", "/route");
  return {};
}

}  // namespace

Result<> validate(const Filter& filter) {
  const std::pair<std::string_view, std::size_t> sizes[] = {{"/codes", filter.codes.size()},
                                                            {"/jurisdictions", filter.jurisdictions.size()},
                                                            {"/crossed", filter.crossed.size()}};
  for (const auto& [field, size] : sizes) {
    if (size > filter_codes_max) {
      return fail(Errc::too_large,
                  fmt::format("a filter has at most {} {}", filter_codes_max, field.substr(1)),
                  std::string(field));
    }
  }
  for (const auto& code : filter.codes) {
    if (world::Schemes::built_in().find_measure(code) == nullptr)
      return fail(Errc::invalid, fmt::format("'{}' is no code of a measure", code), "/codes");
  }
  for (const auto& code : filter.jurisdictions) {
    if (!world::is_iso_country(code) && !world::is_iso_part(code))
      return fail(Errc::invalid, fmt::format("'{}' has not the form of ISO 3166 (FR, FR-75C)", code),
                  "/jurisdictions");
  }
  return require_shapes(filter);
}

geo::Area corridor(const Route& route) {
  geo::Area area;
  for (const auto& point : route.line) area.circles.push_back({point, route.width_m / 2});
  for (std::size_t i = 1; i < route.line.size(); ++i) {
    if (route.line[i - 1] == route.line[i]) continue;
    geo::Polygon polygon = strip(route.line[i - 1], route.line[i], route.width_m / 2);
    // An edge that is too short to have a width in degrees is covered by its circles.
    if (geo::validate({{polygon}, {}, {}})) area.polygons.push_back(std::move(polygon));
  }
  return area;
}

Matcher::Matcher(const Filter& filter) : filter_(filter) {
  if (filter.near) areas_.emplace_back(geo::Area{{}, {{filter.near->center, filter.near->radius_m}}, {}});
  if (!filter.area.empty()) areas_.emplace_back(filter.area);
  if (filter.route) areas_.emplace_back(corridor(*filter.route));
}

bool Matcher::in_jurisdictions(std::string_view code) const {
  return filter_.jurisdictions.empty() ||
         std::any_of(filter_.jurisdictions.begin(), filter_.jurisdictions.end(),
                     [&](const std::string& wanted) { return !code.empty() && world::covers(wanted, code); });
}

bool Matcher::in_geometry(const std::optional<geo::Point>& point, std::string_view country) const {
  if (areas_.empty()) return true;
  if (!point) return has(filter_.crossed, std::string(country));
  return std::all_of(areas_.begin(), areas_.end(), [&](const auto& area) { return area.contains(*point); });
}

bool Matcher::matches(const world::Statement& statement,
                      const std::optional<world::IncidentId>& incident) const {
  if (filter_.only_levels) return false;
  if (!filter_.codes.empty() && !has(filter_.codes, statement.code)) return false;
  if (!filter_.classes.empty() && !has(filter_.classes, statement.statement_class)) return false;
  if (filter_.incident && incident != filter_.incident) return false;
  return in_jurisdictions(statement.jurisdiction.code()) &&
         in_geometry(statement.site ? statement.site->point : std::nullopt, statement.jurisdiction.iso);
}

bool Matcher::matches(world::Status status) const {
  return filter_.statuses.empty() || has(filter_.statuses, status);
}

// A level is a LEVEL_CHANGE in force, said by an official source, and of no incident.
bool Matcher::matches(const world::LevelFacts& level) const {
  if (!filter_.codes.empty() && !has(filter_.codes, std::string("LEVEL_CHANGE"))) return false;
  if (!filter_.only_levels && (!filter_.classes.empty() || filter_.incident)) return false;
  return matches(world::Status::in_force) && matches_sources({world::SourceKind::official}) &&
         in_jurisdictions(level.iso) && in_geometry(std::nullopt, world::country_of(level.iso));
}

bool Matcher::matches_sources(const std::vector<world::SourceKind>& kinds) const {
  return filter_.source_kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](world::SourceKind kind) {
           return has(filter_.source_kinds, kind);
         });
}

}  // namespace tocsin::views
