#include "doors/http/desk_values.h"

#include <algorithm>

namespace tocsin::doors::http {

pages::OperatorNames operator_names(const world::World& world) {
  pages::OperatorNames names;
  for (const auto& [id, op] : world.realm().operators()) names[id] = op.name;
  return names;
}

pages::SourceNames source_names(const world::World& world) {
  pages::SourceNames names;
  for (const auto& [id, source] : world.sources().all()) names[id] = source.facts.name;
  return names;
}

Pairs source_pairs(const world::World& world, bool official) {
  Pairs pairs;
  for (const auto& [id, source] : world.sources().all()) {
    if (!official || !source.facts.official_for.empty())
      pairs.emplace_back(to_uuid(id.id), source.facts.name);
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return pairs;
}

Pairs incident_pairs(const world::World& world) {
  Pairs pairs;
  for (const auto& [id, incident] : world.incidents().all())
    pairs.emplace_back(to_uuid(id.id), incident.headline);
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

std::string entry_words(const world::BoardEntry& entry) {
  const auto& statement =
      entry.pending && entry.revisions.empty() ? entry.pending->statement : entry.statement();
  const auto* measure = world::Schemes::built_in().find_measure(statement.code);
  return fmt::format(
      "{}, {}{}: {}", measure == nullptr ? statement.kind : measure->name,
      statement.jurisdiction.code().empty() ? statement.jurisdiction.group : statement.jurisdiction.code(),
      statement.site ? ", " + statement.site->name : "", world::to_string(statement.status));
}

std::vector<pages::DeskCluster> desk_clusters(const world::World& world, std::vector<views::Cluster> clusters,
                                              std::size_t max) {
  std::vector<pages::DeskCluster> out;
  for (auto& cluster : clusters) {
    if (out.size() >= max) break;
    pages::DeskCluster item;
    for (const auto& member : cluster.members) {
      const auto* source = world.sources().find(member.source);
      item.sources.push_back(source == nullptr ? std::string() : source->facts.name);
    }
    item.cluster = std::move(cluster);
    out.push_back(std::move(item));
  }
  return out;
}

pages::DeskSummary desk_summary(const world::World& world, Instant now) {
  pages::DeskSummary desk;
  auto clusters = views::clusters(world, {}, now);
  desk.clusters_in_all = clusters.size();
  desk.clusters = desk_clusters(world, std::move(clusters), pages::desk_clusters_max);
  const auto waiting = views::waiting(world);
  for (const auto id : waiting.entries) desk.entries.push_back(*world.measures().find(id));
  for (const auto id : waiting.levels) desk.levels.push_back(*world.levels().find(id));
  for (const auto id : waiting.updates) desk.updates.push_back(*world.updates().find(id));
  desk.stale = views::stale_sources(world, now);
  desk.warned = views::warned_not_alerted(world, now);
  desk.operators = operator_names(world);
  return desk;
}

world::BoardEntry as_public(const world::BoardEntry& entry, Instant known_at) {
  world::BoardEntry out = entry;
  out.pending.reset();
  out.pending_support.clear();
  out.drafted_by = {};
  std::erase_if(out.revisions, [&](const auto& revision) { return revision.recorded_at > known_at; });
  std::erase_if(out.support, [&](const auto& support) { return support.public_at > known_at; });
  std::erase_if(out.confirmations,
                [&](const auto& confirmation) { return confirmation.recorded_at > known_at; });
  for (auto& revision : out.revisions) revision.proposed_by = revision.approved_by = {};
  for (auto& support : out.support) support.by = {};
  for (auto& confirmation : out.confirmations) confirmation.by = {};
  return out;
}

}  // namespace tocsin::doors::http
