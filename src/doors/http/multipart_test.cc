#include "doors/http/multipart.h"

#include <gtest/gtest.h>

namespace tocsin::doors::http {
namespace {

const std::string type = "multipart/form-data; boundary=----x7";

std::string part(const std::string& headers, const std::string& bytes) {
  return "------x7\r\n" + headers + "\r\n\r\n" + bytes + "\r\n";
}
std::string field(const std::string& name, const std::string& value) {
  return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
}
const std::string end = "------x7--\r\n";

// RFC 7578 section 4
TEST(Multipart, FieldsAndAFileByteForByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += "\r\n--\r\n------x\r\n\r\n";
  const auto parts = read_multipart(type, field("title", "Ünïcode; \"a\"") +
                                              part("Content-Disposition: form-data; name=\"file\"; "
                                                   "filename=\"a;b.html\"\r\nContent-Type: Text/HTML; "
                                                   "charset=latin1",
                                                   bytes) +
                                              field("empty", "") + end);
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].bytes, "Ünïcode; \"a\"");
  EXPECT_EQ((*parts)[1].name, "file");
  EXPECT_EQ((*parts)[1].file_name, "a;b.html");
  EXPECT_EQ((*parts)[1].content_type, "text/html");
  EXPECT_EQ((*parts)[1].bytes, bytes);
  EXPECT_EQ((*parts)[2].bytes, "");
}

TEST(Multipart, ABoundaryMayBeQuoted) {
  EXPECT_TRUE(
      read_multipart("Multipart/Form-Data; charset=utf-8; boundary=\"----x7\"", field("a", "1") + end));
}

TEST(Multipart, WhatIsBrokenIsRefused) {
  const std::pair<std::string, std::string> cases[] = {
      {"text/plain", end},
      {"multipart/form-data", end},
      {"multipart/form-data; boundary=", end},
      {"multipart/form-data; boundary=" + std::string(71, 'x'), "--" + std::string(71, 'x') + "--"},
      {type, ""},
      {type, "x" + end},
      {type, "------x7"},
      {type, "------x7\r\n"},
      {type, field("a", "1")},
      {type, field("a", "1").substr(0, 20)},
      {type, part("Content-Disposition: form-data", "1") + end},
      {type, part("no colon", "1") + end},
      {type, part("Content-Disposition: form-data; name=\"a\"\r\nX: " + std::string(5000, 'x'), "1") + end},
      {type, part("Content-Disposition: form-data; name=\"\xFF\"", "1") + end}};
  for (const auto& [content_type, body] : cases)
    EXPECT_FALSE(read_multipart(content_type, body)) << content_type << "\n" << body;
}

TEST(Multipart, PartsAreLimited) {
  std::string body;
  for (std::size_t i = 0; i < multipart_parts_max; ++i) body += field("a", "1");
  EXPECT_TRUE(read_multipart(type, body + end));
  const auto refused = read_multipart(type, body + field("a", "1") + end);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::too_large);
}

}  // namespace
}  // namespace tocsin::doors::http
