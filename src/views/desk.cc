#include "views/desk.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "geo/distance.h"
#include "views/contradictions.h"
#include "views/sourcing.h"

namespace tocsin::views {
namespace {

// What a proposal and an entry are compared by.
struct Point {
  const world::Statement* statement = nullptr;
  Instant from;
  Instant to;
};

Point point_of(const world::Statement& statement, Instant otherwise) {
  Instant from = otherwise;
  for (const Instant at : {statement.as_of, statement.statement_at, statement.planned_at, statement.since}) {
    if (at.known()) from = at;
  }
  return {&statement, from, std::max(statement.until, from)};
}

bool times_touch(const Point& a, const Point& b) {
  return a.from - b.to <= cluster_window_ms && b.from - a.to <= cluster_window_ms;
}

bool places_meet(const world::Statement& a, const world::Statement& b) {
  const std::string& left = a.jurisdiction.iso2;
  const std::string& right = b.jurisdiction.iso2;
  if (!left.empty() && left == right) return true;
  if (!a.site || !b.site) return !a.site && !b.site && left.empty() && right.empty();
  // One name may be two towns: where the places are known, they decide.
  if (a.site->point && b.site->point)
    return geo::distance_m(*a.site->point, *b.site->point) <= cluster_site_m;
  return to_lower_ascii(a.site->name) == to_lower_ascii(b.site->name);
}

std::string key_of(const world::Statement& statement) {
  const std::string& what = statement.kind.empty() ? statement.code : statement.kind;
  const world::Jurisdiction& where = statement.jurisdiction;
  return fmt::format("{}|{}|{}|{}", to_string(statement.statement_class), what, where.iso,
                     where.iso.empty() ? to_lower_ascii(where.group) : "");
}

struct Waits {
  const world::Report* report = nullptr;
  std::uint32_t index = 0;
  const world::Proposal* proposal = nullptr;
  Point point;

  world::ProposalRef ref() const { return {report->id, index}; }
};

std::vector<Waits> waiting_proposals(const world::World& world, const ClusterFilter& filter) {
  std::vector<Waits> list;
  const auto& order = world.reports().in_order();
  for (auto id = order.rbegin(); id != order.rend() && list.size() < desk_proposals_max; ++id) {
    const auto& report = *world.reports().find(*id);
    if (filter.incident && report.facts.incident != filter.incident) continue;
    for (std::uint32_t i = 0; i < report.proposals.size() && list.size() < desk_proposals_max; ++i) {
      const auto& proposal = report.proposals[i];
      if (report.state(i) != world::ProposalState::waiting) continue;
      if (proposal.statement.statement_class == world::StatementClass::other && !filter.with_other) continue;
      if (!filter.iso.empty() && !world::covers(filter.iso, proposal.statement.jurisdiction.code())) continue;
      const Instant said_at =
          report.facts.published_at.known() ? report.facts.published_at : report.received_at;
      list.push_back({&report, i, &proposal, point_of(proposal.statement, said_at)});
    }
  }
  // In order of receipt, and within a report as it was read.
  std::stable_sort(list.begin(), list.end(), [](const Waits& a, const Waits& b) {
    return a.report->seq != b.report->seq ? a.report->seq < b.report->seq : a.index < b.index;
  });
  return list;
}

bool belongs(const Waits& waits, const std::vector<Waits>& members) {
  return std::any_of(members.begin(), members.end(), [&](const Waits& member) {
    return places_meet(waits.proposal->statement, member.proposal->statement) &&
           times_touch(waits.point, member.point);
  });
}

EntryLine line_of(const world::Statement& statement) {
  EntryLine line;
  line.statement = statement;
  line.status = statement.status;
  return line;
}

std::vector<Related> related_to(const world::World& world, const world::Statement& statement,
                                const Point& point) {
  std::vector<Related> list;
  for (const auto& [id, entry] : world.measures().all()) {
    if (entry.state == world::EntryState::discarded) continue;
    const world::Statement& other = entry.statement();
    if (contradict(line_of(statement), line_of(other))) {
      list.push_back({id, Relation::contradicts});
    } else if (key_of(statement) == key_of(other) && places_meet(statement, other) &&
               times_touch(point, point_of(other, entry.drafted_at))) {
      list.push_back({id, Relation::corroborates});
    }
  }
  return list;
}

Cluster cluster_of(const world::World& world, const KnownSources& sources, const std::vector<Waits>& waits) {
  Cluster cluster;
  std::vector<Saying> sayings;
  for (const auto& one : waits) {
    sayings.push_back(saying_of(world, sources, one.proposal->chain, one.ref()));
    cluster.members.push_back({one.ref(), one.report->facts.source, chain_text(one.proposal->chain), false});
    cluster.attacker_claim |= one.proposal->statement.statement_class == world::StatementClass::claim ||
                              sources.is_attackers(one.report->facts.source, one.proposal->chain);
  }
  const auto first = first_sayings(sayings);
  for (std::size_t i = 0; i < first.size(); ++i) {
    cluster.members[i].copy = first[i] != i;
    cluster.independent_sources += first[i] == i;
  }
  const auto speaks =
      std::find_if(waits.begin(), waits.end(), [](const Waits& one) { return !one.proposal->summary; });
  const Waits& chosen = speaks == waits.end() ? waits.front() : *speaks;
  cluster.statement = chosen.proposal->statement;
  cluster.first_at = waits.front().report->received_at;
  cluster.last_at = waits.back().report->received_at;
  cluster.related = related_to(world, cluster.statement, chosen.point);
  return cluster;
}

}  // namespace

std::vector<Cluster> clusters(const world::World& world, const ClusterFilter& filter, Instant now) {
  std::map<std::string, std::vector<std::vector<Waits>>> by_key;
  for (const auto& waits : waiting_proposals(world, filter)) {
    auto& groups = by_key[key_of(waits.proposal->statement)];
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const std::vector<Waits>& members) {
      return belongs(waits, members);
    });
    if (group == groups.end()) {
      groups.push_back({waits});
    } else {
      group->push_back(waits);
    }
  }
  const KnownSources sources(world, now);
  std::vector<Cluster> list;
  for (const auto& [key, groups] : by_key) {
    for (const auto& members : groups) {
      const bool wanted =
          !filter.report || std::any_of(members.begin(), members.end(), [&](const Waits& member) {
            return member.report->id == *filter.report;
          });
      if (wanted) list.push_back(cluster_of(world, sources, members));
    }
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Cluster& a, const Cluster& b) { return a.last_at > b.last_at; });
  return list;
}

Waiting waiting(const world::World& world) {
  Waiting list;
  for (const auto& [id, entry] : world.measures().all()) {
    if (entry.waits()) list.entries.push_back(id);
  }
  for (const auto& [id, level] : world.levels().all()) {
    if (level.state == world::LevelState::proposed || level.pending_end) list.levels.push_back(id);
  }
  for (const auto& [id, draft] : world.updates().all()) {
    if (draft.state == world::UpdateState::submitted) list.updates.push_back(id);
  }
  return list;
}

std::vector<StaleSource> stale_sources(const world::World& world, Instant now) {
  std::vector<StaleSource> list;
  for (const auto& [id, source] : world.sources().all()) {
    if (source.facts.stale_after_ms == 0) continue;
    const Instant newest = source.newest_data_at.known() ? source.newest_data_at : source.registered_at;
    const std::int64_t late_ms = now - newest - source.facts.stale_after_ms;
    if (late_ms <= 0) continue;
    list.push_back(
        {id, source.facts.name, source.newest_data_at, source.last_fetched_at, late_ms, source.failures});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const StaleSource& a, const StaleSource& b) { return a.late_ms > b.late_ms; });
  return list;
}

}  // namespace tocsin::views
