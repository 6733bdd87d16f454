#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace tocsin {
namespace {

std::unexpected<Error> fail_errno(std::string_view what, const std::string& path) {
  const int error = errno;
  const Errc code = error == ENOENT                     ? Errc::not_found
                    : error == EACCES || error == EPERM ? Errc::forbidden
                                                        : Errc::io;
  return fail(code, fmt::format("{} {}: {}", what, path, std::strerror(error)));
}

}  // namespace

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Bytes> File::read_at(std::uint64_t offset, std::size_t size) const {
  Bytes bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(descriptor_, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("cannot read", "file");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Result<> File::write_at(std::uint64_t offset, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return fail_errno("cannot write", "file");
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

Result<> File::sync() const {
  if (::fdatasync(descriptor_) != 0) return fail_errno("cannot sync", "file");
  return {};
}

Result<std::uint64_t> File::size() const {
  struct stat info{};
  if (::fstat(descriptor_, &info) != 0) return fail_errno("cannot stat", "file");
  return static_cast<std::uint64_t>(info.st_size);
}

Result<File> open_file(const std::string& path, bool create) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
  if (descriptor < 0) return fail_errno("cannot open", path);
  return File(descriptor);
}

Result<Bytes> read_file(const std::string& path, std::size_t size_max) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return fail_errno("cannot open", path);
  struct stat info{};
  if (::fstat(file.descriptor(), &info) != 0) return fail_errno("cannot stat", path);
  if (S_ISDIR(info.st_mode)) return fail(Errc::invalid, fmt::format("{} is a directory", path));
  // One byte more than allowed tells "full" from "too large", also for pipes, whose size is not known.
  auto bytes = S_ISREG(info.st_mode) ? file.read_at(0, size_max + 1) : Result<Bytes>(Bytes());
  if (!S_ISREG(info.st_mode)) {
    Bytes chunk(1 << 16, '\0');
    for (;;) {
      const ssize_t got = ::read(file.descriptor(), chunk.data(), chunk.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno("cannot read", path);
      if (got == 0 || bytes->size() > size_max) break;
      bytes->append(chunk, 0, static_cast<std::size_t>(got));
    }
  }
  if (bytes && bytes->size() > size_max) {
    return fail(Errc::too_large, fmt::format("{} is larger than {} bytes", path, size_max));
  }
  return bytes;
}

Result<> write_file_atomic(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".new";
  {
    const File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.is_open()) return fail_errno("cannot write", temporary);
    TOCSIN_TRY_VOID(file.write_at(0, bytes));
    TOCSIN_TRY_VOID(file.sync());
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return fail_errno("cannot rename to", path);
  const auto parent = std::filesystem::path(path).parent_path();
  const File directory(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::fsync(directory.descriptor()) != 0)
    return fail_errno("cannot sync the folder of", path);
  return {};
}

Result<> make_directory(const std::string& path) {
  std::error_code error;
  const bool existed = std::filesystem::is_directory(path, error);
  std::filesystem::create_directories(path, error);
  if (error) return fail(Errc::io, fmt::format("cannot make {}: {}", path, error.message()));
  if (!existed && ::chmod(path.c_str(), 0700) != 0) return fail_errno("cannot set the mode of", path);
  return {};
}

bool is_empty_directory(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return true;
  return std::filesystem::is_directory(path, error) && std::filesystem::is_empty(path, error);
}

Result<File> lock_file(const std::string& path) {
  TOCSIN_TRY(File file, open_file(path, true));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return fail(Errc::conflict, fmt::format("{} is in use by another process", path));
    return fail_errno("cannot lock", path);
  }
  return file;
}

}  // namespace tocsin
