#include "vault/source_table.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "vault/reservations.h"
#include "vault/two_threads.h"

namespace tocsin::vault {
namespace {

constexpr std::uint64_t hash_mask = (std::uint64_t{1} << SourceTable::hash_bits) - 1;

std::set<SourceTable::Row> rows_of(const SourceTable& table, std::uint64_t hash) {
  std::set<SourceTable::Row> rows;
  table.find(hash, [&](SourceTable::Row row) {
    rows.insert(row);
    return false;
  });
  return rows;
}

TEST(SourceTable, HoldsWhatAModelHoldsThoughHashesMeet) {
  std::mt19937_64 random(1);
  // Few hashes, in few segments and near each other, so that entries meet, wrap round and move back.
  std::vector<std::uint64_t> hashes;
  for (std::uint64_t i = 0; i < 300; ++i) hashes.push_back((i % 3) << 32 | (0xFFFFFFFF - (i * i) % 5000));
  std::map<std::uint64_t, std::set<SourceTable::Row>> model;
  SourceTable table;
  std::size_t size = 0;
  for (int step = 0; step < 40'000; ++step) {
    const std::uint64_t hash = hashes[random() % hashes.size()];
    const auto row = static_cast<SourceTable::Row>(random() % 8);
    if (random() % 2 == 0) {
      table.insert(hash, row);
      size += model[hash].insert(row).second;
    } else {
      table.erase(hash, row);
      size -= model[hash].erase(row);
    }
    ASSERT_EQ(rows_of(table, hash), model[hash]) << step;
    ASSERT_EQ(table.size(), size);
  }
  for (const auto& [hash, rows] : model) ASSERT_EQ(rows_of(table, hash), rows);
  std::size_t visited = 0;
  table.for_each([&](std::uint64_t hash, SourceTable::Row row) {
    EXPECT_TRUE(model[hash].contains(row));
    ++visited;
  });
  EXPECT_EQ(visited, size);
  table.erase_row(5);
  for (auto& [hash, rows] : model) {
    rows.erase(5);
    ASSERT_EQ(rows_of(table, hash), rows);
  }
}

TEST(SourceTable, IsSmallAndNeverGrowsAllAtOnce) {
  std::mt19937_64 random(2);
  SourceTable table;
  std::size_t before = table.memory_bytes(), largest_step = 0;
  for (SourceTable::Row row = 0; row < 1'000'000; ++row) {
    table.insert(random() & hash_mask, row);
    const std::size_t now = table.memory_bytes();
    if (row % 1024 == 0) largest_step = std::max(largest_step, now - before), before = now;
  }
  EXPECT_LE(table.memory_bytes(), 1'000'000u * 14);
  EXPECT_LE(largest_step, 1'000'000u) << "a thousand inserts touch a few segments";
}

TEST(SourceTable, ReserveKeepsWhatIsThereAndMakesRoom) {
  std::mt19937_64 random(3);
  SourceTable table;
  std::vector<std::uint64_t> hashes;
  for (int i = 0; i < 100'000; ++i) hashes.push_back(random() & hash_mask);
  for (SourceTable::Row row = 0; row < 10'000; ++row) table.insert(hashes[row], row);
  table.reserve(100'000);
  const std::size_t bytes = table.memory_bytes();
  for (SourceTable::Row row = 10'000; row < 100'000; ++row) table.insert(hashes[row], row);
  EXPECT_LE(table.memory_bytes(), bytes + bytes / 20);
  for (SourceTable::Row row = 0; row < 100'000; ++row)
    ASSERT_EQ(table.find(hashes[row], [row](SourceTable::Row found) { return found == row; }), row);
}

Id id_of(std::uint64_t number) {
  Id id;
  std::memcpy(id.bytes.data(), &number, sizeof number);
  return id;
}

TEST(Reservations, AreKeptUntilAsManyHaveComeSince) {
  constexpr std::uint64_t keep = 100;
  Reservations reservations(keep);
  for (std::uint64_t i = 1; i <= 2 * keep; ++i) reservations.add(id_of(i), id_of(1000 + i));
  EXPECT_EQ(reservations.find(id_of(1)), id_of(1001)) << "twice as many are kept";
  reservations.add(id_of(2 * keep + 1), id_of(9));
  EXPECT_FALSE(reservations.find(id_of(1))) << "one more, and the oldest go";
  EXPECT_EQ(reservations.find(id_of(keep + 1)), id_of(1000 + keep + 1));
  EXPECT_EQ(reservations.size(), keep + 1);
  reservations.erase(id_of(keep + 1));
  EXPECT_FALSE(reservations.find(id_of(keep + 1)));
}

TEST(PrepareAndTake, TakesAllInOrder) {
  for (const std::size_t chunks : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{500}}) {
    std::vector<std::size_t> taken;
    const auto done = prepare_and_take<std::size_t>(
        chunks, [](std::size_t chunk) -> Result<std::size_t> { return chunk * 3; },
        [&](std::size_t value) { taken.push_back(value); });
    ASSERT_TRUE(done);
    ASSERT_EQ(taken.size(), chunks);
    for (std::size_t i = 0; i < chunks; ++i) EXPECT_EQ(taken[i], i * 3);
  }
}

TEST(PrepareAndTake, EndsAtTheFirstFailure) {
  std::size_t taken = 0;
  const auto done = prepare_and_take<int>(
      100,
      [](std::size_t chunk) -> Result<int> {
        if (chunk == 40) return fail(Errc::corrupt, "chunk 40");
        return 1;
      },
      [&](int) { ++taken; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().detail, "chunk 40");
  EXPECT_EQ(taken, 40u);
}

}  // namespace
}  // namespace tocsin::vault
