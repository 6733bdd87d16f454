// Section B: which of 10,000 open areas hold a point.
#include "geo/fence.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/areas.h"
#include "bench/fence_peers.h"
#include "bench/geo_servers.h"
#include "bench/harness.h"

namespace tocsin::bench {
namespace {

constexpr const char* s2_name = "S2 MutableS2ShapeIndex, best option";

// Real areas as they are, then the same moved to towns until there are enough. One polygon or circle each
// for fairness: peers count shapes.
std::vector<geo::Area> open_areas(std::size_t count, PeopleMaker& maker, bool& is_real) {
  std::vector<geo::Area> shapes;
  for (const geo::Area& area : cap_areas()) {
    for (const auto& polygon : area.polygons) {
      shapes.push_back({.polygons = {{polygon.outer, {}}}, .circles = {}, .excluded = {}});
      if (!geo::validate(shapes.back())) shapes.pop_back();
    }
  }
  is_real = !shapes.empty();
  if (!is_real) {
    for (std::uint64_t i = 0; i < 300; ++i) shapes.push_back(town_area({0, 0}, 0.3, 40, i));
  }
  std::vector<geo::Area> areas(shapes.begin(),
                               shapes.begin() + static_cast<std::ptrdiff_t>(std::min(count, shapes.size())));
  while (areas.size() < count) {
    geo::Area area = shapes[maker.below(shapes.size())];
    if (!move_to(area, maker.next())) continue;
    // Peers do not know the antimeridian.
    const geo::Bounds box = geo::bounds(area);
    if (box.west < box.east) areas.push_back(std::move(area));
  }
  return areas;
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::size_t count_all(const geo::Fence& fence, const std::vector<geo::Point>& points) {
  std::size_t found = 0;
  fence.query_all(points, [&found](std::size_t, std::uint64_t) { ++found; });
  return found;
}

std::size_t count_one_by_one(const geo::Fence& fence, const std::vector<geo::Point>& points) {
  std::size_t found = 0;
  for (const geo::Point& p : points) fence.query(p, [&found](std::uint64_t) { ++found; });
  return found;
}

void measure_changes(Section& section, geo::Fence& fence, const std::vector<geo::Area>& areas) {
  std::vector<double> add_ms, remove_ms;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    remove_ms.push_back(seconds_of([&] { fence.remove(i); }) * 1e3);
    add_ms.push_back(seconds_of([&] { fence.add(i, areas[i]); }) * 1e3);
    if (add_ms.back() > add_ms[worst]) worst = i;
  }
  const double limit = section.options().quick ? 1e9 : 1;
  section.state("opening an area, median, its preparation in it", median_of(add_ms), "ms", Better::lower,
                limit);
  section.state(fmt::format("opening an area, the slowest ({} vertices)", vertices_of(areas[worst])),
                add_ms[worst], "ms");
  section.state("closing an area, median", median_of(remove_ms), "ms", Better::lower, limit);
  section.state("closing an area, the slowest", *std::ranges::max_element(remove_ms), "ms");
  for (const std::size_t vertices : {1'000, 10'000, 40'000}) {
    const geo::Area country = country_area("IN", vertices);
    std::vector<double> opened, closed;
    for (int i = 0; i < 9; ++i) {
      opened.push_back(seconds_of([&] { fence.add(~std::uint64_t{0}, country); }) * 1e3);
      closed.push_back(seconds_of([&] { fence.remove(~std::uint64_t{0}); }) * 1e3);
    }
    section.state(fmt::format("opening a country of {} vertices", vertices_of(country)), median_of(opened),
                  "ms");
    section.state(fmt::format("closing it", vertices), median_of(closed), "ms");
  }
}

int run(const Options& options) {
  Section section("fence", "B. Geofence: which of 10,000 active alert polygons hold a point", options);
  PeopleMaker maker(cities(), 7);
  const std::size_t count = options.quick ? 500 : 10'000;
  bool is_real = false;
  const auto areas = open_areas(count, maker, is_real);
  const auto points = maker.make(options.quick ? 20'000 : 1'000'000);
  std::size_t vertices = 0;
  for (const auto& area : areas) vertices += vertices_of(area);

  geo::Fence fence;
  const double build = seconds_of([&] {
    for (std::size_t i = 0; i < areas.size(); ++i) fence.add(i, areas[i]);
  });
  const std::size_t found = count_all(fence, points);
  const auto points_a_second = [&](std::size_t asked, double seconds) {
    return static_cast<double>(asked) / seconds / 1e6;
  };
  section.say(
      fmt::format("{} polygons {}, as they are and moved to towns, {} vertices in all; {} people of the "
                  "world's towns ask, "
                  "one core, {:.1f} areas hold one of them on average.",
                  areas.size(), is_real ? "of real CAP alerts" : "made up (no CAP input here)", vertices,
                  points.size(), static_cast<double>(found) / static_cast<double>(points.size())));
  std::unique_ptr<S2Fence> s2;
  double s2_best = 0;
  const std::vector<geo::Point> few(points.begin(), points.begin() + 10'000);
  std::string tried;
  for (const int edges : {4, 10}) {
    auto candidate = std::make_unique<S2Fence>(areas, edges);
    const double rate = points_a_second(few.size(), seconds_of([&] { keep(candidate->count(few)); }));
    tried += fmt::format("{}{} edges a cell: {:.2f}", tried.empty() ? "" : ", ", edges, rate);
    if (rate > s2_best) s2_best = rate, s2 = std::move(candidate);
  }
  const GeosFence geos(areas);
  std::unique_ptr<PostgisServer> postgis;
  if (!options.quick && wants_servers()) {
    postgis = PostgisServer::start(0, 0);
    if (postgis && !postgis->load_areas(areas)) postgis.reset();
  }
  section.say(fmt::format(
      "S2 leaves out {} polygons that it calls invalid; its tries in million points/s: {}. PostGIS: "
      "GiST, prepared statement a point, one client on a Unix socket, jit off.",
      areas.size() - s2->polygons(), tried));

  const std::vector<geo::Point> some(points.begin(),
                                     points.begin() + static_cast<std::ptrdiff_t>(points.size() / 10));
  Row row{.name = fmt::format("points against {} areas", areas.size()),
          .unit = "million points/s",
          .better = Better::higher};
  row.contenders = {
      {"Tocsin",
       [&] {
         return std::optional(
             points_a_second(points.size(), seconds_of([&] { keep(count_all(fence, points)); })));
       }},
      {"Tocsin, point by point",
       [&] {
         return std::optional(
             points_a_second(points.size(), seconds_of([&] { keep(count_one_by_one(fence, points)); })));
       }},
      {s2_name,
       [&] {
         return std::optional(points_a_second(some.size(), seconds_of([&] { keep(s2->count(some)); })));
       }},
      {"GEOS STR tree and prepared",
       [&] {
         return std::optional(points_a_second(some.size(), seconds_of([&] { keep(geos.count(some)); })));
       }},
  };
  row.goals = {{s2_name, 6}};
  if (!options.quick) {
    row.contenders.push_back({"PostGIS, prepared query a point", [&]() -> std::optional<double> {
                                if (!postgis) return std::nullopt;
                                return points_a_second(
                                    5'000, seconds_of([&] {
                                      for (std::size_t i = 0; i < 5'000; ++i)
                                        keep(postgis->ask("holding", {fmt::format("{}", points[i].lon),
                                                                      fmt::format("{}", points[i].lat)}));
                                    }));
                              }});
    row.goals.push_back({"PostGIS, prepared query a point", 180});
  }
  section.compare(row);
  section.state("points on one core",
                points_a_second(points.size(), seconds_of([&] { keep(count_all(fence, points)); })),
                "million/s", Better::higher, options.quick ? 0 : 5);
  section.state("all areas opened", build, "s");
  section.state("memory of lists and tests", static_cast<double>(fence.memory_bytes()) / 1e6, "MB");
  measure_changes(section, fence, areas);

  Growth growth{"Which areas hold a point, by open areas", "areas", "million points/s", {{"Tocsin", {}}}};
  for (const std::size_t open :
       {std::size_t{100}, std::size_t{1'000}, std::size_t{10'000}, std::size_t{30'000}}) {
    if (options.quick && open > 1'000) continue;
    PeopleMaker again(cities(), 8);
    bool ignored = false;
    const auto list = open_areas(open, again, ignored);
    geo::Fence grown;
    for (std::size_t i = 0; i < list.size(); ++i) grown.add(i, list[i]);
    keep(count_all(grown, points));
    growth.series[0].points.emplace_back(
        static_cast<double>(open),
        points_a_second(points.size(), seconds_of([&] { keep(count_all(grown, points)); })));
  }
  section.plot(std::move(growth));
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
