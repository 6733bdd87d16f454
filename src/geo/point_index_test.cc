#include "geo/point_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>
#include <vector>

#include "base/random.h"
#include "geo/distance.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

using Keys = std::vector<std::uint32_t>;

Keys inside(const PointIndex& index, const PreparedArea& area) {
  Keys keys;
  index.for_each_inside(area, [&keys](std::uint32_t key, const Point&) { keys.push_back(key); });
  std::ranges::sort(keys);
  return keys;
}

TEST(PointIndex, SaysWhetherTheKeyWasThere) {
  PointIndex index;
  EXPECT_TRUE(index.insert(0, {1, 2}));
  EXPECT_FALSE(index.insert(0, {3, 4}));
  EXPECT_EQ(index.find(0), (Point{1, 2}));
  EXPECT_TRUE(index.update(0, {50, 60}));
  EXPECT_EQ(index.find(0), (Point{50, 60}));
  EXPECT_FALSE(index.update(7, {1, 1}));
  EXPECT_EQ(index.size(), 1u);
  EXPECT_TRUE(index.erase(0));
  EXPECT_FALSE(index.erase(0));
  EXPECT_EQ(index.find(0), std::nullopt);
  EXPECT_EQ(index.size(), 0u);
}

TEST(PointIndex, FindsPointsOnTheLastLinesOfTheEarth) {
  PointIndex index;
  const std::vector<Point> points = {{90, 180}, {90, -180}, {-90, 180}, {-90, -180},
                                     {0, 180},  {0, -180},  {90, 0}};
  for (std::size_t i = 0; i < points.size(); ++i) index.insert(static_cast<std::uint32_t>(i), points[i]);
  EXPECT_EQ(inside(index, PreparedArea(area("-1,170 -1,180 1,180 1,170"))), (Keys{4, 5}));
  EXPECT_EQ(inside(index, PreparedArea(area("-1,-170 -1,-180 1,-180 1,-170"))), (Keys{4, 5}));
  EXPECT_EQ(inside(index, PreparedArea(area("circle 89.9,10 20000"))), (Keys{0, 1, 6}));
  EXPECT_EQ(inside(index, PreparedArea(area("-70,-180 -70,-60 -70,60 -70,180 -90,180"))), (Keys{2, 3}));
}

// Crowds of people in towns, some of them on the borders of cells and areas.
Point random_place(SeededRandom& random) {
  const Point towns[] = {{48.85, 2.35}, {-18, 179.9}, {0, 0}, {89.9, 30}, {-33.9, 151.2}};
  const Point& town = towns[random.below(5)];
  const double spread = random.chance(0.2) ? 5 : 0.1;
  Point p{std::clamp(town.lat + random.normal() * spread, -90.0, 90.0),
          normalised_lon(town.lon + random.normal() * spread)};
  if (random.chance(0.1)) p = {std::round(p.lat * 20) / 20, std::round(p.lon * 20) / 20};
  return p;
}

TEST(PointIndex, AgreesWithBruteForceWhilePointsComeMoveAndGo) {
  const std::vector<PreparedArea> areas = [] {
    std::vector<PreparedArea> list;
    for (const char* text :
         {"48.5,2 48.5,2.7 49.1,2.6 49,2.1", "circle 48.85,2.35 9000", "-17,178 -17,-179 -19,-179 -19,178",
          "circle -18,-179.95 40000", "89,-180 89,-60 89,60 89,180 90,180 90,-180", "circle 89.9,0 60000",
          "-1,-1 -1,1 1,1 1,-1; hole -0.1,-0.1 -0.1,0.1 0.1,0.1 0.1,-0.1; exclude 0,0.5 0,1 1,1 1,0.5",
          "-35,150 -35,152 -33,152 -33,150; exclude -33.95,151.1 -33.95,151.3 -33.85,151.3 -33.85,151.1"}) {
      list.emplace_back(area(text));
    }
    return list;
  }();
  SeededRandom random(1);
  PointIndex index;
  std::map<std::uint32_t, Point> truth;
  for (int step = 0; step < 60'000; ++step) {
    const std::uint32_t key = static_cast<std::uint32_t>(random.below(8'000));
    const Point place = random_place(random);
    switch (random.below(4)) {
      case 0:
      case 1:
        ASSERT_EQ(index.insert(key, place), truth.emplace(key, place).second);
        break;
      case 2:
        ASSERT_EQ(index.update(key, place), truth.contains(key));
        if (truth.contains(key)) truth[key] = place;
        break;
      default:
        ASSERT_EQ(index.erase(key), truth.erase(key) == 1);
    }
    ASSERT_EQ(index.size(), truth.size());
    if (step % 3'000 != 0) continue;
    for (const PreparedArea& area : areas) {
      Keys expected;
      Keys expected_in_bounds;
      for (const auto& [id, p] : truth) {
        if (area.contains(p)) expected.push_back(id);
        if (area.bounds().contains(p)) expected_in_bounds.push_back(id);
      }
      ASSERT_EQ(inside(index, area), expected);
      Keys in_bounds;
      index.for_each_in_bounds(area.bounds(),
                               [&](std::uint32_t id, const Point&) { in_bounds.push_back(id); });
      std::ranges::sort(in_bounds);
      ASSERT_EQ(in_bounds, expected_in_bounds);
    }
  }
  for (const auto& [id, p] : truth) ASSERT_EQ(index.find(id), p);
  for (std::uint32_t key = 0; key < 8'000; ++key) index.erase(key);
  EXPECT_EQ(index.size(), 0u);
  for (const PreparedArea& area : areas) EXPECT_TRUE(inside(index, area).empty());
}

// Far more in one cell than anywhere else, some of them coming and going: the cell becomes a crowd and ceases
// to be one.
TEST(PointIndex, ACrowdInOneCellComesAndGoes) {
  SeededRandom random(3);
  PointIndex index;
  constexpr std::uint32_t count = 5'000;
  std::vector<Point> truth(count);
  const auto anywhere = [&] { return Point{10 + random.unit() * 0.4, 20 + random.unit() * 1.6}; };
  const auto in_square = [&] { return Point{10.11 + random.unit() * 0.01, 20.11 + random.unit() * 0.01}; };
  const PreparedArea square(area("10.112,20.1 10.112,20.115 10.2,20.115 10.2,20.1"));
  for (std::uint32_t key = 0; key < count; ++key) index.insert(key, truth[key] = anywhere());
  for (const double crowding : {1.0, 0.5, 1.0, 0.0, 0.3}) {
    for (std::uint32_t step = 0; step < 3 * count; ++step) {
      const auto key = static_cast<std::uint32_t>(random.below(count));
      truth[key] = random.chance(crowding) ? in_square() : anywhere();
      ASSERT_TRUE(index.update(key, truth[key]));
      if (step % 7 == 0) {
        ASSERT_TRUE(index.erase(key));
        ASSERT_TRUE(index.insert(key, truth[key]));
      }
    }
    Keys expected;
    for (std::uint32_t key = 0; key < count; ++key) {
      ASSERT_EQ(index.find(key), truth[key]);
      if (square.contains(truth[key])) expected.push_back(key);
    }
    ASSERT_EQ(inside(index, square), expected);
  }
}

// Batches of every size, in order and not, into strips that hold crowds and into empty ones, between moves.
TEST(PointIndex, TakesManyAtOnceAsOneByOne) {
  SeededRandom random(4);
  PointIndex index, one_by_one;
  std::map<std::uint32_t, Point> truth;
  std::uint32_t next_key = 0;
  const auto somewhere = [&] {
    if (random.chance(0.4)) return Point{10.11 + random.unit() * 0.01, 20.11 + random.unit() * 0.01};
    if (random.chance(0.5)) return Point{10 + random.unit() * 0.4, 20 + random.unit() * 1.6};
    return random_place(random);
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<PointIndex::Keyed> batch;
    for (std::uint64_t left = random.below(round % 10 == 0 ? 2'000 : 40); left > 0; --left)
      batch.push_back({next_key++, somewhere()});
    if (random.chance(0.7)) {
      std::ranges::sort(batch, {}, [](const auto& one) { return PointIndex::order_of(one.point); });
    }
    index.insert_all(batch);
    for (const auto& [key, point] : batch) {
      truth[key] = point;
      one_by_one.insert(key, point);
    }
    for (int move = 0; move < 100 && next_key > 0; ++move) {
      const auto key = static_cast<std::uint32_t>(random.below(next_key));
      const Point point = somewhere();
      ASSERT_EQ(index.update(key, point), truth.contains(key));
      one_by_one.update(key, point);
      if (truth.contains(key)) truth[key] = point;
      const auto gone = static_cast<std::uint32_t>(random.below(next_key));
      ASSERT_EQ(index.erase(gone), truth.erase(gone) == 1);
      one_by_one.erase(gone);
    }
    ASSERT_EQ(index.size(), truth.size());
    if (round % 20 != 19) continue;
    for (const auto& [key, point] : truth) ASSERT_EQ(index.find(key), point);
    for (const char* text : {"10.112,20.1 10.112,20.115 10.2,20.115 10.2,20.1", "circle 48.85,2.35 9000",
                             "9,19 9,23 11,23 11,19"}) {
      const PreparedArea here(area(text));
      Keys expected;
      for (const auto& [key, point] : truth) {
        if (here.contains(point)) expected.push_back(key);
      }
      ASSERT_EQ(inside(index, here), expected);
      ASSERT_EQ(inside(one_by_one, here), expected);
    }
  }
  EXPECT_GT(truth.size(), 10'000u);
}

TEST(PointIndexDeathTest, AKeyThatIsThereIsNotPutInAgainWithMany) {
  PointIndex index;
  index.insert(1, {1, 2});
  const std::vector<PointIndex::Keyed> again{{1, {3, 4}}};
  EXPECT_DEATH(index.insert_all(again), "cell_of_");
}

TEST(PointIndex, MovesAsAValue) {
  PointIndex index;
  index.insert(3, {1, 2});
  PointIndex other = std::move(index);
  EXPECT_EQ(other.find(3), (Point{1, 2}));
  index = PointIndex();
  index.insert(4, {5, 6});
  std::swap(index, other);
  EXPECT_EQ(index.find(3), (Point{1, 2}));
  EXPECT_EQ(other.find(4), (Point{5, 6}));
}

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// Times are printed, not judged: a loaded machine is not a bug.
TEST(PointIndex, HoldsAMillionPeople) {
  SeededRandom random(2);
  std::vector<Point> people(1'000'000);
  for (Point& p : people) {
    // Half in sixty towns, half anywhere in a country.
    const auto town = static_cast<double>(random.below(60));
    p = random.chance(0.5) ? Point{43 + std::fmod(town * 1.37, 7) + random.normal() * 0.1,
                                   -3 + std::fmod(town * 2.71, 10) + random.normal() * 0.15}
                           : Point{42 + random.unit() * 9, -5 + random.unit() * 13};
  }
  PointIndex index;
  auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < people.size(); ++i) index.insert(static_cast<std::uint32_t>(i), people[i]);
  const double insert_ms = ms_since(start);

  std::vector<Point> city_ring;
  std::vector<Point> country_ring;
  for (int i = 0; i < 2000; ++i) {
    const double angle = 2 * std::numbers::pi * i / 2000;
    if (i % 20 == 0) {
      const double reach = 0.08 + 0.02 * random.unit();
      city_ring.push_back({44.37 + reach * std::sin(angle), -0.29 + 1.4 * reach * std::cos(angle)});
    }
    const double reach = 3.95 + 0.05 * random.unit();
    country_ring.push_back({46.5 + reach * std::sin(angle), 2 + 1.4 * reach * std::cos(angle)});
  }
  const auto query = [&](const char* name, const Area& wanted) {
    auto prepare_start = std::chrono::steady_clock::now();
    const PreparedArea prepared(wanted);
    const double prepare_ms = ms_since(prepare_start);
    const Keys found = inside(index, prepared);
    double best_ms = 1e9;
    for (int round = 0; round < 5; ++round) {
      std::uint64_t sum = 0;
      const auto query_start = std::chrono::steady_clock::now();
      index.for_each_inside(prepared, [&sum](std::uint32_t key, const Point&) { sum += key; });
      best_ms = std::min(best_ms, ms_since(query_start));
    }
    start = std::chrono::steady_clock::now();
    Keys expected;
    for (std::size_t i = 0; i < people.size(); ++i) {
      if (prepared.contains(people[i])) expected.push_back(static_cast<std::uint32_t>(i));
    }
    const double scan_ms = ms_since(start);
    EXPECT_EQ(found, expected);
    std::printf("%s: %zu inside, prepared in %.3f ms, found in %.3f ms (asking all one by one: %.1f ms)\n",
                name, found.size(), prepare_ms, best_ms, scan_ms);
  };
  std::printf("1,000,000 points inserted in %.0f ms\n", insert_ms);
  query("city of 100 points", {.polygons = {{city_ring, {}}}, .circles = {}, .excluded = {}});
  query("circle of 5 km", area("circle 44.37,-0.29 5000"));
  query("country of 2,000 points", {.polygons = {{country_ring, {}}}, .circles = {}, .excluded = {}});
  EXPECT_LT(insert_ms, 60'000);
}

}  // namespace
}  // namespace tocsin::geo
