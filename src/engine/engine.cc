#include "engine/engine.h"

#include "base/check.h"
#include "world/event_codec.h"

namespace tocsin::engine {

Result<> Engine::recover() {
  TOCSIN_CHECK(world_.seq() == 0);
  std::optional<Error> bad;
  TOCSIN_TRY_VOID(log_.read(0, [&](const journal::Record& record) {
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
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, {}));
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
  Outcome outcome{log_.last(), decided->subject, decided->repeated,
                  decided->repeated ? decided->at : posted.command.at};
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
  return log_.sync();
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
