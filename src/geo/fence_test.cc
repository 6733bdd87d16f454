#include "geo/fence.h"

#include <gtest/gtest.h>

#include "geo/awkward_areas_test.h"
#include "geo/text_format.h"

namespace tocsin::geo {
namespace {

std::vector<std::uint64_t> holding(const Fence& fence, const Point& p) {
  std::vector<std::uint64_t> ids;
  fence.query(p, [&ids](std::uint64_t id) { ids.push_back(id); });
  std::ranges::sort(ids);
  return ids;
}

TEST(Fence, NamesEveryAreaThatHoldsThePoint) {
  Fence fence;
  EXPECT_TRUE(fence.add(1, area("48,2 48,3 49,3 49,2")));
  EXPECT_TRUE(fence.add(2, area("circle 48.5,2.5 1000")));
  EXPECT_TRUE(fence.add(3, area("40,-10 40,20 55,20 55,-10")));
  EXPECT_FALSE(fence.add(3, area("0,0 0,1 1,1")));
  using Ids = std::vector<std::uint64_t>;
  EXPECT_EQ(holding(fence, {48.5, 2.5}), (Ids{1, 2, 3}));
  EXPECT_EQ(holding(fence, {48.52, 2.5}), (Ids{1, 3}));
  EXPECT_EQ(holding(fence, {41, 19}), Ids{3});
  EXPECT_EQ(holding(fence, {0.1, 0.5}), Ids{});
  EXPECT_TRUE(fence.remove(3));
  EXPECT_FALSE(fence.remove(3));
  EXPECT_EQ(holding(fence, {48.52, 2.5}), Ids{1});
  EXPECT_EQ(fence.size(), 2u);
}

TEST(Fence, AnEmptyAreaIsNeverMet) {
  Fence fence;
  EXPECT_TRUE(fence.add(1, Area{}));
  EXPECT_TRUE(holding(fence, {0, 0}).empty());
  EXPECT_TRUE(fence.remove(1));
}

TEST(Fence, ADiscThatTouchesIsFoundOverTheAntimeridian) {
  Fence fence;
  fence.add(1, area("-16,177 -16,179.9 -20,179.9 -20,177"));
  std::size_t found = 0;
  fence.query_disc({-18, -179.9}, 25'000, [&found](std::uint64_t) { ++found; });
  EXPECT_EQ(found, 1u);
  fence.query_disc({-18, -179.9}, 20'000, [&found](std::uint64_t) { ++found; });
  EXPECT_EQ(found, 1u);
}

// A cell takes this many edges of one area; one more asks the area. Both must say the same.
TEST(Fence, CellsWithManyEdgesAskTheArea) {
  SeededRandom random(1);
  for (const std::size_t edges : {Fence::cell_edges_max, Fence::cell_edges_max + 1}) {
    std::vector<Point> ring;
    for (std::size_t i = 0; i < edges; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(edges);
      ring.push_back({10.025 + 0.02 * std::sin(angle), 10.025 + 0.02 * std::cos(angle)});
    }
    const Area small = of_ring(ring);
    const PreparedArea prepared(small);
    Fence fence;
    fence.add(5, small);
    for (int i = 0; i < 2'000; ++i) {
      const Point p{10 + random.unit() * 0.05, 10 + random.unit() * 0.05};
      ASSERT_EQ(holding(fence, p).size(), prepared.contains(p) ? 1u : 0u);
    }
  }
}

// Ten thousand areas over one place: lists grow and shrink through every size.
TEST(Fence, ManyAreasOverOnePlace) {
  Fence fence;
  for (std::uint64_t id = 0; id < 3'000; ++id) fence.add(id, area("circle 10,10 3000"));
  EXPECT_EQ(holding(fence, {10, 10}).size(), 3'000u);
  for (std::uint64_t id = 0; id < 3'000; id += 2) fence.remove(id);
  const auto left = holding(fence, {10, 10});
  EXPECT_EQ(left.size(), 1'500u);
  EXPECT_TRUE(std::ranges::all_of(left, [](std::uint64_t id) { return id % 2 == 1; }));
  for (std::uint64_t id = 1; id < 3'000; id += 2) fence.remove(id);
  EXPECT_TRUE(holding(fence, {10, 10}).empty());
}

// The rim of a circle: where the polynomials hand over to the haversine, and to the last bit.
TEST(CircleTest, SaysWhatTheDistanceSays) {
  SeededRandom random(2);
  for (int i = 0; i < 2'000; ++i) {
    const Point center{random.unit() * 180 - 90, random.unit() * 360 - 180};
    const double size = std::exp(random.unit() * 17);
    const double angle = 2 * std::numbers::pi * random.unit();
    const Point p{std::clamp(center.lat + size * degrees_per_m * std::sin(angle), -90.0, 90.0),
                  normalised_lon(center.lon + size * degrees_per_m * std::cos(angle) /
                                                  std::max(0.01, std::cos(center.lat * radians_per_degree)))};
    const double distance = distance_m(p, center);
    if (distance > radius_max_m) continue;
    for (const double radius_m : {distance, std::nextafter(distance, 0), distance * (1 - 1e-9),
                                  distance * (1 + 1e-9), distance * (1 - 1e-8), distance * (1 + 1e-8),
                                  distance * 0.5, std::min(radius_max_m, distance * 2)}) {
      ASSERT_EQ(CircleTest({center, radius_m}).contains(p), distance <= radius_m)
          << p.lat << ',' << p.lon << " radius " << radius_m;
    }
  }
}

}  // namespace
}  // namespace tocsin::geo
