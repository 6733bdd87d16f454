// Batch: the bytes of one group commit. docs/journal_format.md shows an example.
//
//   record  = stream (1 byte)  stream_seq (varint)  size (varint)  bytes (size)
//   batch   = record*          with sequences first, first+1, ...
//   crc     = CRC-32C over first (8 bytes, little-endian), last (the same) and the batch
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "journal/log.h"

namespace tocsin::journal {

// Builds one batch. The sequences of streams go on from one batch to the next.
class BatchWriter {
 public:
  // Starts after `last` with the streams at `stream_last`.
  BatchWriter(Seq last, std::array<Seq, streams_max> stream_last)
      : last_(last), first_(last + 1), stream_last_(stream_last) {}

  // The returned bytes are the caller's own.
  Record append(std::uint8_t stream, std::string_view bytes);
  void clear();

  bool empty() const { return last_ < first_; }
  Seq first() const { return first_; }
  Seq last() const { return last_; }
  Seq last_of(std::uint8_t stream) const { return stream_last_.at(stream); }
  const Bytes& bytes() const { return bytes_; }
  // Bit n: it holds a record of stream n.
  unsigned streams() const { return streams_; }
  std::uint32_t crc() const;

 private:
  Seq last_;
  Seq first_;
  std::array<Seq, streams_max> stream_last_;
  Bytes bytes_;
  unsigned streams_ = 0;
};

std::uint32_t batch_crc(Seq first, Seq last, std::string_view bytes);

// Visits the records after `after` of a batch. Errc::corrupt when crc, framing or count do not agree; the
// error names `first`. Nothing is visited before the whole batch has been checked. Returns false when the
// visitor stopped.
Result<bool> visit_batch(Seq first, Seq last, std::uint32_t crc, std::string_view bytes, Seq after,
                         const RecordVisitor& visit);

}  // namespace tocsin::journal
