#include "base/row_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tocsin {
namespace {

Id id_of(std::uint64_t number) {
  Id id;
  std::memcpy(id.bytes.data(), &number, sizeof number);
  return id;
}

TEST(RowTable, FindsWhatAModelFinds) {
  std::mt19937_64 random(1);
  std::vector<Id> rows;
  std::map<Id, RowTable::Row> model;
  RowTable table;
  const auto id_at = [&](RowTable::Row row) -> const Id& { return rows[row]; };
  for (int step = 0; step < 60'000; ++step) {
    // Few different ids, so that they come and go.
    const Id id = id_of(random() % 20'000);
    const auto known = model.find(id);
    ASSERT_EQ(table.find(id, id_at), known == model.end() ? RowTable::none : known->second);
    if (known == model.end()) {
      rows.push_back(id);
      const auto row = static_cast<RowTable::Row>(rows.size() - 1);
      table.insert(id, row, id_at);
      model[id] = row;
    } else if (random() % 2 == 0) {
      table.erase(id, id_at);
      model.erase(known);
    }
    ASSERT_EQ(table.size(), model.size());
  }
  for (const auto& [id, row] : model) ASSERT_EQ(table.find(id, id_at), row);
}

TEST(RowTable, IsSmall) {
  std::mt19937_64 random(2);
  std::vector<Id> rows(1'000'000);
  RowTable table;
  const auto id_at = [&](RowTable::Row row) -> const Id& { return rows[row]; };
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::uint64_t words[] = {random(), random()};
    std::memcpy(rows[row].bytes.data(), words, sizeof words);
    table.insert(rows[row], static_cast<RowTable::Row>(row), id_at);
  }
  EXPECT_LE(table.memory_bytes(), rows.size() * 8);
  for (std::size_t row = 0; row < rows.size(); row += 97) EXPECT_EQ(table.find(rows[row], id_at), row);
  EXPECT_EQ(table.find(id_of(7), id_at), RowTable::none);
}

TEST(RowTable, IsWrittenAndReadBack) {
  std::vector<Id> rows;
  for (std::uint64_t i = 0; i < 5000; ++i) rows.push_back(id_of(i * 7));
  RowTable table;
  const auto id_at = [&](RowTable::Row row) -> const Id& { return rows[row]; };
  for (RowTable::Row row = 0; row < 5000; ++row) table.insert(rows[row], row, id_at);
  for (RowTable::Row row = 0; row < 5000; row += 3) table.erase(rows[row], id_at);
  std::string bytes;
  ASSERT_TRUE(table.write([&](std::string_view piece) -> Result<> {
    bytes += piece;
    return {};
  }));
  RowTable again;
  ASSERT_TRUE(again.read(bytes, 5000));
  EXPECT_EQ(again.size(), table.size());
  for (RowTable::Row row = 0; row < 5000; ++row)
    EXPECT_EQ(again.find(rows[row], id_at), row % 3 == 0 ? RowTable::none : row);
  again.insert(rows[0], 0, id_at);
  EXPECT_EQ(again.find(rows[0], id_at), 0u);
  EXPECT_EQ(RowTable().read(bytes, 4000).error().code, Errc::corrupt);
  EXPECT_EQ(RowTable().read(bytes + "x", 5000).error().code, Errc::corrupt);
  for (std::size_t cut = 0; cut < bytes.size(); cut += 997)
    EXPECT_EQ(RowTable().read(bytes.substr(0, cut), 5000).error().code, Errc::corrupt);
}

TEST(RowTable, ReserveKeepsWhatIsThere) {
  std::vector<Id> rows;
  for (std::uint64_t i = 0; i < 1000; ++i) rows.push_back(id_of(i));
  RowTable table;
  const auto id_at = [&](RowTable::Row row) -> const Id& { return rows[row]; };
  for (RowTable::Row row = 0; row < 500; ++row) table.insert(rows[row], row, id_at);
  table.reserve(100'000, id_at);
  const std::size_t bytes = table.memory_bytes();
  for (RowTable::Row row = 500; row < 1000; ++row) table.insert(rows[row], row, id_at);
  for (RowTable::Row row = 0; row < 1000; ++row) EXPECT_EQ(table.find(rows[row], id_at), row);
  EXPECT_EQ(table.memory_bytes(), bytes);
}

}  // namespace
}  // namespace tocsin
