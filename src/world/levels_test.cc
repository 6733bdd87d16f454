// Goal: only an official source moves a level, with a second person, inside a scheme that is in force.
#include "world/levels.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"
#include "world/schemes.h"

namespace tocsin::world {
namespace {

class LevelDesk : public Desk {
 public:
  LevelDesk() {
    add_source(10, "JTAC", SourceKind::official, {"GB"});
    add_source(11, "OCAM", SourceKind::official, {"BE"});
    add_source(12, "BMI", SourceKind::official, {"DE"});
    add_source(13, "ASIO", SourceKind::official, {"AU"});
    add_source(14, "State Department", SourceKind::official, {"US"});
    add_source(15, "FCDO", SourceKind::official, {"GB"}, {"Foreign Office"});
    add_source(16, "Ertzaintza", SourceKind::official, {"ES-PV"});
  }
  static LevelFacts severe() { return level_facts("gb-threat-2006", "SEVERE", "GB", evening, 10); }
  std::string refused_field(const LevelFacts& facts) const {
    return refused(anne, SetLevel{level_id(99), facts, ""}).field;
  }
};

// EVIDENCE-OF: issue 3 "only a source that is official for that jurisdiction moves it"
TEST(Levels, AreMovedByOfficialSourcesAlone) {
  LevelDesk desk;
  LevelFacts facts = LevelDesk::severe();
  EXPECT_EQ(desk.refused(desk.feed, SetLevel{level_id(1), facts, ""}).code, Errc::forbidden) << "a feed";
  for (const std::uint64_t source : {1, 2, 4, 11}) {
    facts.source = source_id(source);
    const auto error = desk.refused(desk.anne, SetLevel{level_id(1), facts, ""});
    EXPECT_EQ(error.code, Errc::forbidden);
    EXPECT_EQ(error.field, "/source");
  }
  facts.source = source_id(77);
  EXPECT_EQ(desk.refused_field(facts), "/source");
}

TEST(Levels, AreApprovedByASecondPerson) {
  LevelDesk desk;
  desk.must(desk.bruno, SetLevel{level_id(1), LevelDesk::severe(), "COBR"});
  EXPECT_EQ(desk.world.levels().standing(level_key(LevelDesk::severe()), evening, evening), nullptr);
  EXPECT_EQ(desk.refused(desk.bruno, ApproveLevel{level_id(1)}).detail,
            "you cannot approve what you proposed");
  EXPECT_EQ(desk.refused(desk.anne, ApproveLevel{level_id(1)}).code, Errc::forbidden);
  const auto decided = desk.must(desk.claire, ApproveLevel{level_id(1)});
  ASSERT_EQ(decided.events.size(), 1u);
  EXPECT_EQ(decided.events[0].audience, Audience::public_);
  EXPECT_EQ(desk.level(1).proposed_by, desk.bruno);
  EXPECT_EQ(desk.level(1).approved_by, desk.claire);
  EXPECT_EQ(desk.refused(desk.claire, ApproveLevel{level_id(1)}).code, Errc::conflict);
  EXPECT_TRUE(desk.must(desk.anne, SetLevel{level_id(2), LevelDesk::severe(), ""}).repeated);
}

TEST(Levels, AreNotApprovedWhenTheSourceIsOfficialNoMore) {
  LevelDesk desk;
  desk.must(desk.anne, SetLevel{level_id(1), LevelDesk::severe(), ""});
  SourceFacts facts = desk.world.sources().find(source_id(10))->facts;
  facts.official_for.clear();
  desk.must(desk.bruno, ChangeSource{source_id(10), facts});
  EXPECT_EQ(desk.refused(desk.bruno, ApproveLevel{level_id(1)}).field, "/source");
}

// EVIDENCE-OF: issue 3 "a level is (scheme, version, code), never a bare word or number"
TEST(Levels, AreCodesOfASchemeInForce) {
  LevelDesk desk;
  LevelFacts facts = LevelDesk::severe();
  facts.scheme = "gb-threat-2019";
  EXPECT_EQ(desk.refused_field(facts), "/scheme") << "T1: of 2019, in 2015";
  facts = LevelDesk::severe();
  facts.scheme = "gb-threat";
  EXPECT_EQ(desk.refused_field(facts), "/scheme");
  facts = LevelDesk::severe();
  facts.codes = {"PROBABLE"};
  EXPECT_EQ(desk.refused_field(facts), "/codes/0");
  facts.codes = {"4"};
  EXPECT_EQ(desk.refused_field(facts), "/codes/0") << "a number is no level of it";
  facts = LevelDesk::severe();
  facts.iso = "FR";
  EXPECT_EQ(desk.refused_field(facts), "/iso");
  facts.iso = "gb";
  EXPECT_EQ(desk.refused_field(facts), "/iso");
  facts = LevelDesk::severe();
  facts.valid_from = {};
  EXPECT_EQ(desk.refused_field(facts), "/valid_from");
  facts = LevelDesk::severe();
  facts.valid_until = evening;
  EXPECT_EQ(desk.refused_field(facts), "/valid_until");
  facts = LevelDesk::severe();
  facts.words = "severe";
  EXPECT_EQ(desk.refused_field(facts), "/words");
}

// T6 "quoted official words; no invented number"
TEST(Levels, WithoutAScaleAreQuotedWords) {
  LevelDesk desk;
  LevelFacts facts = level_facts("de-threat-words", "", "DE", evening, 12);
  EXPECT_EQ(desk.refused_field(facts), "/words");
  facts.words = "Deutschland steht im Fadenkreuz";
  facts.codes = {"4"};
  EXPECT_EQ(desk.refused_field(facts), "/codes");
  facts.codes.clear();
  desk.set_level(1, facts);
  facts.scheme = "";
  desk.set_level(2, facts);
  EXPECT_EQ(level_key(facts), "words|DE|");
  LevelFacts britain = LevelDesk::severe();
  britain.scheme = "";
  britain.codes.clear();
  britain.words = "higher security alert";
  EXPECT_EQ(desk.refused_field(britain), "/scheme") << "the United Kingdom has a scale";
}

// T7 "level applies to an area; a jurisdiction has many concurrent levels"
TEST(Levels, OfAPartStandBesideTheWhole) {
  LevelDesk desk;
  const auto belgium = level_facts("be-threat-2006", "3", "BE", evening, 11);
  auto brussels = level_facts("be-threat-2006", "4", "BE-BRU", evening + hour_ms, 11);
  desk.set_level(1, belgium);
  desk.set_level(2, brussels);
  const auto standing = [&](const LevelFacts& facts) {
    const auto* const level =
        desk.world.levels().standing(level_key(facts), evening + day_ms, evening + day_ms);
    return level == nullptr ? std::string() : level->facts.codes.front();
  };
  EXPECT_EQ(standing(belgium), "3");
  EXPECT_EQ(standing(brussels), "4");
  auto basque = level_facts("es-pv-threat-ertzaintza", "3", "ES-PV", evening, 16);
  desk.set_level(3, basque);
  EXPECT_EQ(standing(basque), "3");
  auto spain = level_facts("es-threat-2015", "4", "ES", evening, 16);
  EXPECT_EQ(desk.refused_field(spain), "/source") << "a region's police is not official for the country";
  auto named = belgium;
  named.part = "Metro of Brussels";
  EXPECT_NE(level_key(named), level_key(belgium));
}

// T8 "LEVEL_CHANGE.within_level flag"
TEST(Levels, MayBeSteppedUpWithinTheLevel) {
  LevelDesk desk;
  desk.add_source(20, "Interior", SourceKind::official, {"ES"});
  auto facts = level_facts("es-threat-2015", "4", "ES", evening + -day_ms, 20);
  desk.set_level(1, facts);
  facts.valid_from = evening;
  facts.within_level = "4 reforzado";
  EXPECT_EQ(desk.must(desk.anne, SetLevel{level_id(2), facts, ""}).repeated, false);
  const auto decided = desk.must(desk.bruno, ApproveLevel{level_id(2)});
  EXPECT_EQ(decided.events.size(), 1u) << "the same scheme: no change of scheme";
}

// T3 "Event type scheme_changed, with crosswalk; no raised/lowered notification"
TEST(Levels, OfTheNextVersionSayThatTheSchemeChanged) {
  LevelDesk desk;
  desk.now = *parse_rfc3339("2015-11-26T12:00:00Z");
  desk.set_level(1, level_facts("au-threat-ntpas", "HIGH", "AU", *parse_rfc3339("2014-09-12T00:00:00Z"), 13));
  desk.must(desk.anne,
            SetLevel{level_id(2), level_facts("au-threat-2015", "PROBABLE", "AU", desk.now, 13), ""});
  const auto decided = desk.must(desk.bruno, ApproveLevel{level_id(2)});
  ASSERT_EQ(decided.events.size(), 2u);
  const auto& change = std::get<SchemeChanged>(decided.events[1].body);
  EXPECT_EQ(change.before, level_id(1));
  EXPECT_EQ(change.scheme_before, "au-threat-ntpas");
  EXPECT_EQ(change.code_before, "HIGH");
  EXPECT_TRUE(change.same);
  EXPECT_EQ(desk.level(2).scheme_change->code, "PROBABLE");
  EXPECT_EQ(desk.world.levels().standing("au-threat|AU|", desk.now, desk.now)->id, level_id(2));
}

// T9 "'expired, not renewed' is a state of its own"
TEST(Levels, PastTheirOwnEndStillStand) {
  LevelDesk desk;
  auto facts = LevelDesk::severe();
  facts.valid_until = evening + hour_ms;
  desk.set_level(1, facts);
  EXPECT_NE(desk.world.levels().standing(level_key(facts), evening + day_ms, evening + day_ms), nullptr);
}

// T11 "empty answer from DE feed must not clear the board"
TEST(Levels, AnEmptyAnswerIsNoLevel) {
  LevelDesk desk;
  auto advice = level_facts("gb-travel-2013", "", "FR", evening, 15);
  EXPECT_EQ(desk.refused_field(advice), "/codes");
  advice.codes = {"avoid_all_travel_to_parts", "avoid_all_but_essential_travel_to_whole_country"};
  desk.set_level(1, advice);  // flags stand together, and about another country
  auto twice = advice;
  twice.codes = {"avoid_all_travel_to_parts", "avoid_all_travel_to_parts"};
  EXPECT_EQ(desk.refused_field(twice), "/codes/0");
  auto two_steps = LevelDesk::severe();
  two_steps.codes = {"SEVERE", "CRITICAL"};
  EXPECT_EQ(desk.refused_field(two_steps), "/codes");
  twice.codes.assign(level_codes_max + 1, "x");
  EXPECT_EQ(desk.refused(desk.anne, SetLevel{level_id(9), twice, ""}).code, Errc::too_large);
}

TEST(Levels, EndWithASecondPersonToo) {
  LevelDesk desk;
  desk.set_level(1, LevelDesk::severe());
  desk.now = evening + day_ms;
  EXPECT_EQ(desk.refused(desk.anne, EndLevel{level_id(1), desk.now + 1, "x"}).field, "/ended_at");
  EXPECT_EQ(desk.refused(desk.anne, EndLevel{level_id(1), evening + -1, "x"}).field, "/ended_at");
  EXPECT_EQ(desk.refused(desk.anne, EndLevel{level_id(1), desk.now, ""}).field, "/reason");
  desk.must(desk.bruno, EndLevel{level_id(1), evening + hour_ms, "withdrawn"});
  EXPECT_EQ(desk.refused(desk.bruno, ApproveLevel{level_id(1)}).code, Errc::forbidden);
  EXPECT_EQ(desk.must(desk.claire, ApproveLevel{level_id(1)}).events.at(0).audience, Audience::public_);
  const std::string key = level_key(LevelDesk::severe());
  EXPECT_EQ(desk.world.levels().standing(key, desk.now, desk.now), nullptr);
  EXPECT_NE(desk.world.levels().standing(key, evening, desk.now), nullptr) << "it stood then";
  EXPECT_NE(desk.world.levels().standing(key, desk.now, evening), nullptr) << "as we knew it then";
  EXPECT_EQ(desk.refused(desk.anne, EndLevel{level_id(1), desk.now, "x"}).code, Errc::conflict);
}

TEST(Levels, RejectedNeverStand) {
  LevelDesk desk;
  desk.must(desk.anne, SetLevel{level_id(1), LevelDesk::severe(), ""});
  desk.must(desk.bruno, RejectLevel{level_id(1), "press, not JTAC"});
  EXPECT_EQ(desk.level(1).state, LevelState::rejected);
  EXPECT_EQ(desk.refused(desk.claire, ApproveLevel{level_id(1)}).code, Errc::conflict);
  EXPECT_FALSE(desk.must(desk.anne, SetLevel{level_id(2), LevelDesk::severe(), ""}).repeated);
  desk.must(desk.bruno, ApproveLevel{level_id(2)});
  desk.must(desk.anne, EndLevel{level_id(2), evening, "x"});
  desk.must(desk.bruno, RejectLevel{level_id(2), "it stands"});
  EXPECT_EQ(desk.level(2).state, LevelState::set);
  EXPECT_EQ(desk.refused(desk.bruno, RejectLevel{level_id(2), "x"}).code, Errc::conflict);
}

TEST(Levels, TheLaterBegunOneStandsWheneverItWasLearned) {
  LevelDesk desk;
  auto later = LevelDesk::severe();
  later.valid_from = evening + hour_ms;
  later.codes = {"CRITICAL"};
  desk.set_level(1, later);
  desk.now = evening + 2 * hour_ms;
  desk.set_level(2, LevelDesk::severe());  // learned late
  const std::string key = level_key(later);
  const Instant now = desk.now;
  EXPECT_EQ(desk.world.levels().standing(key, now, now)->id, level_id(1));
  EXPECT_EQ(desk.world.levels().standing(key, evening, now)->id, level_id(2));
  EXPECT_EQ(desk.world.levels().standing(key, evening, evening), nullptr);
}

}  // namespace
}  // namespace tocsin::world
