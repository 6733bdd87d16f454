// ProfileStore: sealed profiles in one SQLite file. It can always be rebuilt from the people
// stream; it remembers how far it has come.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::vault {

// One writer thread; reads from other threads go through the same connection, which SQLite serialises.
class ProfileStore {
 public:
  // ":memory:" makes one that is gone with the object.
  static Result<std::unique_ptr<ProfileStore>> open(const std::string& path);
  ~ProfileStore();
  ProfileStore(const ProfileStore&) = delete;
  ProfileStore& operator=(const ProfileStore&) = delete;

  // The journal sequence that commit() was last called with; 0 when new.
  std::uint64_t applied_seq() const { return applied_seq_; }

  Result<> put_profile(const Id& person, std::string_view sealed);
  Result<std::optional<Bytes>> profile(const Id& person) const;
  Result<> erase(const Id& person);
  // Visits every profile, in order of person ids.
  Result<> for_each(const std::function<void(const Id&, std::string_view sealed)>& visit) const;

  // Ends the open transaction: all or nothing up to `seq` is there after a crash.
  Result<> commit(std::uint64_t seq);
  bool has_uncommitted() const { return in_transaction_; }
  // Returns when what was committed is on the disk. Uses the files alone, so a forked child may call it.
  Result<> sync_files() const;

 private:
  ProfileStore(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}
  Result<> prepare();
  Result<> begin();
  Error database_error(std::string_view what) const;

  sqlite3* database_;
  std::string path_;
  sqlite3_stmt* put_profile_ = nullptr;
  sqlite3_stmt* get_profile_ = nullptr;
  mutable std::mutex get_mutex_;  // of get_profile_: any thread reads
  std::uint64_t applied_seq_ = 0;
  bool in_transaction_ = false;
};

}  // namespace tocsin::vault
