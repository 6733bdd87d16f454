#include "reading/place_resolve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tocsin::reading {
namespace {

// Points, found by trying on half of the texts at hand and checked on the other half.
constexpr int alias_minus = 80;
constexpr int folded_minus = 5;
constexpr int bare_minus = 70;
constexpr int same_name_region_minus = 100;  // New York is the city, unless something says it is the state
constexpr int qualified_plus = 300;          // "Paris, Texas"
constexpr int said_region_plus = 120;        // "the state of Georgia"
constexpr int country_plus = 130;            // times its share of the text's other names
constexpr int region_plus = 150;
constexpr int region_named_plus = 40;  // once a name of the region, or as much in likely ones
constexpr int district_named_plus = 80;
constexpr int home_votes = 8;                        // of the words that only one country's papers use
constexpr int share_width = 64;                      // a meaning so many points behind the best has no say
constexpr std::uint32_t region_people = 20'000'000;  // a region with more says less
constexpr int near_plus = 30;                        // for each name near by
constexpr int near_plus_max = 90;
constexpr int contested_margin = 25;
constexpr double near_degrees = 1.0;  // about 110 km
constexpr int rounds = 3;
constexpr int vote_unit = 16;
constexpr int named_votes = 3 * vote_unit;
// Names that place others: more would only say the same again, and the cost is their number times the
// meanings.
constexpr std::size_t neighbours_max = 64;

struct Meaning {
  std::uint32_t place = 0, region = 0, district = 0, country = 0;  // rows
  float lat = 0, lon = 0;
  PlaceKind kind = PlaceKind::other;
  bool located = false, demonym = false;
  int prior = 0, qualified = 0, score = 0;
  int region_share = 16;                   // of 16: to be in England says less than to be in Rhode Island
  int said_region = 0, said_district = 0;  // what its name has put into the votes for them
};

// All matches of one name.
struct Group {
  std::uint64_t key = 0;
  std::uint32_t first = 0, count = 0;  // meanings
  std::uint32_t best = 0;              // of meanings; count == 0: none
  int weight = 0;                      // as a voter
  bool region = false;                 // the text says that it is a division
};

class Resolver {
 public:
  Resolver(const GazetteerTable& table, const std::vector<PlaceMatch>& matches, int voter_score_min,
           std::uint32_t home)
      : table_(table), matches_(matches), voter_score_min_(voter_score_min), home_(home) {}

  std::vector<Resolution> run() {
    group();
    qualify();
    choose();
    for (int round = 0; round < rounds; ++round) {
      vote();
      for (auto& one : groups_) weigh(one);
      choose();
    }
    vote();
    std::vector<Resolution> all(matches_.size());
    for (std::size_t i = 0; i < matches_.size(); ++i) all[i] = result(i);
    return all;
  }

 private:
  static std::uint64_t key_of_match(const PlaceMatch& one) { return one.key ^ (one.code ? 0x5BD1E995 : 0); }

  void group() {
    std::vector<std::uint32_t> order(matches_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key_of_match(matches_[a]) < key_of_match(matches_[b]);
    });
    group_of_.resize(matches_.size());
    for (const auto i : order) {
      const auto& one = matches_[i];
      if (groups_.empty() || groups_.back().key != key_of_match(one)) {
        groups_.push_back({.key = key_of_match(one), .first = static_cast<std::uint32_t>(meanings_.size())});
        meanings_of(one);
        groups_.back().count = static_cast<std::uint32_t>(meanings_.size()) - groups_.back().first;
      }
      group_of_[i] = static_cast<std::uint32_t>(groups_.size() - 1);
      auto& group = groups_.back();
      if (one.score >= voter_score_min_)
        group.weight = std::min(group.weight + (group.weight == 0 ? 2 : 1), 4);
    }
  }

  void meanings_of(const PlaceMatch& one) {
    const auto begin = meanings_.size();
    for (std::uint32_t p = 0; p < one.entry.count; ++p) {
      const auto posting = table_.posting(one.entry.first + p);
      const auto quality = posting & 0xFF;
      if (((quality & layout::code) != 0) != one.code) continue;
      const auto row = table_.row(posting >> 8);
      Meaning meaning;
      meaning.place = posting >> 8;
      meaning.kind = static_cast<PlaceKind>(row.kind);
      meaning.country = row.country_row;
      meaning.region = meaning.kind == PlaceKind::region    ? meaning.place
                       : meaning.kind == PlaceKind::country ? 0
                                                            : row.region;
      meaning.district = meaning.kind == PlaceKind::district ? meaning.place : row.district;
      if (meaning.region != 0)
        meaning.region_share = static_cast<int>(
            16ULL * region_people / std::max(table_.row(meaning.region).population, region_people));
      meaning.located = (row.flags & layout::located) != 0;
      meaning.lat = static_cast<float>(row.lat_e5) / 1e5F;
      meaning.lon = static_cast<float>(row.lon_e5) / 1e5F;
      meaning.demonym = (quality & layout::demonym) != 0;
      meaning.prior = row.prior;
      if ((quality & layout::alias) != 0) meaning.prior -= alias_minus;
      if ((quality & layout::folded) != 0) meaning.prior -= folded_minus;
      if ((quality & layout::bare) != 0) meaning.prior -= bare_minus;
      meanings_.push_back(meaning);
    }
    // A region that one city of the same name fills.
    for (auto i = begin; i < meanings_.size(); ++i) {
      if (meanings_[i].kind != PlaceKind::region && meanings_[i].kind != PlaceKind::district) continue;
      for (auto j = begin; j < meanings_.size(); ++j) {
        const auto& city = meanings_[j];
        if (city.kind != PlaceKind::city ||
            (city.region != meanings_[i].place && city.district != meanings_[i].place))
          continue;
        if (table_.row(city.place).population >= table_.row(meanings_[i].place).population / 4) {
          meanings_[i].prior -= same_name_region_minus;
          break;
        }
      }
    }
    for (auto i = begin; i < meanings_.size(); ++i) meanings_[i].score = meanings_[i].prior;
  }

  std::span<Meaning> meanings(const Group& group) { return {meanings_.data() + group.first, group.count}; }

  static bool lies_in(const Meaning& inner, const Meaning& outer) {
    if (inner.place == outer.place) return false;
    switch (outer.kind) {
      case PlaceKind::country:
        return inner.country == outer.place;
      case PlaceKind::region:
        return inner.region == outer.place && inner.kind != PlaceKind::region;
      case PlaceKind::district:
        return inner.district == outer.place;
      default:
        return false;
    }
  }

  void qualify() {
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      if (matches_[i].qualifier == 0) continue;
      for (auto& inner : meanings(groups_[group_of_[i]])) {
        for (auto& outer : meanings(groups_[group_of_[matches_[i].qualifier - 1]])) {
          if (!lies_in(inner, outer)) continue;
          inner.qualified = qualified_plus;
          outer.qualified = qualified_plus;
        }
      }
    }
    for (auto& meaning : meanings_) meaning.score += meaning.qualified;
  }

  void choose() {
    for (auto& group : groups_) {
      group.best = 0;
      for (std::uint32_t i = 1; i < group.count; ++i)
        if (meanings_[group.first + i].score > meanings_[group.first + group.best].score) group.best = i;
    }
  }

  // A name's best meaning speaks for its country; all its likely ones for their regions and districts, each
  // by how likely it is: of two names with twenty meanings each, those in one county find each other.
  void vote() {
    if (votes_.empty()) votes_.resize(table_.divisions()), loudest_.resize(table_.divisions());
    for (const auto row : touched_) votes_[row] = 0;
    touched_.clear();
    total_ = 0;
    neighbours_.clear();
    for (std::uint32_t g = 0; g < groups_.size(); ++g) {
      auto& group = groups_[g];
      if (group.count == 0 || group.weight == 0) continue;
      const auto& best = meanings_[group.first + group.best];
      if (best.country != 0) add_votes(best.country, group.weight * vote_unit);
      total_ += group.weight * vote_unit;
      speak(group, best.score, &Meaning::region, &Meaning::said_region);
      speak(group, best.score, &Meaning::district, &Meaning::said_district);
      if (best.kind != PlaceKind::country && best.kind != PlaceKind::region &&
          best.kind != PlaceKind::continent && neighbours_.size() < neighbours_max)
        neighbours_.push_back(g);
    }
    if (home_ != 0) add_votes(home_, home_votes * vote_unit), total_ += home_votes * vote_unit;
  }

  void add_votes(std::uint32_t row, int votes) {
    votes_[row] += votes;
    touched_.push_back(row);
  }

  // Each region once a name, as loud as the likeliest meaning in it.
  void speak(Group& group, int best_score, std::uint32_t Meaning::* level, int Meaning::* said) {
    const auto all = meanings(group);
    const int full = group.weight * vote_unit;
    for (const auto& one : all) {
      const int behind = std::min(best_score - one.score, share_width);
      auto& loudest = loudest_[one.*level];
      loudest = std::max(loudest, full * (share_width - behind) / share_width);
    }
    for (auto& one : all) one.*said = loudest_[one.*level];
    for (const auto& one : all) {
      if (one.*level != 0 && loudest_[one.*level] > 0) add_votes(one.*level, loudest_[one.*level]);
      loudest_[one.*level] = 0;
    }
  }

  int others_country(const Group& group, std::uint32_t country) const {
    if (country == 0) return 0;
    const bool own =
        group.weight > 0 && group.count > 0 && meanings_[group.first + group.best].country == country;
    return votes_[country] - (own ? group.weight * vote_unit : 0);
  }
  int others_region(const Meaning& one) const {
    return one.region == 0 ? 0 : votes_[one.region] - one.said_region;
  }
  int others_district(const Meaning& one) const {
    return one.district == 0 ? 0 : votes_[one.district] - one.said_district;
  }

  void weigh(Group& group) {
    const int others = std::max(total_ - group.weight * vote_unit, 1);
    for (auto& meaning : meanings(group)) {
      int score = meaning.prior + meaning.qualified;
      score += country_plus * others_country(group, meaning.country) / others;
      const int region = others_region(meaning);
      const int in_region =
          region_plus * region / others + region_named_plus * std::min(region, named_votes) / named_votes;
      score += in_region * meaning.region_share / 16;
      score += district_named_plus * std::min(others_district(meaning), named_votes) / named_votes;
      score += nearness(group, meaning);
      if (group.region && meaning.kind == PlaceKind::region) score += said_region_plus;
      meaning.score = score;
    }
  }

  int nearness(const Group& group, const Meaning& meaning) const {
    if (!meaning.located || meaning.kind == PlaceKind::country || meaning.kind == PlaceKind::region) return 0;
    int points = 0;
    for (const auto g : neighbours_) {
      const auto& other = groups_[g];
      if (&other == &group) continue;
      const auto& place = meanings_[other.first + other.best];
      const float lat = place.lat - meaning.lat, lon = (place.lon - meaning.lon) * 0.75F;
      if (place.place != meaning.place && lat * lat + lon * lon < near_degrees * near_degrees)
        points += near_plus;
      if (points >= near_plus_max) return near_plus_max;
    }
    return points;
  }

  Resolution result(std::size_t index) {
    const auto& match = matches_[index];
    const auto& group = groups_[group_of_[index]];
    Resolution found;
    if (group.count == 0) return found;
    const auto all = meanings(group);
    std::uint32_t best = group.best;
    if (match.qualifier != 0) best = qualified_best(index, best);
    found.place = all[best].place;
    found.score = all[best].score;
    found.demonym = all[best].demonym;
    int second = 0;
    for (std::uint32_t i = 0; i < group.count; ++i) {
      if (i == best || same_spot(all[i], all[best])) continue;
      if (found.runner_up != 0 && all[i].score <= second) continue;
      found.runner_up = all[i].place;
      second = all[i].score;
    }
    found.margin = found.runner_up == 0 ? found.score : found.score - second;
    found.contested = found.runner_up != 0 && found.margin < contested_margin;
    found.region_supported = others_region(all[best]) >= vote_unit;
    found.country_supported = others_country(group, all[best].country) > 0;
    return found;
  }

  // The city and its district are no two readings.
  static bool same_spot(const Meaning& a, const Meaning& b) {
    return a.region == b.region && a.region != 0 && std::abs(a.lat - b.lat) < 0.5F &&
           std::abs(a.lon - b.lon) < 0.5F;
  }

  // Of the meanings that lie in what stands behind the comma, the best.
  std::uint32_t qualified_best(std::size_t index, std::uint32_t otherwise) {
    const auto& group = groups_[group_of_[index]];
    const auto& outer_group = groups_[group_of_[matches_[index].qualifier - 1]];
    if (outer_group.count == 0) return otherwise;
    const auto& outer = meanings_[outer_group.first + outer_group.best];
    std::uint32_t best = otherwise;
    bool found = false;
    for (std::uint32_t i = 0; i < group.count; ++i) {
      const auto& inner = meanings_[group.first + i];
      if (!lies_in(inner, outer)) continue;
      if (!found || inner.score > meanings_[group.first + best].score) best = i;
      found = true;
    }
    return best;
  }

  const GazetteerTable& table_;
  const std::vector<PlaceMatch>& matches_;
  const int voter_score_min_;
  const std::uint32_t home_;
  std::vector<Group> groups_;
  std::vector<Meaning> meanings_;
  std::vector<std::uint32_t> group_of_, neighbours_;
  std::vector<int> votes_, loudest_;    // by row of country, region, district; loudest_ is 0 between names
  std::vector<std::uint32_t> touched_;  // rows with votes
  int total_ = 0;
};

}  // namespace

std::vector<Resolution> resolve_places(const GazetteerTable& table, const std::vector<PlaceMatch>& matches,
                                       int voter_score_min, std::uint32_t home) {
  return Resolver(table, matches, voter_score_min, home).run();
}

}  // namespace tocsin::reading
