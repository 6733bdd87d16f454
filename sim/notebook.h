// Notebook: what one life met on its way (probes) and the first thing that was wrong (a finding).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::sim {

// Rare branches that the lives together must reach; a simulator that no longer gets there proves nothing.
#define TOCSIN_SIM_PROBES(X)                                                                      \
  X(torn_batch_dropped)    /* the tail of the journal was cut or spoilt, seen by its checksum */  \
  X(batch_lost)            /* applied in memory, never on the disk */                             \
  X(batch_kept_unanswered) /* on the disk, but nobody was told */                                 \
  X(sync_failed)           /* the disk refused with the power on */                               \
  X(power_cut_between_steps)                                                                      \
  X(power_cut_in_step)                                                                            \
  X(power_cut_in_recovery)                                                                        \
  X(power_cut_in_forgetting) /* durable in the journal, the key not yet destroyed */              \
  X(process_killed)          /* the power stays on, so what the system cached is not lost */      \
  X(key_slot_torn)                                                                                \
  X(profiles_rebuilt)  /* the store began empty */                                                \
  X(profiles_survived) /* the store was as new as the journal or a little older */                \
  X(people_forgotten)                                                                             \
  X(forgotten_during_open_check) /* asked already, check still open */                            \
  X(forgotten_in_crowded_batch)  /* with other commands on the same person */                     \
  X(sealed_after_forgotten)      /* a door sealed for somebody while they were being forgotten */ \
  X(re_imported)                                                                                  \
  X(alert_out_of_order) /* an Update or Cancel came before what it refers to */                   \
  X(alert_duplicated)                                                                             \
  X(alert_cancelled)                                                                              \
  X(own_proposal_refused)                                                                         \
  X(stale_revision_refused)                                                                       \
  X(area_grown_with_approval)                                                                     \
  X(area_changed_at_once)                                                                         \
  X(pause_tripped)                                                                                \
  X(resumed)                                                                                      \
  X(retracted_after_asks)                                                                         \
  X(closed_after_asks)                                                                            \
  X(held)                                                                                         \
  X(released)                                                                                     \
  X(asked_after_release)                                                                          \
  X(asked_by_work)                                                                                \
  X(asked_by_trip)                                                                                \
  X(asked_by_fix)                                                                                 \
  X(asked_by_rim) /* only the disc of a coarse fix touches */                                     \
  X(asked_across_antimeridian)                                                                    \
  X(left_before_asked) /* was inside while the asking waited, was elsewhere when it went on */    \
  X(hostile_tick)      /* candidates twice, asked already, forgotten, of no such check */         \
  X(guardian_answered)                                                                            \
  X(circle_answered)                                                                              \
  X(operator_answered)                                                                            \
  X(stranger_refused)                                                                             \
  X(answer_outranked) /* said by another after one's own word */                                  \
  X(answer_changed)                                                                               \
  X(answer_repeated)                                                                              \
  X(note_kept)                                                                                    \
  X(help_taken)                                                                                   \
  X(delivery_duplicated) /* the outside handed the same outcome back twice */                     \
  X(delivery_reordered)                                                                           \
  X(sent_again_after_crash) /* the outcome was unknown; the outside knew the attempt */           \
  X(ask_expired)            /* not sent because its time was over */                              \
  X(correction_sent)                                                                              \
  X(entry_published)                                                                              \
  X(entry_edit_published)                                                                         \
  X(support_published)                                                                            \
  X(minor_edit_at_once)                                                                           \
  X(entry_sent_back)                                                                              \
  X(entry_discarded)                                                                              \
  X(entry_confirmed)                                                                              \
  X(entry_lifted)                                                                                 \
  X(own_board_proposal_refused)                                                                   \
  X(stale_board_revision_refused)                                                                 \
  X(taken_id_refused) /* a command came twice and would have made the same thing twice */         \
  X(proposal_edited)                                                                              \
  X(proposal_rejected)                                                                            \
  X(proposal_merged)                                                                              \
  X(report_repeated)                                                                              \
  X(near_copy_filed) /* the same text with a dot more, from another source */                     \
  X(level_set)                                                                                    \
  X(level_ended)                                                                                  \
  X(level_rejected)                                                                               \
  X(level_renamed) /* the next version of a scale */                                              \
  X(unofficial_level_refused)                                                                     \
  X(office_lost_before_approval) /* official when it was proposed, not when it was approved */    \
  X(foreign_code_refused)        /* a code of another scheme */                                   \
  X(old_scheme_refused)                                                                           \
  X(update_by_two_people) /* in a live realm */                                                   \
  X(update_released_by_clock)                                                                     \
  X(update_sent_back)                                                                             \
  X(update_corrected)                                                                             \
  X(command_duplicated)                                                                           \
  X(command_delayed)                                                                              \
  X(clock_jumped) /* days without anybody */                                                      \
  X(contradiction_shown)                                                                          \
  X(figures_differ)                                                                               \
  X(figure_copied)                                                                                \
  X(attacker_claim_kept)                                                                          \
  X(time_travelled)                                                                               \
  X(snapshot_written)                                                                             \
  X(started_from_snapshot)                                                                        \
  X(snapshot_refused) /* damaged, or ahead of what the profiles hold */

enum class Probe : std::size_t {
#define TOCSIN_SIM_NAME(name) name,
  TOCSIN_SIM_PROBES(TOCSIN_SIM_NAME)
#undef TOCSIN_SIM_NAME
      count
};
constexpr std::size_t probes_count = static_cast<std::size_t>(Probe::count);
std::string_view to_string(Probe probe);

// What must hold in every life; the sentence behind each is reason_of().
enum class Invariant {
  acknowledged_kept,
  asked_once,
  nobody_outside_asked,
  everybody_inside_asked,
  replay_equals_live,
  forgotten_is_gone,
  nothing_leaves_before_durable,
  rules_kept,
  counters_equal_recount,
  starts_again,
  two_people_published,
  only_official_moves_levels,
  proposals_move_nothing,
  published_kept,
  contradictions_shown,
  time_travel_equals_replay,
  counts_as_said,
  claims_not_pushed,
  changes_told_once
};
std::string_view to_string(Invariant invariant);
std::string_view reason_of(Invariant invariant);

struct Finding {
  Invariant invariant = Invariant::rules_kept;
  std::string detail;
};

class Notebook {
 public:
  void hit(Probe probe) { ++probes_[static_cast<std::size_t>(probe)]; }
  void hit_if(bool condition, Probe probe) { probes_[static_cast<std::size_t>(probe)] += condition; }
  // Keeps the first only: what follows a broken invariant is noise.
  void wrong(Invariant invariant, std::string detail);
  // The same when `holds` is false; returns `holds`.
  bool expect(bool holds, Invariant invariant, std::string_view detail);

  bool fine() const { return !finding_.has_value(); }
  const std::optional<Finding>& finding() const { return finding_; }
  const std::array<std::uint64_t, probes_count>& probes() const { return probes_; }

 private:
  std::array<std::uint64_t, probes_count> probes_{};
  std::optional<Finding> finding_;
};

}  // namespace tocsin::sim
