// Goal: what the public reads has two people behind it, nothing is removed, and every revision stays.
#include "world/measures.h"

#include <gtest/gtest.h>

#include "world/board_testing.h"

namespace tocsin::world {
namespace {

EditEntry edit_of(std::uint64_t number, Statement statement, std::string note = "news") {
  EditEntry command;
  command.id = entry_id(number);
  command.statement = std::move(statement);
  command.change_note = std::move(note);
  return command;
}
LiftEntry lift_of(Status status, Instant at) {
  LiftEntry command;
  command.id = entry_id(1);
  command.status = status;
  command.lifted_at = at;
  command.reason = "over";
  return command;
}

// EVIDENCE-OF: DESIGN principle 7 "you cannot approve what you proposed"
TEST(Entries, ArePublishedByASecondPerson) {
  Desk desk;
  desk.must(desk.bruno, desk.draft_of(1, measure("CLOSURE", "FR")));
  EXPECT_EQ(desk.refused(desk.bruno, PublishEntry{entry_id(1)}).detail,
            "you cannot approve what you proposed");
  EXPECT_EQ(desk.refused(desk.anne, PublishEntry{entry_id(1)}).code, Errc::forbidden) << "an operator";
  const auto decided = desk.must(desk.claire, PublishEntry{entry_id(1)});
  EXPECT_EQ(decided.events.at(0).audience, Audience::public_);
  EXPECT_EQ(desk.entry(1).state, EntryState::published);
  EXPECT_EQ(desk.entry(1).revisions.at(0).proposed_by, desk.bruno);
  EXPECT_EQ(desk.entry(1).revisions.at(0).approved_by, desk.claire);
  EXPECT_EQ(desk.refused(desk.claire, PublishEntry{entry_id(1)}).code, Errc::conflict);
}

TEST(Entries, WhoeverWroteOrSubmittedMayNotPublish) {
  Desk desk;
  auto draft = desk.draft_of(1, measure("CLOSURE", "FR"));
  draft.submit = false;
  desk.must(desk.claire, draft);
  EXPECT_EQ(desk.refused(desk.bruno, PublishEntry{entry_id(1)}).code, Errc::conflict) << "not submitted";
  desk.must(desk.bruno, edit_of(1, measure("CLOSURE", "FR-75C")));
  EXPECT_EQ(desk.refused(desk.bruno, PublishEntry{entry_id(1)}).code, Errc::forbidden) << "wrote it last";
  EXPECT_EQ(desk.refused(desk.claire, PublishEntry{entry_id(1)}).code, Errc::forbidden) << "drafted it";
}

TEST(Entries, DraftedByHandNameASourceAndItsChain) {
  Desk desk;
  auto draft = desk.draft_of(1, measure("CLOSURE", "FR"), {});
  EXPECT_EQ(desk.refused(desk.anne, draft).detail, "chain is missing: everything shown says who said it");
  draft.chain = {publisher("RT")};
  draft.source = source_id(99);
  EXPECT_EQ(desk.refused(desk.anne, draft).field, "/source");
  draft.source = source_id(1);
  draft.incident = incident_id(1);
  EXPECT_EQ(desk.refused(desk.anne, draft).field, "/incident");
}

TEST(Entries, AnEditWaitsLikeAFirstPublication) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  const Statement changed = measure("CLOSURE", "FR", Status::extended);
  EXPECT_EQ(desk.refused(desk.anne, edit_of(1, changed, " ")).field, "/change_note");
  desk.now = evening + hour_ms;
  const auto decided = desk.must(desk.anne, edit_of(1, changed));
  for (const auto& event : decided.events) EXPECT_EQ(event.audience, Audience::operators);
  EXPECT_EQ(desk.entry(1).statement().status, Status::in_force) << "the public reads the old one";
  desk.now = evening + 2 * hour_ms;
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  ASSERT_EQ(desk.entry(1).revisions.size(), 2u);
  EXPECT_EQ(desk.entry(1).revisions[0].statement.status, Status::in_force) << "the old one is kept";
  const EntryRevision& revision = desk.entry(1).revisions[1];
  EXPECT_EQ(revision.statement.status, Status::extended);
  EXPECT_EQ(revision.recorded_at, evening + 2 * hour_ms);
  EXPECT_EQ(revision.change_note, "news");
  EXPECT_TRUE(revision.tell);
  EXPECT_TRUE(desk.must(desk.anne, edit_of(1, changed)).repeated);
}

// EVIDENCE-OF: board rows 30, 31 "change_description required unless minor", "tell subscribers?"
TEST(Entries, AMinorEditShowsAtOnceAndChangesWordsOnly) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  Statement spelled = measure("CLOSURE", "FR");
  spelled.actor = "City of Paris";
  EditEntry command = edit_of(1, spelled, "");
  command.minor = true;
  command.tell = false;
  EXPECT_EQ(desk.must(desk.anne, command).events.at(0).audience, Audience::public_);
  EXPECT_EQ(desk.entry(1).statement().actor, "City of Paris");
  EXPECT_FALSE(desk.entry(1).revisions.back().tell);
  const std::function<void(Statement&)> facts[] = {
      [](Statement& s) { s.status = Status::lifted; },
      [](Statement& s) { s.code = "PATROLS"; },
      [](Statement& s) { s.jurisdiction.iso = "DE"; },
      [](Statement& s) { s.since = evening; },
      [](Statement& s) { s.until = evening; },
      [](Statement& s) { s.as_of = evening + 1; },
      [](Statement& s) { s.site = site("x", "48,2"); },
      [](Statement& s) { s.level_said = "4"; },
      [](Statement& s) { s.quantity = Quantity{"killed", 1, 1, true, "1"}; },
      [](Statement& s) { s.statement_class = StatementClass::advice; }};
  for (std::size_t i = 0; i < std::size(facts); ++i) {
    EditEntry changed = command;
    facts[i](changed.statement);
    EXPECT_EQ(desk.refused(desk.anne, changed).field, "/minor") << "fact " << i;
  }
  desk.must(desk.anne, edit_of(1, measure("CLOSURE", "FR", Status::extended)));
  command.statement.actor = "Paris";
  EXPECT_EQ(desk.refused(desk.anne, command).code, Errc::conflict) << "another edit waits";
}

TEST(Entries, SentBackStayAsTheyWere) {
  Desk desk;
  desk.must(desk.anne, desk.draft_of(1, measure("CLOSURE", "FR")));
  EXPECT_EQ(desk.refused(desk.bruno, SendBackEntry{entry_id(1), ""}).field, "/reason");
  desk.must(desk.bruno, SendBackEntry{entry_id(1), "which school?"});
  EXPECT_EQ(desk.entry(1).state, EntryState::draft);
  EXPECT_EQ(desk.entry(1).pending->sent_back, "which school?");
  desk.must(desk.anne, SubmitEntry{entry_id(1)});
  EXPECT_TRUE(desk.must(desk.anne, SubmitEntry{entry_id(1)}).repeated);
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  desk.must(desk.anne, edit_of(1, measure("CLOSURE", "FR", Status::extended)));
  desk.must(desk.bruno, SendBackEntry{entry_id(1), "no"});
  EXPECT_EQ(desk.entry(1).state, EntryState::published);
  EXPECT_EQ(desk.entry(1).statement().status, Status::in_force);
  EXPECT_EQ(desk.refused(desk.bruno, PublishEntry{entry_id(1)}).code, Errc::conflict);
  desk.must(desk.anne, DiscardEntry{entry_id(1), "given up"});
  EXPECT_FALSE(desk.entry(1).pending);
}

// EVIDENCE-OF: issue 3 "Expired and unconfirmed ones grey with age, never vanish"
TEST(Entries, APublishedOneIsNeverRemoved) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  EXPECT_NE(desk.refused(desk.bruno, DiscardEntry{entry_id(1), "oops"}).detail.find("never removed"),
            std::string::npos);
  desk.lift(1, evening, Status::denied);
  EXPECT_EQ(desk.entry(1).statement().status, Status::denied);
  EXPECT_EQ(desk.entry(1).revisions.size(), 2u);
  EXPECT_EQ(desk.entry(1).revisions.back().change_note, "over");
}

TEST(Entries, AreLiftedWithAMomentAndAReason) {
  Desk desk;
  Statement since = measure("CLOSURE", "FR");
  since.since = evening + -hour_ms;
  desk.must(desk.anne, desk.draft_of(1, since));
  EXPECT_EQ(desk.refused(desk.anne, lift_of(Status::lifted, evening)).code, Errc::conflict) << "a draft";
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  EXPECT_EQ(desk.refused(desk.anne, lift_of(Status::in_force, evening)).field, "/status");
  EXPECT_EQ(desk.refused(desk.anne, lift_of(Status::lifted, {})).field, "/lifted_at");
  EXPECT_EQ(desk.refused(desk.anne, lift_of(Status::lifted, evening + 1)).field, "/lifted_at") << "to come";
  EXPECT_EQ(desk.refused(desk.anne, lift_of(Status::lifted, evening + -2 * hour_ms)).field, "/lifted_at");
  LiftEntry unchanged = lift_of(Status::completed, evening);
  unchanged.outcome = "unchanged";
  desk.must(desk.anne, unchanged);
  EXPECT_EQ(desk.refused(desk.anne, PublishEntry{entry_id(1)}).code, Errc::forbidden);
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  EXPECT_EQ(desk.entry(1).statement().outcome, "unchanged");
  EXPECT_TRUE(desk.must(desk.anne, unchanged).repeated);
}

TEST(Entries, AreConfirmedByOnePersonAndForwardOnly) {
  Desk desk;
  desk.must(desk.anne, desk.draft_of(1, measure("CLOSURE", "FR")));
  EXPECT_EQ(desk.refused(desk.anne, ConfirmEntry{entry_id(1), evening, ""}).code, Errc::conflict);
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  desk.now = evening + day_ms;
  EXPECT_EQ(desk.refused(desk.anne, ConfirmEntry{entry_id(1), desk.now + 1, ""}).field, "/as_of");
  EXPECT_EQ(desk.refused(desk.anne, ConfirmEntry{entry_id(1), {}, ""}).field, "/as_of");
  desk.must(desk.anne, ConfirmEntry{entry_id(1), desk.now, "called them"});
  EXPECT_TRUE(desk.must(desk.anne, ConfirmEntry{entry_id(1), desk.now, ""}).repeated);
  EXPECT_EQ(desk.refused(desk.anne, ConfirmEntry{entry_id(1), evening, ""}).code, Errc::conflict);
  EXPECT_EQ(desk.entry(1).confirmations.at(0).note, "called them");
  desk.lift(1, desk.now);
  EXPECT_EQ(desk.refused(desk.anne, ConfirmEntry{entry_id(1), desk.now, ""}).code, Errc::conflict);
}

// EVIDENCE-OF: board row 22 "ETag/If-Match conflict screen"
TEST(Entries, HonourIfMatch) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  const std::uint32_t seen = desk.entry(1).revision;
  const auto edit = edit_of(1, measure("CLOSURE", "FR", Status::extended));
  desk.must(desk.anne, edit, seen);
  const auto error = desk.refused(desk.claire, edit_of(1, measure("PATROLS", "FR")), seen);
  EXPECT_EQ(error.code, Errc::precondition);
  EXPECT_NE(error.detail.find("entry"), std::string::npos);
}

// EVIDENCE-OF: board row 37 "Attacker claims kept apart, never quoted in push text"
TEST(Entries, NothingAnAttackerSaysMayBePushed) {
  Desk desk;
  const auto pushed = [&](std::uint64_t number) { return may_be_pushed(desk.world, desk.entry(number)); };
  desk.publish(1, measure("CLOSURE", "FR"));
  EXPECT_TRUE(pushed(1));
  Statement claim = measure("", "FR", Status::claimed);
  claim.statement_class = StatementClass::claim;
  desk.publish(2, claim);
  EXPECT_FALSE(pushed(2)) << "a claim, whoever says it";
  desk.publish(3, count("killed", "FR", 200, {}), {publisher("RT"), claimant("some group")});
  EXPECT_FALSE(pushed(3)) << "a claimant in the chain";
  desk.publish(4, count("killed", "FR", 200, {}), {publisher("RT"), official("ISIS")});
  EXPECT_FALSE(pushed(4)) << "registered as an attacker, under another name";
  desk.publish(5, measure("CLOSURE", "FR"), {publisher("x")}, 5);
  EXPECT_FALSE(pushed(5)) << "an attacker's own report";
}

TEST(Entries, NeedWhatTheirClassNeeds) {
  const auto field = [](Statement statement) {
    const auto complete = require_complete(statement, "");
    return complete ? std::string() : complete.error().field;
  };
  EXPECT_EQ(field(measure("MEASURES_UNSPECIFIED", "FR")), "");
  Statement words = measure("", "FR");
  words.statement_class = StatementClass::claim;
  EXPECT_EQ(field(words), "");
  words.words = "";
  EXPECT_EQ(field(words), "/words");
  words.statement_class = StatementClass::level_words;
  EXPECT_EQ(field(words), "/words");
  words.level_said = "high";
  EXPECT_EQ(field(words), "");
  words.statement_class = StatementClass::count;
  EXPECT_EQ(field(words), "/quantity");
  words.statement_class = StatementClass::advice;
  EXPECT_EQ(field(words), "");
  words.jurisdiction = {};
  EXPECT_EQ(field(words), "/jurisdiction");
  words.jurisdiction.group = "across the globe";
  EXPECT_EQ(field(words), "");
}

TEST(Entries, HaveAsMuchSupportAsTheLimitSays) {
  Desk desk;
  desk.publish(1, measure("CLOSURE", "FR"));
  desk.file(1, 2, std::vector(proposals_max, proposal(measure("CLOSURE", "FR"))));
  for (std::uint32_t i = 0; i + 1 < support_max; ++i)
    desk.must(desk.anne, MergeProposal{{report_id(1), i}, entry_id(1), ""});
  const MergeProposal one_more{{report_id(1), support_max - 1}, entry_id(1), ""};
  EXPECT_EQ(desk.refused(desk.anne, one_more).code, Errc::too_large);
}

}  // namespace
}  // namespace tocsin::world
