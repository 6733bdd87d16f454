#include "vault/slots.h"

#include <algorithm>

#include "base/check.h"

namespace tocsin::vault {
namespace {

class FileSlots final : public SlotStore {
 public:
  FileSlots(File file, std::size_t slot_bytes, std::uint32_t count)
      : file_(std::move(file)), slot_bytes_(slot_bytes), count_(count) {}

  std::size_t slot_bytes() const override { return slot_bytes_; }
  std::uint32_t count() const override { return count_; }

  Result<> read_all(const std::function<void(std::uint32_t, std::string_view)>& visit) const override {
    constexpr std::uint32_t slots_a_read = 16384;
    for (std::uint32_t first = 0; first < count_; first += slots_a_read) {
      const std::uint32_t slots = std::min(slots_a_read, count_ - first);
      TOCSIN_TRY(const Bytes bytes,
                 file_.read_at((std::uint64_t{first} + 1) * slot_bytes_, slots * slot_bytes_));
      if (bytes.size() != slots * slot_bytes_) return fail(Errc::corrupt, "a slot file is cut");
      for (std::uint32_t i = 0; i < slots; ++i)
        visit(first + i, std::string_view(bytes).substr(i * slot_bytes_, slot_bytes_));
    }
    return {};
  }

  Result<> write(std::uint32_t slot, std::string_view bytes) override {
    TOCSIN_CHECK(bytes.size() == slot_bytes_);
    count_ = std::max(count_, slot + 1);
    return file_.write_at((std::uint64_t{slot} + 1) * slot_bytes_, bytes);
  }

  Result<> sync() override { return file_.sync(); }

 private:
  File file_;
  std::size_t slot_bytes_;
  std::uint32_t count_;
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
  const auto count = static_cast<std::uint32_t>(size < slot_bytes ? 0 : size / slot_bytes - 1);
  return std::make_unique<FileSlots>(std::move(file), slot_bytes, count);
}

}  // namespace tocsin::vault
