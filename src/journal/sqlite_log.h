// SqliteLog: the Log in one SQLite file in WAL mode with synchronous=FULL; one row a batch.
//
//   CREATE TABLE batch(first INTEGER PRIMARY KEY, last INTEGER NOT NULL, crc INTEGER NOT NULL, bytes BLOB NOT
//   NULL, streams INTEGER)
//
// `streams` has bit n set when the batch holds a record of stream n; NULL, in batches of format 1, is not
// known. An index finds the batches that may hold stream 0, the rare one.
//
// user_version is the format version; a file of a newer version is refused, one of version 1 is brought to 2
// when it is opened for writing.
#pragma once

#include <memory>
#include <string>

#include "journal/batch.h"
#include "journal/checkpointer.h"
#include "journal/log.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::journal {

constexpr int format_version = 2;

class SqliteLog final : public Log {
 public:
  // Opens `path`, making it when `create`. Reads only the last row (and the last row of each stream, which it
  // holds).
  static Result<std::unique_ptr<SqliteLog>> open(const std::string& path, bool create);
  // For reading beside a writer, in any process; append and sync must not be called.
  static Result<std::unique_ptr<SqliteLog>> open_read_only(const std::string& path);
  ~SqliteLog() override;

  Record append(std::uint8_t stream, std::string_view bytes) override;
  Result<> sync() override;
  Result<> read(Seq after, const RecordVisitor& visit) const override;
  Result<> read_stream(std::uint8_t stream, Seq after, Seq last, const RecordVisitor& visit) const override;
  Seq last() const override { return batch_.last(); }
  Seq last_of(std::uint8_t stream) const override { return batch_.last_of(stream); }
  std::size_t pending_bytes() const override { return batch_.bytes().size(); }

 private:
  SqliteLog(sqlite3* database, std::string path);
  Result<> prepare(bool create, bool read_only);
  Result<int> found_version() const;
  Result<> find_end();
  Result<> read_backwards(std::string_view where, const std::function<bool()>& enough,
                          const RecordVisitor& visit) const;
  Error database_error(std::string_view what) const;

  sqlite3* database_;
  sqlite3_stmt* insert_ = nullptr;
  std::unique_ptr<Checkpointer> checkpointer_;  // none when reading only
  std::string path_;
  BatchWriter batch_{0, {}};
  bool has_streams_ = true;  // a file of format 1, opened for reading, has not
  bool failed_ = false;
};

}  // namespace tocsin::journal
