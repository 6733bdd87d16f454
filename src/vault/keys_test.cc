#include "vault/keys.h"

#include <gtest/gtest.h>

#include <set>

#include "vault/vault_testing.h"

namespace tocsin::vault {
namespace {

struct KeysTest : testing::Test {
  std::unique_ptr<Keys> open() {
    auto keys = Keys::open(*open_slot_file(path(), key_slot_bytes), random);
    if (!keys) throw std::runtime_error(keys.error().detail);
    return std::move(*keys);
  }
  std::string path() const { return directory.file("keys.bin"); }
  // The key bytes of slot `number` as they lie on the disk.
  Bytes key_on_disk(std::uint32_t number) const {
    return bytes_of_file(path()).substr((number + 1) * key_slot_bytes + 16, key_bytes);
  }

  TempDirectory directory;
  SeededRandom random{7};
  const Id anne = person_id(1), bruno = person_id(2), claire = person_id(3);
};

TEST_F(KeysTest, WhatIsSealedCanBeOpened) {
  const auto keys = open();
  for (const std::string& plain :
       {std::string(), std::string("I am in the cellar"), std::string(100'000, '\0')}) {
    const auto sealed = keys->seal(anne, "note", plain);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->size(), plain.size() + seal_overhead);
    EXPECT_EQ(keys->open_sealed(anne, "note", *sealed), plain);
  }
  EXPECT_EQ(keys->size(), 1u);
}

TEST_F(KeysTest, TheSameWordsAreNeverSealedTheSame) {
  const auto keys = open();
  const auto first = *keys->seal(anne, "note", "safe"), second = *keys->seal(anne, "note", "safe");
  EXPECT_NE(first.substr(0, 24), second.substr(0, 24)) << "a nonce is used once";
  EXPECT_NE(first, second);
}

TEST_F(KeysTest, NoNonceComesTwice) {
  const auto keys = open();
  std::set<Bytes> nonces;
  for (int i = 0; i < 500; ++i) nonces.insert(keys->seal(anne, "note", "")->substr(0, nonce_bytes));
  EXPECT_EQ(nonces.size(), 500u);
}

TEST_F(KeysTest, AnotherContextOrPersonCannotOpen) {
  const auto keys = open();
  const auto sealed = *keys->seal(anne, "note", "x");
  ASSERT_TRUE(keys->seal(bruno, "note", "y"));
  EXPECT_FALSE(keys->open_sealed(anne, "profile", sealed));
  EXPECT_FALSE(keys->open_sealed(anne, "", sealed));
  EXPECT_FALSE(keys->open_sealed(bruno, "note", sealed));
  EXPECT_FALSE(keys->open_sealed(claire, "note", sealed)) << "who has no key";
}

TEST_F(KeysTest, CutOrChangedAtAnyByteItCannotBeOpened) {
  const auto keys = open();
  const auto sealed = *keys->seal(anne, "note", "help");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    EXPECT_FALSE(keys->open_sealed(anne, "note", std::string_view(sealed).substr(0, i))) << i;
    Bytes damaged = sealed;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_FALSE(keys->open_sealed(anne, "note", damaged)) << i;
  }
  EXPECT_FALSE(keys->open_sealed(anne, "note", sealed + "x"));
}

TEST_F(KeysTest, KeysSurviveReopening) {
  Bytes sealed;
  {
    const auto keys = open();
    sealed = *keys->seal(anne, "note", "x");
    ASSERT_TRUE(keys->sync());
  }
  const auto keys = open();
  EXPECT_TRUE(keys->has(anne));
  EXPECT_FALSE(keys->has(bruno));
  EXPECT_EQ(keys->row_of(anne), 0u);
  EXPECT_EQ(keys->open_sealed(anne, "note", sealed), "x");
}

// EVIDENCE-OF: DESIGN 7 "Forget me destroys the key slot"
TEST_F(KeysTest, ADestroyedKeyIsNowhereOnTheDisk) {
  const auto keys = open();
  const auto sealed = *keys->seal(anne, "note", "x");
  ASSERT_TRUE(keys->seal(bruno, "note", "y"));
  const Bytes key = key_on_disk(0);
  EXPECT_NE(key, Bytes(key_bytes, '\0'));
  ASSERT_TRUE(keys->destroy(anne));
  EXPECT_FALSE(keys->has(anne));
  EXPECT_FALSE(keys->open_sealed(anne, "note", sealed));
  EXPECT_EQ(keys->size(), 1u);
  const Bytes all = directory.all_bytes();
  for (std::size_t part = 0; part + 8 <= key_bytes; part += 8)
    EXPECT_EQ(all.find(key.substr(part, 8)), Bytes::npos) << part;
  EXPECT_EQ(all.find(as_chars(anne.bytes)), Bytes::npos) << "nor who had it";
  EXPECT_EQ(bytes_of_file(path()).substr(key_slot_bytes, key_slot_bytes), Bytes(key_slot_bytes, '\0'));
  EXPECT_TRUE(keys->destroy(anne)) << "again is no error";
}

TEST_F(KeysTest, ANewKeyForADestroyedOneOpensNothingOld) {
  const auto keys = open();
  const auto sealed = *keys->seal(anne, "note", "x");
  ASSERT_TRUE(keys->destroy(anne));
  ASSERT_TRUE(keys->seal(anne, "note", "y"));
  EXPECT_FALSE(keys->open_sealed(anne, "note", sealed));
}

TEST_F(KeysTest, FreeSlotsAreUsedAgain) {
  {
    const auto keys = open();
    for (const Id& person : {anne, bruno, claire}) ASSERT_TRUE(keys->seal(person, "note", "x"));
    EXPECT_EQ(keys->row_of(claire), 2u);
    ASSERT_TRUE(keys->destroy(bruno));
    ASSERT_TRUE(keys->seal(person_id(4), "note", "x"));
    EXPECT_EQ(keys->row_of(person_id(4)), 1u);
    ASSERT_TRUE(keys->destroy(anne));
    ASSERT_TRUE(keys->sync());
  }
  const auto keys = open();
  EXPECT_EQ(keys->size(), 2u);
  ASSERT_TRUE(keys->seal(person_id(5), "note", "x"));
  EXPECT_EQ(keys->row_of(person_id(5)), 0u) << "free after reopening too";
  ASSERT_TRUE(keys->seal(person_id(6), "note", "x"));
  EXPECT_EQ(keys->row_of(person_id(6)), 3u);
}

TEST_F(KeysTest, FreedSlotsRestWhileAskedTo) {
  const auto keys = open();
  for (const Id& person : {anne, bruno}) ASSERT_TRUE(keys->seal(person, "note", "x"));
  keys->rest_freed_slots(true);
  ASSERT_TRUE(keys->destroy(anne));
  ASSERT_TRUE(keys->seal(claire, "note", "x"));
  EXPECT_EQ(keys->row_of(claire), 2u);
  EXPECT_TRUE(keys->person_of(0).is_zero());
  keys->rest_freed_slots(false);
  ASSERT_TRUE(keys->seal(person_id(4), "note", "x"));
  EXPECT_EQ(keys->row_of(person_id(4)), 0u);
  EXPECT_EQ(keys->row_end(), 3u);
}

// Enough for both threads: every key is found again, in the slot where it was.
TEST_F(KeysTest, ManyAreFoundAfterReopening) {
  constexpr std::uint64_t people = 40'000;
  std::vector<Id> ids;
  {
    const auto keys = open();
    for (std::uint64_t i = 0; i < people; ++i) {
      ids.push_back(random.id());
      ASSERT_TRUE(keys->seal(ids.back(), "note", ""));
    }
    for (std::uint64_t i = 0; i < people; i += 100) ASSERT_TRUE(keys->destroy(ids[i]));
  }
  const auto keys = open();
  EXPECT_EQ(keys->size(), people - people / 100);
  for (std::uint32_t i = 0; i < people; ++i)
    ASSERT_EQ(keys->row_of(ids[i]), i % 100 == 0 ? std::nullopt : std::optional(i)) << i;
}

TEST_F(KeysTest, KeysThatNoEventRefersToAreDestroyed) {
  const auto keys = open();
  for (const Id& person : {anne, bruno, claire}) ASSERT_TRUE(keys->seal(person, "note", "x"));
  ASSERT_TRUE(keys->destroy_unless([&](const Id& person, std::uint32_t) { return person == bruno; }));
  EXPECT_EQ(keys->size(), 1u);
  EXPECT_TRUE(keys->has(bruno));
}

TEST_F(KeysTest, ADamagedSlotOpensNothing) {
  Bytes sealed;
  {
    const auto keys = open();
    sealed = *keys->seal(anne, "note", "x");
    ASSERT_TRUE(keys->seal(bruno, "note", "y"));
  }
  const Bytes whole = bytes_of_file(path());
  for (std::size_t i = key_slot_bytes; i < 2 * key_slot_bytes; ++i) {
    Bytes damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    put_file(path(), damaged);
    const auto keys = open();
    EXPECT_FALSE(keys->has(anne)) << i;
    EXPECT_TRUE(keys->has(bruno));
    EXPECT_FALSE(keys->open_sealed(anne, "note", sealed));
  }
}

// A slot torn while it was destroyed may still hold the better part of the key.
TEST_F(KeysTest, ADamagedSlotIsClearedAndUsedAgain) {
  {
    ASSERT_TRUE(open()->seal(anne, "note", "x"));
  }
  Bytes damaged = bytes_of_file(path());
  damaged.replace(key_slot_bytes, 16, 16, '\0');
  put_file(path(), damaged);
  const auto keys = open();
  EXPECT_EQ(bytes_of_file(path()).substr(key_slot_bytes), Bytes(key_slot_bytes, '\0'));
  ASSERT_TRUE(keys->seal(bruno, "note", "x"));
  EXPECT_EQ(keys->row_of(bruno), 0u);
}

TEST_F(KeysTest, MoreDamageThanAPowerCutCanDoIsAnError) {
  {
    const auto keys = open();
    for (std::uint64_t number = 0; number < torn_slots_max + 2; ++number)
      ASSERT_TRUE(keys->seal(person_id(number), "note", ""));
  }
  const Bytes whole = bytes_of_file(path());
  const auto opens_with = [&](std::size_t torn) {
    Bytes damaged = whole;
    for (std::size_t slot = 1; slot <= torn; ++slot) {
      char& byte = damaged[key_slot_bytes * (slot + 1) + 20];
      byte = static_cast<char>(byte ^ 1);
    }
    put_file(path(), damaged);
    const auto keys = Keys::open(*open_slot_file(path(), key_slot_bytes), random);
    return keys ? std::string() : keys.error().detail;
  };
  EXPECT_EQ(opens_with(torn_slots_max + 1), "4097 key slots are damaged, the first is 1");
  EXPECT_EQ(bytes_of_file(path()).size(), whole.size()) << "and nothing is cleared";
  EXPECT_EQ(opens_with(torn_slots_max), "");
}

}  // namespace
}  // namespace tocsin::vault
