#include "world/event_codec.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/random.h"
#include "world/event_testing_board.h"

namespace tocsin::world {
namespace {

TEST(EventCodec, EveryKindWithEveryFieldReadsBack) {
  for (const auto& event : one_of_all_kinds()) {
    const Bytes bytes = encode(event);
    const auto read = decode(bytes);
    ASSERT_TRUE(read) << kind_of(event.body) << ": " << read.error().detail;
    EXPECT_EQ(read->body.index(), event.body.index());
    EXPECT_EQ(read->at, event.at);
    EXPECT_EQ(read->by, event.by);
    EXPECT_EQ(read->audience, event.audience);
    EXPECT_EQ(read->record_seq, event.record_seq);
    EXPECT_EQ(encode_hex(as_u8(encode(*read))), encode_hex(as_u8(bytes))) << kind_of(event.body);
  }
}

// encode(decode(bytes)) cannot see a field that encode() forgets: these compare the values.
TEST(EventCodec, AnAlertKeepsEveryFact) {
  const AlertReceived alert = full_alert();
  const auto event = decode(encode({evening, Actor::local(), Audience::public_, 0, alert}));
  ASSERT_TRUE(event);
  const auto& read = std::get<AlertReceived>(event->body);
  EXPECT_EQ(read.id, alert.id);
  EXPECT_TRUE(read.facts == alert.facts);
  EXPECT_EQ(read.raw, alert.raw);
}

template <class Body>
Body round_trip(const Body& body) {
  const auto event = decode(encode({evening, Actor::local(), Audience::public_, 0, body}));
  if (!event) throw std::runtime_error(event.error().detail);
  return std::get<Body>(event->body);
}

template <class Body>
Body sample() {
  for (const auto& event : one_of_all_kinds()) {
    if (const auto* body = std::get_if<Body>(&event.body)) return *body;
  }
  throw std::runtime_error("no sample");
}

TEST(EventCodec, ChecksKeepEveryField) {
  const auto drafted = round_trip(sample<CheckDrafted>());
  EXPECT_EQ(drafted.id, check_id(61));
  EXPECT_EQ(drafted.incident, incident_id(41));
  EXPECT_EQ(drafted.alert, alert_id(31));
  EXPECT_TRUE(drafted.area == sample<CheckDrafted>().area);
  EXPECT_TRUE(drafted.text == good_text());
  EXPECT_EQ(drafted.by, sample<CheckDrafted>().by);
  const auto opened = round_trip(sample<CheckOpened>());
  EXPECT_EQ(opened.people, 1001u);
  EXPECT_EQ(opened.ask_ttl_ms, 7);
  EXPECT_EQ(opened.asks_until, evening + 8);
  const auto changed = round_trip(sample<CheckAreaChanged>());
  EXPECT_EQ(changed.people, 1002u);
  EXPECT_TRUE(changed.effective);
  EXPECT_EQ(round_trip(sample<CheckAreaApproved>()).people, 1003u);
  EXPECT_EQ(round_trip(sample<CheckPaused>()).wrong, 11u);
  EXPECT_EQ(round_trip(sample<CheckPaused>()).answers, 150u);
  EXPECT_EQ(round_trip(sample<CheckRetracted>()).correction, "There was no danger.");
}

TEST(EventCodec, PeopleKeepEveryField) {
  const auto recorded = round_trip(sample<PersonRecorded>());
  EXPECT_EQ(recorded.guardian, person(72));
  EXPECT_EQ(recorded.channels, 3);
  EXPECT_EQ(recorded.sealed, Bytes("\0sealed\xFF", 8));
  const auto joined = round_trip(sample<CircleJoined>());
  EXPECT_EQ(joined.subject, person(71));
  EXPECT_EQ(joined.viewer, person(72));
  EXPECT_EQ(joined.view, CircleView::note);
  EXPECT_TRUE(joined.may_answer);
  const auto asked = round_trip(sample<PeopleAsked>());
  EXPECT_EQ(asked.reason, Reason::last_known);
  EXPECT_EQ(asked.band, Band::possible);
  EXPECT_EQ(asked.send_before, evening + 9);
  EXPECT_EQ(asked.people, (std::vector{person(71), person(72)}));
  const auto answer = round_trip(sample<AnswerGiven>());
  EXPECT_EQ(answer.answer, Answer::wrong);
  EXPECT_EQ(answer.by, Actor::of(person(72)));
  EXPECT_EQ(answer.channel, AnswerChannel::api);
  EXPECT_EQ(answer.note_mark, 0x8000000000000001u);
  const auto deliveries = round_trip(sample<DeliveriesRecorded>());
  EXPECT_EQ(deliveries.purpose, DeliveryPurpose::correction);
  ASSERT_EQ(deliveries.deliveries.size(), 2u);
  EXPECT_EQ(deliveries.deliveries[0].state, DeliveryState::unknown);
}

TEST(EventCodec, ForgottenPeopleInAListKeepTheirZeroes) {
  const PeopleAsked asked{check_id(1), Reason::home, Band::likely, {}, {PersonId(), person(1), PersonId()}};
  EXPECT_EQ(round_trip(asked).people, asked.people);
}

TEST(EventCodec, SourcesAndReportsKeepEveryField) {
  EXPECT_TRUE(round_trip(sample<SourceRegistered>()).facts == full_source());
  EXPECT_TRUE(round_trip(sample<SourceChanged>()).facts == full_source());
  const auto fetch = round_trip(sample<FetchRecorded>());
  EXPECT_TRUE(fetch.ok);
  EXPECT_EQ(fetch.newest_data_at, evening + 1);
  EXPECT_EQ(fetch.error, "timeout");
  const auto report = round_trip(sample<ReportFiled>());
  const ReportFacts facts = full_report().facts;
  EXPECT_EQ(report.id, report_id(102));
  EXPECT_EQ(report.facts.source, facts.source);
  EXPECT_EQ(report.facts.incident, facts.incident);
  EXPECT_EQ(report.facts.published_at, facts.published_at);
  EXPECT_EQ(report.facts.title, facts.title);
  EXPECT_EQ(report.facts.url, facts.url);
  EXPECT_EQ(report.facts.media_type, facts.media_type);
  EXPECT_EQ(report.facts.language, facts.language);
  EXPECT_EQ(report.facts.reader_version, facts.reader_version);
  EXPECT_EQ(report.facts.simhash, facts.simhash);
  EXPECT_EQ(report.digest, full_report().digest);
  EXPECT_EQ(report.raw, full_report().raw);
  EXPECT_TRUE(report.proposals == full_report().proposals);
  EXPECT_EQ(round_trip(sample<ReportMoved>()).incident, incident_id(41));
  EXPECT_FALSE(round_trip(ReportMoved{report_id(1), {}}).incident);
  const auto decided = round_trip(sample<ProposalDecided>());
  EXPECT_EQ(decided.proposal, (ProposalRef{report_id(102), 1}));
  EXPECT_EQ(decided.state, ProposalState::merged);
  EXPECT_EQ(decided.entry, entry_id(103));
  EXPECT_TRUE(decided.edited);
  EXPECT_EQ(decided.reason, "why");
  EXPECT_EQ(decided.by, OperatorId(numbered(11)));
}

void expect_full(const Support& support) {
  const Support full = full_support();
  EXPECT_EQ(support.source, full.source);
  EXPECT_EQ(support.proposal, full.proposal);
  EXPECT_TRUE(support.chain == full.chain);
  EXPECT_TRUE(support.grade == full.grade);
  EXPECT_TRUE(support.quantity == full.quantity);
  EXPECT_EQ(support.words, full.words);
  EXPECT_EQ(support.as_of, full.as_of);
  EXPECT_EQ(support.added_at, full.added_at);
  EXPECT_EQ(support.by, full.by);
}

TEST(EventCodec, EntriesKeepEveryField) {
  const auto drafted = round_trip(sample<EntryDrafted>());
  EXPECT_EQ(drafted.incident, incident_id(41));
  EXPECT_TRUE(drafted.statement == full_statement());
  expect_full(drafted.support);
  EXPECT_EQ(drafted.note, "why");
  EXPECT_EQ(drafted.by, OperatorId(numbered(11)));
  const auto edited = round_trip(sample<EntryEdited>());
  EXPECT_TRUE(edited.statement == full_statement());
  EXPECT_TRUE(edited.minor && edited.tell && edited.effective);
  EXPECT_EQ(edited.change_note, "why");
  const auto published = round_trip(sample<EntryPublished>());
  EXPECT_EQ(published.incident, incident_id(41));
  EXPECT_TRUE(published.statement == full_statement());
  ASSERT_EQ(published.support.size(), 2u);
  expect_full(published.support[1]);
  EXPECT_EQ(published.change_note, "a note");
  EXPECT_TRUE(published.minor && published.tell);
  EXPECT_EQ(published.proposed_by, OperatorId(numbered(11)));
  EXPECT_EQ(published.by, OperatorId(numbered(12)));
  EXPECT_EQ(round_trip(sample<EntrySentBack>()).reason, "why");
  EXPECT_EQ(round_trip(sample<EntryDiscarded>()).reason, "why");
  EXPECT_EQ(round_trip(sample<EntryConfirmed>()).as_of, evening + 2);
  EXPECT_EQ(round_trip(sample<EntryConfirmed>()).note, "called");
  expect_full(round_trip(sample<EntrySupported>()).support);
}

TEST(EventCodec, LevelsAndUpdatesKeepEveryField) {
  const auto proposed = round_trip(sample<LevelProposed>());
  EXPECT_TRUE(proposed.facts == full_level());
  EXPECT_EQ(proposed.ended_at, evening + 3);
  EXPECT_EQ(proposed.note, "why");
  const auto set = round_trip(sample<LevelSet>());
  EXPECT_TRUE(set.facts == full_level());
  EXPECT_EQ(set.proposed_by, OperatorId(numbered(11)));
  EXPECT_EQ(set.by, OperatorId(numbered(12)));
  const auto ended = round_trip(sample<LevelEnded>());
  EXPECT_EQ(ended.ended_at, evening + 4);
  EXPECT_EQ(ended.reason, "why");
  EXPECT_EQ(ended.proposed_by, OperatorId(numbered(11)));
  EXPECT_EQ(round_trip(sample<LevelRejected>()).reason, "why");
  const auto change = round_trip(sample<SchemeChanged>());
  EXPECT_EQ(change.before, level_id(105));
  EXPECT_EQ(change.scheme_before + change.code_before, "au-threat-ntpasHIGH");
  EXPECT_EQ(change.scheme + change.code, "au-threat-2015PROBABLE");
  EXPECT_TRUE(change.same);
  const auto drafted = round_trip(sample<UpdateDrafted>());
  EXPECT_TRUE(drafted.content == full_content());
  EXPECT_EQ(drafted.publish_at, evening + 5);
  EXPECT_EQ(round_trip(sample<UpdateScheduled>()).publish_at, evening + 6);
  const auto corrected = round_trip(sample<UpdateCorrected>());
  EXPECT_EQ(corrected.text_before, "before");
  EXPECT_EQ(corrected.text, "after");
  EXPECT_EQ(corrected.reason, "why");
  EXPECT_EQ(corrected.incident, incident_id(41));
  const auto marked = round_trip(sample<UpdateMarked>());
  EXPECT_TRUE(marked.pinned && marked.key_event);
  UpdatePosted posted = sample<UpdatePosted>();
  posted.pinned = posted.key_event = true;
  posted.scheduled_for = evening + 7;
  posted.written_by = OperatorId(numbered(11));
  posted.approved_by = OperatorId(numbered(12));
  const auto read = round_trip(posted);
  EXPECT_TRUE(read.pinned && read.key_event);
  EXPECT_EQ(read.scheduled_for, evening + 7);
  EXPECT_EQ(read.written_by, posted.written_by);
  EXPECT_EQ(read.approved_by, posted.approved_by);
}

// The library says on stderr what it refuses; thousands of such lines help nobody.
class Quiet {
 public:
  Quiet() : before_(google::protobuf::SetLogHandler(nullptr)) {}
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() { google::protobuf::SetLogHandler(before_); }

 private:
  google::protobuf::LogHandler* before_;
};

TEST(EventCodec, ChannelsOfMoreThanAByteAreRefused) {
  Bytes bytes =
      encode({evening, Actor::local(), Audience::operators, 0, PersonRecorded{person(1), {}, 3, ""}});
  const auto at = bytes.find(Bytes("\x18\x03", 2));  // field 3, 3
  ASSERT_NE(at, Bytes::npos);
  bytes.replace(at, 2, "\x18\x83\x02");              // 259: would read as 3 in a byte
  bytes[bytes.find(Bytes("\x82\x04", 2)) + 2] += 1;  // the length of field 64
  EXPECT_FALSE(decode(bytes));
}

TEST(EventCodec, CutAtEveryByteItIsReadWhollyOrRefused) {
  const Quiet quiet;
  for (const auto& event : one_of_all_kinds()) {
    const Bytes bytes = encode(event);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto read = decode(std::string_view(bytes).substr(0, size));
      EXPECT_TRUE(read || read.error().code == Errc::corrupt);
      if (read) (void)encode(*read);
    }
  }
}

TEST(EventCodec, WithEveryByteChangedItNeverCrashes) {
  const Quiet quiet;
  SeededRandom random(11);
  std::size_t refused = 0, tried = 0;
  for (const auto& event : one_of_all_kinds()) {
    const Bytes bytes = encode(event);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const int change : {1, 0x80, 0xFF, static_cast<int>(random.below(256))}) {
        Bytes damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ change);
        const auto read = decode(damaged);
        ++tried;
        refused += !read;
        if (read) (void)encode(*read);
      }
    }
  }
  EXPECT_GT(refused, tried / 10);
}

TEST(EventCodec, RandomBytesNeverCrash) {
  const Quiet quiet;
  SeededRandom random(12);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random.below(64), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    const auto read = decode(bytes);
    EXPECT_TRUE(read || read.error().code == Errc::corrupt);
  }
}

// Field 5000 of wire type varint: a kind that a later version writes.
TEST(EventCodec, AnUnknownKindIsRefusedAndNotSkipped) {
  Event event = one_of_every_kind()[4];  // RealmReleased: an empty body
  Bytes bytes = encode(event);
  const auto at = bytes.find(Bytes("\xA2\x01\x00", 3));  // field 20, length 0
  ASSERT_NE(at, Bytes::npos);
  bytes.replace(at, 3, Bytes("\xC2\xB8\x02\x00", 4));  // field 5000, length 0
  const auto read = decode(bytes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().detail, "an event cannot be read: the kind of event is not known to this program");
}

TEST(EventCodec, NumbersOutsideTheirEnumerationAreRefused) {
  const auto refused = [](EventBody body) {
    const auto read = decode(encode({evening, Actor::local(), Audience::public_, 0, std::move(body)}));
    return !read && read.error().code == Errc::corrupt;
  };
  EXPECT_TRUE(refused(RealmCreated{static_cast<RealmKind>(3), "", ""}));
  EXPECT_TRUE(refused(OperatorInvited{{}, "", static_cast<Role>(4), ""}));
  EXPECT_TRUE(refused(CircleJoined{{}, {}, static_cast<CircleView>(0), false}));
  EXPECT_TRUE(refused(PeopleAsked{{}, static_cast<Reason>(5), Band::there, {}, {}}));
  EXPECT_TRUE(refused(PeopleAsked{{}, Reason::home, static_cast<Band>(0), {}, {}}));
  EXPECT_TRUE(refused(AnswerGiven{{}, {}, Answer::none, Actor::local(), AnswerChannel::page, "", 0}));
  EXPECT_TRUE(refused(
      AnswerGiven{{}, {}, Answer::safe, {static_cast<Actor::Kind>(4), {}}, AnswerChannel::page, "", 0}));
  EXPECT_TRUE(refused(DeliveriesRecorded{
      {}, DeliveryPurpose::ask, DeliveryChannel::email, {{person(1), static_cast<DeliveryState>(9)}}}));
  SourceFacts source;
  source.kind = static_cast<SourceKind>(9);
  EXPECT_TRUE(refused(SourceRegistered{{}, source}));
  source = {};
  source.grade = 'G';
  EXPECT_TRUE(refused(SourceRegistered{{}, source}));
  const auto refused_proposal = [&](const std::function<void(Proposal&)>& change) {
    ReportFiled report = full_report();
    change(report.proposals[0]);
    return refused(report);
  };
  EXPECT_TRUE(
      refused_proposal([](auto& p) { p.statement.statement_class = static_cast<StatementClass>(0); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.statement.status = static_cast<Status>(14); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.statement.jurisdiction.basis = static_cast<Basis>(0); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.chain[0].role = static_cast<PartyRole>(4); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.chain[0].type = static_cast<PartyType>(10); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.certainty = static_cast<Certainty>(4); }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.grade.digit = 7; }));
  EXPECT_TRUE(refused_proposal([](auto& p) { p.fields[0].field = static_cast<Field>(16); }));
  EXPECT_TRUE(refused(ProposalDecided{{}, ProposalState::waiting, {}, false, "", {}}));
  EXPECT_FALSE(decode(encode({evening, Actor::local(), static_cast<Audience>(0), 0, RealmReleased{}})));
}

}  // namespace
}  // namespace tocsin::world
