// Crowd: the people of a life, and the doors that speak for them.
#pragma once

#include <string>
#include <vector>

#include "stage.h"

namespace tocsin::sim {

class Crowd {
 public:
  // `contrarian`: most say "this is wrong".
  Crowd(Stage& stage, bool contrarian) : stage_(stage), contrarian_(contrarian) {}

  // Registers so many people in one command.
  void import(std::size_t count);
  // Somebody does something.
  void act();

 private:
  struct Late {
    Id person;
    vault::Profile profile;
  };
  vault::Profile made_up_profile();
  std::vector<vault::Place> made_up_places();
  // Seals and adds; false when the disk of keys failed.
  bool add(world::RecordPeople& command, const Id& person, const vault::Profile& profile,
           world::PersonId guardian);
  world::PersonId somebody();
  void re_import();
  void seal_late();
  void join_circle();
  void leave_circle();
  void answer(world::CheckId check, world::PersonId person);
  void answer_somewhere();
  void move();
  void forget();
  world::Answer mood();
  world::Actor who_answers_for(world::PersonId person);

  Stage& stage_;
  bool contrarian_;
  int next_source_id_ = 1;
  std::vector<Late> late_;  // doors that have looked somebody up and not sealed yet
};

}  // namespace tocsin::sim
