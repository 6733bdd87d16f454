// PreparedArea: an area made ready for many questions.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "geo/area.h"
#include "geo/bounds.h"
#include "geo/circle_test.h"
#include "geo/point.h"

namespace tocsin::geo {

// Immutable once built, so any number of threads may ask. Keeps its own copy of what it needs: four edges of
// 32 bytes for each point of the area, whatever its shape.
//
// How it decides: edges are put into bands of latitude, as many as give each edge at most three places on
// average; a question looks only at the edges of one band. With V points of which a line of latitude crosses
// k edges, building costs O(V) and a question O(k), not O(V).
//
// All is decided in double. A point on a vertex, or on a horizontal or vertical edge, is on the boundary
// exactly. On a slanted edge rounding decides within about 1e-13 degrees (ten nanometres); two polygons that
// share an edge agree about it, so no point falls between neighbours.
class PreparedArea {
 public:
  // Needs a valid area: an area that validate() refuses ends the process.
  explicit PreparedArea(const Area& area);

  // Points on an outer edge or vertex are inside. Points on the boundary of a hole or of an excluded polygon
  // are not removed by it. At exactly a pole the longitude means nothing: the pole is inside when an outer
  // ring goes over it (holes and exclusions reach a pole only with their boundary) or a circle holds it.
  // `point` must be valid.
  bool contains(const Point& point) const;

  // True when the disc of great-circle `radius_m` round `point` touches or overlaps the area; distances are
  // decided to touch_tolerance_m, in favour of true. Where holes or exclusions cut the area, slivers narrower
  // than about radius_m / 64 may be overlooked. Costs about a microsecond for each edge near the disc. Needs
  // radius_m >= 0.
  bool touches(const Point& point, double radius_m) const;
  static constexpr double touch_tolerance_m = 0.01;

  // What the area holds of a box, which must not cross the antimeridian. "none" and "all" are certain for all
  // points of the box; "some" only says that the box is too large to tell. Costs the edges in the latitudes
  // of the box.
  Cover cover(const Bounds& box) const;

  // As geo::bounds(area).
  const Bounds& bounds() const { return bounds_; }
  bool empty() const { return bounds_.empty(); }

  // The end further south comes first, of two on one latitude the western one: both polygons along an edge
  // compute with the same numbers.
  struct Edge {
    Point low;
    Point high;
  };
  struct Ring {
    std::uint32_t polygon;
    bool is_hole;
    bool is_excluded;
  };
  // One closed ring at one turn of the Earth: its edges [begin, end) of outline(), in the ring's order. Those
  // whose first point is the higher one have `is_turned` set. Longitudes may lie past 180 degrees.
  struct Loop {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t ring;
  };
  // For the inside of this room (geo/raster).
  struct Outline {
    std::vector<Edge> edges;
    std::vector<std::uint8_t> is_turned;
    std::vector<Loop> loops;
  };
  const Outline& outline() const { return outline_; }
  std::span<const Ring> rings() const { return rings_; }
  std::span<const CircleTest> circles() const { return circles_; }
  bool in_circle(const Point& point) const;
  // Edges that contains() looks at for a point of this latitude.
  std::size_t edges_at(double lat) const;

 private:
  // The edges [the end of the run before, end) of one ring in one band.
  struct Run {
    std::uint32_t ring;
    std::uint32_t end;
  };
  struct Verdict {
    bool in_polygon = false;
    bool removed = false;
  };
  enum class Side { outside, boundary, inside };
  struct Disc {
    Point center;
    double radius_m;
  };
  class Builder;
  class Judge;
  static constexpr std::uint32_t no_ring = std::numeric_limits<std::uint32_t>::max();

  static Side side_of(std::span<const Edge> run, const Point& point);
  std::size_t band_of(double lat) const;
  std::size_t first_edge_of(std::size_t band) const;
  // Polygons alone. `on_ring` is taken to have the point on its boundary, whatever rounding says.
  Verdict judge(const Point& point, std::uint32_t on_ring = no_ring) const;
  bool circle_touches(const Circle& circle, const Disc& disc) const;
  bool edge_touches(const Edge& edge, std::uint32_t ring, const Disc& disc, std::vector<Edge>& pieces) const;
  bool any_edge_touches(const Disc& disc) const;
  bool any_edge_meets(const Bounds& box) const;

  Bounds bounds_;
  Outline outline_;
  std::vector<CircleTest> circles_;
  std::vector<Ring> rings_;  // of one polygon: the outer one, then its holes; excluded polygons last
  // Latitudes of all rings, excluded ones too.
  double south_ = 1;
  double north_ = -1;
  double bands_per_degree_ = 0;
  std::vector<std::uint32_t> run_ends_;  // by band, into runs_
  std::vector<Run> runs_;
  std::vector<Edge> edges_;
  bool pole_[2] = {false, false};  // south, north: an outer ring goes over it
  bool has_excluded_ = false;
  bool is_cut_ = false;  // by holes or exclusions
};

}  // namespace tocsin::geo
