#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/sections.h"
#include "vault/vault_testing.h"

namespace tocsin::vault {
namespace {

constexpr std::string_view the_earth = "-89,-179 -89,0 -89,179 89,179 89,0 89,-179";

// All that Places can tell, by person.
using Known = std::multiset<std::tuple<Id, PlaceKind, bool, Instant, Instant, Instant>>;
Known all_known(const Vault& vault, std::string_view area = the_earth) {
  Known known;
  vault.with_places([&](const Places& places) {
    places.for_each_inside(geo::PreparedArea(geo::area(area)), [&](const PlaceHit& hit) {
      known.emplace(places.person_of(hit.person), hit.kind, hit.rim, hit.from, hit.to, hit.at);
    });
  });
  return known;
}

std::vector<Id> members(const Vault& vault, const std::string& group) {
  return vault.with_places([&](const Places& places) { return places.members(group); });
}

// Takes what a snapshot writes.
struct Written {
  Bytes bytes;
  SectionWriter writer{[this](std::string_view more) -> Result<> {
    bytes += more;
    return {};
  }};
  std::unique_ptr<SectionReader> read() const { return std::move(*SectionReader::open_bytes(bytes)); }
};

Bytes snapshot_of(Vault& vault, std::uint64_t seq) {
  Written written;
  const auto hold = vault.hold_for_snapshot(seq);
  EXPECT_TRUE(vault.write_snapshot(*hold, written.writer));
  EXPECT_TRUE(written.writer.finish());
  return written.bytes;
}

struct VaultSnapshot : testing::Test {
  std::unique_ptr<Vault> open(const SectionReader* snapshot = nullptr) {
    return open_vault(directory, random, snapshot);
  }
  // Opens with the bytes of a snapshot, which must be used.
  std::unique_ptr<Vault> open_with(const Bytes& bytes) {
    const auto reader = *SectionReader::open_bytes(bytes);
    auto vault = open(reader.get());
    EXPECT_FALSE(vault->snapshot_refused()) << vault->snapshot_refused()->detail;
    return vault;
  }
  geo::Point somewhere() { return {random.unit() * 170 - 85, random.unit() * 358 - 179}; }
  // People with all sorts of places and groups; `number` of them.
  void settle(Vault& vault, std::uint64_t number) {
    for (std::uint64_t i = 1; i <= number; ++i) {
      Profile profile = profile_of(i);
      profile.places.clear();
      profile.groups.clear();
      if (i % 5 != 0) profile.places.push_back({PlaceKind::home, somewhere(), "Home", {}, {}});
      if (i % 2 == 0) profile.places.push_back({PlaceKind::work, somewhere(), "Work", {}, {}});
      for (std::uint64_t trip = 0; trip < i % 4; ++trip) {
        const Instant from = vault_now + static_cast<std::int64_t>(random.below(9) * day_ms);
        profile.places.push_back({PlaceKind::trip, somewhere(), "Trip", from, from + hour_ms});
      }
      for (std::uint64_t group = 0; group < i % 3; ++group)
        profile.groups.push_back("Group " + std::to_string(random.below(7)));
      record(vault, person_id(i), profile);
      if (i % 10 == 0) {
        ASSERT_TRUE(vault.put_fix(person_id(i), {somewhere(), random.unit() * 500, vault_now}));
      }
    }
    ASSERT_TRUE(vault.sync_keys());
    ASSERT_TRUE(vault.commit(number));
  }

  TempDirectory directory;
  SeededRandom random{11};
};

TEST_F(VaultSnapshot, GivesBackWhatTheProfilesWould) {
  Bytes snapshot;
  {
    const auto vault = open();
    settle(*vault, 500);
    for (std::uint64_t gone = 7; gone < 500; gone += 31) ASSERT_TRUE(vault->forget(person_id(gone)));
    ASSERT_TRUE(vault->commit(501));
    snapshot = snapshot_of(*vault, 600);
  }
  Known expected;
  std::vector<Id> expected_members;
  {
    const auto vault = open();
    EXPECT_EQ(vault->applied_seq(), 501u);
    expected = all_known(*vault);
    expected_members = members(*vault, "Group 3");
    ASSERT_GT(expected.size(), 1000u);
    ASSERT_GT(expected_members.size(), 20u);
  }
  const auto vault = open_with(snapshot);
  EXPECT_EQ(vault->applied_seq(), 600u);
  EXPECT_EQ(all_known(*vault), expected);
  EXPECT_EQ(members(*vault, "Group 3"), expected_members);
  for (std::uint64_t i = 1; i <= 500; ++i) {
    const auto found = vault->find("school", std::to_string(i));
    EXPECT_EQ(found, i >= 7 && (i - 7) % 31 == 0 ? std::nullopt : std::optional(person_id(i))) << i;
  }
}

// It is the snapshot that is read, not the profiles; and what came after it is brought by replay.
TEST_F(VaultSnapshot, IsAsOfItsSequenceUntilReplayBringsTheRest) {
  Bytes snapshot, sealed;
  {
    const auto vault = open();
    record(*vault, person_id(1), profile_of(1));
    ASSERT_TRUE(vault->commit(5));
    snapshot = snapshot_of(*vault, 5);
    sealed = *vault->seal_profile(person_id(1), profile_of(1, "45.76,4.83"));
    ASSERT_TRUE(vault->record(person_id(1), sealed));
    record(*vault, person_id(2), profile_of(2));
    ASSERT_TRUE(vault->sync_keys());
    ASSERT_TRUE(vault->commit(7));
  }
  const auto vault = open_with(snapshot);
  EXPECT_EQ(vault->applied_seq(), 5u);
  EXPECT_EQ(all_known(*vault, around_saint_denis).size(), 1u) << "her home before she moved";
  ASSERT_TRUE(vault->record(person_id(1), sealed));
  EXPECT_TRUE(all_known(*vault, around_saint_denis).empty());
  ASSERT_TRUE(vault->commit(7));
  EXPECT_EQ(vault->applied_seq(), 7u);
}

// EVIDENCE-OF: DESIGN 7 "Snapshots hold no unsealed body"
TEST_F(VaultSnapshot, CannotBeReadWithoutTheKeys) {
  const auto vault = open();
  Profile profile = profile_of(1, "48.931234,2.361234");
  profile.groups = {"Witnesses of the square"};
  record(*vault, person_id(1), profile);
  ASSERT_TRUE(vault->commit(1));
  const Bytes first = snapshot_of(*vault, 1), second = snapshot_of(*vault, 1);
  for (const double value : {48.931234, 2.361234}) {
    Bytes bytes(8, '\0');
    std::memcpy(bytes.data(), &value, 8);
    EXPECT_EQ(first.find(bytes.substr(2)), Bytes::npos);
  }
  EXPECT_EQ(first.find("Witnesses"), Bytes::npos);
  EXPECT_EQ(first.find(as_chars(person_id(1).bytes)), Bytes::npos);
  const auto people = [](const Bytes& bytes) {
    return Bytes(*(*SectionReader::open_bytes(bytes))->find("vault.people"));
  };
  // 1 of length; 4 + 6 + 1 + 1 + 17 of a home.
  ASSERT_EQ(people(first).size(), 30u);
  int same = 0;
  for (std::size_t i = 1; i < 30; ++i) same += people(first)[i] == people(second)[i];
  EXPECT_LT(same, 6) << "another nonce each time";
}

// EVIDENCE-OF: DESIGN 7 "Forget me destroys the key slot"
TEST_F(VaultSnapshot, DoesNotBringBackWhoWasForgottenSince) {
  Bytes snapshot;
  Known expected;
  {
    const auto vault = open();
    settle(*vault, 60);
    snapshot = snapshot_of(*vault, 60);
    ASSERT_TRUE(vault->forget(person_id(6)));
    // Somebody new gets the row; their profile comes by replay.
    ASSERT_TRUE(vault->seal_profile(person_id(1000), profile_of(1000)));
    ASSERT_TRUE(vault->sync_keys());
    ASSERT_TRUE(vault->commit(61));
    expected = all_known(*vault);
  }
  const auto vault = open_with(snapshot);
  EXPECT_EQ(all_known(*vault), expected);
  EXPECT_FALSE(vault->find("school", "6"));
  for (std::uint64_t i = 1; i <= 60; ++i)
    EXPECT_EQ(vault->find("school", std::to_string(i)).has_value(), i != 6);
  const Id other = vault->find_or_reserve("school", "6");
  EXPECT_NE(other, person_id(6)) << "who comes back is somebody new";
}

// The keys of a whole import lost their slots since: nobody may be found where somebody else lives.
TEST_F(VaultSnapshot, UnderOtherKeysShowsNobody) {
  Bytes snapshot;
  {
    const auto vault = open();
    settle(*vault, 40);
    snapshot = snapshot_of(*vault, 40);
    for (std::uint64_t i = 1; i <= 40; ++i) ASSERT_TRUE(vault->forget(person_id(i)));
    for (std::uint64_t i = 1; i <= 40; ++i)
      ASSERT_TRUE(vault->seal_profile(person_id(100 + i), profile_of(i)));
    ASSERT_TRUE(vault->sync_keys());
    ASSERT_TRUE(vault->commit(41));
  }
  const auto vault = open_with(snapshot);
  EXPECT_TRUE(all_known(*vault).empty());
  EXPECT_EQ(vault->with_places([](const Places& places) { return places.size(); }), 0u);
}

TEST_F(VaultSnapshot, DamagedAnywhereIsRefusedAndProfilesAreRead) {
  Bytes snapshot;
  Known expected;
  {
    const auto vault = open();
    settle(*vault, 12);
    snapshot = snapshot_of(*vault, 12);
    expected = all_known(*vault);
  }
  int refused = 0;
  for (std::size_t i = 0; i < snapshot.size(); i += 19) {
    Bytes damaged = snapshot;
    damaged[i] = static_cast<char>(damaged[i] ^ 4);
    const auto reader = SectionReader::open_bytes(damaged);
    if (!reader) continue;
    const auto vault = open(reader->get());
    refused += vault->snapshot_refused().has_value();
    if (vault->snapshot_refused()) {
      EXPECT_EQ(vault->snapshot_refused()->code, Errc::corrupt);
      EXPECT_NE(vault->snapshot_refused()->detail.find("section vault."), std::string::npos);
    }
    EXPECT_EQ(all_known(*vault), expected) << i;
    EXPECT_EQ(vault->find("school", "3"), person_id(3)) << i;
  }
  EXPECT_GT(refused, 20);
}

// Sections whose checksums are right and whose contents are not.
TEST_F(VaultSnapshot, OfImpossibleContentsNamesTheSection) {
  const auto vault = open();
  settle(*vault, 12);
  const Bytes snapshot = snapshot_of(*vault, 12);
  const auto refused = [&](std::string_view changed, const std::function<void(Bytes&)>& change) {
    const auto reader = *SectionReader::open_bytes(snapshot);
    Written written;
    for (const std::string_view name : {"vault.groups", "vault.people", "vault.chunks", "vault.head"}) {
      Bytes bytes(*reader->find(name));
      if (name == changed) change(bytes);
      EXPECT_TRUE(written.writer.begin(name) && written.writer.write(bytes) && written.writer.end());
    }
    EXPECT_TRUE(written.writer.finish());
    SeededRandom other(1);
    const auto keys = *Keys::open(*open_slot_file(directory.file("vault/keys.bin"), key_slot_bytes), other);
    Places places(*keys);
    SourceTable sources;
    const auto read = read_snapshot(*keys, *written.read(), vault->derive_key("names of groups in snapshots"),
                                    places, sources);
    return read ? std::string() : read.error().detail;
  };
  EXPECT_EQ(refused("", [](Bytes&) {}), "");
  EXPECT_EQ(refused("vault.head", [](Bytes& bytes) { bytes[0] = 2; }),
            "section vault.head: it is of another version");
  EXPECT_EQ(refused("vault.chunks", [](Bytes& bytes) { bytes += Bytes(8, '\0'); }),
            "section vault.chunks: there are not as many as the head says");
  EXPECT_EQ(refused("vault.chunks", [](Bytes& bytes) { bytes[6] = 1; }),
            "section vault.chunks: its offsets do not fit");
  EXPECT_EQ(refused("vault.people", [](Bytes& bytes) { bytes.resize(bytes.size() - 1); }),
            "section vault.people: a block is cut");
  EXPECT_EQ(refused("vault.people", [](Bytes& bytes) { bytes += '\0'; }),
            "section vault.people: it holds more rows than it says");
  EXPECT_NE(refused("vault.groups", [](Bytes& bytes) { bytes.clear(); }), "");
}

TEST_F(VaultSnapshot, AheadOfTheProfilesIsRefused) {
  Bytes snapshot;
  {
    const auto vault = open();
    record(*vault, person_id(1), profile_of(1));
    ASSERT_TRUE(vault->commit(9));
    snapshot = snapshot_of(*vault, 9);
  }
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(directory.file("vault/profiles.sqlite") + suffix);
  const auto reader = *SectionReader::open_bytes(snapshot);
  const auto vault = open(reader.get());
  ASSERT_TRUE(vault->snapshot_refused());
  EXPECT_EQ(vault->snapshot_refused()->detail,
            "section vault.head: it stands on profiles up to 9, they end at 0");
  EXPECT_EQ(vault->applied_seq(), 0u) << "all of the journal is to be replayed";
  EXPECT_TRUE(all_known(*vault).empty());
}

// The child sees keys change under it, for the file is shared, and everything else as it was.
TEST_F(VaultSnapshot, WrittenByAChildWhilePeopleComeAndGo) {
  auto vault = open();
  settle(*vault, 50);
  const std::string path = directory.file("snapshot");
  int go[2];
  ASSERT_EQ(::pipe(go), 0);
  auto hold = vault->hold_for_snapshot(50);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    char begun = 0;
    if (::read(go[0], &begun, 1) != 1) ::_exit(2);
    const auto file = open_file(path, true);
    std::uint64_t end = 0;
    SectionWriter writer([&](std::string_view bytes) -> Result<> {
      TOCSIN_TRY_VOID(file->write_at(end, bytes));
      end += bytes.size();
      return {};
    });
    ::_exit(vault->write_snapshot(*hold, writer) && writer.finish() ? 0 : 1);
  }
  hold->forked();
  ASSERT_TRUE(vault->forget(person_id(4)));
  record(*vault, person_id(4000), profile_of(4000, "45.76,4.83"));
  ASSERT_TRUE(vault->put_fix(person_id(5), {{1, 1}, 10, vault_now}));
  ASSERT_TRUE(vault->sync_keys());
  ASSERT_TRUE(vault->commit(52));
  ASSERT_EQ(::write(go[1], "x", 1), 1);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  hold.reset();
  ::close(go[0]);
  ::close(go[1]);
  const Bytes keys = bytes_of_file(directory.file("vault/keys.bin"));
  EXPECT_EQ(keys.substr(4 * key_slot_bytes, key_slot_bytes), Bytes(key_slot_bytes, '\0'))
      << "nobody new has the row while the child wrote";
  record(*vault, person_id(4001), profile_of(4001));
  EXPECT_NE(bytes_of_file(directory.file("vault/keys.bin")).substr(4 * key_slot_bytes, key_slot_bytes),
            Bytes(key_slot_bytes, '\0'))
      << "and afterwards it is used";
  ASSERT_TRUE(vault->commit(53));
  vault.reset();
  const auto reader = *SectionReader::open(path);
  SeededRandom other(1);
  const auto reopened = open_vault(directory, other, reader.get());
  ASSERT_FALSE(reopened->snapshot_refused());
  EXPECT_EQ(reopened->with_places([](const Places& places) { return places.size(); }), 49u);
  EXPECT_FALSE(reopened->find("school", "4"));
  EXPECT_EQ(reopened->find("school", "49"), person_id(49));
}

TEST_F(VaultSnapshot, WritersWaitUntilTheChildIsForked) {
  const auto vault = open();
  record(*vault, person_id(1), profile_of(1));
  ASSERT_TRUE(vault->commit(1));
  auto hold = vault->hold_for_snapshot(1);
  std::atomic<bool> done{false};
  std::thread phone([&] { done = vault->put_fix(person_id(1), {{1, 1}, 10, vault_now}).has_value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_FALSE(done);
  hold->forked();
  phone.join();
  EXPECT_TRUE(done);
}

TEST_F(VaultSnapshot, ANonceIsNeverUsedTwice) {
  const auto vault = open();
  record(*vault, person_id(1), profile_of(1));
  ASSERT_TRUE(vault->commit(1));
  const auto write_twice = [&vault] {
    const auto hold = vault->hold_for_snapshot(1);
    Written first, second;
    (void)vault->write_snapshot(*hold, first.writer);
    (void)vault->write_snapshot(*hold, second.writer);
  };
  EXPECT_DEATH(write_twice(), "used_");
}

}  // namespace
}  // namespace tocsin::vault
