// SlotStore: a file of equal slots that are overwritten in place, so that what is destroyed is gone. (Rows
// deleted from a database stay readable in its write-ahead log.)
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace tocsin::vault {

class SlotStore {
 public:
  virtual ~SlotStore() = default;
  virtual std::size_t slot_bytes() const = 0;
  virtual std::uint32_t count() const = 0;
  // Visits every slot in order, zeros included.
  virtual Result<> read_all(
      const std::function<void(std::uint32_t slot, std::string_view bytes)>& visit) const = 0;
  // Overwrites slot `slot`, growing the store by zeros when needed. Durable after sync().
  virtual Result<> write(std::uint32_t slot, std::string_view bytes) = 0;
  virtual Result<> sync() = 0;
};

// Opens a slot file, making it when absent. The first slot_bytes hold a magic word and the slot size; a file
// of another size is refused. One user at a time.
Result<std::unique_ptr<SlotStore>> open_slot_file(const std::string& path, std::size_t slot_bytes);

}  // namespace tocsin::vault
