// The pieces that board.cc puts together. For the files of the board alone.
#pragma once

#include "views/board.h"
#include "views/sourcing.h"

namespace tocsin::views {

struct BoardContext {
  const world::World& world;
  const Moment& moment;
  KnownSources sources;
};

// The entry as the public could read it then; nothing when it was not published or not yet so.
std::optional<EntryLine> line_of(const BoardContext& context, const world::BoardEntry& entry);
// The kinds of everybody in its chains, as registered then.
std::vector<world::SourceKind> kinds_of(const BoardContext& context, const EntryLine& line);

LevelLine line_of(const BoardContext& context, const world::Level& level);
// The whole country first, then parts; threat first.
void sort_levels(std::vector<LevelLine>& levels);
std::vector<Varies> varies_of(const std::vector<LevelLine>& levels);

// `lines` are counts of one jurisdiction.
std::vector<CountGroup> count_groups(const BoardContext& context, const std::vector<EntryLine>& lines);

}  // namespace tocsin::views
