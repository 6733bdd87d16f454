// The false disk: what survives the process, and the power that feeds it.
//
// Fault model
//   * Power fails during any single operation: a slot write, a slot sync, a journal sync, a line of the
//   erasure ledger, or
//     a moment between two of them. From then on every operation fails until restore().
//   * The operation under way when power fails has happened wholly, partly or not at all.
//   * Slot writes are cached until sync(). At a power cut each cached write, alone, is on the disk, is lost,
//   or is torn:
//     any prefix of the new bytes before the old ones.
//   * Journal: a batch is on the disk when sync() returned. A batch whose sync did not return is there, is
//   not, is cut at
//     any byte, or has a run of zeros in it.
//   * A sync may fail with the power on; what it left behind is as above, but slot caches live on.
//   * A killed process loses the journal's open batch; the system still holds cached slot writes.
//   * What was synced never changes.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/random.h"
#include "journal/batch.h"
#include "journal/log.h"
#include "notebook.h"
#include "vault/slots.h"

namespace tocsin::sim {

// One life's power. Not owned by the process.
class Power {
 public:
  explicit Power(SeededRandom& random) : random_(random) {}

  // What became of one operation. Anything but `done` is an error to the caller.
  enum class Fate { done, lost, torn, kept };
  Fate spend();

  // Power will fail in one of the next `operations` operations.
  void arm(std::uint64_t operations) { left_ = 1 + random_.below(operations); }
  void disarm() { left_ = 0; }
  void cut() { on_ = false; }
  void restore() { on_ = true, left_ = 0; }
  bool on() const { return on_; }

 private:
  SeededRandom& random_;
  bool on_ = true;
  std::uint64_t left_ = 0;  // operations until it fails; 0 for never
};

Error power_failed();

// The platter under a slot store.
class SlotDisk {
 public:
  explicit SlotDisk(std::size_t slot_bytes) : slot_bytes_(slot_bytes) {}
  // Settles what became of cached writes.
  void lose_power(SeededRandom& random, Notebook& notebook);
  // All bytes that somebody who takes the disk away could read now or after a sync.
  Bytes image() const;
  // Changes with every write.
  std::uint64_t writes() const { return writes_; }
  std::unique_ptr<vault::SlotStore> open(Power& power);

 private:
  friend class SlotFile;
  void put(std::uint32_t slot, std::string_view bytes);

  std::size_t slot_bytes_;
  std::vector<Bytes> durable_;
  std::vector<std::pair<std::uint32_t, Bytes>> cached_;
  std::uint64_t writes_ = 0;
};

// The file under a MemoryLog: frames of first (8 bytes, little-endian), last (8), crc (4), size (4) and the
// batch.
struct LogDisk {
  Bytes bytes;
  bool fails_next_sync = false;
};

class MemoryLog final : public journal::Log {
 public:
  // Drops a last batch that its checksum does not vouch for; Errc::corrupt when such a batch is not the last.
  static Result<std::unique_ptr<MemoryLog>> open(LogDisk& disk, Power& power, SeededRandom& random,
                                                 Notebook& notebook);

  journal::Record append(std::uint8_t stream, std::string_view bytes) override;
  Result<> sync() override;
  Result<> read(journal::Seq after, const journal::RecordVisitor& visit) const override;
  journal::Seq last() const override { return batch_.last(); }
  journal::Seq last_of(std::uint8_t stream) const override { return batch_.last_of(stream); }
  std::size_t pending_bytes() const override { return batch_.bytes().size(); }

 private:
  MemoryLog(LogDisk& disk, Power& power, SeededRandom& random)
      : disk_(disk), power_(power), random_(random) {}
  Bytes spoilt(Bytes frame);

  LogDisk& disk_;
  Power& power_;
  SeededRandom& random_;
  journal::BatchWriter batch_{0, {}};
  bool failed_ = false;
};

}  // namespace tocsin::sim
