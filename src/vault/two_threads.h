// Splits work that a start waits for over two threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.h"

namespace tocsin::vault {

// Below this a thread costs more than it saves, and a simulated life keeps to one.
constexpr std::size_t two_threads_from = 1 << 14;

// Runs work(0) and work(1), at the same time when `size` is worth it. `work` must not throw.
template <class Work>
void in_two(std::size_t size, Work&& work) {
  if (size < two_threads_from) {
    work(std::size_t{0});
    work(std::size_t{1});
    return;
  }
  std::thread other([&] { work(std::size_t{1}); });
  work(std::size_t{0});
  other.join();
}

// For each chunk below `chunks`: prepare(chunk) gives a Result<T> on any of two threads, then take(T) is
// called on this thread, in order. The first failure ends it. At most `ahead` prepared chunks wait, so memory
// stays bounded. Neither may throw.
template <class T, class Prepare, class Take>
Result<> prepare_and_take(std::size_t chunks, Prepare&& prepare, Take&& take) {
  constexpr std::size_t ahead = 4;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<Result<T>>> ready(chunks);
  std::size_t next = 0, taken = 0;
  bool ended = false;
  // With `lock` held, which is open while it prepares.
  const auto prepare_next = [&](std::unique_lock<std::mutex>& lock) {
    const std::size_t chunk = next++;
    lock.unlock();
    Result<T> prepared = prepare(chunk);
    lock.lock();
    ready[chunk] = std::move(prepared);
    changed.notify_all();
  };
  std::optional<std::thread> helper;
  if (chunks > 1) {
    helper.emplace([&] {
      std::unique_lock lock(mutex);
      for (;;) {
        changed.wait(lock, [&] { return ended || next == chunks || next < taken + ahead; });
        if (ended || next == chunks) return;
        prepare_next(lock);
      }
    });
  }
  Result<> result;
  std::unique_lock lock(mutex);
  while (result && taken < chunks) {
    if (!ready[taken]) {
      if (next == taken) {
        prepare_next(lock);
      } else {
        changed.wait(lock, [&] { return ready[taken].has_value(); });
      }
    }
    Result<T> prepared = std::move(*ready[taken]);
    ready[taken].reset();
    ++taken;
    changed.notify_all();
    lock.unlock();
    if (prepared) {
      take(*prepared);
    } else {
      result = std::unexpected(prepared.error());
    }
    lock.lock();
  }
  ended = true;
  changed.notify_all();
  lock.unlock();
  if (helper) helper->join();
  return result;
}

}  // namespace tocsin::vault
