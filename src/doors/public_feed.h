// PublicFeed: turns durable public events into server-sent events, and tells how the counts of checks move.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <set>
#include <string>

#include "doors/http/event_hub.h"
#include "engine/engine.h"

namespace tocsin::doors {

// Counts of one check are told at most this often, however many answers come.
constexpr std::chrono::milliseconds counts_interval{500};

// Counts are public from this many people asked.
constexpr std::uint64_t counts_shown_from = 20;

class PublicFeed final : public engine::Follower {
 public:
  explicit PublicFeed(http::EventHub& hub) : hub_(hub) {}

  void applied(const world::World& world, const engine::Applied& applied) override;
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override;

  // The cursor of the newest public event; empty when there is none.
  std::string newest() const;

 private:
  struct Frame {
    std::string cursor;
    std::string data;
  };
  void tell_counts(const world::World& world);

  http::EventHub& hub_;
  std::deque<Frame> pending_;       // applied, not yet durable
  std::set<world::CheckId> moved_;  // checks whose counts changed since they were told
  std::chrono::steady_clock::time_point told_at_{};
  mutable std::mutex mutex_;  // of newest_
  std::string newest_;
};

// One event as JSON: {"kind","at","subject","incident",...}. Only for public events.
std::string public_json(const world::World& world, const engine::Applied& applied);

}  // namespace tocsin::doors
