#include "world/event.h"

#include <gtest/gtest.h>

#include <set>

#include "world/event_testing_board.h"

namespace tocsin::world {
namespace {

TEST(Events, ThereIsOneOfEveryKind) {
  const auto events = one_of_all_kinds();
  ASSERT_EQ(events.size(), std::variant_size_v<EventBody>);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].body.index(), i);
}

// The names are the outside form of `tocsin journal inspect`.
TEST(Events, HaveTheNamesThatTheJournalShows) {
  const std::string_view names[] = {
      "RealmCreated",       "OperatorInvited",  "OperatorEnrolled", "RealmHeld",         "RealmReleased",
      "PeopleListRead",     "AlertReceived",    "IncidentOpened",   "UpdatePosted",      "CheckDrafted",
      "CheckProposed",      "CheckOpened",      "CheckAreaChanged", "CheckAreaApproved", "CheckPaused",
      "CheckResumed",       "CheckRetracted",   "CheckClosed",      "PersonRecorded",    "PersonForgotten",
      "CircleJoined",       "CircleLeft",       "PeopleAsked",      "AnswerGiven",       "HelpTaken",
      "DeliveriesRecorded", "SourceRegistered", "SourceChanged",    "FetchRecorded",     "ReportFiled",
      "ReportMoved",        "ProposalDecided",  "EntryDrafted",     "EntryEdited",       "EntrySubmitted",
      "EntryPublished",     "EntrySentBack",    "EntryDiscarded",   "EntryConfirmed",    "EntrySupported",
      "LevelProposed",      "LevelSet",         "LevelEnded",       "LevelRejected",     "SchemeChanged",
      "UpdateDrafted",      "UpdateSubmitted",  "UpdateScheduled",  "UpdateSentBack",    "UpdateDiscarded",
      "UpdateCorrected",    "UpdateMarked"};
  const auto events = one_of_all_kinds();
  ASSERT_EQ(std::size(names), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(kind_of(events[i].body), names[i]);
}

// EVIDENCE-OF: DESIGN 5 "Two streams, from the first version"
TEST(Events, OfRegistrationsCirclesAsksAndAnswersAreInThePeopleStream) {
  const std::set<std::string_view> people = {"PersonRecorded", "PersonForgotten",   "CircleJoined",
                                             "CircleLeft",     "PeopleAsked",       "AnswerGiven",
                                             "HelpTaken",      "DeliveriesRecorded"};
  for (const auto& event : one_of_all_kinds()) {
    const auto kind = kind_of(event.body);
    EXPECT_EQ(stream_of(event.body) == Stream::people, people.contains(kind)) << kind;
  }
  EXPECT_EQ(to_string(Stream::record), "record");
  EXPECT_EQ(to_string(Stream::people), "people");
}

TEST(Events, NameWhatTheyAreAbout) {
  const std::map<std::string_view, Id> subjects = {{"RealmCreated", {}},
                                                   {"RealmHeld", {}},
                                                   {"RealmReleased", {}},
                                                   {"PeopleListRead", {}},
                                                   {"OperatorInvited", numbered(11)},
                                                   {"OperatorEnrolled", numbered(11)},
                                                   {"AlertReceived", numbered(31)},
                                                   {"IncidentOpened", numbered(41)},
                                                   {"UpdatePosted", numbered(41)},
                                                   {"PersonRecorded", numbered(71)},
                                                   {"PersonForgotten", numbered(71)},
                                                   {"CircleJoined", numbered(71)},
                                                   {"CircleLeft", numbered(71)},
                                                   {"SourceRegistered", numbered(101)},
                                                   {"SourceChanged", numbered(101)},
                                                   {"FetchRecorded", numbered(101)},
                                                   {"ReportFiled", numbered(102)},
                                                   {"ReportMoved", numbered(102)},
                                                   {"ProposalDecided", numbered(102)},
                                                   {"UpdateDrafted", numbered(41)},
                                                   {"UpdateSubmitted", numbered(51)},
                                                   {"UpdateScheduled", numbered(51)},
                                                   {"UpdateSentBack", numbered(51)},
                                                   {"UpdateDiscarded", numbered(51)},
                                                   {"UpdateCorrected", numbered(41)},
                                                   {"UpdateMarked", numbered(41)}};
  const auto other = [](std::string_view kind) {
    return kind.starts_with("Entry")                              ? numbered(103)
           : kind.starts_with("Level") || kind == "SchemeChanged" ? numbered(104)
                                                                  : numbered(61);
  };
  for (const auto& event : one_of_all_kinds()) {
    const auto it = subjects.find(kind_of(event.body));
    EXPECT_EQ(subject_of(event.body), it == subjects.end() ? other(kind_of(event.body)) : it->second)
        << kind_of(event.body);
  }
}

// Every kind of the board and the desk.
void fill_board(Desk& desk) {
  desk.must(desk.bruno, ChangeSource{source_id(4), full_source()});
  desk.must(Actor::system(), RecordFetch{source_id(1), true, evening, ""});
  desk.file(1, 1, {proposal(measure("CLOSURE", "FR")), proposal(measure("CLOSURE", "FR"))});
  desk.must(desk.anne, MoveReport{report_id(1), incident_id(1)});
  AcceptProposal accept;
  accept.proposal = {report_id(1), 0};
  accept.entry = entry_id(1);
  desk.must(desk.anne, accept);
  desk.must(desk.bruno, SendBackEntry{entry_id(1), "why?"});
  desk.must(desk.anne, SubmitEntry{entry_id(1)});
  desk.must(desk.bruno, PublishEntry{entry_id(1)});
  desk.must(desk.anne, MergeProposal{{report_id(1), 1}, entry_id(1), ""});
  desk.must(desk.anne, DiscardEntry{entry_id(1), "not the same"});
  desk.must(desk.anne, ConfirmEntry{entry_id(1), evening, ""});
  EditEntry minor;
  minor.id = entry_id(1);
  minor.statement = measure("CLOSURE", "FR");
  minor.statement.actor = "City";
  minor.minor = true;
  desk.must(desk.anne, minor);
  desk.edit(1, measure("CLOSURE", "FR", Status::extended));
  desk.add_source(10, "ASIO", SourceKind::official, {"AU"});
  const Instant change = *parse_rfc3339("2015-11-26T12:00:00Z");
  desk.set_level(1, level_facts("au-threat-ntpas", "HIGH", "AU", evening, 10));
  desk.set_level(2, level_facts("au-threat-2015", "PROBABLE", "AU", change, 10));
  desk.must(desk.anne,
            SetLevel{level_id(3), level_facts("au-threat-2015", "EXPECTED", "AU", change, 10), ""});
  desk.must(desk.bruno, RejectLevel{level_id(3), "press"});
  desk.must(desk.anne, EndLevel{level_id(1), evening, "over"});
  desk.must(desk.bruno, ApproveLevel{level_id(1)});
  DraftUpdate draft{update_id(11), incident_id(1), full_content(), evening + 1, true};
  desk.must(desk.anne, draft);
  desk.must(desk.anne, SendBackUpdate{update_id(11), "later"});
  desk.must(desk.anne, SubmitUpdate{update_id(11)});
  desk.must(desk.anne, PublishUpdate{update_id(11)});
  desk.now = evening + 1;
  desk.tick({});
  desk.must(desk.anne, CorrectUpdate{update_id(11), "They are open", "misread"});
  desk.must(desk.anne, MarkUpdate{update_id(11), false, true});
  draft.id = update_id(12);
  desk.must(desk.anne, draft);
  desk.must(desk.anne, DiscardUpdate{update_id(12), "no"});
}

// A scene in which every kind of event was decided.
Desk busy_scene() {
  Desk scene;
  scene.must(scene.feed, ReceiveAlert{alert_id(1), good_facts(), "<alert/>"});
  scene.must(scene.anne, OpenIncident{incident_id(1), "Attacks", alert_id(1)});
  scene.must(scene.anne,
             PostUpdate{update_id(1), incident_id(1), evening, {}, "FR", "Schools closed", {"AFP"}});
  fill_board(scene);
  scene.people(1, 30);
  scene.must(person(1), JoinCircle{person(1), person(2), CircleView::note, true});
  scene.must(person(1), LeaveCircle{person(1), person(2)});
  scene.open(1);
  scene.open(2);
  scene.ask(check_id(1), 1, 20);
  for (std::uint64_t number = 1; number <= 11; ++number) scene.answer(number, Answer::wrong);
  scene.must(scene.bruno, ResumeCheck{check_id(1)});
  scene.answer(12, Answer::need_help);
  scene.must(scene.anne, TakeHelp{check_id(1), person(12)});
  scene.must(
      Actor::system(),
      RecordDeliveries{
          check_id(1), DeliveryPurpose::ask, DeliveryChannel::email, {{person(1), DeliveryState::sent}}});
  scene.must(scene.anne, ChangeArea{check_id(1), geo::area("circle 48.9,2.3 9000"), 1000});
  scene.must(scene.bruno, ApproveCheck{check_id(1), 1000});
  scene.must(scene.anne, CloseCheck{check_id(1)});
  scene.must(scene.bruno, RetractCheck{check_id(2), ""});
  scene.must(scene.anne, RecordListRead{"roll call", 3});
  scene.must(Actor::system(), StartServing{.last_alive_at = {}, .restored = true});
  scene.must(scene.bruno, ReleaseRealm{});
  scene.must(person(3), ForgetPerson{person(3)});
  return scene;
}

// EVIDENCE-OF: DESIGN 5 "each event carries an audience, and only public ones leave"
TEST(Events, NothingAboutPeopleDraftsOrOperatorsIsPublic) {
  const Desk scene = busy_scene();
  const std::set<std::string_view> may_be_public = {
      "AlertReceived", "UpdatePosted",    "CheckOpened",  "CheckAreaApproved", "CheckRetracted",
      "CheckClosed",   "UpdateCorrected", "UpdateMarked", "EntryPublished",    "EntryConfirmed",
      "EntryEdited",   "LevelSet",        "LevelEnded",   "SchemeChanged"};
  const std::set<std::string_view> audit = {"PeopleListRead", "OperatorInvited", "OperatorEnrolled"};
  std::set<std::string_view> met, met_public;
  for (const auto& event : scene.journal) {
    const auto kind = kind_of(event.body);
    met.insert(kind);
    if (event.audience == Audience::public_) met_public.insert(kind);
    EXPECT_TRUE(stream_of(event.body) == Stream::record || event.audience == Audience::operators) << kind;
    EXPECT_EQ(event.audience == Audience::audit, audit.contains(kind)) << kind;
  }
  EXPECT_EQ(met.size(), std::variant_size_v<EventBody>) << "the scene has every kind";
  EXPECT_EQ(met_public, may_be_public);
}

// EVIDENCE-OF: DESIGN 5 "A people event carries the record sequence that it was decided at"
TEST(Events, OfPeopleCarryTheRecordSequence) {
  Seq record_seq = 0;
  const Desk scene = busy_scene();
  for (const auto& event : scene.journal) {
    const bool of_people = stream_of(event.body) == Stream::people;
    if (!of_people) ++record_seq;
    // The events of one command were decided together, before the first of them.
    EXPECT_EQ(event.record_seq, of_people ? record_seq : 0) << kind_of(event.body);
  }
}

// EVIDENCE-OF: DESIGN 5 "Replay gives the same World digest"
TEST(Events, ReplayGivesTheSameWorld) {
  const Desk scene = busy_scene();
  EXPECT_EQ(encode_hex(as_u8(scene.replay().digest())), encode_hex(as_u8(scene.world.digest())));
}

TEST(Events, DecidingChangesNothing) {
  const Desk scene = busy_scene();
  const Bytes before = scene.world.digest();
  EXPECT_TRUE(
      scene.decide(scene.anne, PostUpdate{update_id(2), incident_id(1), evening, {}, "", "x", {"AFP"}}));
  EXPECT_FALSE(
      scene.decide(scene.anne, PostUpdate{update_id(2), incident_id(9), evening, {}, "", "x", {"AFP"}}));
  EXPECT_EQ(scene.world.digest(), before);
}

TEST(EventsDeathTest, ASequenceThatDoesNotGrowEndsTheProcess) {
  World world;
  const Event event{evening, Actor::local(), Audience::operators, 0, RealmCreated{}};
  world.apply(event, 5);
  EXPECT_DEATH(world.apply(event, 5), "event 5 after 5");
}

}  // namespace
}  // namespace tocsin::world
