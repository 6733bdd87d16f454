// The step alone: how many answers a second one thread decides, encodes, makes durable and applies, without a
// network.
#include <fmt/format.h>

#include "bench/harness.h"
#include "bench/people.h"
#include "bench/store.h"

using namespace tocsin;

int main(int argc, char** argv) {
  const bench::Options options = bench::parse_options(argc, argv);
  bench::Section section("step", "The step", options);
  const std::size_t people = options.quick ? 5'000 : 400'000;
  const bench::ScratchFolder folder("step");
  bench::Store realm(folder.path());
  const auto ids = realm.register_people(std::vector<geo::Point>(people, geo::Point{48.9, 2.35}));
  const auto check =
      realm.open_check({.polygons = {}, .circles = {{{48.9, 2.35}, 5000}}, .excluded = {}}, people);
  section.say(fmt::format("{} people registered, {} asked; every answer carries a sealed note of 128 bytes.",
                          people, realm.ask_everybody()));
  std::size_t next = 0;
  const std::string note(88, 'x');
  const auto rate = [&](std::size_t batch_size, bool sealed) {
    const std::size_t batches = std::max<std::size_t>(1, (options.quick ? 500 : 20'000) / batch_size);
    double seconds = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      std::vector<engine::Posted> batch;
      seconds += bench::seconds_of([&] {
        for (std::size_t i = 0; i < batch_size; ++i) {
          const auto person = ids[next++ % ids.size()];
          world::GiveAnswer answer{
              check,
              person,
              next / ids.size() % 2 == 0 ? world::Answer::safe : world::Answer::not_there,
              world::AnswerChannel::page,
              {},
              0};
          if (sealed)
            answer.sealed_note = realm.vault->seal_note(person.id, note).value().sealed,
            answer.note_mark = next;
          batch.push_back({{realm.now(), world::Actor::of(person), {}, std::move(answer)},
                           [](const Result<engine::Outcome>& r) {
                             if (!r) std::abort();
                           }});
        }
        for (std::span<engine::Posted> rest(batch); !rest.empty();)
          rest = rest.subspan(realm.engine->step(rest).value());
      });
    }
    return static_cast<double>(batches * batch_size) / seconds / 1e3;
  };
  for (const std::size_t size : {16, 128, 1024}) {
    section.compare({.name = fmt::format("batches of {}", size),
                     .unit = "thousand answers/s",
                     .better = bench::Better::higher,
                     .contenders = {{"Tocsin, sealing included", [&] { return rate(size, true); }},
                                    {"without notes", [&] { return rate(size, false); }}}});
  }
  return section.finish();
}
