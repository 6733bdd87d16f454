#include "geo/contains.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>
#include <thread>

#include "base/random.h"
#include "geo/s2_oracle_test.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

bool holds(std::string_view area_text, std::string_view point_text) {
  return PreparedArea(area(area_text)).contains(point(point_text));
}

TEST(PreparedArea, APointOnAnEdgeIsInside) {
  const PreparedArea box(area("48.1,2.3 48.1,2.7 48.9,2.7 48.9,2.3"));
  SeededRandom random(1);
  for (int i = 0; i < 1000; ++i) {
    const double lat = 48.1 + random.unit() * 0.8;
    const double lon = 2.3 + random.unit() * 0.4;
    for (const Point& p : {Point{48.1, lon}, Point{48.9, lon}, Point{lat, 2.3}, Point{lat, 2.7}}) {
      EXPECT_TRUE(box.contains(p)) << p.lat << ',' << p.lon;
    }
    EXPECT_FALSE(box.contains({std::nextafter(48.1, 0), lon}));
    EXPECT_FALSE(box.contains({std::nextafter(48.9, 90), lon}));
    EXPECT_FALSE(box.contains({lat, std::nextafter(2.3, 0)}));
    EXPECT_FALSE(box.contains({lat, std::nextafter(2.7, 90)}));
  }
}

TEST(PreparedArea, APointOnASlantedEdgeIsInsideWhereDoublesCanSayIt) {
  const PreparedArea triangle(area("0,0 0,8 8,8"));
  for (int i = 0; i <= 64; ++i) EXPECT_TRUE(triangle.contains({i / 8.0, i / 8.0}));
  EXPECT_FALSE(triangle.contains({1, std::nextafter(1.0, 0)}));
  EXPECT_TRUE(triangle.contains({1, std::nextafter(1.0, 2)}));
}

TEST(PreparedArea, EveryVertexIsInsideInEitherWinding) {
  SeededRandom random(2);
  for (int i = 0; i < 200; ++i) {
    std::vector<Point> ring(3 + random.below(30));
    const double west = random.unit() * 360 - 180;
    for (Point& p : ring) p = {random.unit() * 170 - 85, normalised_lon(west + random.unit() * 170)};
    for (int winding = 0; winding < 2; ++winding) {
      const PreparedArea prepared({.polygons = {{ring, {}}}, .circles = {}, .excluded = {}});
      for (const Point& p : ring) EXPECT_TRUE(prepared.contains(p));
      std::ranges::reverse(ring);
    }
  }
}

TEST(PreparedArea, WindingNeverMatters) {
  for (const char* ring : {"0,0 0,1 1,1 1,0", "0,0 1,0 1,1 0,1", "0,0 1,0 1,1 0,1 0,0"}) {
    EXPECT_TRUE(holds(ring, "0.5,0.5")) << ring;
    EXPECT_FALSE(holds(ring, "0.5,1.5")) << ring;
    EXPECT_FALSE(holds(ring, "-40,100")) << ring;
  }
}

TEST(PreparedArea, ASelfCrossingRingIsEvenOdd) {
  const PreparedArea star(area("0,2 4,3.2 1,0 1,4 4,0.8"));
  EXPECT_FALSE(star.contains({2, 2}));   // the middle of a pentagram is gone round twice
  EXPECT_TRUE(star.contains({0.5, 2}));  // a tip
  EXPECT_TRUE(star.contains({3.9, 3.15}));
}

TEST(PreparedArea, NoPointFallsBetweenNeighbours) {
  SeededRandom random(3);
  for (int i = 0; i < 500; ++i) {
    const Point a{random.unit(), random.unit()};
    const Point b{1 + random.unit(), random.unit()};
    const PreparedArea west({.polygons = {{{a, b, {1, -1}}, {}}}, .circles = {}, .excluded = {}});
    const PreparedArea east({.polygons = {{{b, a, {1, 3}}, {}}}, .circles = {}, .excluded = {}});
    for (int n = 0; n < 50; ++n) {
      const double t = random.unit();
      const Point p{a.lat + t * (b.lat - a.lat), a.lon + t * (b.lon - a.lon)};
      EXPECT_TRUE(west.contains(p) || east.contains(p));
    }
  }
}

TEST(PreparedArea, AHoleKeepsItsBoundary) {
  const char* ring = "0,0 0,9 9,9 9,0; hole 3,3 3,6 6,6 6,3; hole 5,5 5,7 7,7 7,5";
  EXPECT_TRUE(holds(ring, "1,1"));
  EXPECT_FALSE(holds(ring, "4,4"));
  EXPECT_TRUE(holds(ring, "3,4"));
  EXPECT_TRUE(holds(ring, "3,3"));
  EXPECT_FALSE(holds(ring, "5.5,5.5"));  // in both holes: still a hole
  EXPECT_FALSE(holds(ring, "5.5,6"));    // on the edge of one, inside the other
  EXPECT_FALSE(holds("0,0 0,9 9,9 9,0; hole 20,20 20,21 21,21", "20.1,20.9"));
}

TEST(PreparedArea, AnExclusionKeepsItsBoundaryAndCutsCirclesToo) {
  const char* ring = "0,0 0,9 9,9 9,0; circle 4,12 200000; exclude 3,3 3,12 6,12 6,3; hole 4,5 4,6 5,6 5,5";
  EXPECT_TRUE(holds(ring, "1,1"));
  EXPECT_FALSE(holds(ring, "4,4"));
  EXPECT_FALSE(holds(ring, "4,11"));
  EXPECT_TRUE(holds(ring, "4,12"));  // on its edge
  EXPECT_TRUE(holds(ring, "3,3"));
  EXPECT_TRUE(holds(ring, "4.5,5.5"));  // in its hole
  EXPECT_TRUE(holds(ring, "4,5.5"));    // on the edge of its hole
  EXPECT_TRUE(holds(ring, "4,13"));
}

TEST(PreparedArea, PolygonsAndCirclesAreAUnion) {
  const char* many = "0,0 0,2 2,2 2,0; 1,1 1,3 3,3 3,1; circle 10,10 1000";
  for (const char* p : {"0.5,0.5", "1.5,1.5", "2.5,2.5", "10,10.005"}) EXPECT_TRUE(holds(many, p)) << p;
  for (const char* p : {"2.5,0.5", "10,10.02", "0.5,2.5"}) EXPECT_FALSE(holds(many, p)) << p;
  EXPECT_FALSE(PreparedArea(Area{}).contains({0, 0}));
  EXPECT_FALSE(holds("exclude 0,0 0,1 1,1", "50,50"));
}

TEST(PreparedArea, ACircleIsClosedAndOneOfRadiusZeroIsItsCenter) {
  const Point center{48.85, 2.35};
  const Point edge{48.9, 2.4};
  const double radius_m = distance_m(center, edge);
  EXPECT_TRUE(PreparedArea({.polygons = {}, .circles = {{center, radius_m}}, .excluded = {}}).contains(edge));
  EXPECT_FALSE(
      PreparedArea({.polygons = {}, .circles = {{center, std::nextafter(radius_m, 0)}}, .excluded = {}})
          .contains(edge));
  EXPECT_TRUE(holds("circle 48.85,2.35 0", "48.85,2.35"));
  EXPECT_FALSE(holds("circle 48.85,2.35 0", "48.85,2.350001"));
  EXPECT_TRUE(holds("circle 0,180 1000", "0,-180"));
  EXPECT_TRUE(holds("circle 0,180 1000", "0,-179.995"));
}

TEST(PreparedArea, AnEdgeOverTheAntimeridianGoesTheShortWay) {
  for (const char* fiji : {"-16,177 -16,-178 -20,-178 -20,177", "-20,-178 -16,-178 -16,177 -20,177"}) {
    for (const char* p : {"-18,178", "-18,180", "-18,-180", "-18,-179", "-16,177", "-20,-178"}) {
      EXPECT_TRUE(holds(fiji, p)) << p;
    }
    for (const char* p : {"-18,0", "-18,176.99", "-18,-177.99"}) EXPECT_FALSE(holds(fiji, p)) << p;
  }
  // Only up to the meridian, from either side: 180 and -180 are the same.
  EXPECT_TRUE(holds("0,170 0,180 1,180 1,170", "0.5,-180"));
  EXPECT_TRUE(holds("0,-170 0,-180 1,-180 1,-170", "0.5,180"));
  // Half the Earth in one edge is read as written.
  EXPECT_TRUE(holds("0,-90 0,90 10,0", "5,0"));
}

TEST(PreparedArea, AWideRingNeedsPointsBetweenItsCorners) {
  EXPECT_TRUE(holds("-30,-100 -30,0 -30,100 30,100 30,0 30,-100", "0,0"));
  EXPECT_FALSE(holds("-30,-100 -30,100 30,100 30,-100", "0,0"));
  EXPECT_TRUE(holds("-30,-100 -30,100 30,100 30,-100", "0,180"));
  const char* earth = "-90,-180 -90,-60 -90,60 -90,180 90,180 90,60 90,-60 90,-180";
  for (const char* p : {"0,0", "0,180", "0,-180", "90,12", "-90,0", "45,-179.9"})
    EXPECT_TRUE(holds(earth, p)) << p;
}

TEST(PreparedArea, ARingOverAPoleHoldsIt) {
  for (const char* antarctica :
       {"-70,-180 -70,-60 -70,60 -70,180 -90,180 -90,-180", "-70,-180 -70,-60 -70,60 -70,180 -90,180",
        "-90,-180 -90,180 -70,180 -70,60 -70,-60 -70,-180"}) {
    for (const char* p : {"-80,0", "-71,179", "-71,-179", "-70,0", "-90,0", "-90,77", "-89.999,100"}) {
      EXPECT_TRUE(holds(antarctica, p)) << antarctica << " and " << p;
    }
    for (const char* p : {"-69,0", "0,0", "90,0", "80,50"}) EXPECT_FALSE(holds(antarctica, p)) << p;
  }
  EXPECT_FALSE(holds("80,0 80,10 85,5", "90,5"));
}

TEST(PreparedArea, ACoverThatIsNoneOrAllIsCertain) {
  SeededRandom random(4);
  const PreparedArea prepared(
      area("48,2 48,4 50,5 50,2.5; hole 48.5,3 48.5,3.5 49,3.2; circle 50,2 60000;"
           "exclude 49,3 49,6 49.5,6 49.3,3; circle 47,3 20000"));
  int counts[3] = {};
  for (int i = 0; i < 20000; ++i) {
    const double south = 46 + random.unit() * 5;
    const double west = 1 + random.unit() * 5;
    const double size = std::exp(-random.unit() * 6);
    const Bounds box{south, west, south + size, west + size};
    const Cover held = prepared.cover(box);
    ++counts[static_cast<int>(held)];
    for (int n = 0; n < 10; ++n) {
      const bool inside = prepared.contains({south + random.unit() * size, west + random.unit() * size});
      if (held == Cover::none) {
        ASSERT_FALSE(inside);
      }
      if (held == Cover::all) {
        ASSERT_TRUE(inside);
      }
    }
  }
  for (const int count : counts) EXPECT_GT(count, 2000);
}

TEST(PreparedArea, ADiscTouchesByItsEdge) {
  const PreparedArea box(area("48,2 48,3 49,3 49,2"));
  EXPECT_TRUE(box.touches({48.5, 2.5}, 0));
  const Point outside{48.5, 3.1};
  const double gap_m = oracle::Loop::make({{48, 2}, {48, 3}, {49, 3}, {49, 2}})->metres_to(outside);
  EXPECT_FALSE(box.touches(outside, gap_m - 1));
  EXPECT_TRUE(box.touches(outside, gap_m + 1));
  const PreparedArea circle(area("circle 10,10 5000"));
  const double apart_m = distance_m({10, 10}, {10, 10.2});
  EXPECT_FALSE(circle.touches({10, 10.2}, apart_m - 5000 - 1));
  EXPECT_TRUE(circle.touches({10, 10.2}, apart_m - 5000));
  EXPECT_FALSE(PreparedArea(Area{}).touches({0, 0}, 1e7));
}

TEST(PreparedArea, ADiscTouchesOverTheAntimeridianAndThePole) {
  const PreparedArea fiji(area("-16,177 -16,179.9 -20,179.9 -20,177"));
  EXPECT_TRUE(fiji.touches({-18, -179.9}, 25'000));
  EXPECT_FALSE(fiji.touches({-18, -179.9}, 20'000));
  const PreparedArea arctic(area("89,10 89,20 89.5,15"));
  EXPECT_TRUE(arctic.touches({89.5, -165}, distance_m({89.5, -165}, {89.5, 15}) + 1));
  EXPECT_FALSE(arctic.touches({89.5, -165}, distance_m({89.5, -165}, {89.5, 15}) - 1));
}

TEST(PreparedArea, ADiscInsideAHoleOrAnExclusionTouchesOnlyAtTheirEdge) {
  const PreparedArea holed(area("0,0 0,9 9,9 9,0; hole 3,3 3,6 6,6 6,3"));
  EXPECT_FALSE(holed.touches({4.5, 4.5}, 160'000));
  EXPECT_TRUE(holed.touches({4.5, 4.5}, 168'000));
  // The polygon's east edge runs through the exclusion; the circle lies wholly within it.
  const PreparedArea cut(area("0,0 0,4 9,4 9,0; circle 4,6 5000; exclude 2,2 2,8 7,8 7,2"));
  EXPECT_FALSE(cut.touches({4, 4.5}, 100'000));
  EXPECT_FALSE(cut.touches({4, 6}, 100'000));
  EXPECT_TRUE(cut.touches({4, 4.5}, 290'000));  // reaches 4,2 and the south edge at 2,4
  const PreparedArea bitten(area("circle 0,0 50000; exclude -1,-1 -1,0.2 1,0.2 1,-1"));
  EXPECT_FALSE(bitten.touches({0, -0.2}, 44'000));
  EXPECT_TRUE(bitten.touches({0, -0.2}, 45'000));  // 0.4 degrees to what is left of the circle
}

TEST(PreparedArea, ManyThreadsMayAsk) {
  const PreparedArea prepared(area("48,2 48,4 50,5 50,2.5; circle 50,2 60000"));
  std::vector<int> found(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < found.size(); ++thread) {
      threads.emplace_back([&prepared, &found, thread] {
        SeededRandom random(5);
        int count = 0;
        for (int i = 0; i < 5000; ++i)
          count += prepared.contains({47 + random.unit() * 4, 1 + random.unit() * 5});
        found[thread] = count;
      });
    }
  }
  for (const int count : found) EXPECT_EQ(count, found[0]);
}

TEST(PreparedAreaDeathTest, AnInvalidAreaEndsTheProcess) {
  EXPECT_DEATH(PreparedArea({.polygons = {{{{0, 0}, {1, 1}}, {}}}, .circles = {}, .excluded = {}}),
               "polygons/0/outer");
}

}  // namespace
}  // namespace tocsin::geo
