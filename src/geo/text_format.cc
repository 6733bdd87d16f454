#include "geo/text_format.h"

#include <span>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace tocsin::geo {
namespace {

double number(std::string_view text) {
  const std::optional<double> value = parse_double(text);
  TOCSIN_CHECK(value.has_value(), "not a number: '{}'", text);
  return *value;
}

std::vector<Point> ring(std::span<const std::string_view> words) {
  std::vector<Point> points;
  for (const std::string_view word : words) points.push_back(point(word));
  return points;
}

}  // namespace

Point point(std::string_view text) {
  const std::vector<std::string_view> parts = split(trim(text), ',');
  TOCSIN_CHECK(parts.size() == 2, "not a latitude and a longitude: '{}'", text);
  const Point result{number(parts[0]), number(parts[1])};
  TOCSIN_CHECK(is_valid(result), "not on the Earth: '{}'", text);
  return result;
}

Area area(std::string_view text) {
  Area result;
  Polygon* last = nullptr;
  for (const std::string_view part : split(text, ';')) {
    const std::vector<std::string_view> words = split_whitespace(part);
    if (words.empty()) continue;
    const std::span<const std::string_view> rest = std::span(words).subspan(1);
    if (words[0] == "circle") {
      TOCSIN_CHECK(rest.size() == 2, "not a center and a radius: '{}'", part);
      result.circles.push_back({point(rest[0]), number(rest[1])});
    } else if (words[0] == "hole") {
      TOCSIN_CHECK(last, "a hole of no polygon: '{}'", part);
      last->holes.push_back(ring(rest));
    } else if (words[0] == "exclude") {
      last = &result.excluded.emplace_back(Polygon{ring(rest), {}});
    } else {
      last = &result.polygons.emplace_back(Polygon{ring(words), {}});
    }
  }
  const Result<> valid = validate(result);
  TOCSIN_CHECK(valid.has_value(), "{}", valid.error().detail);
  return result;
}

}  // namespace tocsin::geo
