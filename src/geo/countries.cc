#include "geo/countries.h"

#include <boost/json.hpp>

#include "base/embed.h"

// The tables travel inside the program: an answer page must not depend on a file that a package forgot.
TOCSIN_EMBED(tocsin_borders, TOCSIN_COUNTRIES_DIR "/borders.json");
TOCSIN_EMBED(tocsin_emergency, TOCSIN_COUNTRIES_DIR "/emergency.json");

namespace tocsin::geo {
namespace {

namespace json = boost::json;

std::vector<Point> ring_of(const json::value& value) {
  std::vector<Point> ring;
  for (const auto& position : value.as_array()) {
    ring.push_back({position.at(1).to_number<double>(), position.at(0).to_number<double>()});
  }
  return ring;
}

Area area_of(const json::value& polygons) {
  Area area;
  for (const auto& rings : polygons.as_array()) {
    Polygon polygon;
    for (const auto& ring : rings.as_array()) {
      (polygon.outer.empty() ? polygon.outer : polygon.holes.emplace_back()) = ring_of(ring);
    }
    // An islet that rounding to three decimals made a line holds nobody.
    if (validate({{polygon}, {}, {}})) area.polygons.push_back(std::move(polygon));
  }
  return area;
}

// The general number, or the first service there is one for.
std::string number_of(const json::object& numbers, std::string_view code) {
  const auto* entry = numbers.if_contains(code);
  if (entry == nullptr || !entry->is_object()) return {};
  for (const char* service : {"all", "police", "ambulance", "fire"}) {
    const auto* number = entry->as_object().if_contains(service);
    if (number != nullptr && number->is_string()) return std::string(number->as_string());
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Countries>> Countries::load(std::string_view borders, std::string_view emergency) {
  auto countries = std::make_unique<Countries>();
  try {
    const json::value numbers = json::parse(emergency);
    const json::value table = json::parse(borders);
    for (const auto& entry : table.as_array()) {
      const std::string code(entry.at("code").as_string());
      const Area area = area_of(entry.at("polygons"));
      if (area.empty()) continue;  // Antarctica's ring does not go over its pole
      TOCSIN_TRY_VOID(validate(area));
      countries->entries_.push_back({{code, number_of(numbers.as_object(), code)}, PreparedArea(area)});
    }
  } catch (const std::exception& error) {
    return fail(Errc::corrupt, fmt::format("the table of countries cannot be read: {}", error.what()));
  }
  return countries;
}

Result<std::unique_ptr<Countries>> Countries::load_built_in() {
  return load(
      {tocsin_borders_begin, static_cast<std::size_t>(tocsin_borders_end - tocsin_borders_begin)},
      {tocsin_emergency_begin, static_cast<std::size_t>(tocsin_emergency_end - tocsin_emergency_begin)});
}

const Country* Countries::find(const Point& point) const {
  for (const auto& entry : entries_) {
    if (entry.area.bounds().contains(point) && entry.area.contains(point)) return &entry.country;
  }
  return nullptr;
}

}  // namespace tocsin::geo
