// Crowd: made-up people in real places, with households who care about each other.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "vault/profile.h"

namespace tocsin::stage {

constexpr const char* crowd_source = "made-up people";

// Profiles one after the other; members of a household stand together.
class Crowd {
 public:
  // `names` is the text of a scenario's names.json.
  static Result<Crowd> read(std::string_view names);

  struct Member {
    vault::Profile profile;
    std::size_t household = 0;
    bool is_child = false;
  };
  // The first household is the visitor's: an adult, a partner and a child at home in the first listed place
  // of `visitor_district`. The same seed makes the same people.
  std::vector<Member> make(std::size_t count, std::string_view visitor_district, SeededRandom& random) const;

 private:
  struct Origin {
    double weight = 1;
    std::vector<std::string> given, family;
  };
  struct District {
    std::string name;
    geo::Point centre;
    double spread_km = 1;
    double population = 1;
  };
  struct Group {
    std::string name;
    double weight = 1;
  };
  template <class Item>
  static const Item& pick(const std::vector<Item>& items, double Item::* weight, SeededRandom& random);
  vault::Place place_in(const District& district, vault::PlaceKind kind, std::string label,
                        SeededRandom& random) const;
  void add_household(std::vector<Member>& members, std::size_t size, const District& district,
                     SeededRandom& random) const;

  std::vector<Origin> origins_;
  std::vector<District> districts_;
  std::vector<Group> groups_;
};

}  // namespace tocsin::stage
