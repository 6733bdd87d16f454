// A journal in a directory of its own, and what one reads from it.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <vector>

#include "base/files_testing.h"
#include "journal/sqlite_log.h"

namespace tocsin::journal {

struct Seen {
  Seq seq;
  std::uint8_t stream;
  Seq stream_seq;
  Bytes bytes;
  bool operator==(const Seen&) const = default;
};

inline std::unique_ptr<SqliteLog> open_log(const TempDirectory& directory) {
  auto log = SqliteLog::open(directory.file("journal.sqlite"), true);
  if (!log) throw std::runtime_error(log.error().detail);
  return std::move(*log);
}

inline Result<std::vector<Seen>> read_all(const Log& log, Seq after = 0) {
  std::vector<Seen> seen;
  auto read = log.read(after, [&](const Record& record) {
    seen.push_back({record.seq, record.stream, record.stream_seq, Bytes(record.bytes)});
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return seen;
}

// Batches of `records`, each "record N" of stream N % 2, each batch synced.
inline void write_batches(Log& log, int batches, int records) {
  for (int batch = 0; batch < batches; ++batch) {
    for (int i = 0; i < records; ++i) {
      const Seq next = log.last() + 1;
      log.append(static_cast<std::uint8_t>(next % 2), fmt::format("record {}", next));
    }
    ASSERT_TRUE(log.sync());
  }
}

// What somebody with the sqlite3 program could do to the file.
inline void run_sql(const TempDirectory& directory, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("journal.sqlite").c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

}  // namespace tocsin::journal
