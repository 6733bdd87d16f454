#include "doors/http/json_statement.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "doors/http/etag.h"
#include "doors/http/members.h"
#include "world/world_testing.h"

namespace tocsin::doors::http {
namespace {

namespace json = boost::json;

world::Statement full() {
  world::Statement out;
  out.statement_class = world::StatementClass::count;
  out.kind = "killed";
  out.code = "CLOSURE";
  out.jurisdiction = {"FR", "FR-75C", "", world::Basis::city};
  out.actor = "police";
  out.target = "\"all\"\ntraffic";
  out.site = world::Site{"Gare du Nord", geo::Point{48.88, 2.355}, "geonames:1", "Nord, CI"};
  out.status = world::Status::under_review;
  out.since = world::evening;
  out.until = world::evening + 1;
  out.planned_at = world::evening + 2;
  out.lifted_at = world::evening + 3;
  out.statement_at = world::evening + 4;
  out.as_of = world::evening + 5;
  out.time_words = "on Friday";
  out.outcome = "unchanged";
  out.quantity = world::Quantity{"killed", 120, std::nullopt, false, "120+"};
  out.level_said = "4";
  out.words = "«mots» \xF0\x9F\x94\x94";
  return out;
}

std::string pointer_of(std::string_view text) {
  const auto value = json::parse(text);
  const auto read = read_statement(value, "/statement");
  return read ? "taken" : read.error().field;
}

TEST(JsonStatement, ComesBackAsItWent) {
  for (const auto& statement : {full(), world::Statement()}) {
    const json::value out = statement_json(statement);
    const auto back = read_statement(out, "/s");
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(*back, statement);
  }
  const world::Chain chain{
      {"RT", world::PartyRole::publisher, world::PartyType::outlet, false, "", {}},
      {"a source", world::PartyRole::primary, world::PartyType::anonymous, true, "it is so", {7, 9}}};
  const json::value out = chain_json(chain);
  const auto back = read_chain(out, "/chain");
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(*back, chain);
}

TEST(JsonStatement, PointsAtWhatIsWrong) {
  EXPECT_EQ(pointer_of(R"({"status":"burning"})"), "/statement/status");
  EXPECT_EQ(pointer_of(R"({"since":"now"})"), "/statement/since");
  EXPECT_EQ(pointer_of(R"({"actor":5})"), "/statement/actor");
  EXPECT_EQ(pointer_of(R"({"site":{"name":"x","lat":1}})"), "/statement/site/lon");
  EXPECT_EQ(pointer_of(R"({"site":"x"})"), "/statement/site");
  EXPECT_EQ(pointer_of(R"({"quantity":{"min":1.5}})"), "/statement/quantity/min");
  EXPECT_EQ(pointer_of(R"({"jurisdiction":7})"), "/statement/jurisdiction");
  EXPECT_EQ(pointer_of(R"([])"), "/statement");
  const json::value no_name = json::parse(R"([{"name":"a"},{"span":[9,2]}])");
  EXPECT_EQ(read_chain(no_name, "/chain").error().field, "/chain/1/span");
}

TEST(JsonStatement, ACodeAloneIsAJurisdiction) {
  const json::value part = json::parse(R"({"jurisdiction":"BE-BRU"})");
  const auto read = read_statement(part, "");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->jurisdiction, (world::Jurisdiction{"BE", "BE-BRU", "", world::Basis::person}));
}

TEST(JsonStatement, AChainHasRolesByItsOrderAndALimit) {
  const json::value three = json::parse(R"([{"name":"a"},{"name":"b"},{"name":"c","type":"anonymous"}])");
  const auto chain = read_chain(three, "");
  ASSERT_TRUE(chain);
  EXPECT_EQ((*chain)[0].role, world::PartyRole::publisher);
  EXPECT_EQ((*chain)[1].role, world::PartyRole::relay);
  EXPECT_EQ((*chain)[2].role, world::PartyRole::primary);
  EXPECT_TRUE((*chain)[2].anonymous);
  json::array many;
  for (std::size_t i = 0; i < world::chain_max; ++i) many.push_back(json::object{{"name", "x"}});
  const json::value longest(many);
  EXPECT_TRUE(read_chain(longest, ""));
  many.push_back(json::object{{"name", "x"}});
  const json::value too_long(many);
  EXPECT_EQ(read_chain(too_long, "/c").error().code, Errc::too_large);
}

TEST(JsonStatement, GradesHaveALetterAndADigit) {
  EXPECT_EQ(*read_grade("B2", ""), (world::Grade{'B', 2}));
  EXPECT_EQ(*read_grade("", ""), world::Grade());
  for (const char* bad : {"G1", "A7", "A0", "b2", "B", "B22"}) EXPECT_FALSE(read_grade(bad, "")) << bad;
}

TEST(Etag, IfMatchIsARevisionOrNothing) {
  Request request;
  EXPECT_EQ(if_match(request)->has_value(), false);
  request.headers["if-match"] = "*";
  EXPECT_EQ(if_match(request)->has_value(), false);
  request.headers["if-match"] = "\"7\"";
  EXPECT_EQ(**if_match(request), 7u);
  for (const char* bad : {"\"-1\"", "W/\"7\"", "seven", "\"4294967296\""}) {
    request.headers["if-match"] = bad;
    EXPECT_EQ(if_match(request).error().code, Errc::precondition) << bad;
  }
}

TEST(Etag, WhatAReaderHasIsNotSentAgain) {
  Request request;
  const auto tag_of = [](const Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "ETag") return value;
    }
    return std::string();
  };
  const Response first = with_tag(request, {200, "text/csv", {}, "body", {}}, "seen");
  EXPECT_EQ(first.status, 200);
  request.headers["if-none-match"] = "W/\"other\", " + tag_of(first);
  const Response same = with_tag(request, {200, "text/csv", {}, "body", {}}, "seen");
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(tag_of(same), tag_of(first));
  EXPECT_EQ(with_tag(request, {200, "text/csv", {}, "body", {}}, "changed").status, 200);
}

}  // namespace
}  // namespace tocsin::doors::http
