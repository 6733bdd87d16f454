// A vault in a directory of its own, and people to put into it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "base/files_testing.h"
#include "geo/text_format.h"
#include "vault/vault.h"

namespace tocsin::vault {

inline constexpr Instant vault_now{1'447'446'000'000};

// An id that no other number has and whose bytes are not found by chance.
inline Id person_id(std::uint64_t number) { return SeededRandom(1000 + number).id(); }

inline Profile profile_of(std::uint64_t number, std::string_view home = "48.93,2.36") {
  Profile profile;
  profile.source = "school";
  profile.source_id = std::to_string(number);
  profile.basis = "consent";
  profile.name = "Zo\xC3\xA9 Lambert-" + std::to_string(number);
  profile.email = "zoe" + std::to_string(number) + "@example.fr";
  profile.phone = "+3361234" + std::to_string(1000 + number);
  profile.languages = {"fr"};
  profile.places = {{PlaceKind::home, geo::point(home), "Home", {}, {}}};
  profile.groups = {"School 7"};
  return profile;
}

// Opens the vault in `directory`; one that is open there must be gone.
inline std::unique_ptr<Vault> open_vault(const TempDirectory& directory, Random& random,
                                         const SectionReader* snapshot = nullptr,
                                         std::uint64_t look_up_mask = ~std::uint64_t{0}) {
  auto parts = open_parts(directory.file("vault"), random);
  if (!parts) throw std::runtime_error(parts.error().detail);
  parts->look_up_mask = look_up_mask;
  auto vault = Vault::open(std::move(*parts), random, snapshot);
  if (!vault) throw std::runtime_error(vault.error().detail);
  return std::move(*vault);
}

// What an import does: seals, and takes the event's bytes in.
inline void record(Vault& vault, const Id& person, const Profile& profile) {
  const auto sealed = vault.seal_profile(person, profile);
  ASSERT_TRUE(sealed);
  ASSERT_TRUE(vault.record(person, *sealed));
}

// Places without a vault: people get keys as they come.
struct Town {
  std::uint32_t row_of(const Id& person) {
    if (!keys->has(person)) TOCSIN_CHECK(keys->seal(person, "test", "").has_value());
    return *keys->row_of(person);
  }
  void put(const Id& person, const Profile& profile) { places.put(row_of(person), profile); }
  void put_fix(const Id& person, const Fix& fix) { places.put_fix(row_of(person), fix); }
  void erase(const Id& person) {
    if (const auto row = keys->row_of(person)) places.erase(*row);
    TOCSIN_CHECK(keys->destroy(person).has_value());
  }

  TempDirectory directory;
  SeededRandom random{3};
  std::unique_ptr<Keys> keys =
      *Keys::open(*open_slot_file(directory.file("keys.bin"), key_slot_bytes), random);
  Places places{*keys};
};

// The people whose places lie in or touch the area, by (person, kind, rim).
using Hit = std::tuple<Id, PlaceKind, bool>;
inline std::set<Hit> hits(const Places& places, std::string_view area) {
  std::set<Hit> found;
  places.for_each_inside(geo::PreparedArea(geo::area(area)), [&](const PlaceHit& hit) {
    found.emplace(places.person_of(hit.person), hit.kind, hit.rim);
  });
  return found;
}

inline constexpr std::string_view around_saint_denis = "48.91,2.34 48.91,2.38 48.94,2.38 48.94,2.34";

}  // namespace tocsin::vault
