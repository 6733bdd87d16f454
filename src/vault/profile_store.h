// ProfileStore: sealed profiles in one SQLite file. It can always be rebuilt from the people
// stream; it remembers how far it has come.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::vault {

// Read under one lock; who else wants to read waits for some 0.2 ms.
constexpr std::size_t profiles_per_lock = 64;

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
  // The same for many, in their order: a lock and a look at the file's state for profiles_per_lock of them,
  // which cost more than finding one does.
  Result<std::vector<std::optional<Bytes>>> profiles(std::span<const Id> people) const;
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
  Result<> get(std::span<const Id> people, std::vector<std::optional<Bytes>>& found) const;
  Error database_error(std::string_view what) const;

  sqlite3* database_;
  std::string path_;
  sqlite3_stmt* put_profile_ = nullptr;
  sqlite3_stmt* get_profile_ = nullptr;
  sqlite3_stmt* hold_ = nullptr;  // while it stands on its row, what is read needs no transaction of its own
  mutable std::mutex get_mutex_;  // of the last two: any thread reads
  std::uint64_t applied_seq_ = 0;
  bool in_transaction_ = false;
};

}  // namespace tocsin::vault
