// Files that must survive: whole-file writes, locks, syncs. All paths are of the local machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace tocsin {

// A file descriptor that closes itself. Movable, not copyable.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  // Reads up to `size` bytes at `offset`; fewer only at the end of the file.
  Result<Bytes> read_at(std::uint64_t offset, std::size_t size) const;
  Result<> write_at(std::uint64_t offset, std::string_view bytes) const;
  // fdatasync: returns when the bytes are on the disk.
  Result<> sync() const;
  Result<std::uint64_t> size() const;

 private:
  int descriptor_ = -1;
};

// Opens for reading and writing; makes the file (0600) when `create`.
Result<File> open_file(const std::string& path, bool create);

// Reads a whole file of at most `size_max` bytes; larger is too_large.
Result<Bytes> read_file(const std::string& path, std::size_t size_max);

// Writes a new file beside `path` (0600), syncs it, and renames it over `path`: readers see the old or the
// new, whole.
Result<> write_file_atomic(const std::string& path, std::string_view bytes);

// Makes the directory (0700) and its parents; no error when it is there.
Result<> make_directory(const std::string& path);
// True when there is no such directory or nothing is in it.
bool is_empty_directory(const std::string& path);

// An exclusive lock on `path`, held until the File closes or the process dies. `conflict` when another
// process has it.
Result<File> lock_file(const std::string& path);

}  // namespace tocsin
