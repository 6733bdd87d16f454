#include "geo/area.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "geo/s2_oracle_test.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

Area one_ring(std::vector<Point> ring) {
  return {.polygons = {{std::move(ring), {}}}, .circles = {}, .excluded = {}};
}

Error refusal(const Area& area) {
  const Result<> result = validate(area);
  return result ? Error{Errc::invalid, "not refused", {}} : result.error();
}

TEST(Area, TextGivesPolygonsHolesCirclesAndExclusions) {
  const Area expected{.polygons = {{{{0, 0}, {0, 9}, {9, 9}}, {{{1, 2}, {1, 3}, {2, 3}}}}},
                      .circles = {{{48.8, 2.3}, 5000}},
                      .excluded = {{{{3, 4}, {3, 5}, {4, 5}}, {}}}};
  EXPECT_EQ(area("0,0 0,9 9,9; hole 1,2 1,3 2,3; circle 48.8,2.3 5000; exclude 3,4 3,5 4,5"), expected);
  EXPECT_TRUE(area("").empty());
  EXPECT_TRUE(area("exclude 3,4 3,5 4,5").empty());
}

TEST(Area, APointOffTheEarthIsRefusedByRingAndPoint) {
  Area wrong = area("0,0 0,9 9,9; hole 1,2 1,3 2,3");
  wrong.polygons[0].holes[0][1] = {91, 0};
  EXPECT_EQ(refusal(wrong).detail,
            "polygon 0, hole 0, point 1: 91,0 is not a latitude within [-90, 90] and a longitude within "
            "[-180, 180]");
  EXPECT_EQ(refusal(wrong).field, "/polygons/0/holes/0/1");
  for (const double bad : {180.0001, -181.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(refusal(one_ring({{0, 0}, {0, bad}, {1, 1}})).field, "/polygons/0/outer/1");
  }
  Area excluded = area("0,0 0,9 9,9; exclude 1,2 1,3 2,3");
  excluded.excluded[0].outer[2].lat = -90.5;
  EXPECT_EQ(refusal(excluded).field, "/excluded/0/outer/2");
}

TEST(Area, ARingNeedsThreeDistinctPoints) {
  EXPECT_EQ(refusal(one_ring({{1, 2}, {3, 4}, {1, 2}, {3, 4}, {1, 2}})).detail,
            "polygon 0, outer ring: 2 distinct points of at least 3 (longitudes 180 and -180 are the same)");
  EXPECT_EQ(refusal(one_ring({})).field, "/polygons/0/outer");
  // The whole Earth by four corners: both of its meridians are one.
  EXPECT_EQ(refusal(one_ring({{-90, -180}, {-90, 180}, {90, 180}, {90, -180}})).field, "/polygons/0/outer");
  EXPECT_TRUE(validate(one_ring({{1, 2}, {3, 4}, {5, 7}})));
}

TEST(Area, ARingRoundAPoleNeedsAPointOnIt) {
  EXPECT_EQ(refusal(one_ring({{80, 0}, {80, 90}, {80, 180}, {80, -90}})).detail,
            "polygon 0, outer ring: goes round a pole without a point on it, so its inside is not known");
  EXPECT_EQ(refusal(one_ring({{0, 0}, {0, 120}, {0, -120}})).code, Errc::invalid);
  EXPECT_TRUE(validate(one_ring({{-70, -180}, {-70, -60}, {-70, 60}, {-70, 180}, {-90, 180}, {-90, -180}})));
}

TEST(Area, ARingWiderThanTheEarthIsRefused) {
  std::vector<Point> spiral;
  for (int turn = 0; turn <= 4; ++turn)
    spiral.push_back({10.0 + turn, turn * 100.0 > 180 ? turn * 100.0 - 360 : turn * 100.0});
  for (int turn = 4; turn >= 0; --turn)
    spiral.push_back({-10.0 + turn, turn * 100.0 > 180 ? turn * 100.0 - 360 : turn * 100.0});
  EXPECT_EQ(refusal(one_ring(spiral)).detail, "polygon 0, outer ring: is wider than the Earth");
}

TEST(Area, ACircleNeedsARadiusOfThisEarth) {
  EXPECT_TRUE(validate(area("circle 1,2 0")));
  EXPECT_TRUE(validate(area("circle 1,2 20037508")));
  Area wrong = area("circle 1,2 5; circle 1,2 5");
  for (const double radius : {-1.0, 20'037'509.0, std::numeric_limits<double>::quiet_NaN()}) {
    wrong.circles[1].radius_m = radius;
    EXPECT_EQ(refusal(wrong).field, "/circles/1/radius_m");
  }
  wrong.circles[1] = {{100, 0}, 5};
  EXPECT_EQ(refusal(wrong).field, "/circles/1/center");
}

TEST(Area, TheLimitsAreTheLastSizesAccepted) {
  std::vector<Point> ring(vertices_max);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(ring.size());
    ring[i] = {std::sin(angle), std::cos(angle)};
  }
  EXPECT_TRUE(validate(one_ring(ring)));
  ring.push_back({0, 0});
  EXPECT_EQ(refusal(one_ring(ring)),
            (Error{Errc::too_large, "area: 50001 points of at most 50000", "/polygons"}));
  Area circles;
  circles.circles.resize(circles_max);
  EXPECT_TRUE(validate(circles));
  circles.circles.emplace_back();
  EXPECT_EQ(refusal(circles), (Error{Errc::too_large, "area: 1001 circles of at most 1000", "/circles"}));
}

TEST(Bounds, OfAPolygonAreExact) {
  EXPECT_EQ(bounds(area("1.1,2.2 3.3,4.4 0.5,9.7")), (Bounds{0.5, 2.2, 3.3, 9.7}));
  EXPECT_TRUE(bounds(Area{}).empty());
  EXPECT_TRUE(bounds(area("exclude 0,0 0,1 1,1")).empty());
}

TEST(Bounds, CrossTheAntimeridianTheShortWay) {
  const Bounds fiji = bounds(area("-16,177 -16,-178 -20,-178 -20,177"));
  EXPECT_NEAR(fiji.west, 177, 1e-9);
  EXPECT_NEAR(fiji.east, -178, 1e-9);
  for (const char* inside : {"-16,177", "-20,-178", "-18,180", "-18,-180"}) {
    EXPECT_TRUE(fiji.contains(point(inside))) << inside;
  }
  EXPECT_FALSE(fiji.contains({-18, 0}));
  EXPECT_FALSE(fiji.contains({-18, 176.9}));
  const Bounds both = bounds(area("0,170 0,171 1,170; 0,-170 0,-171 1,-170"));
  EXPECT_EQ(both, (Bounds{0, 170, 1, -170}));
}

TEST(Bounds, OfACircleHoldIt) {
  SeededRandom random(1);
  for (int i = 0; i < 300; ++i) {
    const Circle circle{{random.unit() * 180 - 90, random.unit() * 360 - 180}, std::exp(random.unit() * 17)};
    const Bounds box = bounds({.polygons = {}, .circles = {circle}, .excluded = {}});
    for (int n = 0; n < 200; ++n) {
      const Point p{random.unit() * 180 - 90, random.unit() * 360 - 180};
      if (distance_m(p, circle.center) <= circle.radius_m) {
        ASSERT_TRUE(box.contains(p)) << p.lat << ',' << p.lon;
      }
    }
  }
  const Bounds small = bounds(area("circle 60,0 111195.08"));
  EXPECT_NEAR(small.south, 59, 1e-6);
  EXPECT_NEAR(small.north, 61, 1e-6);
  EXPECT_NEAR(small.east, 2.0002, 1e-3);  // asin(sin 1 / cos 60)
  EXPECT_EQ(bounds(area("circle 89.5,0 111195")).west, -180);
}

TEST(Bounds, CoverIsCertainWhenItSaysNoneOrAll) {
  SeededRandom random(2);
  for (int i = 0; i < 3000; ++i) {
    const double south = random.unit() * 160 - 80;
    const Bounds bounds{south, random.unit() * 360 - 180, south + random.unit() * 9,
                        random.unit() * 360 - 180};
    const double box_south = random.unit() * 160 - 80;
    const double box_west = random.unit() * 350 - 180;
    const Bounds box{box_south, box_west, box_south + random.unit(), box_west + random.unit() * 10};
    const Cover held = cover(bounds, box);
    const Point p{box.south + random.unit() * (box.north - box.south),
                  box.west + random.unit() * (box.east - box.west)};
    if (held == Cover::none) {
      EXPECT_FALSE(bounds.contains(p));
    }
    if (held == Cover::all) {
      EXPECT_TRUE(bounds.contains(p));
    }
  }
}

TEST(Distance, AgreesWithS2) {
  SeededRandom random(3);
  for (int i = 0; i < 2000; ++i) {
    const Point a{random.unit() * 180 - 90, random.unit() * 360 - 180};
    const Point b{random.unit() * 180 - 90, random.unit() * 360 - 180};
    EXPECT_NEAR(distance_m(a, b), oracle::distance_m(a, b), 0.01);
    EXPECT_EQ(distance_m(a, b), distance_m(b, a));
    EXPECT_EQ(distance_m(a, a), 0);
  }
  EXPECT_NEAR(distance_m({0, 0}, {0, 180}), std::numbers::pi * earth_radius_m, 0.2);
  EXPECT_NEAR(distance_m({48.85, 2.35}, {51.5, -0.12}), 343'000, 1'500);  // Paris, London
}

TEST(AreaKm2, AgreesWithS2AndWithKnownShapes) {
  const Area box = area("48,2 48,3 49,3 49,2");
  EXPECT_NEAR(area_km2(box), oracle::Loop::make(box.polygons[0].outer)->km2(), 0.01);
  EXPECT_NEAR(area_km2(area("48,2 48,3 49,3 49,2; exclude 48,2 48,3 48.5,3 48.5,2")),
              area_km2(area("48.5,2 48.5,3 49,3 49,2")), 0.01);
  EXPECT_NEAR(area_km2(area("circle 10,20 1000")), 3.14159, 1e-4);
  const double earth_km2 = 4 * std::numbers::pi * earth_radius_m * earth_radius_m / 1e6;
  EXPECT_NEAR(area_km2(area("circle 10,20 20037508")), earth_km2, 1);
  // A cap of 20 degrees round the south pole, written as Antarctica is: 2 pi R^2 (1 - cos 20).
  EXPECT_NEAR(area_km2(area("-70,-180 -70,-60 -70,60 -70,180 -90,180 -90,-180")),
              earth_km2 / 2 * (1 - std::cos(20 * radians_per_degree)), 1);
  EXPECT_NEAR(area_km2(area("48,179.5 48,-179.5 49,-179.5 49,179.5")), area_km2(box), 0.01);
}

}  // namespace
}  // namespace tocsin::geo
