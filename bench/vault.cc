// H, the vault's half: bytes a person, and how long a start takes until everybody is found again. 10 million
// people; the files are in the page cache, as after a crash of the process.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"
#include "bench/harness.h"
#include "bench/people.h"
#include "vault/vault.h"

namespace tocsin::bench {
namespace {

namespace fs = std::filesystem;

// On the disk of the build, and gone with the object.
struct Scratch {
  Scratch() {
    std::string name = (fs::current_path() / "tocsin-bench-vault-XXXXXX").string();
    TOCSIN_CHECK(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path); }
  std::string file(const char* name) const { return path + "/" + name; }
  std::string path;
};

ByteSink sink_to(const File& file) {
  return [&file, end = std::uint64_t{0}](std::string_view bytes) mutable -> Result<> {
    TOCSIN_TRY_VOID(file.write_at(end, bytes));
    end += bytes.size();
    return {};
  };
}

// People with a home alone, in files. No profiles: a start from a snapshot opens none.
class Population {
 public:
  explicit Population(const Scratch& scratch)
      : scratch_(scratch),
        keys_(*vault::Keys::open(*vault::open_slot_file(scratch.file("keys.bin"), vault::key_slot_bytes),
                                 random_)) {}

  void grow_to(std::uint64_t people) {
    constexpr std::uint64_t hash_mask = (std::uint64_t{1} << vault::SourceTable::hash_bits) - 1;
    std::vector<vault::Places::Standing> homes;
    while (keys_->size() < people) {
      const Id person = random_.id();
      TOCSIN_CHECK(keys_->seal(person, "bench", "").has_value());
      const std::uint32_t row = *keys_->row_of(person);
      places_.set_recorded(row);
      homes.push_back(
          {.row = row, .kind = vault::PlaceKind::home, .point = maker_.next(), .from = {}, .to = {}});
      sources_.insert(random_.next() & hash_mask, row);
    }
    places_.add_all(homes);
    write_snapshot(people);
  }

 private:
  void write_snapshot(std::uint64_t people) {
    fs::remove(scratch_.file("snapshot"));
    const File file = *open_file(scratch_.file("snapshot"), true);
    SectionWriter writer(sink_to(file));
    const double seconds = seconds_of([&] {
      vault::SnapshotRoom room(places_, 1, 0, random_);
      TOCSIN_CHECK(
          vault::write_snapshot(*keys_, places_, sources_, Bytes(32, 'k'), room, writer).has_value());
      TOCSIN_CHECK(writer.finish().has_value());
    });
    std::printf("%zu people: snapshot of %zu bytes a person written in %.2f s\n",
                static_cast<std::size_t>(people), static_cast<std::size_t>(*file.size() / people), seconds);
    std::fflush(stdout);
  }

  const Scratch& scratch_;
  SeededRandom random_{5};
  PeopleMaker maker_{cities(), 5};
  std::unique_ptr<vault::Keys> keys_;
  vault::Places places_{*keys_};
  vault::SourceTable sources_;
};

struct Start {
  double keys_s = 0, places_s = 0, bytes = 0, key_bytes = 0, index_bytes = 0, place_bytes = 0,
         source_bytes = 0;
};

Start start(const Scratch& scratch, std::uint64_t people) {
  SeededRandom random(1);
  Start result;
  std::unique_ptr<vault::Keys> keys;
  result.keys_s = seconds_of([&] {
    keys =
        *vault::Keys::open(*vault::open_slot_file(scratch.file("keys.bin"), vault::key_slot_bytes), random);
  });
  TOCSIN_CHECK(keys->size() == people);
  vault::Places places(*keys);
  vault::SourceTable sources;
  result.places_s = seconds_of([&] {
    const auto reader = SectionReader::open(scratch.file("snapshot"));
    TOCSIN_CHECK(reader.has_value());
    TOCSIN_CHECK(vault::read_snapshot(*keys, **reader, Bytes(32, 'k'), places, sources).has_value());
  });
  TOCSIN_CHECK(places.size() == people && sources.size() == people);
  const auto each = [&](std::size_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(people);
  };
  result.key_bytes = each(keys->memory_bytes());
  result.index_bytes = each(places.index_bytes());
  result.place_bytes = each(places.memory_bytes());
  result.source_bytes = each(sources.memory_bytes());
  return result;
}

// What the vault does of an import, in the engine's batches; then fixes of people in any order.
void import_and_move(Section& section, std::uint64_t people) {
  const Scratch scratch;
  SecureRandom random;
  auto vault = *vault::Vault::open(*vault::open_parts(scratch.file("vault"), random), random);
  PeopleMaker maker(cities(), 9);
  std::vector<Id> ids;
  std::vector<Bytes> sealed(people);
  const double seal_s = seconds_of([&] {
    for (std::uint64_t i = 0; i < people; ++i) {
      const vault::Profile profile{.source = "bench",
                                   .source_id = std::to_string(i),
                                   .basis = "consent",
                                   .name = "Person " + std::to_string(i),
                                   .email = "p" + std::to_string(i) + "@example.org",
                                   .phone = {},
                                   .languages = {"fr"},
                                   .places = {{vault::PlaceKind::home, maker.next(), "home", {}, {}},
                                              {vault::PlaceKind::work, maker.next(), "work", {}, {}}},
                                   .groups = {"g" + std::to_string(i % 50)},
                                   .sites = {},
                                   .guardian_id = {}};
      ids.push_back(vault->find_or_reserve("bench", profile.source_id));
      sealed[i] = *vault->seal_profile(ids.back(), profile);
    }
  });
  const double record_s = seconds_of([&] {
    for (std::uint64_t i = 0; i < people; ++i) {
      TOCSIN_CHECK(vault->record(ids[i], sealed[i]).has_value());
      if (i % 1024 == 1023 || i + 1 == people)
        TOCSIN_CHECK(vault->sync_keys().has_value() && vault->commit(i + 1).has_value());
    }
  });
  const double fix_s = seconds_of([&] {
    for (std::uint64_t i = 0; i < people; ++i) {
      const Id& person = ids[maker.below(people)];
      TOCSIN_CHECK(vault->put_fix(person, {maker.next(), 20, {1'447'446'000'000}}).has_value());
    }
  });
  const double find_s = seconds_of([&] {
    for (std::uint64_t i = 0; i < people / 10; ++i)
      TOCSIN_CHECK(vault->find("bench", std::to_string(maker.below(people))).has_value());
  });
  const auto a_second = [&](double seconds) { return static_cast<double>(people) / seconds / 1000; };
  section.state("profiles sealed, one thread", a_second(seal_s), "thousand/s");
  section.state("profiles recorded, batches of 1,024", a_second(record_s), "thousand/s");
  section.state("fixes taken in, one thread", a_second(fix_s), "thousand/s", Better::higher,
                section.options().quick ? 1 : 100);
  section.state("people found by their source's id", a_second(find_s * 10), "thousand/s");
}

int run(int argc, char** argv) {
  Section section("vault", "H. Size and recovery: the vault", parse_options(argc, argv));
  const bool quick = section.options().quick;
  section.say(
      "People with a home alone, at the world's cities. Keys and snapshot are read from the page cache.");
  const std::vector<std::uint64_t> sizes =
      quick ? std::vector<std::uint64_t>{20'000, 50'000}
            : std::vector<std::uint64_t>{1'000'000, 2'500'000, 5'000'000, 10'000'000};
  Growth growth{.title = "Start of the vault",
                .x_label = "people",
                .y_label = "seconds",
                .series = {{"keys", {}}, {"places", {}}}};
  std::vector<double> totals;
  Start last;
  const Scratch scratch;
  Population population(scratch);
  for (const std::uint64_t people : sizes) {
    population.grow_to(people);
    totals.clear();
    const int rounds = people == sizes.back() ? std::max(2, section.options().rounds) : 2;
    for (int round = 0; round < rounds; ++round) {
      last = start(scratch, people);
      totals.push_back(last.keys_s + last.places_s);
      std::printf("%zu people: keys %.2f s, places %.2f s\n", static_cast<std::size_t>(people), last.keys_s,
                  last.places_s);
      std::fflush(stdout);
    }
    growth.series[0].points.emplace_back(people, last.keys_s);
    growth.series[1].points.emplace_back(people, last.places_s);
  }
  std::sort(totals.begin(), totals.end());
  const double goal_scale = quick ? 100 : 1;
  section.state("start with everybody's keys and places", totals[totals.size() / 2], "s", Better::lower,
                2.5 * goal_scale);
  section.state("way from ids to keys", last.key_bytes, "bytes a person", Better::lower, 8 * goal_scale);
  section.state("way from sources' own ids", last.source_bytes, "bytes a person", Better::lower,
                16 * goal_scale);
  section.state("places of a person with a home", last.index_bytes + last.place_bytes, "bytes a person",
                Better::lower, 40 * goal_scale);
  section.state("of these the point index", last.index_bytes, "bytes a person");
  import_and_move(section, quick ? 10'000 : 500'000);
  section.plot(std::move(growth));
  return section.finish();
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) { return tocsin::bench::run(argc, argv); }
