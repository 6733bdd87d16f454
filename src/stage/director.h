// Director: plays a scenario in a drill realm: hands in the alerts, opens the check with two operators, posts
// the updates when the clock gets there, and lets the crowd answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>

#include "engine/engine.h"
#include "stage/crowd.h"
#include "stage/hands.h"
#include "stage/newsroom.h"
#include "stage/scenario.h"

namespace tocsin::stage {

// The people whose pages a visitor is shown.
struct Visitor {
  world::PersonId person;
  world::CheckId check;
};

// Follows the World to see who was asked.
class Director final : public engine::Follower {
 public:
  Director(Scenario scenario, std::size_t people, std::uint64_t seed);
  ~Director() override;

  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  // Registers the crowd and its circles. Takes some seconds for 200,000.
  Result<> cast(const Hands& hands);
  // Plays up to the first asks, then goes on by itself on a thread. `operators` propose and approve.
  Result<Visitor> open(const Hands& hands, world::OperatorId proposer, world::OperatorId approver);
  // Ends the thread.
  void stop();

 private:
  struct Due {
    Instant at;
    world::CheckId check;
    world::PersonId person;
    world::PersonId by;
    world::Answer answer;
    std::string note;
    bool operator>(const Due& other) const { return at > other.at; }
  };

  Result<> receive(const ScenarioAlert& alert);
  Result<> post_updates_until(Instant now);
  Result<world::CheckId> open_check();
  void run();
  void play_until(Instant now);
  void plan_answers(world::CheckId check, const std::vector<world::PersonId>& people, Instant asked_at);
  void answer_until(Instant now);
  void follow_up(const ScenarioAlert& alert, bool is_last);
  Id new_id() { return make_uuid_v7(hands_.clock->now(), hands_.random->id()); }

  Scenario scenario_;
  std::optional<Newsroom> newsroom_;
  std::size_t people_;
  SeededRandom random_;
  Hands hands_;
  world::OperatorId proposer_, approver_;
  world::PersonId visitor_;
  world::IncidentId incident_;
  world::CheckId check_;
  world::AlertId alert_;
  std::map<world::PersonId, world::PersonId> guardians_;
  std::size_t next_update_ = 0;
  std::size_t next_follow_up_ = 0;
  std::mutex mutex_;  // of asked_ and stopping_
  std::condition_variable wake_;
  struct Asked {
    world::CheckId check;
    std::vector<world::PersonId> people;
    Instant at;
  };
  std::vector<Asked> asked_;
  bool stopping_ = false;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::thread thread_;
};

}  // namespace tocsin::stage
