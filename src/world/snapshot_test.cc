// Goal: a snapshot and the record are as good as the whole journal, and a damaged one is noticed.
#include <gtest/gtest.h>

#include <random>

#include "base/files.h"
#include "base/files_testing.h"
#include "world/world_testing.h"

namespace tocsin::world {
namespace {

Bytes snapshot_of(const World& world) {
  Bytes bytes;
  SectionWriter out([&](std::string_view piece) -> Result<> {
    bytes += piece;
    return {};
  });
  EXPECT_TRUE(world.write_snapshot(out));
  EXPECT_TRUE(out.finish());
  return bytes;
}

// As recovery does it: the record up to the snapshot, the snapshot, then the rest of the journal.
Result<World> recovered(const std::vector<Event>& journal, const SectionReader& snapshot) {
  World world;
  TOCSIN_TRY(const Seq at, World::snapshot_seq(snapshot));
  if (at > journal.size()) return fail(Errc::corrupt, "the journal ends before the snapshot");
  for (std::size_t i = 0; i < at; ++i) {
    if (stream_of(journal[i].body) == Stream::record) world.apply(journal[i], i + 1);
  }
  TOCSIN_TRY_VOID(world.read_snapshot(snapshot));
  for (std::size_t i = at; i < journal.size(); ++i) world.apply(journal[i], i + 1);
  return world;
}

// A day of one realm: people come and go, circles, two checks, all kinds of answers, help, deliveries.
class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {
    scene.people(1, 60);
    for (int i = 0; i < 25; ++i) act();
    scene.open(1, 40);
    scene.open(2, 60);
  }

  void act() {
    scene.now = scene.now + static_cast<std::int64_t>(random_() % 5000);
    switch (random_() % 12) {
      case 0:
        return attempt(Actor::of(somebody()),
                       JoinCircle{somebody(), somebody(), CircleView::note, random_() % 2 == 0});
      case 1: {
        const PersonId subject = somebody();
        return attempt(Actor::of(subject),
                       JoinCircle{subject, somebody(), static_cast<CircleView>(1 + random_() % 3), true});
      }
      case 2: {
        const PersonId subject = somebody();
        return attempt(Actor::of(subject), LeaveCircle{subject, somebody()});
      }
      case 3: {
        const std::uint64_t number = 1 + random_() % 90;
        return attempt(
            Actor::local(),
            RecordPeople{{{person(number), random_() % 3 == 0 ? somebody() : PersonId(), 1, "s"}}});
      }
      case 4:
        if (random_() % 3 != 0) return;
        return attempt(Actor::of(scene.bruno), ForgetPerson{somebody()});
      case 5:
        return attempt(Actor::of(scene.anne), TakeHelp{check(), somebody()});
      case 6:
        return attempt(Actor::system(),
                       RecordDeliveries{check(),
                                        static_cast<DeliveryPurpose>(1 + random_() % 2),
                                        DeliveryChannel::email,
                                        {{somebody(), static_cast<DeliveryState>(1 + random_() % 4)}}});
      case 7: {
        CheckCandidates list{check(), {}};
        for (int i = 0; i < 8; ++i) list.people.push_back({somebody(), Reason::home, Band::likely});
        return attempt(Actor::system(), Tick{{list}});
      }
      default: {
        const PersonId who = somebody();
        GiveAnswer answer = give(who, static_cast<Answer>(1 + random_() % 4), check());
        if (random_() % 2 == 0) answer.sealed_note = "sealed", answer.note_mark = random_();
        return attempt(random_() % 4 == 0 ? Actor::of(somebody()) : Actor::of(who), std::move(answer));
      }
    }
  }

  Scene scene;

 private:
  PersonId somebody() { return person(1 + random_() % 70); }
  CheckId check() { return check_id(1 + random_() % 2); }
  void attempt(Actor by, CommandBody body) {
    if (scene.decide(by, body)) scene.must(by, std::move(body));
  }

  std::mt19937_64 random_;
};

// EVIDENCE-OF: DESIGN 5 "Replay gives the same World digest"
TEST(Snapshot, WithTheRecordIsAsGoodAsTheWholeJournal) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Day day(seed);
    for (int i = 0; i < 400; ++i) day.act();
    const Bytes bytes = snapshot_of(day.scene.world);
    const auto reader = SectionReader::open_bytes(bytes);
    ASSERT_TRUE(reader);
    auto again = recovered(day.scene.journal, **reader);
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->digest(), day.scene.world.digest()) << "seed " << seed;
    // And it lives on as the other does.
    for (int i = 0; i < 300; ++i) day.act();
    again = recovered(day.scene.journal, **reader);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->digest(), day.scene.world.digest()) << "seed " << seed;
    EXPECT_EQ(again->digest(), day.scene.replay().digest()) << "seed " << seed;
  }
}

TEST(Snapshot, OfAFileIsReadInPlace) {
  Day day(99);
  for (int i = 0; i < 400; ++i) day.act();
  const TempDirectory directory;
  ASSERT_TRUE(write_file_atomic(directory.file("snapshot"), snapshot_of(day.scene.world)));
  std::optional<World> again;
  {
    const auto reader = SectionReader::open(directory.file("snapshot"));
    ASSERT_TRUE(reader);
    auto read = recovered(day.scene.journal, **reader);
    ASSERT_TRUE(read) << read.error().detail;
    again.emplace(std::move(*read));
  }
  std::filesystem::remove(directory.file("snapshot"));
  EXPECT_EQ(again->digest(), day.scene.world.digest()) << "the reader and the name are gone";
}

TEST(Snapshot, OfAnotherJournalIsRefused) {
  Day day(5), other(6);
  other.scene.draft(9);
  const Bytes bytes = snapshot_of(other.scene.world);
  const auto reader = SectionReader::open_bytes(bytes);
  World world;
  for (const Event& event : day.scene.journal) {
    if (stream_of(event.body) == Stream::record) world.apply(event, world.seq() + 1);
  }
  EXPECT_EQ(world.read_snapshot(**reader).error().code, Errc::corrupt);
}

// The checksums find damage of the disk; this is what is behind them.
TEST(Snapshot, ContentsThatCannotBeAreRefused) {
  Day day(7);
  for (int i = 0; i < 300; ++i) day.act();
  const Bytes bytes = snapshot_of(day.scene.world);
  const auto good = SectionReader::open_bytes(bytes);
  ASSERT_TRUE(good);
  std::mt19937_64 random(8);
  int refused = 0, tried = 0;
  for (const std::string_view spoilt : {"people.ids", "people.table", "people.guardians", "people.channels",
                                        "people.free", "people.wards", "people.viewers", "asks", "world"}) {
    for (int round = 0; round < 12; ++round) {
      Bytes again;
      SectionWriter out([&](std::string_view piece) -> Result<> {
        again += piece;
        return {};
      });
      for (const std::string_view name :
           {"world", "people.ids", "people.table", "people.guardians", "people.channels", "people.free",
            "people.forgotten", "people.wards", "people.viewers", "people.subjects", "asks"}) {
        Bytes section((*good)->find(name).value());
        if (name == spoilt && round % 3 == 0) section.resize(section.size() / 2);
        if (name == spoilt && round % 3 == 1) section += "more";
        if (name == spoilt && round % 3 == 2 && !section.empty()) section[random() % section.size()] ^= 0x55;
        ASSERT_TRUE(out.begin(name));
        ASSERT_TRUE(out.write(section));
        ASSERT_TRUE(out.end());
      }
      ASSERT_TRUE(out.finish());
      const auto reader = SectionReader::open_bytes(again);
      ASSERT_TRUE(reader);
      // Refused, or another World that can be looked at; never a fault.
      const auto world =
          recovered({day.scene.journal.begin(),
                     day.scene.journal.begin() + static_cast<std::ptrdiff_t>(day.scene.world.seq())},
                    **reader);
      ++tried;
      refused += !world;
    }
  }
  EXPECT_GE(refused, tried / 2);
}

TEST(Snapshot, PeopleAndAsksAreSmall) {
  World world;
  Scene scene;
  scene.people(1, 100'000);
  scene.open(1, 100'000);
  scene.ask(check_id(1), 1, 100'000);
  EXPECT_LE(scene.world.people().memory_bytes(), 100'000u * (16 + 8 + 5 + 5) + 600'000)
      << "id, look-up, state, growth";
  EXPECT_LE(scene.asks().memory_bytes(), 100'000u * 31);
}

}  // namespace
}  // namespace tocsin::world
