#include "stage/crowd.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <numbers>

namespace tocsin::stage {
namespace {

namespace json = boost::json;

// Sizes of households: shares of one to five people, roughly those of a European capital.
constexpr double household_shares[] = {0.35, 0.3, 0.15, 0.13, 0.07};
constexpr double works_elsewhere = 0.62;
constexpr double in_a_group = 0.2;

std::vector<std::string> texts(const json::value& values) {
  std::vector<std::string> list;
  for (const auto& value : values.as_array()) list.emplace_back(value.as_string());
  return list;
}

}  // namespace

Result<Crowd> Crowd::read(std::string_view names) {
  Crowd crowd;
  try {
    const json::value document = json::parse(names);
    for (const auto& origin : document.at("origins").as_array()) {
      crowd.origins_.push_back(
          {origin.at("weight").to_number<double>(), texts(origin.at("given")), texts(origin.at("family"))});
    }
    for (const auto& district : document.at("districts").as_array()) {
      crowd.districts_.push_back(
          {std::string(district.at("name").as_string()),
           {district.at("lat").to_number<double>(), district.at("lon").to_number<double>()},
           district.at("spread_km").to_number<double>(),
           district.at("population").to_number<double>()});
    }
    for (const auto& group : document.at("groups").as_array()) {
      crowd.groups_.push_back(
          {std::string(group.at("name").as_string()), group.at("weight").to_number<double>()});
    }
  } catch (const std::exception& error) {
    return fail(Errc::invalid, fmt::format("names.json cannot be read: {}", error.what()));
  }
  if (crowd.origins_.empty() || crowd.districts_.empty() || crowd.groups_.empty())
    return fail(Errc::invalid, "names.json has no names, districts or groups");
  return crowd;
}

template <class Item>
const Item& Crowd::pick(const std::vector<Item>& items, double Item::* weight, SeededRandom& random) {
  double total = 0;
  for (const auto& item : items) total += item.*weight;
  double left = random.unit() * total;
  for (const auto& item : items) {
    if ((left -= item.*weight) < 0) return item;
  }
  return items.back();
}

vault::Place Crowd::place_in(const District& district, vault::PlaceKind kind, std::string label,
                             SeededRandom& random) const {
  const double km_a_degree = 111.2;
  const double lat = district.centre.lat + random.normal() * district.spread_km / 2 / km_a_degree;
  const double lon = district.centre.lon + random.normal() * district.spread_km / 2 / km_a_degree /
                                               std::cos(lat * std::numbers::pi / 180);
  return {kind, {lat, lon}, std::move(label), {}, {}};
}

void Crowd::add_household(std::vector<Member>& members, std::size_t size, const District& district,
                          SeededRandom& random) const {
  const Origin& origin = pick(origins_, &Origin::weight, random);
  const std::string family = origin.family[random.below(origin.family.size())];
  const std::size_t household = members.empty() ? 0 : members.back().household + 1;
  const vault::Place home =
      place_in(district, vault::PlaceKind::home, fmt::format("home ({})", district.name), random);
  const std::string first_id = fmt::format("p{:07}", members.size() + 1);
  for (std::size_t i = 0; i < size; ++i) {
    Member member;
    member.household = household;
    member.is_child = i >= 2;
    auto& profile = member.profile;
    profile.source = crowd_source;
    profile.source_id = fmt::format("p{:07}", members.size() + 1);
    profile.basis = "a demonstration: nobody here is real";
    profile.name = fmt::format("{} {}", origin.given[random.below(origin.given.size())], family);
    profile.languages = {random.chance(0.85) ? "fr" : random.chance(0.5) ? "ar" : "en"};
    profile.places.push_back(home);
    if (member.is_child) {
      profile.guardian_id = first_id;
    } else {
      profile.email = profile.source_id + "@example.org";
      if (random.chance(works_elsewhere)) {
        const District& other = pick(districts_, &District::population, random);
        profile.places.push_back(
            place_in(other, vault::PlaceKind::work, fmt::format("work ({})", other.name), random));
      }
      if (random.chance(in_a_group)) profile.groups.push_back(pick(groups_, &Group::weight, random).name);
    }
    members.push_back(std::move(member));
  }
}

std::vector<Crowd::Member> Crowd::make(std::size_t count, std::string_view visitor_district,
                                       SeededRandom& random) const {
  std::vector<Member> members;
  members.reserve(count + 5);
  const auto found = std::find_if(districts_.begin(), districts_.end(), [&](const District& district) {
    return district.name == visitor_district;
  });
  District visitor = found == districts_.end() ? districts_.front() : *found;
  visitor.spread_km = 0;
  add_household(members, 3, visitor, random);
  for (auto& member : members) member.profile.languages = {"en"};
  while (members.size() < count) {
    double left = random.unit();
    std::size_t size = 1;
    for (const double share : household_shares) {
      if ((left -= share) < 0) break;
      ++size;
    }
    add_household(members, std::min<std::size_t>(size, 5), pick(districts_, &District::population, random),
                  random);
  }
  members.resize(std::max<std::size_t>(count, 3));
  return members;
}

}  // namespace tocsin::stage
