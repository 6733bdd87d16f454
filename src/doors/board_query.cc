#include "doors/board_query.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <set>

#include "base/text.h"
#include "wire/geojson.h"

namespace tocsin::doors {
namespace {

using Query = std::map<std::string, std::string>;

// Along a line this often, unless the line is so long that country_samples_max would not do.
constexpr double sample_step_m = 2'000;
// A box is looked at on a grid of so many lines each way.
constexpr int grid_lines = 32;

constexpr std::array<std::string_view, 11> filter_names = {"area",         "class",  "code",   "incident",
                                                           "jurisdiction", "near",   "only",   "route",
                                                           "source_kind",  "status", "width_m"};

std::string_view get(const Query& query, const std::string& name) {
  const auto it = query.find(name);
  return it == query.end() ? std::string_view() : trim(it->second);
}

std::vector<std::string> words(const Query& query, const std::string& name) {
  std::vector<std::string> out;
  for (const auto part : split(get(query, name), ',')) {
    const auto word = trim(part);
    if (!word.empty()) out.emplace_back(word);
  }
  return out;
}

template <class T>
Result<std::vector<T>> parsed_words(const Query& query, const std::string& name,
                                    std::optional<T> (*parse)(std::string_view)) {
  std::vector<T> out;
  for (const auto& word : words(query, name)) {
    const auto value = parse(word);
    if (!value)
      return fail(Errc::invalid, fmt::format("{} \"{}\" is not known", name, truncate_utf8(word, 40)),
                  "/" + name);
    out.push_back(*value);
  }
  return out;
}

Result<std::vector<double>> numbers(std::string_view text, const std::string& name) {
  std::vector<double> out;
  for (const auto part : split(text, ',')) {
    const auto number = parse_double(trim(part));
    if (!number)
      return fail(Errc::invalid,
                  fmt::format("{}: \"{}\" is not a number", name, truncate_utf8(trim(part), 40)), "/" + name);
    out.push_back(*number);
  }
  return out;
}

Result<std::vector<geo::Point>> points(std::string_view text, const std::string& name) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), ';', ' ');
  std::vector<geo::Point> out;
  for (const auto pair : split_whitespace(spaced)) {
    TOCSIN_TRY(const auto values, numbers(pair, name));
    if (values.size() != 2)
      return fail(Errc::invalid, fmt::format("{}: each point is lat,lon", name), "/" + name);
    out.push_back({values[0], values[1]});
  }
  return out;
}

Result<geo::Area> read_area(std::string_view text) {
  if (text.starts_with('{')) {
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = 16;
    const auto value = boost::json::parse(text, error, {}, options);
    if (error) return fail(Errc::invalid, "area is not GeoJSON: " + error.message(), "/area");
    return wire::area_from_geojson(value, "/area");
  }
  TOCSIN_TRY(auto ring, points(text, "area"));
  geo::Area area;
  area.polygons.push_back({std::move(ring), {}});
  if (auto valid = geo::validate(area); !valid)
    return fail(valid.error().code, valid.error().detail, "/area" + valid.error().field);
  return area;
}

Result<> read_geometry(const Query& query, views::Filter& filter) {
  if (const auto near = get(query, "near"); !near.empty()) {
    TOCSIN_TRY(const auto values, numbers(near, "near"));
    if (values.size() != 3) return fail(Errc::invalid, "near is lat,lon,radius_m", "/near");
    filter.near = views::Near{{values[0], values[1]}, values[2]};
  }
  if (const auto area = get(query, "area"); !area.empty()) {
    TOCSIN_TRY(filter.area, read_area(area));
  }
  if (const auto route = get(query, "route"); !route.empty()) {
    TOCSIN_TRY(auto line, points(route, "route"));
    const auto width_text = get(query, "width_m");
    const auto width = width_text.empty() ? std::optional(route_width_m_default) : parse_double(width_text);
    if (!width) return fail(Errc::invalid, "width_m is not a number", "/width_m");
    filter.route = views::Route{std::move(line), *width};
  }
  return {};
}

Result<> read_moment(const Query& query, Instant now, BoardQuery& out) {
  out.moment = views::Moment::at(now);
  for (const auto& [name, value] :
       {std::pair<const char*, Instant*>("as_of", &out.moment.as_of), {"known_at", &out.moment.known_at}}) {
    const auto text = get(query, name);
    if (text.empty()) continue;
    const auto at = parse_rfc3339(text);
    if (!at) return fail(Errc::invalid, at.error().detail, fmt::format("/{}", name));
    *value = *at;
    out.has_moment = true;
  }
  return {};
}

// Points along a line, ends included, every `step_m`.
void sample_line(const std::vector<geo::Point>& line, double step_m, std::vector<geo::Point>& out) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    out.push_back(line[i]);
    if (i + 1 == line.size()) break;
    const auto &a = line[i], &b = line[i + 1];
    double lon_step = b.lon - a.lon;  // the short way round
    if (lon_step > 180) lon_step -= 360;
    if (lon_step < -180) lon_step += 360;
    const int pieces = static_cast<int>(geo::distance_m(a, b) / step_m);
    for (int k = 1; k <= pieces; ++k) {
      const double part = static_cast<double>(k) / (pieces + 1);
      out.push_back({a.lat + (b.lat - a.lat) * part, geo::normalised_lon(a.lon + lon_step * part)});
    }
  }
}

double length_m(const std::vector<geo::Point>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += geo::distance_m(line[i - 1], line[i]);
  return sum;
}

// Corners, edges and a grid of the inside.
std::vector<geo::Point> sample_area(const geo::Area& area) {
  std::vector<geo::Point> out;
  double edges_m = 0;
  std::vector<std::vector<geo::Point>> rings;
  for (const auto& polygon : area.polygons) {
    rings.push_back(polygon.outer);
    rings.back().push_back(polygon.outer.front());
    edges_m += length_m(rings.back());
  }
  const double step_m = std::max(sample_step_m, edges_m / static_cast<double>(country_samples_max / 2));
  for (const auto& ring : rings) sample_line(ring, step_m, out);
  for (const auto& circle : area.circles) out.push_back(circle.center);
  const geo::PreparedArea prepared(area);
  const auto& box = prepared.bounds();
  if (box.empty()) return out;
  const double width = box.west <= box.east ? box.east - box.west : box.east - box.west + 360;
  for (int row = 0; row <= grid_lines; ++row) {
    for (int column = 0; column <= grid_lines; ++column) {
      const geo::Point point{box.south + (box.north - box.south) * row / grid_lines,
                             geo::normalised_lon(box.west + width * column / grid_lines)};
      if (prepared.contains(point)) out.push_back(point);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> crossed_countries(const views::Filter& filter, const geo::Countries& countries) {
  std::vector<geo::Point> samples;
  if (filter.route) {
    samples = sample_area(views::corridor(*filter.route));
    const double step_m =
        std::max(sample_step_m, length_m(filter.route->line) / static_cast<double>(country_samples_max / 2));
    sample_line(filter.route->line, step_m, samples);
  }
  if (!filter.area.empty()) {
    const auto more = sample_area(filter.area);
    samples.insert(samples.end(), more.begin(), more.end());
  }
  std::set<std::string> codes;
  for (const auto& point : samples) {
    if (const auto* country = countries.find(point)) codes.insert(country->code);
  }
  return {codes.begin(), codes.end()};
}

Result<BoardQuery> read_board_query(const Query& query, const geo::Countries& countries, Instant now) {
  BoardQuery out;
  TOCSIN_TRY_VOID(read_moment(query, now, out));
  auto& filter = out.filter;
  filter.codes = words(query, "code");
  filter.jurisdictions = words(query, "jurisdiction");
  TOCSIN_TRY(filter.statuses, parsed_words(query, "status", &world::parse_status));
  TOCSIN_TRY(filter.classes, parsed_words(query, "class", &world::parse_statement_class));
  TOCSIN_TRY(filter.source_kinds, parsed_words(query, "source_kind", &world::parse_source_kind));
  if (const auto text = get(query, "incident"); !text.empty()) {
    const auto id = parse_id(text);
    if (!id) return fail(Errc::invalid, id.error().detail, "/incident");
    filter.incident = world::IncidentId(*id);
  }
  TOCSIN_TRY_VOID(read_geometry(query, filter));
  const auto only = get(query, "only");
  if (!only.empty() && only != "levels") return fail(Errc::invalid, "only can be \"levels\"", "/only");
  filter.only_levels = only == "levels";
  TOCSIN_TRY_VOID(views::validate(filter));
  filter.crossed = crossed_countries(filter, countries);
  return out;
}

Query filter_parameters(const Query& query) {
  Query out;
  for (const auto name : filter_names) {
    const auto value = get(query, std::string(name));
    if (!value.empty()) out.emplace(name, value);
  }
  return out;
}

}  // namespace tocsin::doors
