#include "views/audience.h"

#include <algorithm>
#include <array>
#include <boost/sort/spreadsort/integer_sort.hpp>

namespace tocsin::views {
namespace {

using vault::PlaceHit;
using vault::PlaceKind;
using world::Band;
using world::Candidate;
using world::Reason;

constexpr std::uint8_t bit(PlaceKind kind) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(kind));
}

// What the places of one person that lie inside say together.
struct Match {
  std::uint8_t inside = 0;  // kinds surely inside
  std::uint8_t rim = 0;     // kinds that only touch, or are old
  bool located = false;     // inside by a fresh fix or a trip of now

  void add(const PlaceHit& hit, Instant now) {
    if (hit.kind == PlaceKind::trip) {
      if (hit.from <= now && now < hit.to) inside |= bit(hit.kind), located = true;
      return;
    }
    if (hit.kind == PlaceKind::last_known) {
      const std::int64_t age = now - hit.at;
      if (age > vault::fix_stale_ms) return;
      const bool fresh = age <= vault::fix_fresh_ms;
      (fresh && !hit.rim ? inside : rim) |= bit(hit.kind);
      located |= fresh && !hit.rim;
      return;
    }
    (hit.rim ? rim : inside) |= bit(hit.kind);
  }
  bool any() const { return (inside | rim) != 0; }

  // In 17 bits, so that two of one person are joined by "or".
  std::uint32_t bits() const {
    return std::uint32_t{inside} | std::uint32_t{rim} << 8 | std::uint32_t{located} << 16;
  }
  static Match of(std::uint32_t bits) {
    return {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8), (bits >> 16 & 1) != 0};
  }
};

// `elsewhere`: a fresh fix or a trip of now exists, but none of them is inside.
Candidate candidate_of(const Id& person, const Match& match, bool elsewhere) {
  const auto has = [](std::uint8_t kinds, PlaceKind kind) { return (kinds & bit(kind)) != 0; };
  const auto make = [&](Reason reason, Band band) {
    return Candidate{world::PersonId(person), reason, band};
  };
  if (has(match.inside, PlaceKind::last_known)) return make(Reason::last_known, Band::there);
  if (has(match.inside, PlaceKind::trip)) return make(Reason::trip, Band::there);
  const Band standing = elsewhere ? Band::possible : Band::likely;
  if (has(match.inside, PlaceKind::home)) return make(Reason::home, standing);
  if (has(match.inside, PlaceKind::work)) return make(Reason::work, standing);
  return make(Reason::last_known, Band::possible);
}

// Everybody of whom a place is inside, in the order of rows: their row, and in the lower half their match.
// Visits every place inside with `visit`.
template <class Visit>
std::vector<std::uint64_t> match_all(const vault::Places& places, const geo::PreparedArea& area, Instant now,
                                     Visit&& visit) {
  std::vector<std::uint64_t> matches;
  places.for_each_inside(area, [&](const PlaceHit& hit) {
    visit(hit);
    Match match;
    match.add(hit, now);
    if (match.any()) matches.push_back(std::uint64_t{hit.person} << 32 | match.bits());
  });
  boost::sort::spreadsort::integer_sort(matches.begin(), matches.end());
  std::size_t kept = 0;
  for (const std::uint64_t match : matches) {
    if (kept > 0 && matches[kept - 1] >> 32 == match >> 32) {
      matches[kept - 1] |= match;
    } else {
      matches[kept++] = match;
    }
  }
  matches.resize(kept);
  return matches;
}
std::uint32_t row_of(std::uint64_t match) { return static_cast<std::uint32_t>(match >> 32); }
Match match_of(std::uint64_t match) { return Match::of(static_cast<std::uint32_t>(match)); }

Candidate candidate_of(const vault::Places& places, std::uint32_t row, const Match& match, Instant now) {
  return candidate_of(places.person_of(row), match, !match.located && places.is_located(row, now));
}

// What the places of this row's person say now; nothing when none is inside. Visits every place inside with
// `visit`.
template <class Visit>
std::optional<Candidate> match_one(const vault::Places& places, const geo::PreparedArea& area,
                                   std::uint32_t row, Instant now, Visit&& visit) {
  Match match;
  places.for_each_of(row, area, [&](const PlaceHit& hit) {
    match.add(hit, now);
    visit(hit);
  });
  if (!match.any()) return std::nullopt;
  return candidate_of(places, row, match, now);
}

}  // namespace

Preview preview(const vault::Vault& vault, const geo::Area& area, Instant now) {
  Preview result;
  result.as_of = now;
  const geo::PreparedArea prepared(area);
  vault.with_places([&](const vault::Places& places) {
    std::vector<std::uint64_t> by_group(places.group_names().size());
    for (const std::uint64_t one : match_all(places, prepared, now, [](const PlaceHit&) {})) {
      const Match match = match_of(one);
      const auto kinds = static_cast<std::uint8_t>(match.inside | match.rim);
      ++result.people;
      result.home += (kinds & bit(PlaceKind::home)) != 0;
      result.work += (kinds & bit(PlaceKind::work)) != 0;
      result.trip += (kinds & bit(PlaceKind::trip)) != 0;
      result.last_known += (kinds & bit(PlaceKind::last_known)) != 0;
      for (const std::uint32_t group : places.groups_of(row_of(one))) ++by_group[group];
    }
    for (std::size_t group = 0; group < by_group.size(); ++group) {
      if (by_group[group] > 0) result.by_group[places.group_names()[group]] = by_group[group];
    }
  });
  return result;
}

void Audience::person_changed(const Id& person) {
  const std::lock_guard lock(mutex_);
  changed_.push_back(person);
}

void Audience::rebuild(Queue& queue, const world::Check& check, Instant now) {
  fence_.remove(queue.number);
  queue = {.area_version = check.area_version,
           .number = queue.number,
           .built = calls_,
           .area = std::make_shared<const geo::PreparedArea>(check.area),
           .rows = {},
           .late = {},
           .next = 0,
           .later_trips = {},
           .wakes_at = queue.wakes_at};
  fence_.add(queue.number, queue.area);
  vault_.with_places([&](const vault::Places& places) {
    const auto matches = match_all(places, *queue.area, now, [&](const PlaceHit& hit) {
      if (hit.kind == PlaceKind::trip && hit.from > now)
        queue.later_trips.emplace_back(hit.from, places.person_of(hit.person));
    });
    const bool some_are_asked = check.asks.asked() > 0;
    // Within a band in the order of rows: what is known of neighbours lies together, here and in the World.
    std::array<std::vector<std::uint32_t>, 3> by_band;
    for (const std::uint64_t match : matches) {
      const Candidate candidate = candidate_of(places, row_of(match), match_of(match), now);
      if (some_are_asked && check.asks.contains(candidate.person)) continue;
      by_band[static_cast<std::size_t>(candidate.band) - static_cast<std::size_t>(Band::there)].push_back(
          row_of(match));
    }
    for (const auto& band : by_band) queue.rows.insert(queue.rows.end(), band.begin(), band.end());
  });
  std::sort(queue.later_trips.rbegin(), queue.later_trips.rend());
}

void Audience::add_if_inside(Queue& queue, const world::Check& check, const Id& person, Instant now) {
  if (check.asks.contains(world::PersonId(person))) return;
  vault_.with_places([&](const vault::Places& places) {
    const auto row = places.row_of(person);
    if (!row) return;
    const auto candidate = match_one(places, *queue.area, *row, now, [&](const PlaceHit& hit) {
      if (hit.kind != PlaceKind::trip || hit.from <= now) return;
      auto& trips = queue.later_trips;
      const std::pair trip(hit.from, person);
      const auto at = std::lower_bound(trips.begin(), trips.end(), trip, std::greater<>());
      if (at == trips.end() || *at != trip) trips.insert(at, trip);
    });
    // Who reports every minute waits once.
    if (candidate && queue.late.insert(*row).second) queue.rows.push_back(*row);
  });
}

std::vector<Candidate> Audience::take(Queue& queue, std::size_t count, Instant now) {
  std::vector<Candidate> taken;
  taken.reserve(count);
  vault_.with_places([&](const vault::Places& places) {
    for (const std::size_t end = queue.next + count; queue.next < end; ++queue.next) {
      const std::uint32_t row = queue.rows[queue.next];
      queue.late.erase(row);
      if (const auto candidate = match_one(places, *queue.area, row, now, [](const PlaceHit&) {}))
        taken.push_back(*candidate);
    }
  });
  if (queue.next == queue.rows.size()) queue.rows.clear(), queue.next = 0;
  return taken;
}

void Audience::set_wake(Queues::iterator at, Instant ends_at) {
  Queue& queue = at->second;
  const Instant wakes_at =
      queue.later_trips.empty() ? ends_at : std::min(ends_at, queue.later_trips.back().first);
  wakes_.erase({queue.wakes_at, at->first});
  wakes_.insert({wakes_at, at->first});
  queue.wakes_at = wakes_at;
}

void Audience::close(Queues::iterator at) {
  fence_.remove(at->second.number);
  check_of_.erase(at->second.number);
  wakes_.erase({at->second.wakes_at, at->first});
  busy_.erase(at->first);
  queues_.erase(at);
}

void Audience::follow_checks(const world::World& world, Instant now) {
  if (revision_ == world.checks().revision()) return;
  revision_ = world.checks().revision();
  for (auto at = queues_.begin(); at != queues_.end();) {
    const auto here = at++;
    const world::Check* const check = world.checks().find(here->first);
    if (check == nullptr || check->state != world::CheckState::open || now >= check->asks_until) close(here);
  }
  for (const auto& [id, check] : world.checks().all()) {
    if (check.state != world::CheckState::open || now >= check.asks_until) continue;
    const auto [at, is_new] = queues_.try_emplace(id);
    if (is_new) {
      at->second.number = ++numbers_;
      check_of_[at->second.number] = id;
    }
    if (is_new || at->second.area_version != check.area_version) rebuild(at->second, check, now);
    busy_.insert(id);
    set_wake(at, check.asks_until);
  }
}

void Audience::wake(const world::World& world, Instant now) {
  while (!wakes_.empty() && wakes_.begin()->first <= now) {
    const auto at = queues_.find(wakes_.begin()->second);
    const world::Check& check = *world.checks().find(at->first);
    if (now >= check.asks_until) {
      close(at);
      continue;
    }
    auto& trips = at->second.later_trips;
    while (!trips.empty() && trips.back().first <= now) {
      const Id person = trips.back().second;
      trips.pop_back();
      add_if_inside(at->second, check, person, now);
    }
    busy_.insert(at->first);
    set_wake(at, check.asks_until);
  }
}

void Audience::follow_person(const world::World& world, const Id& person, Instant now) {
  std::vector<std::uint64_t> numbers;
  const auto collect = [&numbers](std::uint64_t number) { numbers.push_back(number); };
  vault_.with_places([&](const vault::Places& places) {
    places.for_each_point_of(person, [&](const geo::Point& point, double accuracy_m) {
      if (accuracy_m > 0) {
        fence_.query_disc(point, accuracy_m, collect);
      } else {
        fence_.query(point, collect);
      }
    });
  });
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  for (const std::uint64_t number : numbers) {
    const auto at = queues_.find(check_of_.at(number));
    if (at->second.built == calls_) continue;  // its search saw this person
    const world::Check& check = *world.checks().find(at->first);
    add_if_inside(at->second, check, person, now);
    busy_.insert(at->first);
    set_wake(at, check.asks_until);
  }
}

world::Tick Audience::next(const world::World& world, Instant now) {
  std::vector<Id> changed;
  {
    const std::lock_guard lock(mutex_);
    changed.swap(changed_);
  }
  ++calls_;
  follow_checks(world, now);
  for (const Id& person : changed) follow_person(world, person, now);
  wake(world, now);
  waiting_ = 0;
  world::Tick tick;
  std::size_t left = world::asks_per_tick_max;
  for (auto at = busy_.begin(); at != busy_.end();) {
    const world::CheckId id = *at;
    Queue& queue = queues_.at(id);
    const world::Check& check = *world.checks().find(id);
    const std::size_t waiting = queue.rows.size() - queue.next;
    if (waiting == 0) {
      at = busy_.erase(at);
      continue;
    }
    ++at;
    waiting_ += waiting;
    if (!check.is_asking(now) || world.realm().held()) continue;
    const std::size_t count = std::min(left, waiting);
    if (count > 0) tick.candidates.push_back({id, take(queue, count, now)});
    left -= count;
  }
  return tick;
}

}  // namespace tocsin::views
