// Section A: who of N people is inside an area. Everyone answers with the keys of all inside, in a vector
// that is used again; the servers only count. Every question starts with the bare area: making it ready is in
// the time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "bench/areas.h"
#include "bench/audience_floor.h"
#include "bench/audience_peers.h"
#include "bench/geo_servers.h"
#include "bench/harness.h"
#include "geo/point_index.h"

namespace tocsin::bench {
namespace {

constexpr const char* who = "Tocsin";
constexpr const char* floor_name = "static grid and slabs (floor)";
constexpr const char* scan_name = "scan of 8 bytes a person (floor)";
constexpr const char* s2_name = "S2 sorted cells";
constexpr const char* rtree_name = "Boost R-tree and GEOS prepared";
constexpr const char* redis_name = "Redis GEOSEARCH";
constexpr const char* postgis_name = "PostGIS, count";
constexpr std::uint64_t seed = 1;

struct Question {
  std::string name;
  geo::Area area;
  int repeats;
  std::vector<Goal> goals;
  double goal_ms;
};

void collect(const geo::PointIndex& index, const geo::Area& area, std::vector<std::uint32_t>& keys) {
  keys.clear();
  index.for_each_run_inside(geo::PreparedArea(area), [&keys](std::span<const std::uint32_t> run) {
    keys.insert(keys.end(), run.begin(), run.end());
  });
}

// Milliseconds of one question.
template <class Work>
double ms_each(int repeats, Work&& work) {
  return seconds_of([&] {
           for (int i = 0; i < repeats; ++i) work();
         }) *
         1e3 / repeats;
}

struct Peers {
  std::unique_ptr<S2Peer> s2;
  std::unique_ptr<RtreePeer> rtree;
  std::unique_ptr<PostgisServer> postgis;
  std::unique_ptr<RedisServer> redis;
};

// The covering that is quickest for this area.
int best_cells(const S2Peer& s2, const geo::Area& area, std::vector<std::uint32_t>& keys) {
  int best = 8;
  double least = 1e9;
  for (const int cells : {8, 32, 128, 512, 2048}) {
    if (!s2.collect(area, cells, keys)) return 0;
    const double ms = ms_each(2, [&] { s2.collect(area, cells, keys); });
    if (ms < least) least = ms, best = cells;
  }
  return best;
}

Row row_of(const Question& question, const geo::PointIndex& index, const StaticGrid& grid,
           const BruteScan& scan, Peers& peers, std::vector<std::uint32_t>& keys) {
  const int repeats = question.repeats;
  const geo::Area& area = question.area;
  Row row{.name = question.name, .unit = "ms", .better = Better::lower};
  row.contenders.push_back(
      {who, [&, repeats] { return std::optional(ms_each(repeats, [&] { collect(index, area, keys); })); }});
  row.contenders.push_back({floor_name, [&, repeats] {
                              return std::optional(ms_each(repeats, [&] { grid.collect(area, keys); }));
                            }});
  row.contenders.push_back(
      {scan_name, [&] { return std::optional(ms_each(2, [&] { scan.collect(area, keys); })); }});
  row.goals = question.goals;
  if (peers.s2) {
    const int cells = best_cells(*peers.s2, area, keys);
    row.contenders.push_back({s2_name, [&, cells, repeats]() -> std::optional<double> {
                                if (cells == 0) return std::nullopt;
                                return ms_each(std::max(2, repeats / 10),
                                               [&] { peers.s2->collect(area, cells, keys); });
                              }});
  }
  if (peers.rtree)
    row.contenders.push_back({rtree_name, [&, repeats] {
                                return std::optional(ms_each(std::max(2, repeats / 10),
                                                             [&] { peers.rtree->collect(area, keys); }));
                              }});
  if (peers.redis)
    row.contenders.push_back({area.polygons.empty() ? redis_name : "Redis GEOSEARCH, box only",
                              [&] { return std::optional(ms_each(2, [&] { peers.redis->search(area); })); }});
  if (peers.postgis)
    row.contenders.push_back(
        {postgis_name, [&]() -> std::optional<double> {
           const std::string text = wkt_of(area);
           std::vector<std::string> circle;
           if (area.polygons.empty()) {
             const geo::Circle& c = area.circles[0];
             const double reach = c.radius_m * geo::degrees_per_m;
             circle = {fmt::format("{}", c.center.lon), fmt::format("{}", c.center.lat),
                       fmt::format("{}", reach / std::cos(c.center.lat * geo::radians_per_degree)),
                       fmt::format("{}", reach), fmt::format("{}", c.radius_m)};
           }
           return ms_each(3, [&] {
             keep(circle.empty() ? peers.postgis->ask("inside", {text})
                                 : peers.postgis->ask("within", circle));
           });
         }});
  return row;
}

std::vector<Question> questions() {
  const City town = greatest_city("FR");
  const auto goals = [](double peer, const char* other) {
    return std::vector<Goal>{{floor_name, 1 / 1.6}, {postgis_name, 120}, {other, peer}};
  };
  return {
      {"5 km circle",
       {.polygons = {}, .circles = {{town.at, 5'000}}, .excluded = {}},
       200,
       {{floor_name, 1 / 1.6}, {postgis_name, 120}},
       0.15},
      {"city, 100 vertices", town_area(town.at, 0.12, 100, 1), 200, goals(6, rtree_name), 0.15},
      {"country, 1,000+ vertices", country_area("FR", 1'000), 20, goals(25, s2_name), 1.2},
      {"large country", country_area("IN", 1'000), 8, goals(25, s2_name), 4.5},
  };
}

void measure_moves(Section& section, geo::PointIndex& index, std::vector<geo::Point>& people,
                   PeopleMaker& maker) {
  struct Move {
    std::uint32_t key;
    geo::Point to;
  };
  // A tenth travel to another town, the others go some kilometres.
  std::vector<Move> moves(section.options().quick ? 20'000 : 500'000);
  for (Move& move : moves) {
    move.key = static_cast<std::uint32_t>(maker.below(people.size()));
    const geo::Point& from = people[move.key];
    move.to = maker.below(10) == 0
                  ? maker.next()
                  : geo::Point{std::clamp(from.lat + (maker.unit() - 0.5) * 0.1, -90.0, 90.0),
                               geo::normalised_lon(from.lon + (maker.unit() - 0.5) * 0.1)};
  }
  const double alone = seconds_of([&] {
    for (const Move& move : moves) index.update(move.key, move.to);
  });
  section.state("a move, one after the other", alone * 1e9 / static_cast<double>(moves.size()), "ns",
                Better::lower, 5'000);
  // A hundred thousand moves a second, and ten questions about a city in that time.
  std::vector<std::uint32_t> keys;
  const geo::Area city = questions()[1].area;
  const double mixed = seconds_of([&] {
    for (std::size_t i = 0; i < moves.size(); ++i) {
      index.update(moves[i].key, people[moves[i].key]);
      if (i % 10'000 == 0) collect(index, city, keys);
    }
  });
  section.state("a move, with a question about a city every 10,000",
                mixed * 1e9 / static_cast<double>(moves.size()), "ns", Better::lower, 5'000);
  // Everybody in one square.
  geo::PointIndex crowd;
  const std::uint32_t count = section.options().quick ? 5'000 : 200'000;
  const auto in_square = [&] {
    return geo::Point{48.86 + maker.unit() * 0.003, 2.31 + maker.unit() * 0.003};
  };
  for (std::uint32_t key = 0; key < count; ++key) crowd.insert(key, in_square());
  const double crowded = seconds_of([&] {
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto key = static_cast<std::uint32_t>(maker.below(count));
      crowd.update(key, i % 2 == 0 ? geo::Point{48.86 + maker.unit() * 0.1, 2.31} : in_square());
    }
  });
  section.state(fmt::format("a move in and out of a crowd of {} in one cell", count),
                crowded * 1e9 / static_cast<double>(count), "ns", Better::lower, 5'000);
}

void plot_people(Section& section, const std::vector<geo::Point>& people) {
  Growth growth{"Who is inside, by people", "people", "ms", {}};
  std::vector<std::uint32_t> keys;
  const auto asked = questions();
  for (const Question& question : asked) growth.series.push_back({question.name, {}});
  std::vector<std::size_t> sizes = section.options().quick
                                       ? std::vector<std::size_t>{12'500, 25'000, 50'000, 100'000}
                                       : std::vector<std::size_t>{100'000, 1'000'000, 10'000'000, 60'000'000};
  PeopleMaker maker(cities(), seed + 1);
  geo::PointIndex index;
  std::uint32_t count = 0;
  for (const std::size_t size : sizes) {
    for (; count < size; ++count) index.insert(count, count < people.size() ? people[count] : maker.next());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      collect(index, asked[i].area, keys);
      const double ms = ms_each(8, [&] { collect(index, asked[i].area, keys); });
      growth.series[i].points.emplace_back(static_cast<double>(size), ms);
    }
  }
  section.state(fmt::format("bytes a person at {} people", count),
                static_cast<double>(index.memory_bytes()) / count, "bytes");
  section.plot(std::move(growth));
}

void plot_vertices(Section& section, const geo::PointIndex& index) {
  Growth growth{"Who is inside, by vertices",
                "vertices",
                "ms",
                {{"outline of a large city", {}}, {"outline of a large country", {}}}};
  std::vector<std::uint32_t> keys;
  const City town = greatest_city("FR");
  for (const std::size_t vertices : {400, 1'000, 10'000, 41'009}) {
    const geo::Area city = town_area(town.at, 0.14, vertices, 2);
    const geo::Area country = country_area("IN", vertices);
    for (int i = 0; i < 2; ++i) {
      const geo::Area& area = i == 0 ? city : country;
      collect(index, area, keys);
      growth.series[static_cast<std::size_t>(i)].points.emplace_back(
          static_cast<double>(vertices_of(area)), ms_each(5, [&] { collect(index, area, keys); }));
    }
  }
  section.plot(std::move(growth));
}

int run(const Options& options) {
  Section section("audience", "A. Audience: who of N people is inside the area", options);
  const std::size_t count = options.quick ? 100'000 : 10'000'000;
  PeopleMaker maker(cities(), seed);
  auto people = maker.make(count);
  section.say(fmt::format(
      "{} people round the world's cities. An answer is the keys of all inside, in a vector that is used "
      "again; PostGIS only counts. Every question starts with the bare area: preparing it is in the time. "
      "Country outlines are the built-in borders with their edges bent until they have 1,000 points.",
      count));
  Peers peers;
  if (!options.quick) {
    section.say(
        "PostGIS 3.3 on PostgreSQL 15: unlogged table clustered by its GiST index, vacuumed, analysed "
        "and prewarmed; shared_buffers 4 GB, work_mem 256 MB, jit off, one parallel worker, prepared "
        "statement over a Unix socket. Redis 7 over a Unix socket, without persistence. S2 0.10 with "
        "the best of coverings of 8 to 2,048 cells for each area. Boost 1.81 R-tree, packed, of "
        "doubles; GEOS 3.11.");
  }
  if (!options.quick && wants_servers()) {
    if ((peers.postgis = PostgisServer::start(count, seed)) && !peers.postgis->load_people(people))
      peers.postgis.reset();
    if ((peers.redis = RedisServer::start()) && !peers.redis->load_people(people)) peers.redis.reset();
  }
  geo::PointIndex index;
  const double insert = seconds_of([&] {
    for (std::uint32_t i = 0; i < count; ++i) index.insert(i, people[i]);
  });
  const StaticGrid grid(people);
  const BruteScan scan(people);
  peers.s2 = std::make_unique<S2Peer>(people);
  peers.rtree = std::make_unique<RtreePeer>(people);

  std::vector<std::uint32_t> keys;
  auto asked = questions();
  for (Question& question : asked) {
    collect(index, question.area, keys);
    const std::size_t ours = keys.size();
    grid.collect(question.area, keys);
    question.name += fmt::format(" ({} hits)", ours);
    if (keys.size() != ours) section.say(fmt::format("The floor finds {} of {}.", keys.size(), ours));
    section.compare(row_of(question, index, grid, scan, peers, keys));
  }
  for (const Question& question : asked)
    section.state(question.name, ms_each(question.repeats, [&] { collect(index, question.area, keys); }),
                  "ms", Better::lower, options.quick ? 1e9 : question.goal_ms);
  section.state("an insertion", insert * 1e9 / static_cast<double>(count), "ns");
  section.state("bytes a person in all",
                static_cast<double>(index.memory_bytes()) / static_cast<double>(count), "bytes",
                Better::lower, options.quick ? 1e9 : 31);
  measure_moves(section, index, people, maker);
  plot_vertices(section, index);
  peers = {};
  index = {};
  plot_people(section, people);
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(tocsin::bench::parse_options(argc, argv)); }
