// Goal: the board shows every level, measure, count and claim with who says so, at any moment in two senses.
// T1 to T12 and the M rows are of the research the board comes from.
#include "views/board.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "views/board_diff.h"
#include "world/board_testing.h"

namespace tocsin::views {
namespace {

using world::Desk;
using world::evening;
using world::level_facts;
using world::measure;
using world::official;
using world::publisher;
using world::relay;
using world::SourceKind;
using world::Status;
using world::unnamed;

const EntryLine& line(const Board& found, std::uint64_t number) {
  for (const auto& row : found.rows) {
    for (const auto* const list : {&row.entries, &row.claims}) {
      for (const auto& entry : *list) {
        if (entry.id == world::entry_id(number)) return entry;
      }
    }
  }
  throw std::runtime_error(fmt::format("no entry {} on the board", number));
}
Board now_of(const Desk& desk) { return board(desk.world, Moment::at(desk.now)); }

class BelgianDesk : public Desk {
 public:
  BelgianDesk() {
    add_source(10, "OCAM", SourceKind::official, {"BE"});
    set_level(1, level_facts("be-threat-2006", "3", "BE", evening + -day_ms, 10));
  }
};

// M1 "One row per jurisdiction: level word, n of m, scheme name, since when, source"
TEST(BoardLevels, ShowWordStepSchemeSinceAndSource) {
  BelgianDesk desk;
  const Board found = now_of(desk);
  ASSERT_EQ(found.rows.size(), 1u);
  const LevelLine& level = found.find("BE")->levels.at(0);
  EXPECT_EQ(level.word, "grave / ernstig");
  EXPECT_EQ(level.word_en, "serious");
  EXPECT_EQ(level.language, "fr,nl");
  EXPECT_EQ(level.position(), "3 of 4");
  EXPECT_EQ(level.scheme_version, "2006");
  EXPECT_EQ(level.scheme_certainty, "verified: Dutch names of 3 and 4 from memory");
  EXPECT_EQ(level.since, evening + -day_ms);
  EXPECT_EQ(level.source_name, "OCAM");
  EXPECT_TRUE(found.find("BE")->scale_published);
  EXPECT_TRUE(found.find("BE")->varies.empty());
}

// M3, T7 "row says 'varies: highest 4 in Brussels'"
TEST(BoardLevels, OfPartsMakeTheRowVary) {
  BelgianDesk desk;
  desk.set_level(2, level_facts("be-threat-2006", "4", "BE-BRU", evening, 10));
  const Board found = now_of(desk);
  const JurisdictionRow& row = *found.find("BE");
  ASSERT_EQ(row.levels.size(), 2u);
  EXPECT_EQ(row.levels[0].iso, "BE") << "the whole country first";
  ASSERT_EQ(row.varies.size(), 1u);
  EXPECT_EQ(row.varies[0].code, "4");
  EXPECT_EQ(row.varies[0].place, "BE-BRU");
  EXPECT_EQ(row.varies[0].word, "très grave / zeer ernstig");
}

// T4: the highest is by rank, and a smaller number may be the graver level
TEST(BoardLevels, TheHighestIsByRankAndNotByNumber) {
  Desk desk;
  desk.add_source(10, "TEK", SourceKind::official, {"HU"});
  desk.set_level(1, level_facts("hu-threat-numbers", "3", "HU", evening, 10));
  desk.set_level(2, level_facts("hu-threat-numbers", "2", "HU-BU", evening, 10));
  const Board found = now_of(desk);
  EXPECT_EQ(found.find("HU")->varies.at(0).code, "2");
}

// M4, T6 "Jurisdictions without a scale show official words in quotes"
TEST(BoardLevels, WithoutAScaleAreQuotedWordsAndNoNumber) {
  Desk desk;
  desk.add_source(10, "BMI", SourceKind::official, {"DE"});
  auto facts = level_facts("de-threat-words", "", "DE", evening, 10);
  facts.words = "remains in the focus of international terrorism";
  desk.set_level(1, facts);
  const Board found = now_of(desk);
  const LevelLine& level = found.find("DE")->levels.at(0);
  EXPECT_TRUE(level.quoted);
  EXPECT_EQ(level.word, "remains in the focus of international terrorism");
  EXPECT_EQ(level.position(), "");
  EXPECT_FALSE(found.find("DE")->scale_published);
}

// T9 "'expired, not renewed' is a state of its own"
TEST(BoardLevels, PastTheirEndAreExpiredAndStay) {
  Desk desk;
  desk.add_source(10, "NAK", SourceKind::official, {"RU"});
  auto facts = level_facts("ru-threat-2012", "yellow", "RU-MOW", evening, 10);
  facts.valid_until = evening + 15 * day_ms;
  desk.set_level(1, facts);
  const auto expired = [&](Instant at) {
    return board(desk.world, {at, at, at}).find("RU")->levels.at(0).expired;
  };
  EXPECT_FALSE(expired(evening + 15 * day_ms + -1));
  EXPECT_TRUE(expired(evening + 15 * day_ms));
  EXPECT_TRUE(expired(evening + 400 * day_ms)) << "never silently removed";
}

// T12 "scheme has kind": both stand at once
TEST(BoardLevels, OfTwoKindsStandSideBySide) {
  Desk desk;
  desk.now = *parse_rfc3339("2022-03-01T00:00:00Z");
  desk.add_source(10, "KPRM", SourceKind::official, {"PL"});
  desk.set_level(1, level_facts("pl-cyber-2016", "CHARLIE-CRP", "PL", desk.now, 10));
  desk.set_level(2, level_facts("pl-posture-2016", "BRAVO", "PL", desk.now, 10));
  const Board found = now_of(desk);
  ASSERT_EQ(found.find("PL")->levels.size(), 2u);
  EXPECT_EQ(found.find("PL")->levels[0].kind, world::SchemeKind::posture);
  EXPECT_TRUE(found.find("PL")->varies.empty()) << "two scales are not compared";
}

// T11 "alert_status is a set of 4 flags"
TEST(BoardLevels, FlagsStandTogetherWithoutAStep) {
  Desk desk;
  desk.add_source(10, "FCDO", SourceKind::official, {"GB"});
  auto facts = level_facts("gb-travel-2013", "avoid_all_travel_to_parts", "FR", evening, 10);
  facts.codes.emplace_back("avoid_all_but_essential_travel_to_whole_country");
  desk.set_level(1, facts);
  const Board found = now_of(desk);
  const LevelLine& level = found.find("FR")->levels.at(0);
  EXPECT_EQ(level.position(), "");
  EXPECT_NE(level.code.find(", "), std::string::npos);
}

// T3 and T8: what a reader is told of a move
TEST(BoardLevels, ARenamedLevelIsNeitherRaisedNorLowered) {
  Desk desk;
  desk.add_source(10, "ASIO", SourceKind::official, {"AU"});
  desk.set_level(1, level_facts("au-threat-ntpas", "HIGH", "AU", evening, 10));
  const Board before = now_of(desk);
  desk.now = *parse_rfc3339("2015-11-26T12:00:00Z");
  desk.set_level(2, level_facts("au-threat-2015", "PROBABLE", "AU", desk.now, 10));
  const Board after = now_of(desk);
  EXPECT_EQ(after.find("AU")->levels.at(0).renamed_from,
            "HIGH (National Terrorism Public Alert System (NTPAS))");
  const auto changes = diff(before, after);
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].changes.size(), 1u);
  EXPECT_EQ(changes[0].changes[0].kind, ChangeKind::scheme_changed);
}

// T8 "press words never move the level"; issue 3 "press wording is attached as a claim"
TEST(BoardLevels, PressWordsStandBesideTheLevel) {
  Desk desk;
  desk.add_source(10, "JTAC", SourceKind::official, {"GB"});
  desk.set_level(1, level_facts("gb-threat-2006", "SEVERE", "GB", evening + -day_ms, 10));
  world::Statement words = measure("", "GB");
  words.statement_class = world::StatementClass::level_words;
  words.level_said = "higher security alert";
  words.words = "The UK is on a higher security alert";
  desk.publish(1, words);
  words.level_said = "Severe";
  desk.publish(2, words);
  const Board found = now_of(desk);
  EXPECT_EQ(found.find("GB")->levels.at(0).code, "SEVERE");
  EXPECT_EQ(line(found, 1).differs_from, std::vector{world::level_id(1)});
  EXPECT_TRUE(line(found, 2).differs_from.empty());
  EXPECT_EQ(line(found, 1).contradicted_by, std::vector{world::entry_id(2)}) << "two levels in words";
}

// M33 "shown as 'RT, citing Interfax, citing a source'"
TEST(BoardEntries, ShowTheirChainInWords) {
  EXPECT_EQ(chain_text({publisher("RT"), relay("Interfax"), unnamed("a source familiar")}),
            "RT, citing Interfax, citing a source familiar");
  EXPECT_EQ(chain_text({publisher("RT")}), "RT");
  EXPECT_EQ(chain_text({}), "");
}

// M27 "independent source count": twelve copies of one wire story are one
TEST(BoardEntries, CountPrimariesAndNotCopies) {
  Desk desk;
  const auto minister = official("Interior Ministry");
  desk.publish(1, measure("PATROLS", "FR"), {publisher("RT"), relay("Reuters"), minister});
  const auto merge = [&](std::uint64_t number, std::uint64_t source, world::Chain chain,
                         std::uint64_t simhash) {
    desk.file(number, source, {world::proposal(measure("PATROLS", "FR"), std::move(chain))}, simhash);
    desk.must(desk.anne, world::MergeProposal{{world::report_id(number), 0}, world::entry_id(1), ""});
    desk.must(desk.bruno, world::PublishEntry{world::entry_id(1)});
    return line(now_of(desk), 1).independent_sources;
  };
  EXPECT_EQ(merge(1, 3, {publisher("AFP"), official("interior ministry")}, 0xFF00), 1u)
      << "the same minister";
  EXPECT_EQ(merge(2, 2, {publisher("Reuters")}, 0x0F0F0F), 2u) << "the agency by itself";
  EXPECT_EQ(merge(3, 1, {publisher("Le Monde")}, 0x0F0F0F ^ 0b111), 2u) << "a copy of its text: 3 bits apart";
  EXPECT_EQ(merge(4, 1, {publisher("Bild")}, 0x0F0F0F ^ 0b11110000000), 3u) << "4 bits apart";
  EXPECT_EQ(merge(5, 1, {publisher("RT"), relay("RTRS"), unnamed("a source")}, 0), 3u)
      << "an unnamed source counts as Reuters, which relays it";
  EXPECT_EQ(line(now_of(desk), 1).support.size(), 6u) << "all are shown";
}

// M8 "greyed with age; never silently removed"
TEST(BoardEntries, GreyWithAge) {
  Desk desk;
  world::Statement until = measure("STATE_OF_EMERGENCY", "FR");
  until.until = evening + 10 * hour_ms;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.publish(2, until);
  const auto freshness = [&](std::uint64_t number, Instant at) {
    return line(board(desk.world, {at, at, at}), number).freshness;
  };
  EXPECT_EQ(freshness(1, evening + unconfirmed_after_ms), Freshness::fresh);
  EXPECT_EQ(freshness(1, evening + unconfirmed_after_ms + 1), Freshness::unconfirmed);
  EXPECT_EQ(freshness(2, evening + 10 * hour_ms + -1), Freshness::fresh);
  EXPECT_EQ(freshness(2, evening + 10 * hour_ms), Freshness::expired);
  EXPECT_EQ(freshness(1, evening + 1000 * day_ms), Freshness::unconfirmed) << "still there";
  desk.now = evening + 2 * day_ms;
  desk.must(desk.anne, world::ConfirmEntry{world::entry_id(1), desk.now, ""});
  EXPECT_EQ(freshness(1, desk.now), Freshness::fresh);
  EXPECT_EQ(line(now_of(desk), 1).age_ms, 0);
  desk.lift(1, desk.now);
  EXPECT_EQ(freshness(1, desk.now), Freshness::ended);
  EXPECT_EQ(line(now_of(desk), 1).status, Status::lifted);
}

// M9: France, November 2015: border control notified in October, "closed its borders" in the press
TEST(BoardEntries, ThatContradictStandSideBySide) {
  Desk desk;
  desk.publish(1, measure("BORDER_CLOSURE", "FR", Status::claimed));
  desk.publish(2, measure("BORDER_CONTROL", "FR"), {publisher("Ministry")}, 4);
  desk.publish(3, measure("BORDER_CONTROL", "BE"));
  const Board found = now_of(desk);
  EXPECT_EQ(line(found, 1).contradicted_by, std::vector{world::entry_id(2)});
  EXPECT_EQ(line(found, 2).contradicted_by, std::vector{world::entry_id(1)});
  EXPECT_TRUE(line(found, 3).contradicted_by.empty());
  desk.lift(1, evening, Status::superseded);
  EXPECT_TRUE(line(now_of(desk), 2).contradicted_by.empty());
  EXPECT_EQ(now_of(desk).find("FR")->entries.size(), 2u) << "both are kept";
}

TEST(BoardEntries, OneThatIsDeniedContradictsOneInForce) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.publish(2, measure("CLOSURE", "FR", Status::denied), {publisher("Ministry")}, 4);
  world::Statement market = measure("CLOSURE", "FR");
  market.target = "market";
  desk.publish(3, market);
  world::Statement school = measure("CLOSURE", "FR", Status::denied);
  school.target = "school";
  desk.publish(4, school);
  const Board found = now_of(desk);
  EXPECT_EQ(line(found, 1).contradicted_by, (std::vector{world::entry_id(2), world::entry_id(4)}));
  EXPECT_EQ(line(found, 3).contradicted_by, std::vector{world::entry_id(2)})
      << "another thing than the school";
}

TEST(BoardEntries, BegunAgainAfterItWasLiftedIsNoContradiction) {
  Desk desk;
  world::Statement again = measure("CLOSURE", "FR");
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.now = evening + hour_ms;
  desk.lift(1, evening + hour_ms);
  again.since = evening + hour_ms;
  desk.publish(2, again);
  EXPECT_TRUE(line(now_of(desk), 2).contradicted_by.empty());
  again.since = evening + hour_ms + -1;
  desk.edit(2, again);
  EXPECT_EQ(line(now_of(desk), 2).contradicted_by, std::vector{world::entry_id(1)});
}

TEST(BoardEntries, OfGroupsStandAtTheEnd) {
  Desk desk;
  world::Statement globe = measure("MEASURES_UNSPECIFIED", "");
  globe.jurisdiction = {"", "", "across the globe", world::Basis::group};
  desk.publish(1, globe);
  desk.publish(2, measure("CLOSURE", "FR"));
  const Board found = now_of(desk);
  ASSERT_EQ(found.rows.size(), 2u);
  EXPECT_EQ(found.rows[1].group, "across the globe");
  EXPECT_EQ(found.find(""), nullptr);
}

TEST(BoardEntries, DraftsAreNotOnIt) {
  Desk desk;
  desk.must(desk.anne, desk.draft_of(1, measure("CLOSURE", "FR")));
  EXPECT_TRUE(now_of(desk).rows.empty());
  EXPECT_FALSE(entry_line(desk.world, Moment::at(desk.now), world::entry_id(1)));
}

// issue 3 "Counts keep every figure with source and time, show range and latest, never add up"
TEST(BoardCounts, KeepEveryFigureAndAddNothing) {
  Desk desk;
  auto first = world::count("killed", "FR", 18, 18);
  auto second = world::count("killed", "FR", 120, {});
  second.as_of = evening + hour_ms;
  auto third = world::count("killed", "FR", 128, 128);
  third.as_of = evening + 2 * hour_ms;
  desk.now = evening + 3 * hour_ms;
  desk.publish(1, third, {publisher("AFP")}, 3);
  desk.publish(2, first, {publisher("Reuters")}, 2);
  desk.publish(3, second);
  desk.publish(4, world::count("injured", "FR", {}, {}));
  const Board found = now_of(desk);
  const auto& groups = found.find("FR")->counts;
  ASSERT_EQ(groups.size(), 2u);
  const CountGroup& killed = groups[1];
  ASSERT_EQ(killed.figures.size(), 3u);
  EXPECT_EQ(killed.figures[0].quantity.min, 18);
  EXPECT_EQ(killed.figures[0].chain_text, "Reuters");
  EXPECT_EQ(killed.low, 18);
  EXPECT_EQ(killed.high, 128);
  EXPECT_FALSE(killed.open_ended);
  EXPECT_EQ(killed.latest->quantity.min, 128);
  EXPECT_EQ(groups[0].low, std::nullopt) << "\"many\" is no number";
  EXPECT_EQ(groups[0].figures.size(), 1u);
  desk.lift(1, evening + 2 * hour_ms, Status::denied);
  const Board later = now_of(desk);
  const CountGroup& after = later.find("FR")->counts[1];
  EXPECT_EQ(after.figures.size(), 3u) << "kept";
  EXPECT_TRUE(after.figures[2].withdrawn);
  EXPECT_EQ(after.high, 120);
  EXPECT_TRUE(after.open_ended) << "at least 120";
}

// M37 "Attacker claims kept apart"
TEST(BoardCounts, AnAttackersFigureIsAClaim) {
  Desk desk;
  desk.publish(1, world::count("killed", "FR", 200, {}), {publisher("RT"), world::claimant("some group")});
  desk.publish(2, world::count("killed", "FR", 120, {}));
  const Board found = now_of(desk);
  EXPECT_EQ(found.find("FR")->counts.at(0).high, 120);
  ASSERT_EQ(found.find("FR")->claims.size(), 1u);
  EXPECT_FALSE(found.find("FR")->claims[0].may_be_pushed);
}

// Row 10 "the board as of a moment (bitemporal: valid time and knowledge time)"
TEST(BoardMoments, WhatWasSoAndWhenWeKnewIt) {
  Desk desk;
  world::Statement closed = measure("CLOSURE", "FR");
  closed.since = evening;
  desk.now = evening + 2 * hour_ms;
  desk.publish(1, closed);
  desk.now = evening + 5 * hour_ms;
  desk.lift(1, evening + 4 * hour_ms);
  const auto status = [&](std::int64_t so_h, std::int64_t known_h) {
    const Board found = board(desk.world, {desk.now, evening + so_h * hour_ms, evening + known_h * hour_ms});
    return found.rows.empty() ? std::string("-") : std::string(to_string(line(found, 1).status));
  };
  EXPECT_EQ(status(1, 1), "-") << "nobody knew yet";
  EXPECT_EQ(status(1, 2), "in_force") << "known later, so already";
  EXPECT_EQ(status(-1, 5), "-") << "not yet so";
  EXPECT_EQ(status(5, 4), "in_force") << "nobody knew that it had ended";
  EXPECT_EQ(status(5, 5), "lifted");
  EXPECT_EQ(status(3, 5), "in_force") << "it was so then, as we know now";
  EXPECT_EQ(status(4, 5), "lifted");
}

TEST(BoardMoments, WhatBeginsLaterIsAnnounced) {
  Desk desk;
  world::Statement controls = measure("BORDER_CONTROL", "BE");
  controls.since = evening + day_ms;
  desk.publish(1, controls);
  EXPECT_EQ(line(now_of(desk), 1).status, Status::announced);
  const Instant then = evening + day_ms;
  EXPECT_EQ(line(board(desk.world, {then, then, then}), 1).status, Status::in_force);
}

// A life at a desk, by chance: everything a board depends on, in any order.
class RandomDesk : public Desk {
 public:
  explicit RandomDesk(std::uint64_t seed) : random_(seed) {
    add_source(10, "OCAM", SourceKind::official, {"BE"});
    add_source(11, "ASIO", SourceKind::official, {"AU"});
    now = *parse_rfc3339("2015-11-20T00:00:00Z");
  }
  void step() {
    now = now + static_cast<std::int64_t>(random_.below(3)) * hour_ms;  // often several steps in one moment
    switch (random_.below(8)) {
      case 0:
      case 1:
        return publish_something();
      case 2:
        return edit_something();
      case 3:
        return move_level();
      case 4:
        return rename_source();
      case 5:
        return corroborate();
      case 6:
        try_confirm();
        return;
      default:
        return end_something();
    }
  }

 private:
  std::uint64_t some_entry() { return 1 + random_.below(entries_); }
  world::Statement some_statement() {
    static constexpr std::string_view codes[] = {"CLOSURE", "BORDER_CLOSURE", "BORDER_CONTROL", "PATROLS"};
    const std::string iso = random_.chance(0.5) ? "FR" : random_.chance(0.5) ? "BE" : "FR-75C";
    world::Statement statement = random_.chance(0.2) ? world::count("killed", iso, 1 + random_.below(100), {})
                                                     : measure(std::string(codes[random_.below(4)]), iso);
    statement.as_of = now + -static_cast<std::int64_t>(random_.below(5)) * hour_ms;
    if (random_.chance(0.5))
      statement.since = now + (static_cast<std::int64_t>(random_.below(9)) - 4) * hour_ms;
    if (statement.since.known() && random_.chance(0.3)) statement.until = statement.since + 6 * hour_ms;
    return statement;
  }
  void publish_something() {
    ++entries_;
    publish(entries_, some_statement(), {publisher("RT"), relay(random_.chance(0.5) ? "Reuters" : "AFP")});
  }
  void edit_something() {
    if (entries_ == 0) return;
    const auto number = some_entry();
    if (entry(number).pending || !entry(number).pending_support.empty()) return;
    const world::Statement changed = some_statement();
    if (changed != entry(number).statement()) edit(number, changed, fmt::format("note {}", now.ms));
  }
  void corroborate() {
    if (entries_ == 0) return;
    const auto number = some_entry();
    const auto cls = entry(number).statement().statement_class;
    world::Statement said = some_statement();
    while (said.statement_class != cls) said = some_statement();
    file(++reports_, 2, {world::proposal(said, {publisher("Reuters")})}, random_.below(16));
    must(anne, world::MergeProposal{{world::report_id(reports_), 0}, world::entry_id(number), ""});
    must(bruno, world::PublishEntry{world::entry_id(number)});
  }
  void try_confirm() {
    if (entries_ == 0) return;
    const world::ConfirmEntry confirm{world::entry_id(some_entry()), now, ""};
    if (decide(anne, confirm)) must(anne, confirm);
  }
  void end_something() {
    if (entries_ == 0) return;
    const auto number = some_entry();
    world::LiftEntry command;
    command.id = world::entry_id(number);
    command.lifted_at = now;
    command.reason = "over";
    const auto possible = decide(anne, command);
    if (!possible || possible->repeated) return;
    lift(number, now);
  }
  void move_level() {
    const std::string code = fmt::format("{}", 1 + random_.below(4));
    auto facts = level_facts("be-threat-2006", code, random_.chance(0.5) ? "BE" : "BE-BRU",
                             now + -static_cast<std::int64_t>(random_.below(6)) * hour_ms, 10);
    if (random_.chance(0.3)) facts.valid_until = facts.valid_from + 5 * hour_ms;
    ++levels_;
    const auto proposed = decide(anne, world::SetLevel{world::level_id(levels_), facts, ""});
    if (!proposed || proposed->repeated) return;
    set_level(levels_, facts);
    if (!random_.chance(0.2)) return;
    must(anne, world::EndLevel{world::level_id(levels_), now, "over"});
    must(bruno, world::ApproveLevel{world::level_id(levels_)});
  }
  void rename_source() {
    auto facts = world.sources().find(world::source_id(2))->facts;
    facts.aliases = {random_.chance(0.5) ? "RTRS" : "Thomson"};
    must(anne, world::ChangeSource{world::source_id(2), facts});
  }

  SeededRandom random_;
  std::uint64_t entries_ = 0;
  std::uint64_t levels_ = 0;
  std::uint64_t reports_ = 0;
};

// issue 3 "time travel equals replay"
TEST(BoardMoments, TimeTravelEqualsReplay) {
  std::size_t compared = 0, rows = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RandomDesk desk(seed);
    for (int step = 0; step < 60; ++step) desk.step();
    for (std::size_t count = 1; count <= desk.journal.size(); ++count) {
      // A World that has read all events up to a moment knows what was known then.
      if (count < desk.journal.size() && desk.journal[count].at == desk.journal[count - 1].at) continue;
      if (count % 7 != 0 && count != desk.journal.size()) continue;
      world::World then;
      for (std::size_t i = 0; i < count; ++i) then.apply(desk.journal[i], i + 1);
      const Instant known_at = desk.journal[count - 1].at;
      for (const std::int64_t hours : {-30, -3, 0, 40}) {
        const Moment moment{desk.now, known_at + hours * hour_ms, known_at};
        const Board travelled = board(desk.world, moment);
        ASSERT_TRUE(travelled == board(then, moment))
            << "seed " << seed << ", event " << count << ", " << hours;
        rows += travelled.rows.size();
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 500u);
  EXPECT_GT(rows, 1000u);
}

}  // namespace
}  // namespace tocsin::views
