// Checkpointer: moves what is in a SQLite file's WAL to the file, on a thread and a connection of its own, so
// that the writer does not stand still for it. What came meanwhile is little, and left to the writer: a WAL
// is begun anew only when all of it has been moved, and the writer's next commit can know that alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"

struct sqlite3;

namespace tocsin::journal {

// 32 MB: some seconds of a city's answers, and some milliseconds to write.
constexpr int checkpoint_pages = 4096;
// So long as the WAL is below, the writer leaves it to the checkpointer; from here on it does it itself. 512
// MB.
constexpr int wal_pages_max = 65'536;

class Checkpointer {
 public:
  // For the file at `path`, which is in WAL mode.
  static Result<std::unique_ptr<Checkpointer>> open(const std::string& path);
  // Waits for the one under way.
  ~Checkpointer();

  // The writer has committed and the WAL has so many pages. True: the writer should checkpoint now, which is
  // little to do. Never waits.
  bool committed(int wal_pages);

 private:
  explicit Checkpointer(sqlite3* database) : database_(database) {}
  enum class State : std::uint8_t { resting, wanted, writer_finishes };
  void run();
  // Until little is left; false when much is, for a reader or a full disk.
  bool move_most();

  sqlite3* database_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<State> state_ = State::resting;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tocsin::journal
