// CircleTally: what each person last said in one check, one word a person, and from it what their watchers
// see.
//
// An answer is pushed no further than its own word: a watcher's counters and newest answers are counted from
// the words of those they watch when they look, and for all watchers in one pass (a digest). Nothing is kept
// for a watcher, so nothing can be wrong after somebody joins, leaves, is forgotten or answers again.
// Measured for the Paris day (bench/fanout.cc): a pass over all circles is several times cheaper than adding
// each answer to the counter of each watcher, because one byte of each person fits the processor's cache and
// the counters do not.
//
// People are rows; a circle is a list of an Adjacency.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/adjacency.h"
#include "base/time.h"
#include "world/asks.h"
#include "world/people.h"

namespace tocsin::world {
struct Check;
}

namespace tocsin::views {

using Row = Adjacency::Row;

// What stands in a word: not asked, or one more than world::Answer.
enum class Said : std::uint8_t {
  not_asked = 0,
  nothing = 1,
  safe = 2,
  need_help = 3,
  not_there = 4,
  wrong = 5
};
constexpr Said said_of(world::Answer answer) { return static_cast<Said>(static_cast<int>(answer) + 1); }

// The rights of a watcher as the label of an edge: the view in two bits, "may answer" in the third.
constexpr unsigned circle_label(world::CircleView view, bool may_answer) {
  return static_cast<unsigned>(view) | (may_answer ? 4u : 0u);
}
// Whether a watcher with these rights sees that somebody said this: "safe only" sees nothing before "safe".
constexpr bool is_shown(unsigned label, Said said) {
  const unsigned view = label & 3;
  if (said == Said::not_asked || view == 0) return false;
  return said == Said::safe || view != static_cast<unsigned>(world::CircleView::safe_only);
}

// The people somebody watches who were asked, by what the watcher may see of them.
struct CircleCounts {
  std::uint32_t safe = 0;
  std::uint32_t need_help = 0;
  std::uint32_t other = 0;      // "I'm not there", "this is wrong"
  std::uint32_t no_answer = 0;  // asked, nothing said yet

  bool operator==(const CircleCounts&) const = default;
};

// An answer that a watcher may see.
struct CircleNews {
  Row subject = 0;
  Said said = Said::not_asked;
  std::uint32_t after_ds = 0;  // tenths of a second after the check opened

  bool operator==(const CircleNews&) const = default;
};

// The page and a digest name so many; who wants all opens the page.
constexpr std::size_t circle_news_max = 8;
// 29 bits of tenths of seconds: 621 days. An answer later than that counts as given then.
constexpr std::uint32_t after_ds_max = (1u << 29) - 1;

class CircleTally {
 public:
  // Constant. `row` below Adjacency::rows_max.
  void set(Row row, Said said, std::uint32_t after_ds);
  Said said(Row row) const { return static_cast<Said>(word(row) & 7); }
  std::uint32_t after_ds(Row row) const { return word(row) >> 3; }

  // --- one watcher; `subjects` is their list. Cost: its length, some nanoseconds each. ---
  CircleCounts counts(std::span<const Adjacency::Word> subjects) const;
  // The newest answers given after `since_ds` that the watcher may see, newest first, by row within a tenth
  // of a second; how many of `out` were filled.
  std::size_t newest(std::span<const Adjacency::Word> subjects, std::uint32_t since_ds,
                     std::span<CircleNews> out) const;

  std::size_t memory_bytes() const;

  // One more than the last row that has a word.
  Row row_end() const { return static_cast<Row>(chunks_.size() * chunk_rows); }

 private:
  friend class CirclePass;
  // 64 kB: the people of one import stand side by side, so a check on one city touches few chunks.
  static constexpr Row chunk_rows = 1 << 14;

  std::uint32_t word(Row row) const {
    const std::size_t chunk = row / chunk_rows;
    return chunk < chunks_.size() && chunks_[chunk] != nullptr ? chunks_[chunk][row % chunk_rows] : 0;
  }

  std::vector<std::unique_ptr<std::uint32_t[]>> chunks_;  // none for rows where nobody was asked
};

// What the World knows of one check. People are the World's rows, so that its circles can be counted. Wards
// outside a circle are not in its list. Cost: everybody asked.
CircleTally tally_of(const world::World& world, const world::Check& check);

// All watchers at once. Holds a byte a person while it lasts: what they said, and a rank of when. The tally
// and the circles must not change meanwhile; several threads may work on different rows.
class CirclePass {
 public:
  // News are answers given after `since_ds`. Cost: two looks at each word.
  CirclePass(const CircleTally& tally, std::uint32_t since_ds);

  using CountsVisit = std::function<void(Row watcher, const CircleCounts&)>;
  // The same as CircleTally::counts for each row of [first, end) that watches somebody.
  void counts(const Adjacency& subjects, Row first, Row end, const CountsVisit& visit) const;
  using NewestVisit = std::function<void(Row watcher, const CircleCounts&, std::span<const CircleNews>)>;
  // With the newest circle_news_max answers, as CircleTally::newest gives them.
  void newest(const Adjacency& subjects, Row first, Row end, const NewestVisit& visit) const;

 private:
  std::uint8_t glance(Row row) const { return glances_[std::min<std::size_t>(row, glances_.size() - 1)]; }

  const CircleTally& tally_;
  std::uint32_t since_ds_;
  std::vector<std::uint8_t> glances_;  // said | rank << 3, rank 0: no news; the last is of nobody
};

}  // namespace tocsin::views
