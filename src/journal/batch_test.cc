#include "journal/batch.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace tocsin::journal {
namespace {

struct Seen {
  Seq seq;
  std::uint8_t stream;
  Seq stream_seq;
  Bytes bytes;
  bool operator==(const Seen&) const = default;
};

Result<std::vector<Seen>> read(Seq first, Seq last, std::uint32_t crc, std::string_view bytes,
                               Seq after = 0) {
  std::vector<Seen> seen;
  auto visited = visit_batch(first, last, crc, bytes, after, [&](const Record& record) {
    seen.push_back({record.seq, record.stream, record.stream_seq, Bytes(record.bytes)});
    return true;
  });
  if (!visited) return std::unexpected(visited.error());
  return seen;
}

BatchWriter sample() {
  BatchWriter batch(10, {4, 6});
  batch.append(0, "record");
  batch.append(1, "");
  batch.append(1, Bytes(300, '\x80'));
  return batch;
}

TEST(Batch, ReadsBackWithBothNumberings) {
  const BatchWriter batch = sample();
  EXPECT_EQ(batch.first(), 11u);
  EXPECT_EQ(batch.last(), 13u);
  EXPECT_EQ(batch.last_of(0), 5u);
  EXPECT_EQ(batch.last_of(1), 8u);
  EXPECT_EQ(read(11, 13, batch.crc(), batch.bytes()),
            (std::vector<Seen>{{11, 0, 5, "record"}, {12, 1, 7, ""}, {13, 1, 8, Bytes(300, '\x80')}}));
}

// The example of batch.h, byte by byte: stream, stream sequence, size, bytes.
TEST(Batch, HasTheBytesThatItsHeaderDescribes) {
  BatchWriter batch(0, {299, 0});
  batch.append(0, "ab");
  batch.append(1, "");
  EXPECT_EQ(encode_hex(as_u8(batch.bytes())),
            "00"
            "ac02"
            "02"
            "6162"
            "01"
            "01"
            "00");
  EXPECT_EQ(batch.crc(), crc32c(batch.bytes(), crc32c(Bytes("\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0", 16))));
}

TEST(Batch, ClearedItGoesOnWhereItWas) {
  BatchWriter batch = sample();
  batch.clear();
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch.last(), 13u);
  EXPECT_EQ(batch.append(1, "x").stream_seq, 9u);
  EXPECT_EQ(batch.first(), 14u);
}

TEST(Batch, CutAtEveryByteIsNeverAccepted) {
  const BatchWriter batch = sample();
  for (std::size_t size = 0; size < batch.bytes().size(); ++size) {
    const auto result = read(11, 13, batch.crc(), std::string_view(batch.bytes()).substr(0, size));
    ASSERT_FALSE(result) << size;
    EXPECT_EQ(result.error().code, Errc::corrupt);
    EXPECT_EQ(result.error().detail, "journal batch 11-13: checksum does not match");
  }
}

TEST(Batch, WithAnyByteFlippedIsNeverAccepted) {
  const BatchWriter batch = sample();
  for (std::size_t i = 0; i < batch.bytes().size(); ++i) {
    for (const int flip : {1, 0x10, 0x80, 0xFF}) {
      Bytes damaged = batch.bytes();
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      EXPECT_FALSE(read(11, 13, batch.crc(), damaged)) << i;
    }
  }
  EXPECT_FALSE(read(11, 13, batch.crc() ^ 1, batch.bytes()));
  EXPECT_FALSE(read(12, 14, batch.crc(), batch.bytes())) << "the sequences are under the checksum";
  EXPECT_FALSE(read(10, 13, batch.crc(), batch.bytes()));
}

// A checksum over wrong framing: what a faulty writer would leave.
TEST(Batch, WrongFramingUnderARightChecksumIsRefused) {
  const auto refused = [](Seq first, Seq last, const Bytes& bytes) {
    const auto result = read(first, last, batch_crc(first, last, bytes), bytes);
    return result ? std::string("accepted") : result.error().detail;
  };
  const BatchWriter batch = sample();
  EXPECT_EQ(refused(11, 14, batch.bytes()), "journal batch 11-14: fewer records than sequences");
  EXPECT_EQ(refused(11, 12, batch.bytes()), "journal batch 11-12: more bytes than records");
  EXPECT_EQ(refused(12, 11, batch.bytes()), "journal batch 12-11: sequences are not in order");
  EXPECT_EQ(refused(0, 2, batch.bytes()), "journal batch 0-2: sequences are not in order");
  for (std::size_t size = 1; size < batch.bytes().size(); ++size) {
    EXPECT_NE(refused(11, 13, batch.bytes().substr(0, size)), "accepted") << size;
  }
  EXPECT_EQ(refused(1, 1, Bytes("\x09\x01\x00", 3)), "journal batch 1-1: record is cut") << "no such stream";
  EXPECT_EQ(refused(1, 1, Bytes("\0\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 12)),
            "journal batch 1-1: record is cut");
}

TEST(Batch, IsReadFromInsideAndMayBeStopped) {
  const BatchWriter batch = sample();
  EXPECT_EQ(read(11, 13, batch.crc(), batch.bytes(), 11)->size(), 2u);
  EXPECT_EQ(read(11, 13, batch.crc(), batch.bytes(), 13)->size(), 0u);
  int count = 0;
  const auto stopped =
      visit_batch(11, 13, batch.crc(), batch.bytes(), 0, [&](const Record&) { return ++count < 2; });
  EXPECT_EQ(stopped, false);
  EXPECT_EQ(count, 2);
}

TEST(Batch, RandomBytesNeverCrash) {
  SeededRandom random(3);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random.below(40), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(8));
    const Seq last = 1 + random.below(6);
    const auto result = read(1, last, batch_crc(1, last, bytes), bytes);
    if (result) {
      EXPECT_EQ(result->size(), last);
    }
  }
}

TEST(BatchDeathTest, AStreamPastTheLastEndsTheProcess) {
  BatchWriter batch(0, {});
  EXPECT_DEATH(batch.append(streams_max, "x"), "stream");
}

}  // namespace
}  // namespace tocsin::journal
