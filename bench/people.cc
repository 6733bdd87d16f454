#include "bench/people.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "reading/gazetteer_table.h"

namespace tocsin::bench {

std::vector<City> cities(const char* country) {
  const auto& table = reading::GazetteerTable::built_in();
  std::vector<City> found;
  for (std::uint32_t row = table.divisions(); row < table.places(); ++row) {
    const auto place = table.row(row);
    if (place.kind != static_cast<std::uint8_t>(reading::PlaceKind::city) || place.population == 0) continue;
    if ((place.flags & reading::layout::located) == 0) continue;
    if (country != nullptr && (place.country[0] != country[0] || place.country[1] != country[1])) continue;
    found.push_back({{place.lat_e5 / 1e5, place.lon_e5 / 1e5},
                     static_cast<double>(place.population),
                     {place.country[0], place.country[1]}});
  }
  TOCSIN_CHECK(!found.empty());
  return found;
}

PeopleMaker::PeopleMaker(std::vector<City> cities, std::uint64_t seed)
    : cities_(std::move(cities)), state_(seed) {
  double sum = 0;
  for (const City& city : cities_) up_to_.push_back(sum += city.population);
}

// splitmix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t PeopleMaker::bits() {
  std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

double PeopleMaker::unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

std::uint64_t PeopleMaker::below(std::uint64_t end) {
  return static_cast<std::uint64_t>(unit() * static_cast<double>(end));
}

geo::Point PeopleMaker::next() {
  const double at = unit() * up_to_.back();
  const auto index =
      static_cast<std::size_t>(std::upper_bound(up_to_.begin(), up_to_.end(), at) - up_to_.begin());
  const City& city = cities_[std::min(index, cities_.size() - 1)];
  const double width_deg = 0.0135 * std::sqrt(city.population / 10'000);
  // G. Box and M. Muller, 1958.
  const double radius = std::sqrt(-2 * std::log(1 - unit())) * std::min(width_deg, 0.4);
  const double angle = 2 * std::numbers::pi * unit();
  const double lat = std::clamp(city.at.lat + radius * std::sin(angle), -90.0, 90.0);
  double lon =
      city.at.lon + radius * std::cos(angle) / std::max(0.1, std::cos(city.at.lat * std::numbers::pi / 180));
  if (lon > 180) lon -= 360;
  if (lon < -180) lon += 360;
  return {lat, lon};
}

std::vector<geo::Point> PeopleMaker::make(std::size_t count) {
  std::vector<geo::Point> people(count);
  for (auto& person : people) person = next();
  return people;
}

}  // namespace tocsin::bench
