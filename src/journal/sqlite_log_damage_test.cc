// Goal: what power cuts, full disks and rotten bytes do to a journal is either nothing or said; it is never
// read as truth.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/log_testing.h"

namespace tocsin::journal {
namespace {

// True when the records are 1, 2, ... without a gap, each with its own text.
bool is_prefix(const std::vector<Seen>& seen) {
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i].seq != i + 1 || seen[i].bytes != fmt::format("record {}", i + 1)) return false;
  }
  return true;
}

// A copy of the journal as it lies on the disk now, while the writer is alive: what a power cut leaves.
void copy_journal(const TempDirectory& from, const TempDirectory& to) {
  for (const auto* name : {"journal.sqlite", "journal.sqlite-wal"}) {
    if (std::filesystem::exists(from.file(name))) {
      std::filesystem::copy_file(from.file(name), to.file(name),
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }
}

TEST(JournalDamage, ARottenRowIsNamedByItsFirstSequence) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 3, 3);
  run_sql(directory, "UPDATE batch SET bytes = zeroblob(length(bytes)) WHERE first = 4");
  const auto log = SqliteLog::open(directory.file("journal.sqlite"), false);
  ASSERT_TRUE(log) << "the end is whole";
  std::vector<Seq> seen;
  const auto read = (*log)->read(0, [&](const Record& record) {
    seen.push_back(record.seq);
    return true;
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::corrupt);
  EXPECT_EQ(read.error().detail, "journal batch 4-6: checksum does not match");
  EXPECT_EQ(seen, (std::vector<Seq>{1, 2, 3})) << "nothing of the bad batch is handed over";
}

TEST(JournalDamage, ARottenLastRowIsFoundAtTheStart) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 2, 2);
  run_sql(directory, "UPDATE batch SET crc = crc + 1 WHERE first = 3");
  EXPECT_EQ(SqliteLog::open(directory.file("journal.sqlite"), false).error().detail,
            "journal batch 3-4: checksum does not match");
}

TEST(JournalDamage, ARowWithOtherSequencesIsRefused) {
  for (const auto* sql :
       {"UPDATE batch SET last = last + 1 WHERE first = 3", "UPDATE batch SET first = 2 WHERE first = 3"}) {
    const TempDirectory directory;
    write_batches(*open_log(directory), 2, 2);
    run_sql(directory, sql);
    EXPECT_EQ(SqliteLog::open(directory.file("journal.sqlite"), false).error().code, Errc::corrupt) << sql;
  }
}

TEST(JournalDamage, AMissingRowIsNamedFromWhereverTheReadingBegins) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 5, 2);  // 1-2, 3-4, ... 9-10
  run_sql(directory, "DELETE FROM batch WHERE first IN (3, 5)");
  const auto log = *SqliteLog::open(directory.file("journal.sqlite"), false);
  const auto error = [&](Seq after) {
    const auto seen = read_all(*log, after);
    return seen ? std::string("no error") : seen.error().detail;
  };
  const std::string missing = "journal " + directory.file("journal.sqlite") + ": sequence 3 is missing";
  for (const Seq after : {0, 1, 2, 3, 4, 5}) EXPECT_EQ(error(after), missing) << after;
  EXPECT_EQ(error(6), "no error");
}

TEST(JournalDamage, AMissingBeginningIsNamedFromWhereverTheReadingBegins) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 4, 2);
  run_sql(directory, "DELETE FROM batch WHERE first <= 3");
  const auto log = *SqliteLog::open(directory.file("journal.sqlite"), false);
  EXPECT_EQ(read_all(*log, 0).error().detail,
            "journal " + directory.file("journal.sqlite") + ": sequence 1 is missing");
  const auto inside = read_all(*log, 2);
  ASSERT_FALSE(inside) << "3 and 4 are not there";
  EXPECT_EQ(inside.error().detail, "journal " + directory.file("journal.sqlite") + ": sequence 3 is missing");
  EXPECT_TRUE(read_all(*log, 4));
}

// A power cut before the sync: the batch is whole or absent, and the writer never said that it was there.
TEST(JournalDamage, APowerCutBeforeTheSyncLosesTheBatchWhole) {
  const TempDirectory directory, cut;
  const auto log = open_log(directory);
  write_batches(*log, 2, 3);
  log->append(0, "record 7");
  copy_journal(directory, cut);
  ASSERT_TRUE(log->sync());
  const auto after_cut = open_log(cut);
  EXPECT_EQ(after_cut->last(), 6u);
  EXPECT_TRUE(is_prefix(*read_all(*after_cut)));
  EXPECT_EQ(after_cut->append(0, "x").seq, 7u);
}

TEST(JournalDamage, APowerCutAfterTheSyncLosesNothing) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  for (int batch = 1; batch <= 10; ++batch) {
    write_batches(*log, 1, 3);
    const TempDirectory cut;
    copy_journal(directory, cut);
    EXPECT_EQ(open_log(cut)->last(), static_cast<Seq>(3 * batch));
  }
}

// EVIDENCE-OF: style.md practice 8 "Cut the log at every byte"
TEST(JournalDamage, ACutWriteAheadLogIsReadAsAPrefix) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  write_batches(*log, 7, 4);
  const Bytes wal = bytes_of_file(directory.file("journal.sqlite-wal"));
  ASSERT_GT(wal.size(), 50'000u);
  std::vector<std::size_t> sizes{wal.size()};
  for (std::size_t size = (wal.size() - 1) / 512 * 512; size > 0; size -= 512) sizes.push_back(size);
  sizes.push_back(0);
  std::size_t before = 28;
  for (const std::size_t size : sizes) {
    const TempDirectory cut;
    copy_journal(directory, cut);
    put_file(cut.file("journal.sqlite-wal"), std::string_view(wal).substr(0, size));
    const auto opened = SqliteLog::open(cut.file("journal.sqlite"), true);
    ASSERT_TRUE(opened) << size << ": " << opened.error().detail;
    const auto seen = read_all(**opened);
    ASSERT_TRUE(seen) << size << ": " << seen.error().detail;
    EXPECT_TRUE(is_prefix(*seen)) << size;
    EXPECT_EQ(seen->size() % 4, 0u) << "a batch is whole or absent";
    EXPECT_LE(seen->size(), before) << "a shorter log holds no more";
    if (size == wal.size()) {
      EXPECT_EQ(seen->size(), 28u);
    }
    before = seen->size();
  }
  EXPECT_EQ(before, 0u);
}

TEST(JournalDamage, AFlippedByteInTheWriteAheadLogGivesAPrefix) {
  const TempDirectory directory;
  const auto log = open_log(directory);
  write_batches(*log, 6, 4);
  const Bytes wal = bytes_of_file(directory.file("journal.sqlite-wal"));
  for (std::size_t at = 40; at < wal.size(); at += 997) {
    const TempDirectory damaged;
    copy_journal(directory, damaged);
    Bytes bytes = wal;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    put_file(damaged.file("journal.sqlite-wal"), bytes);
    const auto opened = SqliteLog::open(damaged.file("journal.sqlite"), true);
    if (!opened) continue;
    const auto seen = read_all(**opened);
    if (seen) {
      EXPECT_TRUE(is_prefix(*seen)) << at;
    }
  }
}

// The sync fails in a child whose files may not grow; its exit code says what happened.
TEST(JournalDamage, AFullDiskIsAnErrorAndTheRestStays) {
  const TempDirectory directory;
  write_batches(*open_log(directory), 3, 2);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    auto log = SqliteLog::open(directory.file("journal.sqlite"), false);
    if (!log) ::_exit(10);
    const rlimit limit{100'000, 100'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(11);
    (*log)->append(0, Bytes(1'000'000, 'x'));
    const auto synced = (*log)->sync();
    ::_exit(synced ? 12 : synced.error().code == Errc::io ? 0 : 13);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  const auto log = open_log(directory);
  EXPECT_EQ(log->last(), 6u);
  EXPECT_TRUE(is_prefix(*read_all(*log)));
}

// EVIDENCE-OF: style.md practice 9 "A failed sync is the end of writing"
TEST(JournalDamageDeathTest, AfterAFailedSyncNothingIsAppended) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto go_on = [] {
    const TempDirectory directory;
    const auto log = open_log(directory);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{60'000, 60'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    log->append(0, Bytes(1'000'000, 'x'));
    if (log->sync()) return;
    log->append(0, "more");
  };
  EXPECT_DEATH(go_on(), "failed_");
}

}  // namespace
}  // namespace tocsin::journal
