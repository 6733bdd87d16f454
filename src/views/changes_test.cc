#include "views/changes.h"

#include <gtest/gtest.h>

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

std::vector<ChangeKind> kinds(const Changes& changes) {
  std::vector<ChangeKind> list;
  for (const auto& item : changes.items) list.push_back(item.kind);
  return list;
}

// M6 "'What changed since', diff per jurisdiction"
TEST(BoardDiff, NamesWhatWasAddedChangedFieldByFieldAndEnded) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.publish(2, measure("PATROLS", "FR"));
  desk.publish(3, measure("CLOSURE", "DE"));
  const Board before = board(desk.world, Moment::at(desk.now));
  desk.now = evening + hour_ms;
  world::Statement changed = measure("CLOSURE", "FR", Status::extended);
  changed.until = evening + day_ms;
  desk.edit(1, changed);
  desk.lift(2, desk.now);
  desk.publish(4, measure("CLOSURE", "AT"));
  const auto list = diff(before, board(desk.world, Moment::at(desk.now)));
  ASSERT_EQ(list.size(), 2u) << "nothing changed in DE";
  EXPECT_EQ(list[0].iso, "AT");
  EXPECT_EQ(list[0].changes.at(0).kind, ChangeKind::added);
  ASSERT_EQ(list[1].changes.size(), 2u);
  for (const auto& change : list[1].changes) {
    if (change.subject == world::entry_id(2).id) {
      EXPECT_EQ(change.kind, ChangeKind::ended);
      continue;
    }
    EXPECT_EQ(change.kind, ChangeKind::changed);
    ASSERT_EQ(change.fields.size(), 2u);
    EXPECT_EQ(change.fields[0], (FieldChange{"status", "in_force", "extended"}));
    EXPECT_EQ(change.fields[1], (FieldChange{"until", "", to_rfc3339(evening + day_ms)}));
  }
  EXPECT_TRUE(diff(before, before).empty());
}

TEST(BoardDiff, ExpiryIsAChange) {
  Desk desk;
  world::Statement until = measure("CLOSURE", "FR");
  until.until = evening + hour_ms;
  desk.publish(1, until);
  const Instant later = evening + 2 * hour_ms;
  const auto list = diff(board(desk.world, Moment::at(evening)), board(desk.world, Moment::at(later)));
  EXPECT_EQ(list.at(0).changes.at(0).kind, ChangeKind::expired);
}

TEST(BoardDiff, LevelsMoveByRankInsideOneScheme) {
  Desk desk;
  desk.add_source(10, "TEK", SourceKind::official, {"HU"});
  const auto step = [&](std::uint64_t number, std::string code) {
    const Board before = board(desk.world, Moment::at(desk.now));
    desk.now = desk.now + hour_ms;
    desk.set_level(number, level_facts("hu-threat-numbers", std::move(code), "HU", desk.now, 10));
    return diff(before, board(desk.world, Moment::at(desk.now))).at(0).changes.at(0).kind;
  };
  EXPECT_EQ(step(1, "3"), ChangeKind::level_set);
  EXPECT_EQ(step(2, "2"), ChangeKind::level_raised) << "T4: 2 is graver than 3";
  EXPECT_EQ(step(3, "4"), ChangeKind::level_lowered);
  const Board before = board(desk.world, Moment::at(desk.now));
  desk.must(desk.anne, world::EndLevel{world::level_id(3), desk.now, "over"});
  desk.must(desk.bruno, world::ApproveLevel{world::level_id(3)});
  EXPECT_EQ(diff(before, board(desk.world, Moment::at(desk.now))).at(0).changes.at(0).kind,
            ChangeKind::level_ended);
}

TEST(BoardDiff, ANewFigureIsAChangeOfItsGroup) {
  Desk desk;
  desk.publish(1, world::count("killed", "FR", 18, 18));
  const Board before = board(desk.world, Moment::at(desk.now));
  world::Statement more = world::count("killed", "FR", 120, {});
  more.as_of = evening + 1;
  desk.now = evening + 1;
  desk.publish(2, more, {publisher("AFP")}, 3);
  const auto list = diff(before, board(desk.world, Moment::at(desk.now)));
  ASSERT_EQ(list.at(0).changes.size(), 1u);
  EXPECT_EQ(list[0].changes[0].kind, ChangeKind::changed);
  EXPECT_EQ(list[0].changes[0].fields.at(1), (FieldChange{"high", "18", "120"}));
}

TEST(Changes, FollowACursor) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  const Changes first = changes_since(desk.world, {}, {});
  EXPECT_EQ(kinds(first), (std::vector{ChangeKind::added}));
  EXPECT_EQ(first.seq, desk.journal.size());
  EXPECT_EQ(first.items[0].word, "in_force");
  EXPECT_EQ(first.items[0].chain_text, "RT");
  EXPECT_TRUE(changes_since(desk.world, {}, {first.seq, {}, false}).items.empty());
  EXPECT_EQ(changes_since(desk.world, {}, {first.seq, {}, false}).seq, first.seq);
  desk.now = evening + hour_ms;
  desk.edit(1, measure("CLOSURE", "FR", Status::extended));
  desk.lift(1, desk.now);
  EXPECT_EQ(kinds(changes_since(desk.world, {}, {first.seq, {}, false})),
            (std::vector{ChangeKind::changed, ChangeKind::ended}));
  EXPECT_EQ(kinds(changes_since(desk.world, {}, {0, evening, false})),
            (std::vector{ChangeKind::changed, ChangeKind::ended}))
      << "by time";
}

// M30 "Notify choice on every edit, default off for typo fixes"
TEST(Changes, TellOnlyWhatSubscribersAreTold) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  world::EditEntry typo;
  typo.id = world::entry_id(1);
  typo.statement = measure("CLOSURE", "FR");
  typo.statement.actor = "City";
  typo.minor = true;
  typo.tell = false;
  desk.must(desk.anne, typo);
  EXPECT_EQ(changes_since(desk.world, {}, {}).items.size(), 1u);
  EXPECT_EQ(changes_since(desk.world, {}, {0, {}, true}).items.size(), 2u);
}

// M39 "only if level changes", and T3
TEST(Changes, OfLevelsAlone) {
  Desk desk;
  desk.add_source(10, "ASIO", SourceKind::official, {"AU"});
  desk.publish(1, measure("CLOSURE", "AU"));
  desk.now = *parse_rfc3339("2015-11-26T12:00:00Z");
  desk.set_level(1, level_facts("au-threat-ntpas", "HIGH", "AU", evening, 10));
  desk.set_level(2, level_facts("au-threat-2015", "PROBABLE", "AU", desk.now, 10));
  desk.now = desk.now + hour_ms;
  desk.set_level(3, level_facts("au-threat-2015", "EXPECTED", "AU", desk.now, 10));
  desk.must(desk.anne, world::EndLevel{world::level_id(3), desk.now, "over"});
  desk.must(desk.bruno, world::ApproveLevel{world::level_id(3)});
  Filter levels;
  levels.only_levels = true;
  const Changes found = changes_since(desk.world, levels, {});
  EXPECT_EQ(kinds(found), (std::vector{ChangeKind::level_set, ChangeKind::scheme_changed,
                                       ChangeKind::level_raised, ChangeKind::level_ended}));
  EXPECT_EQ(found.items[1].step, 3);
  EXPECT_EQ(found.items[1].steps, 5);
}

// M37: the words of an attacker are in no push text
TEST(Changes, HoldNoWordsThatMayNotBePushed) {
  Desk desk;
  world::Statement claim = measure("", "FR", Status::claimed);
  claim.statement_class = world::StatementClass::claim;
  claim.words = "the claim in its words";
  desk.publish(1, claim, {publisher("RT"), world::claimant("some group")});
  const Changes found = changes_since(desk.world, {}, {});
  ASSERT_EQ(found.items.size(), 1u);
  EXPECT_FALSE(found.items[0].may_be_pushed);
  EXPECT_EQ(found.items[0].words, "");
}

TEST(Changes, AreTheNewestWhenThereAreMany) {
  Desk desk;
  for (std::uint64_t number = 1; number <= changes_max + 1; ++number)
    desk.publish(number, measure("CLOSURE", "FR"));
  const Changes found = changes_since(desk.world, {}, {});
  EXPECT_EQ(found.items.size(), changes_max);
  EXPECT_TRUE(found.more);
  EXPECT_EQ(found.items.front().subject, world::entry_id(2).id);
  EXPECT_FALSE(changes_since(desk.world, {}, {found.items.front().seq, {}, false}).more);
}

// M39 "Quiet: bundle"
TEST(Changes, AreBundledByIntervalsThatAreOver) {
  std::vector<ChangeItem> items(3);
  const Instant hour{evening.ms - evening.ms % hour_ms};
  items[0].at = hour + 1;
  items[1].at = hour + hour_ms + -1;
  items[2].at = hour + hour_ms;
  const auto early = bundles(items, hour_ms, hour + hour_ms + -1);
  EXPECT_TRUE(early.empty());
  const auto one = bundles(items, hour_ms, hour + hour_ms);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].items.size(), 2u);
  EXPECT_EQ(one[0].from, hour);
  EXPECT_EQ(bundles(items, hour_ms, hour + 2 * hour_ms).size(), 2u);
}

// issue 3 "Attacker claims are apart and never in a push text": also when the entry is a fact today
TEST(BoardChanges, WhatWasAClaimIsNeverPushed) {
  Desk desk;
  world::Statement claim = measure("", "FR");
  claim.statement_class = world::StatementClass::claim;
  claim.words = "We did it";
  desk.publish(1, claim);
  desk.edit(1, measure("CLOSURE", "FR"));
  const auto items = changes_since(desk.world, {}, {}).items;
  ASSERT_EQ(items.size(), 2u);
  EXPECT_FALSE(items[0].may_be_pushed);
  EXPECT_EQ(items[0].words, "");
  EXPECT_TRUE(items[1].may_be_pushed);
}

TEST(BoardDiff, NamesFiguresThatLeft) {
  Desk desk;
  desk.publish(1, world::count("killed", "FR", 10, 10));
  const Board before = board(desk.world, Moment::at(desk.now));
  desk.now = evening + hour_ms;
  desk.edit(1, world::count("killed", "BE", 10, 10));
  const auto list = diff(before, board(desk.world, Moment::at(desk.now)));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].iso, "BE");
  EXPECT_EQ(list[0].changes.at(0).kind, ChangeKind::added);
  EXPECT_EQ(list[1].iso, "FR");
  EXPECT_EQ(list[1].changes.at(0).kind, ChangeKind::ended);
  EXPECT_EQ(list[1].changes.at(0).what, "killed");
}

TEST(BoardDiff, APartSpeltOtherwiseIsTheSamePart) {
  Desk desk;
  desk.add_source(10, "OCAM", SourceKind::official, {"BE"});
  auto facts = level_facts("be-threat-2006", "3", "BE", evening, 10);
  facts.part = "The North";
  desk.set_level(1, facts);
  const Board before = board(desk.world, Moment::at(desk.now));
  desk.now = evening + hour_ms;
  facts.part = "the north ";
  facts.codes = {"4"};
  facts.valid_from = desk.now;
  desk.set_level(2, facts);
  const auto list = diff(before, board(desk.world, Moment::at(desk.now)));
  ASSERT_EQ(list.size(), 1u);
  ASSERT_EQ(list[0].changes.size(), 1u);
  EXPECT_EQ(list[0].changes[0].kind, ChangeKind::level_raised);
}

}  // namespace
}  // namespace tocsin::views
