#include "vault/slots.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"

namespace tocsin::vault {
namespace {

// A file mapped to be read, past its end too: what it grows by later appears there.
class Mapping {
 public:
  static Result<Mapping> of(const File& file, std::size_t size) {
    void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_NORESERVE, file.descriptor(), 0);
    if (start == MAP_FAILED) return fail(Errc::io, fmt::format("cannot map: {}", std::strerror(errno)));
    // Keys must not end up in a core dump.
    ::madvise(start, size, MADV_DONTDUMP);
    return Mapping(start, size);
  }
  Mapping(Mapping&& other) noexcept : start_(std::exchange(other.start_, nullptr)), size_(other.size_) {}
  Mapping& operator=(Mapping&&) = delete;
  Mapping(const Mapping&) = delete;
  ~Mapping() {
    if (start_ != nullptr) ::munmap(start_, size_);
  }
  const char* bytes() const { return static_cast<const char*>(start_); }

 private:
  Mapping(void* start, std::size_t size) : start_(start), size_(size) {}

  void* start_;
  std::size_t size_;
};

class FileSlots final : public SlotStore {
 public:
  FileSlots(File file, Mapping mapping, std::size_t slot_bytes, std::uint32_t count)
      : SlotStore(slot_bytes, mapping.bytes() + slot_bytes, count),
        file_(std::move(file)),
        mapping_(std::move(mapping)) {}

  Result<> write(std::uint32_t slot, std::string_view bytes) override {
    TOCSIN_CHECK(bytes.size() == slot_bytes_);
    if (slot >= slots_max) return fail(Errc::too_large, fmt::format("more than {} slots", slots_max));
    TOCSIN_TRY_VOID(file_.write_at((std::uint64_t{slot} + 1) * slot_bytes_, bytes));
    count_ = std::max(count_, slot + 1);
    return {};
  }

  Result<> sync() override { return file_.sync(); }

 private:
  File file_;
  Mapping mapping_;
};

}  // namespace

Result<std::unique_ptr<SlotStore>> open_slot_file(const std::string& path, std::size_t slot_bytes) {
  TOCSIN_TRY(File file, open_file(path, true));
  TOCSIN_TRY(const std::uint64_t size, file.size());
  Bytes head = fmt::format("tocsin slots 1 {}", slot_bytes);
  TOCSIN_CHECK(head.size() <= slot_bytes);
  head.resize(slot_bytes, '\0');
  if (size == 0) {
    TOCSIN_TRY_VOID(file.write_at(0, head));
  } else {
    TOCSIN_TRY(const Bytes found, file.read_at(0, slot_bytes));
    if (found != head)
      return fail(Errc::corrupt, fmt::format("{} is not a slot file of {} bytes a slot", path, slot_bytes));
  }
  // A write torn at the end leaves part of a slot; it was never acknowledged.
  const std::uint64_t count = size < slot_bytes ? 0 : size / slot_bytes - 1;
  if (count > slots_max)
    return fail(Errc::corrupt, fmt::format("{} holds more than {} slots", path, slots_max));
  TOCSIN_TRY(Mapping mapping, Mapping::of(file, (std::size_t{slots_max} + 1) * slot_bytes));
  return std::make_unique<FileSlots>(std::move(file), std::move(mapping), slot_bytes,
                                     static_cast<std::uint32_t>(count));
}

}  // namespace tocsin::vault
