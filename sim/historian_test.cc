// Goal: the historian sees a board that is not what was known, said or published.
// Method: good Worlds and boards, in which he finds nothing; and the same with one thing changed.
#include "historian.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::sim {
namespace {

using views::Moment;
using world::entry_id;
using world::measure;

class History : public world::Desk {
 public:
  History() {
    publish(1, measure("BORDER_CLOSURE", "FR"));
    now = now + hour_ms;
    publish(2, measure("BORDER_CONTROL", "FR"));
    now = now + hour_ms;
    publish(3, world::count("killed", "FR", 100, 100));
    publish(4, world::count("killed", "FR", 120, {}), {world::publisher("AFP")}, 3);
    now = now + hour_ms;
    world::Statement claim = measure("", "FR");
    claim.statement_class = world::StatementClass::claim;
    publish(5, claim, {world::publisher("RT"), world::claimant("Red Hand")});
    now = now + hour_ms;
    set_level(1, world::level_facts("fr-posture-2014", "vigilance", "FR", now, 4));
  }

  views::Board board() const { return views::board(world, Moment::at(now)); }
  std::vector<Recorded> recorded() const {
    std::vector<Recorded> list;
    for (std::size_t i = 0; i < journal.size(); ++i) list.push_back({i + 1, journal[i]});
    return list;
  }
  std::vector<PublicChange> told() const {
    Notebook notebook;
    BoardRecount recount(notebook);
    for (std::size_t i = 0; i < journal.size(); ++i) recount.take(journal[i], i + 1);
    return recount.changes();
  }
  // What he finds when `look` shows him something.
  template <class Look>
  std::optional<Invariant> found(Look look) const {
    Notebook notebook;
    SeededRandom random(1);
    const auto list = recorded();
    Historian historian(notebook, random, world, list);
    look(historian);
    return notebook.finding() ? std::optional(notebook.finding()->invariant) : std::nullopt;
  }
  std::optional<Invariant> found_in(const views::Board& shown) const {
    return found([&](Historian& historian) { historian.check_board(world, shown); });
  }
};

TEST(Historian, FindsNothingInAGoodHistory) {
  const History history;
  EXPECT_EQ(history.found([&](Historian& historian) { historian.check(history.told(), history.now); }),
            std::nullopt);
}

TEST(Historian, SeesABoardThatIsNotWhatWasKnown) {
  const History history;
  world::World then;
  for (std::size_t i = 0; i + 3 < history.journal.size(); ++i) then.apply(history.journal[i], i + 1);
  // As if today's server had learned the level before it did.
  EXPECT_EQ(history.found([&](Historian& historian) {
    for (int i = 0; i < 10; ++i) historian.look_back(then, history.now);
  }),
            Invariant::time_travel_equals_replay);
}

TEST(Historian, SeesAnEntryThatIsGone) {
  const History history;
  auto board = history.board();
  board.rows.at(0).entries.pop_back();
  EXPECT_EQ(history.found_in(board), Invariant::published_kept);
}

TEST(Historian, SeesAContradictionOnOneSideOrNone) {
  const History history;
  auto board = history.board();
  board.rows.at(0).entries.at(0).contradicted_by.clear();
  EXPECT_EQ(history.found_in(board), Invariant::contradictions_shown);
  for (auto& line : board.rows.at(0).entries) line.contradicted_by.clear();
  EXPECT_EQ(history.found_in(board), Invariant::contradictions_shown);
}

TEST(Historian, SeesFiguresAddedUpOrLeftOut) {
  const History history;
  auto board = history.board();
  auto& group = board.rows.at(0).counts.at(0);
  group.high = 220;
  EXPECT_EQ(history.found_in(board), Invariant::counts_as_said);
  group.high = 120;
  EXPECT_EQ(history.found_in(board), std::nullopt);
  group.figures.at(0).quantity.min = 220;
  EXPECT_EQ(history.found_in(board), Invariant::counts_as_said);
}

TEST(Historian, SeesAClaimThatIsPushedOrAmongTheFacts) {
  const History history;
  auto board = history.board();
  board.rows.at(0).claims.at(0).may_be_pushed = true;
  EXPECT_EQ(history.found_in(board), Invariant::claims_not_pushed);
  board = history.board();
  board.rows.at(0).entries.push_back(board.rows.at(0).claims.at(0));
  EXPECT_EQ(history.found_in(board), Invariant::claims_not_pushed);
}

TEST(Historian, SeesADifferenceThatSaysTooLittleOrTooMuch) {
  History history;
  const auto before = history.board();
  history.now = history.now + hour_ms;
  history.publish(6, measure("PATROLS", "FR"));
  history.publish(7, world::count("killed", "FR", 130, 130));
  history.set_level(2, world::level_facts("fr-posture-2014", "alerte_attentat", "FR", history.now, 4));
  const auto after = history.board();
  const auto whole = views::diff(before, after);
  const auto found = [&](const std::vector<views::JurisdictionDiff>& rows) {
    return history.found([&](Historian& historian) { historian.check_diff(before, after, rows); });
  };
  EXPECT_EQ(found(whole), std::nullopt);
  ASSERT_EQ(whole.at(0).changes.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    auto less = whole;
    less[0].changes.erase(less[0].changes.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(found(less), Invariant::time_travel_equals_replay) << "without change " << i;
  }
  auto more = whole;
  more[0].changes.push_back(more[0].changes[0]);
  more[0].changes.back().subject = world::numbered(99);
  EXPECT_EQ(found(more), Invariant::time_travel_equals_replay);
}

TEST(Historian, SeesAChangeThatIsNotTold) {
  const History history;
  auto told = history.told();
  told.push_back({history.world.seq() + 1, entry_id(1).id});
  const auto found = [&] {
    return history.found([&](Historian& historian) { historian.check_changes(told); });
  };
  EXPECT_EQ(found(), Invariant::changes_told_once);
  told.erase(told.end() - 2, told.end());
  EXPECT_EQ(found(), Invariant::changes_told_once) << "told once more than happened";
}

}  // namespace
}  // namespace tocsin::sim
