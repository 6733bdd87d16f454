#include "journal/sqlite_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "journal/log_testing.h"

namespace tocsin::journal {
namespace {

TEST(SqliteLog, ANewOneIsEmptyAndOnlyForItsOwner) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  EXPECT_EQ(log->last(), 0u);
  EXPECT_EQ(log->last_of(0), 0u);
  EXPECT_EQ(log->pending_bytes(), 0u);
  EXPECT_TRUE(read_all(*log)->empty());
  EXPECT_TRUE(log->sync()) << "nothing to do";
  struct stat info{};
  ASSERT_EQ(::stat(directory.file("journal.sqlite").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST(SqliteLog, WhatIsSyncedCanBeReadAndWhatIsNotCannot) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  static_assert(streams_max == 2);
  EXPECT_EQ(log->append(0, "one").seq, 1u);
  EXPECT_EQ(log->append(1, "two").stream_seq, 1u);
  EXPECT_GT(log->pending_bytes(), 6u);
  EXPECT_TRUE(read_all(*log)->empty()) << "not durable yet";
  ASSERT_TRUE(log->sync());
  EXPECT_EQ(log->pending_bytes(), 0u);
  EXPECT_EQ(read_all(*log), (std::vector<Seen>{{1, 0, 1, "one"}, {2, 1, 1, "two"}}));
  log->append(0, "three");
  EXPECT_EQ(read_all(*log)->size(), 2u);
}

TEST(SqliteLog, ReadingResumesInsideABatch) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  write_batches(*log, 40, 5);
  for (Seq after = 0; after <= 200; ++after) {
    const auto seen = read_all(*log, after);
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->size(), 200 - after);
    EXPECT_TRUE(after == 200 || seen->front().seq == after + 1);
  }
  EXPECT_TRUE(read_all(*log, 201)->empty());
  EXPECT_TRUE(read_all(*log, ~Seq{0})->empty());
}

TEST(SqliteLog, MoreRowsThanOneReadTakesComeInOrder) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  write_batches(*log, 200, 1);
  const auto seen = *read_all(*log);
  ASSERT_EQ(seen.size(), 200u);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i].seq, i + 1);
}

TEST(SqliteLog, AVisitorMayStop) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  write_batches(*log, 3, 3);
  int count = 0;
  EXPECT_TRUE(log->read(0, [&](const Record&) { return ++count < 5; }));
  EXPECT_EQ(count, 5);
}

// EVIDENCE-OF: DESIGN 5 "Each numbers itself; one node also keeps one total order"
TEST(SqliteLog, NumberingGoesOnAfterReopening) {
  const TempDirectory directory;
  {
    const auto log = open_log(directory);
    log->append(0, "a");
    log->append(1, "b");
    ASSERT_TRUE(log->sync());
    for (int i = 0; i < 3; ++i) {
      log->append(1, "c");
      ASSERT_TRUE(log->sync());
    }
  }
  const auto log = open_log(directory);
  EXPECT_EQ(log->last(), 5u);
  EXPECT_EQ(log->last_of(0), 1u) << "a stream silent since the first batch";
  EXPECT_EQ(log->last_of(1), 4u);
  const Record next = log->append(0, "d");
  EXPECT_EQ(next.seq, 6u);
  EXPECT_EQ(next.stream_seq, 2u);
}

TEST(SqliteLog, EveryStreamKeepsItsNumberingAfterReopening) {
  const TempDirectory directory;
  {
    const auto log = open_log(directory);
    for (std::uint8_t stream = 0; stream < streams_max; ++stream) {
      log->append(stream, "x");
      ASSERT_TRUE(log->sync());
    }
  }
  const auto log = open_log(directory);
  for (std::uint8_t stream = 0; stream < streams_max; ++stream)
    EXPECT_EQ(log->last_of(stream), 1u) << int{stream};
}

TEST(SqliteLog, AnUnsyncedBatchIsGoneAfterReopening) {
  const TempDirectory directory;
  {
    const auto log = open_log(directory);
    write_batches(*log, 1, 2);
    log->append(0, "never synced");
  }
  const auto log = open_log(directory);
  EXPECT_EQ(log->last(), 2u);
  EXPECT_EQ(log->append(0, "x").seq, 3u);
}

TEST(SqliteLog, AReaderSeesWhatTheWriterSynced) {
  const TempDirectory directory;
  const auto writer = open_log(directory);
  write_batches(*writer, 1, 3);
  const auto reader = SqliteLog::open_read_only(directory.file("journal.sqlite"));
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_EQ(read_all(**reader)->size(), 3u);
  write_batches(*writer, 2, 3);
  EXPECT_EQ(read_all(**reader)->size(), 9u);
  EXPECT_EQ(read_all(**reader, 7)->size(), 2u);
}

TEST(SqliteLog, AReaderInsideAReadDoesNotHoldTheWriter) {
  const TempDirectory directory;
  const auto writer = open_log(directory);
  write_batches(*writer, 3, 1);
  const auto reader = *SqliteLog::open_read_only(directory.file("journal.sqlite"));
  std::size_t seen = 0;
  EXPECT_TRUE(reader->read(0, [&](const Record&) {
    if (++seen == 1) write_batches(*writer, 1, 1);
    return true;
  }));
  EXPECT_EQ(seen, 4u) << "it goes on to what came meanwhile";
}

TEST(SqliteLog, OnlyOneThatIsThereIsOpenedWithoutCreate) {
  const TempDirectory directory;
  EXPECT_FALSE(SqliteLog::open(directory.file("journal.sqlite"), false));
  EXPECT_FALSE(SqliteLog::open_read_only(directory.file("journal.sqlite")));
  EXPECT_FALSE(std::filesystem::exists(directory.file("journal.sqlite")));
}

TEST(SqliteLog, AnotherFormatIsRefusedAndLeftAlone) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 1, 1);
  run_sql(directory, "PRAGMA user_version=3");
  const std::string path = directory.file("journal.sqlite");
  for (const bool create : {false, true}) {
    const auto log = SqliteLog::open(path, create);
    ASSERT_FALSE(log) << create;
    EXPECT_EQ(log.error().code, Errc::unsupported);
    EXPECT_EQ(log.error().detail, "journal " + path + " has format 3; this program reads 1 to 2");
  }
  EXPECT_EQ(SqliteLog::open_read_only(path).error().code, Errc::unsupported);
}

std::vector<Seq> seqs_of_stream_0(const Log& log, Seq after, Seq last) {
  std::vector<Seq> seqs;
  EXPECT_TRUE(log.read_stream(0, after, last, [&](const Record& record) {
    EXPECT_EQ(record.stream, 0);
    seqs.push_back(record.seq);
    return true;
  }));
  return seqs;
}

// Sequences 1 to 10; the record stream has 1, 2 and 6.
void write_mixed(Log& log) {
  for (const std::vector<std::uint8_t>& streams :
       std::vector<std::vector<std::uint8_t>>{{0}, {0, 1}, {1, 1}, {1, 0, 1}, {1, 1}}) {
    for (const std::uint8_t stream : streams) log.append(stream, "x");
    ASSERT_TRUE(log.sync());
  }
}

TEST(SqliteLog, OneStreamIsReadAlone) {
  const TempDirectory directory;
  write_mixed(*open_log(directory));
  const auto log = open_log(directory);
  EXPECT_EQ(seqs_of_stream_0(*log, 0, 100), (std::vector<Seq>{1, 2, 7}));
  EXPECT_EQ(seqs_of_stream_0(*log, 1, 7), (std::vector<Seq>{2, 7}));
  EXPECT_EQ(seqs_of_stream_0(*log, 2, 6), (std::vector<Seq>{}));
  EXPECT_EQ(log->last_of(0), 3u);
  EXPECT_EQ(log->last_of(1), 7u);
  Seq stopped = 0;
  EXPECT_TRUE(log->read_stream(0, 0, 100, [&](const Record& record) {
    stopped = record.seq;
    return false;
  }));
  EXPECT_EQ(stopped, 1u);
  std::vector<Seq> people;
  EXPECT_TRUE(log->read_stream(1, 3, 8, [&](const Record& record) {
    people.push_back(record.seq);
    return true;
  }));
  EXPECT_EQ(people, (std::vector<Seq>{4, 5, 6, 8}));
}

// So that a restart does not go through a city's answers for the record.
TEST(SqliteLog, BatchesWithoutTheStreamAreNotEvenRead) {
  const TempDirectory directory;
  write_mixed(*open_log(directory));
  run_sql(directory, "UPDATE batch SET bytes = x'00' WHERE streams = 2");
  const auto log = SqliteLog::open_read_only(directory.file("journal.sqlite"));
  ASSERT_TRUE(log);
  EXPECT_EQ(seqs_of_stream_0(**log, 0, 100), (std::vector<Seq>{1, 2, 7}));
  EXPECT_FALSE(read_all(**log));
}

TEST(SqliteLog, AFileOfFormat1IsReadAndBroughtToFormat2) {
  const TempDirectory directory;
  write_mixed(*open_log(directory));
  run_sql(directory,
          "DROP INDEX batch_of_stream_0; ALTER TABLE batch DROP COLUMN streams; PRAGMA user_version=1");
  {
    const auto log = SqliteLog::open_read_only(directory.file("journal.sqlite"));
    ASSERT_TRUE(log) << log.error().detail;
    EXPECT_EQ(seqs_of_stream_0(**log, 0, 100), (std::vector<Seq>{1, 2, 7}));
  }
  const auto log = open_log(directory);
  EXPECT_EQ(log->last_of(0), 3u);
  EXPECT_EQ(log->last_of(1), 7u);
  log->append(0, "new");
  ASSERT_TRUE(log->sync());
  EXPECT_EQ(seqs_of_stream_0(*log, 0, 100), (std::vector<Seq>{1, 2, 7, 11}));
  EXPECT_EQ(read_all(*log)->size(), 11u);
}

TEST(SqliteLog, AFileThatIsNoDatabaseIsRefused) {
  const TempDirectory directory;
  put_file(directory.file("journal.sqlite"), std::string(8192, 'x'));
  EXPECT_EQ(SqliteLog::open(directory.file("journal.sqlite"), true).error().code, Errc::corrupt);
}

}  // namespace
}  // namespace tocsin::journal
