// Goal: the plain geometry that judges the server is right about what a child could tell, and agrees with
// geo/ elsewhere.
#include "truth.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "geo/contains.h"

namespace tocsin::sim {
namespace {

TEST(Truth, KnowsInsideFromOutsideAlsoAcrossTheAntimeridian) {
  const geo::Area box{
      .polygons = {{{{-1, 179}, {-1, -179}, {1, -179}, {1, 179}}, {}}}, .circles = {}, .excluded = {}};
  EXPECT_EQ(where(box, {0, 179.5}), Where::inside);
  EXPECT_EQ(where(box, {0, -179.5}), Where::inside);
  EXPECT_EQ(where(box, {0, 178.5}), Where::outside);
  EXPECT_EQ(where(box, {0, 0}), Where::outside);
  EXPECT_EQ(where(box, {1, 180}), Where::edge);
}

TEST(Truth, HolesAndExclusionsAreOutside) {
  const std::vector<geo::Point> hole{{4, 4}, {4, 6}, {6, 6}, {6, 4}};
  const geo::Area area{.polygons = {{{{0, 0}, {0, 10}, {10, 10}, {10, 0}}, {hole}}},
                       .circles = {{{5, 5}, 1000}},
                       .excluded = {{{{1, 1}, {1, 2}, {2, 2}, {2, 1}}, {}}}};
  EXPECT_EQ(where(area, {5, 5}), Where::inside);
  EXPECT_EQ(where(area, {5.5, 5.5}), Where::outside);
  EXPECT_EQ(where(area, {1.5, 1.5}), Where::outside);
  EXPECT_EQ(where(area, {3, 3}), Where::inside);
}

TEST(Truth, AgreesWithTheFastGeometryAwayFromEdges) {
  SeededRandom random(7);
  const geo::Area area{
      .polygons = {{{{48, 2}, {48.7, 3}, {49.4, 2.2}, {48.9, 1.1}}, {{{48.6, 2}, {48.6, 2.2}, {48.8, 2.1}}}}},
      .circles = {{{48, 1.2}, 20'000}},
      .excluded = {{{{48.9, 1.5}, {48.9, 1.9}, {49.1, 1.7}}, {}}}};
  const geo::PreparedArea prepared(area);
  for (int i = 0; i < 5000; ++i) {
    const geo::Point point{47.5 + 2.5 * random.unit(), 0.5 + 3 * random.unit()};
    const Where truth = where(area, point);
    if (truth != Where::edge) {
      EXPECT_EQ(truth == Where::inside, prepared.contains(point)) << point.lat << ' ' << point.lon;
    }
    const double radius_m = 20'000 * random.unit();
    if (surely_away(area, point, radius_m)) {
      EXPECT_FALSE(prepared.touches(point, radius_m)) << point.lat << ' ' << point.lon;
    }
  }
}

}  // namespace
}  // namespace tocsin::sim
