// Newsroom: the people of a life who keep the board: a feed and reporters who bring texts, operators who
// accept, edit and propose, approvers who publish. They err, try what they may not, and their lines repeat
// and delay what they send.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "stage.h"

namespace tocsin::sim {

class Newsroom {
 public:
  explicit Newsroom(Stage& stage) : stage_(stage) {}

  // The first sources and an incident. They must become true before anybody acts.
  void open();
  // Somebody does something.
  void act();

 private:
  struct Sent {
    world::Actor by;
    world::CommandBody body;
    Stage::OnReply on_reply;
    std::optional<std::uint32_t> if_revision;
  };
  // Perhaps late, perhaps twice, perhaps once more long after.
  void send(const world::Actor& by, world::CommandBody body, std::optional<std::uint32_t> if_revision = {});
  void post(const Sent& sent);
  Stage::OnReply notes() const;

  void keep_sources();
  void file_report();
  void decide_proposal();
  void accept(const world::ProposalRef& ref, const world::Proposal& proposal);
  void draft_entry();
  void handle_entry();
  void handle_published(const world::BoardEntry& entry);
  void edit(const world::BoardEntry& entry, bool minor);
  void lift(const world::BoardEntry& entry);
  void confirm(const world::BoardEntry& entry);
  void propose_level();
  void handle_level();
  void lose_office(const world::Level& level);
  void write_update();
  void handle_update();
  void handle_published_update(world::UpdateId id);

  // Somebody with this role; now and then anybody at all.
  world::Actor somebody(world::Role role);
  // Somebody with this role; now and then who proposed it.
  world::Actor second_person(world::Role role, world::OperatorId proposer);
  // Mostly none, else its revision or one before.
  std::optional<std::uint32_t> revision_of(std::uint32_t revision);
  std::optional<world::SourceId> some_source();
  std::optional<world::IncidentId> some_incident();
  world::UpdateContent made_up_content();

  Stage& stage_;
  int next_source_ = 1;
  int next_text_ = 1;
  std::vector<world::FileReport> filed_;
  std::deque<Sent> late_;  // on their way
  std::vector<Sent> sent_;
};

}  // namespace tocsin::sim
