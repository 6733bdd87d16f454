// One CAP polygon or circle text, read with named repairs; and whether a ring crosses itself. For the inside
// of this room.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/area.h"
#include "wire/cap.h"

namespace tocsin::wire::cap {

// Something about a shape: what wire/cap_area.cc turns into a Finding.
struct ShapeNote {
  std::string code;
  Level level;
  std::string detail;
  std::string repaired;
};

// The ring without its closing point; nothing when no ring can be read (a note says why). `text` is not
// empty. `work_left` is what find_crossing may still spend.
std::optional<geo::Polygon> read_polygon(std::string_view text, std::size_t& work_left,
                                         std::vector<ShapeNote>& notes);
std::optional<geo::Circle> read_circle(std::string_view text, std::vector<ShapeNote>& notes);

enum class Crossing { none, touches, crosses, not_checked };

// Whether edges of the closed ring share more than the vertices of neighbours. Lists and tries edges
// over a grid, at most `work_left` times, which it counts down; `not_checked` when that runs out. Edges over
// more than 180 degrees of longitude go the short way.
Crossing find_crossing(std::span<const geo::Point> ring, std::size_t& work_left);

}  // namespace tocsin::wire::cap
