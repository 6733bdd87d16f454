// Goal: the recount sees each rule of the board broken.
// Method: a good journal, in which it finds nothing; and the same with one event changed, left out or added.
#include "board_recount.h"

#include <gtest/gtest.h>

#include <functional>

#include "world/board_testing.h"

namespace tocsin::sim {
namespace {

using world::entry_id;
using world::level_id;
using world::measure;
using world::update_id;

// Everything that reaches the public, done well. Each command has its own millisecond.
class GoodDay : public world::Desk {
 public:
  explicit GoodDay(world::RealmKind kind = world::RealmKind::live) : Desk(kind) {
    step(anne, world::OpenIncident{world::incident_id(1), "Attacks", {}});
    step(feed, report_of(1, 1, {world::proposal(measure("CLOSURE", "FR"))}));
    world::AcceptProposal accept;
    accept.proposal = {world::report_id(1), 0};
    accept.entry = entry_id(1);
    step(anne, accept);
    step(bruno, world::PublishEntry{entry_id(1)});
    step(feed, report_of(2, 2, {world::proposal(measure("CLOSURE", "FR"))}));
    step(anne, world::MergeProposal{{world::report_id(2), 0}, entry_id(1), ""});
    step(bruno, world::PublishEntry{entry_id(1)});
    world::EditEntry spelling;
    spelling.id = entry_id(1);
    spelling.statement = entry(1).statement();
    spelling.statement.words = "as it was written!";
    spelling.minor = true;
    step(anne, spelling);
    const auto facts = world::level_facts("fr-posture-2014", "vigilance", "FR", now, 4);
    step(anne, world::SetLevel{level_id(1), facts, ""});
    step(bruno, world::ApproveLevel{level_id(1)});
    step(anne, world::EndLevel{level_id(1), now, "over"});
    step(bruno, world::ApproveLevel{level_id(1)});
    world::DraftUpdate draft;
    draft.id = update_id(1);
    draft.incident = world::incident_id(1);
    draft.content.text = "The station is closed";
    draft.content.occurred_at = now;
    draft.content.sources = {"brigade"};
    step(anne, draft);
    step(bruno, world::PublishUpdate{update_id(1)});
    step(bruno, world::CorrectUpdate{update_id(1), "The station is open", "misheard"});
  }

  // The journal after `change` had its way with every event of this kind; the last one only.
  template <class Body>
  void spoil(const std::function<void(Body&, world::Event&)>& change) {
    for (auto event = journal.rbegin(); event != journal.rend(); ++event) {
      if (auto* const body = std::get_if<Body>(&event->body)) return change(*body, *event);
    }
    ADD_FAILURE() << "no such event";
  }
  std::optional<Invariant> found(bool with_world = false) const {
    Notebook notebook;
    BoardRecount recount(notebook);
    for (std::size_t i = 0; i < journal.size(); ++i) recount.take(journal[i], i + 1);
    if (with_world) recount.compare(world);
    return notebook.finding() ? std::optional(notebook.finding()->invariant) : std::nullopt;
  }

 private:
  void step(world::OperatorId by, world::CommandBody body) {
    now = now + 1;
    must(by, std::move(body));
  }
};

TEST(BoardRecount, FindsNothingInAGoodDay) {
  EXPECT_EQ(GoodDay().found(true), std::nullopt);
  EXPECT_EQ(GoodDay(world::RealmKind::drill).found(true), std::nullopt);
}

TEST(BoardRecount, SeesWhoPublishesTheirOwn) {
  GoodDay day;
  day.spoil<world::EntrySupported>([&](auto& body, auto& event) {
    body.support.by = day.bruno;
    event.by = world::Actor::of(day.bruno);
  });
  day.spoil<world::EntryPublished>([&](auto& body, auto&) {
    body.support.at(0).by = day.bruno;
    body.proposed_by = day.anne;
  });
  EXPECT_EQ(day.found(), Invariant::two_people_published);
  GoodDay level;
  level.spoil<world::LevelSet>([&](auto& body, auto&) { body.proposed_by = level.bruno; });
  EXPECT_EQ(level.found(), Invariant::two_people_published);
  GoodDay end;
  end.spoil<world::LevelProposed>([&](auto& body, auto& event) {
    body.by = end.bruno;
    event.by = world::Actor::of(end.bruno);
  });
  EXPECT_EQ(end.found(), Invariant::two_people_published);
  GoodDay update;
  update.spoil<world::UpdateSubmitted>([&](auto& body, auto& event) {
    body.by = update.bruno;
    event.by = world::Actor::of(update.bruno);
  });
  EXPECT_EQ(update.found(), Invariant::two_people_published);
}

TEST(BoardRecount, SeesWhatNobodyProposed) {
  GoodDay statement;
  statement.spoil<world::EntryPublished>(
      [](auto& body, auto&) { body.statement.status = world::Status::lifted; });
  EXPECT_EQ(statement.found(), Invariant::two_people_published);
  GoodDay alone;
  alone.spoil<world::EntryEdited>([](auto& body, auto&) { body.statement.until = world::evening + day_ms; });
  EXPECT_EQ(alone.found(), Invariant::two_people_published);
  GoodDay text;
  text.spoil<world::UpdatePosted>([](auto& body, auto&) { body.text = "The station is on fire"; });
  EXPECT_EQ(text.found(), Invariant::two_people_published);
}

TEST(BoardRecount, SeesALevelMovedBySomebodyNotOfficial) {
  GoodDay day;
  day.spoil<world::SourceRegistered>([](auto&, auto&) {});
  for (auto& event : day.journal) {
    auto* const source = std::get_if<world::SourceRegistered>(&event.body);
    if (source != nullptr && source->facts.name == "Ministry") source->facts.official_for = {"DE"};
  }
  EXPECT_EQ(day.found(), Invariant::only_official_moves_levels);
  GoodDay code;
  for (auto& event : code.journal) {
    if (auto* const proposed = std::get_if<world::LevelProposed>(&event.body))
      proposed->facts.codes = {"SEVERE"};
    if (auto* const set = std::get_if<world::LevelSet>(&event.body)) set->facts.codes = {"SEVERE"};
  }
  EXPECT_EQ(code.found(), Invariant::only_official_moves_levels);
}

TEST(BoardRecount, SeesAReportThatDoesSomethingByItself) {
  GoodDay day;
  // A check is drafted by the same command that filed the report.
  const auto filed = std::find_if(day.journal.begin(), day.journal.end(), [](const auto& event) {
    return std::holds_alternative<world::ReportFiled>(event.body);
  });
  world::Event draft = *filed;
  draft.body = world::CheckDrafted{};
  day.journal.insert(filed + 1, draft);
  EXPECT_EQ(day.found(), Invariant::proposals_move_nothing);
  GoodDay feed;
  feed.spoil<world::EntrySubmitted>([&](auto& body, auto& event) {
    body.by = feed.feed;
    event.by = world::Actor::of(feed.feed);
  });
  EXPECT_EQ(feed.found(), Invariant::proposals_move_nothing);
}

TEST(BoardRecount, SeesWhatTheWorldLost) {
  GoodDay day;
  world::World less;
  for (std::size_t i = 0; i + 1 < day.journal.size(); ++i) less.apply(day.journal[i], i + 1);
  day.world = std::move(less);
  EXPECT_EQ(day.found(true), Invariant::published_kept) << "the correction";
  GoodDay minor;
  minor.spoil<world::EntryEdited>([](auto& body, auto&) { body.statement.words = "other words"; });
  EXPECT_EQ(minor.found(true), Invariant::published_kept);
}

}  // namespace
}  // namespace tocsin::sim
