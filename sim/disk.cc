#include "disk.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"

namespace tocsin::sim {
namespace {

constexpr std::size_t frame_head_bytes = 24;

void put_number(Bytes& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::uint64_t number_at(std::string_view in, std::size_t at, unsigned bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) {
    value |= std::uint64_t{static_cast<std::uint8_t>(in[at + i])} << (8 * i);
  }
  return value;
}

struct Frame {
  journal::Seq first;
  journal::Seq last;
  std::uint32_t crc;
  std::string_view bytes;

  std::size_t size() const { return frame_head_bytes + bytes.size(); }
};

// Nothing when the bytes end before the frame does.
std::optional<Frame> frame_at(std::string_view file, std::size_t at) {
  const std::string_view rest = file.substr(at);
  if (rest.size() < frame_head_bytes) return std::nullopt;
  const auto size = static_cast<std::size_t>(number_at(rest, 20, 4));
  if (rest.size() - frame_head_bytes < size) return std::nullopt;
  return Frame{number_at(rest, 0, 8), number_at(rest, 8, 8),
               static_cast<std::uint32_t>(number_at(rest, 16, 4)), rest.substr(frame_head_bytes, size)};
}

}  // namespace

Error power_failed() { return {Errc::io, "the power failed", {}}; }

Power::Fate Power::spend() {
  if (!on_) return Fate::lost;
  if (left_ == 0 || --left_ > 0) return Fate::done;
  on_ = false;
  static constexpr Fate fates[] = {Fate::lost, Fate::torn, Fate::kept};
  return fates[random_.below(3)];
}

// More than any life has people.
constexpr std::uint32_t slots_of_a_life_max = 1u << 16;

// What the process sees of a slot file, in memory that never moves. Not written to until it is touched.
class SlotImage {
 public:
  explicit SlotImage(std::size_t slot_bytes)
      : bytes_(static_cast<char*>(std::calloc(slots_of_a_life_max, slot_bytes))) {
    TOCSIN_CHECK(bytes_ != nullptr);
  }
  SlotImage(SlotImage&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  SlotImage& operator=(SlotImage&&) = delete;
  ~SlotImage() { std::free(bytes_); }
  char* bytes() const { return bytes_; }

 private:
  char* bytes_;
};

class SlotFile final : public vault::SlotStore {
 public:
  SlotFile(SlotDisk& disk, Power& power) : SlotFile(disk, power, SlotImage(disk.slot_bytes_)) {
    for (std::uint32_t slot = 0; slot < disk.durable_.size(); ++slot) show(slot, disk.durable_[slot]);
    for (const auto& [slot, bytes] : disk.cached_) show(slot, bytes);
  }

  Result<> write(std::uint32_t slot, std::string_view bytes) override {
    TOCSIN_CHECK(bytes.size() == disk_.slot_bytes_);
    ++disk_.writes_;
    const bool was_on = power_.on();
    const auto fate = power_.spend();
    if (was_on && fate != Power::Fate::lost) disk_.cached_.emplace_back(slot, bytes);
    if (fate != Power::Fate::done) return std::unexpected(power_failed());
    show(slot, bytes);
    return {};
  }

  Result<> sync() override {
    const auto fate = power_.spend();
    if (fate == Power::Fate::done || fate == Power::Fate::kept) {
      for (const auto& [slot, bytes] : disk_.cached_) disk_.put(slot, bytes);
      disk_.cached_.clear();
    }
    if (fate != Power::Fate::done) return std::unexpected(power_failed());
    return {};
  }

 private:
  SlotFile(SlotDisk& disk, Power& power, SlotImage image)
      : SlotStore(disk.slot_bytes_, image.bytes(), 0), disk_(disk), power_(power), image_(std::move(image)) {}

  void show(std::uint32_t slot, std::string_view bytes) {
    TOCSIN_CHECK(slot < slots_of_a_life_max);
    std::memcpy(image_.bytes() + std::size_t{slot} * slot_bytes_, bytes.data(), bytes.size());
    count_ = std::max(count_, slot + 1);
  }

  SlotDisk& disk_;
  Power& power_;
  SlotImage image_;
};

void SlotDisk::put(std::uint32_t slot, std::string_view bytes) {
  if (durable_.size() <= slot) durable_.resize(slot + 1, Bytes(slot_bytes_, '\0'));
  durable_[slot].replace(0, bytes.size(), bytes);
}

void SlotDisk::lose_power(SeededRandom& random, Notebook& notebook) {
  for (const auto& [slot, bytes] : cached_) {
    const auto fate = random.below(3);
    if (fate == 0) continue;
    if (fate == 1) {
      put(slot, bytes);
      continue;
    }
    put(slot, std::string_view(bytes).substr(0, 1 + random.below(slot_bytes_ - 1)));
    notebook.hit(Probe::key_slot_torn);
  }
  cached_.clear();
}

Bytes SlotDisk::image() const {
  Bytes all;
  for (const Bytes& slot : durable_) all += slot;
  for (const auto& [slot, bytes] : cached_) all += bytes;
  return all;
}

std::unique_ptr<vault::SlotStore> SlotDisk::open(Power& power) {
  return std::make_unique<SlotFile>(*this, power);
}

Result<std::unique_ptr<MemoryLog>> MemoryLog::open(LogDisk& disk, Power& power, SeededRandom& random,
                                                   Notebook& notebook) {
  std::unique_ptr<MemoryLog> log(new MemoryLog(disk, power, random));
  std::array<journal::Seq, journal::streams_max> streams{};
  journal::Seq last = 0;
  std::size_t at = 0;
  while (at < disk.bytes.size()) {
    const auto frame = frame_at(disk.bytes, at);
    const auto visited = !frame || frame->first != last + 1
                             ? Result<bool>(fail(Errc::corrupt, "not the next batch"))
                             : journal::visit_batch(frame->first, frame->last, frame->crc, frame->bytes, 0,
                                                    [&](const journal::Record& record) {
                                                      streams.at(record.stream) = record.stream_seq;
                                                      return true;
                                                    });
    if (!visited) {
      // Only the last batch can be torn. A frame that says it ends before the file does must not be passed
      // over.
      if (frame && frame->first == last + 1 && at + frame->size() < disk.bytes.size()) {
        return fail(Errc::corrupt, fmt::format("journal: a batch after sequence {} is damaged", last));
      }
      notebook.hit(Probe::torn_batch_dropped);
      disk.bytes.resize(at);
      break;
    }
    last = frame->last;
    at += frame->size();
  }
  log->batch_ = journal::BatchWriter(last, streams);
  return log;
}

journal::Record MemoryLog::append(std::uint8_t stream, std::string_view bytes) {
  TOCSIN_CHECK(!failed_, "append after a failed sync");
  return batch_.append(stream, bytes);
}

Bytes MemoryLog::spoilt(Bytes frame) {
  if (random_.chance(0.5)) {
    frame.resize(random_.below(frame.size()));
    return frame;
  }
  // Sectors reach the platter in any order. The head is in the first of them; without it nothing is seen at
  // all.
  const std::size_t from = frame_head_bytes + random_.below(frame.size() - frame_head_bytes);
  std::fill(frame.begin() + static_cast<std::ptrdiff_t>(from), frame.end(), '\0');
  return frame;
}

Result<> MemoryLog::sync() {
  TOCSIN_CHECK(!failed_, "sync after a failed sync");
  if (batch_.empty()) return {};
  Bytes frame;
  put_number(frame, batch_.first(), 8);
  put_number(frame, batch_.last(), 8);
  put_number(frame, batch_.crc(), 4);
  put_number(frame, batch_.bytes().size(), 4);
  frame += batch_.bytes();
  const bool refused = std::exchange(disk_.fails_next_sync, false);
  static constexpr Power::Fate fates[] = {Power::Fate::lost, Power::Fate::torn, Power::Fate::kept};
  const auto fate = refused ? fates[random_.below(3)] : power_.spend();
  if (fate == Power::Fate::torn) frame = spoilt(std::move(frame));
  if (fate != Power::Fate::lost) disk_.bytes += frame;
  if (fate == Power::Fate::done) {
    batch_.clear();
    return {};
  }
  failed_ = true;
  return refused ? fail(Errc::io, "the disk refused to sync") : std::unexpected(power_failed());
}

Result<> MemoryLog::read(journal::Seq after, const journal::RecordVisitor& visit) const {
  for (std::size_t at = 0; at < disk_.bytes.size();) {
    const auto frame = frame_at(disk_.bytes, at);
    if (!frame) return fail(Errc::corrupt, "journal: the last batch is cut");
    TOCSIN_TRY(const bool go_on,
               journal::visit_batch(frame->first, frame->last, frame->crc, frame->bytes, after, visit));
    if (!go_on) return {};
    at += frame->size();
  }
  return {};
}

}  // namespace tocsin::sim
