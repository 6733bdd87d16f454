// Areas: polygons, circles, heights and their repairs. Numbers are those of spec/cap/requirements.txt.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <tuple>

#include "base/random.h"
#include "base/text.h"
#include "wire/cap.h"
#include "wire/cap_ring.h"
#include "wire/cap_testing.h"

namespace tocsin::wire::cap {
namespace {

constexpr std::string_view ring_path = "/alert[1]/info[1]/area[1]/polygon[1]";
constexpr std::string_view circle_path = "/alert[1]/info[1]/area[1]/circle[1]";
constexpr std::string_view area_path = "/alert[1]/info[1]/area[1]";

std::string polygon(std::string_view text) { return with_area(fmt::format("<polygon>{}</polygon>", text)); }
std::string circle(std::string_view text) { return with_area(fmt::format("<circle>{}</circle>", text)); }
AreaBlock area_of(const std::string& document) {
  const Parsed parsed = parse(document);
  return parsed.message ? parsed.message->infos.at(0).areas.at(0) : AreaBlock{};
}
std::vector<geo::Point> ring_of(std::string_view text) {
  const AreaBlock area = area_of(polygon(text));
  return area.shape.polygons.empty() ? std::vector<geo::Point>{} : area.shape.polygons[0].outer;
}
const std::vector<geo::Point> triangle = {{48, 2}, {49, 2}, {49, 3}};

// EVIDENCE-OF: CAP-1.2-30 an area has a description; what cannot be read of it keeps the rest
TEST(CapArea, ABadPolygonKeepsDescriptionAndGeocodes) {
  EXPECT_FINDING(changed(with_area(""), "<areaDesc>Centre</areaDesc>", ""), usable,
                 "MISSING_REQUIRED_ELEMENT", area_path);
  const AreaBlock area = area_of(with_area(
      "<polygon>nowhere</polygon><geocode><valueName>NUTS3</valueName><value>FR101</value></geocode>"));
  EXPECT_EQ(area.description, "Centre");
  EXPECT_EQ(area.geocodes, (std::vector<Geocode>{{"NUTS3", "FR101"}}));
  EXPECT_FALSE(area.resolved());
  EXPECT_FINDING(with_area(""), conforming, "AREA_UNRESOLVED", area_path);
}

// EVIDENCE-OF: CAP-1.2-31 a polygon is pairs of latitude and longitude between white space, latitude first
TEST(CapArea, PolygonsAreLatitudeFirst) {
  EXPECT_EQ(ring_of("48,2 49,2 49,3 48,2"), triangle);
  EXPECT_EQ(ring_of("\n\t48,2\n49,2\r\n 49,3\t48,2 "), triangle);
  EXPECT_EQ(ring_of("+48.0,2 49,2 49,3 48,2"), triangle);
  EXPECT_EQ(parse(polygon("48,2 49,2 49,3 48,2")).verdict, Verdict::conforming);
  EXPECT_FINDING(polygon("48,2 49,2 x,y 48,2"), usable, "INVALID_POLYGON", ring_path);
  EXPECT_TRUE(ring_of("48,2 49,2 x,y 48,2").empty());
}

TEST(CapArea, StrayCommasAndSpacesInPairsAreMended) {
  for (const std::string_view text : {"48, 2 49, 2 49, 3 48, 2", "48,2, 49,2, 49,3, 48,2",
                                      "48 ,2 49 ,2 49 ,3 48 ,2", "48 , 2 49,2 49,3 48,2"}) {
    EXPECT_EQ(ring_of(text), triangle) << text;
    EXPECT_FINDING(polygon(text), usable, "INVALID_POLYGON", ring_path);
  }
}

// EVIDENCE-OF: CAP-1.2-32 the first and last pair of a polygon are the same
TEST(CapArea, AnOpenPolygonIsClosed) {
  EXPECT_FINDING(polygon("48,2 49,2 49,3"), usable, "POLYGON_NOT_CLOSED", ring_path);
  EXPECT_EQ(ring_of("48,2 49,2 49,3"), triangle);
}

// EVIDENCE-OF: CAP-1.2-33 a polygon has at least four pairs
TEST(CapArea, TwoPlacesEncloseNothing) {
  EXPECT_FINDING(polygon("48,2 49,2 48,2"), usable, "INVALID_POLYGON", ring_path);
  EXPECT_FINDING(polygon("48,2 48,2 48,2 48,2"), usable, "INVALID_POLYGON", ring_path);
  EXPECT_FINDING(with_area("<polygon/>"), conforming, "EMPTY_ELEMENT", ring_path);
}

TEST(CapArea, RepeatedPointsAreDropped) {
  EXPECT_FINDING(polygon("48,2 48,2 49,2 49,3 48,2 48,2"), conforming, "POLYGON_REPEATED_POINT", ring_path);
  EXPECT_EQ(ring_of("48,2 48,2 49,2 49,3 48,2 48,2"), triangle);
}

// EVIDENCE-OF: CAP-1.2-34 latitudes are within 90 degrees, longitudes within 180
TEST(CapArea, SwappedAxesAreSwappedOnlyWhenEveryPairFits) {
  const std::string_view thai = "99.97,9.31 100.2,9.31 100.2,9.6 99.97,9.31";
  EXPECT_FINDING(polygon(thai), usable, "AXES_SWAPPED", ring_path);
  EXPECT_EQ(ring_of(thai), (std::vector<geo::Point>{{9.31, 99.97}, {9.31, 100.2}, {9.6, 100.2}}));
  EXPECT_FINDING(polygon("99.97,9.31 10,99 100.2,9.6 99.97,9.31"), usable, "INVALID_POLYGON", ring_path);
  EXPECT_TRUE(ring_of("99.97,9.31 10,99 100.2,9.6 99.97,9.31").empty());
}

TEST(CapArea, LongitudesBeyondTheAntimeridianAreWrapped) {
  EXPECT_FINDING(polygon("10,-179 12,-179 12,-181 10,-181 10,-179"), usable, "LONGITUDE_OUT_OF_RANGE",
                 ring_path);
  EXPECT_EQ(ring_of("10,-179 12,-179 12,-181 10,-181 10,-179"),
            (std::vector<geo::Point>{{10, -179}, {12, -179}, {12, 179}, {10, 179}}));
  EXPECT_FINDING(polygon("10,-179 12,-179 12,179 10,179 10,-179"), conforming, "POLYGON_WIDE_EDGE",
                 ring_path);
}

// EVIDENCE-OF: CAP-1.2-35 a polygon does not cross itself
TEST(CapArea, ACrossingIsToldAndThePolygonKept) {
  EXPECT_FINDING(polygon("0,0 1,1 1,0 0,1 0,0"), usable, "POLYGON_SELF_INTERSECTION", ring_path);
  EXPECT_EQ(ring_of("0,0 1,1 1,0 0,1 0,0").size(), 4u);
  EXPECT_FINDING(polygon("0,0 2,0 2,2 1,1 0,2 1,1 0,0"), conforming, "POLYGON_TOUCHES_ITSELF", ring_path);
  EXPECT_FINDING(polygon("0,0 2,0 2,2 2,1 0,0"), conforming, "POLYGON_TOUCHES_ITSELF", ring_path);
}

Crossing crossing_of(std::vector<geo::Point> ring) {
  ring.push_back(ring.front());
  return CrossingFinder().find(ring);
}

// Edges i and j of the ring by exact arithmetic: the coordinates of this test are few binary digits long.
Crossing compare_edges(const std::vector<geo::Point>& ring, std::size_t i, std::size_t j) {
  const std::size_t count = ring.size();
  const geo::Point a = ring[i], b = ring[(i + 1) % count], c = ring[j], d = ring[(j + 1) % count];
  const auto side = [](geo::Point p, geo::Point q, geo::Point r) {
    const double area = (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon);
    return area > 0 ? 1 : area < 0 ? -1 : 0;
  };
  const auto within = [](geo::Point p, geo::Point q, geo::Point r) {
    return std::min(p.lat, q.lat) <= r.lat && r.lat <= std::max(p.lat, q.lat) &&
           std::min(p.lon, q.lon) <= r.lon && r.lon <= std::max(p.lon, q.lon);
  };
  if (j == i + 1 || (i == 0 && j == count - 1)) {  // neighbours touch where the second goes back
    const auto [p, q, r] = j == i + 1 ? std::tuple{a, b, d} : std::tuple{c, a, b};
    const double dot = (q.lon - p.lon) * (r.lon - q.lon) + (q.lat - p.lat) * (r.lat - q.lat);
    return side(p, q, r) == 0 && dot < 0 ? Crossing::touches : Crossing::none;
  }
  const int c1 = side(a, b, c), d1 = side(a, b, d), a1 = side(c, d, a), b1 = side(c, d, b);
  if (c1 * d1 < 0 && a1 * b1 < 0) return Crossing::crosses;
  const bool touches = (c1 == 0 && within(a, b, c)) || (d1 == 0 && within(a, b, d)) ||
                       (a1 == 0 && within(c, d, a)) || (b1 == 0 && within(c, d, b));
  return touches ? Crossing::touches : Crossing::none;
}

TEST(CapCrossing, AgreesWithTryingEveryPair) {
  SeededRandom random(41);
  int crossing = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<geo::Point> ring;
    const std::size_t count = 4 + random.below(5);
    for (std::size_t i = 0; i < count; ++i) {
      const double angle = 6.283 * static_cast<double>(i) / static_cast<double>(count) +
                           random.unit() * (round % 2 ? 2.0 : 0.1);
      ring.push_back({std::sin(angle) * (1 + random.unit()), std::cos(angle) * (1 + random.unit())});
    }
    // Proper crossing by the signs of four triangles, in the plain way.
    const auto side = [](geo::Point a, geo::Point b, geo::Point c) {
      return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon);
    };
    bool expected = false;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 2; j < count; ++j) {
        const geo::Point a = ring[i], b = ring[(i + 1) % count], c = ring[j], d = ring[(j + 1) % count];
        expected = expected || (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0);
      }
    }
    ASSERT_EQ(crossing_of(ring) == Crossing::crosses, expected) << round;
    crossing += expected;
  }
  EXPECT_GT(crossing, 200);
  EXPECT_LT(crossing, 1800);
}

// More edges than are all tried: the boxes must lose none. One point is pulled across the ring or onto it.
TEST(CapCrossing, BoxesLoseNoCrossing) {
  SeededRandom random(43);
  int found[3] = {0, 0, 0};
  for (int round = 0; round < 600; ++round) {
    const std::size_t count = 25 + random.below(120);
    std::vector<geo::Point> ring;
    for (std::size_t i = 0; i < count; ++i) {
      const double angle = 6.283 * static_cast<double>(i) / static_cast<double>(count);
      ring.push_back({std::round(200 * std::sin(angle)) / 8, std::round(200 * std::cos(angle)) / 8});
    }
    const std::size_t pulled = random.below(count), other = random.below(count);
    if (round % 3 > 0) ring[pulled] = ring[other];
    if (round % 3 > 1) ring[pulled] = {ring[pulled].lat * 1.1, ring[pulled].lon * 1.1};
    Crossing expected = Crossing::none;
    for (std::size_t i = 0; i < count && expected != Crossing::crosses; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        expected = std::max(expected, compare_edges(ring, i, j));
      }
    }
    const Crossing got = crossing_of(ring);
    ASSERT_EQ(got, expected) << round;
    ++found[static_cast<int>(got)];
  }
  EXPECT_GT(found[0], 50);
  EXPECT_GT(found[1], 50);
  EXPECT_GT(found[2], 50);
}

std::vector<geo::Point> circle_of(std::size_t count) {
  std::vector<geo::Point> ring;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * static_cast<double>(i) / static_cast<double>(count);
    ring.push_back({40 + std::sin(angle), 10 + std::cos(angle)});
  }
  return ring;
}

TEST(CapCrossing, FiftyThousandVerticesTakeNoTime) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(crossing_of(circle_of(50'000)), Crossing::none);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  // Every edge as long as the whole, the boxes apart.
  std::vector<geo::Point> comb;
  for (std::size_t i = 0; i < 49'000; ++i)
    comb.push_back({i % 2 ? 50.0 : 40.0, 10 + static_cast<double>(i) * 1e-5});
  for (const geo::Point& p : {geo::Point{50, 11}, {39, 11}, {39, 10}}) comb.push_back(p);
  EXPECT_EQ(crossing_of(comb), Crossing::none);
  // The worst for boxes: each holds all others.
  for (geo::Point& p : comb) p.lon += p.lat;
  EXPECT_EQ(crossing_of(comb), Crossing::not_checked);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
}

// EVIDENCE-OF: CAP-1.2-36 a circle is latitude,longitude, white space and a radius in kilometres of at least
// 0
TEST(CapArea, CirclesAreInKilometres) {
  EXPECT_EQ(area_of(circle("48.85,2.35 1.5")).shape.circles,
            (std::vector<geo::Circle>{{{48.85, 2.35}, 1500}}));
  EXPECT_EQ(area_of(circle(" 48.85,2.35\n1.5 ")).shape.circles.size(), 1u);
  EXPECT_FINDING(circle("48.85, 2.35 1.5"), usable, "INVALID_CIRCLE", circle_path);
  EXPECT_EQ(area_of(circle("48.85, 2.35 1.5")).shape.circles.size(), 1u);
  EXPECT_FINDING(circle("48.85,2.35 -1"), usable, "INVALID_CIRCLE", circle_path);
  EXPECT_TRUE(area_of(circle("48.85,2.35 -1")).shape.circles.empty());
  EXPECT_FINDING(circle("48.85,2.35"), usable, "INVALID_CIRCLE", circle_path);
  EXPECT_FINDING(circle("48.85,2.35 30000"), usable, "INVALID_CIRCLE", circle_path);
  EXPECT_FINDING(circle("99.97,9.31 1"), usable, "AXES_SWAPPED", circle_path);
}

// Digits are read in one go where that is exact; every number must be the one that parse_double reads.
TEST(CapArea, NumbersAreTheNearestDoubles) {
  SeededRandom random(47);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    std::vector<geo::Point> expected;
    for (int i = 0; i < 3; ++i) {
      std::string number[2];
      for (std::string& digits : number) {
        if (random.below(3) == 0) digits += random.below(2) ? '-' : '+';
        digits += std::to_string(random.below(90));
        if (random.below(8) > 0) digits += '.';
        for (std::size_t n = digits.ends_with('.') ? random.below(22) : 0; n > 0; --n)
          digits += static_cast<char>('0' + random.below(10));
      }
      text += fmt::format("{}{},{}", i ? " " : "", number[0], number[1]);
      expected.push_back({*parse_double(number[0]), *parse_double(number[1])});
    }
    RingReader reader;
    std::vector<ShapeNote> notes;
    const auto read = reader.read_polygon(text, notes);
    if (!read) continue;  // points that lie on each other
    ASSERT_EQ(read->outer, expected) << text;
  }
}

TEST(CapArea, WhatNoSwapMendsIsLeftOut) {
  EXPECT_FINDING(circle("99.97,100 1"), usable, "INVALID_CIRCLE", circle_path);
  EXPECT_TRUE(area_of(circle("99.97,100 1")).shape.circles.empty());
  EXPECT_EQ(find(parse(polygon("99.97,9.31 10,99 100.2,9.6 99.97,9.31")), "AXES_SWAPPED"), nullptr);
}

TEST(CapArea, AnAreaTooLargeToMatchIsTold) {
  std::string circles;
  for (std::size_t i = 0; i <= geo::circles_max; ++i) circles += "<circle>1,2 3</circle>";
  EXPECT_FINDING(with_area(circles), usable, "AREA_TOO_LARGE", area_path);
  EXPECT_EQ(area_of(with_area(circles)).shape.circles.size(), geo::circles_max + 1);
}

TEST(CapArea, ACircleOfRadiusZeroIsKept) {
  EXPECT_FINDING(circle("48.85,2.35 0"), conforming, "CIRCLE_RADIUS_ZERO", circle_path);
  EXPECT_TRUE(area_of(circle("48.85,2.35 0")).resolved());
}

// EVIDENCE-OF: CAP-1.2-37 a ceiling needs an altitude and is not below it; both are feet
TEST(CapArea, CeilingNeedsAltitude) {
  EXPECT_EQ(parse(with_area("<altitude>100</altitude><ceiling>9842.5197</ceiling>")).verdict,
            Verdict::conforming);
  EXPECT_FINDING(with_area("<ceiling>100</ceiling>"), usable, "INVALID_AREA", area_path);
  EXPECT_FINDING(with_area("<altitude>2</altitude><ceiling>1</ceiling>"), usable,
                 "INVALID_ALTITUDE_CEILING_RANGE", area_path);
  EXPECT_FINDING(with_area("<altitude>high</altitude>"), usable, "INVALID_VALUE",
                 "/alert[1]/info[1]/area[1]/altitude[1]");
  EXPECT_FINDING(with_area("<altitude>-1</altitude>"), usable, "INVALID_VALUE",
                 "/alert[1]/info[1]/area[1]/altitude[1]");
}

// EVIDENCE-OF: CAP-1.2-38 acronyms in geocode names are without periods
TEST(CapArea, PeriodsInAGeocodeNameAreAHint) {
  EXPECT_FINDING(with_area("<geocode><valueName>S.A.M.E.</valueName><value>1</value></geocode>"), conforming,
                 "GEOCODE_NAME", area_path);
}

TEST(CapArea, ExcludePolygonIsCutOut) {
  const auto exclude = [](std::string_view text) {
    return with_area(
        fmt::format("<polygon>0,0 9,0 9,9 0,9 "
                    "0,0</polygon><geocode><valueName>EXCLUDE_POLYGON</valueName><value>{}</value></geocode>",
                    text));
  };
  const AreaBlock area = area_of(exclude("1,1 2,1 2,2 1,1"));
  EXPECT_EQ(area.shape.excluded, (std::vector<geo::Polygon>{{{{1, 1}, {2, 1}, {2, 2}}, {}}}));
  EXPECT_TRUE(area.geocodes.empty());
  const AreaBlock unread = area_of(exclude("here"));
  EXPECT_TRUE(unread.shape.excluded.empty());
  EXPECT_EQ(unread.geocodes, (std::vector<Geocode>{{"EXCLUDE_POLYGON", "here"}}));
  EXPECT_FINDING(exclude("here"), conforming, "INVALID_POLYGON", area_path);
}

}  // namespace
}  // namespace tocsin::wire::cap
