#include "doors/http/edit_locks.h"

#include <algorithm>

namespace tocsin::doors::http {

EditLocks::Taken EditLocks::take(const Id& thing, world::OperatorId who, const std::string& name,
                                 bool take_over, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto it = locks_.find(thing);
  const bool held = it != locks_.end() && now < it->second.until;
  if (held && it->second.holder != who && !take_over) return {false, it->second};
  if (locks_.size() >= edit_locks_max) {
    std::erase_if(locks_, [&](const auto& entry) { return entry.second.until <= now; });
    if (locks_.size() >= edit_locks_max) locks_.erase(locks_.begin());
  }
  const Instant since = held && it->second.holder == who ? it->second.since : now;
  const EditLock mine{who, name, since, now + edit_lock_ms};
  locks_.insert_or_assign(thing, mine);
  return {true, mine};
}

void EditLocks::release(const Id& thing, world::OperatorId who) {
  const std::lock_guard lock(mutex_);
  const auto it = locks_.find(thing);
  if (it != locks_.end() && it->second.holder == who) locks_.erase(it);
}

std::optional<EditLock> EditLocks::find(const Id& thing, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto it = locks_.find(thing);
  if (it == locks_.end() || it->second.until <= now) return std::nullopt;
  return it->second;
}

}  // namespace tocsin::doors::http
