// BoardRecount: what the journal says about the board and the desk, counted by somebody who does not trust
// the World: who wrote, who handed in, who published; who was official for what, at that moment. It shares
// the events and the table of schemes with src/world, and no rule.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "notebook.h"
#include "world/schemes.h"
#include "world/world.h"

namespace tocsin::sim {

// Something that readers of the board must be told, once.
struct PublicChange {
  world::Seq seq = 0;
  Id subject;

  bool operator==(const PublicChange&) const = default;
};

class BoardRecount {
 public:
  explicit BoardRecount(Notebook& notebook) : notebook_(notebook) {}

  // Counts one more event, from the first on, and says which rule it broke. Commands of one life have a
  // millisecond each: events of one moment are the consequences of one command.
  void take(const world::Event& event, world::Seq seq);
  // The World has all that was published, and nothing else.
  void compare(const world::World& world) const;

  // In order of sequence.
  const std::vector<PublicChange>& changes() const { return changes_; }

 private:
  using By = world::OperatorId;
  struct Waiting {
    world::Statement statement;
    By writer;
    By submitter;  // zero: a draft
  };
  struct Entry {
    By drafter;
    bool discarded = false;
    std::optional<Waiting> waiting;
    std::vector<world::Support> waiting_support;
    std::vector<world::Statement> revisions;  // published
    std::vector<world::Support> support;      // published
    std::size_t confirmations = 0;
  };
  struct Level {
    world::LevelFacts facts;
    By proposer;
    bool set = false;
    Instant ended_at;
    std::optional<std::pair<Instant, By>> pending_end;
  };
  struct Update {
    world::UpdateContent content;
    By writer, submitter, approver;  // zero: not yet
    Instant publish_at;
    bool posted = false;
    std::string text;  // as the public reads it
    std::size_t corrections = 0;
  };

  void on(const world::EntryDrafted& body);
  void on(const world::EntryEdited& body);
  void on(const world::EntrySubmitted& body);
  void on(const world::EntryPublished& body);
  void on(const world::EntrySentBack& body);
  void on(const world::EntryDiscarded& body);
  void on(const world::EntryConfirmed& body);
  void on(const world::EntrySupported& body);
  void on(const world::ProposalDecided& body);
  void on(const world::LevelProposed& body);
  void on(const world::LevelSet& body);
  void on(const world::LevelEnded& body);
  void on(const world::LevelRejected& body);
  void on(const world::SchemeChanged& body);
  void on(const world::UpdateDrafted& body);
  void on(const world::UpdateSubmitted& body);
  void on(const world::UpdateScheduled& body);
  void on(const world::UpdateSentBack& body);
  void on(const world::UpdateDiscarded& body);
  void on(const world::UpdatePosted& body);
  void on(const world::UpdateCorrected& body);

  void take_consequences(const world::Event& event);
  void require_support(const Entry& entry, const world::EntryPublished& body);
  void require_scheme(const world::LevelFacts& facts);
  bool is_official(const world::LevelFacts& facts) const;
  void compare_entries(const world::World& world) const;
  void compare_levels(const world::World& world) const;
  void compare_updates(const world::World& world) const;
  void say(Invariant invariant, bool holds, std::string_view sentence) const;
  // This person, now, did it with a role that may.
  void did(By by, world::Role role);

  Notebook& notebook_;
  world::Seq at_seq_ = 0;
  Instant at_;          // of the event under way
  world::Actor actor_;  // the same
  Instant filed_at_;    // of the last report
  Instant decided_at_;  // of the last decision about a proposal
  bool live_ = false;
  bool held_ = false;
  std::map<By, world::Role> roles_;
  std::map<world::SourceId, world::SourceFacts> sources_;
  std::map<world::EntryId, Entry> entries_;
  std::map<world::LevelId, Level> levels_;
  std::map<world::UpdateId, Update> updates_;
  std::vector<PublicChange> changes_;
};

}  // namespace tocsin::sim
