// Life: one server, its town and its misfortunes, made from one seed. The same seed and the same program give
// the same life, byte for byte.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "crowd.h"
#include "desk.h"
#include "historian.h"
#include "newsroom.h"
#include "notebook.h"
#include "saboteur.h"
#include "stage.h"

namespace tocsin::sim {

struct LifeReport {
  std::array<std::uint64_t, probes_count> probes{};
  std::optional<Finding> finding;
  std::uint64_t events = 0;
  std::uint64_t starts = 0;
  Bytes digest;  // of the World at the end
};

class Life {
 public:
  explicit Life(std::uint64_t seed);
  // To its end, or to the first thing that was wrong.
  LifeReport live();

 private:
  void step();
  void tick();
  void pump_mail();
  void play();
  void run_batch(bool sabotage);
  void restart(Ending ending);
  bool start_process();
  void check_recovered();
  void check_step();
  // Now and then a snapshot is written; now and then it is damaged on the disk.
  void take_snapshot();
  // Nothing goes wrong any more: all that waits is done, and must then be complete.
  void quiet_end();
  void count_again(bool everything_sent);
  // The newsroom's day; every so often nobody comes for days.
  void play_newsroom();
  // What must be there after a restart: what the last good step left, or all of the one that failed.
  void remember_stable();

  Site site_;
  Witness witness_{site_.notebook};
  PostOffice post_office_{site_.random, site_.notebook};
  std::unique_ptr<Machine> machine_;
  Stage stage_;
  Saboteur saboteur_{stage_};
  Desk desk_{stage_};
  std::unique_ptr<Crowd> crowd_;
  std::optional<Newsroom> newsroom_;  // of one life in so many
  struct Known {
    world::Seq seq = 0;
    Bytes digest;
  };
  Known stable_;
  Known live_;
  std::uint64_t starts_ = 0;
  std::uint64_t key_writes_seen_ = 0;
  bool peaceful_ = false;
  SeededRandom snapshots_;  // of its own: the lives are those they were before there were snapshots
};

}  // namespace tocsin::sim
