#include "engine/engine.h"

#include "base/check.h"
#include "world/event_codec.h"

namespace tocsin::engine {
namespace {

constexpr std::string_view engine_section = "engine";

}  // namespace

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
    last_crc_ = crc32c(record.bytes);
    world_.apply(applied.event, applied.seq);
    for (Follower* follower : followers_) follower->applied(world_, applied);
    return true;
  }));
  if (bad) return std::unexpected(*bad);
  return {};
}

// Sequences alone do not tell: an older copy of the journal may have been put in place and gone on by itself.
Result<> Engine::require_same_journal(const SectionReader& snapshot, Seq at) const {
  if (at == 0 || at > log_.last()) {
    return fail(Errc::corrupt, fmt::format("the snapshot was made at sequence {} and the journal ends at {}",
                                           at, log_.last()));
  }
  TOCSIN_TRY(const std::string_view section, snapshot.find(engine_section));
  SectionCursor cursor(engine_section, section);
  std::uint32_t expected = 0;
  TOCSIN_TRY_VOID(cursor.take(expected));
  std::uint32_t found = ~expected;
  TOCSIN_TRY_VOID(log_.read(at - 1, [&](const journal::Record& record) {
    if (record.seq == at) found = crc32c(record.bytes);
    return false;
  }));
  if (found == expected) return {};
  return fail(Errc::corrupt,
              fmt::format("sequence {} of the journal is not the one the snapshot was made at", at));
}

Result<> Engine::recover(const SectionReader* snapshot) {
  TOCSIN_CHECK(world_.seq() == 0);
  if (snapshot != nullptr) {
    TOCSIN_TRY(const Seq at, world::World::snapshot_seq(*snapshot));
    TOCSIN_TRY_VOID(require_same_journal(*snapshot, at));
    constexpr auto record = static_cast<std::uint8_t>(world::Stream::record);
    TOCSIN_TRY_VOID(replay([&](const auto& visit) { return log_.read_stream(record, 0, at, visit); }));
    TOCSIN_TRY_VOID(world_.read_snapshot(*snapshot));
    TOCSIN_TRY_VOID(log_.read(at - 1, [this](const journal::Record& last) {
      last_crc_ = crc32c(last.bytes);
      return false;
    }));
  }
  TOCSIN_TRY_VOID(replay([&](const auto& visit) { return log_.read(world_.seq(), visit); }));
  durable_seq_.store(log_.last(), std::memory_order_relaxed);
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, {}));
  return {};
}

Result<> Engine::write_snapshot(SectionWriter& out) const {
  TOCSIN_TRY_VOID(out.begin(engine_section));
  TOCSIN_TRY_VOID(out.write_value(last_crc_));
  TOCSIN_TRY_VOID(out.end());
  TOCSIN_TRY_VOID(world_.write_snapshot(out));
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->write_snapshot(out));
  return {};
}

void Engine::decide(Posted& posted) {
  auto decided = world_.decide(posted.command);
  if (!decided) {
    // A refusal answers the caller; it does not fail the step, and it leaves no event.
    replies_.push_back({std::move(posted.reply), std::unexpected(std::move(decided.error()))});
    return;
  }
  Outcome outcome{log_.last(), decided->subject, decided->repeated,
                  decided->repeated ? decided->at : posted.command.at};
  for (auto& event : decided->events) {
    const Bytes bytes = world::encode(event);
    const auto record = log_.append(static_cast<std::uint8_t>(world::stream_of(event.body)), bytes);
    last_crc_ = crc32c(bytes);
    applied_.push_back({record.seq, std::move(event)});
    world_.apply(applied_.back().event, record.seq);
    for (Follower* follower : followers_) follower->applied(world_, applied_.back());
    outcome.seq = record.seq;
  }
  replies_.push_back({std::move(posted.reply), outcome});
}

void Engine::reply_all() {
  for (Finished& finished : replies_) {
    if (finished.reply) finished.reply(std::move(finished.outcome));
  }
  replies_.clear();
}

Result<> Engine::make_durable() {
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->before_sync());
  TOCSIN_TRY_VOID(log_.sync());
  durable_seq_.store(log_.last(), std::memory_order_relaxed);
  return {};
}

Result<std::size_t> Engine::step(std::span<Posted> batch) {
  applied_.clear();
  replies_.clear();  // of a step that failed
  std::size_t taken = 0;
  while (taken < batch.size() && log_.pending_bytes() < step_bytes_max) decide(batch[taken++]);
#ifdef TOCSIN_RELEASE_BEFORE_SYNC
  // The fault that the simulator must find (sim/mutant_test): answers leave before the disk has them.
  reply_all();
  TOCSIN_TRY_VOID(make_durable());
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, applied_));
#else
  TOCSIN_TRY_VOID(make_durable());
  for (Follower* follower : followers_) TOCSIN_TRY_VOID(follower->durable(world_, applied_));
  reply_all();
#endif
  return taken;
}

}  // namespace tocsin::engine
