#include "journal/checkpointer.h"

#include <sqlite3.h>

namespace tocsin::journal {
namespace {

// What may be left to the writer: 2 MB, a millisecond or two.
constexpr int pages_left_max = 256;
constexpr int passes_max = 4;
// After one that a reader or a full disk held up.
constexpr std::chrono::seconds pause_after_failure{1};

}  // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::open(const std::string& path) {
  sqlite3* database = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Checkpointer> checkpointer(new Checkpointer(database));
  if (code != SQLITE_OK ||
      sqlite3_exec(database, "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr) != SQLITE_OK) {
    return fail(Errc::io,
                fmt::format("journal {}: cannot open it to checkpoint: {}", path, sqlite3_errmsg(database)));
  }
  checkpointer->thread_ = std::thread([raw = checkpointer.get()] { raw->run(); });
  return checkpointer;
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  sqlite3_close(database_);
}

bool Checkpointer::committed(int wal_pages) {
  if (wal_pages >= wal_pages_max) return true;
  State finishing = State::writer_finishes;
  if (state_.compare_exchange_strong(finishing, State::resting)) return true;
  if (wal_pages < checkpoint_pages || state_ != State::resting) return false;
  {
    const std::lock_guard lock(mutex_);
    state_ = State::wanted;
  }
  wake_.notify_one();
  return false;
}

bool Checkpointer::move_most() {
  for (int pass = 0; pass < passes_max; ++pass) {
    int pages = 0, moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    if (code == SQLITE_OK && pages - moved <= pages_left_max) return true;
  }
  return false;
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return state_ == State::wanted || stopping_; });
    if (stopping_) return;
    lock.unlock();
    const bool moved = move_most();
    lock.lock();
    if (moved) {
      state_ = State::writer_finishes;
    } else {
      wake_.wait_for(lock, pause_after_failure, [&] { return stopping_; });
      state_ = State::resting;
    }
  }
}

}  // namespace tocsin::journal
