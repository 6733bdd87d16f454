// Goal: two Worlds whose boards differ anywhere have different digests.
#include <gtest/gtest.h>

#include <functional>

#include "world/digest.h"
#include "world/event_testing_board.h"

namespace tocsin::world {
namespace {

// A life in which every kind of the board comes once and stays visible.
std::vector<Event> life() {
  std::vector<Event> ordered;
  const auto all = one_of_all_kinds();
  for (const auto* kind :
       {"IncidentOpened",  "UpdatePosted",    "SourceRegistered", "FetchRecorded",   "ReportFiled",
        "ReportMoved",     "ProposalDecided", "EntryDrafted",     "EntrySubmitted",  "EntryPublished",
        "EntryConfirmed",  "EntryEdited",     "EntrySupported",   "LevelProposed",   "LevelSet",
        "SchemeChanged",   "LevelEnded",      "UpdateDrafted",    "UpdateSubmitted", "UpdateScheduled",
        "UpdateCorrected", "UpdateMarked"}) {
    for (const auto& event : all) {
      if (kind_of(event.body) == kind) ordered.push_back(event);
    }
  }
  for (auto& event : ordered) {
    if (auto* const proposed = std::get_if<LevelProposed>(&event.body)) proposed->ended_at = {};
    if (auto* const drafted = std::get_if<UpdateDrafted>(&event.body)) drafted->id = update_id(52);
    if (auto* const submitted = std::get_if<UpdateSubmitted>(&event.body)) submitted->id = update_id(52);
    if (auto* const scheduled = std::get_if<UpdateScheduled>(&event.body)) scheduled->id = update_id(52);
    if (auto* const opened = std::get_if<IncidentOpened>(&event.body)) opened->alert.reset();
  }
  return ordered;
}

Bytes digest_of(const std::vector<Event>& events) {
  World world;
  Seq seq = 0;
  for (const auto& event : events) world.apply(event, ++seq);
  return world.digest();
}

template <class Body>
bool notices(const std::function<void(Body&)>& change) {
  auto events = life();
  for (auto& event : events) {
    if (auto* body = std::get_if<Body>(&event.body)) change(*body);
  }
  return digest_of(events) != digest_of(life());
}

const std::function<void(Statement&)> statement_changes[] = {
    [](Statement& s) { s.statement_class = StatementClass::other; },
    [](Statement& s) { s.kind += 'x'; },
    [](Statement& s) { s.code += 'x'; },
    [](Statement& s) { s.jurisdiction.iso = "DE"; },
    [](Statement& s) { s.jurisdiction.iso2 = ""; },
    [](Statement& s) { s.jurisdiction.group += 'x'; },
    [](Statement& s) { s.jurisdiction.basis = Basis::city; },
    [](Statement& s) { s.actor += 'x'; },
    [](Statement& s) { s.target += 'x'; },
    [](Statement& s) { s.site.reset(); },
    [](Statement& s) { s.site->name += 'x'; },
    [](Statement& s) { s.site->point.reset(); },
    [](Statement& s) { s.site->point->lat += 1e-9; },
    [](Statement& s) { s.site->ref += 'x'; },
    [](Statement& s) { s.site->runner_up += 'x'; },
    [](Statement& s) { s.status = Status::denied; },
    [](Statement& s) { s.since.ms += 1; },
    [](Statement& s) { s.until.ms += 1; },
    [](Statement& s) { s.planned_at.ms += 1; },
    [](Statement& s) { s.lifted_at.ms += 1; },
    [](Statement& s) { s.statement_at.ms += 1; },
    [](Statement& s) { s.as_of.ms += 1; },
    [](Statement& s) { s.time_words += 'x'; },
    [](Statement& s) { s.outcome += 'x'; },
    [](Statement& s) { s.quantity.reset(); },
    [](Statement& s) { s.quantity->min.reset(); },
    [](Statement& s) { s.quantity->max.reset(); },
    [](Statement& s) { s.quantity->exact = false; },
    [](Statement& s) { s.quantity->text += 'x'; },
    [](Statement& s) { s.level_said += 'x'; },
    [](Statement& s) { s.words += 'x'; }};

TEST(BoardDigest, ChangesWithEveryEventThatIsMissing) {
  const auto all = life();
  std::vector<Bytes> digests;
  for (std::size_t count = 0; count <= all.size(); ++count)
    digests.push_back(digest_of({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)}));
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::adjacent_find(digests.begin(), digests.end()), digests.end());
}

TEST(BoardDigest, NoticesEveryPartOfAStatement) {
  for (std::size_t i = 0; i < std::size(statement_changes); ++i) {
    const auto& change = statement_changes[i];
    EXPECT_TRUE(notices<ReportFiled>([&](auto& e) { change(e.proposals[0].statement); })) << "proposal " << i;
    EXPECT_TRUE(notices<EntryPublished>([&](auto& e) { change(e.statement); })) << "entry " << i;
  }
}

TEST(BoardDigest, NoticesReportsAndDecisions) {
  using Change = std::function<void(ReportFiled&)>;
  const Change changes[] = {[](ReportFiled& e) { e.facts.published_at.ms += 1; },
                            [](ReportFiled& e) { e.facts.title += 'x'; },
                            [](ReportFiled& e) { e.facts.url += 'x'; },
                            [](ReportFiled& e) { e.facts.media_type += 'x'; },
                            [](ReportFiled& e) { e.facts.language += 'x'; },
                            [](ReportFiled& e) { e.facts.reader_version += 'x'; },
                            [](ReportFiled& e) { e.facts.simhash += 1; },
                            [](ReportFiled& e) { e.digest[0] = 'x'; },
                            [](ReportFiled& e) { e.raw += 'x'; },
                            [](ReportFiled& e) { e.proposals.pop_back(); },
                            [](ReportFiled& e) { e.proposals[0].chain.pop_back(); },
                            [](ReportFiled& e) { e.proposals[0].chain[1].quote += 'x'; },
                            [](ReportFiled& e) { e.proposals[0].chain[1].span.end += 1; },
                            [](ReportFiled& e) { e.proposals[0].hedges.pop_back(); },
                            [](ReportFiled& e) { e.proposals[0].certainty = Certainty::high; },
                            [](ReportFiled& e) { e.proposals[0].grade.digit = 1; },
                            [](ReportFiled& e) { e.proposals[0].rule += 'x'; },
                            [](ReportFiled& e) { e.proposals[0].summary = false; },
                            [](ReportFiled& e) { e.proposals[0].span.begin += 1; },
                            [](ReportFiled& e) { e.proposals[0].fields[1].span.begin += 1; }};
  for (std::size_t i = 0; i < std::size(changes); ++i) EXPECT_TRUE(notices(changes[i])) << "change " << i;
  EXPECT_TRUE(notices<ReportMoved>([](auto& e) { e.incident.reset(); }));
  EXPECT_TRUE(notices<ProposalDecided>([](auto& e) { e.state = ProposalState::accepted; }));
  EXPECT_TRUE(notices<ProposalDecided>([](auto& e) { e.edited = false; }));
  EXPECT_TRUE(notices<ProposalDecided>([](auto& e) { e.reason += 'x'; }));
  EXPECT_TRUE(notices<ProposalDecided>([](auto& e) { e.proposal.index = 0; }));
  EXPECT_TRUE(notices<ProposalDecided>([](auto& e) { e.by = OperatorId(numbered(99)); }));
}

TEST(BoardDigest, NoticesSourcesEntriesAndSupport) {
  EXPECT_TRUE(notices<SourceRegistered>([](auto& e) { e.facts.aliases.pop_back(); }));
  EXPECT_TRUE(notices<SourceRegistered>([](auto& e) { e.facts.kind = SourceKind::agency; }));
  EXPECT_TRUE(notices<SourceRegistered>([](auto& e) { e.facts.official_for.pop_back(); }));
  EXPECT_TRUE(notices<SourceRegistered>([](auto& e) { e.facts.grade = 'C'; }));
  EXPECT_TRUE(notices<SourceRegistered>([](auto& e) { e.facts.stale_after_ms += 1; }));
  EXPECT_TRUE(notices<FetchRecorded>([](auto& e) { e.ok = false; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.support.pop_back(); }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.support[0].quantity.reset(); }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.support[0].words += 'x'; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.support[0].as_of.ms += 1; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.support[0].proposal.reset(); }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.change_note += 'x'; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.tell = false; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.minor = false; }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.proposed_by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<EntryPublished>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<EntryDrafted>([](auto& e) { e.incident.reset(); }));
  EXPECT_TRUE(notices<EntryConfirmed>([](auto& e) { e.as_of.ms += 1; }));
  EXPECT_TRUE(notices<EntryConfirmed>([](auto& e) { e.note += 'x'; }));
  EXPECT_TRUE(notices<EntryEdited>([](auto& e) { e.effective = false; }));
  EXPECT_TRUE(notices<EntrySupported>([](auto& e) { e.support.grade.digit = 1; }));
}

TEST(BoardDigest, NoticesLevelsAndUpdates) {
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.codes.pop_back(); }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.words += 'x'; }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.part += 'x'; }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.valid_until.ms += 1; }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.within_level += 'x'; }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.facts.report.reset(); }));
  EXPECT_TRUE(notices<LevelSet>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<LevelProposed>([](auto& e) { e.note += 'x'; }));
  EXPECT_TRUE(notices<LevelEnded>([](auto& e) { e.ended_at.ms += 1; }));
  EXPECT_TRUE(notices<LevelEnded>([](auto& e) { e.reason += 'x'; }));
  EXPECT_TRUE(notices<SchemeChanged>([](auto& e) { e.same = false; }));
  EXPECT_TRUE(notices<SchemeChanged>([](auto& e) { e.code_before += 'x'; }));
  EXPECT_TRUE(notices<UpdateDrafted>([](auto& e) { e.content.text += 'x'; }));
  EXPECT_TRUE(notices<UpdateDrafted>([](auto& e) { e.content.pinned = false; }));
  EXPECT_TRUE(notices<UpdateScheduled>([](auto& e) { e.publish_at.ms += 1; }));
  EXPECT_TRUE(notices<UpdateCorrected>([](auto& e) { e.reason += 'x'; }));
  EXPECT_TRUE(notices<UpdateCorrected>([](auto& e) { e.text += 'x'; }));
  EXPECT_TRUE(notices<UpdateMarked>([](auto& e) { e.key_event = false; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.scheduled_for.ms += 1; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.written_by = OperatorId(numbered(99)); }));
}

}  // namespace
}  // namespace tocsin::world
