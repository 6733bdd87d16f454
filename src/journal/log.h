// Log: an append-only sequence of byte records that survives a power cut. It does not know what the bytes
// mean.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"

namespace tocsin::journal {

// A record's place in the total order of one node, from 1.
using Seq = std::uint64_t;

// Independent numberings inside the total order. The journal knows only that there are few: at its
// start it reads back to the last record of each.
constexpr std::size_t streams_max = 2;

struct Record {
  Seq seq = 0;              // total order
  std::uint8_t stream = 0;  // below streams_max
  Seq stream_seq = 0;       // order within its stream, from 1
  std::string_view bytes;   // valid during the call that hands it over
};

// Called for each record in order; returns false to stop reading.
using RecordVisitor = std::function<bool(const Record&)>;

// A batch may hold this many bytes before it must be synced: SQLite refuses a blob over 1 GB, and one batch
// is held in memory whole when it is read.
constexpr std::size_t batch_bytes_max = 64 << 20;
// One record: the largest alert (5 MB) with its facts, with room to spare.
constexpr std::size_t record_bytes_max = 16 << 20;

// Owned and used by one thread, except where a subclass says otherwise.
class Log {
 public:
  virtual ~Log() = default;

  // Takes one record into the open batch and gives it the next sequence. Not durable before sync().
  virtual Record append(std::uint8_t stream, std::string_view bytes) = 0;

  // Makes all appended records durable, all or none. After a failure nothing more may be appended: what is on
  // the disk is unknown, and the process must stop and read it again.
  virtual Result<> sync() = 0;

  // Visits the durable records after `after`. Errc::corrupt names the first bad sequence.
  virtual Result<> read(Seq after, const RecordVisitor& visit) const = 0;

  // The same for the records of one stream, `last` included and nothing after it. Batches without a record of
  // the stream cost nothing where the journal knows them.
  virtual Result<> read_stream(std::uint8_t stream, Seq after, Seq last, const RecordVisitor& visit) const;

  // The last appended sequence, 0 when empty; and of one stream.
  virtual Seq last() const = 0;
  virtual Seq last_of(std::uint8_t stream) const = 0;
  // Bytes waiting for sync().
  virtual std::size_t pending_bytes() const = 0;
};

}  // namespace tocsin::journal
