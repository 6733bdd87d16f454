#include "wire/cap_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "wire/cap_decimal.h"

namespace tocsin::wire::cap {
namespace {

void note(std::vector<ShapeNote>& notes, std::string code, Level level, std::string detail,
          std::string repaired = {}) {
  notes.push_back({std::move(code), level, std::move(detail), std::move(repaired)});
}

// A pair as it was written: its first number as latitude, though nothing is yet known about its axes.
using Pair = geo::Point;

std::optional<Pair> read_pair(std::string_view token) {
  const auto comma = token.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto first = parse_double(token.substr(0, comma)), second = parse_double(token.substr(comma + 1));
  if (!first || !second) return std::nullopt;
  return Pair{*first, *second};
}

// "1,2, 3,4" and "1, 2 3, 4": a comma too many at the end of a pair, or white space inside one.
std::vector<std::string> mend_tokens(const std::vector<std::string_view>& tokens) {
  std::vector<std::string> mended;
  bool open = false;
  for (std::string_view token : tokens) {
    const bool whole =
        read_pair(token.ends_with(',') ? token.substr(0, token.size() - 1) : token).has_value();
    if (open || (token.starts_with(',') && !mended.empty() && !whole)) {
      mended.back() += token;
      open = mended.back().ends_with(',');
      continue;
    }
    if (whole && token.ends_with(',')) token.remove_suffix(1);
    mended.emplace_back(token);
    open = !whole && token.ends_with(',');
  }
  return mended;
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A number up to a comma, white space or the end: where it ends, or null.
const char* read_number(const char* begin, const char* end, double& value) {
  if (const char* const at = read_decimal(begin, end, value)) return at;
  const char* at = begin;
  while (at != end && *at != ',' && !is_blank(*at)) ++at;
  const auto number = parse_double({begin, static_cast<std::size_t>(at - begin)});
  if (!number) return nullptr;
  value = *number;
  return at;
}

// False when something is not as it is nearly always written. `is_tidy`: every pair is a place with a
// longitude short of 180 degrees, none repeats the one before, no edge spans more than 180 degrees.
bool read_usual_pairs(std::string_view text, std::vector<Pair>& pairs, bool& is_tidy) {
  const char* at = text.data();
  const char* const end = at + text.size();
  pairs.reserve(8);                        // so many say how long the others are
  double lat_before = 91, lon_before = 0;  // no place, and not far from any
  // Kept as the greatest and the least of all, for a verdict on each pair would cost its branches.
  double lat_max = 0, lon_max = 0, span_max = 0, step_min = 1;
  for (;;) {
    while (at != end && is_blank(*at)) ++at;
    if (at == end) break;
    double lat = 0, lon = 0;
    at = read_number(at, end, lat);
    if (at == nullptr || at == end || *at != ',') return false;
    at = read_number(at + 1, end, lon);
    if (at == nullptr || (at != end && !is_blank(*at))) return false;
    if (pairs.size() == pairs.capacity()) {
      const auto mean_bytes = static_cast<std::size_t>(at - text.data()) / (pairs.size() + 1);
      pairs.reserve(std::max(text.size() / mean_bytes * 9 / 8, pairs.size() * 5 / 4) + 8);
    }
    pairs.emplace_back(lat, lon);
    const double span = std::abs(lon - lon_before);
    lat_max = std::max(lat_max, std::abs(lat)), lon_max = std::max(lon_max, std::abs(lon));
    span_max = std::max(span_max, span);
    step_min = std::min(step_min, std::max(span, std::abs(lat - lat_before)));
    lat_before = lat, lon_before = lon;
  }
  is_tidy = lat_max <= 90 && lon_max < 180 && span_max <= 180 && step_min > 0;
  return true;
}

bool read_pairs(std::string_view text, std::vector<Pair>& pairs, bool& is_tidy,
                std::vector<ShapeNote>& notes) {
  is_tidy = false;
  if (read_usual_pairs(text, pairs, is_tidy)) return true;
  pairs.clear();
  const auto tokens = split_whitespace(text);
  for (const std::string_view token : tokens) {
    const auto pair = read_pair(token);
    if (!pair) break;
    pairs.push_back(*pair);
  }
  if (pairs.size() == tokens.size()) return true;
  const std::string_view bad = tokens[pairs.size()];
  pairs.clear();
  for (const std::string& token : mend_tokens(tokens)) {
    const auto pair = read_pair(token);
    if (!pair) {
      note(notes, "INVALID_POLYGON", Level::error,
           fmt::format("\"{}\" is not a pair of numbers", truncate_utf8(token, 60)), "polygon left out");
      return false;
    }
    pairs.push_back(*pair);
  }
  note(notes, "INVALID_POLYGON", Level::error,
       fmt::format("\"{}\" is not a pair joined by one comma", truncate_utf8(bad, 60)), "pairs joined");
  return true;
}

enum class Axes { as_written, swapped, unreadable };

// Swapped only when that makes every pair a place on the Earth; otherwise nobody can know what was meant.
// `second` becomes the greatest size of a second number.
Axes find_axes(std::span<const Pair> pairs, double& second) {
  double first = 0;
  for (const Pair& p : pairs)
    first = std::max(first, std::abs(p.lat)), second = std::max(second, std::abs(p.lon));
  if (first <= 90 && second <= 540) return Axes::as_written;
  return first <= 180 && second <= 90 ? Axes::swapped : Axes::unreadable;
}

double wrap(double lon) {
  while (lon > 180) lon -= 360;
  while (lon < -180) lon += 360;
  return lon;
}

// Pairs to places, where they lie; false when the axes make no sense. `what` is "polygon" or "circle".
bool to_points(std::span<Pair> pairs, const char* code, std::string_view what,
               std::vector<ShapeNote>& notes) {
  double second_max = 0;
  const Axes axes = find_axes(pairs, second_max);
  if (axes == Axes::unreadable) {
    const auto bad = std::find_if(pairs.begin(), pairs.end(), [](const Pair& p) {
      return std::abs(p.lat) > 90 || std::abs(p.lon) > 540;
    });
    note(notes, code, Level::error, fmt::format("{},{} is not a place on the Earth", bad->lat, bad->lon),
         fmt::format("{} left out", what));
    return false;
  }
  if (axes == Axes::swapped) {
    note(notes, "AXES_SWAPPED", Level::error,
         fmt::format("the latitude {} is beyond 90 degrees; every pair is a place the other way round",
                     std::ranges::find_if(pairs, [](const Pair& p) { return std::abs(p.lat) > 90; })->lat),
         "latitude and longitude swapped");
    for (Pair& p : pairs) std::swap(p.lat, p.lon);
  }
  if (axes == Axes::as_written && second_max <= 180) return true;
  std::optional<double> beyond;
  for (Pair& p : pairs) {
    if (std::abs(p.lon) <= 180) continue;
    beyond = p.lon;
    p.lon = wrap(p.lon);
  }
  if (beyond) {
    note(notes, "LONGITUDE_OUT_OF_RANGE", Level::error,
         fmt::format("the longitude {} is beyond 180 degrees", *beyond), "wrapped around the Earth");
  }
  return true;
}

// How many different places a ring has; 3 stands for more.
std::size_t count_places(std::span<const geo::Point> ring) {
  if (ring.empty()) return 0;
  const geo::Point first = ring.front();
  const auto second = std::ranges::find_if(ring, [&](const geo::Point& p) { return p != first; });
  if (second == ring.end()) return 1;
  return std::any_of(second, ring.end(), [&](const geo::Point& p) { return p != first && p != *second; }) ? 3
                                                                                                          : 2;
}

// Closing point and repeated points away. False when no ring is left.
bool tidy_ring(std::vector<geo::Point>& ring, std::vector<ShapeNote>& notes) {
  const std::size_t pairs = ring.size();
  const bool closed = pairs > 1 && ring.front() == ring.back();
  if (closed) ring.pop_back();
  const std::size_t before = ring.size();
  if (const auto twice = std::ranges::adjacent_find(ring); twice != ring.end())
    ring.erase(std::unique(twice, ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  const std::size_t dropped = before - ring.size();
  if (const std::size_t places = count_places(ring); places < 3) {
    note(notes, "INVALID_POLYGON", Level::error,
         fmt::format("{} pairs with {} different places enclose nothing", pairs, places), "polygon left out");
    return false;
  }
  if (!closed) note(notes, "POLYGON_NOT_CLOSED", Level::error, "the first and last pair differ", "closed");
  if (dropped > 0)
    note(notes, "POLYGON_REPEATED_POINT", Level::warning,
         fmt::format("{} pairs repeat the one before", dropped), "repeated points dropped");
  return true;
}

// One look at all points of a ring.
struct Reach {
  std::size_t wide_edge = 0;  // the first that spans more than 180 degrees of longitude; else the ring's size
  bool touches_end = false;   // a point lies on longitude 180 or -180

  // What geo::validate refuses of a ring with three places on the Earth does one or the other.
  bool is_surely_valid(std::size_t ring_size) const { return wide_edge == ring_size && !touches_end; }
};

Reach reach_of(std::span<const geo::Point> ring) {
  Reach reach{.wide_edge = ring.size()};
  double before = ring.back().lon;
  bool any_wide = false;
  for (const geo::Point& p : ring) {
    any_wide |= std::abs(p.lon - before) > 180;
    reach.touches_end |= std::abs(p.lon) == 180;
    before = p.lon;
  }
  for (std::size_t i = ring.size(); any_wide && i-- > 0;) {
    if (std::abs(ring[i + 1 < ring.size() ? i + 1 : 0].lon - ring[i].lon) > 180) reach.wide_edge = i;
  }
  return reach;
}

}  // namespace

void RingReader::check_edges(std::vector<geo::Point>& ring, std::size_t wide_edge, bool wrapped,
                             std::vector<ShapeNote>& notes) {
  if (wide_edge < ring.size() && !wrapped) {
    note(notes, "POLYGON_WIDE_EDGE", Level::warning,
         fmt::format("an edge goes from longitude {} to {}", ring[wide_edge].lon,
                     ring[(wide_edge + 1) % ring.size()].lon),
         "read as crossing the antimeridian");
  }
  ring.push_back(ring.front());
  const Crossing crossing = crossings_.find(ring, wide_edge + 1 < ring.size());
  ring.pop_back();
  switch (crossing) {
    case Crossing::none:
      break;
    case Crossing::crosses:
      note(notes, "POLYGON_SELF_INTERSECTION", Level::error, "edges cross each other",
           "kept; inside is even-odd");
      break;
    case Crossing::touches:
      note(notes, "POLYGON_TOUCHES_ITSELF", Level::warning, "a point or part of an edge lies on another edge",
           "kept; inside is even-odd");
      break;
    case Crossing::not_checked:
      note(notes, "SELF_INTERSECTION_NOT_CHECKED", Level::info,
           fmt::format("{} edges and those of other polygons lie too close together to compare in {} steps",
                       ring.size(), crossing_work_max));
      break;
  }
}

std::optional<geo::Polygon> RingReader::read_polygon(std::string_view text, std::vector<ShapeNote>& notes) {
  std::vector<geo::Point> points;
  bool is_tidy = false;
  if (!read_pairs(text, points, is_tidy, notes)) return std::nullopt;
  // Nearly every ring: nothing that the next steps mend or refuse.
  is_tidy = is_tidy && !points.empty() && points.front() == points.back() && count_places(points) == 3;
  if (is_tidy) {
    points.pop_back();
  } else if (!to_points(points, "INVALID_POLYGON", "polygon", notes) || !tidy_ring(points, notes)) {
    return std::nullopt;
  }
  if (points.size() > geo::vertices_max) {
    note(notes, "INVALID_POLYGON", Level::error,
         fmt::format("{} points are more than {}", points.size(), geo::vertices_max), "polygon left out");
    return std::nullopt;
  }
  geo::Polygon polygon{std::move(points), {}};
  const Reach reach = is_tidy ? Reach{.wide_edge = polygon.outer.size()} : reach_of(polygon.outer);
  if (!reach.is_surely_valid(polygon.outer.size())) {
    if (const auto valid = geo::validate({{polygon}, {}, {}}); !valid) {
      note(notes, "INVALID_POLYGON", Level::error, valid.error().detail, "polygon left out");
      return std::nullopt;
    }
  }
  const bool wrapped = std::any_of(notes.begin(), notes.end(),
                                   [](const ShapeNote& n) { return n.code == "LONGITUDE_OUT_OF_RANGE"; });
  check_edges(polygon.outer, reach.wide_edge, wrapped, notes);
  return polygon;
}

std::optional<geo::Circle> RingReader::read_circle(std::string_view text, std::vector<ShapeNote>& notes) {
  const auto refuse = [&](std::string detail) {
    note(notes, "INVALID_CIRCLE", Level::error, std::move(detail), "circle left out");
    return std::nullopt;
  };
  const auto tokens = split_whitespace(text);
  std::optional<Pair> pair = tokens.size() == 2 ? read_pair(tokens[0]) : std::nullopt;
  std::optional<double> radius_km = tokens.size() == 2 ? parse_double(tokens[1]) : std::nullopt;
  if (!pair && tokens.size() >= 2) {
    const auto mended = mend_tokens({tokens.begin(), tokens.end() - 1});
    if (mended.size() == 1) pair = read_pair(mended[0]);
    radius_km = parse_double(tokens.back());
    if (pair && radius_km)
      note(notes, "INVALID_CIRCLE", Level::error,
           fmt::format("\"{}\" is not lat,lon and a radius", truncate_utf8(text, 60)), "pair joined");
  }
  if (!pair || !radius_km)
    return refuse(fmt::format("\"{}\" is not lat,lon and a radius", truncate_utf8(text, 60)));
  if (*radius_km < 0) return refuse(fmt::format("the radius {} is negative", *radius_km));
  if (*radius_km * 1000 > geo::radius_max_m)
    return refuse(
        fmt::format("the radius of {} km is greater than half the Earth's circumference", *radius_km));
  if (!to_points(std::span(&*pair, 1), "INVALID_CIRCLE", "circle", notes)) return std::nullopt;
  if (*radius_km == 0) note(notes, "CIRCLE_RADIUS_ZERO", Level::info, "the circle is a point");
  return geo::Circle{*pair, *radius_km * 1000};
}

}  // namespace tocsin::wire::cap
