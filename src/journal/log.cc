#include "journal/log.h"

namespace tocsin::journal {

Result<> Log::read_stream(std::uint8_t stream, Seq after, Seq last, const RecordVisitor& visit) const {
  return read(after, [&](const Record& record) {
    if (record.seq > last) return false;
    return record.stream != stream || visit(record);
  });
}

}  // namespace tocsin::journal
