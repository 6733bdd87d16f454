// Goal: a machine's proposal does nothing until a person decides, and who decided what is kept.
#include "world/reports.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::world {
namespace {

AcceptProposal accept(std::uint64_t report, std::uint32_t index, std::uint64_t entry) {
  AcceptProposal command;
  command.proposal = {report_id(report), index};
  command.entry = entry_id(entry);
  return command;
}

const Report& report(const Desk& desk, std::uint64_t number = 1) {
  return *desk.world.reports().find(report_id(number));
}

TEST(Reports, AreKeptByteForByteWithTheirDigest) {
  Desk desk;
  FileReport command = desk.report_of(1, 1, {proposal(measure("CLOSURE", "FR"))});
  command.raw = Bytes("caf\xE9 \0 end", 10);
  const auto decided = desk.must(desk.feed, command);
  const auto& event = std::get<ReportFiled>(decided.events.at(0).body);
  EXPECT_EQ(event.raw, command.raw);
  EXPECT_EQ(event.digest, blake2b(command.raw));
  EXPECT_EQ(decided.events.at(0).audience, Audience::operators);
  EXPECT_EQ(report(desk).digest, blake2b(command.raw));
  EXPECT_EQ(report(desk).bytes, 10u);
  EXPECT_EQ(report(desk).seq, desk.journal.size());
}

TEST(Reports, TheSameBytesOfTheSameSourceAreRepeated) {
  Desk desk;
  desk.file(1, 1, {});
  FileReport again = desk.report_of(2, 1, {});
  again.raw = "text 1";
  const auto decided = desk.must(desk.feed, again);
  EXPECT_TRUE(decided.repeated);
  EXPECT_EQ(decided.subject, report_id(1).id);
  again.facts.source = source_id(2);
  EXPECT_FALSE(desk.must(desk.feed, again).repeated) << "another source says it too";
}

TEST(Reports, HaveLimits) {
  Desk desk;
  FileReport command = desk.report_of(1, 1, {});
  command.raw = Bytes(report_bytes_max, 'x');
  EXPECT_TRUE(desk.decide(desk.feed, command));
  command.raw += 'x';
  EXPECT_EQ(desk.refused(desk.feed, command).code, Errc::too_large);
  command.raw.clear();
  EXPECT_EQ(desk.refused(desk.feed, command).field, "/raw");
  command = desk.report_of(1, 1, std::vector(proposals_max, proposal(measure("CLOSURE", "FR"))));
  EXPECT_TRUE(desk.decide(desk.feed, command));
  command.proposals.push_back(command.proposals.front());
  EXPECT_EQ(desk.refused(desk.feed, command).code, Errc::too_large);
  command = desk.report_of(1, 77, {});
  EXPECT_EQ(desk.refused(desk.feed, command).field, "/source");
}

TEST(Reports, SpansPointIntoTheText) {
  Desk desk;
  const auto field = [&](const std::function<void(Proposal&)>& change) {
    Proposal read = proposal(measure("CLOSURE", "FR"));
    change(read);
    const auto decided = desk.decide(desk.feed, desk.report_of(1, 1, {read}));  // "text 1": six bytes
    return decided ? std::string() : decided.error().field;
  };
  EXPECT_EQ(field([](auto& p) { p.span = {0, 6}; }), "");
  EXPECT_EQ(field([](auto& p) { p.span = {0, 7}; }), "/proposals/0/span");
  EXPECT_EQ(field([](auto& p) { p.fields = {{Field::actor, {3, 2}}}; }), "/proposals/0/fields");
  EXPECT_EQ(field([](auto& p) { p.chain[0].span = {6, 8}; }), "/proposals/0/chain");
  EXPECT_EQ(field([](auto& p) { p.hedges.assign(hedges_max + 1, "may"); }), "/proposals/0/hedges");
  EXPECT_EQ(field([](auto& p) { p.hedges.assign(hedges_max, "may"); }), "");
  EXPECT_EQ(field([](auto& p) { p.fields.assign(field_spans_max + 1, {}); }), "/proposals/0/fields");
  EXPECT_EQ(field([](auto& p) { p.fields.assign(field_spans_max, {}); }), "");
  EXPECT_EQ(field([](auto& p) { p.grade = {'Z', 1}; }), "/proposals/0/grade");
}

// EVIDENCE-OF: issue 3 "A proposal never starts a check, messages anyone or moves a level by itself"
TEST(Proposals, DoNothingUntilAPersonDecides) {
  Desk desk;
  Statement level = measure("LEVEL_CHANGE", "FR");
  Statement words = level;
  words.statement_class = StatementClass::level_words;
  words.level_said = "highest";
  const auto decided = desk.must(
      desk.feed,
      desk.report_of(1, 4, {proposal(level), proposal(words), proposal(measure("SAFETY_CHECK", "FR"))}));
  ASSERT_EQ(decided.events.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<ReportFiled>(decided.events[0].body));
  EXPECT_TRUE(desk.world.measures().all().empty());
  EXPECT_TRUE(desk.world.levels().all().empty());
  EXPECT_TRUE(desk.world.checks().all().empty());
  // Accepted and published it is an entry of the board, and still no level and no check.
  for (std::uint32_t i = 0; i < 3; ++i) {
    desk.must(desk.anne, accept(1, i, i + 1));
    desk.must(desk.bruno, PublishEntry{entry_id(i + 1)});
  }
  EXPECT_EQ(desk.world.measures().all().size(), 3u);
  EXPECT_TRUE(desk.world.levels().all().empty());
  EXPECT_TRUE(desk.world.checks().all().empty());
}

TEST(Proposals, AFeedFilesAndDecidesNothing) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR"))});
  EXPECT_EQ(desk.refused(desk.feed, accept(1, 0, 1)).code, Errc::forbidden);
  EXPECT_EQ(desk.refused(desk.feed, RejectProposal{{report_id(1), 0}, "x"}).code, Errc::forbidden);
  EXPECT_EQ(desk.refused(Actor::local(), accept(1, 0, 1)).code, Errc::unauthorised);
}

TEST(Proposals, AcceptedBecomeAnEntryThatWaitsForASecondPerson) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR"), {publisher("RT"), relay("Reuters")})});
  AcceptProposal command = accept(1, 0, 1);
  command.edited = measure("CLOSURE", "FR-75C");
  command.note = "the city, not the country";
  desk.must(desk.anne, command);
  EXPECT_EQ(desk.entry(1).state, EntryState::submitted);
  EXPECT_EQ(desk.entry(1).statement(), *command.edited);
  ASSERT_EQ(desk.entry(1).pending_support.size(), 1u);
  const Support& support = desk.entry(1).pending_support[0];
  EXPECT_EQ(support.proposal, (ProposalRef{report_id(1), 0}));
  EXPECT_EQ(support.source, source_id(1));
  EXPECT_EQ(support.chain.size(), 2u);
  const ProposalDecision& decision = *report(desk).decision(0);
  EXPECT_EQ(decision.state, ProposalState::accepted);
  EXPECT_TRUE(decision.edited);
  EXPECT_EQ(decision.by, desk.anne);
  EXPECT_EQ(decision.at, desk.now);
  EXPECT_EQ(decision.reason, "the city, not the country");
  EXPECT_TRUE(desk.must(desk.claire, accept(1, 0, 9)).repeated);
  EXPECT_EQ(desk.must(desk.claire, accept(1, 0, 9)).subject, entry_id(1).id);
  EXPECT_EQ(desk.refused(desk.anne, RejectProposal{{report_id(1), 0}, "x"}).code, Errc::conflict);
}

TEST(Proposals, WithoutAChainNameThePublisher) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR"), {})});
  desk.must(desk.anne, accept(1, 0, 1));
  EXPECT_EQ(desk.entry(1).pending_support[0].chain.at(0).name, "RT");
}

TEST(Proposals, RejectedKeepTheReasonAndMayBeAcceptedLater) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR"))});
  EXPECT_EQ(desk.refused(desk.anne, RejectProposal{{report_id(1), 0}, " "}).field, "/reason");
  desk.must(desk.anne, RejectProposal{{report_id(1), 0}, "about last year"});
  EXPECT_TRUE(desk.must(desk.anne, RejectProposal{{report_id(1), 0}, "again"}).repeated);
  desk.now = evening + 5;
  desk.must(desk.claire, accept(1, 0, 1));
  const auto& decisions = report(desk).decisions.at(0);
  ASSERT_EQ(decisions.size(), 2u);
  EXPECT_EQ(decisions[0].reason, "about last year");
  EXPECT_EQ(decisions[1].by, desk.claire);
  EXPECT_EQ(report(desk).state(0), ProposalState::accepted);
}

TEST(Proposals, OfAnEntryThatWasGivenUpAreOpenAgain) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR"))});
  desk.must(desk.anne, accept(1, 0, 1));
  desk.must(desk.anne, DiscardEntry{entry_id(1), "wrong"});
  EXPECT_FALSE(desk.must(desk.anne, accept(1, 0, 2)).repeated);
  EXPECT_EQ(desk.entry(2).state, EntryState::submitted);
}

TEST(Proposals, MergedCorroborateOnceASecondPersonPublishes) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.file(1, 2, {proposal(measure("CLOSURE", "FR"), {publisher("Reuters")})});
  const MergeProposal merge{{report_id(1), 0}, entry_id(1), "the same"};
  const auto decided = desk.must(desk.anne, merge);
  for (const auto& event : decided.events) EXPECT_EQ(event.audience, Audience::operators);
  EXPECT_EQ(desk.entry(1).support.size(), 1u) << "not public yet";
  EXPECT_TRUE(desk.entry(1).waits());
  EXPECT_TRUE(desk.must(desk.anne, merge).repeated);
  EXPECT_EQ(desk.must(desk.bruno, PublishEntry{entry_id(1)}).events.at(0).audience, Audience::public_);
  EXPECT_EQ(desk.entry(1).support.size(), 2u);
  EXPECT_FALSE(desk.entry(1).revisions.back().tell) << "another source is no news for subscribers";
  EXPECT_TRUE(desk.must(desk.anne, merge).repeated);
  desk.file(2, 2, {proposal(count("killed", "FR", 3, 3))});
  EXPECT_EQ(desk.refused(desk.anne, MergeProposal{{report_id(2), 0}, entry_id(1), ""}).field, "/entry");
}

TEST(Proposals, WhoMergedMayNotPublishTheMerge) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.file(1, 2, {proposal(measure("CLOSURE", "FR"))});
  desk.must(desk.bruno, MergeProposal{{report_id(1), 0}, entry_id(1), ""});
  EXPECT_EQ(desk.refused(desk.bruno, PublishEntry{entry_id(1)}).detail,
            "you cannot approve what you proposed");
  desk.must(desk.claire, PublishEntry{entry_id(1)});
}

TEST(Proposals, ThatTheBoardDoesNotShowAreNotAccepted) {
  Desk desk;
  Statement other = measure("CLOSURE", "FR");
  other.statement_class = StatementClass::other;
  Statement nowhere = measure("CLOSURE", "FR");
  nowhere.jurisdiction = {};
  Statement no_code = measure("", "FR");
  Statement bad_code = measure("CLOSED", "FR");
  desk.file(1, 1, {proposal(other), proposal(nowhere), proposal(no_code), proposal(bad_code)});
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 0, 1)).field, "/statement/statement_class");
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 1, 1)).field, "/statement/jurisdiction");
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 2, 1)).field, "/statement/code");
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 3, 1)).field, "/statement/code");
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 4, 1)).code, Errc::not_found);
}

TEST(Reports, MoveBetweenIncidentsAndKeepTheirId) {
  Desk desk;
  desk.must(desk.anne, OpenIncident{incident_id(1), "Attacks", {}});
  desk.file(1, 1, {});
  desk.must(desk.anne, MoveReport{report_id(1), incident_id(1)});
  EXPECT_EQ(report(desk).facts.incident, incident_id(1));
  EXPECT_TRUE(desk.must(desk.anne, MoveReport{report_id(1), incident_id(1)}).repeated);
  EXPECT_EQ(desk.refused(desk.anne, MoveReport{report_id(1), incident_id(9)}).field, "/incident");
  desk.must(desk.anne, MoveReport{report_id(1), {}});
  EXPECT_FALSE(report(desk).facts.incident);
}

// A command that comes twice must not end the process.
TEST(Reports, ReportsEntriesAndLevelsWithAnIdInUseAreRefused) {
  Desk desk;
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR")), proposal(measure("PATROLS", "FR"))});
  EXPECT_EQ(desk.refused(desk.feed, desk.report_of(1, 2, {})).code, Errc::conflict);
  desk.must(desk.anne, accept(1, 0, 1));
  EXPECT_EQ(desk.refused(desk.anne, accept(1, 1, 1)).code, Errc::conflict);
  EXPECT_EQ(desk.refused(desk.anne, desk.draft_of(1, measure("CLOSURE", "FR"))).code, Errc::conflict);
  const LevelFacts facts = level_facts("fr-posture-2014", "vigilance", "FR", evening, 4);
  desk.must(desk.anne, SetLevel{level_id(1), facts, ""});
  desk.must(desk.bruno, RejectLevel{level_id(1), "not yet"});
  EXPECT_EQ(desk.refused(desk.anne, SetLevel{level_id(1), facts, ""}).code, Errc::conflict);
  desk.must(desk.anne, SetLevel{level_id(2), facts, ""});
}

}  // namespace
}  // namespace tocsin::world
