// Journal batches: a wrong sum is always refused; with a right sum any bytes are refused or visited in order.
#include "base/check.h"
#include "journal/batch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const journal::Seq first = 1 + data[0], last = first + data[1];
  const std::uint32_t crc = journal::batch_crc(first, last, bytes);
  journal::Seq next = first;
  const auto in_order = [&](const journal::Record& record) {
    TOCSIN_CHECK(record.seq == next++ && record.stream < journal::streams_max);
    return true;
  };
  const auto visited = journal::visit_batch(first, last, crc, bytes, 0, in_order);
  TOCSIN_CHECK(!visited || next == last + 1);
  next = first;
  TOCSIN_CHECK(!journal::visit_batch(first, last, crc ^ 1, bytes, 0, in_order));
  return 0;
}
