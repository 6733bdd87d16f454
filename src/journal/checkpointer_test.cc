#include "journal/checkpointer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "journal/log_testing.h"

namespace tocsin::journal {
namespace {

constexpr std::size_t batch_bytes = 256 * 1024;
constexpr std::size_t wal_bytes = std::size_t{checkpoint_pages} * 8192;

struct CheckpointerTest : testing::Test {
  std::size_t size_of(const char* name) { return std::filesystem::file_size(directory.file(name)); }
  void write(std::size_t bytes) {
    for (std::size_t written = 0; written < bytes; written += batch_bytes) {
      log->append(1, Bytes(batch_bytes, 'a'));
      ASSERT_TRUE(log->sync());
    }
  }
  // Until the file itself holds `bytes`.
  bool moved(std::size_t bytes) {
    for (int i = 0; i < 1000 && size_of("journal.sqlite") < bytes; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return size_of("journal.sqlite") >= bytes;
  }

  TempDirectory directory;
  std::unique_ptr<SqliteLog> log = open_log(directory);
};

TEST_F(CheckpointerTest, MovesTheWalToTheFileBesideTheWriter) {
  write(wal_bytes / 2);
  EXPECT_LT(size_of("journal.sqlite"), wal_bytes / 4) << "not before it is worth it";
  write(wal_bytes);
  EXPECT_TRUE(moved(wal_bytes));
}

TEST_F(CheckpointerTest, TheWalIsBegunAnewWhileTheWriterNeverRests) {
  write(10 * wal_bytes);
  EXPECT_LT(size_of("journal.sqlite-wal"), 5 * wal_bytes);
  EXPECT_EQ(read_all(*log)->size(), log->last());
}

TEST_F(CheckpointerTest, AReaderThatStaysHoldsUpNobody) {
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("journal.sqlite").c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM batch", nullptr, nullptr, nullptr), SQLITE_OK);
  write(2 * wal_bytes);
  double longest_ms = 0;
  for (int i = 0; i < 200; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    log->append(1, "x");
    ASSERT_TRUE(log->sync());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    longest_ms = std::max(longest_ms, took.count());
  }
  EXPECT_LT(longest_ms, 2000) << "a shared disk may stall, a reader would hold it for ever";
  sqlite3_close(reader);
  EXPECT_EQ(read_all(*log)->size(), log->last());
}

TEST_F(CheckpointerTest, ClosingEndsItAndLeavesNothingBehind) {
  write(wal_bytes + batch_bytes);
  const Seq last = log->last();
  log.reset();
  EXPECT_FALSE(std::filesystem::exists(directory.file("journal.sqlite-wal")));
  log = open_log(directory);
  EXPECT_EQ(log->last(), last);
}

}  // namespace
}  // namespace tocsin::journal
