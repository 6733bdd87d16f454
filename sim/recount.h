// Recount: what the journal says, counted again by somebody who does not trust the World. Plain maps, no
// cleverness; it shares the events with src/world and no rule.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "journal/log.h"
#include "notebook.h"
#include "world/world.h"

namespace tocsin::sim {

class Recount {
 public:
  explicit Recount(Notebook& notebook) : notebook_(notebook) {}

  // Counts one more record, from the first on, and says where it broke a rule.
  void take(const journal::Record& record);
  // The World agrees with the count.
  void compare(const world::World& world) const;

  bool was_asked(world::CheckId check, world::PersonId person) const;
  bool is_retracted(world::CheckId check) const;

 private:
  struct Said {
    world::Answer answer;
    bool own;
    Instant at;
  };
  struct Asked {
    bool forgotten = false;
    std::vector<Said> said;
    std::map<world::DeliveryPurpose, world::DeliveryState> deliveries;

    // One's own newest word, or else anybody's newest.
    world::Answer current() const;
  };
  struct Pending {
    geo::Area area;
    std::uint64_t people = 0;
    world::OperatorId by;
  };
  struct Check {
    world::CheckState state = world::CheckState::draft;
    geo::Area area;
    std::uint64_t people = 0;
    world::OperatorId proposed_by;
    std::optional<Pending> pending;
    Instant asks_until;
    bool paused = false, resumed = false;
    std::map<world::PersonId, Asked> asked;
    std::vector<world::PersonId> order;
    std::uint32_t answered = 0, early_wrong = 0;
  };
  struct Person {
    world::PersonId guardian;
    std::map<world::PersonId, bool> viewers;  // may they answer?
  };

  void take(const world::Event& event, world::Seq seq);
  bool take_check(const world::EventBody& body, const world::Event& event);
  bool take_area(const world::EventBody& body);
  bool take_person(const world::EventBody& body);
  void take_asked(const world::PeopleAsked& asked, Instant at);
  void take_answer(const world::AnswerGiven& answer, const world::Event& event);
  void take_opened(world::CheckId id, const world::Event& event);
  void compare(const world::Check& check, const Check& counted) const;
  void compare_alerts(const world::World& world) const;
  bool may_answer(const world::Actor& by, world::PersonId person) const;
  void rule(bool holds, std::string_view sentence) const;

  Notebook& notebook_;
  world::Seq at_seq_ = 0;
  bool held_ = false;
  bool released_once_ = false;
  std::map<world::OperatorId, world::Role> roles_;
  std::map<world::PersonId, Person> people_;
  std::set<world::PersonId> forgotten_;
  std::map<world::CheckId, Check> checks_;
  std::vector<std::pair<world::AlertId, world::AlertFacts>> alerts_;
};

}  // namespace tocsin::sim
