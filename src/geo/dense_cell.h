// DenseCell: a cell with many edges, made ready for many points. For the inside of this room.
#pragma once

#include <cstddef>
#include <vector>

#include "geo/raster.h"

namespace tocsin::geo {

// Says what its CellTest says for points of latitudes within [south, north]. Edges that reach over all these
// latitudes are sorted from west to east: those wholly east of a point are counted, not asked. With E edges
// building costs O(E log E), and a point the logarithm, the edges at its own longitude and those that end
// among the points.
class DenseCell {
 public:
  DenseCell(const CellTest& test, double south, double north);

  CellTest::Verdict judge(const Point& point) const;

 private:
  // An edge between the two latitudes, from west to east.
  struct Reach {
    double west;
    double east;
    CellTest::Edge edge;
  };
  static double side_of(const CellTest::Edge& edge, const Point& point) {
    return edge.run * (point.lat - edge.low.lat) - edge.rise * (point.lon - edge.low.lon);
  }

  const CellTest& test_;
  std::vector<Reach> reaches_;  // by `west`
  std::vector<double> wests_;   // theirs
  double width_max_ = 0;
  std::vector<CellTest::Edge> others_;
  std::vector<double> turns_;  // latitudes where what lies east turns
};

}  // namespace tocsin::geo
