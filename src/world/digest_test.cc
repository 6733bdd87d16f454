// Goal: two Worlds that differ anywhere have different digests. Each case applies the same events but for one
// field.
#include "world/digest.h"

#include <gtest/gtest.h>

#include <functional>

#include "world/event_testing.h"

namespace tocsin::world {
namespace {

// A life in which every kind of event comes once and stays visible.
std::vector<Event> life() {
  auto events = one_of_every_kind();
  std::vector<Event> ordered;
  const auto take = [&](std::string_view kind) {
    for (const auto& event : events) {
      if (kind_of(event.body) == kind) ordered.push_back(event);
    }
  };
  for (const auto* kind :
       {"RealmCreated", "OperatorInvited", "OperatorEnrolled", "RealmHeld", "AlertReceived", "IncidentOpened",
        "UpdatePosted", "CheckDrafted", "CheckProposed", "CheckOpened", "CheckAreaApproved"}) {
    if (std::string_view(kind) == "CheckAreaApproved") {
      take("CheckAreaChanged");
      std::get<CheckAreaChanged>(ordered.back().body).effective = false;
    } else {
      take(kind);
    }
  }
  ordered.push_back(
      {evening, Actor::local(), Audience::operators, 9, PersonRecorded{person(72), {}, 1, "sealed"}});
  for (const auto* kind :
       {"PersonRecorded", "CircleJoined", "PeopleAsked", "AnswerGiven", "HelpTaken", "DeliveriesRecorded"})
    take(kind);
  return ordered;
}

Bytes digest_of(const std::vector<Event>& events) {
  World world;
  Seq seq = 0;
  for (const auto& event : events) world.apply(event, ++seq);
  return world.digest();
}

// True when the digest changes with what `change` does to the event of this kind.
template <class Body>
bool notices(const std::function<void(Body&)>& change) {
  auto events = life();
  for (auto& event : events) {
    if (auto* body = std::get_if<Body>(&event.body)) change(*body);
  }
  return digest_of(events) != digest_of(life());
}

TEST(Digest, OfEqualWorldsIsEqual) { EXPECT_EQ(digest_of(life()), digest_of(life())); }

TEST(Digest, ChangesWithEveryEventThatIsMissing) {
  const auto all = life();
  std::vector<Bytes> digests;
  for (std::size_t count = 0; count <= all.size(); ++count) {
    digests.push_back(digest_of({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)}));
  }
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::adjacent_find(digests.begin(), digests.end()), digests.end());
}

TEST(Digest, NoticesTheRealmAndItsOperators) {
  EXPECT_TRUE(notices<RealmCreated>([](auto& e) { e.kind = RealmKind::drill; }));
  EXPECT_TRUE(notices<RealmCreated>([](auto& e) { e.name = "Lyon"; }));
  EXPECT_TRUE(notices<RealmCreated>([](auto& e) { e.time_zone = "UTC"; }));
  EXPECT_TRUE(notices<OperatorInvited>([](auto& e) { e.name = "Bea"; }));
  EXPECT_TRUE(notices<OperatorInvited>([](auto& e) { e.role = Role::feed; }));
  EXPECT_TRUE(notices<OperatorEnrolled>([](auto& e) { e.token_hash[0] = 'x'; }));
  EXPECT_TRUE(notices<RealmHeld>([](auto& e) { e.reason = "x"; }));
}

TEST(Digest, NoticesEveryFactOfAnAlert) {
  using Facts = AlertFacts;
  const std::function<void(Facts&)> changes[] = {[](Facts& f) { f.key.sender += 'x'; },
                                                 [](Facts& f) { f.key.identifier += 'x'; },
                                                 [](Facts& f) { f.key.sent_at.ms += 1; },
                                                 [](Facts& f) { f.version = "1.1"; },
                                                 [](Facts& f) { f.verdict = AlertVerdict::usable; },
                                                 [](Facts& f) { f.status = AlertStatus::draft; },
                                                 [](Facts& f) { f.type = AlertType::ack; },
                                                 [](Facts& f) { f.scope = AlertScope::restricted; },
                                                 [](Facts& f) { f.source += 'x'; },
                                                 [](Facts& f) { f.note += 'x'; },
                                                 [](Facts& f) { f.references.pop_back(); },
                                                 [](Facts& f) { f.signature_present = false; }};
  for (std::size_t i = 0; i < std::size(changes); ++i) {
    EXPECT_TRUE(notices<AlertReceived>([&](AlertReceived& e) { changes[i](e.facts); })) << "fact " << i;
  }
  using Info = AlertInfo;
  const std::function<void(Info&)> info_changes[] = {
      [](Info& f) { f.language += 'x'; },
      [](Info& f) { f.event += 'x'; },
      [](Info& f) { f.headline += 'x'; },
      [](Info& f) { f.description += 'x'; },
      [](Info& f) { f.instruction += 'x'; },
      [](Info& f) { f.sender_name += 'x'; },
      [](Info& f) { f.web += 'x'; },
      [](Info& f) { f.contact += 'x'; },
      [](Info& f) { f.categories.pop_back(); },
      [](Info& f) { f.response_types.pop_back(); },
      [](Info& f) { f.urgency += 'x'; },
      [](Info& f) { f.severity += 'x'; },
      [](Info& f) { f.certainty += 'x'; },
      [](Info& f) { f.effective_at.ms += 1; },
      [](Info& f) { f.onset_at.ms += 1; },
      [](Info& f) { f.expires_at.ms += 1; },
      [](Info& f) { f.areas[0].description += 'x'; },
      [](Info& f) { f.areas[0].geocodes[0].value += 'x'; },
      [](Info& f) { f.areas[0].shape.circles[0].radius_m += 1; },
      [](Info& f) { f.areas[0].shape.polygons[0].holes.clear(); },
      [](Info& f) { f.areas[0].shape.excluded.clear(); }};
  for (std::size_t i = 0; i < std::size(info_changes); ++i) {
    EXPECT_TRUE(notices<AlertReceived>([&](AlertReceived& e) { info_changes[i](e.facts.infos[0]); }))
        << "info " << i;
  }
}

TEST(Digest, NoticesIncidentsAndUpdates) {
  EXPECT_TRUE(notices<IncidentOpened>([](auto& e) { e.headline += 'x'; }));
  EXPECT_TRUE(notices<IncidentOpened>([](auto& e) { e.alert.reset(); }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.id = update_id(99); }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.occurred_at.ms += 1; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.planned_for.ms += 1; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.jurisdiction += 'x'; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { e.text += 'x'; }));
  EXPECT_TRUE(notices<UpdatePosted>([](auto& e) { std::swap(e.sources[0], e.sources[1]); }));
}

TEST(Digest, NoticesChecks) {
  EXPECT_TRUE(notices<CheckDrafted>([](auto& e) { e.area.polygons[0].outer[0].lat += 1e-9; }));
  EXPECT_TRUE(notices<CheckDrafted>([](auto& e) { e.alert.reset(); }));
  EXPECT_TRUE(notices<CheckDrafted>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  for (std::string CheckText::* member : {&CheckText::headline, &CheckText::what, &CheckText::where,
                                          &CheckText::issuer, &CheckText::contact, &CheckText::correction}) {
    EXPECT_TRUE(notices<CheckDrafted>([&](auto& e) { e.text.*member += 'x'; }));
  }
  EXPECT_TRUE(notices<CheckDrafted>([](auto& e) { e.text.since.ms += 1; }));
  EXPECT_TRUE(notices<CheckProposed>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<CheckOpened>([](auto& e) { e.people += 1; }));
  EXPECT_TRUE(notices<CheckOpened>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<CheckOpened>([](auto& e) { e.ask_ttl_ms += 1; }));
  EXPECT_TRUE(notices<CheckOpened>([](auto& e) { e.asks_until.ms += 1; }));
  EXPECT_TRUE(notices<CheckAreaChanged>([](auto& e) { e.people += 1; }));
  EXPECT_TRUE(notices<CheckAreaChanged>([](auto& e) { e.by = OperatorId(numbered(99)); }));
}

TEST(Digest, NoticesPeopleAsksAndAnswers) {
  EXPECT_TRUE(notices<PersonRecorded>([](auto& e) { e.channels = 0; }));
  EXPECT_TRUE(notices<PersonRecorded>([](auto& e) { e.guardian = {}; }));
  EXPECT_TRUE(notices<CircleJoined>([](auto& e) { e.view = CircleView::status; }));
  EXPECT_TRUE(notices<CircleJoined>([](auto& e) { e.may_answer = false; }));
  EXPECT_TRUE(notices<PeopleAsked>([](auto& e) { e.reason = Reason::home; }));
  EXPECT_TRUE(notices<PeopleAsked>([](auto& e) { e.band = Band::there; }));
  EXPECT_TRUE(notices<PeopleAsked>([](auto& e) { e.send_before.ms += 1; }));
  EXPECT_TRUE(notices<PeopleAsked>([](auto& e) { std::swap(e.people[0], e.people[1]); }));
  EXPECT_TRUE(notices<AnswerGiven>([](auto& e) { e.answer = Answer::safe; }));
  EXPECT_TRUE(notices<AnswerGiven>([](auto& e) { e.by = Actor::of(person(71)); }));
  EXPECT_TRUE(notices<AnswerGiven>([](auto& e) { e.note_mark += 1; }));
  EXPECT_TRUE(notices<AnswerGiven>([](auto& e) { e.sealed_note.clear(); }));
  EXPECT_TRUE(notices<HelpTaken>([](auto& e) { e.by = OperatorId(numbered(99)); }));
  EXPECT_TRUE(notices<DeliveriesRecorded>([](auto& e) { e.deliveries[0].state = DeliveryState::expired; }));
  EXPECT_TRUE(notices<DeliveriesRecorded>([](auto& e) { e.purpose = DeliveryPurpose::ask; }));
}

// The hash is over each field with its length: text cannot move from one field to the next.
TEST(Digest, LengthsKeepFieldsApart) {
  DigestWriter a, b, c;
  EXPECT_NE(a.add("ab").add("c").finish(), b.add("a").add("bc").finish());
  EXPECT_EQ(c.finish().size(), 32u);
}

TEST(Digest, OfMoreThanTheWriterHoldsStillDependsOnEveryByte) {
  const std::string long_text(70'000, 'x');
  DigestWriter a, b, c;
  EXPECT_NE(a.add(long_text).add("1").finish(), b.add(long_text).add("2").finish());
  EXPECT_NE(a.finish(), c.add("1").add(long_text).finish());
}

}  // namespace
}  // namespace tocsin::world
