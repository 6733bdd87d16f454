#include "journal/batch.h"

#include "base/check.h"
#include "base/varint.h"

namespace tocsin::journal {

Record BatchWriter::append(std::uint8_t stream, std::string_view bytes) {
  TOCSIN_CHECK(stream < streams_max, "stream {}", stream);
  TOCSIN_CHECK(bytes.size() <= record_bytes_max, "record of {} bytes", bytes.size());
  const Seq stream_seq = ++stream_last_[stream];
  streams_ |= 1u << stream;
  bytes_ += static_cast<char>(stream);
  put_varint(bytes_, stream_seq);
  put_varint(bytes_, bytes.size());
  bytes_ += bytes;
  return {++last_, stream, stream_seq, bytes};
}

void BatchWriter::clear() {
  first_ = last_ + 1;
  bytes_.clear();
  streams_ = 0;
}

std::uint32_t BatchWriter::crc() const { return batch_crc(first_, last_, bytes_); }

std::uint32_t batch_crc(Seq first, Seq last, std::string_view bytes) {
  std::array<char, 16> head{};
  for (unsigned i = 0; i < 8; ++i) {
    head[i] = static_cast<char>(first >> (8 * i));
    head[8 + i] = static_cast<char>(last >> (8 * i));
  }
  return crc32c(bytes, crc32c({head.data(), head.size()}));
}

Result<bool> visit_batch(Seq first, Seq last, std::uint32_t crc, std::string_view bytes, Seq after,
                         const RecordVisitor& visit) {
  const auto corrupt = [&](std::string_view why) {
    return fail(Errc::corrupt, fmt::format("journal batch {}-{}: {}", first, last, why));
  };
  if (first == 0 || last < first) return corrupt("sequences are not in order");
  if (batch_crc(first, last, bytes) != crc) return corrupt("checksum does not match");
  std::string_view rest = bytes;
  bool go_on = true;
  for (Seq seq = first; seq <= last; ++seq) {
    if (rest.empty()) return corrupt("fewer records than sequences");
    const auto stream = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    const auto stream_seq = take_varint(rest);
    const auto size = stream_seq ? take_varint(rest) : std::nullopt;
    if (stream >= streams_max || !size || *size > rest.size()) return corrupt("record is cut");
    if (go_on && seq > after) go_on = visit({seq, stream, *stream_seq, rest.substr(0, *size)});
    rest.remove_prefix(*size);
  }
  if (!rest.empty()) return corrupt("more bytes than records");
  return go_on;
}

}  // namespace tocsin::journal
