#include "doors/board_query.h"

#include <gtest/gtest.h>

namespace tocsin::doors {
namespace {

using Query = std::map<std::string, std::string>;
constexpr Instant now{1'447'446'000'000};

const geo::Countries& countries() {
  static const auto table = geo::Countries::load_built_in();
  return **table;
}

Result<BoardQuery> read(const Query& query) { return read_board_query(query, countries(), now); }

std::string field_of(const Query& query) {
  const auto read_query = read(query);
  return read_query ? "taken" : read_query.error().field;
}

TEST(BoardQuery, NothingIsEverythingNow) {
  const auto query = read({{"lang", "fr"}, {"unknown", "x"}});
  ASSERT_TRUE(query);
  EXPECT_EQ(query->moment, views::Moment::at(now));
  EXPECT_FALSE(query->has_moment);
  EXPECT_FALSE(query->filter.has_geometry());
  EXPECT_TRUE(query->filter.codes.empty() && query->filter.jurisdictions.empty());
}

TEST(BoardQuery, ReadsEveryPart) {
  const auto query = read({{"as_of", "2015-11-14T10:00:00Z"},
                           {"known_at", "2015-11-14T11:00:00+01:00"},
                           {"jurisdiction", "FR, BE-BRU"},
                           {"code", "BORDER_CONTROL"},
                           {"status", "in_force,planned"},
                           {"class", "measure"},
                           {"source_kind", "official"},
                           {"incident", "015102a7-e82b-755e-ac81-97ea1f356433"},
                           {"near", "48.85, 2.35, 20000"},
                           {"only", "levels"}});
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_TRUE(query->has_moment);
  EXPECT_EQ(query->moment.as_of, query->moment.known_at);
  EXPECT_EQ(query->filter.jurisdictions, (std::vector<std::string>{"FR", "BE-BRU"}));
  EXPECT_EQ(query->filter.statuses, (std::vector{world::Status::in_force, world::Status::planned}));
  EXPECT_EQ(query->filter.source_kinds, std::vector{world::SourceKind::official});
  ASSERT_TRUE(query->filter.near);
  EXPECT_EQ(query->filter.near->radius_m, 20000);
  EXPECT_TRUE(query->filter.only_levels);
}

TEST(BoardQuery, NamesWhatIsWrong) {
  EXPECT_EQ(field_of({{"as_of", "yesterday"}}), "/as_of");
  EXPECT_EQ(field_of({{"status", "burning"}}), "/status");
  EXPECT_EQ(field_of({{"source_kind", "rumour"}}), "/source_kind");
  EXPECT_EQ(field_of({{"incident", "7"}}), "/incident");
  EXPECT_EQ(field_of({{"near", "48.85,2.35"}}), "/near");
  EXPECT_EQ(field_of({{"near", "48.85,east,5"}}), "/near");
  EXPECT_TRUE(field_of({{"area", "48,2 49,2"}}).starts_with("/area"));
  EXPECT_TRUE(field_of({{"area", "{\"type\":\"Line\"}"}}).starts_with("/area"));
  EXPECT_EQ(field_of({{"route", "48.85 2.35"}}), "/route");
  EXPECT_EQ(field_of({{"route", "48.85,2.35 50.85,4.35"}, {"width_m", "wide"}}), "/width_m");
  EXPECT_EQ(field_of({{"only", "measures"}}), "/only");
}

TEST(BoardQuery, ARouteCrossesTheCountriesOnItsWay) {
  const auto query = read({{"route", "48.8566,2.3522 50.1109,8.6821"}});  // Paris to Frankfurt
  ASSERT_TRUE(query) << query.error().detail;
  EXPECT_EQ(query->filter.route->width_m, route_width_m_default);
  // Luxembourg, and by the width of the strip the south of Belgium.
  EXPECT_EQ(query->filter.crossed, (std::vector<std::string>{"BE", "DE", "FR", "LU"}));
  const auto north = read({{"route", "48.8566,2.3522;50.8503,4.3517;52.3676,4.9041"}});
  ASSERT_TRUE(north) << north.error().detail;
  EXPECT_EQ(north->filter.crossed, (std::vector<std::string>{"BE", "FR", "NL"}));
}

TEST(BoardQuery, AnAreaLiesInItsCountries) {
  // From the Channel into France, with no corner on land.
  const auto box = read({{"area", "50.2,0.2 50.2,1.2 49.2,1.2 49.2,0.2"}});
  ASSERT_TRUE(box) << box.error().detail;
  EXPECT_EQ(box->filter.crossed, std::vector<std::string>{"FR"});
  const auto circle = read({{"area", R"({"type":"Point","coordinates":[8.54,47.37],"radius_m":20000})"}});
  ASSERT_TRUE(circle) << circle.error().detail;
  EXPECT_EQ(circle->filter.crossed, std::vector<std::string>{"CH"});
  const auto sea = read({{"area", "40,-40 41,-40 41,-39"}});
  ASSERT_TRUE(sea);
  EXPECT_TRUE(sea->filter.crossed.empty());
}

TEST(BoardQuery, TheSameFilterHasTheSameParameters) {
  const Query asked{
      {"code", " CLOSURE "}, {"as_of", "2015-11-14T10:00:00Z"}, {"bundle", "60"}, {"status", ""}};
  EXPECT_EQ(filter_parameters(asked), (Query{{"code", "CLOSURE"}}));
}

}  // namespace
}  // namespace tocsin::doors
