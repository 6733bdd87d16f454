#include "views/board_filter.h"

#include <gtest/gtest.h>

#include "geo/distance.h"
#include "views/board.h"
#include "world/board_testing.h"

namespace tocsin::views {
namespace {

using world::Desk;
using world::evening;
using world::level_facts;
using world::measure;
using world::publisher;
using world::SourceKind;
using world::Status;

// The numbers of the entries that a filter leaves.
std::vector<std::uint64_t> found(const Desk& desk, const Filter& filter) {
  std::vector<std::uint64_t> numbers;
  const Board shown = board(desk.world, Moment::at(desk.now), filter);
  for (const auto& row : shown.rows) {
    for (const auto& line : row.entries) numbers.push_back(line.id.id.bytes[15]);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}
using Numbers = std::vector<std::uint64_t>;

class FilteredDesk : public Desk {
 public:
  FilteredDesk() {
    must(anne, world::OpenIncident{world::incident_id(1), "Attacks", {}});
    world::Statement school = measure("CLOSURE", "FR-75C");
    school.site = world::site("School", "48.85,2.35");
    publish(1, school);
    publish(2, measure("BORDER_CONTROL", "FR", Status::announced), {publisher("Ministry")}, 4);
    auto draft = draft_of(3, measure("PATROLS", "US-CA"), {publisher("NBC"), world::relay("AFP")});
    draft.incident = world::incident_id(1);
    must(anne, draft);
    must(bruno, world::PublishEntry{world::entry_id(3)});
    add_source(10, "OCAM", SourceKind::official, {"BE"});
    set_level(1, level_facts("be-threat-2006", "3", "BE", evening, 10));
  }
  static Filter with(const std::function<void(Filter&)>& change) {
    Filter filter;
    change(filter);
    return filter;
  }
};

// M7 "Filter by code, country, status, source kind"
TEST(BoardFilter, LeavesWhatMatchesEveryMember) {
  FilteredDesk desk;
  const auto with = [&](const std::function<void(Filter&)>& change) {
    return found(desk, FilteredDesk::with(change));
  };
  EXPECT_EQ(with([](Filter&) {}), (Numbers{1, 2, 3}));
  EXPECT_EQ(with([](Filter& f) { f.codes = {"CLOSURE", "PATROLS"}; }), (Numbers{1, 3}));
  EXPECT_EQ(with([](Filter& f) { f.jurisdictions = {"FR"}; }), (Numbers{1, 2})) << "a country with its parts";
  EXPECT_EQ(with([](Filter& f) { f.jurisdictions = {"FR-75C"}; }), (Numbers{1}));
  EXPECT_EQ(with([](Filter& f) { f.statuses = {Status::announced}; }), (Numbers{2}));
  EXPECT_EQ(with([](Filter& f) { f.source_kinds = {SourceKind::official}; }), (Numbers{2}));
  EXPECT_EQ(with([](Filter& f) { f.source_kinds = {SourceKind::agency}; }), (Numbers{3})) << "in the chain";
  EXPECT_EQ(with([](Filter& f) { f.incident = world::incident_id(1); }), (Numbers{3}));
  EXPECT_EQ(with([](Filter& f) { f.classes = {world::StatementClass::count}; }), (Numbers{}));
  EXPECT_EQ(with([](Filter& f) {
              f.codes = {"CLOSURE"};
              f.jurisdictions = {"US"};
            }),
            (Numbers{}));
  EXPECT_EQ(with([](Filter& f) { f.only_levels = true; }), (Numbers{}));
}

TEST(BoardFilter, OfPlacesTakesWhatHasCoordinatesOrLiesInTheCountry) {
  FilteredDesk desk;
  Filter near;
  near.near = Near{geo::point("48.8566,2.3522"), 1000};
  EXPECT_EQ(found(desk, near), (Numbers{1}));
  near.near->radius_m = 100;
  EXPECT_EQ(found(desk, near), (Numbers{}));
  near.crossed = {"FR"};
  EXPECT_EQ(found(desk, near), (Numbers{2})) << "country-wide, and without a place of its own";
  Filter area;
  area.area = geo::area("48.8,2.3 48.8,2.4 48.9,2.4 48.9,2.3");
  EXPECT_EQ(found(desk, area), (Numbers{1}));
}

TEST(BoardFilter, OfLevelsFollowsTheSameMembers) {
  FilteredDesk desk;
  const auto has_level = [&](const std::function<void(Filter&)>& change) {
    return board(desk.world, Moment::at(desk.now), FilteredDesk::with(change)).find("BE") != nullptr;
  };
  EXPECT_TRUE(has_level([](Filter& f) { f.only_levels = true; }));
  EXPECT_TRUE(has_level([](Filter& f) { f.codes = {"LEVEL_CHANGE"}; }));
  EXPECT_FALSE(has_level([](Filter& f) { f.codes = {"CLOSURE"}; }));
  EXPECT_FALSE(has_level([](Filter& f) { f.jurisdictions = {"FR"}; }));
  EXPECT_TRUE(has_level([](Filter& f) { f.source_kinds = {SourceKind::official}; }));
  EXPECT_FALSE(has_level([](Filter& f) { f.source_kinds = {SourceKind::outlet}; }));
  EXPECT_FALSE(has_level([](Filter& f) { f.incident = world::incident_id(1); }));
  EXPECT_FALSE(has_level([](Filter& f) { f.near = Near{geo::point("50.85,4.35"), 1000}; }));
  EXPECT_TRUE(has_level([](Filter& f) {
    f.near = Near{geo::point("50.85,4.35"), 1000};
    f.crossed = {"BE"};
  }));
}

// A route from Paris over Lille to Brussels, 20 km wide.
TEST(Corridor, HoldsWhatIsWithinHalfItsWidth) {
  const Route route{{geo::point("48.85,2.35"), geo::point("50.63,3.06"), geo::point("50.85,4.35")}, 20'000};
  const geo::PreparedArea strip(corridor(route));
  for (const auto* const inside :
       {"48.85,2.35", "49.74,2.70", "50.63,3.06", "50.74,3.70", "50.85,4.35", "50.86,4.4"})
    EXPECT_TRUE(strip.contains(geo::point(inside))) << inside;
  for (const auto* const outside : {"48.85,2.6", "49.74,3.0", "50.2,4.0", "50.85,4.6"})
    EXPECT_FALSE(strip.contains(geo::point(outside))) << outside;
}

TEST(Corridor, IsAsWideAsItSaysInTheNorthAndAcrossTheAntimeridian) {
  const auto width_at = [](const Route& route, const geo::Point& middle, double north_m) {
    const geo::Point beside{middle.lat + north_m * geo::degrees_per_m, middle.lon};
    return geo::PreparedArea(corridor(route)).contains(beside);
  };
  const Route north{{geo::point("69.6,18.0"), geo::point("69.6,20.0")}, 10'000};
  EXPECT_TRUE(width_at(north, geo::point("69.6,19"), 4'900));
  EXPECT_FALSE(width_at(north, geo::point("69.6,19"), 5'100));
  const Route pacific{{geo::point("-17,179.5"), geo::point("-17,-179.5")}, 10'000};
  EXPECT_TRUE(width_at(pacific, geo::point("-17,180"), 4'900));
  EXPECT_FALSE(width_at(pacific, geo::point("-17,180"), 5'100));
  EXPECT_FALSE(width_at(pacific, geo::point("-17,0"), 0)) << "the short way";
  const Route standing_still{{geo::point("48,2"), geo::point("48,2")}, 10'000};
  EXPECT_EQ(corridor(standing_still).polygons.size(), 0u);
}

TEST(BoardFilter, HasLimits) {
  const auto field = [](const std::function<void(Filter&)>& change) {
    const auto valid = validate(FilteredDesk::with(change));
    return valid ? std::string() : valid.error().field;
  };
  EXPECT_EQ(field([](Filter&) {}), "");
  EXPECT_EQ(field([](Filter& f) { f.codes.assign(filter_codes_max, "CLOSURE"); }), "");
  EXPECT_EQ(field([](Filter& f) { f.codes.assign(filter_codes_max + 1, "CLOSURE"); }), "/codes");
  EXPECT_EQ(field([](Filter& f) { f.codes = {"CLOSED"}; }), "/codes");
  EXPECT_EQ(field([](Filter& f) { f.jurisdictions = {"France"}; }), "/jurisdictions");
  EXPECT_EQ(field([](Filter& f) { f.near = Near{{48, 2}, site_radius_max_m}; }), "");
  EXPECT_EQ(field([](Filter& f) { f.near = Near{{48, 2}, site_radius_max_m + 1}; }), "/near");
  EXPECT_EQ(field([](Filter& f) { f.near = Near{{48, 2}, 0}; }), "/near");
  EXPECT_EQ(field([](Filter& f) { f.near = Near{{91, 2}, 5}; }), "/near");
  const auto route = [&](std::size_t points, double width_m) {
    return field([&](Filter& f) { f.route = Route{std::vector<geo::Point>(points, {48, 2}), width_m}; });
  };
  EXPECT_EQ(route(2, 1), "");
  EXPECT_EQ(route(1, 1), "/route");
  EXPECT_EQ(route(route_points_max, route_width_max_m), "");
  EXPECT_EQ(route(route_points_max + 1, 1), "/route");
  EXPECT_EQ(route(2, route_width_max_m + 1), "/route");
  EXPECT_EQ(field([](Filter& f) { f.area.circles = {{{99, 2}, 5}}; }), "/area");
}

}  // namespace
}  // namespace tocsin::views
