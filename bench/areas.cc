#include "bench/areas.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include "base/check.h"
#include "wire/cap.h"

namespace tocsin::bench {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A uniform number in [0, 1) of a hash (splitmix64).
double unit_of(std::uint64_t seed) {
  std::uint64_t z = seed + 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// The same for both countries along an edge, whichever way it runs.
std::uint64_t seed_of(const geo::Point& a, const geo::Point& b) {
  const double sum = a.lat * 7919 + b.lat * 7919 + (a.lon + b.lon) * 104729;
  return static_cast<std::uint64_t>(std::llround(sum * 1e4));
}

std::vector<geo::Point> bent(const std::vector<geo::Point>& ring) {
  std::vector<geo::Point> result;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const geo::Point& a = ring[i];
    const geo::Point& b = ring[(i + 1) % ring.size()];
    result.push_back(a);
    const double dlat = b.lat - a.lat, dlon = b.lon - a.lon;
    if (std::abs(dlon) > 90 || std::abs(a.lat) > 85) continue;
    const double bend = 0.2 * (unit_of(seed_of(a, b)) - 0.5);
    const geo::Point middle{a.lat + dlat / 2 + bend * dlon, a.lon + dlon / 2 - bend * dlat};
    if (std::abs(middle.lat) < 89 && std::abs(middle.lon) < 180) result.push_back(middle);
  }
  return result;
}

template <class Visit>
void for_each_ring(geo::Area& area, Visit visit) {
  for (auto* polygons : {&area.polygons, &area.excluded}) {
    for (geo::Polygon& polygon : *polygons) {
      visit(polygon.outer);
      for (auto& hole : polygon.holes) visit(hole);
    }
  }
}

}  // namespace

std::size_t vertices_of(const geo::Area& area) {
  std::size_t count = 0;
  for_each_ring(const_cast<geo::Area&>(area), [&](const auto& ring) { count += ring.size(); });
  return count;
}

std::vector<geo::Area> cap_areas() {
  const char* const named = std::getenv("TOCSIN_SHARED");
  const fs::path folder = fs::path(named ? named : TOCSIN_SOURCE_DIR "/../shared") / "data/cap";
  std::vector<fs::path> files;
  for (const char* part : {"valid", "signed"}) {
    if (!fs::exists(folder / part)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder / part)) {
      if (entry.path().extension() == ".xml") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<geo::Area> areas;
  for (const auto& file : files) {
    for (const auto& parsed : wire::cap::parse_all(read_file(file))) {
      if (!parsed.message) continue;
      for (const auto& info : parsed.message->infos) {
        for (const auto& block : info.areas) {
          if (block.resolved() && geo::validate(block.shape)) areas.push_back(block.shape);
        }
      }
    }
  }
  return areas;
}

bool move_to(geo::Area& area, const geo::Point& to) {
  const geo::Bounds box = geo::bounds(area);
  if (box.west > box.east || box.north > 89.9 || box.south < -89.9 || box.east - box.west > 90) return false;
  const double lat = to.lat - (box.south + box.north) / 2;
  const double lon = to.lon - (box.west + box.east) / 2;
  if (box.north + lat > 89 || box.south + lat < -89) return false;
  const auto shift = [&](geo::Point& p) { p = {p.lat + lat, geo::normalised_lon(p.lon + lon)}; };
  for_each_ring(area, [&](auto& ring) { std::ranges::for_each(ring, shift); });
  for (geo::Circle& circle : area.circles) shift(circle.center);
  return geo::validate(area).has_value();
}

geo::Area country_area(const std::string& code, std::size_t vertices) {
  const auto table = boost::json::parse(read_file(TOCSIN_SOURCE_DIR "/data/countries/borders.json"));
  geo::Area area;
  for (const auto& entry : table.as_array()) {
    if (entry.at("code").as_string() != code) continue;
    for (const auto& rings : entry.at("polygons").as_array()) {
      geo::Polygon polygon;
      for (const auto& ring : rings.as_array()) {
        auto& points = polygon.outer.empty() ? polygon.outer : polygon.holes.emplace_back();
        for (const auto& at : ring.as_array())
          points.push_back({at.at(1).to_number<double>(), at.at(0).to_number<double>()});
        if (points.size() > 1 && points.front() == points.back()) points.pop_back();
      }
      if (geo::validate({.polygons = {polygon}, .circles = {}, .excluded = {}}))
        area.polygons.push_back(std::move(polygon));
    }
  }
  TOCSIN_CHECK(!area.empty(), "no country {}", code);
  while (vertices_of(area) < vertices && vertices_of(area) * 2 <= geo::vertices_max)
    for_each_ring(area, [](auto& ring) { ring = bent(ring); });
  return area;
}

geo::Area town_area(const geo::Point& center, double radius_deg, std::size_t vertices, std::uint64_t seed) {
  std::vector<geo::Point> ring;
  const double stretch = 1 / std::max(0.1, std::cos(center.lat * std::numbers::pi / 180));
  for (std::size_t i = 0; i < vertices; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(vertices);
    const double reach = radius_deg * (0.7 + 0.3 * unit_of(seed * 1'000'003 + i));
    ring.push_back({std::clamp(center.lat + reach * std::sin(angle), -89.0, 89.0),
                    geo::normalised_lon(center.lon + reach * stretch * std::cos(angle))});
  }
  return {.polygons = {{std::move(ring), {}}}, .circles = {}, .excluded = {}};
}

City greatest_city(const char* country) {
  const auto list = cities(country);
  return *std::ranges::max_element(list, {}, &City::population);
}

}  // namespace tocsin::bench
