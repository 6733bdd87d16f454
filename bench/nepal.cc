// D. Nepal: of a nation find everybody in the area, decide one ask for each, and make every ask durable.
#include <fmt/format.h>

#include "base/check.h"
#include "bench/harness.h"
#include "bench/nation.h"
#include "bench/store.h"

using namespace tocsin;

namespace {

// A circle round Kathmandu that holds about `wanted` of these people.
geo::Area area_of(const vault::Vault& vault, std::uint64_t wanted) {
  double low_m = 1'000, high_m = 4'000'000;
  geo::Area area{.polygons = {}, .circles = {{{27.7, 85.3}, high_m}}, .excluded = {}};
  for (int step = 0; step < 30; ++step) {
    area.circles[0].radius_m = (low_m + high_m) / 2;
    std::uint64_t inside = 0;
    vault.with_places([&](const vault::Places& places) {
      places.for_each_inside(geo::PreparedArea(area), [&](const vault::PlaceHit&) { ++inside; });
    });
    (inside < wanted ? low_m : high_m) = area.circles[0].radius_m;
  }
  return area;
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Options options = bench::parse_options(argc, argv);
  bench::Section section("nepal", "D. Nepal", options);
  const std::uint64_t people = options.quick ? 60'000 : 60'000'000, wanted = people / 20;
  const bench::ScratchFolder folder("nepal");
  bench::make_nation(folder.path(), bench::cities(), people, 7);
  std::optional<bench::Store> store;
  const double start_s = bench::seconds_of([&] { store.emplace(folder.path()); });
  const geo::Area area = area_of(*store->vault, wanted);
  section.say(
      fmt::format("{} people at the world's cities, one process with one engine's thread; the check is on a "
                  "circle of {:.0f} km round Kathmandu.",
                  people, area.circles[0].radius_m / 1000));
  section.state("the nation is loaded", start_s, "s");
  section.state("resident, keys mapped included", static_cast<double>(bench::resident_bytes()) / 1e9, "GB",
                bench::Better::lower, 24);
  std::vector<double> seconds;
  std::size_t asked = 0;
  for (int round = 0; round < (options.quick ? 1 : 3); ++round) {
    const auto check = store->open_check(area, wanted * 2);
    seconds.push_back(bench::seconds_of([&] { asked = store->ask_everybody(); }));
    TOCSIN_CHECK(store->world.checks().find(check)->asks.asked() == asked);
  }
  std::sort(seconds.begin(), seconds.end());
  section.state(
      fmt::format("{} people found and asked, every ask durable, median of {}", asked, seconds.size()),
      seconds[seconds.size() / 2], "s", bench::Better::lower, 10);
  section.state("the first asks could leave after", static_cast<double>(store->first_asks_ms()), "ms");
  section.state("asks a second", static_cast<double>(asked) / seconds[seconds.size() / 2] / 1e6, "million/s");
  return section.finish();
}
