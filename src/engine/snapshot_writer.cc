#include "engine/snapshot_writer.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/check.h"
#include "base/files.h"

namespace tocsin::engine {
namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<Error> io_error(const std::string& path) {
  return fail(Errc::io, fmt::format("{}: {}", path, std::strerror(errno)));
}

Result<> write_whole(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(descriptor, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return io_error(path);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

}  // namespace

SnapshotWriter::SnapshotWriter(const Engine& engine, std::string path, Seq seq)
    : engine_(engine), path_(std::move(path)), unfinished_path_(path_ + ".new"), ended_at_(Clock::now()) {
  facts_.seq = seq;
}

SnapshotWriter::~SnapshotWriter() {
  while (!settle()) ::usleep(1000);
}

bool SnapshotWriter::is_due() const {
  if (child_ != 0) return false;
  return events_since() >= snapshot_events_max ||
         (events_since() >= snapshot_events_min && Clock::now() - ended_at_ >= snapshot_interval);
}

void SnapshotWriter::look_after() {
  if (settle() && is_due()) begin();
}

Result<std::uint64_t> SnapshotWriter::write_file() const {
  const File file(::open(unfinished_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.is_open()) return io_error(unfinished_path_);
  std::uint64_t size = 0;
  SectionWriter out([&](std::string_view bytes) {
    size += bytes.size();
    return write_whole(file.descriptor(), bytes, unfinished_path_);
  });
  TOCSIN_TRY_VOID(engine_.write_snapshot(out));
  TOCSIN_TRY_VOID(out.finish());
  TOCSIN_TRY_VOID(file.sync());
  return size;
}

// Only this thread lives on in the child. The sockets it has are closed, so that a connection ends when the
// server ends it.
void SnapshotWriter::run_child() const {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::close_range(3, ~0u, 0);
  if (::nice(10) == -1) errno = 0;
  const auto written = write_file();
  if (!written) {
    const std::string why = fmt::format("tocsin: {}\n", written.error().detail);
    if (::write(STDERR_FILENO, why.data(), why.size()) < 0) errno = 0;
  }
  ::_exit(written ? 0 : 1);
}

void SnapshotWriter::begin() {
  if (child_ != 0) return;
  begun_at_ = Clock::now();
  begun_seq_ = engine_.world().seq();
  for (Follower* follower : engine_.followers()) follower->before_snapshot(engine_.world());
  child_ = ::fork();
  if (child_ == 0) run_child();
  for (Follower* follower : engine_.followers()) follower->snapshot_copied();
  facts_.pause_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun_at_).count();
  if (child_ < 0) end(false);
}

bool SnapshotWriter::settle() {
  if (child_ == 0) return true;
  int status = 0;
  const pid_t ended = ::waitpid(child_, &status, WNOHANG);
  if (ended == 0 || (ended < 0 && errno == EINTR)) return false;
  end(ended == child_ && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return true;
}

void SnapshotWriter::end(bool good) {
  for (Follower* follower : engine_.followers()) follower->after_snapshot();
  child_ = 0;
  ended_at_ = Clock::now();
  good = good && ::rename(unfinished_path_.c_str(), path_.c_str()) == 0;
  if (!good) {
    ++facts_.failures;
    fmt::print(stderr, "tocsin: a snapshot was not written; the next start reads more of the journal\n");
    return;
  }
  std::error_code ignored;
  facts_.bytes = std::filesystem::file_size(path_, ignored);
  facts_.seq = begun_seq_;
  facts_.wrote_ms = std::chrono::duration_cast<std::chrono::milliseconds>(ended_at_ - begun_at_).count();
}

Result<> SnapshotWriter::write_now() {
  while (!settle()) ::usleep(1000);
  begun_at_ = Clock::now();
  begun_seq_ = engine_.world().seq();
  for (Follower* follower : engine_.followers()) follower->before_snapshot(engine_.world());
  const auto written = write_file();
  for (Follower* follower : engine_.followers()) follower->snapshot_copied();
  end(written.has_value());
  if (!written) return std::unexpected(written.error());
  return {};
}

}  // namespace tocsin::engine
