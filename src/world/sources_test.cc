#include "world/sources.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::world {
namespace {

SourceFacts outlet(std::string name) {
  SourceFacts facts;
  facts.name = std::move(name);
  return facts;
}
RegisterSource registered(std::uint64_t number, SourceFacts facts) {
  return {source_id(number), std::move(facts)};
}

TEST(Sources, AreRegisteredByAnOperator) {
  Scene scene;
  EXPECT_EQ(scene.refused(scene.feed, registered(1, outlet("RT"))).code, Errc::forbidden);
  scene.must(scene.anne, registered(1, outlet("RT")));
  EXPECT_EQ(scene.world.sources().find_by_name(" rt ")->id, source_id(1));
  EXPECT_EQ(scene.world.sources().find_by_name("AFP"), nullptr);
}

// EVIDENCE-OF: board row 35 "Only a source marked official for that jurisdiction may move its level"
TEST(Sources, WhoIsOfficialIsDecidedByAnApprover) {
  Scene scene;
  SourceFacts facts = outlet("Ministry");
  facts.official_for = {"FR"};
  EXPECT_EQ(scene.refused(scene.anne, registered(1, facts)).code, Errc::forbidden);
  EXPECT_EQ(scene.refused(scene.bruno, registered(1, facts)).field, "/kind") << "an outlet is not official";
  facts.kind = SourceKind::official;
  scene.must(scene.bruno, registered(1, facts));
  SourceFacts less = facts;
  less.official_for.clear();
  EXPECT_EQ(scene.refused(scene.anne, ChangeSource{source_id(1), less}).code, Errc::forbidden);
  scene.must(scene.bruno, ChangeSource{source_id(1), less});
  EXPECT_FALSE(scene.world.sources().find(source_id(1))->is_official_for("FR"));
}

TEST(Sources, OfficialForACountryIsOfficialForItsParts) {
  Desk desk;
  const Source& ministry = *desk.world.sources().find(source_id(4));
  EXPECT_TRUE(ministry.is_official_for("FR"));
  EXPECT_TRUE(ministry.is_official_for("FR-75C"));
  EXPECT_FALSE(ministry.is_official_for("BE"));
}

TEST(Sources, ANameOrAliasBelongsToOne) {
  Desk desk;
  EXPECT_EQ(desk.world.sources().find_by_name("rtrs")->id, source_id(2));
  EXPECT_EQ(desk.refused(desk.anne, registered(9, outlet("reuters"))).field, "/name");
  SourceFacts facts = outlet("Other");
  facts.aliases = {"fine", "AFP"};
  EXPECT_EQ(desk.refused(desk.anne, registered(9, facts)).field, "/aliases/1");
}

TEST(Sources, HaveLimitsAndShapes) {
  Desk desk;
  const auto field = [&](const std::function<void(SourceFacts&)>& change) {
    SourceFacts facts = outlet("New");
    change(facts);
    return desk.refused(desk.bruno, registered(9, facts)).field;
  };
  EXPECT_EQ(field([](auto& f) { f.name = " "; }), "/name");
  EXPECT_EQ(field([](auto& f) { f.name = "\xFF"; }), "/name");
  EXPECT_EQ(field([](auto& f) { f.grade = 'G'; }), "/grade");
  EXPECT_EQ(field([](auto& f) { f.stale_after_ms = -1; }), "/stale_after");
  EXPECT_EQ(field([](auto& f) { f.official_for = {"France"}; }), "/official_for/0");
  const auto with_aliases = [](std::size_t number) {
    SourceFacts facts = outlet("New");
    for (std::size_t i = 0; i < number; ++i) facts.aliases.push_back(fmt::format("alias {}", i));
    return facts;
  };
  EXPECT_TRUE(desk.decide(desk.bruno, registered(9, with_aliases(aliases_max))));
  EXPECT_EQ(desk.refused(desk.bruno, registered(9, with_aliases(aliases_max + 1))).code, Errc::too_large);
  const auto with_countries = [](std::size_t number) {
    SourceFacts facts = outlet("New");
    facts.kind = SourceKind::official;
    facts.official_for.assign(number, "FR");
    return facts;
  };
  EXPECT_TRUE(desk.decide(desk.bruno, registered(9, with_countries(official_for_max))));
  EXPECT_EQ(desk.refused(desk.bruno, registered(9, with_countries(official_for_max + 1))).code,
            Errc::too_large);
}

TEST(Sources, KeepWhatTheyWereKnownAs) {
  Desk desk;
  const Instant before = desk.now;
  desk.now = evening + hour_ms;
  SourceFacts facts = desk.world.sources().find(source_id(1))->facts;
  facts.name = "Russia Today";
  desk.must(desk.anne, ChangeSource{source_id(1), facts});
  const Source& source = *desk.world.sources().find(source_id(1));
  EXPECT_EQ(source.facts_at(before)->name, "RT");
  EXPECT_EQ(source.facts_at(desk.now)->name, "Russia Today");
  EXPECT_EQ(source.facts_at(before + -1), nullptr);
  EXPECT_EQ(desk.world.sources().find_by_name("RT"), nullptr);
  EXPECT_EQ(desk.refused(desk.anne, ChangeSource{source_id(1), outlet("x")}, 1).code, Errc::precondition);
}

TEST(Sources, AFetchThatBringsNothingIsNotedOnceInAWhile) {
  Desk desk;
  const auto fetch = [&](bool ok, Instant newest) {
    return desk.must(Actor::system(), RecordFetch{source_id(1), ok, newest, ok ? "" : "timeout"})
        .events.size();
  };
  const auto& source = *desk.world.sources().find(source_id(1));
  EXPECT_EQ(fetch(true, evening + -5), 1u);
  EXPECT_EQ(source.newest_data_at, evening + -5);
  desk.now = evening + fetch_note_ms + -1;
  EXPECT_EQ(fetch(true, evening + -5), 0u);
  desk.now = evening + fetch_note_ms;
  EXPECT_EQ(fetch(true, evening + -5), 1u);
  EXPECT_EQ(fetch(false, {}), 1u);
  EXPECT_EQ(source.failures, 1u);
  EXPECT_EQ(source.last_error, "timeout");
  EXPECT_EQ(fetch(true, {}), 1u) << "it works again";
  EXPECT_EQ(source.failures, 0u);
  EXPECT_EQ(source.newest_data_at, evening + -5) << "nothing newer came";
  EXPECT_EQ(fetch(true, desk.now + day_ms), 1u);
  EXPECT_EQ(source.newest_data_at, desk.now) << "data of tomorrow would never be stale";
}

TEST(Sources, ANewReportIsNewData) {
  Desk desk;
  desk.now = evening + hour_ms;
  desk.file(1, 1, {});
  EXPECT_EQ(desk.world.sources().find(source_id(1))->newest_data_at, evening + hour_ms);
}

// A command that came twice, or an operator who names the id of an office, changes nobody.
TEST(Sources, AreNotRegisteredOverAnother) {
  Scene scene;
  SourceFacts facts = outlet("Ministry");
  facts.kind = SourceKind::official;
  facts.official_for = {"FR"};
  scene.must(scene.bruno, registered(1, facts));
  EXPECT_EQ(scene.refused(scene.bruno, registered(1, facts)).code, Errc::conflict);
  EXPECT_EQ(scene.refused(scene.anne, registered(1, outlet("Somebody"))).code, Errc::conflict);
  EXPECT_TRUE(scene.world.sources().find(source_id(1))->is_official_for("FR"));
}

}  // namespace
}  // namespace tocsin::world
