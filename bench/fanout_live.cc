// What one answer costs its circle while they look: the real World and the view that follows it.
#include "bench/fanout_live.h"

#include <cstring>

#include "base/check.h"
#include "bench/harness.h"
#include "views/circle_live.h"

namespace tocsin::bench {
namespace {

constexpr std::uint32_t circle = 500;

world::PersonId person(std::uint32_t number) {
  world::PersonId id;
  id.id.bytes[0] = 1;
  std::memcpy(id.id.bytes.data() + 8, &number, sizeof number);
  return id;
}

class Town {
 public:
  Town() {
    check_.id.bytes[0] = 2;
    for (std::uint32_t i = 0; i <= circle; ++i) happen(world::PersonRecorded{person(i), {}, 0, {}});
    for (std::uint32_t i = 1; i <= circle; ++i)
      happen(world::CircleJoined{person(0), person(i), world::CircleView::status, false});
    happen(world::CheckDrafted{check_, {}, {}, {}, {}, {}});
    happen(world::CheckOpened{check_, 1, {}, hour_ms, Instant{day_ms}});
    happen(world::PeopleAsked{check_, {}, {}, Instant{day_ms}, {person(0)}});
  }
  engine::Applied happen(world::EventBody body) {
    world::Event event{
        .at = Instant{++now_ms_}, .by = {}, .audience = {}, .record_seq = 0, .body = std::move(body)};
    world_.apply(event, ++seq_);
    return {seq_, std::move(event)};
  }
  engine::Applied answer(bool safe) {
    return happen(world::AnswerGiven{check_,
                                     person(0),
                                     safe ? world::Answer::safe : world::Answer::need_help,
                                     world::Actor::of(person(0)),
                                     world::AnswerChannel::page,
                                     {},
                                     0});
  }
  const world::World& world() const { return world_; }

 private:
  world::World world_;
  world::CheckId check_;
  world::Seq seq_ = 0;
  std::int64_t now_ms_ = 0;
};

}  // namespace

double one_answer_us(std::uint32_t connected, int answers) {
  Town town;
  std::uint64_t told = 0;
  views::CircleLive live(
      [&](world::PersonId, const views::CircleChange* change) { told += change != nullptr; });
  for (std::uint32_t i = 1; i <= connected; ++i)
    TOCSIN_CHECK(live.connect(town.world(), person(i)).has_value());
  double seconds = 0;
  for (int i = 0; i < answers; ++i) {
    const engine::Applied given = town.answer(i % 2 == 0);
    seconds += seconds_of([&] { TOCSIN_CHECK(live.durable(town.world(), {&given, 1}).has_value()); });
  }
  TOCSIN_CHECK(told == std::uint64_t{connected} * static_cast<std::uint64_t>(answers), "{} told", told);
  return seconds / answers * 1e6;
}

}  // namespace tocsin::bench
