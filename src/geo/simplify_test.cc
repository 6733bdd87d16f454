#include "geo/simplify.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/random.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

std::vector<Point> round_ring(SeededRandom& random, const Point& center, double size, int count) {
  std::vector<Point> ring;
  for (int i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * i / count;
    const double reach = size * (0.97 + 0.03 * random.unit());
    ring.push_back(
        {center.lat + reach * std::sin(angle), normalised_lon(center.lon + reach * std::cos(angle))});
  }
  return ring;
}

std::size_t count_of(const Area& area) {
  std::size_t count = 0;
  for (const auto* polygons : {&area.polygons, &area.excluded}) {
    for (const Polygon& polygon : *polygons) {
      count += polygon.outer.size();
      for (const auto& hole : polygon.holes) count += hole.size();
    }
  }
  return count;
}

TEST(Simplify, AnAreaThatIsSmallEnoughIsNotTouched) {
  const Area small = area("0,0 0,9 9,9 9,0 0,0; hole 1,1 1,2 2,2; circle 3,3 10");
  EXPECT_EQ(simplify_for_display(small, 8), small);
}

TEST(Simplify, LeavesOutWhatMattersLeast) {
  EXPECT_EQ(simplify_for_display(area("0,0 0,4.5 0,9 9,9 9.1,4 9,0"), 4), area("0,0 0,9 9,9 9,0"));
}

TEST(Simplify, KeepsTheShapeOfALargeArea) {
  SeededRandom random(1);
  for (const double lon : {2.0, 179.5}) {
    const Area large{
        .polygons = {{round_ring(random, {48, lon}, 3, 5000), {round_ring(random, {48, lon}, 1, 1000)}}},
        .circles = {{{1, 2}, 3}},
        .excluded = {{round_ring(random, {50, lon}, 0.5, 500), {}}}};
    const Area display = simplify_for_display(large, 200);
    EXPECT_LE(count_of(display), 200u);
    EXPECT_TRUE(validate(display));
    ASSERT_EQ(display.polygons.size(), 1u);
    EXPECT_EQ(display.polygons[0].holes.size(), 1u);
    EXPECT_EQ(display.excluded.size(), 1u);
    EXPECT_EQ(display.circles, large.circles);
    EXPECT_NEAR(area_km2(display), area_km2(large), 0.03 * area_km2(large));
    EXPECT_EQ(simplify_for_display(large, 200), display);
  }
}

TEST(Simplify, SmallRingsGoAsAWholeAndTheLastPolygonStays) {
  const Area islands = area(
      "0,0 0,9 9,9 9,0; hole 1,1 1,1.1 1.1,1.1; 20,20 20,20.1 20.1,20.1; hole 20.01,20.05 20.02,20.05 "
      "20.02,20.06");
  const Area display = simplify_for_display(islands, 5);
  EXPECT_EQ(display, area("0,0 0,9 9,9 9,0"));
  EXPECT_EQ(count_of(simplify_for_display(islands, 0)), 3u);
}

TEST(Simplify, NeverMakesAnEdgeThatIsReadTheOtherWayRound) {
  Area band;
  band.polygons.emplace_back();
  for (int lon = -180; lon <= 180; lon += 5) band.polygons[0].outer.push_back({10, static_cast<double>(lon)});
  for (int lon = 180; lon >= -180; lon -= 5)
    band.polygons[0].outer.push_back({-10, static_cast<double>(lon)});
  const Area display = simplify_for_display(band, 6);
  EXPECT_EQ(count_of(display), 6u);
  EXPECT_TRUE(validate(display));
  EXPECT_NEAR(area_km2(display), area_km2(band), 1e-6 * area_km2(band));
}

}  // namespace
}  // namespace tocsin::geo
