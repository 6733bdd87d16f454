// SlotStore: a file of equal slots that are overwritten in place, so that what is destroyed is gone. (Rows
// deleted from a database stay readable in its write-ahead log.)
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace tocsin::vault {

// Slots of one store: four nations of 66 million. The address space of a store is set aside for as many, so
// that its slots never move.
constexpr std::uint32_t slots_max = 1u << 28;

// One thread writes; any number may read slots that are not being written meanwhile.
class SlotStore {
 public:
  virtual ~SlotStore() = default;
  std::size_t slot_bytes() const { return slot_bytes_; }
  // Slots there are, zeros included.
  std::uint32_t count() const { return count_; }
  // The bytes of slot `slot` < count(), as they are now; they stay where they are as long as the store.
  std::string_view slot(std::uint32_t slot) const {
    return {slots_ + std::size_t{slot} * slot_bytes_, slot_bytes_};
  }

  // Overwrites slot `slot`, growing the store by zeros when needed. Durable after sync(). Errc::too_large
  // from slots_max on.
  virtual Result<> write(std::uint32_t slot, std::string_view bytes) = 0;
  virtual Result<> sync() = 0;

 protected:
  // `slots` points to all the slots there can be, of which the first `count` can be read.
  SlotStore(std::size_t slot_bytes, const char* slots, std::uint32_t count)
      : slot_bytes_(slot_bytes), slots_(slots), count_(count) {}

  const std::size_t slot_bytes_;
  const char* const slots_;
  std::uint32_t count_;
};

// Opens a slot file, making it when absent. The first slot_bytes hold a magic word and the slot size; a file
// of another size is refused. One user at a time.
//
// Slots are read from the page cache by a mapping that core dumps leave out; nothing is copied to the heap.
// The end of the process when the disk fails under a read (SIGBUS). A forked child sees what its parent
// writes later.
Result<std::unique_ptr<SlotStore>> open_slot_file(const std::string& path, std::size_t slot_bytes);

}  // namespace tocsin::vault
