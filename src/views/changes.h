// Changes: what entered or changed on the public board, as items for Atom and SSE. A watch is a filter in an
// address; nobody's interest is stored.
#pragma once

#include <variant>

#include "views/board.h"
#include "views/board_diff.h"

namespace tocsin::views {

// A reader that was away longer gets the newest and a note that there were more.
constexpr std::size_t changes_max = 500;

struct ChangeItem {
  world::Seq seq = 0;  // of the event: the item's id and the cursor
  Instant at;          // when it became public
  ChangeKind kind = ChangeKind::added;
  bool is_level = false;
  Id subject;
  std::uint32_t revision = 1;  // of an entry
  std::string iso;             // country; empty for a group
  std::string place;           // part or site
  std::string what;            // code, kind or scheme
  std::string word;            // of a level: its word; of an entry: its status
  std::optional<int> step;
  int steps = 0;
  std::string chain_text;
  std::string change_note;
  std::string words;  // empty when they may not be pushed
  bool minor = false;
  bool tell = true;
  bool may_be_pushed = true;

  bool operator==(const ChangeItem&) const = default;
};

struct Changes {
  std::vector<ChangeItem> items;  // oldest first
  bool more = false;              // older ones were left out
  world::Seq seq = 0;             // ask from here next time
};

// Since a sequence, or since a time. By default only what subscribers are told (`tell`).
struct Since {
  world::Seq seq = 0;
  Instant at;
  bool also_untold = false;
};
// Cost: all revisions and levels.
Changes changes_since(const world::World& world, const Filter& filter, const Since& since);

// Quiet: the items of each interval (from the epoch) together, the last interval only when it is over.
struct ChangeBundle {
  Instant from;
  Instant to;
  std::vector<ChangeItem> items;
};
std::vector<ChangeBundle> bundles(const std::vector<ChangeItem>& items, std::int64_t interval_ms,
                                  Instant now);

}  // namespace tocsin::views
