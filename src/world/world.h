// World: all that is true now. One thread owns it; it has no clock, no chance and no outside.
#pragma once

#include <memory>

#include "world/command.h"
#include "world/event.h"

namespace tocsin::world {

// What came of a command, with events that carry time, author and audience.
struct Decided {
  std::vector<Event> events;
  Id subject;
  bool repeated = false;
  Instant at = {};  // since when, of a repeated answer
};

class World {
 public:
  // Says what would happen, or refuses. Changes nothing.
  Result<Decided> decide(const Command& command) const;
  // Takes in an event that decide() gave or that the journal held at `seq`. Never fails: an event is a fact.
  void apply(const Event& event, Seq seq);

  const Realm& realm() const { return realm_; }
  const Alerts& alerts() const { return alerts_; }
  const Incidents& incidents() const { return incidents_; }
  const People& people() const { return *people_; }
  const Checks& checks() const { return checks_; }
  const Sources& sources() const { return sources_; }
  const Reports& reports() const { return reports_; }
  const Measures& measures() const { return measures_; }
  const Levels& levels() const { return levels_; }
  const Updates& updates() const { return updates_; }
  // The last event taken in, and how many of them were record events.
  Seq seq() const { return seq_; }
  Seq record_seq() const { return record_seq_; }

  // A hash over our own order of fields: equal Worlds have equal digests on every machine. Cost: all of the
  // World.
  Bytes digest() const;

  // --- snapshot: people, circles and asks, as they are after seq() ---
  // Allocates and locks nothing, so that a forked child may do it.
  Result<> write_snapshot(SectionWriter& out) const;
  // The sequence that a snapshot was made at. Errc::corrupt when it is none or of another version.
  static Result<Seq> snapshot_seq(const SectionReader& in);
  // Into a World that has taken in the record up to snapshot_seq() and nothing else. After an error it is of
  // no use.
  Result<> read_snapshot(const SectionReader& in);

 private:
  void apply_body(const Event& event, Seq seq);

  Realm realm_;
  Alerts alerts_;
  Incidents incidents_;
  std::unique_ptr<People> people_ = std::make_unique<People>();  // where it stays: asks refer to it
  Checks checks_{*people_};
  Sources sources_;
  Reports reports_;
  Measures measures_;
  Levels levels_;
  Updates updates_;
  Seq seq_ = 0;
  Seq record_seq_ = 0;
};

}  // namespace tocsin::world
