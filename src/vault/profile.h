// Profile: all that tells who a person is and where they may be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "geo/point.h"

namespace tocsin::vault {

enum class PlaceKind : std::uint8_t { home = 1, work = 2, trip = 3, last_known = 4 };
std::string_view to_string(PlaceKind kind);

struct Place {
  PlaceKind kind = PlaceKind::home;
  geo::Point point;
  std::string label;
  Instant from;  // of a trip
  Instant to;

  bool operator==(const Place&) const = default;
};

// (source, source_id) is the identity: who told us, and what they call the person.
struct Profile {
  std::string source;
  std::string source_id;
  std::string basis;  // why we may hold this
  std::string name;
  std::string email;
  std::string phone;
  std::vector<std::string> languages;
  std::vector<Place> places;  // at most one home, one work; trips sorted by their start
  std::vector<std::string> groups;
  std::vector<std::string> sites;
  std::string guardian_id;

  const Place* find(PlaceKind kind) const;
  bool operator==(const Profile&) const = default;
};

// Trips of one person: a year of weekly ones.
constexpr std::size_t trips_max = 64;
constexpr std::size_t groups_max = 64;

Bytes encode(const Profile& profile);
Result<Profile> decode_profile(std::string_view bytes);

}  // namespace tocsin::vault
