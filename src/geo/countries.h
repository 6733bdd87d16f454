// Countries: which country a point is in, and the number to call there. Tables: data/countries/ (borders of
// @rapideditor/country-coder, numbers of our own; see NOTICE).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "geo/contains.h"

namespace tocsin::geo {

struct Country {
  std::string code;              // ISO 3166-1 alpha-2
  std::string emergency_number;  // the one to call first; empty when not known
};

// Immutable once loaded; any thread may ask.
class Countries {
 public:
  // `borders` and `emergency` are the texts of data/countries/borders.json and emergency.json.
  static Result<std::unique_ptr<Countries>> load(std::string_view borders, std::string_view emergency);
  // From the tables built into the program.
  static Result<std::unique_ptr<Countries>> load_built_in();

  // Null at sea and where the tables do not say. Cost: a box test a country, some edges for the few that fit.
  const Country* find(const Point& point) const;

 private:
  struct Entry {
    Country country;
    PreparedArea area;
  };
  std::vector<Entry> entries_;
};

}  // namespace tocsin::geo
