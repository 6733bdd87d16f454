// Logs and followers that write down what happens to them, and a small realm's commands.
#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "world/event_codec.h"
#include "world/world_testing.h"

namespace tocsin::engine {

// What was called, in order. Safe for one writer thread and a reader after it.
using Trace = std::vector<std::string>;

// Keeps records in memory; writes down calls; fails the sync that it is told to.
class RecordingLog final : public journal::Log {
 public:
  explicit RecordingLog(Trace* trace = nullptr) : trace_(trace) {}

  journal::Record append(std::uint8_t stream, std::string_view bytes) override {
    note("append");
    records_.push_back({stream, ++stream_last_.at(stream), Bytes(bytes)});
    pending_bytes_ += bytes.size();
    return {records_.size(), stream, records_.back().stream_seq, records_.back().bytes};
  }
  Result<> sync() override {
    note("sync");
    if (fail_next_sync) return fail(Errc::io, "the disk is full");
    ++syncs;
    durable_ = records_.size();
    pending_bytes_ = 0;
    return {};
  }
  Result<> read(journal::Seq after, const journal::RecordVisitor& visit) const override {
    for (std::size_t i = after; i < durable_; ++i) {
      if (!visit({i + 1, records_[i].stream, records_[i].stream_seq, records_[i].bytes})) break;
    }
    return {};
  }
  journal::Seq last() const override { return records_.size(); }
  journal::Seq last_of(std::uint8_t stream) const override { return stream_last_.at(stream); }
  std::size_t pending_bytes() const override { return pending_bytes_; }

  void damage(std::size_t index) { records_.at(index).bytes = "\xFF\xFF"; }
  std::size_t durable() const { return durable_; }
  // Events in order, as they were written.
  std::vector<world::Event> events() const {
    std::vector<world::Event> events;
    for (const auto& record : records_) events.push_back(*world::decode(record.bytes));
    return events;
  }

  bool fail_next_sync = false;
  int syncs = 0;

 private:
  struct Stored {
    std::uint8_t stream;
    journal::Seq stream_seq;
    Bytes bytes;
  };
  void note(std::string what) {
    if (trace_ != nullptr) trace_->push_back(std::move(what));
  }

  Trace* trace_;
  std::vector<Stored> records_;
  std::array<journal::Seq, journal::streams_max> stream_last_{};
  std::size_t durable_ = 0;
  std::size_t pending_bytes_ = 0;
};

class RecordingFollower final : public Follower {
 public:
  RecordingFollower(Trace& trace, std::string name) : trace_(trace), name_(std::move(name)) {}

  void applied(const world::World& world, const Applied& applied) override {
    EXPECT_EQ(world.seq(), applied.seq) << "the World has taken it in";
    trace_.push_back(name_ + " applied " + std::string(world::kind_of(applied.event.body)));
  }
  Result<> before_sync() override {
    trace_.push_back(name_ + " before_sync");
    return refuse_before_sync ? Result<>(fail(Errc::io, "keys cannot be synced")) : Result<>();
  }
  Result<> durable(const world::World&, std::span<const Applied> batch) override {
    trace_.push_back(fmt::format("{} durable {}", name_, batch.size()));
    return refuse_durable ? Result<>(fail(Errc::io, "profiles cannot be written")) : Result<>();
  }

  bool refuse_before_sync = false;
  bool refuse_durable = false;

 private:
  Trace& trace_;
  std::string name_;
};

inline world::Command create_realm() {
  return {world::evening,
          world::Actor::local(),
          {},
          world::CreateRealm{world::RealmKind::drill, "Paris", "Europe/Paris"}};
}
inline world::Command register_person(std::uint64_t number, std::size_t sealed_bytes = 10) {
  return {world::evening,
          world::Actor::local(),
          {},
          world::RecordPeople{{{world::person(number), {}, 0, Bytes(sealed_bytes, 's')}}}};
}
inline world::Command join(std::uint64_t subject, std::uint64_t viewer) {
  return {world::evening,
          world::Actor::of(world::person(subject)),
          {},
          world::JoinCircle{world::person(subject), world::person(viewer)}};
}

}  // namespace tocsin::engine
