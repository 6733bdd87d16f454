#include "vault/vault.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/sections.h"

#include "vault/vault_testing.h"

namespace tocsin::vault {
namespace {

const Id check = person_id(50);

struct VaultTest : testing::Test {
  std::unique_ptr<Vault> open() { return open_vault(directory, random); }
  std::string file(std::string_view name) const { return directory.file("vault/" + std::string(name)); }

  TempDirectory directory;
  SeededRandom random{7};
  const Id anne = person_id(1), bruno = person_id(2);
};

std::set<Hit> hits(const Vault& vault, std::string_view area = around_saint_denis) {
  return vault.with_places([&](const Places& places) { return vault::hits(places, area); });
}

TEST_F(VaultTest, TheSameSourceAndIdAlwaysNameTheSamePerson) {
  const auto vault = open();
  const Id first = vault->find_or_reserve("school", "17");
  EXPECT_EQ(vault->find_or_reserve("school", "17"), first);
  EXPECT_EQ(vault->find("school", "17"), first);
  EXPECT_FALSE(vault->find("school", "18"));
  EXPECT_NE(vault->find_or_reserve("schoo", "l17"), vault->find_or_reserve("scho", "ol17"))
      << "lengths keep them apart";
  EXPECT_NE(vault->find_or_reserve("other", "17"), first);
}

TEST_F(VaultTest, ARecordedProfileIsReadBackAndFound) {
  const auto vault = open();
  const Profile profile = profile_of(1);
  record(*vault, anne, profile);
  EXPECT_TRUE(vault->profile(anne) == profile);
  EXPECT_FALSE(vault->profile(bruno));
  EXPECT_EQ(vault->find("school", "1"), anne);
  EXPECT_EQ(hits(*vault), (std::set<Hit>{{anne, PlaceKind::home, false}}));
}

TEST_F(VaultTest, ReopenedItHasProfilesPlacesFixesAndNotes) {
  const Fix fix{geo::point("48.935,2.355"), 20, vault_now};
  Bytes note;
  {
    const auto vault = open();
    record(*vault, anne, profile_of(1));
    record(*vault, bruno, profile_of(2, "45.76,4.83"));
    ASSERT_TRUE(vault->put_fix(bruno, fix));
    note = vault->seal_note(anne, "She is with me")->sealed;
    ASSERT_TRUE(vault->sync_keys());
    ASSERT_TRUE(vault->commit(9));
  }
  const auto vault = open();
  EXPECT_EQ(vault->applied_seq(), 9u);
  EXPECT_TRUE(vault->profile(anne) == profile_of(1));
  EXPECT_EQ(vault->find("school", "2"), bruno);
  EXPECT_EQ(hits(*vault),
            (std::set<Hit>{{anne, PlaceKind::home, false}, {bruno, PlaceKind::last_known, false}}));
  EXPECT_EQ(vault->open_note(anne, note), "She is with me");
  EXPECT_EQ(vault->with_places([](const Places& places) { return places.members("School 7").size(); }), 2u);
  vault->with_places([&](const Places& places) {
    places.for_each_of(*places.row_of(bruno), geo::PreparedArea(geo::area(around_saint_denis)),
                       [&](const PlaceHit& hit) { EXPECT_EQ(hit.at, fix.at); });
  });
}

// The hash only says where to look: two people whose hashes are one are told apart by their profiles.
TEST_F(VaultTest, HashesThatMeetMixNobodyUp) {
  Bytes snapshot;
  {
    const auto vault = open_vault(directory, random, nullptr, 0);
    const Id promised = vault->find_or_reserve("school", "0");
    record(*vault, promised, profile_of(0));
    for (std::uint64_t i = 1; i <= 20; ++i) {
      EXPECT_FALSE(vault->find("school", std::to_string(i)));
      record(*vault, person_id(i), profile_of(i));
      record(*vault, person_id(i), profile_of(i));
    }
    EXPECT_EQ(vault->find_or_reserve("school", "0"), promised);
    ASSERT_TRUE(vault->forget(person_id(7)));
    ASSERT_TRUE(vault->commit(5));
    SectionWriter writer([&](std::string_view bytes) -> Result<> {
      snapshot += bytes;
      return {};
    });
    const auto hold = vault->hold_for_snapshot(5);
    ASSERT_TRUE(vault->write_snapshot(*hold, writer) && writer.finish());
  }
  const auto reader = *SectionReader::open_bytes(snapshot);
  for (const SectionReader* from :
       {static_cast<const SectionReader*>(nullptr), static_cast<const SectionReader*>(reader.get())}) {
    const auto vault = open_vault(directory, random, from, 0);
    EXPECT_FALSE(vault->snapshot_refused());
    for (std::uint64_t i = 1; i <= 20; ++i)
      EXPECT_EQ(vault->find("school", std::to_string(i)), i == 7 ? std::nullopt : std::optional(person_id(i)))
          << i;
    EXPECT_FALSE(vault->find("school", "21"));
    const Id fresh = vault->find_or_reserve("school", "7");
    EXPECT_EQ(vault->find_or_reserve("school", "7"), fresh);
    EXPECT_NE(vault->find_or_reserve("school", "22"), fresh);
  }
}

TEST_F(VaultTest, TheLastPersonRecordedOfASourceIsTheOneFound) {
  const auto vault = open();
  record(*vault, anne, profile_of(1));
  record(*vault, bruno, profile_of(1));
  EXPECT_EQ(vault->find("school", "1"), bruno);
  ASSERT_TRUE(vault->forget(anne));
  EXPECT_EQ(vault->find("school", "1"), bruno) << "forgetting one does not lose the other";
}

// The budget of reference/performance.md: so that it cannot rot.
TEST(VaultMemory, OfAPersonWithAHomeIsWithinTheBudget) {
  constexpr std::uint32_t people = 200'000;
  Town town;
  SourceTable sources;
  // Tables of the whole Earth and of all segments, which a nation hardly feels.
  const std::size_t index_before = town.places.index_bytes();
  EXPECT_LE(index_before + town.keys->memory_bytes() + sources.memory_bytes(), 16u << 20);
  for (std::uint32_t i = 0; i < people; ++i) {
    const std::uint32_t row = town.row_of(town.random.id());
    town.places.set_recorded(row);
    const Places::Standing home{.row = row, .point = {48.5 + town.random.unit(), 2 + town.random.unit()}};
    town.places.add_all({&home, 1});
    sources.insert(town.random.next() & ((std::uint64_t{1} << SourceTable::hash_bits) - 1), row);
  }
  const std::size_t places = town.places.index_bytes() - index_before + town.places.memory_bytes();
  EXPECT_LE(places, 40u * people);
  EXPECT_LE(town.places.memory_bytes(), 6u * people);
  EXPECT_LE(town.keys->memory_bytes(), 9u * people);
  EXPECT_LE(sources.memory_bytes(), 15u * people);
  EXPECT_LE(places + town.keys->memory_bytes() + sources.memory_bytes(), 64u * people);
}

TEST_F(VaultTest, ANoteIsOfThePersonItIsAbout) {
  const auto vault = open();
  record(*vault, anne, profile_of(1));
  record(*vault, bruno, profile_of(2));
  const auto note = vault->seal_note(anne, "own")->sealed;
  EXPECT_EQ(vault->open_note(anne, note), "own");
  EXPECT_FALSE(vault->open_note(bruno, note));
  EXPECT_FALSE(vault->open_note(anne, note.substr(1)));
}

TEST_F(VaultTest, MarksTellNotesApartAndAreNeverZero) {
  const auto vault = open();
  record(*vault, anne, profile_of(1));
  record(*vault, bruno, profile_of(2));
  const auto mark = [&](const Id& person, const std::string& note) {
    return vault->seal_note(person, note)->mark;
  };
  EXPECT_EQ(mark(anne, "x"), mark(anne, "x"));
  EXPECT_NE(mark(anne, "x"), mark(anne, "y"));
  EXPECT_NE(mark(anne, "x"), mark(bruno, "x"));
  for (int i = 0; i < 1000; ++i) EXPECT_NE(mark(anne, std::to_string(i)), 0u);
}

TEST_F(VaultTest, NobodyGetsAKeyByANote) {
  const auto vault = open();
  EXPECT_FALSE(vault->seal_note(anne, "x"));
  EXPECT_FALSE(vault->has_key(anne));
}

TEST_F(VaultTest, DerivedKeysDependOnPurposeAndRealmAndStay) {
  Bytes links;
  {
    const auto vault = open();
    links = vault->derive_key("links");
    EXPECT_EQ(links.size(), 32u);
    EXPECT_NE(links, vault->derive_key("circles"));
  }
  EXPECT_EQ(open()->derive_key("links"), links);
  const TempDirectory other;
  EXPECT_NE(open_vault(other, random)->derive_key("links"), links);
}

// EVIDENCE-OF: DESIGN 5 "A fix is input, not history ... No movement history exists"
TEST_F(VaultTest, AFixOverwritesTheOneBefore) {
  const auto vault = open();
  record(*vault, anne, profile_of(1, "45.76,4.83"));
  ASSERT_TRUE(vault->put_fix(anne, {geo::point("48.93,2.36"), 20, vault_now}));
  const Bytes first = bytes_of_file(file("fixes.bin")).substr(fix_slot_bytes, fix_slot_bytes);
  ASSERT_TRUE(vault->put_fix(anne, {geo::point("45.76,4.83"), 20, vault_now + hour_ms}));
  const Bytes after = bytes_of_file(file("fixes.bin"));
  EXPECT_EQ(after.size(), 2 * fix_slot_bytes) << "one slot a person";
  for (std::size_t part = 0; part + 8 <= 72; part += 8)
    EXPECT_EQ(after.find(first.substr(part, 8)), Bytes::npos) << part;
  EXPECT_TRUE(hits(*vault).empty());
  EXPECT_EQ(vault->put_fix(bruno, {}).error().code, Errc::not_found);
}

TEST_F(VaultTest, AProfileWhoseKeyWasDestroyedIsPassedOver) {
  const auto vault = open();
  const auto sealed = *vault->seal_profile(anne, profile_of(1));
  const auto note = vault->seal_note(anne, "x")->sealed;
  ASSERT_TRUE(vault->forget(anne));
  EXPECT_TRUE(vault->record(anne, sealed)) << "replay comes past it again";
  EXPECT_FALSE(vault->profile(anne));
  EXPECT_FALSE(vault->open_note(anne, note));
  EXPECT_FALSE(vault->find("school", "1"));
  EXPECT_TRUE(hits(*vault).empty());
}

TEST_F(VaultTest, KeysOfRefusedImportsAreFreedAtTheStart) {
  const auto vault = open();
  ASSERT_TRUE(vault->seal_profile(anne, profile_of(1)));
  record(*vault, bruno, profile_of(2));
  ASSERT_TRUE(vault->forget_unless([&](const Id& person) { return person == bruno; }));
  EXPECT_EQ(vault->put_fix(anne, {}).error().code, Errc::not_found);
  EXPECT_TRUE(vault->profile(bruno));
}

// What somebody could know the person by, as text or as stored numbers.
std::vector<Bytes> traces_of(const Profile& profile) {
  std::vector<Bytes> traces{profile.name, profile.email, profile.phone, "Lambert-1", "School 7"};
  for (const auto& place : profile.places) {
    for (const double value : {place.point.lat, place.point.lon}) {
      Bytes bytes(8, '\0');
      std::memcpy(bytes.data(), &value, 8);
      traces.push_back(bytes);
      traces.push_back(fmt::format("{:.3f}", value));
    }
  }
  return traces;
}

// EVIDENCE-OF: DESIGN 7 "Forget me destroys the key slot, writes the erasure ledger, and drops profile and
// index entries"
TEST_F(VaultTest, NothingOfAForgottenPersonIsOnTheDiskAndNothingReadableBefore) {
  Profile profile = profile_of(1, "48.931234,2.361234");
  const auto nothing_is_readable = [&](std::string_view when) {
    const Bytes all = directory.all_bytes();
    ASSERT_GT(all.size(), 1000u);
    for (const auto& trace : traces_of(profile))
      EXPECT_EQ(all.find(trace), Bytes::npos) << when << ": " << trace;
    EXPECT_EQ(all.find("She is with me"), Bytes::npos) << when;
  };
  {
    const auto vault = open();
    record(*vault, anne, profile);
    record(*vault, bruno, profile_of(2, "45.76,4.83"));
    ASSERT_TRUE(vault->put_fix(anne, {profile.places[0].point, 20, vault_now}));
    const auto note = vault->seal_note(anne, "She is with me")->sealed;
    ASSERT_TRUE(vault->sync_keys());
    ASSERT_TRUE(vault->commit(5));
    nothing_is_readable("sealed");
    const Bytes key = bytes_of_file(file("keys.bin")).substr(key_slot_bytes + 16, key_bytes);
    ASSERT_TRUE(vault->forget(anne));
    ASSERT_TRUE(vault->commit(6));
    nothing_is_readable("forgotten");
    EXPECT_EQ(directory.all_bytes().find(key.substr(0, 16)), Bytes::npos);
    EXPECT_EQ(bytes_of_file(file("fixes.bin")).substr(fix_slot_bytes, fix_slot_bytes),
              Bytes(fix_slot_bytes, '\0'));
    EXPECT_EQ(bytes_of_file(file("erased.txt")), to_hex(anne) + "\n");
    EXPECT_FALSE(vault->profile(anne));
    EXPECT_FALSE(vault->open_note(anne, note));
    EXPECT_FALSE(vault->find("school", "1"));
    EXPECT_TRUE(hits(*vault).empty());
    ASSERT_TRUE(vault->forget(anne));
    EXPECT_EQ(bytes_of_file(file("erased.txt")), to_hex(anne) + "\n") << "once in the ledger";
  }
  const auto vault = open();
  EXPECT_FALSE(vault->profile(anne));
  EXPECT_TRUE(vault->profile(bruno));
  EXPECT_NE(vault->find_or_reserve("school", "1"), anne) << "who comes back is somebody new";
}

TEST_F(VaultTest, ASlotUsedAgainDoesNotShowTheFixOfTheOneBefore) {
  {
    const auto vault = open();
    record(*vault, anne, profile_of(1, "45.76,4.83"));
    ASSERT_TRUE(vault->put_fix(anne, {geo::point("48.93,2.36"), 20, vault_now}));
    ASSERT_TRUE(vault->forget(anne));
    record(*vault, bruno, profile_of(2, "45.76,4.83"));
    ASSERT_TRUE(vault->commit(3));
  }
  EXPECT_TRUE(hits(*open()).empty());
}

// A fix that arrives while its person is being forgotten must not make a new key for them.
TEST_F(VaultTest, FixesDuringAForgettingLeaveNothing) {
  const auto vault = open();
  for (std::uint64_t round = 0; round < 30; ++round) {
    const Id person = person_id(100 + round);
    record(*vault, person, profile_of(100 + round, "45.76,4.83"));
    std::atomic<bool> begun{false};
    std::thread phone([&] {
      for (int i = 0; i < 200; ++i) {
        (void)vault->put_fix(person, {geo::point("48.93,2.36"), 20, vault_now});
        begun = true;
      }
    });
    while (!begun) std::this_thread::yield();
    ASSERT_TRUE(vault->forget(person));
    phone.join();
    EXPECT_EQ(vault->put_fix(person, {}).error().code, Errc::not_found) << round;
    EXPECT_TRUE(hits(*vault).empty()) << round;
  }
}

TEST_F(VaultTest, AFileOfAnotherKindIsRefused) {
  open().reset();
  put_file(file("secret.key"), "short");
  EXPECT_EQ(open_parts(directory.file("vault"), random).error().code, Errc::corrupt);
}

}  // namespace
}  // namespace tocsin::vault
