// Desk: the officers of a life, and the authorities whose alerts come to them.
#pragma once

#include <deque>
#include <optional>

#include "stage.h"

namespace tocsin::sim {

class Desk {
 public:
  explicit Desk(Stage& stage) : stage_(stage) {}

  // Makes the realm and its officers. Their commands must become true before anybody acts.
  void found(world::RealmKind kind);
  // An officer or a feed does something.
  void act();
  void release();
  void resume(world::CheckId check);

 private:
  void write_alerts();
  void hand_in_alert();
  void draft();
  void propose(const world::Check& check);
  void approve(const world::Check& check);
  void change_area(const world::Check& check);
  void retract(const world::Check& check);
  void close(const world::Check& check);
  void take_help(const world::Check& check);
  void post_update();
  geo::Area made_up_area();
  std::uint64_t count_inside(const geo::Area& area) const;
  // Mostly the revision the officer looks at, at times an old one.
  std::optional<std::uint32_t> revision_of(const world::Check& check);
  Stage::OnReply notes_stale();

  Stage& stage_;
  std::deque<world::AlertFacts> alerts_;  // in the order in which they will come
  std::vector<world::AlertFacts> handed_in_;
  int next_identifier_ = 1;
};

}  // namespace tocsin::sim
