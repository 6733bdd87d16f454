// Goal: PreparedArea says what others say. S2 judges simple polygons and circles, on edges cut so finely that
// its great circles and our straight lines are centimetres apart; points within 1 m of an edge are left out.
// What S2 refuses, because it crosses itself, is judged by brute force in long double.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>

#include "base/random.h"
#include "base/shared_testing.h"
#include "base/text.h"
#include "geo/cap_rings_test.h"
#include "geo/contains.h"
#include "geo/s2_oracle_test.h"

namespace tocsin::geo {
namespace {

// Even-odd of one ring, on longitudes as near to the point as they come.
bool brute_force(const std::vector<Point>& ring, const Point& p, bool* on_edge) {
  bool inside = false;
  *on_edge = false;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point& a = ring[i];
    const Point& b = ring[(i + 1) % ring.size()];
    const long double ax = a.lon - static_cast<long double>(p.lon);
    long double bx = b.lon - static_cast<long double>(p.lon);
    const long double ay = a.lat - static_cast<long double>(p.lat);
    const long double by = b.lat - static_cast<long double>(p.lat);
    if (std::fabs(ax - bx) > 180) return false;  // not for rings over the antimeridian
    const long double cross = ax * by - bx * ay;
    if (std::fabs(cross) <= 1e-13L * (std::fabs(ax - bx) + std::fabs(ay - by)) && ax * bx + ay * by <= 0)
      *on_edge = true;
    if ((ay > 0) == (by > 0)) continue;
    if (ax + (bx - ax) * (-ay / (by - ay)) > 0) inside = !inside;
  }
  return inside;
}

// A ring that is a star round `center` in longitude and latitude, so it never crosses itself.
std::vector<Point> random_star(SeededRandom& random, const Point& center, double size_lat, double size_lon,
                               std::size_t count) {
  std::vector<Point> ring;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle =
        2 * std::numbers::pi * (static_cast<double>(i) + 0.8 * random.unit()) / static_cast<double>(count);
    const double reach = 0.5 + 0.5 * random.unit();
    ring.push_back({center.lat + size_lat * reach * std::sin(angle),
                    normalised_lon(center.lon + size_lon * reach * std::cos(angle))});
  }
  if (random.chance(0.5)) std::ranges::reverse(ring);
  return ring;
}

Point random_near(SeededRandom& random, const Point& center, double size_lat, double size_lon) {
  return {std::clamp(center.lat + size_lat * 2.4 * (random.unit() - 0.5), -90.0, 90.0),
          normalised_lon(center.lon + size_lon * 2.4 * (random.unit() - 0.5))};
}

struct Tally {
  int points = 0;
  int inside = 0;
  int near_edge = 0;
};

void compare_stars(std::uint64_t seed, double lat_min, double lat_max, double lon_min, double lon_max,
                   double size_max, double stretch) {
  SeededRandom random(seed);
  Tally tally;
  for (int i = 0; i < 40; ++i) {
    const Point center{lat_min + random.unit() * (lat_max - lat_min),
                       normalised_lon(lon_min + random.unit() * (lon_max - lon_min))};
    const double size_lat = size_max * (0.1 + 0.9 * random.unit());
    const double size_lon = size_lat * stretch;
    const bool holed = random.chance(0.5);
    Polygon polygon{random_star(random, center, size_lat, size_lon, 3 + random.below(40)), {}};
    // A star of few points may come nearer to its center than its smallest reach.
    if (holed) polygon.holes.push_back(random_star(random, center, size_lat / 5, size_lon / 5, 9));
    const auto outer = oracle::Loop::make(polygon.outer);
    ASSERT_TRUE(outer);
    const auto hole = holed ? oracle::Loop::make(polygon.holes[0]) : nullptr;
    const Area area{.polygons = {polygon}, .circles = {}, .excluded = {}};
    ASSERT_TRUE(validate(area));
    const PreparedArea prepared(area);
    for (int n = 0; n < 200; ++n) {
      const Point p = random_near(random, center, size_lat, size_lon);
      ++tally.points;
      if (outer->metres_to_boundary(p) < 1 || (hole && hole->metres_to_boundary(p) < 1)) {
        ++tally.near_edge;
        continue;
      }
      const bool expected = outer->contains(p) && !(hole && hole->contains(p));
      tally.inside += expected;
      ASSERT_EQ(prepared.contains(p), expected)
          << "seed " << seed << " polygon " << i << " at " << p.lat << ',' << p.lon;
      ASSERT_TRUE(!expected || prepared.bounds().contains(p));
      if (n % 10 != 0 || expected || hole) continue;
      const double gap_m = outer->metres_to(p);
      ASSERT_TRUE(prepared.touches(p, gap_m + 1)) << p.lat << ',' << p.lon << " gap " << gap_m;
      ASSERT_FALSE(prepared.touches(p, gap_m - 1)) << p.lat << ',' << p.lon << " gap " << gap_m;
    }
    EXPECT_NEAR(area_km2(area), outer->km2() - (hole ? hole->km2() : 0), 1e-4 * outer->km2() + 1e-3);
  }
  EXPECT_GT(tally.inside, tally.points / 10);
  EXPECT_LT(tally.near_edge, tally.points / 20);
}

TEST(PreparedAreaAgainstS2, PolygonsAnywhere) { compare_stars(1, -60, 60, -150, 150, 3, 1.3); }
TEST(PreparedAreaAgainstS2, SmallPolygons) { compare_stars(2, -60, 60, -150, 150, 0.1, 1); }
TEST(PreparedAreaAgainstS2, PolygonsAcrossTheAntimeridian) { compare_stars(3, -60, 60, 179, 181, 3, 1.5); }
TEST(PreparedAreaAgainstS2, PolygonsNearTheNorthPole) { compare_stars(4, 80, 86, -180, 180, 4, 10); }
TEST(PreparedAreaAgainstS2, PolygonsNearTheSouthPole) { compare_stars(5, -86, -80, 170, 190, 4, 10); }

TEST(PreparedAreaAgainstS2, CapsRoundAPole) {
  SeededRandom random(6);
  for (int i = 0; i < 10; ++i) {
    const double pole = i % 2 ? 90 : -90;
    std::vector<Point> coast;
    for (int n = 0; n <= 24; ++n)
      coast.push_back({pole > 0 ? 60 + random.unit() * 20 : -60 - random.unit() * 20, n * 15.0 - 180});
    coast.back().lat = coast.front().lat;
    std::vector<Point> ring = coast;
    ring.push_back({pole, 180});
    ring.push_back({pole, -180});
    coast.pop_back();
    const auto loop = oracle::Loop::make(coast);
    ASSERT_TRUE(loop);
    const PreparedArea prepared({.polygons = {{ring, {}}}, .circles = {}, .excluded = {}});
    for (int n = 0; n < 500; ++n) {
      const Point p{(pole > 0 ? 1 : -1) * (50 + random.unit() * 40), random.unit() * 360 - 180};
      if (loop->metres_to_boundary(p) >= 1) {
        ASSERT_EQ(prepared.contains(p), loop->contains(p)) << p.lat << ',' << p.lon;
      }
    }
  }
}

TEST(PreparedAreaAgainstS2, Circles) {
  SeededRandom random(7);
  for (int i = 0; i < 400; ++i) {
    const Point center{random.chance(0.2) ? 89.9 : random.unit() * 180 - 90,
                       random.chance(0.2) ? 179.99 : random.unit() * 360 - 180};
    const double radius_m = std::exp(random.unit() * 16.8);
    const PreparedArea prepared({.polygons = {}, .circles = {{center, radius_m}}, .excluded = {}});
    for (int n = 0; n < 200; ++n) {
      const double size = std::min(90.0, radius_m * degrees_per_m);
      const Point p = random_near(random, center, size,
                                  std::min(180.0, size / std::cos(center.lat * radians_per_degree)));
      if (std::abs(oracle::distance_m(p, center) - radius_m) < 1) continue;
      ASSERT_EQ(prepared.contains(p), oracle::cap_contains(center, radius_m, p)) << p.lat << ',' << p.lon;
    }
  }
}

TEST(PreparedAreaAgainstBruteForce, RingsThatCrossThemselves) {
  SeededRandom random(8);
  for (int i = 0; i < 300; ++i) {
    std::vector<Point> ring(3 + random.below(60));
    for (Point& p : ring) p = {random.unit() * 10, random.unit() * 10};
    const PreparedArea prepared({.polygons = {{ring, {}}}, .circles = {}, .excluded = {}});
    for (int n = 0; n < 200; ++n) {
      // On the latitude of a vertex now and then, where even-odd goes wrong first.
      const Point p{random.chance(0.3) ? ring[random.below(ring.size())].lat : random.unit() * 12 - 1,
                    random.unit() * 12 - 1};
      bool on_edge = false;
      const bool expected = brute_force(ring, p, &on_edge);
      if (!on_edge) {
        ASSERT_EQ(prepared.contains(p), expected) << i << " at " << p.lat << ',' << p.lon;
      }
    }
  }
}

TEST(PreparedAreaAgainstBruteForce, ManyPolygonsInOneArea) {
  SeededRandom random(9);
  Area area;
  for (int i = 0; i < 3000; ++i) {
    const Point center{random.unit() * 160 - 80, random.unit() * 340 - 170};
    area.polygons.push_back({random_star(random, center, 2, 2, 4 + random.below(8)), {}});
  }
  const PreparedArea prepared(area);
  int inside = 0;
  for (int n = 0; n < 2000; ++n) {
    const Point p{random.unit() * 160 - 80, random.unit() * 340 - 170};
    bool expected = false;
    bool on_any_edge = false;
    for (const Polygon& polygon : area.polygons) {
      bool on_edge = false;
      expected = brute_force(polygon.outer, p, &on_edge) || expected;
      on_any_edge = on_any_edge || on_edge;
    }
    inside += expected;
    if (!on_any_edge) {
      ASSERT_EQ(prepared.contains(p), expected);
    }
  }
  EXPECT_GT(inside, 100);
}

struct RealTally {
  int polygons = 0, refused = 0, by_s2 = 0, by_brute_force = 0, circles = 0, points = 0;
  std::size_t points_max = 0;
};

void compare_real_polygon(const std::vector<Point>& ring, SeededRandom& random, RealTally& tally) {
  ++tally.polygons;
  tally.points_max = std::max(tally.points_max, ring.size());
  const Area area{.polygons = {{ring, {}}}, .circles = {}, .excluded = {}};
  if (!validate(area)) {
    ++tally.refused;
    return;
  }
  const PreparedArea prepared(area);
  const Bounds box = prepared.bounds();
  ASSERT_LE(box.west, box.east);
  std::vector<Point> open = ring;
  if (open.front() == open.back()) open.pop_back();
  const auto loop = oracle::Loop::make(open);
  ++(loop ? tally.by_s2 : tally.by_brute_force);
  for (const Point& p : ring) ASSERT_TRUE(prepared.contains(p));
  for (int n = 0; n < 100; ++n) {
    Point p{box.south + (random.unit() * 1.2 - 0.1) * (box.north - box.south),
            box.west + (random.unit() * 1.2 - 0.1) * (box.east - box.west)};
    p = {std::clamp(p.lat, -90.0, 90.0), normalised_lon(p.lon)};
    if (random.chance(0.2)) p.lat = ring[random.below(ring.size())].lat;
    bool on_edge = false;
    const bool expected = brute_force(ring, p, &on_edge);
    ++tally.points;
    if (!on_edge) {
      ASSERT_EQ(prepared.contains(p), expected) << p.lat << ',' << p.lon;
    }
    if (loop && loop->metres_to_boundary(p) >= 1) {
      ASSERT_EQ(prepared.contains(p), loop->contains(p)) << p.lat << ',' << p.lon;
    }
  }
}

TEST(PreparedAreaAgainstS2, RealCapPolygonsAndCircles) {
  const std::filesystem::path folder = shared_path("data/cap/valid");
  TOCSIN_NEED_SHARED(folder);
  const auto files = cap_files(folder);
  SeededRandom random(10);
  RealTally tally;
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    const std::string xml = text_of(file);
    for (const std::string& text : texts_of(xml, "polygon")) {
      compare_real_polygon(points_of(text), random, tally);
      if (HasFatalFailure()) return;
    }
    for (const std::string& text : texts_of(xml, "circle")) {
      const auto words = split_whitespace(text);
      const Circle circle{points_of(std::string(words.at(0))).at(0),
                          parse_double(words.at(1)).value() * 1000};
      const Area area{.polygons = {}, .circles = {circle}, .excluded = {}};
      ASSERT_TRUE(validate(area));
      ++tally.circles;
      for (int n = 0; n < 50; ++n) {
        const Point p = random_near(random, circle.center, circle.radius_m * degrees_per_m,
                                    circle.radius_m * degrees_per_m);
        if (std::abs(oracle::distance_m(p, circle.center) - circle.radius_m) < 1) continue;
        ASSERT_EQ(PreparedArea(area).contains(p), oracle::cap_contains(circle.center, circle.radius_m, p));
      }
    }
  }
  std::printf(
      "real CAP: %d polygons (largest %zu points; %d by S2, %d by brute force, %d refused), %d circles, %d "
      "points\n",
      tally.polygons, tally.points_max, tally.by_s2, tally.by_brute_force, tally.refused, tally.circles,
      tally.points);
  EXPECT_GE(tally.polygons, 300);
  EXPECT_GE(tally.circles, 100);
  EXPECT_LE(tally.refused, 3);  // one empty, two with less than three distinct points
}

}  // namespace
}  // namespace tocsin::geo
