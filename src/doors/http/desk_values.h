// DeskValues: what the desk's pages show of the World, as values that may leave the engine's thread.
#pragma once

#include "doors/pages/desk_pages.h"

namespace tocsin::doors::http {

using Pairs = std::vector<std::pair<std::string, std::string>>;

pages::OperatorNames operator_names(const world::World& world);
pages::SourceNames source_names(const world::World& world);
// Id and name, by name; only those that are official for something where `official`.
Pairs source_pairs(const world::World& world, bool official = false);
// Id and headline, newest first.
Pairs incident_pairs(const world::World& world);
// "Border closed, France: in force": an entry in one line of a list.
std::string entry_words(const world::BoardEntry& entry);
pages::DeskSummary desk_summary(const world::World& world, Instant now);
std::vector<pages::DeskCluster> desk_clusters(const world::World& world, std::vector<views::Cluster> clusters,
                                              std::size_t max);
// What the public knew of an entry at that moment: nothing that waits, nobody's name.
world::BoardEntry as_public(const world::BoardEntry& entry, Instant known_at);

}  // namespace tocsin::doors::http
