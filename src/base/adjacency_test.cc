#include "base/adjacency.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/files_testing.h"
#include "base/random.h"

namespace tocsin {
namespace {

using Row = Adjacency::Row;
using Word = Adjacency::Word;
using Model = std::map<Row, std::vector<Word>>;

void expect_equal(const Adjacency& lists, const Model& model, Row rows) {
  std::uint64_t edges = 0;
  for (Row row = 0; row < rows; ++row) {
    const auto it = model.find(row);
    const std::vector<Word> expected = it == model.end() ? std::vector<Word>() : it->second;
    const auto list = lists.list(row);
    ASSERT_EQ(std::vector<Word>(list.begin(), list.end()), expected) << "row " << row;
    ASSERT_EQ(lists.degree(row), expected.size());
    edges += expected.size();
  }
  EXPECT_EQ(lists.edge_count(), edges);
  const auto verified = lists.verify();
  EXPECT_TRUE(verified) << verified.error().detail;
}

Bytes stored(const Adjacency& lists) {
  Bytes bytes;
  EXPECT_TRUE(lists.write([&](std::string_view piece) {
    bytes += piece;
    return Result<>();
  }));
  return bytes;
}

// Changes both alike, `count` times. A few rows get most of the edges, so that lists of all lengths occur.
class Changer {
 public:
  Changer(std::uint64_t seed, Row rows) : random_(seed), rows_(rows) {}

  void change(Adjacency& lists, Model& model, int count) {
    for (int i = 0; i < count; ++i) change_one(lists, model);
  }

 private:
  Row some_row() {
    const double skewed = random_.unit() * random_.unit() * random_.unit() * random_.unit();
    return static_cast<Row>(skewed * rows_);
  }
  void change_one(Adjacency& lists, Model& model) {
    const Row row = some_row();
    auto& expected = model[row];
    const auto kind = random_.below(100);
    const auto label = static_cast<unsigned>(random_.below(8));
    Row other = static_cast<Row>(random_.below(rows_));
    // Mostly somebody who is there.
    if (!expected.empty() && random_.chance(0.8)) other = expected[random_.below(expected.size())].other();
    const auto it =
        std::find_if(expected.begin(), expected.end(), [&](Word word) { return word.other() == other; });
    const bool found = it != expected.end();
    if (kind < 58) {
      lists.append(row, other, label);
      expected.emplace_back(other, label);
    } else if (kind < 60) {
      std::vector<Word> words;
      for (auto count = random_.below(random_.chance(0.1) ? 700 : 4); count > 0; --count)
        words.emplace_back(static_cast<Row>(random_.below(rows_)), static_cast<unsigned>(random_.below(8)));
      lists.append(row, words);
      expected.insert(expected.end(), words.begin(), words.end());
    } else if (kind < 75) {
      ASSERT_EQ(lists.label(row, other), found ? std::optional(it->label()) : std::nullopt);
      ASSERT_EQ(lists.set_label(row, other, label), found);
      if (found) *it = Word(other, label);
    } else if (kind < 99 || expected.size() > 2000) {
      ASSERT_EQ(lists.erase(row, other), found);
      if (found) expected.erase(it);
    } else if (random_.chance(0.1)) {
      lists.clear(row);
      expected.clear();
    }
  }

  SeededRandom random_;
  Row rows_;
};

TEST(Adjacency, BehavesAsAListOfLists) {
  constexpr Row rows = 300;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Adjacency lists;
    Model model;
    Changer changer(seed, rows);
    for (int round = 0; round < 10; ++round) {
      changer.change(lists, model, 10'000);
      expect_equal(lists, model, rows);
    }
  }
}

TEST(Adjacency, ListsGrowPastEveryCapacityAndBack) {
  Adjacency lists;
  Model model;
  // Two rows beside each other: each move of one moves the other into its place.
  for (Row other = 0; other < 3000; ++other) {
    for (const Row row : {Row{5}, Row{9}, Row{70'000}}) {
      lists.append(row, other, other % 8);
      model[row].emplace_back(other, other % 8);
    }
    if (other % 97 == 0) expect_equal(lists, model, 100'000);
  }
  EXPECT_EQ(lists.list(70'000).size(), 3000u);
  for (Row other = 0; other < 3000; ++other) {
    for (const Row row : {Row{9}, Row{5}}) {
      ASSERT_TRUE(lists.erase(row, other));
      model[row].erase(model[row].begin());
    }
    if (other % 97 == 0) expect_equal(lists, model, 100'000);
  }
  EXPECT_TRUE(lists.list(5).empty());
  EXPECT_FALSE(lists.erase(5, 1));
  EXPECT_FALSE(lists.set_label(6, 1, 1));
}

TEST(Adjacency, RowsEndAtTheirLimit) {
  Adjacency lists;
  lists.append(Adjacency::rows_max - 1, Adjacency::rows_max - 1, 7);
  ASSERT_EQ(lists.list(Adjacency::rows_max - 1).size(), 1u);
  EXPECT_EQ(lists.list(Adjacency::rows_max - 1)[0], Word(Adjacency::rows_max - 1, 7));
  EXPECT_EQ(lists.row_end(), Adjacency::rows_max);
  EXPECT_DEATH(lists.append(Adjacency::rows_max, 1, 1), "of 536870912");
  EXPECT_DEATH(lists.append(1, Adjacency::rows_max, 1), "row 536870912");
  EXPECT_DEATH(lists.append(1, 1, Adjacency::labels_max), "label 8");
}

TEST(Adjacency, AListEndsAtItsLimit) {
  Adjacency lists;
  for (std::uint32_t i = 0; i < Adjacency::list_max; ++i) lists.append(3, i, 1);
  EXPECT_EQ(lists.list(3).size(), Adjacency::list_max);
  EXPECT_EQ(lists.list(3).back(), Word(Adjacency::list_max - 1, 1));
  EXPECT_DEATH(lists.append(3, 1, 1), "is full");
  EXPECT_DEATH(lists.append(3, std::vector<Word>{{1, 1}}), "is full");
  ASSERT_TRUE(lists.erase(3, 0));
  lists.append(3, 7, 2);
  EXPECT_EQ(lists.list(3).back(), Word(7, 2));
}

TEST(Adjacency, TakesLittleMoreThanFourBytesAnEdge) {
  // Circles as they are: 88 on average, from a few to hundreds, joined in any order.
  constexpr Row rows = 60'000;
  SeededRandom random(5);
  Adjacency lists;
  std::vector<Row> joins;
  for (Row row = 0; row < rows; ++row) {
    const auto degree = static_cast<int>(std::min(500.0, 30 / (0.05 + 0.95 * random.unit())));
    for (int i = 0; i < degree; ++i) joins.push_back(row);
  }
  for (std::size_t i = joins.size(); i > 1; --i) std::swap(joins[i - 1], joins[random.below(i)]);
  for (const Row row : joins) lists.append(row, static_cast<Row>(random.below(rows)), 2);
  const double an_edge =
      (static_cast<double>(lists.memory_bytes()) - 8.0 * lists.row_end()) / static_cast<double>(joins.size());
  EXPECT_GT(joins.size() / rows, 50u);
  EXPECT_LT(an_edge, 4.6);
  RecordProperty("bytes_an_edge", std::to_string(an_edge));
  // Nothing is left of what is erased.
  for (Row row = 0; row < rows; ++row) lists.clear(row);
  EXPECT_EQ(lists.edge_count(), 0u);
  lists.append(1, 2, 3);
  EXPECT_EQ(lists.list(1)[0], Word(2, 3));
}

TEST(Adjacency, IsReadBackAsItWasWritten) {
  constexpr Row rows = 400;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Adjacency lists;
    Model model;
    Changer changer(seed, rows);
    changer.change(lists, model, 60'000);
    lists.append(200'000, 7, 1);
    model[200'000].emplace_back(7, 1);
    const Bytes bytes = stored(lists);
    EXPECT_EQ(bytes.size() % 4096, 0u);

    auto copied = Adjacency::from_bytes(bytes);
    ASSERT_TRUE(copied) << copied.error().detail;
    expect_equal(*copied, model, 200'001);
    EXPECT_EQ(stored(*copied), bytes) << "the form is the same after a round";
    auto copied_model = model;
    Changer(seed + 10, rows).change(*copied, copied_model, 30'000);
    expect_equal(*copied, copied_model, 200'001);

    const TempDirectory directory;
    put_file(directory.file("lists"), Bytes(8192, 'x') + bytes);
    auto file = open_file(directory.file("lists"), false);
    ASSERT_TRUE(file);
    auto mapped = Adjacency::map(*file, 8192, bytes.size());
    ASSERT_TRUE(mapped) << mapped.error().detail;
    expect_equal(*mapped, model, 200'001);
    Changer(seed + 20, rows).change(*mapped, model, 30'000);
    expect_equal(*mapped, model, 200'001);
    EXPECT_EQ(bytes_of_file(directory.file("lists")).substr(8192), bytes) << "the file stays as it is";
  }
}

TEST(Adjacency, AnEmptyOneIsReadBackToo) {
  const auto back = Adjacency::from_bytes(stored(Adjacency()));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->edge_count(), 0u);
  EXPECT_TRUE(back->list(0).empty());
}

TEST(Adjacency, WhatWasErasedIsNotWritten) {
  // A forgotten person must not be found in a snapshot.
  constexpr Row secret = 0x0ABCDEF;
  const Word word(secret, 5);
  const std::string_view needle(reinterpret_cast<const char*>(&word), sizeof word);
  Adjacency lists;
  for (Row other = 0; other < 40; ++other) lists.append(1, other, 0);
  lists.append(1, secret, 5);
  // Others of the same lengths keep the pages in use.
  for (int i = 0; i < 2; ++i) lists.append(6, 3, 0);
  for (int i = 0; i < 5; ++i) lists.append(7, 3, 0);
  lists.append(2, secret, 5);
  lists.append(2, 3, 0);
  for (int i = 0; i < 5; ++i) lists.append(4, secret, 5);
  ASSERT_TRUE(stored(lists).contains(needle));
  lists.erase(1, secret);
  lists.erase(2, secret);
  lists.clear(4);
  EXPECT_FALSE(stored(lists).contains(needle));
}

TEST(Adjacency, ADamagedFormIsRefused) {
  Adjacency lists;
  Model model;
  Changer(9, 100).change(lists, model, 30'000);
  const Bytes bytes = stored(lists);
  EXPECT_FALSE(Adjacency::from_bytes(""));
  EXPECT_FALSE(Adjacency::from_bytes(bytes.substr(0, 4096)));
  EXPECT_FALSE(Adjacency::from_bytes(bytes.substr(0, bytes.size() - 4096)));
  EXPECT_FALSE(Adjacency::from_bytes(bytes + Bytes(4096, '\0')));
  SeededRandom random(4);
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    Bytes changed = bytes;
    // In the header, the table of chunks and the rows that are used.
    auto& byte = changed[random.below(8192 + 800)];
    byte = static_cast<char>(byte ^ static_cast<char>(1 << random.below(8)));
    const auto back = Adjacency::from_bytes(changed);
    // What is taken must be usable.
    if (!back) {
      EXPECT_EQ(back.error().code, Errc::corrupt);
      ++refused;
    } else {
      for (Row row = 0; row < 100; ++row) {
        for (const Word other : back->list(row)) ASSERT_LT(other.other(), Adjacency::rows_max);
      }
    }
  }
  EXPECT_GT(refused, 20);
}

TEST(Adjacency, TheSinksFailureIsPassedOn) {
  Adjacency lists;
  lists.append(1, 2, 3);
  const auto written = lists.write([](std::string_view) -> Result<> { return fail(Errc::io, "full"); });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::io);
}

}  // namespace
}  // namespace tocsin
