// What one answer costs its circle while they look: the real engine and the view that follows it.
#include "bench/fanout_live.h"

#include "base/check.h"
#include "bench/fanout_realm.h"
#include "bench/harness.h"
#include "views/circle_live.h"

namespace tocsin::bench {
namespace {

// Takes the time of the view's part alone.
class Timed final : public engine::Follower {
 public:
  Result<> durable(const world::World& world, std::span<const engine::Applied> batch) override {
    Result<> result;
    seconds += seconds_of([&] { result = live.durable(world, batch); });
    return result;
  }
  std::uint64_t told = 0;
  double seconds = 0;
  views::CircleLive live{
      [this](world::PersonId, const views::CircleChange* change) { told += change != nullptr ? 1 : 0; }};
};

}  // namespace

double one_answer_us(std::uint32_t connected, int answers, const std::string& folder) {
  constexpr PersonRow circle = 500;
  Timed timed;
  DayRealm realm(folder, circle + 1, {&timed});
  for (PersonRow viewer = 1; viewer <= circle; ++viewer) realm.join(0, viewer);
  for (PersonRow viewer = 1; viewer <= connected; ++viewer)
    TOCSIN_CHECK(timed.live.connect(realm.world(), DayRealm::person(viewer)).has_value());
  timed.seconds = 0;
  Day day;
  for (int i = 0; i < answers; ++i) {
    day.answers.push_back(
        {0, i % 2 == 0 ? views::Said::safe : views::Said::need_help, static_cast<std::uint32_t>(i + 1)});
  }
  realm.answer_all(day, 1);
  const std::uint64_t expected = std::uint64_t{connected} * static_cast<std::uint64_t>(answers);
  TOCSIN_CHECK(timed.told == expected, "{} told of {}", timed.told, expected);
  return timed.seconds / answers * 1e6;
}

}  // namespace tocsin::bench
