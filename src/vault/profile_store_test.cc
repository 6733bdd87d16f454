#include "vault/profile_store.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "vault/vault_testing.h"

namespace tocsin::vault {
namespace {

const Id anne = person_id(1), bruno = person_id(2), check = person_id(50), other_check = person_id(51);

TEST(Profiles, OfEveryFieldReadBack) {
  Profile profile = profile_of(1);
  profile.places.push_back({PlaceKind::work, {-33.9, 151.2}, "Office", {}, {}});
  profile.places.push_back({PlaceKind::trip, {0, -180}, "Boat", vault_now, vault_now + day_ms});
  profile.sites = {"Gare du Nord"};
  profile.guardian_id = "17";
  const auto read = decode_profile(encode(profile));
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == profile);
  EXPECT_EQ(profile.find(PlaceKind::work)->label, "Office");
  EXPECT_EQ(profile.find(PlaceKind::last_known), nullptr);
}

TEST(Profiles, CutAtEveryByteTheyNeverCrash) {
  const Bytes bytes = encode(profile_of(1));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    (void)decode_profile(std::string_view(bytes).substr(0, size));
  Profile odd = profile_of(1);
  odd.places[0].kind = PlaceKind::last_known;
  EXPECT_EQ(decode_profile(encode(odd)).error().code, Errc::corrupt) << "a fix is no part of a profile";
}

TEST(ProfileStore, KeepsTheNewestOfEachPerson) {
  const auto store = *ProfileStore::open(":memory:");
  EXPECT_EQ(*store->profile(anne), std::nullopt);
  ASSERT_TRUE(store->put_profile(anne, "one"));
  ASSERT_TRUE(store->put_profile(bruno, Bytes("\0two", 4)));
  ASSERT_TRUE(store->put_profile(anne, "three"));
  EXPECT_EQ(*store->profile(anne), "three");
  std::map<Id, Bytes> all;
  ASSERT_TRUE(
      store->for_each([&](const Id& person, std::string_view sealed) { all[person] = Bytes(sealed); }));
  EXPECT_EQ(all, (std::map<Id, Bytes>{{anne, "three"}, {bruno, Bytes("\0two", 4)}}));
}

TEST(ProfileStore, ErasesAProfile) {
  const auto store = *ProfileStore::open(":memory:");
  ASSERT_TRUE(store->put_profile(anne, "a"));
  ASSERT_TRUE(store->erase(anne));
  EXPECT_EQ(*store->profile(anne), std::nullopt);
}

TEST(ProfileStore, ReadsManyAsItReadsOne) {
  const auto store = *ProfileStore::open(":memory:");
  EXPECT_EQ(store->profiles({})->size(), 0u);
  std::vector<Id> people;
  for (std::uint64_t number = 0; number <= 2 * profiles_per_lock; ++number) {
    people.push_back(person_id(number));
    if (number % 3 == 0) continue;  // not known
    ASSERT_TRUE(store->put_profile(people.back(), fmt::format("of {}", number)));
  }
  for (const std::size_t count : {std::size_t{1}, profiles_per_lock, profiles_per_lock + 1, people.size()}) {
    const auto found = *store->profiles(std::span(people).first(count));
    ASSERT_EQ(found.size(), count);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(found[i], *store->profile(people[i])) << i;
  }
}

TEST(ProfileStore, IsReadByManyThreadsWhileItIsWritten) {
  const TempDirectory directory;
  const auto store = *ProfileStore::open(directory.file("profiles.sqlite"));
  std::vector<Id> people;
  for (std::uint64_t number = 0; number < 3 * profiles_per_lock; ++number) {
    people.push_back(person_id(number));
    ASSERT_TRUE(store->put_profile(people.back(), "0"));
  }
  ASSERT_TRUE(store->commit(1));
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> reads = 0;
  const auto read = [&] {
    while (!done || reads == 0) {
      const auto found = store->profiles(people);
      ASSERT_TRUE(found) << found.error().detail;
      for (const auto& sealed : *found) ASSERT_TRUE(sealed);
      ++reads;
    }
  };
  std::thread one(read), two(read);
  for (std::uint64_t seq = 2; seq < 200; ++seq) {
    for (std::size_t i = seq % 7; i < people.size(); i += 7)
      ASSERT_TRUE(store->put_profile(people[i], std::to_string(seq)));
    ASSERT_TRUE(store->commit(seq));
  }
  done = true;
  one.join(), two.join();
  EXPECT_EQ(*store->profile(people[199 % 7]), "199");
}

TEST(ProfileStore, RemembersHowFarItCame) {
  const TempDirectory directory;
  const std::string path = directory.file("profiles.sqlite");
  {
    const auto store = *ProfileStore::open(path);
    EXPECT_EQ(store->applied_seq(), 0u);
    ASSERT_TRUE(store->put_profile(anne, "a"));
    ASSERT_TRUE(store->commit(7));
    EXPECT_EQ(store->applied_seq(), 7u);
    ASSERT_TRUE(store->put_profile(bruno, "b"));
  }
  const auto store = *ProfileStore::open(path);
  EXPECT_EQ(store->applied_seq(), 7u);
  EXPECT_EQ(*store->profile(anne), "a");
  EXPECT_EQ(*store->profile(bruno), std::nullopt)
      << "what was not committed is not there, and the journal gives it back";
}

}  // namespace
}  // namespace tocsin::vault
