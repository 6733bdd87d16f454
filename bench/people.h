// Where people live: the world's cities, weighted by population, each scattered round its middle.
#pragma once

#include <cstdint>
#include <vector>

#include "geo/point.h"

namespace tocsin::bench {

struct City {
  geo::Point at;
  double population = 0;
  char country[2] = {0, 0};
};

// Of the gazetteer that is built into the program (data/gazetteer: GeoNames cities of 500 and more people).
// `countries`: only those, as ISO 3166-1 alpha-2 ("NP"); nullptr for all.
std::vector<City> cities(const char* country = nullptr);

// The same seed gives the same people on every machine. One thread.
class PeopleMaker {
 public:
  PeopleMaker(std::vector<City> cities, std::uint64_t seed);

  // A point near some city: two normal distributions whose width grows with the root of the population (1.5
  // km for 10,000 people, 15 km for a million), on the Earth.
  geo::Point next();
  std::vector<geo::Point> make(std::size_t count);
  // A uniform number below `end`, from the same source.
  std::uint64_t below(std::uint64_t end);
  double unit();  // [0, 1)

 private:
  std::uint64_t bits();

  std::vector<City> cities_;
  std::vector<double> up_to_;  // sums of populations
  std::uint64_t state_;
};

}  // namespace tocsin::bench
