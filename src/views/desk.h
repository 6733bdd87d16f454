// Desk: what waits for a person. Proposals are shown as clusters, one for each thing that is said to be so,
// not one for each report; and what else is late: sources without new data, alerts that nobody passed on.
#pragma once

#include "views/board.h"

namespace tocsin::views {

// Sites nearer than this may be one (reference: the design of the reader).
constexpr double cluster_site_m = 50'000;
// Times that touch within this may be one event.
constexpr std::int64_t cluster_window_ms = 36 * hour_ms;
// The newest proposals that wait; older ones come up when these are decided.
constexpr std::size_t desk_proposals_max = 20'000;

struct ClusterMember {
  world::ProposalRef proposal;
  world::SourceId source;
  std::string chain_text;
  bool copy = false;  // of an earlier member's text, or of the same primary

  bool operator==(const ClusterMember&) const = default;
};

enum class Relation : std::uint8_t { corroborates = 1, contradicts = 2 };
struct Related {
  world::EntryId entry;
  Relation relation = Relation::corroborates;

  bool operator==(const Related&) const = default;
};

// Waiting proposals of one kind in one jurisdiction, near each other in place and time.
struct Cluster {
  world::Statement statement;          // of the first member that is not a summary
  std::vector<ClusterMember> members;  // in order of receipt
  std::size_t independent_sources = 0;
  std::vector<Related> related;  // entries of the board (published or waiting)
  Instant first_at;              // receipt
  Instant last_at;
  bool attacker_claim = false;

  bool operator==(const Cluster&) const = default;
};

struct ClusterFilter {
  std::optional<world::IncidentId> incident;
  std::optional<world::ReportId> report;  // clusters with a proposal of this report
  std::string iso;
  bool with_other = false;  // also statements of class other
};

// Newest first. Cost: the square of the waiting proposals of one kind in one jurisdiction.
std::vector<Cluster> clusters(const world::World& world, const ClusterFilter& filter, Instant now);

// What waits for a second person.
struct Waiting {
  std::vector<world::EntryId> entries;
  std::vector<world::LevelId> levels;
  std::vector<world::UpdateId> updates;
};
Waiting waiting(const world::World& world);

struct StaleSource {
  world::SourceId id;
  std::string name;
  Instant newest_data_at;  // not known: none ever came
  Instant last_fetched_at;
  std::int64_t late_ms = 0;  // past its stale_after
  std::uint32_t failures = 0;
};
// By the time of the newest data, not of the last fetch. Latest first.
std::vector<StaleSource> stale_sources(const world::World& world, Instant now);

// An alert of severity Extreme that holds, is not public, and on whose chain no check was opened.
struct WarnedNotAlerted {
  world::AlertId alert;
  std::string sender;
  std::string headline;
  Instant since;  // receipt of the first such message of the chain
  std::int64_t for_ms = 0;
};
// Longest first. Alerts of the other kind of realm (exercises in a live one) are left out.
std::vector<WarnedNotAlerted> warned_not_alerted(const world::World& world, Instant now);

}  // namespace tocsin::views
