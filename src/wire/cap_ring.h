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
#include "wire/cap_crossing.h"

namespace tocsin::wire::cap {

// Something about a shape: what wire/cap_area.cc turns into a Finding.
struct ShapeNote {
  std::string code;
  Level level;
  std::string detail;
  std::string repaired;
};

// Reads the shapes of one message, whose crossings share one measure of work.
class RingReader {
 public:
  // The ring without its closing point; nothing when no ring can be read (a note says why). `text` is not
  // empty.
  std::optional<geo::Polygon> read_polygon(std::string_view text, std::vector<ShapeNote>& notes);
  std::optional<geo::Circle> read_circle(std::string_view text, std::vector<ShapeNote>& notes);

 private:
  // `wide_edge`: the first that spans more than 180 degrees; the ring's size when there is none.
  void check_edges(std::vector<geo::Point>& ring, std::size_t wide_edge, bool wrapped,
                   std::vector<ShapeNote>& notes);

  CrossingFinder crossings_;
};

}  // namespace tocsin::wire::cap
