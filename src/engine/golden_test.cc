// Goal: every journal ever written stays readable. Each file of spec/journal holds one batch of format 1 with
// one event of every kind that was new then, and what a reader must find in it. None is ever rewritten: a new
// kind or format gets a file of its own.
//
// Set TOCSIN_WRITE_GOLDEN=1 to write a file that is not there yet.
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "base/files_testing.h"
#include "base/text.h"
#include "journal/batch.h"
#include "world/event_testing_board.h"

namespace tocsin::engine {
namespace {

struct File {
  std::string path;
  std::vector<world::Event> events;
};
std::string path_of(std::string_view name) {
  return fmt::format("{}/spec/journal/{}", TOCSIN_SOURCE_DIR, name);
}
// The alerts, checks and people of the beginning; the board and the desk.
File first_file() { return {path_of("golden_v1.hex"), world::one_of_every_kind()}; }
File board_file() { return {path_of("golden_v2.hex"), world::one_of_every_board_kind()}; }

std::string summary_line(const journal::Record& record, const world::Event& event) {
  return fmt::format("{} {} {} {} {} {} {} {}", record.seq,
                     world::to_string(static_cast<world::Stream>(record.stream)), record.stream_seq,
                     to_rfc3339(event.at), world::kind_of(event.body), world::to_string(event.audience),
                     event.record_seq, to_hex(world::subject_of(event.body)));
}

void write_golden(const File& file) {
  journal::BatchWriter batch(0, {});
  std::string summary;
  for (const auto& event : file.events) {
    const Bytes bytes = world::encode(event);
    const auto record = batch.append(static_cast<std::uint8_t>(world::stream_of(event.body)), bytes);
    summary += summary_line(record, event) + "\n";
  }
  std::string text =
      "# One journal batch of format 1 with one event of every kind. Written once; never rewritten.\n"
      "# batch FIRST LAST CRC (all decimal), then its bytes in hexadecimal, 48 a line, then for each "
      "record:\n"
      "# = SEQ STREAM STREAM_SEQ AT KIND AUDIENCE RECORD_SEQ SUBJECT\n";
  text += fmt::format("batch {} {} {}\n", batch.first(), batch.last(), batch.crc());
  const std::string hex = encode_hex(as_u8(batch.bytes()));
  for (std::size_t at = 0; at < hex.size(); at += 96) text += hex.substr(at, 96) + "\n";
  for (const auto line : split(trim(summary), '\n')) text += fmt::format("= {}\n", line);
  std::filesystem::create_directories(std::filesystem::path(file.path).parent_path());
  put_file(file.path, text);
}

struct Golden {
  journal::Seq first = 0, last = 0;
  std::uint32_t crc = 0;
  Bytes bytes;
  std::vector<std::string> summary;
};

Golden read_golden(const File& file) {
  Golden golden;
  std::istringstream in(bytes_of_file(file.path));
  std::string line, hex, word;
  while (std::getline(in, line)) {
    if (line.starts_with("= ")) {
      golden.summary.push_back(line.substr(2));
    } else if (line.starts_with("batch ")) {
      std::istringstream(line) >> word >> golden.first >> golden.last >> golden.crc;
    } else if (!line.starts_with("#")) {
      hex += line;
    }
  }
  golden.bytes = decode_hex(hex).value_or("");
  return golden;
}

void expect_read(const File& file, std::size_t kinds) {
  if (std::getenv("TOCSIN_WRITE_GOLDEN") != nullptr && !std::filesystem::exists(file.path))
    write_golden(file);
  const Golden golden = read_golden(file);
  ASSERT_EQ(golden.summary.size(), kinds) << file.path;
  std::vector<std::string> found;
  const auto& expected = file.events;
  const auto visited = journal::visit_batch(
      golden.first, golden.last, golden.crc, golden.bytes, 0, [&](const journal::Record& record) {
        const auto event = world::decode(record.bytes);
        EXPECT_TRUE(event) << record.seq;
        if (!event) return false;
        found.push_back(summary_line(record, *event));
        // Today's program means the same by these bytes as by the values they were written from.
        EXPECT_EQ(encode_hex(as_u8(world::encode(*event))),
                  encode_hex(as_u8(world::encode(expected.at(record.seq - 1)))))
            << record.seq;
        return true;
      });
  ASSERT_TRUE(visited) << visited.error().detail;
  EXPECT_EQ(found, golden.summary);
}

TEST(GoldenJournal, OfFormat1IsReadForEver) { expect_read(first_file(), 26); }
TEST(GoldenJournal, OfTheBoardIsReadForEver) { expect_read(board_file(), 26); }

TEST(GoldenJournal, HoldsEveryFieldOfAnAlert) {
  const Golden golden = read_golden(first_file());
  bool seen = false;
  ASSERT_TRUE(journal::visit_batch(
      golden.first, golden.last, golden.crc, golden.bytes, 0, [&](const journal::Record& record) {
        const auto event = world::decode(record.bytes);
        const auto* alert = event ? std::get_if<world::AlertReceived>(&event->body) : nullptr;
        if (alert == nullptr) return true;
        seen = true;
        EXPECT_TRUE(alert->facts == world::full_alert().facts);
        EXPECT_EQ(alert->raw, world::full_alert().raw);
        return true;
      }));
  EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace tocsin::engine
