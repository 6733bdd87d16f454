#include "stage.h"

#include <algorithm>
#include <cmath>

namespace tocsin::sim {

void Stage::post(const world::Actor& by, world::CommandBody body, OnReply on_reply,
                 std::optional<std::uint32_t> if_revision) {
  site.clock.advance(1);
  const Instant at = site.clock.now();
  auto reply = [this, at, on_reply = std::move(on_reply)](const Result<engine::Outcome>& result) {
    if (!site.power.on()) return;
    if (result) witness.acknowledged(result->seq, at);
    if (on_reply) on_reply(result);
  };
  batch.push_back({world::Command{at, by, if_revision, std::move(body)}, std::move(reply)});
}

world::Actor Stage::officer(world::Role role) {
  for (;;) {
    const Officer& one = pick(officers);
    if (one.role >= role) return world::Actor::of(one.id);
  }
}

geo::Point Stage::near(const geo::Point& point, double north_degrees, double east_degrees) const {
  const double lon = std::remainder(point.lon + east_degrees, 360.0);
  return {std::clamp(point.lat + north_degrees, -89.0, 89.0), lon};
}

geo::Point Stage::place(double spread_degrees) {
  const double north = random().normal() * spread_degrees;
  const double east = random().normal() * spread_degrees;
  return near(center, north, east);
}

}  // namespace tocsin::sim
