// Newsroom: plays the desk of a scenario. Reports are filed and read as any report is; one operator takes up
// what the reader proposes, the other publishes some minutes later; levels come from the sources that are
// official for them.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "stage/hands.h"
#include "stage/scenario.h"
#include "world/levels.h"
#include "world/sources.h"

namespace tocsin::stage {

struct DeskSource {
  std::string key;
  world::SourceFacts facts;
};
struct DeskLevel {
  Instant at;          // proposed then
  std::string source;  // key
  world::LevelFacts facts;
};
struct DeskReport {
  Instant at;
  std::string source;  // key
  std::string title;
  std::string text;
};
// Everything in order of time.
struct Desk {
  std::vector<DeskSource> sources;
  std::vector<DeskLevel> levels;
  std::vector<DeskReport> reports;
};
// From the text of a scenario's desk.json; fails (invalid) naming the member.
Result<Desk> parse_desk(const std::string& text);

// Used from one thread.
class Newsroom {
 public:
  explicit Newsroom(Desk desk) : desk_(std::move(desk)) {}

  // Registers the sources.
  Result<> open(const Hands& hands, world::OperatorId proposer, world::OperatorId approver,
                world::IncidentId incident);
  // Does what is due by `now`.
  Result<> play_until(Instant now);

 private:
  struct Waiting {
    Instant at;
    world::EntryId entry;
  };

  Result<> file(const DeskReport& report);
  Result<> take_up(const world::ProposalRef& ref, const world::Proposal& proposal, Instant at);
  Result<> set(const DeskLevel& level);
  void fetched(const std::string& source, Instant newest);
  // The published entry that the proposal is about; none when it is news.
  const world::BoardEntry* same_thing(const world::World& world, const world::Proposal& proposal) const;
  Id new_id() { return make_uuid_v7(hands_.clock->now(), hands_.random->id()); }

  Desk desk_;
  Hands hands_;
  world::OperatorId proposer_, approver_;
  world::IncidentId incident_;
  std::map<std::string, std::pair<world::SourceId, world::SourceFacts>> sources_;
  std::deque<Waiting> waiting_;
  std::size_t next_level_ = 0;
  std::size_t next_report_ = 0;
};

}  // namespace tocsin::stage
