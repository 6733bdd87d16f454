#include "life.h"

#include <algorithm>
#include <span>
#include <utility>

#include "recount.h"
#include "world/event_codec.h"

namespace tocsin::sim {

using world::Actor;

namespace {

// A life with a newsroom costs some more; one in so many has one.
constexpr std::uint64_t lives_per_newsroom = 4;

}  // namespace

Life::Life(std::uint64_t seed)
    : site_(seed),
      stage_{.site = site_, .witness = witness_, .batch = {}, .officers = {}, .center = {}},
      snapshots_(seed ^ 0x5A9) {
  auto& random = site_.random;
  // One town in six lies on the antimeridian.
  const double lon = random.chance(0.17) ? 179.95 : -170 + 340 * random.unit();
  stage_.center = {-55 + 120 * random.unit(), lon};
  crowd_ = std::make_unique<Crowd>(stage_, random.chance(0.15));
  // By the seed and not by chance: the lives without one stay as they were.
  if (seed % lives_per_newsroom == 0) newsroom_.emplace(stage_);
}

LifeReport Life::live() {
  auto& random = site_.random;
  start_process();
  if (site_.notebook.fine()) {
    desk_.found(random.chance(0.5) ? world::RealmKind::drill : world::RealmKind::live);
    if (newsroom_) newsroom_->open();
    run_batch(false);
    for (auto people = 20 + random.below(60); people > 0 && site_.notebook.fine();) {
      const auto count = std::min<std::uint64_t>(people, 1 + random.below(20));
      crowd_->import(count);
      run_batch(true);
      people -= count;
    }
    for (auto steps = 50 + random.below(100); steps > 0 && site_.notebook.fine(); --steps) step();
    if (site_.notebook.fine()) quiet_end();
  }
  return {site_.notebook.probes(), site_.notebook.finding(), machine_ ? machine_->world.seq() : 0, starts_,
          live_.digest};
}

void Life::step() {
  auto& random = site_.random;
  site_.clock.advance(
      static_cast<std::int64_t>(random.below(random.chance(0.05) ? 2 * hour_ms : 2 * minute_ms)));
  for (auto acts = 1 + random.below(6); acts > 0; --acts) play();
  if (newsroom_) play_newsroom();
  pump_mail();
  run_batch(true);
  if (site_.notebook.fine() && random.chance(0.7)) tick();
  if (const auto ending = site_.notebook.fine() ? saboteur_.between_steps() : std::nullopt) {
    site_.notebook.hit_if(*ending == Ending::power_cut, Probe::power_cut_between_steps);
    site_.notebook.hit_if(*ending == Ending::killed, Probe::process_killed);
    remember_stable();
    restart(*ending);
  }
}

void Life::play_newsroom() {
  auto& random = site_.random;
  if (random.chance(0.01)) {
    site_.clock.advance(static_cast<std::int64_t>(random.below(25 * day_ms)));
    site_.notebook.hit(Probe::clock_jumped);
  }
  for (auto acts = random.below(12); acts > 0; --acts) newsroom_->act();
}

void Life::play() {
  if (site_.random.chance(0.45)) {
    desk_.act();
  } else {
    crowd_->act();
  }
}

void Life::pump_mail() {
  const Instant now = site_.clock.now();
  for (auto& given_up : machine_->mail->pump(machine_->world, now, site_.random.below(30)))
    stage_.post(Actor::system(), std::move(given_up));
  for (auto& outcome : post_office_.outcomes(now)) stage_.post(Actor::system(), std::move(outcome));
}

void Life::tick() {
  site_.clock.advance(1);
  auto facts = machine_->audience->next(machine_->world, site_.clock.now());
  if (site_.random.chance(0.1)) saboteur_.spoil(facts);
  // As the runner does it: the tick is a batch of its own, of the moment for which its candidates were found.
  stage_.batch.push_back({world::Command{site_.clock.now(), Actor::system(), {}, std::move(facts)}, {}});
  run_batch(true);
}

void Life::remember_stable() {
  live_ = {machine_->world.seq(), machine_->world.digest()};
  stable_ = live_;
}

void Life::run_batch(bool sabotage) {
  const bool laid = sabotage && !peaceful_ && saboteur_.lay();
  // Digests cost all of the World; they are needed only where the process may end.
  if (laid) remember_stable();
  std::vector<engine::Posted> batch = std::exchange(stage_.batch, {});
  std::span<engine::Posted> rest(batch);
  bool failed = false;
  while (!rest.empty() && !failed) {
    const auto taken = machine_->engine->step(rest);
    failed = !taken.has_value();
    if (failed) {
      site_.notebook.expect(laid, Invariant::starts_again, "a step failed and nobody had touched the disk");
    } else {
      rest = rest.subspan(*taken);
    }
  }
  site_.power.disarm();
  if (!failed) {
    site_.last_alive_at = site_.clock.now();
    return check_step();
  }
  live_ = {machine_->world.seq(), machine_->world.digest()};
  site_.notebook.hit(site_.power.on() ? Probe::sync_failed : Probe::power_cut_in_step);
  restart(site_.power.on() ? Ending::killed : Ending::power_cut);
}

void Life::take_snapshot() {
  if (!snapshots_.chance(0.03)) return;
  site_.notebook.hit(Probe::snapshot_written);
  site_.snapshot = machine_->snapshot();
  if (snapshots_.chance(0.15)) site_.snapshot.resize(snapshots_.below(site_.snapshot.size()));
  if (!site_.snapshot.empty() && snapshots_.chance(0.15))
    site_.snapshot[snapshots_.below(site_.snapshot.size())] ^= 0x10;
}

void Life::check_step() {
  site_.log.fails_next_sync = false;
  take_snapshot();
  // Keys come and go with writes alone.
  if (std::exchange(key_writes_seen_, site_.keys.writes()) == site_.keys.writes()) return;
  witness_.saw_keys(site_.keys.image());
  witness_.check_forgotten(*machine_->vault, site_.keys.image(), site_.erased, false);
}

bool Life::start_process() {
  for (int attempt = 0;; ++attempt) {
    if (!peaceful_ && starts_ > 0) saboteur_.lay_in_recovery(attempt);
    auto machine = Machine::start(site_, witness_, post_office_);
    site_.power.disarm();
    if (machine) {
      ++starts_;
      machine_ = std::move(*machine);
      stage_.machine = machine_.get();
      return true;
    }
    if (site_.power.on()) {
      site_.notebook.wrong(Invariant::starts_again, machine.error().detail);
      return false;
    }
    site_.notebook.hit(Probe::power_cut_in_recovery);
    site_.lose_power();
    witness_.power_was_cut();
  }
}

void Life::restart(Ending ending) {
  stage_.batch.clear();
  stage_.machine = nullptr;
  machine_.reset();
  site_.log.fails_next_sync = false;
  if (ending == Ending::power_cut) {
    site_.lose_power();
    witness_.power_was_cut();
  }
  site_.clock.advance(saboteur_.outage_ms());
  const std::size_t erased_before = site_.erased.size();
  if (!start_process()) return;
  site_.notebook.hit_if(site_.erased.size() > erased_before, Probe::power_cut_in_forgetting);
  check_recovered();
  if (!site_.notebook.fine()) return;
  stage_.post(Actor::system(), world::StartServing{site_.last_alive_at, site_.random.chance(0.03)});
  run_batch(true);
}

void Life::check_recovered() {
  const Known now{machine_->world.seq(), machine_->world.digest()};
  site_.notebook.hit_if(live_.seq > stable_.seq && now.seq == stable_.seq, Probe::batch_lost);
  site_.notebook.hit_if(live_.seq > stable_.seq && now.seq == live_.seq, Probe::batch_kept_unanswered);
  const Known* expected = now.seq == live_.seq ? &live_ : now.seq == stable_.seq ? &stable_ : nullptr;
  if (expected == nullptr) {
    site_.notebook.wrong(
        Invariant::replay_equals_live,
        fmt::format("replay ends at sequence {}; the last good step ended at {}, the failed one at {}",
                    now.seq, stable_.seq, live_.seq));
  } else if (expected->digest != now.digest) {
    site_.notebook.wrong(Invariant::replay_equals_live,
                         fmt::format("at sequence {} replay is another World", now.seq));
  }
  stable_ = live_ = now;
  count_again(false);
  witness_.check_forgotten(*machine_->vault, site_.keys.image(), site_.erased, true);
}

void Life::count_again(bool everything_sent) {
  Recount recount(site_.notebook);
  BoardRecount board(site_.notebook);
  std::vector<Recorded> journal;
  std::map<world::Seq, std::uint32_t> crcs;
  const auto read = machine_->log->read(0, [&](const journal::Record& record) {
    crcs.emplace_hint(crcs.end(), record.seq, crc32c(record.bytes));
    recount.take(record);
    if (auto event = newsroom_ ? world::decode(record.bytes) : fail(Errc::not_found, "")) {
      board.take(*event, record.seq);
      journal.push_back({record.seq, std::move(*event)});
    }
    return true;
  });
  if (!read) site_.notebook.wrong(Invariant::starts_again, read.error().detail);
  witness_.check_journal(crcs);
  witness_.check_vault(*machine_->vault);
  recount.compare(machine_->world);
  post_office_.check(recount, machine_->world, everything_sent);
  if (!newsroom_) return;
  board.compare(machine_->world);
  if (everything_sent)
    Historian(site_.notebook, site_.random, machine_->world, journal)
        .check(board.changes(), site_.clock.now());
}

void Life::quiet_end() {
  peaceful_ = true;
  desk_.release();
  for (const auto& [id, check] : machine_->world.checks().all()) {
    if (check.paused) desk_.resume(id);
  }
  run_batch(false);
  // Each tick asks what the one before found; trips that begin meanwhile are found by later ones.
  for (int ticks = 0; ticks < 3 && site_.notebook.fine(); ++ticks) tick();
  while (!machine_->mail->idle() && site_.notebook.fine()) {
    pump_mail();
    run_batch(false);
  }
  if (!site_.notebook.fine()) return;
  witness_.check_everybody_asked(machine_->world, site_.clock.now());
  count_again(true);
  remember_stable();
  restart(site_.random.chance(0.5) ? Ending::clean : Ending::power_cut);
  if (!site_.notebook.fine()) return;
  // Two replays of one journal are one World.
  const Bytes first = machine_->world.digest();
  machine_.reset();
  if (!start_process()) return;
  site_.notebook.expect(machine_->world.digest() == first, Invariant::replay_equals_live,
                        "two replays are two Worlds");
}

}  // namespace tocsin::sim
