// Goal: the index and the fence say exactly what PreparedArea says, for areas of every kind and points where
// geometry goes wrong first; and PreparedArea says what GEOS says.
#include <gtest/gtest.h>

#include <chrono>

#include <cstdio>

#include "base/shared_testing.h"
#include "geo/awkward_areas_test.h"
#include "geo/cap_rings_test.h"
#include "geo/contains.h"
#include "geo/fence.h"
#include "geo/geos_oracle_test.h"
#include "geo/point_index.h"
#include "geo/s2_oracle_test.h"

namespace tocsin::geo {
namespace {

using Keys = std::vector<std::uint32_t>;

Keys inside(const PointIndex& index, const PreparedArea& area) {
  Keys keys;
  index.for_each_run_inside(
      area, [&keys](std::span<const std::uint32_t> run) { keys.insert(keys.end(), run.begin(), run.end()); });
  std::ranges::sort(keys);
  return keys;
}

// Points round one area move all over it between questions.
void compare_index(const Area& area, SeededRandom& random, std::size_t count, int rounds) {
  const PreparedArea prepared(area);
  PointIndex index;
  std::vector<Point> model(count);
  for (std::uint32_t key = 0; key < count; ++key) {
    model[key] = awkward_point(random, area);
    ASSERT_TRUE(index.insert(key, model[key]));
  }
  for (int round = 0; round < rounds; ++round) {
    Keys expected;
    for (std::uint32_t key = 0; key < count; ++key) {
      if (prepared.contains(model[key])) expected.push_back(key);
      ASSERT_EQ(index.find(key), model[key]);
    }
    ASSERT_EQ(inside(index, prepared), expected);
    ASSERT_EQ(index.count_inside(prepared), expected.size());
    for (std::size_t i = 0; i < count / 2; ++i) {
      const auto key = static_cast<std::uint32_t>(random.below(count));
      model[key] = awkward_point(random, area);
      ASSERT_TRUE(index.update(key, model[key]));
    }
  }
}

TEST(PointIndexOracle, EveryKindOfAreaWhilePointsMove) {
  SeededRandom random(1);
  for (int pass = 0; pass < 3; ++pass) {
    const auto areas = awkward_areas(random);
    for (std::size_t i = 0; i < areas.size(); ++i) {
      SCOPED_TRACE(testing::Message() << "pass " << pass << " area " << i);
      compare_index(areas[i], random, 700, 3);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PointIndexOracle, RealCapAreasWhilePointsMove) {
  const auto folder = shared_path("data/cap/valid");
  TOCSIN_NEED_SHARED(folder);
  SeededRandom random(2);
  const auto areas = cap_areas(folder);
  EXPECT_GE(areas.size(), 100u);
  for (std::size_t i = 0; i < areas.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "area " << i);
    compare_index(areas[i], random, 400, 2);
    if (HasFatalFailure()) return;
  }
}

// GEOS decides exactly; within rounding of a slanted edge it may differ from doubles, so such points are
// left out: those which, moved by 1e-11 degrees, GEOS judges otherwise.
void compare_geos(const Polygon& polygon, SeededRandom& random, int points, int& judged) {
  const oracle::PlanarPolygon planar(polygon);
  if (!planar.is_valid()) return;
  const Area area{.polygons = {polygon}, .circles = {}, .excluded = {}};
  if (bounds(area).west > bounds(area).east) return;
  const PreparedArea prepared(area);
  Fence fence;
  ASSERT_TRUE(fence.add(1, area));
  for (const Point& p : polygon.outer) ASSERT_TRUE(planar.contains(p) || !polygon.holes.empty());
  for (int i = 0; i < points; ++i) {
    const Point p = awkward_point(random, area);
    if (std::abs(p.lat) == 90 || std::abs(p.lon) == 180) continue;
    const bool expected = planar.contains(p);
    bool is_clear = true;
    constexpr double step = 1e-11;
    for (const Point& q : {Point{p.lat + step, p.lon}, Point{p.lat - step, p.lon}, Point{p.lat, p.lon + step},
                           Point{p.lat, p.lon - step}})
      is_clear = is_clear && planar.contains(q) == expected;
    const bool is_vertex =
        std::ranges::find(polygon.outer, p) != polygon.outer.end() && polygon.holes.empty();
    if (!is_clear && !is_vertex) continue;
    ++judged;
    ASSERT_EQ(prepared.contains(p), expected) << p.lat << ',' << p.lon;
    int found = 0;
    fence.query(p, [&](std::uint64_t) { ++found; });
    ASSERT_EQ(found, expected ? 1 : 0) << p.lat << ',' << p.lon;
  }
}

TEST(PointIndexOracle, GeosAgreesOnRandomAndRealPolygons) {
  SeededRandom random(3);
  int judged = 0;
  for (int i = 0; i < 60; ++i) {
    const Point center{random.unit() * 120 - 60, random.unit() * 300 - 150};
    Polygon polygon{star(random, center, std::exp(random.unit() * 5 - 3), 3 + random.below(80)), {}};
    compare_geos(polygon, random, 200, judged);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(judged, 6'000);
  const auto folder = shared_path("data/cap/valid");
  TOCSIN_NEED_SHARED(folder);
  int polygons = 0;
  judged = 0;
  for (const Area& area : cap_areas(folder)) {
    for (const Polygon& polygon : area.polygons) {
      compare_geos(polygon, random, 60, judged);
      if (HasFatalFailure()) return;
      ++polygons;
    }
  }
  std::printf("GEOS: %d points of %d real polygons\n", judged, polygons);
  EXPECT_GT(judged, 5'000);
}

// The trap of S2: a ring wound the wrong way, or crossing itself, must not select the rest of the Earth.
TEST(PointIndexOracle, NoWindingSelectsTheRestOfTheEarth) {
  SeededRandom random(4);
  PointIndex index;
  Fence fence;
  std::vector<Point> people;
  for (std::uint32_t key = 0; key < 20'000; ++key) {
    people.push_back(random.chance(0.2) ? Point{46 + random.unit() * 4, random.unit() * 6}
                                        : Point{random.unit() * 180 - 90, random.unit() * 360 - 180});
    index.insert(key, people.back());
  }
  std::vector<Point> ring = star(random, {48, 3}, 2, 40);
  const auto loop = oracle::Loop::make(ring);
  ASSERT_TRUE(loop);
  std::vector<Point> crossed = ring;
  std::swap(crossed[3], crossed[20]);
  for (int winding = 0; winding < 2; ++winding) {
    std::ranges::reverse(ring);
    std::ranges::reverse(crossed);
    const auto found = inside(index, PreparedArea(of_ring(ring)));
    EXPECT_GT(found.size(), 500u);
    std::size_t expected = 0;
    for (const Point& p : people) expected += loop->contains(p);
    EXPECT_NEAR(static_cast<double>(found.size()), static_cast<double>(expected), 2);
    for (const std::uint32_t key : inside(index, PreparedArea(of_ring(crossed)))) {
      EXPECT_NEAR(people[key].lat, 48, 2.1);
      EXPECT_NEAR(people[key].lon, 3, 2.1);
    }
  }
}

// A town's people under the worst areas that fit the limit. Times are printed, not judged.
TEST(PointIndexOracle, FiftyThousandVerticesThroughOneTown) {
  SeededRandom random(5);
  PointIndex index;
  std::vector<Point> people(20'000);
  for (std::uint32_t key = 0; key < people.size(); ++key) {
    people[key] = {48.85 + random.normal() * 0.1, 2.35 + random.normal() * 0.15};
    index.insert(key, people[key]);
  }
  const std::pair<const char*, Area> areas[] = {
      {"comb", of_ring(comb({48.5, 2}, 0.7, 24'998, 0))},
      {"slanted comb", of_ring(comb({48.5, 1.7}, 0.7, 24'998, 0.4))},
      {"spiral", of_ring(spiral({48.85, 2.35}, 0.5, 49'998))},
  };
  for (const auto& [name, area] : areas) {
    const auto start = std::chrono::steady_clock::now();
    const PreparedArea prepared(area);
    const std::size_t found = index.count_inside(prepared);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    std::printf("%s of 50,000 points: %zu of 20,000 inside, %.1f ms\n", name, found, took.count());
    const auto keys = inside(index, prepared);
    for (int i = 0; i < 200; ++i) {
      const auto key = static_cast<std::uint32_t>(random.below(people.size()));
      ASSERT_EQ(std::ranges::binary_search(keys, key), prepared.contains(people[key]));
    }
  }
}

// Cells with more edges than are asked one by one.
TEST(PointIndexOracle, DenseCellsWhilePointsMove) {
  SeededRandom random(7);
  for (const double slant : {0.0, 0.02, -0.3, 0.9}) {
    SCOPED_TRACE(testing::Message() << "slant " << slant);
    compare_index(of_ring(comb({48.513, 2.02}, 0.11, 900, slant)), random, 3'000, 3);
    Area holed = of_ring(star(random, {48.55, 2.05}, 0.4, 30));
    holed.polygons[0].holes.push_back(comb({48.513, 2.02}, 0.11, 700, slant));
    holed.circles.push_back({{48.55, 2.05}, 3'000});
    compare_index(holed, random, 3'000, 2);
    if (HasFatalFailure()) return;
  }
  compare_index(of_ring(spiral({48.85, 2.35}, 0.06, 6'000)), random, 3'000, 3);
}

// The same places in fence and index, areas coming and going.
TEST(FenceOracle, AgreesWithEveryAreaWhileTheyComeAndGo) {
  SeededRandom random(6);
  auto areas = awkward_areas(random);
  if (const auto folder = shared_path("data/cap/valid"); std::filesystem::exists(folder)) {
    auto real = cap_areas(folder);
    areas.insert(areas.end(), real.begin(), real.end());
  }
  std::vector<std::shared_ptr<const PreparedArea>> prepared;
  for (const Area& area : areas) prepared.push_back(std::make_shared<const PreparedArea>(area));
  Fence fence;
  std::vector<bool> is_open(areas.size());
  for (int round = 0; round < 12; ++round) {
    for (std::size_t i = 0; i < areas.size(); ++i) {
      if (!random.chance(0.4)) continue;
      ASSERT_EQ(fence.remove(i), is_open[i]);
      is_open[i] = !is_open[i];
      if (is_open[i]) {
        ASSERT_TRUE(fence.add(i, prepared[i]));
        ASSERT_FALSE(fence.add(i, prepared[i]));
      }
    }
    std::vector<Point> points;
    for (int i = 0; i < 250; ++i) points.push_back(awkward_point(random, areas[random.below(areas.size())]));
    std::vector<std::vector<std::uint64_t>> batch(points.size());
    fence.query_all(points, [&](std::size_t i, std::uint64_t id) { batch[i].push_back(id); });
    for (std::size_t n = 0; n < points.size(); ++n) {
      std::vector<std::uint64_t> expected, found;
      for (std::size_t i = 0; i < areas.size(); ++i) {
        if (is_open[i] && prepared[i]->contains(points[n])) expected.push_back(i);
      }
      fence.query(points[n], [&](std::uint64_t id) { found.push_back(id); });
      std::ranges::sort(found);
      std::ranges::sort(batch[n]);
      ASSERT_EQ(found, expected) << points[n].lat << ',' << points[n].lon;
      ASSERT_EQ(batch[n], expected);
      if (n % 10 != 0) continue;
      const double radius_m = std::exp(random.unit() * 11);
      std::vector<std::uint64_t> touched, near;
      for (std::size_t i = 0; i < areas.size(); ++i) {
        if (is_open[i] && prepared[i]->touches(points[n], radius_m)) touched.push_back(i);
      }
      fence.query_disc(points[n], radius_m, [&](std::uint64_t id) { near.push_back(id); });
      std::ranges::sort(near);
      ASSERT_EQ(near, touched) << points[n].lat << ',' << points[n].lon << " radius " << radius_m;
    }
  }
  for (std::size_t i = 0; i < areas.size(); ++i) fence.remove(i);
  EXPECT_EQ(fence.size(), 0u);
  for (const Area& area : areas)
    fence.query(awkward_point(random, area), [](std::uint64_t) { FAIL() << "nothing is left"; });
}

}  // namespace
}  // namespace tocsin::geo
