// Historian: reads the journal again up to moments of his choosing and holds what the public could read then
// against what the server of today says of then. For him the board is a book that is only added to.
#pragma once

#include <set>
#include <vector>

#include "base/random.h"
#include "board_recount.h"
#include "views/changes.h"

namespace tocsin::sim {

struct Recorded {
  world::Seq seq = 0;
  world::Event event;
};

class Historian {
 public:
  // `today` has applied all of `journal`. All arguments must outlive the historian.
  Historian(Notebook& notebook, SeededRandom& random, const world::World& today,
            const std::vector<Recorded>& journal)
      : notebook_(notebook), random_(random), today_(today), journal_(journal) {}

  // Everything below. `told`: what readers had to be told, by the recount. Cost: one replay, and some boards.
  void check(const std::vector<PublicChange>& told, Instant now);

  // The board of today as of then is the board of then; entries that were public are public now.
  void look_back(const world::World& then, Instant known_at);
  // Of any board: contradictions stand side by side, figures are as said, claims are apart and silent.
  void check_board(const world::World& then, const views::Board& board) const;
  // `rows`, the difference of the two, names what changed and nothing else.
  void check_diff(const views::Board& before, const views::Board& after,
                  const std::vector<views::JurisdictionDiff>& rows) const;
  // From any cursor, every change once, in order.
  void check_changes(const std::vector<PublicChange>& told) const;

 private:
  void check_kept(const world::World& then, Instant known_at);
  void check_contradictions(const views::JurisdictionRow& row) const;
  void check_counts(const world::World& then, const views::Moment& moment,
                    const views::JurisdictionRow& row) const;
  void check_claims(const world::World& then, const views::JurisdictionRow& row) const;
  void check_count_changes(const views::Board& before, const views::Board& after,
                           const std::vector<views::JurisdictionDiff>& rows) const;
  void check_items(const views::Changes& changes) const;
  bool speaks_for_attacker(const world::World& then, const views::EntryLine& line) const;
  Instant moment_near(Instant known_at);

  Notebook& notebook_;
  SeededRandom& random_;
  const world::World& today_;
  const std::vector<Recorded>& journal_;
  std::vector<views::ChangeItem> heard_;  // by a reader who asked at each stop from where they were
  world::Seq cursor_ = 0;
};

}  // namespace tocsin::sim
