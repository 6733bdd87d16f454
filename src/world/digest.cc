#include "world/digest.h"

#include <bit>

#include "base/varint.h"

namespace tocsin::world {
namespace {

// Memory of the writer, whatever the size of the World.
constexpr std::size_t pending_bytes_max = 1 << 16;

}  // namespace

DigestWriter& DigestWriter::add(std::uint64_t value) {
  put_varint(pending_, value);
  if (pending_.size() > pending_bytes_max) fold();
  return *this;
}

DigestWriter& DigestWriter::add(std::string_view text) {
  put_varint(pending_, text.size());
  pending_ += text;
  if (pending_.size() > pending_bytes_max) fold();
  return *this;
}

DigestWriter& DigestWriter::add(double value) { return add(std::bit_cast<std::uint64_t>(value)); }

DigestWriter& DigestWriter::add(const geo::Area& area) {
  const auto add_ring = [this](const std::vector<geo::Point>& ring) {
    add(ring.size());
    for (const auto& point : ring) add(point.lat).add(point.lon);
  };
  for (const auto* polygons : {&area.polygons, &area.excluded}) {
    add(polygons->size());
    for (const auto& polygon : *polygons) {
      add_ring(polygon.outer);
      add(polygon.holes.size());
      for (const auto& hole : polygon.holes) add_ring(hole);
    }
  }
  add(area.circles.size());
  for (const auto& circle : area.circles) add(circle.center.lat).add(circle.center.lon).add(circle.radius_m);
  return *this;
}

void DigestWriter::fold() {
  hash_ = blake2b(hash_ + pending_);
  pending_.clear();
}

Bytes DigestWriter::finish() {
  fold();
  return hash_;
}

}  // namespace tocsin::world
