// Goal: every scale of the collection is in the program, with its certainty, and no level is ever a bare
// word. T1 to T12 are the traps of the research the table comes from.
#include "world/schemes.h"

#include <gtest/gtest.h>

#include "base/shared_testing.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace tocsin::world {
namespace {

const Schemes& tables() { return Schemes::built_in(); }
const Scheme& scheme(std::string_view id) {
  const Scheme* const found = tables().find(id);
  if (found == nullptr) throw std::runtime_error("no scheme " + std::string(id));
  return *found;
}
Instant day(std::string_view date) { return *parse_rfc3339(std::string(date) + "T12:00:00Z"); }
std::optional<int> rank(std::string_view id, std::string_view code) { return scheme(id).level(code)->rank; }

std::filesystem::path shared_scales() { return shared_path("data/scales/scales.json"); }

// EVIDENCE-OF: issue 3 "All schemes of scales.json load, each showing its certainty"
TEST(Schemes, HoldEveryScaleOfTheCollection) {
  TOCSIN_NEED_SHARED(shared_scales());
  std::ostringstream text;
  text << std::ifstream(shared_scales()).rdbuf();
  const boost::json::value rows = boost::json::parse(text.str());
  EXPECT_EQ(tables().all().size(), rows.as_array().size() + 1) << "and the Polish one for cyberspace";
  std::set<const Scheme*> met;
  for (const auto& row : rows.as_array()) {
    const std::string iso(row.at("iso").as_string());
    const auto& levels = row.at("levels").as_array();
    const Scheme* found = nullptr;
    for (const auto& candidate : tables().all()) {
      const auto text_of = [&](const char* name) {
        return row.at(name).is_null() ? std::string() : std::string(row.at(name).as_string());
      };
      if (candidate.iso == iso && candidate.levels.size() == levels.size() && !met.contains(&candidate) &&
          candidate.valid_from == text_of("valid_from") && candidate.valid_until == text_of("valid_to") &&
          to_string(candidate.kind) == text_of("kind") &&
          (levels.empty() || candidate.name == text_of("scheme"))) {
        found = &candidate;
      }
    }
    ASSERT_NE(found, nullptr) << iso << " " << row.at("scheme").as_string();
    met.insert(found);
    EXPECT_FALSE(found->certainty.empty());
    for (std::size_t i = 0; i < levels.size(); ++i) {
      EXPECT_EQ(found->levels[i].code, std::string(levels[i].at("code").as_string()));
      const auto& its_rank = levels[i].at("rank");
      EXPECT_EQ(found->levels[i].rank.has_value(), !its_rank.is_null());
      if (!its_rank.is_null()) {
        EXPECT_EQ(*found->levels[i].rank, its_rank.as_int64());
      }
    }
  }
}

TEST(Schemes, SayHowSureTheyAre) {
  for (const auto& each : tables().all()) {
    const auto& text = each.certainty;
    EXPECT_TRUE(text.starts_with("verified") || text.starts_with("partly") || text.starts_with("from memory"))
        << each.id << ": " << text;
  }
}

// T1 "A level is (scheme id, scheme version, code), never a bare word"
TEST(Schemes, OneWordInTwoVersionsIsTwoLevels) {
  const auto& old = scheme("gb-threat-2006");
  const auto& now = scheme("gb-threat-2019");
  EXPECT_EQ(old.level("SUBSTANTIAL")->name, now.level("SUBSTANTIAL")->name);
  EXPECT_EQ(old.family, now.family);
  EXPECT_NE(old.version, now.version);
  EXPECT_EQ(now.replaces, old.id);
  EXPECT_EQ(old.replaced_by, now.id);
  EXPECT_FALSE(now.is_same_as("SUBSTANTIAL", "SUBSTANTIAL")) << "redefined, and nobody called them one";
}

// T2 "Show n of m and scheme version beside the word"
TEST(Schemes, AStepIsShownWithTheNumberOfSteps) {
  EXPECT_EQ(scheme("nl-threat-2005").step("substantieel"), 3);
  EXPECT_EQ(scheme("nl-threat-2005").steps, 4);
  EXPECT_EQ(scheme("nl-threat-2016").step("4"), 4);
  EXPECT_EQ(scheme("nl-threat-2016").level("4")->name, "substantieel");
  EXPECT_EQ(scheme("nl-threat-2016").steps, 5);
}

// T3 "Renamed, not changed"
TEST(Schemes, ARenamedLevelIsTheSameWhereItsAuthoritySaidSo) {
  EXPECT_TRUE(scheme("au-threat-2015").is_same_as("HIGH", "PROBABLE"));
  EXPECT_FALSE(scheme("au-threat-2015").is_same_as("HIGH", "EXPECTED"));
  EXPECT_TRUE(scheme("nz-threat-2026").is_same_as("LOW", "POSSIBLE"));
  EXPECT_TRUE(scheme("cz-threat-2025").is_same_as("1", "B"));
}

// T4 "Compare rank only inside one scheme; never compare codes"
TEST(Schemes, ASmallerNumberMayBeTheGraverLevel) {
  const auto& hungary = scheme("hu-threat-numbers");
  EXPECT_EQ(hungary.compare("2", "3"), std::strong_ordering::greater);
  EXPECT_EQ(hungary.step("2"), 3);
  EXPECT_EQ(scheme("it-threat-livello").compare("2", "2"), std::nullopt) << "the direction is not published";
  EXPECT_EQ(scheme("it-threat-livello").step("2"), std::nullopt);
  EXPECT_EQ(scheme("gb-threat-2019").compare("SEVERE", "PROBABLE"), std::nullopt) << "of another scheme";
}

// T5 "Code is not a number; lowest may be 0"
TEST(Schemes, CodesAreWordsAndTheLowestMayBeZero) {
  EXPECT_EQ(scheme("no-threat-2019").step("X"), 5);
  EXPECT_EQ(scheme("cz-threat-2016").step("0"), 1);
  EXPECT_EQ(scheme("cz-threat-2016").step("3"), 4);
  EXPECT_EQ(rank("cz-threat-2016", "0"), 0);
  EXPECT_EQ(scheme("pl-posture-2016").step("DELTA"), 4);
}

// T6 "scheme: null + quoted official words; no invented number"
TEST(Schemes, SomeAuthoritiesPublishNoScale) {
  for (const auto* const id :
       {"de-threat-words", "ch-threat-words", "ie-threat-words", "no-threat-words", "fi-threat-words"}) {
    EXPECT_TRUE(scheme(id).words_only) << id;
    EXPECT_TRUE(scheme(id).levels.empty()) << id;
    EXPECT_EQ(scheme(id).steps, 0) << id;
  }
}

// T9 "Level with expiry vs open-ended"
TEST(Schemes, SayWhetherTheirLevelsEndByThemselves) {
  EXPECT_EQ(scheme("ru-threat-2012").expiry, "at most 15 days at a time");
  EXPECT_EQ(scheme("gb-threat-2019").expiry, "no end date");
}

// T11 "Unordered flags, not a level"
TEST(Schemes, FlagsHaveNoStepAndNoOrder) {
  const auto& advice = scheme("gb-travel-2013");
  EXPECT_TRUE(advice.is_set);
  EXPECT_EQ(advice.steps, 0);
  EXPECT_EQ(advice.step("avoid_all_travel_to_parts"), std::nullopt);
  EXPECT_EQ(advice.compare("avoid_all_travel_to_parts", "avoid_all_travel_to_whole_country"), std::nullopt);
  EXPECT_TRUE(scheme("de-travel-flags").is_set);
}

// T12 "Two parallel scales"
TEST(Schemes, StandBesideEachOtherByKind) {
  const auto in_poland = tables().of("PL", day("2022-03-01"));
  std::set<SchemeKind> kinds;
  for (const auto* const each : in_poland) kinds.insert(each->kind);
  EXPECT_EQ(kinds, (std::set{SchemeKind::posture, SchemeKind::cyber}));
  EXPECT_NE(scheme("pl-cyber-2016").level("DELTA-CRP"), nullptr);
  EXPECT_EQ(scheme("pl-cyber-2016").level("DELTA"), nullptr);
}

TEST(Schemes, OfAListThatIsNotWholeBeginAtOne) {
  EXPECT_EQ(scheme("at-threat-five").step("3"), 3);
  EXPECT_EQ(scheme("at-threat-five").steps, 5);
  EXPECT_EQ(scheme("fi-threat-five").step("3"), 3);
}

TEST(Schemes, AreInForceFromDayToDayWithGraceForTimeZones) {
  const auto& old = scheme("gb-threat-2006");
  const Instant change = *parse_rfc3339("2019-07-23T00:00:00Z");
  EXPECT_TRUE(old.valid_at(change + scheme_edge_ms + -1));
  EXPECT_FALSE(old.valid_at(change + scheme_edge_ms));
  EXPECT_TRUE(scheme("gb-threat-2019").valid_at(change + -scheme_edge_ms));
  EXPECT_FALSE(scheme("gb-threat-2019").valid_at(change + -scheme_edge_ms + -1));
  EXPECT_TRUE(scheme("fr-posture-2003").valid_at(day("2014-02-28"))) << "a month holds to its end";
  EXPECT_FALSE(scheme("fr-posture-2003").valid_at(day("2014-03-05")));
  EXPECT_TRUE(scheme("sk-threat-four").valid_at(day("1990-01-01"))) << "not known to be out of force";
  EXPECT_EQ(tables().of("GB", day("2015-11-14")).size(), 2u) << "threat and travel";
  EXPECT_EQ(tables().of("GB-NIR", day("2015-11-14")).size(), 1u);
  EXPECT_TRUE(tables().of("ZZ", day("2015-11-14")).empty());
}

TEST(MeasureCodes, AreTwentyFiveAndUnspecified) {
  EXPECT_EQ(tables().measures().size(), 26u);
  EXPECT_EQ(tables().measures().back().code, measures_unspecified);
  EXPECT_TRUE(tables().find_measure("EVACUATION")->is_point);
  EXPECT_FALSE(tables().find_measure("BORDER_CONTROL")->is_point);
  EXPECT_EQ(tables().find_measure("SHELTER")->cap_response, "Shelter");
  EXPECT_EQ(tables().find_measure("SOLIDARITY"), nullptr);
}

TEST(Schemes, ABadTableIsRefusedByName) {
  const auto refused = [](std::string_view rows) {
    const auto loaded = Schemes::load(rows, "[]");
    return loaded ? std::string() : loaded.error().detail;
  };
  EXPECT_EQ(refused("[]"), "");
  EXPECT_NE(refused("{"), "");
  EXPECT_EQ(refused(R"([{"id":"x-t-1"}])"),
            "the table of schemes cannot be read: scheme 'x-t-1' is of no known kind");
  EXPECT_EQ(refused(R"([{"id":"x","kind":"threat"}])"), "scheme 'x': the id has no version");
  EXPECT_EQ(refused(R"([{"id":"x-threat-1","kind":"threat","iso":"FR","certainty":"verified"}])"),
            "scheme 'x-threat-1': words only, or levels: one of the two");
  EXPECT_EQ(
      refused(
          R"([{"id":"x-t-1","kind":"threat","iso":"FR","certainty":"verified","words_only":true,"valid_from":"soon"}])"),
      "'soon' is not a date");
  EXPECT_EQ(refused(R"([{"id":"x-t-1","kind":"threat","iso":"FR","certainty":"verified","words_only":true},)"
                    R"({"id":"x-t-1","kind":"threat","iso":"FR","certainty":"verified","words_only":true}])"),
            "scheme 'x-t-1' is there twice");
  EXPECT_EQ(
      refused(
          R"([{"id":"x-t-1","kind":"threat","iso":"FR","certainty":"verified","levels":[{"code":"A"},{"code":"A"}]}])"),
      "scheme 'x-t-1': a code is empty or twice");
}

}  // namespace
}  // namespace tocsin::world
