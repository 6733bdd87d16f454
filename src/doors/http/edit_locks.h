// Edit locks: "somebody is editing this". A courtesy between operators, in memory: it keeps nobody from
// saving (If-Match does), and is gone after a restart.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.h"
#include "world/ids.h"

namespace tocsin::doors::http {

// Long enough to write a paragraph, short enough that a closed lid does not hold up a desk.
constexpr std::int64_t edit_lock_ms = 5 * minute_ms;
// A desk has some tens of people; each edits one thing.
constexpr std::size_t edit_locks_max = 10'000;

struct EditLock {
  world::OperatorId holder;
  std::string name;
  Instant since;
  Instant until;
};

// Any thread may call.
class EditLocks {
 public:
  struct Taken {
    bool yours = false;  // else `lock` is somebody else's
    EditLock lock;
  };
  // Takes or renews the lock; takes it over from another only where `take_over`.
  Taken take(const Id& thing, world::OperatorId who, const std::string& name, bool take_over, Instant now);
  // Gives it back; somebody else's stays.
  void release(const Id& thing, world::OperatorId who);
  // Who edits it now.
  std::optional<EditLock> find(const Id& thing, Instant now) const;

 private:
  mutable std::mutex mutex_;
  std::map<Id, EditLock> locks_;
};

}  // namespace tocsin::doors::http
