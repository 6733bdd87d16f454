#include "engine/engine.h"

#include "base/check.h"
#include "world/event_codec.h"

namespace tocsin::engine {

Result<> Engine::replay(const std::function<Result<>(const journal::RecordVisitor&)>& read) {
  std::optional<Error> bad;
  TOCSIN_TRY_VOID(read([&](const journal::Record& record) {
    auto event = world::decode(record.bytes);
    if (!event) {
      bad =
          Error{Errc::corrupt, fmt::format("journal sequence {}: {}", record.seq, event.error().detail), {}};
      return false;
    }
    const Applied applied{record.seq, std::move(*event)};
    world_.apply(applied.event, applied.seq);
    for (Follower* follower : followers_) follower->applied(world_, applied);
    return true;
  }));
  if (bad) return std::unexpected(*bad);
  return {};
}

Result<> Engine::recover(const SectionReader* snapshot) {
  TOCSIN_CHECK(world_.seq() == 0);
  if (snapshot != nullptr) {
    TOCSIN_TRY(const Seq at, world::World::snapshot_seq(*snapshot));
    if (at > log_.last()) {
      return fail(
          Errc::corrupt,
          fmt::format("the snapshot was made at sequence {} and the journal ends at {}", at, log_.last()));
    }
    constexpr auto record = static_cast<std::uint8_t>(world::Stream::record);
    TOCSIN_TRY_VOID(replay([&](const auto& visit) { return log_.read_stream(record, 0, at, visit); }));
    TOCSIN_TRY_VOID(world_.read_snapshot(*snapshot));
  }
  TOCSIN_TRY_VOID(replay([&](const auto& visit) { return log_.read(world_.seq(), visit); }));
  durable_seq_.store(log_.last(), std::memory_order_relaxed);
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, {}));
  return {};
}

Result<> Engine::write_snapshot(SectionWriter& out) const {
  TOCSIN_TRY_VOID(world_.write_snapshot(out));
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->write_snapshot(out));
  return {};
}

void Engine::decide(Posted& posted, std::vector<std::function<void()>>& replies) {
  auto decided = world_.decide(posted.command);
  if (!decided) {
    // A refusal answers the caller; it does not fail the step, and it leaves no event.
    replies.push_back([reply = std::move(posted.reply), error = std::move(decided.error())] {
      if (reply) reply(std::unexpected(error));
    });
    return;
  }
  Outcome outcome{log_.last(), decided->subject, decided->repeated};
  for (auto& event : decided->events) {
    const auto record =
        log_.append(static_cast<std::uint8_t>(world::stream_of(event.body)), world::encode(event));
    applied_.push_back({record.seq, std::move(event)});
    world_.apply(applied_.back().event, record.seq);
    for (Follower* follower : followers_) follower->applied(world_, applied_.back());
    outcome.seq = record.seq;
  }
  replies.push_back([reply = std::move(posted.reply), outcome] {
    if (reply) reply(outcome);
  });
}

Result<> Engine::make_durable() {
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->before_sync());
  TOCSIN_TRY_VOID(log_.sync());
  durable_seq_.store(log_.last(), std::memory_order_relaxed);
  return {};
}

Result<std::size_t> Engine::step(std::span<Posted> batch) {
  applied_.clear();
  std::vector<std::function<void()>> replies;
  std::size_t taken = 0;
  while (taken < batch.size() && log_.pending_bytes() < step_bytes_max) decide(batch[taken++], replies);
#ifdef TOCSIN_RELEASE_BEFORE_SYNC
  // The fault that the simulator must find (sim/mutant_test): answers leave before the disk has them.
  for (const auto& reply : replies) reply();
  TOCSIN_TRY_VOID(make_durable());
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, applied_));
#else
  TOCSIN_TRY_VOID(make_durable());
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, applied_));
  for (const auto& reply : replies) reply();
#endif
  return taken;
}

}  // namespace tocsin::engine
