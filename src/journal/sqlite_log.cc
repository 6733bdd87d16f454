#include "journal/sqlite_log.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace tocsin::journal {
namespace {

// A prepared statement that finalizes itself.
struct Statement {
  sqlite3_stmt* raw = nullptr;
  ~Statement() { sqlite3_finalize(raw); }
};

// Must be the words of the index, or SQLite does not use it.
constexpr std::string_view may_hold_stream_0 = "WHERE coalesce(streams, 1) & 1";

// Of a row (first, last, crc, bytes).
Seq first_of(sqlite3_stmt* row) { return static_cast<Seq>(sqlite3_column_int64(row, 0)); }
Seq last_of_row(sqlite3_stmt* row) { return static_cast<Seq>(sqlite3_column_int64(row, 1)); }

Result<bool> visit_row(sqlite3_stmt* row, Seq after, const RecordVisitor& visit) {
  const std::string_view bytes(static_cast<const char*>(sqlite3_column_blob(row, 3)),
                               static_cast<std::size_t>(sqlite3_column_bytes(row, 3)));
  return visit_batch(first_of(row), last_of_row(row),
                     static_cast<std::uint32_t>(sqlite3_column_int64(row, 2)), bytes, after, visit);
}

}  // namespace

SqliteLog::SqliteLog(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}

SqliteLog::~SqliteLog() {
  checkpointer_.reset();
  sqlite3_finalize(insert_);
  sqlite3_close(database_);
}

Error SqliteLog::database_error(std::string_view what) const {
  const int code = sqlite3_errcode(database_);
  const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return {damaged ? Errc::corrupt : Errc::io,
          fmt::format("journal {}: {}: {}", path_, what, sqlite3_errmsg(database_)),
          {}};
}

Result<std::unique_ptr<SqliteLog>> SqliteLog::open(const std::string& path, bool create) {
  sqlite3* database = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  std::unique_ptr<SqliteLog> log(new SqliteLog(database, path));
  if (code != SQLITE_OK) return std::unexpected(log->database_error("cannot open"));
  ::chmod(path.c_str(), 0600);
  TOCSIN_TRY_VOID(log->prepare(create, false));
  TOCSIN_TRY_VOID(log->find_end());
  return log;
}

Result<std::unique_ptr<SqliteLog>> SqliteLog::open_read_only(const std::string& path) {
  sqlite3* database = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteLog> log(new SqliteLog(database, path));
  if (code != SQLITE_OK) return std::unexpected(log->database_error("cannot open"));
  TOCSIN_TRY_VOID(log->prepare(false, true));
  return log;
}

Result<int> SqliteLog::found_version() const {
  Statement version;
  if (sqlite3_prepare_v2(database_, "PRAGMA user_version", -1, &version.raw, nullptr) != SQLITE_OK ||
      sqlite3_step(version.raw) != SQLITE_ROW) {
    return std::unexpected(database_error("cannot read the format version"));
  }
  return sqlite3_column_int(version.raw, 0);
}

Result<> SqliteLog::prepare(bool create, bool read_only) {
  const auto run = [&](const char* sql) {
    return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  sqlite3_busy_timeout(database_, 5000);
  TOCSIN_TRY(int found, found_version());
  // A file of another version is not touched.
  if (create && found == 0) {
    if (!run("PRAGMA page_size=8192; PRAGMA journal_mode=WAL") ||
        !run("CREATE TABLE IF NOT EXISTS batch(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, crc INTEGER "
             "NOT NULL, "
             "bytes BLOB NOT NULL)") ||
        !run("PRAGMA user_version=1")) {
      return std::unexpected(database_error("cannot create"));
    }
    found = 1;
  }
  if (found != 1 && found != format_version) {
    return fail(Errc::unsupported, fmt::format("journal {} has format {}; this program reads 1 to {}", path_,
                                               found, format_version));
  }
  has_streams_ = found == format_version;
  if (read_only) return {};
  if (!run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"))
    return std::unexpected(database_error("cannot set up"));
  if (!has_streams_ && !run("BEGIN IMMEDIATE; ALTER TABLE batch ADD COLUMN streams INTEGER;"
                            "CREATE INDEX batch_of_stream_0 ON batch(first) WHERE coalesce(streams, 1) & 1;"
                            "PRAGMA user_version=2; COMMIT")) {
    const Error error = database_error("cannot bring it to format 2");
    run("ROLLBACK");
    return std::unexpected(error);
  }
  has_streams_ = true;
  if (sqlite3_prepare_v3(database_, "INSERT INTO batch(first, last, crc, bytes, streams) VALUES(?,?,?,?,?)",
                         -1, SQLITE_PREPARE_PERSISTENT, &insert_, nullptr) != SQLITE_OK) {
    return std::unexpected(database_error("cannot prepare"));
  }
  TOCSIN_TRY(checkpointer_, Checkpointer::open(path_));
  // In the place of SQLite's own, which would checkpoint within the writer's commit.
  const auto hook = [](void* checkpointer, sqlite3* database, const char*, int pages) {
    if (static_cast<Checkpointer*>(checkpointer)->committed(pages))
      sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(database_, hook, checkpointer_.get());
  return {};
}

Result<> SqliteLog::find_end() {
  Seq last = 0;
  std::array<Seq, streams_max> stream_last{};
  const auto note = [&](const Record& record) {
    last = std::max(last, record.seq);
    stream_last[record.stream] = std::max(stream_last[record.stream], record.stream_seq);
    return true;
  };
  TOCSIN_TRY_VOID(read_backwards("", [&] { return true; }, note));
  // The index keeps the last record of stream 0 from being looked for among a city's answers.
  for (std::size_t stream = 0; stream < streams_max && last > 0; ++stream) {
    if (stream_last[stream] != 0) continue;
    TOCSIN_TRY_VOID(
        read_backwards(stream == 0 ? may_hold_stream_0 : "", [&] { return stream_last[stream] != 0; }, note));
  }
  batch_ = BatchWriter(last, stream_last);
  return {};
}

// Visits batches from the last one back until `enough` says so after one of them.
Result<> SqliteLog::read_backwards(std::string_view where, const std::function<bool()>& enough,
                                   const RecordVisitor& visit) const {
  Statement rows;
  const std::string sql =
      fmt::format("SELECT first, last, crc, bytes FROM batch {} ORDER BY first DESC", where);
  if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &rows.raw, nullptr) != SQLITE_OK)
    return std::unexpected(database_error("cannot read"));
  int code = SQLITE_DONE;
  while ((code = sqlite3_step(rows.raw)) == SQLITE_ROW) {
    TOCSIN_TRY_VOID(visit_row(rows.raw, 0, visit));
    if (enough()) return {};
  }
  if (code != SQLITE_DONE) return std::unexpected(database_error("cannot read"));
  return {};
}

Record SqliteLog::append(std::uint8_t stream, std::string_view bytes) {
  TOCSIN_CHECK(!failed_ && insert_ != nullptr);
  return batch_.append(stream, bytes);
}

Result<> SqliteLog::sync() {
  TOCSIN_CHECK(!failed_);
  if (batch_.empty()) return {};
  sqlite3_bind_int64(insert_, 1, static_cast<sqlite3_int64>(batch_.first()));
  sqlite3_bind_int64(insert_, 2, static_cast<sqlite3_int64>(batch_.last()));
  sqlite3_bind_int64(insert_, 3, batch_.crc());
  sqlite3_bind_blob64(insert_, 4, batch_.bytes().data(), batch_.bytes().size(), SQLITE_STATIC);
  sqlite3_bind_int(insert_, 5, static_cast<int>(batch_.streams()));
  // Outside a transaction an INSERT is its own: the step returns after the WAL is synced (synchronous=FULL).
  const int code = sqlite3_step(insert_);
  if (code != SQLITE_DONE) {
    failed_ = true;
    return std::unexpected(database_error("cannot write"));
  }
  sqlite3_reset(insert_);
  batch_.clear();
  return {};
}

Result<> SqliteLog::read(Seq after, const RecordVisitor& visit) const {
  // SQLite counts to 2^63: nothing comes after.
  if (after >= static_cast<Seq>(std::numeric_limits<sqlite3_int64>::max())) return {};
  // Rows are read a few at a time so that a slow visitor never holds the WAL's checkpoint back.
  Seq next = 0;
  bool begun = false;
  {
    Statement start;
    if (sqlite3_prepare_v2(database_, "SELECT max(first) FROM batch WHERE first <= ?", -1, &start.raw,
                           nullptr) != SQLITE_OK) {
      return std::unexpected(database_error("cannot read"));
    }
    sqlite3_bind_int64(start.raw, 1, static_cast<sqlite3_int64>(after + 1));
    if (sqlite3_step(start.raw) == SQLITE_ROW) next = static_cast<Seq>(sqlite3_column_int64(start.raw, 0));
  }
  Statement rows;
  if (sqlite3_prepare_v2(database_,
                         "SELECT first, last, crc, bytes FROM batch WHERE first >= ? ORDER BY first LIMIT 64",
                         -1, &rows.raw, nullptr) != SQLITE_OK) {
    return std::unexpected(database_error("cannot read"));
  }
  for (;;) {
    sqlite3_reset(rows.raw);
    sqlite3_bind_int64(rows.raw, 1, static_cast<sqlite3_int64>(next));
    int count = 0, code = SQLITE_DONE;
    while ((code = sqlite3_step(rows.raw)) == SQLITE_ROW) {
      ++count;
      const Seq first = first_of(rows.raw), last = last_of_row(rows.raw);
      const Seq wanted = begun ? next : after + 1;
      if (begun ? first != wanted : first > wanted) {
        return fail(Errc::corrupt, fmt::format("journal {}: sequence {} is missing", path_, wanted));
      }
      begun = true;
      TOCSIN_TRY(const bool go_on, visit_row(rows.raw, after, visit));
      if (!go_on) return {};
      next = last + 1;
    }
    if (code != SQLITE_DONE) return std::unexpected(database_error("cannot read"));
    if (count == 0) return {};
  }
}

Result<> SqliteLog::read_stream(std::uint8_t stream, Seq after, Seq last, const RecordVisitor& visit) const {
  if (stream != 0 || !has_streams_) return Log::read_stream(stream, after, last, visit);
  Statement rows;
  const std::string sql = fmt::format(
      "SELECT first, last, crc, bytes FROM batch {} AND first > ? AND first <= ? AND last > ? ORDER BY first "
      "LIMIT 64",
      may_hold_stream_0);
  if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &rows.raw, nullptr) != SQLITE_OK)
    return std::unexpected(database_error("cannot read"));
  const auto bind = [&](int at, Seq seq) {
    sqlite3_bind_int64(
        rows.raw, at,
        static_cast<sqlite3_int64>(std::min<Seq>(seq, std::numeric_limits<sqlite3_int64>::max())));
  };
  const auto wanted = [&](const Record& record) {
    return record.stream != stream || record.seq > last || visit(record);
  };
  Seq begun = 0;
  for (;;) {
    sqlite3_reset(rows.raw);
    bind(1, begun), bind(2, last), bind(3, after);
    int count = 0, code = SQLITE_DONE;
    while ((code = sqlite3_step(rows.raw)) == SQLITE_ROW) {
      ++count;
      begun = first_of(rows.raw);
      TOCSIN_TRY(const bool go_on, visit_row(rows.raw, after, wanted));
      if (!go_on) return {};
    }
    if (code != SQLITE_DONE) return std::unexpected(database_error("cannot read"));
    if (count == 0) return {};
  }
}

}  // namespace tocsin::journal
