#include "vault/profile_store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "base/files.h"

namespace tocsin::vault {
namespace {

// A statement for one call, with its blobs bound.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) { sqlite3_prepare_v2(database, sql, -1, &raw_, nullptr); }
  ~Statement() { sqlite3_finalize(raw_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, std::string_view bytes) {
    sqlite3_bind_blob64(raw_, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(int index, const Id& id) { return bind(index, as_chars(id.bytes)); }
  Statement& bind(int index, std::int64_t value) {
    sqlite3_bind_int64(raw_, index, value);
    return *this;
  }
  int step() { return raw_ == nullptr ? SQLITE_ERROR : sqlite3_step(raw_); }
  Bytes blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(raw_, column));
    return data == nullptr ? Bytes()
                           : Bytes(data, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column)));
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(raw_, column); }

 private:
  sqlite3_stmt* raw_ = nullptr;
};

}  // namespace

ProfileStore::~ProfileStore() {
  sqlite3_finalize(put_profile_);
  sqlite3_finalize(get_profile_);
  sqlite3_finalize(hold_);
  sqlite3_close(database_);
}

Error ProfileStore::database_error(std::string_view what) const {
  return {Errc::io, fmt::format("profiles: {}: {}", what, sqlite3_errmsg(database_)), {}};
}

Result<std::unique_ptr<ProfileStore>> ProfileStore::open(const std::string& path) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<ProfileStore> store(new ProfileStore(database, path));
  if (code != SQLITE_OK) return std::unexpected(store->database_error("cannot open"));
  // A child that writes a snapshot may be closing the files that it shares.
  sqlite3_busy_timeout(database, 5000);
  ::chmod(path.c_str(), 0600);
  TOCSIN_TRY_VOID(store->prepare());
  return store;
}

Result<> ProfileStore::prepare() {
  // NORMAL: a power cut may lose the last commits, which the journal gives back; it cannot damage the file.
  // secure_delete: what is erased is overwritten, although it was sealed.
  const char* sql =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA cache_size=-65536;"
      // Profiles come in no order, so that each checkpoint writes pages all over the file: seldom is cheaper.
      "PRAGMA wal_autocheckpoint=16384;"
      "CREATE TABLE IF NOT EXISTS profile(person BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;"
      "DROP TABLE IF EXISTS note;"  // notes were here too once; the journal has them
      "CREATE TABLE IF NOT EXISTS applied(only INTEGER PRIMARY KEY CHECK(only = 1), seq INTEGER NOT NULL);"
      "INSERT OR IGNORE INTO applied VALUES(1, 0);";
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(database_error("cannot set up"));
  const auto keep = [this](const char* statement, sqlite3_stmt** raw) {
    return sqlite3_prepare_v3(database_, statement, -1, SQLITE_PREPARE_PERSISTENT, raw, nullptr) == SQLITE_OK;
  };
  if (!keep("INSERT OR REPLACE INTO profile VALUES(?,?)", &put_profile_) ||
      !keep("SELECT sealed FROM profile WHERE person = ?", &get_profile_) ||
      !keep("SELECT seq FROM applied", &hold_)) {
    return std::unexpected(database_error("cannot prepare"));
  }
  Statement applied(database_, "SELECT seq FROM applied");
  if (applied.step() != SQLITE_ROW) return std::unexpected(database_error("cannot read"));
  applied_seq_ = static_cast<std::uint64_t>(applied.integer(0));
  return {};
}

Result<> ProfileStore::begin() {
  if (in_transaction_) return {};
  if (sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(database_error("cannot begin"));
  in_transaction_ = true;
  return {};
}

Result<> ProfileStore::put_profile(const Id& person, std::string_view sealed) {
  TOCSIN_TRY_VOID(begin());
  sqlite3_bind_blob(put_profile_, 1, person.bytes.data(), 16, SQLITE_STATIC);
  sqlite3_bind_blob64(put_profile_, 2, sealed.data(), sealed.size(), SQLITE_STATIC);
  const int code = sqlite3_step(put_profile_);
  sqlite3_reset(put_profile_);
  sqlite3_clear_bindings(put_profile_);
  if (code != SQLITE_DONE) return std::unexpected(database_error("cannot write"));
  return {};
}

Result<> ProfileStore::get(std::span<const Id> people, std::vector<std::optional<Bytes>>& found) const {
  const std::lock_guard lock(get_mutex_);
  int code = sqlite3_step(hold_);
  for (auto person = people.begin(); code == SQLITE_ROW && person != people.end(); ++person) {
    sqlite3_bind_blob(get_profile_, 1, person->bytes.data(), 16, SQLITE_STATIC);
    code = sqlite3_step(get_profile_);
    auto& sealed = found.emplace_back();
    if (code == SQLITE_ROW) {
      sealed.emplace(static_cast<const char*>(sqlite3_column_blob(get_profile_, 0)),
                     static_cast<std::size_t>(sqlite3_column_bytes(get_profile_, 0)));
    } else if (code == SQLITE_DONE) {
      code = SQLITE_ROW;  // nobody's
    }
    sqlite3_reset(get_profile_);
  }
  sqlite3_clear_bindings(get_profile_);
  Result<> result;
  if (code != SQLITE_ROW) result = std::unexpected(database_error("cannot read"));
  sqlite3_reset(hold_);
  return result;
}

Result<std::optional<Bytes>> ProfileStore::profile(const Id& person) const {
  std::vector<std::optional<Bytes>> found;
  TOCSIN_TRY_VOID(get({&person, 1}, found));
  return std::move(found.front());
}

Result<std::vector<std::optional<Bytes>>> ProfileStore::profiles(std::span<const Id> people) const {
  std::vector<std::optional<Bytes>> found;
  found.reserve(people.size());
  for (std::size_t at = 0; at < people.size(); at += profiles_per_lock)
    TOCSIN_TRY_VOID(get(people.subspan(at, std::min(profiles_per_lock, people.size() - at)), found));
  return found;
}

Result<> ProfileStore::erase(const Id& person) {
  TOCSIN_TRY_VOID(begin());
  Statement erase(database_, "DELETE FROM profile WHERE person = ?");
  if (erase.bind(1, person).step() != SQLITE_DONE) return std::unexpected(database_error("cannot erase"));
  return {};
}

Result<> ProfileStore::for_each(const std::function<void(const Id&, std::string_view)>& visit) const {
  Statement rows(database_, "SELECT person, sealed FROM profile ORDER BY person");
  int code = SQLITE_DONE;
  while ((code = rows.step()) == SQLITE_ROW) {
    const Bytes id_bytes = rows.blob(0);
    if (id_bytes.size() != 16) return fail(Errc::corrupt, "profiles: an id is not 16 bytes");
    Id id;
    std::memcpy(id.bytes.data(), id_bytes.data(), 16);
    visit(id, rows.blob(1));
  }
  if (code != SQLITE_DONE) return std::unexpected(database_error("cannot read"));
  return {};
}

Result<> ProfileStore::sync_files() const {
  if (path_ == ":memory:") return {};
  // A checkpoint syncs the log before it copies it into the database, and the database before it starts the
  // log anew: whatever was committed is in one of them.
  for (const char* suffix : {"-wal", ""}) {
    const auto file = open_file(path_ + suffix, false);
    if (!file && file.error().code == Errc::not_found) continue;
    if (!file) return std::unexpected(file.error());
    TOCSIN_TRY_VOID(file->sync());
  }
  return {};
}

Result<> ProfileStore::commit(std::uint64_t seq) {
  if (!in_transaction_) return {};
  Statement applied(database_, "UPDATE applied SET seq = ?");
  if (applied.bind(1, static_cast<std::int64_t>(seq)).step() != SQLITE_DONE)
    return std::unexpected(database_error("cannot write"));
  if (sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(database_error("cannot commit"));
  in_transaction_ = false;
  applied_seq_ = seq;
  return {};
}

}  // namespace tocsin::vault
