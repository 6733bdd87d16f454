#include "bench/nation.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "base/files.h"
#include "bench/store.h"
#include "journal/batch.h"
#include "vault/snapshot.h"
#include "world/event_codec.h"

namespace tocsin::bench {
namespace {

void fill_keys(const std::string& path, std::uint64_t people, Random& random) {
  const auto slots = vault::open_slot_file(path, vault::key_slot_bytes);
  TOCSIN_CHECK(slots.has_value());
  for (std::uint64_t row = 0; row < people; ++row) {
    std::array<std::uint8_t, vault::key_slot_bytes> slot{};
    random.fill(std::span(slot).first(48));
    const std::uint32_t crc = crc32c(as_chars(std::span(slot).first(60)));
    for (unsigned i = 0; i < 4; ++i) slot[60 + i] = static_cast<std::uint8_t>(crc >> (8 * i));
    TOCSIN_CHECK((*slots)->write(static_cast<std::uint32_t>(row), as_chars(slot)).has_value());
  }
  TOCSIN_CHECK((*slots)->sync().has_value());
}

// One batch with one record at `seq`, and a hole before it.
void end_journal_at(const std::string& path, world::Seq seq, const world::Event& event) {
  journal::BatchWriter batch(seq - 1, {1, 1});
  batch.append(static_cast<std::uint8_t>(world::Stream::people), world::encode(event));
  sqlite3* database = nullptr;
  TOCSIN_CHECK(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* insert = nullptr;
  TOCSIN_CHECK(sqlite3_prepare_v2(database,
                                  "INSERT INTO batch(first, last, crc, bytes, streams) VALUES(?,?,?,?,2)", -1,
                                  &insert, nullptr) == SQLITE_OK);
  sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(seq));
  sqlite3_bind_int64(insert, 2, static_cast<sqlite3_int64>(seq));
  sqlite3_bind_int64(insert, 3, batch.crc());
  sqlite3_bind_blob64(insert, 4, batch.bytes().data(), batch.bytes().size(), SQLITE_STATIC);
  TOCSIN_CHECK(sqlite3_step(insert) == SQLITE_DONE);
  sqlite3_finalize(insert);
  sqlite3_close(database);
}

void build(const std::string& folder, std::vector<City> cities, std::uint64_t people, std::uint64_t seed) {
  {
    const Store realm(folder);
  }
  SeededRandom random(seed);
  fill_keys(folder + "/vault/keys.bin", people, random);
  auto slots = vault::open_slot_file(folder + "/vault/keys.bin", vault::key_slot_bytes);
  const auto keys = vault::Keys::open(std::move(*slots), random);
  TOCSIN_CHECK(keys.has_value() && (*keys)->size() == people);
  vault::Places places(**keys);
  places.reserve(people);
  const vault::SourceTable sources;
  world::World world;
  {
    const auto log = journal::SqliteLog::open_read_only(folder + "/journal.sqlite");
    TOCSIN_CHECK((*log)
                     ->read(0,
                            [&](const journal::Record& record) {
                              world.apply(*world::decode(record.bytes), record.seq);
                              return true;
                            })
                     .has_value());
  }
  PeopleMaker maker(std::move(cities), seed);
  world::Event event{.at = {1'447'446'000'000},
                     .by = world::Actor::local(),
                     .audience = world::Audience::operators,
                     .record_seq = world.record_seq(),
                     .body = world::PersonRecorded{}};
  std::vector<vault::Places::Standing> homes;
  for (std::uint32_t row = 0; row < people; ++row) {
    places.set_recorded(row);
    homes.push_back(
        {.row = row, .kind = vault::PlaceKind::home, .point = maker.next(), .from = {}, .to = {}});
    if (homes.size() == 1u << 20 || row + 1 == people) {
      std::ranges::sort(homes, {}, [](const auto& home) { return geo::PointIndex::order_of(home.point); });
      places.add_all(homes);
      homes.clear();
    }
    event.body =
        world::PersonRecorded{world::PersonId((*keys)->person_of(row)), {}, world::channel_email, {}};
    world.apply(event, world.seq() + 1);
  }
  const auto file = open_file(folder + "/snapshot.bin", true);
  SectionWriter out([&file, end = std::uint64_t{0}](std::string_view bytes) mutable -> Result<> {
    TOCSIN_TRY_VOID(file->write_at(end, bytes));
    end += bytes.size();
    return {};
  });
  vault::SnapshotRoom room(places, world.seq(), 0, random);
  TOCSIN_CHECK(out.begin("engine") && out.write_value(crc32c(world::encode(event))) && out.end());
  TOCSIN_CHECK(world.write_snapshot(out).has_value());
  TOCSIN_CHECK(vault::write_snapshot(**keys, places, sources, Bytes(32, 'k'), room, out).has_value());
  TOCSIN_CHECK(out.finish().has_value() && file->sync().has_value());
  end_journal_at(folder + "/journal.sqlite", world.seq(), event);
}

}  // namespace

void make_nation(const std::string& folder, std::vector<City> cities, std::uint64_t people,
                 std::uint64_t seed) {
  const pid_t child = ::fork();
  if (child == 0) {
    build(folder, std::move(cities), people, seed);
    std::_Exit(0);
  }
  int status = 0;
  TOCSIN_CHECK(::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace tocsin::bench
