#include "wire/cap_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tocsin::wire::cap {
namespace {

void note(std::vector<ShapeNote>& notes, std::string code, Level level, std::string detail,
          std::string repaired = {}) {
  notes.push_back({std::move(code), level, std::move(detail), std::move(repaired)});
}

// A pair as it was written: nothing is yet known about its axes.
struct Pair {
  double first = 0;
  double second = 0;
};

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

std::optional<std::vector<Pair>> read_pairs(std::string_view text, std::vector<ShapeNote>& notes) {
  const auto tokens = split_whitespace(text);
  std::vector<Pair> pairs;
  pairs.reserve(tokens.size());
  for (const std::string_view token : tokens) {
    const auto pair = read_pair(token);
    if (!pair) break;
    pairs.push_back(*pair);
  }
  if (pairs.size() == tokens.size()) return pairs;
  const std::string_view bad = tokens[pairs.size()];
  pairs.clear();
  for (const std::string& token : mend_tokens(tokens)) {
    const auto pair = read_pair(token);
    if (!pair) {
      note(notes, "INVALID_POLYGON", Level::error,
           fmt::format("\"{}\" is not a pair of numbers", truncate_utf8(token, 60)), "polygon left out");
      return std::nullopt;
    }
    pairs.push_back(*pair);
  }
  note(notes, "INVALID_POLYGON", Level::error,
       fmt::format("\"{}\" is not a pair joined by one comma", truncate_utf8(bad, 60)), "pairs joined");
  return pairs;
}

enum class Axes { as_written, swapped, unreadable };

bool all_fit(std::span<const Pair> pairs, double first_max, double second_max) {
  return std::all_of(pairs.begin(), pairs.end(), [&](const Pair& p) {
    return std::abs(p.first) <= first_max && std::abs(p.second) <= second_max;
  });
}

// Swapped only when that makes every pair a place on the Earth; otherwise nobody can know what was meant.
Axes find_axes(std::span<const Pair> pairs) {
  if (all_fit(pairs, 90, 540)) return Axes::as_written;
  return all_fit(pairs, 180, 90) ? Axes::swapped : Axes::unreadable;
}

double wrap(double lon) {
  while (lon > 180) lon -= 360;
  while (lon < -180) lon += 360;
  return lon;
}

// Pairs to places; nothing when the axes make no sense. `what` is "polygon" or "circle".
std::optional<std::vector<geo::Point>> to_points(std::span<const Pair> pairs, const std::string& code,
                                                 std::string_view what, std::vector<ShapeNote>& notes) {
  const Axes axes = find_axes(pairs);
  if (axes == Axes::unreadable) {
    const auto bad = std::find_if(pairs.begin(), pairs.end(), [](const Pair& p) {
      return std::abs(p.first) > 90 || std::abs(p.second) > 540;
    });
    note(notes, code, Level::error, fmt::format("{},{} is not a place on the Earth", bad->first, bad->second),
         fmt::format("{} left out", what));
    return std::nullopt;
  }
  if (axes == Axes::swapped) {
    note(notes, "AXES_SWAPPED", Level::error,
         fmt::format(
             "the latitude {} is beyond 90 degrees; every pair is a place the other way round",
             std::find_if(pairs.begin(), pairs.end(), [](const Pair& p) { return std::abs(p.first) > 90; })
                 ->first),
         "latitude and longitude swapped");
  }
  std::vector<geo::Point> points;
  points.reserve(pairs.size());
  std::optional<double> beyond;
  for (const Pair& p : pairs) {
    const double lat = axes == Axes::swapped ? p.second : p.first,
                 lon = axes == Axes::swapped ? p.first : p.second;
    if (std::abs(lon) > 180) beyond = lon;
    points.push_back({lat, wrap(lon)});
  }
  if (beyond) {
    note(notes, "LONGITUDE_OUT_OF_RANGE", Level::error,
         fmt::format("the longitude {} is beyond 180 degrees", *beyond), "wrapped around the Earth");
  }
  return points;
}

// Closing point and repeated points away. False when no ring is left.
bool tidy_ring(std::vector<geo::Point>& ring, std::vector<ShapeNote>& notes) {
  const std::size_t pairs = ring.size();
  const bool closed = pairs > 1 && ring.front() == ring.back();
  if (closed) ring.pop_back();
  const std::size_t before = ring.size();
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  const std::size_t dropped = before - ring.size();
  std::vector<geo::Point> distinct = ring;
  std::sort(distinct.begin(), distinct.end(), [](const geo::Point& a, const geo::Point& b) {
    return a.lat != b.lat ? a.lat < b.lat : a.lon < b.lon;
  });
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() < 3) {
    note(notes, "INVALID_POLYGON", Level::error,
         fmt::format("{} pairs with {} different places enclose nothing", pairs, distinct.size()),
         "polygon left out");
    return false;
  }
  if (!closed) note(notes, "POLYGON_NOT_CLOSED", Level::error, "the first and last pair differ", "closed");
  if (dropped > 0)
    note(notes, "POLYGON_REPEATED_POINT", Level::warning,
         fmt::format("{} pairs repeat the one before", dropped), "repeated points dropped");
  return true;
}

void check_edges(std::span<const geo::Point> ring, bool wrapped, std::size_t& work_left,
                 std::vector<ShapeNote>& notes) {
  for (std::size_t i = 0; i < ring.size() && !wrapped; ++i) {
    const double from = ring[i].lon, to = ring[(i + 1) % ring.size()].lon;
    if (std::abs(to - from) <= 180) continue;
    note(notes, "POLYGON_WIDE_EDGE", Level::warning,
         fmt::format("an edge goes from longitude {} to {}", from, to), "read as crossing the antimeridian");
    break;
  }
  switch (find_crossing(ring, work_left)) {
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

}  // namespace

std::optional<geo::Polygon> read_polygon(std::string_view text, std::size_t& work_left,
                                         std::vector<ShapeNote>& notes) {
  const auto pairs = read_pairs(text, notes);
  if (!pairs) return std::nullopt;
  auto points = to_points(*pairs, "INVALID_POLYGON", "polygon", notes);
  if (!points || !tidy_ring(*points, notes)) return std::nullopt;
  if (points->size() > geo::vertices_max) {
    note(notes, "INVALID_POLYGON", Level::error,
         fmt::format("{} points are more than {}", points->size(), geo::vertices_max), "polygon left out");
    return std::nullopt;
  }
  geo::Polygon polygon{std::move(*points), {}};
  if (const auto valid = geo::validate({{polygon}, {}, {}}); !valid) {
    note(notes, "INVALID_POLYGON", Level::error, valid.error().detail, "polygon left out");
    return std::nullopt;
  }
  const bool wrapped = std::any_of(notes.begin(), notes.end(),
                                   [](const ShapeNote& n) { return n.code == "LONGITUDE_OUT_OF_RANGE"; });
  check_edges(polygon.outer, wrapped, work_left, notes);
  return polygon;
}

std::optional<geo::Circle> read_circle(std::string_view text, std::vector<ShapeNote>& notes) {
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
  const auto points = to_points(std::span(&*pair, 1), "INVALID_CIRCLE", "circle", notes);
  if (!points) return std::nullopt;
  if (*radius_km == 0) note(notes, "CIRCLE_RADIUS_ZERO", Level::info, "the circle is a point");
  return geo::Circle{points->front(), *radius_km * 1000};
}

}  // namespace tocsin::wire::cap
