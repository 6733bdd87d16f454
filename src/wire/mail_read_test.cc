#include "wire/mail_read.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "wire/mail_codings.h"

namespace tocsin::wire {
namespace {

Mail mail(const std::string& bytes) {
  auto read = read_mail(bytes);
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  return read ? std::move(*read) : Mail{};
}

Errc refusal(const std::string& bytes) {
  const auto read = read_mail(bytes);
  EXPECT_FALSE(read);
  return read ? Errc::io : read.error().code;
}

TEST(MailRead, APlainMessage) {
  const Mail read = mail(
      "From: =?utf-8?Q?Ren=C3=A9?= <rene@example.org>\r\nDate: Sat, 14 Nov 2015 18:24:05 +0300\r\nSubject: "
      "Bridges\r\n"
      " closed\r\nMessage-ID: <1@example.org>\r\nContent-Language: fr\r\n\r\nLine one\r\nLine two\r\n");
  EXPECT_EQ(read.from, "René <rene@example.org>");
  EXPECT_EQ(read.subject, "Bridges closed");
  EXPECT_EQ(read.message_id, "<1@example.org>");
  EXPECT_EQ(read.language, "fr");
  EXPECT_EQ(to_rfc3339(read.date), "2015-11-14T15:24:05Z");
  EXPECT_EQ(read.text, "Line one\nLine two\n");
  EXPECT_FALSE(read.html);
  EXPECT_EQ(read.parts_left, 0U);
}

const std::string head = "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n";

TEST(MailRead, PrefersPlainTextToHtml) {
  const std::string alternative =
      head +
      "Content-Type: multipart/alternative; boundary=\"b 1\"\n\npreamble\n--b 1\nContent-Type: text/html\n\n"
      "<p>html</p>\n--b 1\nContent-Type: text/plain; charset=utf-8\n\nplain\n--b 1--\nepilogue\n";
  EXPECT_EQ(mail(alternative).text, "plain\n");
  EXPECT_EQ(mail(alternative).parts_left, 1U);
  const Mail html = mail(head + "Content-Type: Text/HTML; charset=\"utf-8\"\n\n<p>only</p>");
  EXPECT_TRUE(html.html);
  EXPECT_EQ(html.text, "<p>only</p>");
}

TEST(MailRead, NestedPartsAndAttachments) {
  const Mail read = mail(head +
                         "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: "
                         "text/plain\nContent-Disposition: attachment; "
                         "filename=a.txt\n\nattached\n--o\nContent-Type: multipart/alternative;\n "
                         "boundary=oo\n\n--oo\nContent-Type: "
                         "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
                         "quoted-printable\nContent-Language: de\n\nGr=FC=\n"
                         "n\n--oo--\n--o\nContent-Type: image/png\n\nxxx\n--o--\n");
  EXPECT_EQ(read.text, "Grün\n");
  EXPECT_EQ(read.language, "de");
  EXPECT_EQ(read.parts_left, 2U);
}

TEST(MailRead, ForwardedAndCutMessages) {
  EXPECT_EQ(mail(head + "Content-Type: message/rfc822\n\nSubject: inner\n\ninner text").text, "inner text");
  EXPECT_EQ(mail(head + "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nnever ended").text,
            "never ended");
  EXPECT_EQ(mail("From sender Sat Nov 14\nSubject: x\n\ntext").text, "text");
  EXPECT_EQ(mail("Subject: x\nno empty line before this").text, "no empty line before this");
  EXPECT_EQ(mail("Subject: x").text, "");
}

TEST(MailRead, Codings) {
  EXPECT_EQ(mail(head + "Content-Transfer-Encoding: BASE64\n\nR3LD\n vG4=\n").text, "Grün");
  EXPECT_EQ(decode_mail_base64("R3LDvG4"), "Grün");
  EXPECT_EQ(decode_mail_base64("!!"), "");
  EXPECT_EQ(decode_quoted_printable("a=3Db=\r\nc= \nd=zz=4"), "a=bcd=zz=4");
  EXPECT_EQ(decode_words("=?utf-8?B?R3LDvG4=?= =?iso-8859-1?q?_Gr=FCn?= x =?utf-8?Q?=C3?="),
            "Grün Grün x \uFFFD");
  EXPECT_EQ(decode_words("=?koi8-r?Q?a?= =?utf-8?X?a?= =?"), "=?koi8-r?Q?a?= =?utf-8?X?a?= =?");
  EXPECT_EQ(decode_words("=?utf-8*en?Q?a_b?="), "a b");
  EXPECT_EQ(decode_words("caf\xE9"), "café");
  EXPECT_EQ(charset_to_utf8("\x93x\x94", "Windows-1252"), "“x”");
  EXPECT_EQ(charset_to_utf8("\xA4 5 c\xBDur", "iso-8859-15"), "€ 5 cœur");
  EXPECT_EQ(charset_to_utf8("x", "koi8-r"), std::nullopt);
  EXPECT_EQ(refusal(head + "Content-Type: text/plain; charset=koi8-r\n\nx"), Errc::unsupported);
}

TEST(MailRead, RefusesWhatIsNoMailOrHasNoText) {
  EXPECT_EQ(refusal(""), Errc::invalid);
  EXPECT_EQ(refusal("just a text\n"), Errc::invalid);
  EXPECT_EQ(refusal("\n\nSubject: late"), Errc::invalid);
  EXPECT_EQ(refusal(head + "Content-Type: image/png\n\nx"), Errc::unsupported);
  EXPECT_EQ(refusal(head + "Content-Type: multipart/mixed\n\nx"), Errc::invalid);
  EXPECT_EQ(refusal(head + "Content-Type: multipart/mixed; boundary=o\n\nx"), Errc::unsupported);
}

TEST(MailRead, LimitsHoldAndOnePastThemFails) {
  const auto fields = [](std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += "X-A: b\n";
    return bytes + "\ntext";
  };
  EXPECT_EQ(mail(fields(mail_fields_max)).text, "text");
  EXPECT_EQ(refusal(fields(mail_fields_max + 1)), Errc::too_large);
  const auto field = [](std::size_t bytes) { return "Subject:" + std::string(bytes, 'x') + "\n\ntext"; };
  EXPECT_EQ(mail(field(mail_field_bytes_max)).subject.size(), mail_field_bytes_max);
  EXPECT_EQ(refusal(field(mail_field_bytes_max + 1)), Errc::too_large);
  const auto parts = [](std::size_t count) {
    std::string bytes = head + "Content-Type: multipart/mixed; boundary=o\n\n";
    for (std::size_t i = 1; i < count; ++i) bytes += "--o\n\nx\n";
    return bytes + "--o--\n";
  };
  EXPECT_EQ(mail(parts(mail_parts_max)).parts_left, mail_parts_max - 2);
  EXPECT_EQ(refusal(parts(mail_parts_max + 1)), Errc::too_large);
  const auto deep = [](std::size_t depth) {
    std::string bytes = head;
    for (std::size_t i = 1; i < depth; ++i)
      bytes += fmt::format("Content-Type: multipart/mixed; boundary=o{0}\n\n--o{0}\n", i);
    return bytes + "\ntext";
  };
  EXPECT_EQ(mail(deep(mail_depth_max)).text, "text");
  EXPECT_EQ(refusal(deep(mail_depth_max + 1)), Errc::too_large);
  const std::string filled = head + "\n" + std::string(mail_bytes_max - head.size() - 1, 'x');
  EXPECT_EQ(mail(filled).text.size(), mail_bytes_max - head.size() - 1);
  EXPECT_EQ(refusal(filled + "x"), Errc::too_large);
}

TEST(MailRead, HostileBytesGiveUtf8) {
  for (const std::string bytes :
       {"Subject: \xFF\xFE\n\n\xFF\xC3",
        "Subject: =?utf-8?B?/////w==?=\nContent-Type: text/plain; charset=utf-8\n\n\xE2\x82",
        "Subject: a\nContent-Type: text/plain; charset=\"utf-8\\", "Subject: a\nContent-Type: ;;==\"\n\nx"}) {
    const auto read = read_mail(bytes);
    if (!read) continue;
    EXPECT_TRUE(is_utf8(read->text) && is_utf8(read->subject)) << bytes;
  }
  std::string words = "Subject: ";
  while (words.size() < mail_field_bytes_max - 8) words += "=?a?";
  EXPECT_TRUE(read_mail(words + "\n\nx"));
}

TEST(MailRead, LooksLikeMail) {
  EXPECT_TRUE(looks_like_mail("Subject: x\nFrom: a\n\nb"));
  EXPECT_TRUE(looks_like_mail("Received: from b\n by c\nDate: d\n\n"));
  EXPECT_FALSE(looks_like_mail(""));
  EXPECT_FALSE(looks_like_mail("Subject: x\n\nFrom: a"));
  EXPECT_FALSE(looks_like_mail("BRUSSELS: the city\nFRANCE: the country\n"));
  EXPECT_FALSE(looks_like_mail("From Moscow to LA\n\nTo: x"));
}

}  // namespace
}  // namespace tocsin::wire
