#include "wire/geojson.h"

#include <boost/json.hpp>
#include <cmath>
#include <numbers>

namespace tocsin::wire {
namespace {

namespace json = boost::json;

constexpr int circle_sides = 64;
constexpr int depth_max = 4;  // collection in feature in collection: nobody nests deeper

Result<geo::Point> read_position(const json::value& value, const std::string& field) {
  const auto* pair = value.if_array();
  if (pair == nullptr || pair->size() < 2 || !(*pair)[0].is_number() || !(*pair)[1].is_number()) {
    return fail(Errc::invalid, "a position is [longitude, latitude]", field);
  }
  return geo::Point{(*pair)[1].to_number<double>(), (*pair)[0].to_number<double>()};
}

Result<std::vector<geo::Point>> read_ring(const json::value& value, const std::string& field) {
  const auto* positions = value.if_array();
  if (positions == nullptr) return fail(Errc::invalid, "a ring is an array of positions", field);
  std::vector<geo::Point> ring;
  for (std::size_t i = 0; i < positions->size(); ++i) {
    TOCSIN_TRY(const geo::Point point, read_position((*positions)[i], fmt::format("{}/{}", field, i)));
    ring.push_back(point);
  }
  if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  return ring;
}

Result<geo::Polygon> read_polygon(const json::value& value, const std::string& field) {
  const auto* rings = value.if_array();
  if (rings == nullptr || rings->empty()) return fail(Errc::invalid, "a polygon is an array of rings", field);
  geo::Polygon polygon;
  for (std::size_t i = 0; i < rings->size(); ++i) {
    TOCSIN_TRY(auto ring, read_ring((*rings)[i], fmt::format("{}/{}", field, i)));
    if (i == 0) {
      polygon.outer = std::move(ring);
    } else {
      polygon.holes.push_back(std::move(ring));
    }
  }
  return polygon;
}

const json::value* find_radius(const json::object& geometry, const json::object* properties) {
  if (const auto* radius = geometry.if_contains("radius_m")) return radius;
  return properties == nullptr ? nullptr : properties->if_contains("radius_m");
}

Result<> read_into(geo::Area& area, const json::value& value, const std::string& field,
                   const json::object* properties, int depth);

Result<> read_members(geo::Area& area, const json::object& object, const char* name, const std::string& field,
                      int depth) {
  const auto* members = object.if_contains(name);
  const auto* array = members == nullptr ? nullptr : members->if_array();
  if (array == nullptr)
    return fail(Errc::invalid, fmt::format("{} must be an array", name), field + "/" + name);
  for (std::size_t i = 0; i < array->size(); ++i) {
    TOCSIN_TRY_VOID(
        read_into(area, (*array)[i], fmt::format("{}/{}/{}", field, name, i), nullptr, depth + 1));
  }
  return {};
}

Result<> read_point(geo::Area& area, const json::object& object, const std::string& field,
                    const json::object* properties) {
  const auto* radius = find_radius(object, properties);
  if (radius == nullptr || !radius->is_number()) {
    return fail(Errc::invalid, "a Point is an area only with a number \"radius_m\"", field + "/radius_m");
  }
  const auto* coordinates = object.if_contains("coordinates");
  TOCSIN_TRY(const geo::Point point,
             read_position(coordinates == nullptr ? json::value() : *coordinates, field + "/coordinates"));
  area.circles.push_back({point, radius->to_number<double>()});
  return {};
}

Result<> read_into(geo::Area& area, const json::value& value, const std::string& field,
                   const json::object* properties, int depth) {
  const auto* object = value.if_object();
  if (object == nullptr) return fail(Errc::invalid, "a GeoJSON geometry is an object", field);
  if (depth > depth_max) return fail(Errc::too_large, "geometries are nested too deep", field);
  const auto* type_value = object->if_contains("type");
  const std::string_view type =
      type_value != nullptr && type_value->is_string() ? std::string_view(type_value->get_string()) : "";
  const auto* coordinates = object->if_contains("coordinates");
  if (type == "Polygon") {
    TOCSIN_TRY(auto polygon,
               read_polygon(coordinates == nullptr ? json::value() : *coordinates, field + "/coordinates"));
    area.polygons.push_back(std::move(polygon));
    return {};
  }
  if (type == "MultiPolygon") {
    const auto* polygons = coordinates == nullptr ? nullptr : coordinates->if_array();
    if (polygons == nullptr)
      return fail(Errc::invalid, "coordinates must be an array of polygons", field + "/coordinates");
    for (std::size_t i = 0; i < polygons->size(); ++i) {
      TOCSIN_TRY(auto polygon, read_polygon((*polygons)[i], fmt::format("{}/coordinates/{}", field, i)));
      area.polygons.push_back(std::move(polygon));
    }
    return {};
  }
  if (type == "Point") return read_point(area, *object, field, properties);
  if (type == "GeometryCollection") return read_members(area, *object, "geometries", field, depth);
  if (type == "FeatureCollection") return read_members(area, *object, "features", field, depth);
  if (type == "Feature") {
    const auto* geometry = object->if_contains("geometry");
    const auto* own = object->if_contains("properties");
    return read_into(area, geometry == nullptr ? json::value() : *geometry, field + "/geometry",
                     own == nullptr ? nullptr : own->if_object(), depth + 1);
  }
  return fail(Errc::invalid,
              "type must be Polygon, MultiPolygon, GeometryCollection, Feature, FeatureCollection, or Point "
              "with radius_m",
              field + "/type");
}

json::array position(double lat, double lon) { return {lon, lat}; }

// RFC 7946 section 3.1.6: rings are closed.
json::array ring_to_json(const std::vector<geo::Point>& ring) {
  json::array out;
  for (const auto& point : ring) out.emplace_back(position(point.lat, point.lon));
  if (!ring.empty()) out.emplace_back(position(ring.front().lat, ring.front().lon));
  return out;
}

json::array circle_to_json(const geo::Circle& circle) {
  const double to_radians = std::numbers::pi / 180;
  const double angle = circle.radius_m / 6371008.8;
  const double lat = circle.center.lat * to_radians;
  json::array ring;
  for (int i = 0; i <= circle_sides; ++i) {
    const double bearing = 2 * std::numbers::pi * (i % circle_sides) / circle_sides;
    const double lat2 =
        std::asin(std::sin(lat) * std::cos(angle) + std::cos(lat) * std::sin(angle) * std::cos(bearing));
    const double dlon = std::atan2(std::sin(bearing) * std::sin(angle) * std::cos(lat),
                                   std::cos(angle) - std::sin(lat) * std::sin(lat2));
    ring.emplace_back(position(lat2 / to_radians, circle.center.lon + dlon / to_radians));
  }
  json::array polygon;
  polygon.emplace_back(std::move(ring));
  return polygon;
}

}  // namespace

Result<geo::Area> area_from_geojson(const json::value& value, const std::string& field) {
  geo::Area area;
  TOCSIN_TRY_VOID(read_into(area, value, field, nullptr, 0));
  if (auto valid = geo::validate(area); !valid) return fail(valid.error().code, valid.error().detail, field);
  return area;
}

json::object area_to_geojson(const geo::Area& area) {
  json::array polygons;
  for (const auto& polygon : area.polygons) {
    json::array rings;
    rings.emplace_back(ring_to_json(polygon.outer));
    for (const auto& hole : polygon.holes) rings.emplace_back(ring_to_json(hole));
    for (const auto& excluded : area.excluded) rings.emplace_back(ring_to_json(excluded.outer));
    polygons.emplace_back(std::move(rings));
  }
  for (const auto& circle : area.circles) polygons.emplace_back(circle_to_json(circle));
  return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

}  // namespace tocsin::wire
