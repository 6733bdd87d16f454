#include "doors/pages/map.h"

#include <algorithm>
#include <cmath>

#include "geo/simplify.h"

namespace tocsin::doors::pages {
namespace {

using geo::Area;
using geo::Point;
using wire::Html;
using wire::html;

constexpr double width = 640;
constexpr double height_max = 440;
constexpr double margin = 28;
constexpr std::size_t points_max = 300;   // more cannot be told apart at this size
constexpr double extent_min_deg = 0.002;  // a bare point still has a map round it

// Equirectangular about the middle latitude: true enough to recognise a shape, and its own arithmetic in one
// line.
class Projection {
 public:
  explicit Projection(const geo::Bounds& bounds) : west_(bounds.west) {
    const double east = bounds.east < bounds.west ? bounds.east + 360 : bounds.east;
    const double middle = (bounds.north + bounds.south) / 2;
    squeeze_ = std::max(0.05, std::cos(middle * geo::radians_per_degree));
    const double across = std::max(extent_min_deg, (east - bounds.west) * squeeze_);
    const double up = std::max(extent_min_deg, bounds.north - bounds.south);
    px_per_deg_ = std::min((width - 2 * margin) / across, (height_max - 2 * margin) / up);
    height_ = up * px_per_deg_ + 2 * margin;
    left_ = (width - across * px_per_deg_) / 2;
    top_deg_ = middle + up / 2;
    left_ += (across - (east - bounds.west) * squeeze_) / 2 * px_per_deg_;
  }
  double height() const { return height_; }
  double px_per_m() const { return px_per_deg_ * geo::degrees_per_m; }
  double x(double lon) const {
    double east_of_west = lon - west_;
    if (east_of_west < -1e-9) east_of_west += 360;
    return left_ + east_of_west * squeeze_ * px_per_deg_;
  }
  double y(double lat) const { return margin + (top_deg_ - lat) * px_per_deg_; }

 private:
  double west_, squeeze_ = 1, px_per_deg_ = 1, height_ = 0, left_ = 0, top_deg_ = 0;
};

void append_ring(std::string& path, const Projection& projection, const std::vector<Point>& ring) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", projection.x(ring[i].lon),
                        projection.y(ring[i].lat));
  }
  path += "Z";
}

Html outline(const Projection& projection, const std::vector<geo::Polygon>& polygons, std::string_view kind) {
  Html out;
  for (const auto& polygon : polygons) {
    std::string path;
    append_ring(path, projection, polygon.outer);
    for (const auto& hole : polygon.holes) append_ring(path, projection, hole);
    out.add(R"(<path class="{}" d="{}"/>)", kind, path);
  }
  return out;
}

Html shape(const Projection& projection, const Area& area, std::string_view kind) {
  Html out = outline(projection, area.polygons, kind);
  for (const auto& circle : area.circles) {
    out.add(R"(<circle class="{}" cx="{}" cy="{}" r="{}"/>)", kind,
            fmt::format("{:.1f}", projection.x(circle.center.lon)),
            fmt::format("{:.1f}", projection.y(circle.center.lat)),
            fmt::format("{:.1f}", std::max(2.0, circle.radius_m * projection.px_per_m())));
  }
  out += outline(projection, area.excluded, "out");
  return out;
}

// The longest of 1, 2, 5, 10, ... that fits 140 px.
Html scale_bar(const Projection& projection) {
  double length_m = 1;
  for (double step = 1; step < 1e8; step *= 10) {
    for (const double times : {1.0, 2.0, 5.0}) {
      if (step * times * projection.px_per_m() <= 140) length_m = step * times;
    }
  }
  const double end = margin / 2 + length_m * projection.px_per_m();
  const double y = projection.height() - 8;
  const auto label =
      length_m >= 1000 ? fmt::format("{:g} km", length_m / 1000) : fmt::format("{:g} m", length_m);
  return html(R"(<path class="bar" d="{}"/><text x="{}" y="{}">{}</text>)",
              fmt::format("M{0:.1f} {1:.1f}v6H{2:.1f}v-6", margin / 2, y - 6, end),
              fmt::format("{:.1f}", end + 8), fmt::format("{:.1f}", y), Html::words(label));
}

std::string degrees(double value, char positive, char negative) {
  return fmt::format("{:.4f}° {}", std::abs(value), value < 0 ? negative : positive);
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

Html area_map(const Area& area, const Area& next) {
  Area both = area;
  both.polygons.insert(both.polygons.end(), next.polygons.begin(), next.polygons.end());
  both.circles.insert(both.circles.end(), next.circles.begin(), next.circles.end());
  if (both.empty()) return {};
  const Projection projection(geo::bounds(both));
  Html out =
      html(R"(<svg class="map" viewBox="0 0 {} {}" role="img" aria-label="{}">)", width,
           fmt::format("{:.0f}", projection.height()), "Outline of the area; described in words below");
  out += shape(projection, geo::simplify_for_display(area, points_max), "in");
  if (!next.empty()) out += shape(projection, geo::simplify_for_display(next, points_max), "next");
  out += scale_bar(projection);
  out += Html("</svg>\n");
  return out;
}

Html area_words(const Area& area) {
  if (area.empty()) return Html::words("no area");
  const auto box = geo::bounds(area);
  std::size_t points = 0;
  for (const auto& polygon : area.polygons) points += polygon.outer.size();
  std::string text = fmt::format("{} to {}, {} to {}; {:.1f} km²", degrees(box.south, 'N', 'S'),
                                 degrees(box.north, 'N', 'S'), degrees(box.west, 'E', 'W'),
                                 degrees(box.east, 'E', 'W'), geo::area_km2(area));
  if (!area.polygons.empty())
    text += fmt::format("; {} with {} points", counted(area.polygons.size(), "polygon"), points);
  for (const auto& circle : area.circles) {
    text += fmt::format("; circle of {:g} km round {}, {}", circle.radius_m / 1000,
                        degrees(circle.center.lat, 'N', 'S'), degrees(circle.center.lon, 'E', 'W'));
    if (text.size() > 600) break;
  }
  if (!area.excluded.empty()) text += fmt::format("; {} left out", counted(area.excluded.size(), "part"));
  return Html::words(text);
}

}  // namespace tocsin::doors::pages
