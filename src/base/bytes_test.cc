#include "base/bytes.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "base/varint.h"

namespace tocsin {
namespace {

TEST(Bytes, HexReadsBackWhatItWrote) {
  EXPECT_EQ(encode_hex(as_u8("\x01\xab")), "01ab");
  EXPECT_EQ(decode_hex("01AB"), "\x01\xab");
  EXPECT_FALSE(decode_hex("0"));
  EXPECT_FALSE(decode_hex("0g"));
}

// RFC 4648 section 10, in the URL alphabet and without padding.
TEST(Bytes, Base64urlMatchesTheVectorsOfTheRfc) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(encode_base64url(as_u8(plain)), text);
    EXPECT_EQ(decode_base64url(text), plain);
  }
}

// RFC 4648 section 3.5: decoders MAY reject an encoding whose pad bits are not zero. A token must have one
// spelling.
TEST(Bytes, Base64urlRefusesPaddingAndUnusedBits) {
  EXPECT_FALSE(decode_base64url("Zg=="));
  EXPECT_FALSE(decode_base64url("Zh"));
  EXPECT_FALSE(decode_base64url("Z"));
  EXPECT_FALSE(decode_base64url("Zm+v"));
}

// RFC 3720 appendix B.4: 32 bytes of zeros and of ones.
TEST(Bytes, Crc32cMatchesTheVectorsOfTheRfc) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u);
  EXPECT_EQ(crc32c("56789", crc32c("1234")), crc32c("123456789"));
}

TEST(Bytes, Crc32cIsTheSameWithAndWithoutTheInstruction) {
  Bytes bytes;
  for (unsigned i = 0; i < 200; ++i) {
    EXPECT_EQ(crc32c(bytes, i), crc32c_by_table(bytes, i)) << i;
    bytes += static_cast<char>(i * 37);
  }
}

TEST(Bytes, VarintsReadBackAndRefuseCuts) {
  for (const std::uint64_t value : {0ull, 1ull, 127ull, 128ull, 300ull, ~0ull}) {
    Bytes bytes;
    put_varint(bytes, value);
    std::string_view in = bytes;
    EXPECT_EQ(take_varint(in), value);
    EXPECT_TRUE(in.empty());
    std::string_view cut = std::string_view(bytes).substr(0, bytes.size() - 1);
    EXPECT_FALSE(take_varint(cut));
  }
}

TEST(Id, ReadsHexAndUuidForms) {
  SeededRandom random(7);
  const Id id = random.id();
  EXPECT_EQ(parse_id(to_hex(id)), id);
  EXPECT_EQ(parse_id(to_uuid(id)), id);
  EXPECT_FALSE(parse_id("12"));
  EXPECT_EQ(parse_id("12").error().detail, "\"12\" is not an id: expected 32 hexadecimal digits");
}

// RFC 9562 section 5.7: 48 bits of Unix milliseconds, version 7, variant 10.
TEST(Id, UuidV7CarriesTimeVersionAndVariant) {
  SeededRandom random(7);
  const std::string text = to_uuid(make_uuid_v7(Instant{0x017F22E279B0}, random.id()));
  EXPECT_EQ(text.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
}

TEST(Text, Utf8IsCheckedAsRfc3629Says) {
  EXPECT_TRUE(is_utf8("Saint-Denis, \xD8\xA8\xD8\xA7\xD8\xB1\xD9\x8A\xD8\xB3 \xF0\x9F\x94\x94"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // past U+10FFFF
  EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut
  EXPECT_EQ(truncate_utf8("\xC3\xA9\xC3\xA9x", 2), "\xC3\xA9\xC3\xA9");
}

TEST(Text, NumbersFillTheWholeText) {
  EXPECT_EQ(parse_double("-12.50"), -12.5);
  EXPECT_EQ(parse_double("+3"), 3.0);
  EXPECT_FALSE(parse_double("48,8"));
  EXPECT_FALSE(parse_double("nan"));
  EXPECT_FALSE(parse_double("+-1"));
  EXPECT_FALSE(parse_int("12x"));
}

}  // namespace
}  // namespace tocsin
